"""Functions that consume an iterable or a generator expression on the spot, and the math module."""

import math

import numpy as np


def sums(n):
    return sum(i * i for i in range(n)), sum(i * 0.5 for i in range(n)), sum(range(n))


sums.cases = [(10,), (0,), (2**31,)][:2]


def decisions(xs):
    return any(x > 2 for x in xs), all(x > 2 for x in xs), any(xs), all(xs)


decisions.cases = [([1, 2, 3],), ([],), ([3.5],), (np.array([0.0, np.nan]),)]


def extremes(xs):
    return min(xs), max(xs), min(x - 1 for x in xs), max(-x for x in xs)


extremes.cases = [([3, 1, 2],), ([1.0, float("nan"), 0.5],), ([],), ((True, 1),), ([2**70, -1],)]


def collected(n):
    xs = [i * j for i in range(n) for j in range(i) if (i + j) % 2]
    return xs, sorted(xs), list(range(n)), list(x + 0.5 for x in xs), len(xs)


collected.cases = [(6,), (0,)]


def joined(n):
    return ",".join(str(i) for i in range(n))


joined.cases = [(4,), (0,)]


def functions(x):
    return (
        math.sqrt(x), math.sin(x), math.cos(x), math.exp(x), math.atan2(x, 2), math.log(x),
        math.floor(x), math.ceil(x), math.trunc(x), math.fabs(x), math.pow(x, 3), round(x), pow(x, 2),
    )


functions.cases = [(0.0,), (2.5,), (3,), (-1.0,), (1e300,), (float("inf"),), (float("nan"),), (True,), (2**60,), (2**2000,)]


def halves(x):
    return round(x), round(-x), round(x, 1), math.floor(-x), math.ceil(-x)


halves.cases = [(0.5,), (1.5,), (2.5,), (2**52 + 0.5,), (1e22,)]


def quotients(a, b):
    return divmod(a, b), pow(a, 2), pow(a, abs(b), 7)


quotients.cases = [(7, 2), (-7, 2), (7, -2), (7, -1), (-(2**63), -1), (7, 0), (2**70, 3)]


def enumerating_from(xs, k):
    t = []
    for i, (a, b) in enumerate(zip(xs, xs[1:]), start=1):
        t.append(i * a * b)
    for i, (a, b) in enumerate(zip(xs, xs[1:]), k):
        t.append(i * a * b)
    for i, (a, b) in enumerate(zip(xs, xs[1:]), start=k):
        t.append(i * a * b)
    for i, (j, a) in enumerate(enumerate(xs), -2):
        t.append(i * a * j)
    for i, x in enumerate(iterable=xs, start=2):
        t.append(i * x)
    for i, x in enumerate(reversed(xs), start=2**40):
        t.append(i * x)
    for (i, x), y in zip(enumerate(xs, start=1), reversed(xs)):
        t.append(i * x - y)
    return t


enumerating_from.cases = [([1, 2, 3], 4), ([1.5, 2], 2**63 - 1), ([], 1), ([1, 2], "a")]


def zip_strict(xs):
    t = 0
    for a, (i, b) in zip(xs, enumerate(xs), strict=True):
        t += a + i * b
    for (i, a), b in zip(enumerate(xs), xs[1:], strict=True):
        t += b
    return t


zip_strict.cases = [([1, 2, 3],)]


def enumerate_without_such_a_keyword(xs):
    for i in enumerate(zip(xs, xs), begin=1):
        return i


enumerate_without_such_a_keyword.cases = [([1],)]
