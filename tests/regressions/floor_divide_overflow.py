"""The least int divided by -1 has no room, and NumPy warns of it; the C library notes that beside the flags of floats."""

import numpy as np


def once(a, b):
    return a // b


def in_a_loop(a, b):
    found = None
    for _ in range(3):
        found = a // b + a % b
    return found


once.cases = in_a_loop.cases = [
    (np.full(9, np.iinfo(dtype).min, dtype=dtype), np.array([divisor] * 9, dtype=dtype))
    for dtype in (np.int8, np.int16, np.int32, np.int64)
    for divisor in (-1, 3, 0)
]
