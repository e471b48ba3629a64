"""A worker cannot import your main module.

A missing guard, a notebook cell or `python -c` works under fork and fails elsewhere.

Start with: missing_guard notebook_function name_under_guard
"""
