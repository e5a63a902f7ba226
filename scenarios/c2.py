"""A filter: nested conditions decide what is kept, and one turn in ten asks NumPy.

Half of the turns do nothing but test the counter. The branches, the integer division and the list
are compiled; 1,500 small arrays are left.
"""

import numpy as np

ID = "C2"
GROUP = "C"
TITLE = "filtering by nested conditions"
SHOWS = __doc__
SIZE = 15_000
BAND = (30.0, 40.0)


def turns(size):
    """One for each number that is looked at."""
    return size


def make_arguments(size, seed):
    """The number of turns."""
    return (size,)


def kernel(n):
    data = []
    for i in range(n):
        if i % 2 == 0:
            if i % 5 == 0:
                data.append(int(np.max(np.array([i, i // 5]))))
            else:
                data.append(i)
    return int(np.sum(np.array(data)))
