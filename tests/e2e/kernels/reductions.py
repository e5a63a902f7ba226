"""Reductions: order of additions, widening, empty arrays, nan, and the sign of zero."""

import numpy as np

LENGTHS = [0, 1, 2, 7, 8, 9, 127, 128, 129, 1000, 8191, 8192, 8193, 20000]
RANDOM = np.random.default_rng(7)


def total(a):
    return np.sum(a)


total.cases = [(RANDOM.standard_normal(n) * 1e3,) for n in LENGTHS] + [
    (np.arange(10, dtype=t),)
    for t in (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint32, np.uint64, np.float32, np.float64)
] + [
    (np.array([True, True, False]),),
    (np.array([127, 127], dtype=np.int8),),
    (np.array([2**62, 2**62]),),
    (np.array([1.0, np.nan, 2.0]),),
    (np.array([np.inf, -np.inf]),),
    (np.arange(12.0).reshape(3, 4),),
    (np.arange(20.0)[::2],),
    (np.arange(20.0)[::-1],),
    (np.asfortranarray(RANDOM.standard_normal((37, 41))),),
    (np.array([2**70, 1], dtype=object),),
    (RANDOM.standard_normal(5000).astype(np.float32),),
]  # fmt: skip


def product(a):
    return np.prod(a)


product.cases = [
    (np.array([1, 2, 3]),), (np.array([]),), (np.array([2.5, 0.1, 3.7]),), (np.array([2**40, 2**40]),),
    (np.array([100, 100], dtype=np.int8),), (1 + RANDOM.standard_normal(300) / 100,),
]  # fmt: skip


def extremes(a):
    return np.max(a), np.min(a)


extremes.cases = [
    (np.array([3, 1, 2]),), (np.array([0.5, np.nan, 1.0]),), (np.array([-0.0, 0.0]),), (np.array([0.0, -0.0]),),
    (RANDOM.standard_normal(1000),), (np.array([5], dtype=np.uint8),), (np.array([True, False]),),
    (np.arange(12).reshape(3, 4),),
]  # fmt: skip


def extremes_of_nothing(a):
    return np.max(a)


extremes_of_nothing.cases = [(np.array([]),), (np.zeros(0, dtype=np.int64),)]


def mean_and_std(a):
    return np.mean(a), np.std(a)


mean_and_std.cases = [
    (np.array([1, 2, 4]),), (np.array([0.1, 0.2, 0.4]),), (np.array([]),), (np.array([2**62, 2**62, 1]),),
    (RANDOM.standard_normal(1000),), (np.arange(10, dtype=np.float32),), (np.array([True, False]),),
]  # fmt: skip


def as_methods(a):
    return a.sum(), a.max(), a.min(), a.mean(), a.prod()


as_methods.cases = [(np.array([3, 1, 2]),), (np.array([0.5, 1.5]),)]


def of_small_arrays(n):
    total = 0
    for i in range(n):
        a = np.array([i, i * 2, i * 3])
        total += int(np.sum(a)) + int(np.max(a)) - int(np.min(a)) + int(np.prod(a)) + int(np.mean(a))
    return total


of_small_arrays.cases = [(0,), (20,)]


def wrapping_sum(a, b):
    return int(np.sum(np.array([a, b])))


wrapping_sum.cases = [
    (1, 2), (2**62, 2**62), (2**63 - 1, 1), (2**63, 2**63), (2**64, 1), (2**63, 1), (-1, 2**63),
    (-(2**63), -(2**63)),
]  # fmt: skip


def with_axis(a):
    return np.sum(a, axis=0), np.max(a, axis=1), np.mean(a, axis=-1)


with_axis.cases = [(np.arange(12.0).reshape(3, 4),)]


def cumulative(a):
    return np.cumsum(a), np.cumprod(a)


cumulative.cases = [(np.array([1, 2, 3]),), (np.array([0.1, 0.2, 0.3]),)]


def products(a, b):
    return np.dot(a, b), a @ b


products.cases = [
    (np.arange(3.0), np.arange(3.0)), (np.eye(3), np.arange(9.0).reshape(3, 3)), (np.arange(3), np.arange(3)),
    (np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(3, 2)), (np.arange(3.0), np.arange(4.0)),
]  # fmt: skip


def any_and_all(a):
    return np.any(a), np.all(a), np.argmax(a), np.count_nonzero(a)


any_and_all.cases = [(np.array([0, 1, 2]),), (np.array([0.0, np.nan]),)]


def builtin_sum(a):
    return sum(a), max(a), min(a), len(a)


builtin_sum.cases = [([1, 2, 3],), ([0.1, 0.2, 0.3],), (np.array([1, 2, 3]),), ((2**63, 1),)]
