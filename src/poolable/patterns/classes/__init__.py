"""Write a class that uses a pool.

A method is the task, so pickle sends the whole object.

Start with: borrowed_pool getstate module_function
"""
