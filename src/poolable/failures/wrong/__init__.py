"""It is wrong
.
The program ends without an error, and the result is not what it should be.

Start with: global_under_guard self_changed_in_worker global_changed_in_worker
"""
