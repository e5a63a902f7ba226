"""An operator in place changes what it is applied to, also where its type is not known."""

import numpy as np


def array_of_no_known_type(n):
    v = np.array(n, dtype=np.int64)
    w = v
    v += np.ones(1, dtype=np.int64)[0]
    return v, w


array_of_no_known_type.cases = [(3,)]


def cast_refused(n):
    v = np.array(n, dtype=np.int64)
    v *= np.ones(2)
    return v


cast_refused.cases = [(0,)]


def list_extended_by_array(n):
    v = [n, n]
    w = v
    v += np.arange(n)
    return v, w


list_extended_by_array.cases = [(3,)]


def scalar(x, y):
    x |= y
    return x


scalar.cases = [(np.float64(1), 2), (np.float64(1), np.int64(2)), (np.int64(5), 2), (np.int8(5), np.int8(2))]
