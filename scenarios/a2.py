"""Universal functions over a large vector.

Sines, cosines and exponentials of a million numbers are computed inside NumPy's own loops. One
call handles the whole vector, so the interpreter's share is a handful of bytecodes: compiling the
function around such calls changes nothing.
"""

import numpy as np

ID = "A2"
GROUP = "A"
TITLE = "universal functions over a large vector"
SHOWS = __doc__
SIZE = 1_000_000
BAND = (1.0, 1.0)


def turns(size):
    """No Python loop."""
    return 0


def make_arguments(size, seed):
    """One vector of `size` float64."""
    return (np.random.default_rng(seed).standard_normal(size),)


def kernel(x):
    return np.sum(np.sin(x) + np.cos(x) * np.exp(-x))
