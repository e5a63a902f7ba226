"""Every operator on every pair of number types, Python's and NumPy's, with values at their boundaries. A table for
`npjit --check`: see test_semantics.py. NumPy tells of everything here, underflow included."""

import itertools

import numpy as np

np.seterr(all="warn")

INTS = [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64]


def numbers():
    table = {
        "bool": [True, False],
        "int": [0, 1, -1, 7, 2**31, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 2**64],
        "float": [0.0, -0.0, 1.0, -1.5, 5e-324, 1e308, float("inf"), float("nan"), 2.0**63],
        "np.bool": [np.True_, np.False_],
    }
    for kind in INTS:
        info = np.iinfo(kind)
        values = {int(info.min), max(int(info.min), -1), 0, 1, 7, int(info.max)}
        table[kind.__name__] = [kind(value) for value in sorted(values)]
    for kind in (np.float32, np.float64):
        info = np.finfo(kind)
        values = (0.0, -0.0, 1.0, -1.5, info.tiny, info.max, np.inf, np.nan)
        table[kind.__name__] = [kind(value) for value in values]
    return table


def pairs():
    """Those with a NumPy scalar among them."""
    table = numbers()
    python = {"bool", "int", "float"}
    for left, right in itertools.product(table, table):
        if not {left, right} <= python:
            yield from itertools.product(table[left], table[right])


def pairs_of_small_ints():
    """What may be raised to a power or shifted: NumPy 1.24 goes on with Python's ints where its own do not do."""
    return [pair for pair in pairs() if all(type(v) is not int or abs(v) < 64 for v in pair)]


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


def multiply(a, b):
    return a * b


def divide(a, b):
    return a / b


def floor_divide(a, b):
    return a // b


def modulo(a, b):
    return a % b


def power(a, b):
    return a**b


def bits(a, b):
    return a & b, a | b, a ^ b


def left_shift(a, b):
    return a << b


def right_shift(a, b):
    return a >> b


def compare(a, b):
    return a < b, a <= b, a == b, a != b, a > b, a >= b


def in_place(a, b):
    c = a
    c += b
    d = a
    d *= b
    return c, d, a


def in_place_subtract(a, b):
    a -= b
    return a


def unary(a):
    return +a, -a, ~a, abs(a), not a


def negative(a):
    return -a


def absolute(a):
    return abs(a)


def converted(a):
    return bool(a), int(a), float(a)


def rounded(a):
    return round(a)


add.cases = subtract.cases = multiply.cases = divide.cases = floor_divide.cases = modulo.cases = pairs
bits.cases = right_shift.cases = compare.cases = in_place.cases = in_place_subtract.cases = pairs
power.cases = left_shift.cases = pairs_of_small_ints
unary.cases = negative.cases = absolute.cases = converted.cases = rounded.cases = lambda: [
    (value,) for values in numbers().values() for value in values
]
