"""An accumulator that starts as 0 is an int if the loop runs zero times, and something else otherwise."""

import numpy as np


def of_floats(n):
    total = 0
    for i in range(n):
        total += i * 0.5
    return total


of_floats.cases = [(0,), (1,), (5,)]


def of_numpy_scalars(a):
    total = 0
    for i in range(len(a)):
        total += a[i]
    return total


of_numpy_scalars.cases = [
    (np.arange(0),), (np.arange(5),), (np.arange(5.0),), (np.zeros(0),), (np.array([True, True]),),
    (np.array([1.5, 2.5], dtype=np.float32),), (np.array([2**62, 2**62, 2**62]),),
]  # fmt: skip


def over_the_array_itself(a):
    total = 0
    for x in a:
        total += x
    return total


over_the_array_itself.cases = [(np.arange(0),), (np.arange(5),), (np.arange(4.0) / 3,)]


def of_sums(n):
    total = 0
    for i in range(n):
        total += np.sum(np.array([i, i + 1]))
    return total


of_sums.cases = [(0,), (1,), (10,)]


def of_means(n):
    total = 0
    for i in range(n):
        total = total + np.mean(np.array([i, i + 1, i + 3]))
    return total


of_means.cases = [(0,), (1,), (10,)]


def sometimes_a_float(n):
    total = 0
    for i in range(n):
        if i % 3 == 2:
            total += 0.25
        else:
            total += i
    return total


sometimes_a_float.cases = [(0,), (1,), (2,), (3,), (9,)]


def product_of_floats(n):
    product = 1
    for i in range(n):
        product *= 1 + i / 2
    return product


product_of_floats.cases = [(0,), (1,), (6,)]


def maximum_so_far(a):
    best = None
    for x in a:
        if best is None or x > best:
            best = x
    return best


maximum_so_far.cases = [([],), ([3, 1, 2],), ([1.5, 2.5],), (np.array([3, 9, 2]),)]


def int_then_float_then_int(n):
    x = 0
    for i in range(n):
        x = x + 0.5 if i == 1 else int(x) + i
    return x


int_then_float_then_int.cases = [(0,), (1,), (2,), (3,), (6,)]


def overflow_then_float(n):
    x = 1
    for i in range(n):
        x *= 1000
        if i == 30:
            x = x / 10.0**90
    return x


overflow_then_float.cases = [(5,), (7,), (30,), (31,), (33,)]


def two_accumulators(n):
    a, b = 0, 0
    for i in range(n):
        a += i
        b += a / 2
    return a, b


two_accumulators.cases = [(0,), (1,), (7,)]


def nested(n):
    total = 0
    for i in range(n):
        row = 0
        for j in range(i):
            row += j * 0.5
        total += row
    return total


nested.cases = [(0,), (1,), (2,), (5,)]


def swapped_types(n):
    a, b = 0, 0.5
    for _ in range(n):
        a, b = b, a + 1
    return a, b


swapped_types.cases = [(0,), (1,), (2,), (3,), (8,)]
