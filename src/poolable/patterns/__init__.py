"""Patterns.

Each script does one thing right, and is short enough to copy.

Order: pools classes tasks state results errors throughput engines
"""
