"""Speed and memory, run by hand: `python -m tests.benchmarks.NAME`; never a timed assertion in the test suite.

Each prints what it measured beside its goal, and on which machine. Run them on a machine that does nothing else.
"""
