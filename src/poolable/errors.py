"""The one error that wrong usage raises."""


class WrongUsage(ValueError):  # noqa: N818 - it is the user that errs
    """Something asked for cannot be: names the object, the reason, the remedy."""
