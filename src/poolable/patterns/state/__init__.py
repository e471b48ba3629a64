"""Give every worker the same state.

A model, a table or a connection that all tasks need, sent once and not with each task.

Start with: initializer
"""
