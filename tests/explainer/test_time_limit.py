"""Code of others ends at the time limit, wherever it is, and Ctrl-C gets through."""

import signal
import sys
import time

import pytest
from hostile.endless import EndlessInDepth
from platforms import posix

import poolable
from poolable.explainer.graph import Graph
from poolable.explainer.time_limit import call_within
from poolable.explainer.walk import Walk

pytestmark = posix


class Slow:
    def __reduce__(self):
        time.sleep(1000)


class Brief:
    def __reduce__(self):
        time.sleep(0.001)
        return Brief, ()


def test_an_object_that_takes_too_long_is_named():
    began = time.monotonic()
    (culprit,) = poolable.explain([Slow()], start_method="fork", timeout=0.6).culprits
    assert culprit.steps == (("index", 0),)
    assert culprit.reason == "its reducer does not return: fix it."
    assert time.monotonic() - began < 20


def test_many_reducers_that_take_long_together_are_not_blamed_one_by_one():
    briefs = [Brief() for _ in range(10_000)]
    (culprit,) = poolable.explain(briefs, start_method="fork", timeout=0.2).culprits
    assert culprit.path == "briefs"
    assert "does not end in time" in culprit.reason


def test_an_error_of_the_code_is_returned():
    result, error = call_within(5, lambda: {}["key"])
    assert result is None
    assert repr(error) == "KeyError('key')"


def test_a_keyboard_interrupt_of_the_code_itself_is_returned():
    def raise_it():
        raise KeyboardInterrupt

    assert type(call_within(5, raise_it)[1]) is KeyboardInterrupt


def test_a_stop_iteration_of_the_code_is_returned():
    assert type(call_within(5, lambda: next(iter(())))[1]) is StopIteration


def test_code_that_swallows_the_interrupt_leaves_the_trace_function_and_the_alarm_as_they_were():
    def swallow():
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                time.sleep(1)
            except BaseException:
                continue

    def tracer(frame, event, argument):
        return None

    before, alarm = sys.gettrace(), signal.getsignal(signal.SIGALRM)
    sys.settrace(tracer)
    try:
        _, error = call_within(0.05, swallow)
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert type(error) is TimeoutError
    assert after is tracer
    assert signal.getsignal(signal.SIGALRM) == alarm


def test_ctrl_c_gets_through(run):
    out = run("""
        import os, signal, threading, time, poolable
        signal.signal(signal.SIGINT, signal.default_int_handler)
        class Slow:
            def __reduce__(self):
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(50)
        try:
            poolable.explain(Slow(), timeout=50)
        except KeyboardInterrupt:
            print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    """)
    assert out == "True\n"


@pytest.mark.parametrize("hundredths", range(1, 11))
def test_the_limit_may_interrupt_anywhere(hundredths):
    assert not poolable.explain(EndlessInDepth(), start_method="fork", timeout=hundredths / 100).ok


def test_the_limit_may_interrupt_anywhere_in_a_script_and_in_a_thread(run):
    out = run("""
        import signal, sys, threading, poolable
        signal.signal(signal.SIGINT, signal.default_int_handler)
        class Endless:
            def __reduce__(self):
                return Endless, (Endless(),)
        def ask():
            for number in range(40):
                assert not poolable.explain(Endless(), timeout=10 ** -(2 + number / 20)).ok
        ask()
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        print(signal.getsignal(signal.SIGALRM) == signal.SIG_DFL, sys.gettrace())
        print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    """)
    assert out == "True None\nTrue\n"


def test_a_walk_that_is_interrupted_between_two_lines_still_has_a_last_path():
    walk = Walk(Graph([[1]]))
    walk.nodes.append([1])  # the next line would add its parent
    assert walk.line_to_last() == [[[1]]]
