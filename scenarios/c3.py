"""Fibonacci numbers, exact, with a NumPy sum every tenth turn.

From turn 91 on the numbers no longer fit in 64 bits. Then most of the interpreter's time is the
addition of big integers, which compiled code has to do just the same, and `np.array([a, b])` holds
Python objects. Just before that the 64-bit sum wraps around, as NumPy's does. C3m is the same loop
with numbers that fit.
"""

import numpy as np

ID = "C3"
GROUP = "C"
TITLE = "Fibonacci with exact integers"
SHOWS = __doc__
SIZE = 10_000
BAND = (35.0, 42.0)


def turns(size):
    """One for each Fibonacci number."""
    return size


def make_arguments(size, seed):
    """The number of turns."""
    return (size,)


def kernel(n):
    a, b = 0, 1
    total = 0
    for i in range(n):
        c = a + b
        a = b
        b = c
        if i % 10 == 0:
            total += int(np.sum(np.array([a, b])))
    return total
