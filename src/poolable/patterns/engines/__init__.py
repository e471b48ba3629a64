"""Use another engine.

The same class with loky, pathos or interpreters.

Start with: loky_executor
"""
