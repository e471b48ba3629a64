"""The pool itself says no
.
The error names the pool, its context or its shared memory, and no task has run yet.

Start with: closed_pool nested_pool
"""
