"""The error that wrong usage raises."""


class WrongUsage(ValueError):  # noqa: N818 - the usage is wrong, not the program
    """The caller asked for something impossible; the text names object, reason and remedy."""
