"""Another engine fails.

A failure of dill, pathos or an interpreter pool that a standard pool with pickle does not have.

Start with: dill_pool_in_self pathos_closed_pool
"""
