"""An array of ints too large for any dtype holds objects: a bool among them stays a bool."""

import numpy as np


def made(x):
    return np.array([x, True]), np.array([False, 3, x])


made.cases = [(2**100,), (2**63,), (2**64,), (7,), (-1,)]


def grown(x):
    items = np.array([x * x, x > 0, True])
    return items, items[1], items[2], type(items[1]) is bool


grown.cases = [(2**31,), (2**40,), (3,), (-(2**32),)]


def collected(count, x):
    items = []
    for i in range(count):
        items.append(x * i)
        items.append(i > 1)
    return items, np.array(items)


collected.cases = [(3, 2**62), (3, 1), (0, 5), (4, 2**70)]
