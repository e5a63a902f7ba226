"""A Python integer that accumulates the outcomes of small array operations.

Which reduction is called depends on the turn, and each outcome goes from a NumPy integer to a Python
integer before it is added. The branches, the conversion and the exact addition are the compiler's;
one array and one reduction per turn stay NumPy's.
"""

import numpy as np

ID = "B2"
GROUP = "B"
TITLE = "accumulation over small arrays"
SHOWS = __doc__
SIZE = 5_000
BAND = (8.0, 12.0)


def turns(size):
    """One for each small array."""
    return size


def make_arguments(size, seed):
    """The number of turns."""
    return (size,)


def kernel(n):
    total = 0
    for i in range(n):
        arr = np.array([i, i * 2, i * 3])
        if i % 3 == 0:
            total += int(np.sum(arr))
        elif i % 3 == 1:
            total += int(np.max(arr))
        else:
            total += int(np.min(arr))
    return total
