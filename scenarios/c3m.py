"""Fibonacci numbers modulo 2**61 - 1, with a NumPy sum every tenth turn.

The loop of C3 with every sum reduced in the Python source, so that every number fits a machine
integer on both sides. This is the like-for-like form of the question C3 asks: how fast is a loop of
plain Python arithmetic that calls NumPy now and then?
"""

import numpy as np

ID = "C3m"
GROUP = "C"
TITLE = "Fibonacci modulo 2**61 - 1"
SHOWS = __doc__
SIZE = 10_000
BAND = (35.0, 42.0)

MODULUS = 2**61 - 1


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
        c = (a + b) % MODULUS
        a = b
        b = c
        if i % 10 == 0:
            total = (total + int(np.sum(np.array([a, b])))) % MODULUS
    return total
