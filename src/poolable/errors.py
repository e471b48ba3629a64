"""The one error that wrong usage raises."""


class WrongUsage(ValueError):
    """Something asked for cannot be: names the object, the reason, the remedy."""
