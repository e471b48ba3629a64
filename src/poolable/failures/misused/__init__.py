"""The pool itself refuses.

The error or warning is about the pool, its start method or its memory, not about a task.

Start with: closed_pool nested_pool
"""
