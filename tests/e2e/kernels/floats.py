"""Python floats: division raises, floor division and modulo have their own signs, conversions are exact."""

import math

import numpy as np

INF, NAN = float("inf"), float("nan")
VALUES = [0.0, -0.0, 1.0, -1.5, 0.1, 1e308, -1e308, 5e-324, 2.0**53, 2.0**63, INF, -INF, NAN]


def arithmetic(x, y):
    return x + y, x - y, x * y


arithmetic.cases = [(x, y) for x in VALUES for y in (0.0, -2.5, 1e308, INF, NAN)]


def division(x, y):
    return x / y


division.cases = [(x, y) for x in (1.0, -0.0, INF, NAN, 1e308) for y in (0.0, -0.0, 0.1, -3.0, INF, NAN)]


def floor_division(x, y):
    return x // y, x % y


floor_division.cases = [
    (1.0, 0.1), (-5.0, INF), (5.0, -INF), (0.0, -3.0), (-0.0, 3.0), (7.5, -2.0), (-7.5, 2.0), (1e308, 1e-308),
    (INF, 2.0), (NAN, 2.0), (2.0, NAN), (1.0, 0.0), (-1.0, -0.0), (3.0, 1.5), (5e-324, 3.0),
]  # fmt: skip


def divmod_of_floats(x, y):
    return divmod(x, y)


divmod_of_floats.cases = [(7.5, -2.0), (-1e-20, 3.0)]


def comparisons(x, y):
    return x < y, x <= y, x == y, x != y, x > y, x >= y


comparisons.cases = [(x, y) for x in (0.0, 1.0, NAN, INF) for y in (-0.0, 1.0, NAN, -INF)]


def power(x, y):
    return x**y


power.cases = [
    (2.0, 0.5), (2.0, -1.0), (-8.0, 3.0), (-8.0, 1 / 3), (0.0, 0.0), (0.0, -1.0), (-0.0, -3.0), (10.0, 400.0),
    (10.0, -400.0), (INF, 0.0), (NAN, 0.0), (1.0, NAN), (-1.0, INF), (-INF, 3.0), (0.1, 2.0),
    (1.0000001, 1e10), (-2.0, 2.0),
]  # fmt: skip


def squares(x):
    return x**2, x**2.0, x * x, x**3, x**0.5


squares.cases = [(0.1,), (1.1,), (3.3333333333333335,), (123456.789,), (1e-160,), (0.7071067811865476,)]


def many_squares(n):
    total = 0.0
    for i in range(n):
        total += (i * 0.1) ** 2 - (i * 0.1) * (i * 0.1)
    return total


many_squares.cases = [(0,), (2000,)]


def no_contraction(x, y, z):
    return x * y + z, x * y - z, x + y * z


no_contraction.cases = [(0.1, 0.1, -0.01), (1.0 + 2**-30, 1.0 + 2**-30, -1.0), (1e16, 1e16, -1e32)]


def no_reassociation(n):
    total = 0.0
    for i in range(n):
        total += 0.1
    return total, 1e16 + 1.0 - 1e16, (0.1 + 0.2) + 0.3, 0.1 + (0.2 + 0.3)


no_reassociation.cases = [(10,), (1000,)]


def unary(x):
    return -x, +x, abs(x), not x, bool(x)


unary.cases = [(x,) for x in VALUES]


def to_int(x):
    return int(x)


to_int.cases = [(x,) for x in VALUES] + [(x,) for x in (-(2.0**63), 9.3e18, -9.3e18, 2.9, -2.9)]


def rounding(x):
    return round(x)


rounding.cases = [(x,) for x in (0.5, 1.5, 2.5, -0.5, -2.5, 2.0**53 + 2, 1e300, 2.675, NAN, INF)]


def rounding_to_digits(x, n):
    return round(x, n)


rounding_to_digits.cases = [(2.675, 2), (1234.5678, -2), (0.5, 0), (1e300, 3), (5.0, None)]


def floor_and_ceil(x):
    return math.floor(x), math.ceil(x), math.trunc(x)


floor_and_ceil.cases = [(x,) for x in (0.5, -0.5, -0.0, 2.0**60, 1e300, INF, NAN)]


def extremes(x, y):
    return max(x, y), min(x, y)


extremes.cases = [(1.0, NAN), (NAN, 1.0), (0.0, -0.0), (-0.0, 0.0), (1, 1.0), (1.0, 1), (2, 1.5), (2.5, True)]


def functions_of_math(x):
    return math.sin(x), math.cos(x), math.exp(x), math.atan(x), math.fabs(x), math.isnan(x)


functions_of_math.cases = [(x,) for x in (0.0, -0.0, 1.0, 0.1, 100.0, -3.7, 1e22, NAN)]


def domain_errors(x):
    return math.sqrt(x), math.log(x)


