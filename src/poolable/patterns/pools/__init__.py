"""Open a pool.

Which pool or executor to open, and where in the file.

Start with: process_executor guarded_pool pool_methods
"""
