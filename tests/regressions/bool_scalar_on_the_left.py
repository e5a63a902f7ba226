"""np.bool has no arithmetic of its own. Where it stands on the left of an np.int64, NumPy goes by way of arrays, whose
ints wrap without a word; on the right, the np.int64 does it, and warns. Floats with an integer scalar go by way of
arrays, too, and may underflow, or use another loop for powers."""

import numpy as np

np.seterr(under="warn")

LEAST = np.int64(-(2**63))


def store(a, b):
    a[-1, -1] -= b
    return a


store.cases = lambda: [(np.array([[True, False]]), LEAST), (np.array([[False, True]]), LEAST)]


def arithmetic(a, b):
    return a + b, a - b, a * b


arithmetic.cases = [
    (np.True_, LEAST), (LEAST, np.True_), (np.False_, LEAST), (np.True_, np.int64(2**63 - 1)),
    (np.int64(2**63 - 1), np.True_), (np.False_, np.int64(3)),
]  # fmt: skip


def tiny(a, b):
    return a / b, a * b


tiny.cases = [(5e-324, np.int8(7)), (np.int64(7), 5e-324), (5e-324, np.int64(0)), (1.0, np.int16(3)), (np.int8(0), 0.5)]


def power(a, b):
    return a**b


power.cases = [(np.int8(127), -1.5), (np.int16(32767), -1.5), (1.5, np.int64(7)), (np.True_, np.float64(2.5))]
