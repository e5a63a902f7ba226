"""`in` compares each item once: looking whether a nan meets a nan warned before CPython's comparison did."""

import numpy as np


def among_scalars(b):
    return sum(b for _ in [False]) not in (np.float32(float("nan")), np.float32(1.0))


among_scalars.cases = [(-1e308,), (1.0,), (2,)]


def position(b):
    return [np.float32(2.0), b + 1.0].index(b + 1.0)


position.cases = [(-1e308,), (1.0,), (2,)]
