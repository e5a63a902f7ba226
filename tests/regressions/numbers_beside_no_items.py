"""A Python number that does not fit the dtype beside it raises also where there are no items."""

import numpy as np

ARRAYS = [(np.array([], dtype=dtype),) for dtype in (np.uint8, np.int16, np.float32, np.int64)]


def in_place(a):
    for _ in range(1):
        a += -3
    return a


in_place.cases = ARRAYS


def divided(a):
    for _ in range(1):
        a //= -70000
    return a


divided.cases = ARRAYS


def kept(a):
    b = a
    for _ in range(2):
        b = (a + -70000) * 2
    return b


kept.cases = ARRAYS


def summed(a):
    s = 0
    for _ in range(2):
        s += np.sum(a * -70000)
    return s


summed.cases = ARRAYS


def stored(a):
    for _ in range(1):
        a[:] = -70000
    return a


stored.cases = ARRAYS
