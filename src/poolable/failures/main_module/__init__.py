"""A worker cannot import your main module
.
A script without a guard, a notebook cell or `python -c`: most of them work under fork and fail elsewhere.

Start with: missing_guard notebook_function name_under_guard
"""
