"""A loop that picks one of two small array operations and stores the outcome.

Each turn takes a branch, makes an array of two or three integers, reduces it and writes one item of
a larger array. The loop, the branch and the boxing of integers compile away; making the small array
and calling the reduction remain, and their price decides what is gained.
"""

import numpy as np

ID = "B1"
GROUP = "B"
TITLE = "conditional operations on small arrays"
SHOWS = __doc__
SIZE = 10_000
BAND = (5.0, 10.0)


def turns(size):
    """One for each item of the result."""
    return size


def make_arguments(size, seed):
    """The number of turns."""
    return (size,)


def kernel(n):
    result = np.zeros(n, dtype=np.int64)
    for i in range(n):
        if i % 2 == 0:
            result[i] = np.sum(np.array([i, i + 1, i + 2]))
        else:
            result[i] = np.prod(np.array([i, 2]))
    return np.sum(result)
