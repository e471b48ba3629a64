"""Explain under a debugger or a coverage tool, which set a trace function."""

from poolable import lab

PROGRAM = """
import sys, threading
import poolable

def trace(frame, event, arg):
    return trace

def ask():
    print(poolable.explain([threading.Lock()]).ok)

if __name__ == "__main__":
    threading.settrace(trace)
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
"""


def test_a_traced_thread_gets_an_answer(script):
    assert lab.run(script(PROGRAM)).stdout == "False\n"
