"""Pickle refuses to send it.

A traceback says that a function, an argument or an attribute of `self` cannot be pickled.

Start with: pool_in_self lock_in_self lambda_task local_function
"""