domain_errors.cases = [(4.0,), (0.0,), (-1.0,), (INF,), (NAN,), (2,), (2**70,), (True,)]


def range_errors(x):
    return math.exp(x)


range_errors.cases = [(709.0,), (710.0,), (-1000.0,)]


def to_int_of_ints(n, factor):
    return int(n / 3), int(n * 0.75 - n), int(n * 2.0), int(n / -factor), int(abs(n) ** 0.5)


to_int_of_ints.cases = [
    (n, factor)
    for n in (0, 7, -7, 2**31 - 1, -(2**31), 2**62, 2**63 - 1, -(2**63), 3 * 2**62)
    for factor in (1, 0.25, 5e-324)
]


def means_of_ints(n):
    return [int(np.sum(np.array([i, i + 1, i * i], dtype=np.float64)) / 3) for i in range(n, n + 3)]


means_of_ints.cases = [(0,), (2**31 - 3,), (2**31,), (-(2**31),), (3 * 2**30,), (2**62,)]


def of_strings(x):
    return float("1.5") + x, float("nan") != float("nan")


of_strings.cases = [(1.0,)]


def constants():
    return math.pi, math.inf, math.tau, 1e400, 1e-400, 0.1


constants.cases = [()]


def newton(x):
    guess = x
    for _ in range(50):
        guess = (guess + x / guess) / 2
    return guess


newton.cases = [(2.0,), (2,), (1e-300,), (0.0,)]


def complex_numbers(x):
    return (x + 1j) * 2, abs(3 + 4j)


complex_numbers.cases = [(1.0,)]
complex_numbers.may_refuse = True


def powers_in_a_loop(values):
    squares, cubes, roots = [], [], []
    for x in values:
        squares.append(x**2)
        cubes.append(x**3)
        roots.append(abs(x) ** 0.5)
    return squares, cubes, roots


# Of the first four in each line x*x, x*x*x rounded, and sqrt(x) are not what pow() gives.
POWERS = [
    38.806225327498986, 7.383147755730696, 28.430863312327617, -27.16052812656934,
    40.587642112853636, 31.349015305441636, 45.046737831355095, -13.396925289197268,
    46.40944543268673, 29.610909622393613, 2.9817487192624488, 42.68432134082141,
    2.0**0.5, 2.0 ** (1 / 3), 1 + 2.0**-52, 1 - 2.0**-53, 2.0**75, 2.0**-75, 1.1 * 2.0**150, 1.1 * 2.0**-150, 3.0, 4.0,
]  # fmt: skip
POWERS += [math.sin(i) * 10.0 ** (i % 61 - 30) for i in range(1, 4000)]
powers_in_a_loop.cases = [
    (POWERS,), (np.array(POWERS),), (VALUES,), ([1e200, 2.0],), ([1e-200, -0.0],), (np.array(VALUES),),
    (np.array([3e-160, 1e200, -INF, NAN, 5e-324]),), ([],),
]  # fmt: skip


def hypotenuse(x, y):
    return math.hypot(x, y), math.hypot(x), math.hypot(), math.hypot(x, y, x), math.hypot(1, y, x, y, x, y, x, y, x, y)


hypotenuse.cases = [
    (3.0, 4.0), (0.1, 0.2), (1e300, 1e300), (5e-324, 1e-310), (-0.0, 0.0), (INF, NAN), (NAN, 1.0), (2**70, True),
    (2**2000, 1.0), (np.float64(0.3), np.float32(0.7)), (np.int8(3), np.int64(4)), (None, 1.0), ("a", 2.0), (1e308, 1e308),
]  # fmt: skip


def hypotenuses(xs, ys):
    total = 0.0
    for x in xs:
        for y in ys:
            total += math.hypot(x - y, y)
    return total


hypotenuses.cases = [
    ([i / 7 for i in range(40)], [i * i / 3 for i in range(40)]), (np.cos(np.arange(40.0)), [1e-3, 1e5, -2.5]), ([], [1.0]),
]  # fmt: skip


def rounded_scalars(a):
    out = []
    for x in a:
        try:
            out.append(round(x))
        except (ValueError, OverflowError) as error:
            out.append(str(error))
    return out


rounded_scalars.cases = [
    (np.array([0.5, 1.5, 2.5, -0.5, -1.5, 0.0, -0.0, 1e18, 1e19, -(2.0**63), 1e300, np.nan, np.inf, -np.inf]),),
    (np.array([0.5, 1.5, 2.5, -3.5, 1e10, np.nan, np.inf], dtype=np.float32),), (np.array([2.5, -0.4], dtype=np.float32),),
    (np.array([5, -5, 2**62]),), (np.array([5, 200], dtype=np.uint8),), (np.array([2**64 - 1, 5], dtype=np.uint64),),
    (np.array([True, False]),), (np.array([-7, 127], dtype=np.int8),),
]  # fmt: skip
