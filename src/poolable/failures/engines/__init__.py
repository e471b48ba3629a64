"""An engine goes wrong.

A failure that only dill, pathos or an interpreter pool has.

Start with: dill_pool_in_self pathos_closed_pool
"""
