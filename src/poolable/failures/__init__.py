"""Failures.

Each script goes wrong in one way, and its docstring says what you see.

Order: refused returned misused main_module hangs wrong slow engines
"""
