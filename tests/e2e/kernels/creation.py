"""What np.array and its like make of Python values."""

import numpy as np


def of_ints(a, b):
    return np.array([a, b])


of_ints.cases = [
    (1, 2), (1, 2**63 - 1), (1, 2**63), (2**63, 2**63), (2**63, 2**64 - 1), (1, 2**64), (2**64, 2**64),
    (-1, 2**63), (-(2**63), 0), (-(2**63) - 1, 0), (True, 2), (True, False),
]  # fmt: skip


def of_floats(a, b):
    return np.array([a, b])


of_floats.cases = [
    (1.5, 2), (1, 2.5), (1.5, float("nan")), (True, 0.5), (1.0, 2**70), (0.5, np.int64(3)),
    (np.float32(1.5), 2), (np.float32(1.5), np.float64(2.5)), (np.int8(1), np.int8(2)), (np.int64(1), np.uint64(1)),
]  # fmt: skip


def nested(a, b):
    return np.array([[a, b], [b, a]])


nested.cases = [(1, 2), (1.5, 2)]


def empty_list():
    return np.array([])


empty_list.cases = [()]


def of_a_list(n):
    data = []
    for i in range(n):
        data.append(i * i)
    return np.array(data)


of_a_list.cases = [(0,), (1,), (10,)]


def of_a_growing_list(n):
    data = []
    x = 1
    for _ in range(n):
        data.append(x)
        x = x * 16
    return np.array(data)


of_a_growing_list.cases = [(0,), (15,), (16,), (17,), (20,)]


def of_a_list_of_floats(n):
    data = []
    for i in range(n):
        data.append(i / 3)
    return np.array(data)


of_a_list_of_floats.cases = [(0,), (1,), (10,)]


def of_a_mixed_list(n):
    data = []
    for i in range(n):
        if i % 2 == 0:
            data.append(i)
        else:
            data.append(i * 0.5)
    return np.array(data)


of_a_mixed_list.cases = [(0,), (1,), (2,), (5,)]


def with_dtype(a, b):
    return np.array([a, b], dtype=np.float64), np.array([a, b], dtype=np.int32)


with_dtype.cases = [(1, 2), (1, 2**31 - 1), (1, 2**31), (1, 2**40)]


def of_floats_with_int_dtype(a):
    return np.array([a, a], dtype=np.int64)


of_floats_with_int_dtype.cases = [(1.5,), (-1.5,), (float("nan"),), (1e300,)]


def filled(n):
    return np.zeros(n), np.ones(n), np.arange(n), np.zeros(n, dtype=np.int64)


filled.cases = [(0,), (1,), (5,), (-1,)]


def filled_2d(n, m):
    return np.zeros((n, m)), np.ones((n, m), dtype=np.int64)


filled_2d.cases = [(2, 3), (0, 3)]


def ranges(a, b, c):
    return np.arange(a, b), np.arange(a, b, c)


ranges.cases = [(0, 5, 2), (5, 0, -1), (5, 5, 1), (0, 5, 0), (0.0, 1.0, 0.25), (2**62, 2**62 + 3, 1)]


def full(n, x):
    return np.full(n, x)


full.cases = [(3, 7), (3, 0.5), (0, 1), (2, 2**63), (-1, 2), (2, np.float32(1)), ((2, 3), 1.5), (2, True), (2, [1, 2])]


def full_of_dtypes(n, m, x):
    return np.full((n, m), x), np.full(n, x, np.float64), np.full(n, x, dtype=np.int64), np.full(n, x, dtype=np.int32)


full_of_dtypes.cases = [(2, 3, 1), (2, 0, 1.75), (0, 3, -2.5), (2, 2, 2**40), (1, -1, 1), (1, 1, np.nan)]


def full_in_loops(n, m):
    total = 0.0
    for i in range(n):
        a = np.full(m, 1.5)
        b = np.full(m, i)
        a[1:] += b[:-1]
        total += np.sum(a)
    return total, a, b


full_in_loops.cases = [(3, 1), (3, 5), (2, 64), (2, 65), (2, 300), (2, 0), (1, -1)]


def like(a):
    empty = np.empty_like(a)
    return np.zeros_like(a), np.ones_like(a), empty.shape, empty.dtype, empty.strides, empty.flags.owndata


like.cases = [
    (np.arange(3),), (np.arange(6.0)[::-2],), (np.arange(6.0).reshape(2, 3),), (np.arange(6.0).reshape(2, 3).T,),
    (np.zeros((0, 2), np.uint8),), (np.zeros((3, 1), np.bool_),), (np.array(1.5),), (np.array(["a"]),), ([1, 2],), (3,),
    (np.zeros(2, ">f8"),), (np.arange(4, dtype=object),), (np.arange(8.0).reshape(2, 2, 2)[:, ::2],),
]


def like_in_loops(a, n):
    for i in range(n):
        b = np.zeros_like(a)
        b += a
        a = np.ones_like(b)
        a *= b
    return a, b


like_in_loops.cases = [(np.arange(5.0), 3), (np.arange(5), 2), (np.arange(9.0)[::2], 2), (np.arange(200.0), 2)]


def of_an_array(a):
    b = np.array(a)
    b[0] = 9
    return a, b


of_an_array.cases = [(np.arange(3),)]


def copies(a):
    b = a.copy()
    b[0] = 7
    return a, b


copies.cases = [(np.arange(3),), (np.arange(3.0),)]


def of_bools(a):
    return np.array([a, not a]), np.array([a > 1, a < 1])


of_bools.cases = [(True,), (2,)]


def of_the_dtype(a, n):
    d = a.dtype
    new = np.zeros((n, 2), dtype=a.dtype)
    row = np.ones(n, d)
    for i in range(n):
        new[i, 0] = row[i]
    pair = [d, a.dtype]
    other = d if n > 2 else new[0, 0].dtype
    return new, row, d == a.dtype, d.itemsize, str(d), np.full(n, 7, dtype=pair[0]), np.empty(0, dtype=other).dtype, d is a.dtype


of_the_dtype.cases = [
    (np.arange(3).astype(d), n) for d in ("int64", "float64", "uint8", "float32", "bool", "int16") for n in (1, 3)
] + [(np.array([1, None]), 2), (np.arange(4.0).reshape(2, 2), 2), (np.arange(3).astype(">i8"), 2), (np.ones(2) * 1j, 2)]
