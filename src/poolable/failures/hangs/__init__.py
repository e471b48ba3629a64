"""It hangs.

The program waits for ever, with or without a traceback before it.

Start with: worker_killed exception_with_init initializer_raises
"""
