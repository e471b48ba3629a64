"""The result is wrong.

The program ends without an error, but results, updates or log records are wrong or missing.

Start with: global_under_guard self_changed_in_worker global_changed_in_worker
"""
