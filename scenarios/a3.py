"""Reductions of a large matrix to single numbers.

Mean, standard deviation and maximum each walk over a million items in C. There is no Python logic
between the calls that a compiler could remove.
"""

import numpy as np

ID = "A3"
GROUP = "A"
TITLE = "reductions of a large matrix"
SHOWS = __doc__
SIZE = 10_000
BAND = (1.0, 1.0)


def turns(size):
    """No Python loop."""
    return 0


def make_arguments(size, seed):
    """One matrix of float64 with `size` rows and 100 columns."""
    return (np.random.default_rng(seed).standard_normal((size, 100)),)


def kernel(m):
    return np.mean(m) + np.std(m) + np.max(m)
