"""Open a pool
.
Which pool or executor to open, and where.

Start with: process_executor guarded_pool explicit_context
"""
