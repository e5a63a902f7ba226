"""Data processing: a list grows by a value that a three-way branch computes.

Two turns in three reduce a small array, one stores the loop counter itself; in the end the whole list
becomes one array. Appending, branching and converting are Python's part, and how much of it can be
gained is limited by the 13,000 small arrays in between.
"""

import numpy as np

ID = "C1"
GROUP = "C"
TITLE = "data processing into a list"
SHOWS = __doc__
SIZE = 20_000
BAND = (25.0, 35.0)


def turns(size):
    """One for each item of the list."""
    return size


def make_arguments(size, seed):
    """The number of turns."""
    return (size,)


def kernel(n):
    data = []
    for i in range(n):
        if i % 3 == 0:
            value = int(np.sum(np.array([i, i * 2])))
            data.append(value)
        elif i % 3 == 1:
            value = int(np.mean(np.array([i, i + 1, i + 2])))
            data.append(value)
        else:
            data.append(i)
    return int(np.sum(np.array(data)))
