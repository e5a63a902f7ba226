"""Views, in-place operators and operators with numbers: types that are certain without a look."""

import numpy as np


def views(a, i):
    b = a[1:]
    c = a[::-1]
    d = a[i:i+2]
    d += 1
    e = c * 2
    f = e - 1.5
    g = f // 2
    h = g % 3
    k = h / 4
    b[0] *= 2
    return b, c, d, e, f, g, h, k, b.flags.c_contiguous, e.flags.c_contiguous


views.cases = [(np.arange(6.0), 1), (np.arange(6), 1), (np.arange(12.0).reshape(3, 4), 0), (np.arange(12).reshape(4, 3).T, 0), (np.arange(6, dtype=np.float32), 1), (np.arange(6, dtype=np.uint8), 1), (np.zeros((0, 3)), 0), (np.arange(10)[::2], -3), (np.arange(6) > 2, 0)]


def two(a, i):
    r = a[i]
    s = a[i, 1:]
    t = a[:, i]
    u = a[1:, :-1]
    u -= 0.5 * (a[1:, 1:] - a[1:, :-1])
    return r, s, t, u, r + s.sum(), t * True, t.flags.c_contiguous, u.shape, a[i:i], a[True], a[None, i]


two.cases = [(np.arange(12.0).reshape(3, 4), 1), (np.asfortranarray(np.arange(12.0).reshape(3, 4)), -1), (np.arange(24.0).reshape(2, 3, 4), 1), (np.arange(12).reshape(3, 4), 1), (np.arange(12.0).reshape(3, 4), 7)]


def inplace(a, b):
    a += b
    c = a
    a -= 1
    a *= b
    a **= 2
    return a is c, a


inplace.cases = [(np.arange(3.0), 2), (np.arange(3.0), [1, 2, 3]), (np.arange(3), 1.5), (np.arange(3.0), np.arange(3)), (np.arange(3.0), (1, 2, 3)), (np.array(2.0), 3), (np.arange(3.0), 1j), (np.arange(3.0), None), (np.arange(3.0), np.float32(2)), (np.arange(3.0), 2**70), (np.arange(3), True), (np.arange(6.0).reshape(2, 3), np.arange(3.0)), (np.arange(3.0), np.arange(4.0)), (np.arange(3.0), np.ma.masked_array([1, 2, 3]))]


def numbers(a, x):
    return a + x, x - a, a * x, x / a, a // x, x % a


with np.errstate(all='ignore'):
    numbers.cases = [(a, x) for a in (np.arange(1.0, 4.0), np.arange(1, 4), np.arange(1, 4, dtype=np.float32), np.arange(1, 4, dtype=np.int8), np.ones((2, 2))[:, :1]) for x in (2, 2.5, True, 2**40, 2**70, 1e300, np.float64(3), np.int64(3), np.float32(3), 2j)]


def powers(a, x):
    return a**x, a.copy(), a.T.copy(), a[::-1].copy() ** 2


with np.errstate(all="ignore"):
    powers.cases = [
        (a, x)
        for a in (np.arange(1.0, 4.0), np.arange(3), np.arange(4, dtype=np.float32).reshape(2, 2).T, np.arange(3) > 1)
        for x in (2, 0.5, -1, 2.0, True, np.float64(3), np.int64(2), 2**70, 1e300, 1j)
    ]  # fmt: skip


# Views whose index may exceed 64 bits: an ndarray of them is made only then.
TABLE = np.arange(12.0).reshape(3, 4)


def item_or_itself(v, k):
    x = v[k * k]
    if k > 1000:
        return v is v
    return x


def items_or_themselves(a, k):
    out = []
    for i in range(len(a)):
        try:
            out.append(item_or_itself(a[i], k))
        except IndexError:
            out.append(0)
    return out


items_or_themselves.cases = [(TABLE, 1), (TABLE, 2), (TABLE, 2**40), (TABLE, -(2**62))]


def item_and_itself(v, k):
    return v[k * k], v is v


def views_of_rare_indices(a, k):
    out = []
    for i in range(len(a)):
        out.append(a[i][k * k])
    return out


views_of_rare_indices.cases = [(TABLE, 1), (TABLE, 2), (TABLE, 2**40), (TABLE, -(2**62)), (TABLE.T, 1), (np.zeros((2, 0)), 0)]


def items_and_themselves(a, k):
    out = []
    for i in range(len(a)):
        out.append(item_and_itself(a[i], k))
    return out


items_and_themselves.cases = views_of_rare_indices.cases


def rows_in_a_handler(a, k):
    seen = []
    for i in range(len(a)):
        row = a[i]
        try:
            row[k * k]
        except IndexError:
            seen.append(row is row)
            seen.append(row.shape)
    return seen


rows_in_a_handler.cases = views_of_rare_indices.cases


def stored_at_rare_indices(a, k):
    for i in range(len(a)):
        try:
            a[i][k * k] = 1.0
            a[i][k * k] += 2.0
        except (IndexError, OverflowError):
            a[i][0] = -1.0
    return a


stored_at_rare_indices.cases = views_of_rare_indices.cases[:5]
