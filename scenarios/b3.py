"""Nested loops with a condition in the inner one.

Every inner turn makes a small array, every second one also sums it. The two loops and the condition
vanish when compiled, so that what is left is the price of 10,000 arrays of three integers and 5,000
sums of them.
"""

import numpy as np

ID = "B3"
GROUP = "B"
TITLE = "nested loops over small arrays"
SHOWS = __doc__
SIZE = 100
BAND = (10.0, 15.0)


def turns(size):
    """Turns of the inner loop."""
    return size * size


def make_arguments(size, seed):
    """The number of turns of either loop."""
    return (size,)


def kernel(n):
    result = 0
    for i in range(n):
        for j in range(n):
            arr = np.array([i, j, i + j])
            if (i + j) % 2 == 0:
                result += int(np.sum(arr))
    return result
