"""Stores into arrays: conversion, aliasing, in-place operators."""

import numpy as np


def store(a, x):
    a[0] = x
    return a


store.cases = [
    (np.arange(3), 5), (np.arange(3), 3.9), (np.arange(3), -3.9), (np.arange(3), float("nan")), (np.arange(3), 2**63),
    (np.arange(3), True), (np.arange(3), np.float64(2.7)), (np.arange(3), np.int8(4)), (np.arange(3.0), 5),
    (np.arange(3.0), 0.1), (np.arange(3.0), 2**70), (np.arange(3, dtype=np.float32), 0.1),
    (np.arange(3, dtype=np.int8), 100), (np.arange(3, dtype=np.int8), 200), (np.arange(3, dtype=np.uint8), -1),
    (np.array([True, False]), 7), (np.array([True, False]), 0.0), (np.arange(3), "x"), (np.arange(3), 1e300),
    (np.arange(6).reshape(2, 3), 7),
]  # fmt: skip


def store_at(a, i, x):
    a[i] = x
    return a[i]


store_at.cases = [(np.arange(3), -1, 9), (np.arange(3), -3, 9), (np.arange(3), 3, 9), (np.arange(3), -4, 9)]


def store_2d(a, i, j, x):
    a[i, j] = x
    a[j][i] = x + 1
    return a


store_2d.cases = [(np.zeros((3, 3)), 0, 2, 5), (np.zeros((3, 3)), 0, 3, 5), (np.zeros((3, 3), dtype=int), -1, 0, 5.5)]


def in_place(a, x):
    b = a
    b += x
    return a, b


in_place.cases = [
    (np.arange(3), 1), (np.arange(3), 1.5), (np.arange(3.0), 1), (np.arange(3), np.arange(3)),
    (np.arange(3, dtype=np.int8), 100), (np.arange(3), 2**63), (np.arange(3.0), np.arange(2.0)),
]  # fmt: skip


def other_in_place(a):
    a *= 2
    a -= 1
    a **= 2
    return a


other_in_place.cases = [(np.arange(3),), (np.arange(3.0) / 3,)]


def in_place_division(a):
    a /= 2
    return a


in_place_division.cases = [(np.arange(3.0),), (np.arange(3),)]


def in_place_item(a, i, x):
    a[i] += x
    a[i] *= 2
    return a


in_place_item.cases = [(np.arange(3), 1, 5), (np.arange(3), 1, 0.5), (np.arange(3.0), -1, 1), (np.arange(3), 5, 1)]


def fill(n):
    a = np.zeros(n)
    for i in range(n):
        a[i] = i * i
    return a


fill.cases = [(0,), (1,), (7,)]


def fill_ints(n):
    a = np.zeros(n, dtype=np.int64)
    for i in range(n):
        a[i] = i / 2
    return a


fill_ints.cases = [(0,), (7,)]


def through_a_view(a):
    b = a[1:]
    b[0] = 100
    return a, b


through_a_view.cases = [(np.arange(4),), (np.arange(4.0),)]


def row_of_a_matrix(a):
    row = a[1]
    row[0] = -1
    a[0] = 5
    return a, row


row_of_a_matrix.cases = [(np.arange(6).reshape(2, 3),), (np.arange(6.0).reshape(2, 3),)]


def slice_store(a):
    a[1:3] = 7
    a[:1] = a[2:]
    return a


slice_store.cases = [(np.arange(3),), (np.arange(3.0),), (np.arange(5),)]


def mutated_before_it_raises(a, n):
    for i in range(n):
        a[i] = i + 10
    return a


mutated_before_it_raises.cases = [(np.arange(3), 2), (np.arange(3), 5)]


def read_only(a):
    a[0] = 1
    return a


_frozen = np.arange(3)
_frozen.flags.writeable = False
read_only.cases = [(_frozen,)]


def aliased_arguments(a, b):
    a[0] = 9
    return b[0]


_shared = np.arange(3)
aliased_arguments.cases = [(_shared, _shared), (_shared[1:], _shared)]


def swapped(a, i, j):
    a[i], a[j] = a[j], a[i]
    return a


swapped.cases = [(np.arange(4), 0, 3), (np.arange(4), 0, 4), ([1, 2, 3], 0, 2)]


def prefix_sums(a):
    for i in range(1, len(a)):
        a[i] += a[i - 1]
    return a


prefix_sums.cases = [(np.arange(6),), (np.arange(6.0) / 7,), (np.zeros(0),)]


def sieve(n):
    prime = np.ones(n, dtype=np.bool_)
    prime[0] = False
    prime[1] = False
    i = 2
    while i * i < n:
        if prime[i]:
            for j in range(i * i, n, i):
                prime[j] = False
        i += 1
    return np.sum(prime)


sieve.cases = [(100,), (2,), (1,)]
