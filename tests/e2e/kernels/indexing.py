"""Indexing and slicing of arrays and lists."""

import numpy as np


def array_item(a, i):
    return a[i]


array_item.cases = [
    (np.arange(4), 0), (np.arange(4), 3), (np.arange(4), -1), (np.arange(4), -4), (np.arange(4), 4),
    (np.arange(4), -5), (np.arange(4), 2**63), (np.arange(4), -(2**70)), (np.arange(4), np.int64(2)),
    (np.arange(4), True), (np.arange(4), 1.0), (np.zeros(0), 0), (np.arange(8)[::2], 3), (np.arange(8)[::-1], 0),
    (np.arange(6).reshape(2, 3), 1), (np.arange(4), "x"), (np.array(5), 0), (np.arange(4), None),
    (np.arange(4.0), np.array([0, 2])), (np.arange(4), np.array([True, False, True, False])),
]  # fmt: skip


def matrix_item(a, i, j):
    return a[i, j], a[i][j]


matrix_item.cases = [
    (np.arange(6).reshape(2, 3), 1, 2), (np.arange(6).reshape(2, 3), -1, -3), (np.arange(6).reshape(2, 3), 2, 0),
    (np.arange(6).reshape(2, 3), 0, 3), (np.arange(6.0).reshape(2, 3).T, 2, 1), (np.arange(6), 0, 0),
]  # fmt: skip


def list_item(a, i):
    return a[i]


list_item.cases = [
    ([1, 2, 3], 0), ([1, 2, 3], -3), ([1, 2, 3], 3), ([1, 2, 3], -4), ([], 0), ([1, 2, 3], 2**70), ([1, 2], 1.0),
    ((1, 2.5, "x"), 2), ((1, 2), -1), ("abc", 1),
]  # fmt: skip


def own_list(n, i):
    data = []
    for k in range(n):
        data.append(k * 3)
    return data[i]


own_list.cases = [(3, 0), (3, -1), (3, 3), (3, -4), (0, 0)]


def array_slices(a):
    return a[1:], a[:-1], a[::2], a[::-1], a[5:100], a[-100:2], a[3:1], a[:]


array_slices.cases = [(np.arange(5),), (np.arange(5.0),), (np.zeros(0),)]


def slices_with_variables(a, i, j):
    return a[i:j], a[i:], a[:j]


slices_with_variables.cases = [(np.arange(5), 1, 3), (np.arange(5), -2, 100), (np.arange(5), 4, 1), ([1, 2, 3], 0, 2)]


def slices_are_views(a):
    b = a[1:3]
    a[1] = 50
    return b, np.sum(b)


slices_are_views.cases = [(np.arange(5),), (np.arange(5.0),)]


def list_slices(a):
    return a[1:], a[:-1], a[::2], a[::-1], a[5:100]


list_slices.cases = [([1, 2, 3, 4],), ([],)]


def sum_of_items(a):
    total = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            total += a[i, j] * (i + 1)
    return total


sum_of_items.cases = [(np.arange(6.0).reshape(2, 3),), (np.arange(6).reshape(3, 2),), (np.zeros((0, 3)),)]


def rows(a):
    total = 0
    for row in a:
        for x in row:
            total += x
    return total


rows.cases = [(np.arange(6).reshape(2, 3),), (np.arange(6.0).reshape(3, 2),)]


def dot_by_hand(a, b):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


dot_by_hand.cases = [(np.arange(4.0), np.arange(4.0)), (np.arange(4), np.arange(4.0)), (np.arange(4.0), np.arange(3.0))]


def matrix_product_by_hand(a, b):
    n, m, k = a.shape[0], b.shape[1], a.shape[1]
    out = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            for t in range(k):
                out[i, j] += a[i, t] * b[t, j]
    return out


matrix_product_by_hand.cases = [(np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(3, 2))]


def stencil(a):
    out = a.copy()
    for i in range(1, len(a) - 1):
        out[i] = (a[i - 1] + a[i] + a[i + 1]) / 3
    return out


stencil.cases = [(np.arange(6.0) ** 2,), (np.arange(6),)]
