"""Items of arrays that the kernel did not make, or shares: read and written one by one in loops."""

import numpy as np


def grid(*shape, dtype=np.float64):
    return (np.arange(np.prod(shape)) % 100).astype(dtype).reshape(shape)


def read_only(array):
    array.flags.writeable = False
    return array


def total(a):
    result = 0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            result += a[i, j]
    return result


total.cases = [
    (grid(3, 4),), (grid(3, 4).T,), (grid(6, 8)[::2, ::3],), (grid(3, 4)[::-1, ::-1],), (np.broadcast_to(2.5, (2, 3)),),
    (read_only(grid(2, 2)),), (np.zeros((0, 3)),), (np.zeros((3, 0)),), (np.asfortranarray(grid(3, 2)),),
    (grid(3, 4, dtype=np.int8),), (grid(3, 4, dtype=np.uint16),), (grid(3, 4, dtype=np.float32),), (grid(3, 4, dtype=bool),),
    (grid(5, 5)[1:, 2:],), (np.ones((3, 4), dtype=object),),
]  # fmt: skip


def total_of_more(a, corner):
    result = 0
    for k in range(3):
        result += a[corner] + k
    return result


total_of_more.cases = [
    (grid(2, 3, 4), (1, 2, 3)), (grid(2, 3, 4), (-1, -3, 0)), (grid(2, 3, 4), (1, 3, 0)), (grid(2, 3, 4), (1, 2, -5)),
    (grid(2, 3, 2, 2)[:, ::2], (1, 1, 0, -1)), (grid(2, 1, 2, 1, 2), (1, 0, 1, 0, 1)), (grid(2, 1, 2, 1, 2), (1, 0, 1, 1, 1)),
]  # fmt: skip


def at(a, i, j):
    result = []
    for k in range(4):
        result.append(a[i + k, j - k])
    return result


at.cases = [
    (grid(4, 4), 0, 3), (grid(4, 4), 0, 0), (grid(4, 4), -4, -1), (grid(4, 4), 1, 3), (grid(4, 4), 0, -2), (grid(4, 4), -5, 3),
    (grid(4, 4), 2**63 - 2, 3), (grid(4, 4), -(2**63), 3), (grid(9, 9)[::-2, ::2], 0, 3),
]  # fmt: skip


def fill(a, first):
    value = first
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            a[i, j] = value
            value += 1
    return a


fill.cases = [
    (grid(2, 3), 0), (grid(2, 3), 1.5), (grid(2, 3).T, 7), (grid(4, 6)[::2, ::-1], 1.0), (read_only(grid(2, 3)), 1),
    (grid(2, 3, dtype=np.int8), 124), (grid(2, 3, dtype=np.uint8), -1), (grid(2, 3, dtype=np.float32), 0.1),
    (grid(2, 3, dtype=np.int64), 2.5), (np.broadcast_to(np.zeros(3), (2, 3)), 1), (grid(2, 2, dtype=bool), 0),
]  # fmt: skip


def fill_past_the_end(a, last):
    for i in range(last):
        a[i] = i * 0.5
    return a


fill_past_the_end.cases = [(np.zeros(4), 4), (np.zeros(4), 5), (np.zeros(8)[::2], 4), (np.zeros(8)[::2], 5), (np.zeros(0), 1)]


def exchanged(a, b, turns):
    for _ in range(turns):
        for i in range(1, a.shape[0] - 1):
            for j in range(a.shape[1]):
                b[i, j] = a[i - 1, j] + a[i + 1, j]
        a, b = b, a
    return a, b


exchanged.cases = [
    (grid(4, 3), grid(4, 3), 3), (grid(4, 3), grid(3, 4).T, 2), (grid(4, 3), np.zeros((3, 3)), 2),
    (grid(4, 3), grid(4, 3, dtype=np.int64), 3), (grid(4, 3), read_only(grid(4, 3)), 1),
]  # fmt: skip


def same_array(a):
    b = a
    c = a[::-1]
    for i in range(len(a)):
        b[i] += 1
        c[i] += a[i]
    return a


same_array.cases = [(np.arange(5.0),), (np.arange(6),)]


def reshaped_in_place(a, turns):
    a = a.copy()
    result = []
    for _ in range(turns):
        count = 0.0
        for i in range(a.shape[0]):
            for j in range(a.shape[1]):
                count += a[i, j] * (i + 1)
                a[i, j] += j
        result.append(count)
        a.resize((a.shape[1], a.shape[0]), refcheck=False)
    return result, a


reshaped_in_place.cases = [(grid(3, 4), 4), (grid(2, 5), 1), (grid(2, 5), 0), (grid(3, 4, dtype=np.int64), 3)]


def reshaped_by_another_name(a, turns):
    a = a.copy()
    b = a
    count = 0.0
    for turn in range(turns):
        if turn % 2:
            b.resize((a.shape[1], a.shape[0]), refcheck=False)
        for i in range(a.shape[0]):
            count += a[i, 0] - a[i, -1]
    return count


reshaped_by_another_name.cases = [(grid(3, 4), 4), (grid(1, 6), 5)]


def grown_in_place(n):
    a = np.zeros((1, 2))
    for k in range(n):
        a.resize((k + 2, 2), refcheck=False)
        for i in range(a.shape[0]):
            a[i, 1] += k
            a[i, 0] = a[i, 1] * 2
    return a


grown_in_place.cases = [(0,), (1,), (40,)]


def made_read_only(a, turns):
    for turn in range(turns):
        for i in range(a.shape[0]):
            a[i, 0] = turn
        if turn == 1:
            a.flags.writeable = False
    return a


made_read_only.cases = [(grid(2, 2), 2), (grid(2, 2), 3)]
