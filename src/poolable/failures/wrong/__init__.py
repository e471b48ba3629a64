"""It is wrong.

The program ends without an error, but its result is wrong.

Start with: global_under_guard self_changed_in_worker global_changed_in_worker
"""
