"""A number that was given another name is the same object still, although it lives in a register."""

import numpy as np


def itself(x):
    y = x
    return x is x, y is not x


itself.cases = [(3,), (2.5,), (2**70,), ([1, 2],), ("a",), (np.arange(2),), (True,), (1000,), (None,)]


def others(x, y):
    return x is y, x is not y


others.cases = [(3, 2.5), (1, True), (None, 1), (np.float64(1), 1.0)]
