"""The result does not come back
.
The worker ran the task, or died in it, and the caller gets an error instead of the result.

Start with: worker_killed_executor unpicklable_result
"""
