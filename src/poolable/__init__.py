"""Every way a Python process pool fails, reproduced; every cure, ready to copy."""

__version__ = "0.1.0"
