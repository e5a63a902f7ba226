"""Kernels that raise: from operations of every kind, in the midst of what must be given back on the way
out (exact ints, lists, arrays, objects). For leaks: `npjit --check --repeat`."""

import math

import numpy as np

BIG = 10**40


def division(a, b):
    big = BIG + a
    return big // b


division.cases = [(1, 0), (BIG, 0)]


def modulo(a, b):
    return [a, a * BIG, a % b]


modulo.cases = [(7, 0), (7.5, 0.0)]


def true_division(a, b):
    items = [a]
    items.append(a / b)
    return items


true_division.cases = [(7, 0), (7.5, 0.0), (BIG, 0)]


def shift(a, b):
    return (a * BIG) << b


shift.cases = [(1, -1)]


def power(a, b):
    return a**b


power.cases = [(10.0, 400), (0.0, -1), (0, -1)]


def item_of_list(items, i):
    big = BIG * i
    return items[i] + big


item_of_list.cases = [([1, 2, 3], 3), ([BIG, 2], 2), ([1.5], -2), ([], 0), (["x"], 4)]


def store_into_list(items, i):
    items[i] = i * BIG
    return items


store_into_list.cases = [([1, 2, 3], 3), ([1.5], -2)]


def item_of_array(a, i):
    total = 0
    for k in range(i + 1):
        total += int(a[k]) * BIG
    return total


item_of_array.cases = [(np.arange(4), 4), (np.arange(3.0), 3)]


def store_into_array(a, value):
    held = [value, BIG]
    a[0] = value
    return held


store_into_array.cases = [(np.zeros(2, dtype=np.int64), math.nan), (np.zeros(2, dtype=np.int64), BIG)]


def raised_in_a_loop(n):
    held = []
    for i in range(n):
        held.append(i * BIG)
        if i == n - 1:
            raise ValueError(i)
    return held


raised_in_a_loop.cases = [(3,), (40,)]


def asserted(n):
    held = [BIG, n]
    assert n > 10**30, (n, held)
    return held


asserted.cases = [(3,), (BIG - 2 * BIG,)]


def empty_max(n):
    made = np.zeros(n)
    held = [1.5, 2.5]
    return held, np.max(made)


empty_max.cases = [(0,)]


def shapes(a, b):
    c = a * 2
    return c + b


shapes.cases = [(np.arange(3), np.arange(4)), (np.arange(3.0), np.arange(2.0))]


def casting(a):
    b = a
    b += 1.5
    return b


casting.cases = [(np.arange(3),)]


def conversion(x):
    held = [x, BIG]
    held.append(int(x))
    return held


conversion.cases = [(math.nan,), (math.inf,), (-math.inf,)]


def mathematics(x):
    return [x, math.sqrt(x)]


mathematics.cases = [(-1.0,), (-BIG,)]


def exponential(x):
    return [math.exp(x)]


exponential.cases = [(1000.0,)]


def types(a, b):
    held = [a]
    return held, a + b


types.cases = [(1, "x"), ([1], 2.5), ((1,), 3)]


def attribute(a):
    held = [BIG]
    return held, a.nothing


attribute.cases = [(1,), (np.arange(3),), ([1, 2],)]


def handled_and_raised_again(n):
    held = []
    for i in range(n):
        try:
            held.append(BIG // (i - 2))
        except ZeroDivisionError:
            held.append([1, 2, 3][i + 9])
    return held


handled_and_raised_again.cases = [(4,)]


def ended_by_finally(n):
    held = [BIG + n]
    try:
        held.append(n // 0)
    finally:
        held.append(BIG)
    return held


ended_by_finally.cases = [(1,)]


def in_a_helper(n):
    return [fails(n, [n * BIG])]


def fails(n, held):
    return held[n] + 1


in_a_helper.cases = [(1,), (-2,)]


def overflow_of_an_array(n):
    return np.array([n, n * BIG], dtype=np.int64)


overflow_of_an_array.cases = [(1,)]


def index_of_nothing(items):
    return items.index(99)


index_of_nothing.cases = [([1, 2, 3],), ([1.5],), ([BIG],)]


def popped_empty(n):
    held = [BIG]
    for _ in range(n):
        held.pop()
    return held


popped_empty.cases = [(2,)]
