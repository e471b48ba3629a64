"""It hangs
.
Nothing comes back, with or without a traceback before it.

Start with: worker_killed exception_with_init initializer_raises
"""
