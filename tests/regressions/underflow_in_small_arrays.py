"""A product or mean that is rounded below the normal floats is reported to those who asked for it, also where
the array of which it is taken is never made."""

import numpy as np

np.seterr(under="warn")


def products(a, b, n):
    total = 0.0
    for i in range(n):
        total += np.prod(np.array([a, b])) + np.prod(np.array([a, b, 1e300]))
    return total


products.cases = [
    (1e-200, 1e-200, 2), (5e-324, 0.0, 2), (0.0, 1e-300, 2), (1e-308, 1e-5, 2), (1e-200, 1e-110, 2), (1.0, 5e-324, 2),
    (-1e-308, 0.1, 0), (1e-308, float("nan"), 2), (1e200, 1e200, 2),
]  # fmt: skip


def means(a, b, n):
    total = 0.0
    for i in range(n):
        total += np.mean(np.array([a, b])) + np.sum(np.array([a, b]))
    return total


means.cases = [(5e-324, 0.0, 2), (5e-324, 5e-324, 2), (1e-308, 1e-308, 2), (0.0, -0.0, 2), (1e-307, 3e-308, 2)]
