"""One product of two large matrices, and the sum of its items.

Nearly all the time goes to BLAS, which the interpreter and the compiled kernel both call. The two
bytecodes around it cost nothing beside that, so compiling cannot help: a speedup above 1.1x here
would mean that the measurement is wrong.
"""

import numpy as np

ID = "A1"
GROUP = "A"
TITLE = "product of two large matrices"
SHOWS = __doc__
SIZE = 500
BAND = (1.0, 1.0)


def turns(size):
    """No Python loop."""
    return 0


def make_arguments(size, seed):
    """Two size x size matrices of float64."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((size, size)), rng.standard_normal((size, size))


def kernel(a, b):
    return np.sum(a @ b)
