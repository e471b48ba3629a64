"""Survive errors, crashes and Ctrl-C.

Exceptions, dead workers, time limits and interrupts.

Start with: exception_reduce resume task_timeout
"""
