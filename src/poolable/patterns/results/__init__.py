"""Collect results.

Return values, counters and arrays that workers write to.

Start with: return_state shared_array
"""
