"""Use another engine.

The same class on loky, pathos or interpreters.

Start with: loky_executor
"""
