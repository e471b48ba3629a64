"""All hostile cases: each of these modules adds its own to the list."""

from hostile import (
    arriving,  # noqa: F401 - adds its cases
    changing,  # noqa: F401
    deep,  # noqa: F401
    endless,  # noqa: F401
    lying,  # noqa: F401
    pretending,  # noqa: F401
    raising,  # noqa: F401
)
from hostile.case import CASES

__all__ = ["CASES"]
