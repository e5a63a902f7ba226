"""Rows, columns and slices of arrays are views of them, with NumPy's shapes, strides and errors."""

import numpy as np
A = np.arange(24.0).reshape(4, 6)
T = np.arange(24).reshape(2, 3, 4)
RO = np.arange(6.0).reshape(2, 3); RO.flags.writeable = False


def rows(a):
    t = 0.0
    for r in a:
        t += r.sum()
        r[0] = 5
    return t, a


rows.cases = [(A,), (A.T,), (A[::2, ::-1],), (np.zeros((0, 3)),), (T,), (A.astype(np.int32),), (RO,)]


def idx(a, i, j):
    return a[i][j], a[i], a[:, j], a[i:], a[:i, j:], a[::-1], a[i:j:2], a[-1:0:-1]


idx.cases = [(A, 1, 2), (A, -1, -2), (A, 4, 0), (A, 0, 6), (A, -5, 0), (T, 1, 2), (T, 2, 0), (A.T, 2, 1), (A, 2**70, 1), (A, 1, 2**70)]


def step(a, s):
    return a[::s], a[1:3:s]


step.cases = [(A, 1), (A, -1), (A, 0), (A, 2**62), (A, -2**63), (A, 7), (np.arange(5), -2), (np.zeros((3, 0)), 2)]


def store(a, v):
    a[1] = v
    a[:, 1] = v
    a[1:3, ::2] = v
    a[:] = a[::-1]
    return a


store.cases = [(A, 1), (A, 2.5), (A, True), (A, 2**70), (A, np.float32(3)), (A, "x"), (A, [1, 2]), (RO, 1), (T, 3), (A.astype(np.int8), 300), (A.astype(complex), 1j), (A, None), (A, np.arange(6.0)), (A, np.arange(4.0)), (A.astype(object), "s")]


def strides(a):
    v = a[1:1]; w = a[::-1, 1:]; x = a[0]
    return v.shape, w.strides, x.flags.writeable, x.base is a, w.flags.c_contiguous, v.strides, a[5:2:-3].strides


strides.cases = [(A,), (RO,), (A.T,)]


def unpack(a):
    x, y = a
    p, q, r = a[0], a[1], a[-1]
    return x, y, p, q, r


unpack.cases = [(np.arange(2.0),), (np.ones((2, 3)),), (np.ones(3),), ([1, 2],), ([1.5],), ([[1], [2]],), ([],), ([1, 2, 3],)]


def unpackrows(a):
    t = 0
    for x, y in a:
        t += x * y
    return t


unpackrows.cases = [(np.ones((3, 2)),), (np.ones((3, 3)),), ([[1, 2], [3, 4]],), ([[1, 2], [3]],), ([[1.5, 2]],), (np.ones(2),)]


def alias(a):
    v = a[1:]
    y = v + 1.0
    a[2] = 50.0
    s = y.sum() + v.sum()
    v[:] = a[:-1]
    return s, a, v


alias.cases = [(np.arange(5.0),), (np.arange(5),)]


def alias2(n):
    s = 0.0
    a = np.arange(6.0)
    for i in range(n):
        v = a[1:]
        y = v * 2.0
        a[:] = 1.5
        s += np.sum(y)
        z = v + v
        a[2:4] = i
        s += np.sum(z * v)
    return s


alias2.cases = [(3,)]


def too_many(a):
    return a[0, 0, 0, 0]


too_many.cases = [(A,), (T,)]


def new(a):
    return a[None], a[..., 0], a[()], a[0, None], a[True]


new.cases = [(A,), (T,)]


def enum(a):
    out = []
    for i, r in enumerate(a):
        for j, x in enumerate(reversed(r)):
            out.append(x * i + j)
    for r, q in zip(a, a[::-1]):
        out.append(r[0] - q[-1])
    return out


enum.cases = [(A,), (A.T,), (A.astype(np.int16),)]


def obj(a):
    t = 0
    for r in a:
        for x in r:
            t = t + x
    for x in reversed(a[0]):
        t -= x
    return t


obj.cases = [(A.astype(object),), (np.array([[2**70, 1]], dtype=object),)]
