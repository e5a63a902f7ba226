"""NumPy scalars are not Python numbers: they wrap, warn, and promote by NumPy's rules."""

import numpy as np

INT_TYPES = [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64]


def arithmetic(a, b):
    return a + b, a - b, a * b


arithmetic.cases = [
    (np.int64(3), np.int64(4)), (np.int64(2**62), np.int64(2**62)), (np.int32(2**31 - 1), np.int32(1)),
    (np.int8(100), np.int8(100)), (np.uint8(200), np.uint8(100)), (np.uint64(2**64 - 1), np.uint64(1)),
    (np.float64(0.1), np.float64(0.2)), (np.float32(0.1), np.float32(0.2)), (np.float64(1e308), np.float64(1e308)),
    (np.int64(3), np.float64(0.5)), (np.int32(3), np.int64(2**40)), (np.uint64(3), np.int64(-1)),
    (np.int64(3), 4), (4, np.int64(3)), (np.int64(3), 0.5), (0.5, np.int64(3)), (np.int8(100), 100),
    (np.float32(0.1), 0.1), (0.1, np.float32(0.1)), (np.float32(0.1), 1), (np.int64(3), True),
    (np.bool_(True), np.bool_(False)), (np.bool_(True), 1), (np.int64(1), 2**63), (np.int64(1), 2**70),
    (np.int8(1), 1000), (np.uint8(1), -1),
]  # fmt: skip


def division(a, b):
    return a / b


division.cases = [
    (np.int64(1), np.int64(0)), (np.int64(7), np.int64(2)), (np.float64(1), 0), (np.float64(1), 0.0),
    (np.float64(0), np.float64(0)), (1, np.float64(0)), (np.float64(-1), np.float64(-0.0)), (np.int64(0), 0),
]  # fmt: skip


def floor_division(a, b):
    return a // b, a % b


floor_division.cases = [
    (np.int64(1), 0), (np.int64(-7), 2), (np.int64(7), np.int64(-2)), (np.int64(-(2**63)), np.int64(-1)),
    (np.float64(7.5), -2.0), (np.float64(1), 0.0), (np.uint8(7), np.uint8(2)), (np.float64(1.0), np.float64(0.1)),
]  # fmt: skip


def power(a, b):
    return a**b


power.cases = [
    (np.int64(2), np.int64(62)), (np.int64(2), np.int64(63)), (np.int64(2), 64), (np.int64(2), -1),
    (np.float64(0.1), 2), (np.float64(-8), 1 / 3), (np.float64(0), -1), (np.float64(2), np.float64(0.5)),
]  # fmt: skip


def comparisons(a, b):
    return a < b, a <= b, a == b, a != b, a > b, a >= b


comparisons.cases = [
    (np.int64(3), np.int64(3)), (np.int64(3), 4.5), (np.float64("nan"), np.float64("nan")), (np.uint64(2**63), -1),
    (np.int64(2**53 + 1), np.float64(2.0**53)), (np.int64(1), 2**70), (1, np.float64(1.0)), (np.bool_(True), True),
]  # fmt: skip


def unary(a):
    return -a, +a, abs(a), bool(a)


unary.cases = [
    (np.int64(5),), (np.int64(-(2**63)),), (np.float64(-0.0),), (np.int8(-128),), (np.uint8(5),),
    (np.float32(1.5),),
]  # fmt: skip


def inversion(a):
    return ~a, not a


inversion.cases = [(np.int64(5),), (np.bool_(True),), (np.uint8(5),)]


def conversions(a):
    return int(a), float(a), bool(a)


conversions.cases = [
    (np.int64(5),), (np.int64(-(2**63)),), (np.uint64(2**64 - 1),), (np.float64(2.9),), (np.float32(0.1),),
    (np.float64("nan"),), (np.float64("inf"),), (np.bool_(True),), (np.float64(1e300),),
]  # fmt: skip


def truth(a):
    if a:
        return 1
    return 2


truth.cases = [(np.int64(0),), (np.float64("nan"),), (np.bool_(False),), (np.float64(-0.0),)]


def constructors(x):
    return np.int64(x), np.float64(x), np.bool_(x)


constructors.cases = [(3,), (2.5,), (True,), (np.int64(4),), (2**63,), (-1,)]


def narrow_constructors(x):
    return np.int8(x)


narrow_constructors.cases = [(3,), (2.9,), (200,), (-129,)]


def wrapping_loop(n):
    x = np.int64(1)
    for _ in range(n):
        x = x * np.int64(3)
    return x


wrapping_loop.cases = [(0,), (10,), (39,), (41,)]


def items_are_scalars(a, i):
    x = a[i]
    return x, x + 1, x * 2


items_are_scalars.cases = [
    (np.arange(3), 1), (np.arange(3.0), 1), (np.array([1, 2], dtype=np.int8), 0), (np.array([True]), 0),
    (np.array([2**63], dtype=np.uint64), 0), (np.array([1.5], dtype=np.float32), 0),
]  # fmt: skip


def shifts(a, n):
    return a << n, a >> n


shifts.cases = [(np.int64(1), 3), (np.int64(1), 63), (np.int64(1), 64), (np.int64(-8), np.int64(1))]


def bits(a, b):
    return a & b, a | b, a ^ b


bits.cases = [(np.int64(12), np.int64(10)), (np.int64(12), 10), (np.bool_(True), np.bool_(False)), (np.uint8(12), 10)]


def roundings(a):
    return round(a), np.floor(a), np.sqrt(a)


roundings.cases = [(np.float64(2.5),), (np.float64(-0.5),), (np.int64(4),)]


def types_differ(n):
    if n > 3:
        x = np.int64(n)
    else:
        x = n
    return x + 1


types_differ.cases = [(1,), (5,)]
