"""Use another kind of pool.

The same class with loky, pathos or interpreters.

Start with: loky_executor
"""
