"""Which warning an overflow gives depends on how the operands meet: np.int64 with a Python float goes by
way of an array."""

import numpy as np


def products(x, y):
    return x * y, y * x


products.cases = [
    (np.int64(-9), 1e308), (np.float64(-9), 1e308), (np.int64(-9), np.float64(1e308)), (np.float64(1e308), 10),
    (np.int64(2**62), 4), (np.int64(2**62), np.int64(4)), (np.int64(0), float("inf")), (np.int64(3), float("nan")),
    (np.int64(3), 2.5),
]  # fmt: skip


def quotients(x, y):
    return x / y, x - y, x + y


quotients.cases = [
    (np.int64(-9), 0.0), (np.int64(0), 0.0), (np.float64(-9), 0.0), (np.int64(1), 5e-324), (1e308, np.int64(0)),
    (np.int64(7), np.int64(0)), (np.int64(7), 0), (5.0, np.int64(2)),
]  # fmt: skip
