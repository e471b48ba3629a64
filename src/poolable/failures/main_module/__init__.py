"""A worker cannot import your main module
.
It works on one system or Python and not on another: a missing guard, a notebook, `python -c`.

Start with: missing_guard notebook_function name_under_guard
"""
