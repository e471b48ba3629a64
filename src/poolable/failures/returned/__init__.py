"""The result does not come back.

The task has begun in a worker, and the caller gets an error instead of its result.

Start with: worker_killed_executor unpicklable_result
"""
