"""Write a function to send.

Functions, classes and arguments that pickle can send.

Start with: module_class callable_class plain_data
"""
