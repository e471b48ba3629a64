"""Write a function to send
.
What makes a task that pickle can send.

Start with: module_class callable_class plain_data
"""
