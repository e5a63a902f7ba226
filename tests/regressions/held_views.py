"""Views that never leave the kernel are held in registers: their array lives as long, what is written to them is
written to it, and where they are wanted as arrays after all (an index that raises, a call) they are its views."""

import numpy as np

A = np.arange(24.0).reshape(4, 6)
T = np.arange(60).reshape(3, 4, 5)
RO = np.arange(6.0).reshape(2, 3)
RO.flags.writeable = False
BIG = np.full((3, 4), 2**62)


def sums(a):
    out = []
    for row in a:
        total = 0
        for x in row:
            total += x
        out.append(total)
    return out


sums.cases = [
    (A,), (A.T,), (A[::2, ::-1],), (np.zeros((0, 3)),), (np.zeros((3, 0)),), (RO,), (BIG,),
    (A.astype(np.int8),), (A.astype(np.float32),), (A > 5,), (A.astype(complex),), (A.astype(">f8"),),
    (A.astype(object),), (A.astype(np.uint16)[:, ::3],),
]  # fmt: skip


def exact(a):
    """Large ints leave for a version of their own in the middle of a row."""
    total = 1
    for row in a:
        for x in row:
            total = total * 3 + int(x)
        row[0] = 7
    return total, a


exact.cases = [(BIG,), (np.arange(120).reshape(2, 60),), (np.arange(120).reshape(2, 60)[::-1, ::-1],)]


def nested(a, n):
    total = 0
    for i in range(n):
        for j in range(n):
            for k in range(n):
                total += a[i][j][k] - a[k][j, i]
            a[i, j][0] = total
    return total, a


nested.cases = [(T, 3), (T, 2), (T, 4), (T.astype(float), 3), (T[::-1], 3), (T[:0], 1)]


def outlive(n):
    total = 0.0
    for i in range(n):
        a = np.zeros((2, 3))
        a[1, 2] = i
        row = a[1]
        part = row[1:]
        a = np.ones((2, 3))
        total += part[1] + a[0][0] + len(row)
    return total


outlive.cases = [(0,), (5,), (100,)]


def exchange(a, n):
    x, y = a[0], a[1]
    for i in range(n):
        x, y = y, x
        x[i] += y[i] * 2
        if x[0] > 10:
            y = a[2]
    return x[0], y[1], a


exchange.cases = [(A, 6), (A, 7), (A, 1), (A[:2], 3)]


def two_arrays(a, b, n):
    row = a[0]
    total = 0.0
    for i in range(n):
        for j in range(3):
            total += row[j]
        row = b[i] if i % 2 else a[i]
    return total


two_arrays.cases = [(A, A * 2, 4), (A, A.T, 4)]


def read_only(a, n):
    for i in range(n):
        row = a[i]
        row[0] = 1
    return a


read_only.cases = [(RO, 0), (RO, 1), (A, 4), (A, 5)]


def caught(a, n):
    seen = []
    for i in range(-n, n):
        try:
            row = a[i]
            for j in range(n):
                row[j] = row[j] + i
        except IndexError as error:
            seen.append(str(error))
    return seen, a


caught.cases = [(A, 3), (A, 5), (A, 7), (np.zeros((0, 2)), 1)]


def parts(a, n):
    total = 0.0
    for i in range(n):
        inner = a[1:-1, i : i + 2]
        back = a[::-2, -1]
        for p in range(inner.shape[0]):
            for q in range(inner.shape[1]):
                total = total * 0.5 + inner[p, q]
        for x in back:
            total -= x
        a[i:, 0][0] = total
    return total, a


parts.cases = [(A, 3), (A, 4), (A, 5), (A.T, 6), (A[:, :1], 2), (A[:1], 1)]


def loops(a, b, n):
    total = 0.0
    for i in range(n):
        total += np.sum(a[i] * b[:, i])
        y = a[i] + a[-1]
        a[0, 1:3][0] = y[1]
        total += np.max(a[:, i]) - y[0]
    return total, a


loops.cases = [
    (A[:, :4].copy(), A.T[:4].copy(), 4), (A[:, :4], A[:, :4].T, 4), (A, A, 4), (A * 1e300, A.T * 1e300, 4),
    (A[:, :4], A[:, :4].T, 5),
]  # fmt: skip


def escapes(a, n):
    rows = []
    total = 0.0
    for i in range(n):
        row = a[i]
        total += row[0]
        rows.append(row)
        other = a[i]
        total += other[1] + np.linalg.norm(other) + other.sum()
    return total, rows


escapes.cases = [(A, 3), (A.astype(int), 4)]


def reshaped(a, n):
    """What is read of an array is read again after CPython may have changed it."""
    total = 0
    for i in range(n):
        total += a[i][0]
        a.resize((a.shape[1], a.shape[0]), refcheck=False)
    return total, a


reshaped.cases = [(A.copy(), 3), (A.copy(), 4), (A.copy(), 6)]


def pairs(points):
    best = None
    for i in range(len(points)):
        for j in range(i + 1, len(points)):
            p, q = points[i], points[j]
            d = (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2
            if best is None or d < best:
                best = d
    return best


pairs.cases = [(A,), (A[:, :1],), (A[:0],), ([[1.0, 2.0], [2.0, 4.0]],)]


def updates(a, b, n):
    for i in range(n):
        row = a[i]
        row *= 2
        row -= b[:, i]
        part = a[1:, i]
        part += part[0]
        a[i] += 1
        total = row[0] + part[-1]
    return total, a


updates.cases = [
    (A[:, :4].copy(), A[:, :4].T, 4), (A[:, :4].copy(), np.ones((4, 4), dtype=int), 4), (RO, RO, 1),
    (A * 1e300, A.T * 1e306, 4), (A.astype(int), np.ones((6, 4)), 1), (np.broadcast_arrays(A, A)[0], A, 2),
    (np.broadcast_arrays(np.arange(4.0), np.ones((4, 4)))[0], np.ones((4, 4)), 3),
]  # fmt: skip


def warned(a, n):
    for i in range(n):
        row = a[i]
        row[0] = i
    return row[0]


warned.cases = [(np.broadcast_arrays(np.arange(4.0), np.ones((4, 4)))[0], 3)]
