"""Arguments whose items share memory, or have gaps between them: a copy has the same layout, and
a store through one item is seen through the others."""

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view


def total(values):
    result = 0.0
    for i in range(len(values)):
        result += values[i]
    return result


total.cases = [
    (as_strided(np.array([2.5]), (5,), (0,)),),
    (as_strided(np.arange(10.0), (4,), (16,)),),
    (as_strided(np.arange(10.0)[9:], (4,), (-16,)),),
    (as_strided(np.arange(0.0), (0,), (16,)),),
    (np.broadcast_to(np.float64(1.5), (4,)),),
]


def store(values):
    for i in range(len(values)):
        values[i] = values[i] + i
    return values.sum()


store.cases = [
    (as_strided(np.array([2.5]), (5,), (0,)),),
    (as_strided(np.arange(10.0), (4,), (16,)),),
    (np.broadcast_to(np.float64(1.5), (4,)),),
]


def add_in_place(values, more):
    for _ in range(2):
        values += more
    return values.sum()


add_in_place.cases = [
    (as_strided(np.array([2.5]), (3,), (0,)), np.array([1.0, 2.0, 3.0])),
    (as_strided(np.array([1, 2, 3]), (3,), (0,)), np.array([1, 2, 3])),
]


def windows(rows):
    result = 0.0
    for row in rows:
        for x in row:
            result += x
    return result


windows.cases = [(sliding_window_view(np.arange(8.0), 3),), (as_strided(np.arange(9.0), (3, 4), (8, 16)),)]
