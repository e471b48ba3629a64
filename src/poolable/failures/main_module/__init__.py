"""A worker cannot import your main module.

Without a guard, in a notebook or in `python -c`, most programs work only under fork.

Start with: missing_guard notebook_function name_under_guard
"""
