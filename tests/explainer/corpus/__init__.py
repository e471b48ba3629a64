"""The objects that `explain` is asked about, each with the right answer and where it was met."""
