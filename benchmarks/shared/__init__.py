"""The parts that the benchmark programs share: no program of its own lies here.

Read `tables`, which holds what was measured, then `harness`, which measures; `state_subjects` and
`explain_adapters` are run by `state_once` and `explain_peers`, in processes of their own.
"""
