"""Strips of turns that are tried without checks: whatever one of them does or raises, it is as if they were not."""

import math

import numpy as np


def ramp(n, dtype=float):
    return np.arange(1, n + 1).astype(dtype) / 7


def smooth(a, b, first, last):
    for i in range(first, last):
        b[i] = 0.5 * a[i] + 0.25 * (a[i - 1] + a[i + 1])
    return b


SMOOTHED = ramp(40)
HUGE, TINY, SPECIAL = ramp(3000), ramp(3000), ramp(3000)
HUGE[2500:2503] = 1.7e308
TINY[1500] = 3e-308
TINY[1501] = 5e-324
SPECIAL[[10, 700, 2000]] = np.nan, np.inf, -0.0
READ_ONLY = ramp(30)
READ_ONLY.flags.writeable = False
smooth.cases = [
    (ramp(30), np.zeros(30), 1, 29), (ramp(30), np.zeros(30), 0, 29), (ramp(30), np.zeros(30), 1, 31),
    (ramp(30), np.zeros(29), 1, 29), (ramp(30), np.zeros(20), 1, 29), (ramp(30), np.zeros(30), -40, 5),
    (ramp(30), np.zeros(30), -3, 25), (ramp(30), np.zeros(30), 20, 5), (np.zeros(0), np.zeros(0), 0, 30),
    (ramp(3000), np.zeros(3000), 1, 2999), (ramp(3000), np.zeros(3000), 1, 3100),
    (ramp(60)[::2], np.zeros(30), 1, 29), (ramp(30)[::-1], np.zeros(30), 1, 29), (ramp(30), np.zeros(90)[::3], 1, 29),
    (SMOOTHED, SMOOTHED, 1, 39), (SMOOTHED[:30], SMOOTHED[1:31], 1, 29), (SMOOTHED[1:31], SMOOTHED[:30], 1, 29),
    (SMOOTHED[:30], SMOOTHED[29::-1], 1, 29), (np.broadcast_to(np.array([1.5]), (30,)), np.zeros(30), 1, 29),
    (HUGE, np.zeros(3000), 1, 2999), (TINY, np.zeros(3000), 1, 2999), (SPECIAL, np.zeros(3000), 1, 2999),
    (HUGE, HUGE, 1, 2999), (TINY, TINY, 1, 2999), (SPECIAL, SPECIAL, 1, 2999),
    (ramp(30), READ_ONLY, 1, 29), (ramp(30, np.float32), np.zeros(30), 1, 29), (ramp(30, int), np.zeros(30), 1, 29),
    (ramp(30), np.zeros(30, np.float32), 1, 29), (ramp(30), np.zeros(30, int), 1, 29),
]  # fmt: skip


def multiply_in_place(a, b, c):
    for i in range(a.shape[0]):
        for k in range(a.shape[1]):
            for j in range(b.shape[1]):
                c[i, j] += a[i, k] * b[k, j]


def matrix(rows, columns):
    return np.cos(np.arange(rows * columns)).reshape(rows, columns)


SQUARE = matrix(20, 20)
multiply_in_place.cases = [
    (matrix(3, 4), matrix(4, 30), np.zeros((3, 30))), (matrix(3, 4), matrix(4, 30), np.zeros((3, 29))),
    (matrix(3, 4), matrix(4, 30), np.zeros((2, 30))), (matrix(3, 4), matrix(30, 4).T, np.zeros((3, 30))),
    (matrix(3, 4), matrix(4, 30), np.zeros((30, 3)).T), (matrix(3, 4), matrix(4, 60)[:, ::2], np.zeros((3, 30))),
    (SQUARE, SQUARE, SQUARE), (SQUARE, SQUARE.T, SQUARE), (SQUARE[:, :15], SQUARE[5:], np.zeros((20, 20))),
    (1e200 * matrix(3, 4), 1e120 * matrix(4, 30), np.zeros((3, 30))),
    (1e-200 * matrix(3, 4), 1e-120 * matrix(4, 30), np.zeros((3, 30))),
    (np.zeros((3, 4)), matrix(4, 30), np.zeros((3, 30))), (np.eye(3), np.full((3, 20), np.inf), np.zeros((3, 20))),
]  # fmt: skip


def running(a, scale):
    total = np.float64(0.0)
    product = np.float64(1.0)
    before = np.float64(0.0)
    for i in range(len(a)):
        total = total + a[i] * scale
        product = product * a[i]
        a[i] = before - total / 3.0
        before = a[i]
    return total, product, before


running.cases = [
    (ramp(20), 2.0), (ramp(2000), 2.0), (ramp(2000), 1e306), (ramp(2000) * 1e-3, 1e-307), (np.full(40, 1e8), 0.5),
    (np.full(40, 1e-9), 0.5), (np.zeros(40), 0.5), (SPECIAL, 0.5), (np.array([]), 1.0), (ramp(50)[::-2], 1.0),
    (ramp(11), 2.0), (ramp(12), 2.0), (ramp(13), 2.0), (np.full(1024, 1.0), -1.0), (np.full(1025, 0.5), np.inf),
]  # fmt: skip


def scattered(a, n, step, offset):
    total = 0.0
    for i in range(n):
        total += a[i * step + offset] / a[offset - i] - a[offset]
        a[offset] = total * 0.5
        a[3] = -a[i * 2]
    return total


scattered.cases = [
    (ramp(100), 20, 2, 30), (ramp(100), 20, 4, 30), (ramp(100), 50, 2, 30), (ramp(100), 20, -1, 30),
    (ramp(100), 60, 1, 30), (ramp(5000), 2000, 2, 900), (np.zeros(100), 20, 2, 30), (ramp(100), 20, 2**40, 30),
    (ramp(100), 20, 0, 0), (ramp(100), 20, 3, 2**62), (ramp(100), 1, 2**62, 30),
]  # fmt: skip


def swapped(u, v, turns):
    for _ in range(turns):
        for i in range(1, u.shape[0] - 1):
            for j in range(1, u.shape[1] - 1):
                v[i, j] = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1])
        u, v = v, u
    return u


swapped.cases = [
    (matrix(6, 30), np.zeros((6, 30)), 3), (matrix(6, 30), np.zeros((6, 29)), 3), (matrix(6, 30), np.zeros((5, 30)), 2),
    (matrix(30, 6).T, np.zeros((6, 30)), 3), (matrix(20, 20), np.zeros((40, 40))[::2, ::2], 2),
]  # fmt: skip


def stored_between_calls(n, turns):
    a = np.zeros(n)
    for t in range(turns):
        for i in range(1, n):
            a[i] += (a[i - 1] - a[i]) * 0.5
        a[0] = np.exp(-float(t))
        if t == 2:
            a.resize(n + 5, refcheck=False)
    return a


stored_between_calls.cases = [(40, 2), (40, 6), (0, 1), (2000, 4)]


def without(a, x, skipped):
    sums = np.zeros(len(a))
    for i in range(len(a)):
        total = 0.0
        for j in range(len(x)):
            if j != skipped and j != i:
                total += a[i][j] * x[j]
        sums[i] = total
    return sums


without.cases = [
    (matrix(20, 30), ramp(30), 5), (matrix(20, 30), ramp(31), 5), (matrix(20, 30), ramp(31), 30), (matrix(3, 0), ramp(0), 1),
    (matrix(30, 20).T, ramp(30), 29), (matrix(20, 60)[:, ::-2], ramp(30), 0), (matrix(20, 1), ramp(1), -1),
    (1e200 * matrix(20, 30), 1e120 * ramp(30), 5), (1e-200 * matrix(20, 30), 1e-120 * ramp(30), 5),
    ([[1.0] * 30, [2.0] * 29], ramp(30), 3), (np.full((2, 30), np.nan), ramp(30), 3), (matrix(2, 3000), ramp(3000), 1500),
    (np.asfortranarray(matrix(20, 30)), ramp(30), 5), (np.broadcast_to(ramp(30), (4, 30)), ramp(30), 2),
]  # fmt: skip


def relax(u, turns):
    change = 1.0
    for _ in range(turns):
        change = 0.0
        for i in range(1, u.shape[0] - 1):
            for j in range(1, u.shape[1] - 1):
                new = (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1]) / 4
                difference = abs(new - u[i, j])
                if difference > change:
                    change = difference
                u[i, j] = new
    return change


FIXED = matrix(6, 30)
FIXED.flags.writeable = False
BURST = matrix(6, 30)
BURST[3, 17] = 1.7e308
relax.cases = [
    (matrix(6, 30), 3), (matrix(6, 30)[:, ::-1], 3), (matrix(30, 6).T, 2), (matrix(3, 3), 2), (matrix(1, 30), 2),
    (FIXED, 1), (BURST, 2), (1.7e308 * matrix(6, 30), 1), (2e-305 * matrix(6, 30), 3), (np.zeros((6, 30)), 2),
]  # fmt: skip


def shortest(d):
    n = d.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i, k] + d[k, j] < d[i, j]:
                    d[i, j] = d[i, k] + d[k, j]
    return d


OPEN = matrix(16, 16) + 2
OPEN[3, 5] = OPEN[9, 2] = np.inf
shortest.cases = [
    (matrix(16, 16) + 2,), (matrix(16, 16),), (OPEN,), (matrix(16, 18),), (8e307 * (matrix(16, 16) + 1),),
    ((matrix(16, 16) + 2).astype(np.float32),), ((matrix(32, 32) + 2)[::2, ::2],), ((matrix(16, 16) + 2).T,),
]  # fmt: skip


def lengths(a, out, exponent):
    for i in range(len(a) - 1):
        out[i] = (a[i] * a[i] + a[i + 1]) ** exponent
    return out


lengths.cases = [
    (ramp(30), np.zeros(30), 0.5), (ramp(30), np.zeros(30), -0.5), (-ramp(30), np.zeros(30), 0.5), (TINY, np.zeros(3000), 3.0),
    (ramp(30), np.zeros(20), 0.5), (np.zeros(30), np.zeros(30), -1.0), (HUGE, np.zeros(3000), 0.5), (ramp(30), READ_ONLY, 2.0),
    (ramp(30) - 2, np.zeros(30), 0.5),
]  # fmt: skip


def pulls(position, mass):
    for i in range(len(mass)):
        ax = ay = 0.0
        for j in range(len(mass)):
            if i == j:
                continue
            dx = position[j, 0] - position[i, 0]
            dy = position[j, 1] - position[i, 1]
            r2 = dx * dx + dy * dy - 1e-9
            inverse = 1.0 / (r2 * math.sqrt(r2))
            ax += mass[j] * dx * inverse
            ay += mass[j] * dy * inverse
        mass[i] += ax * ay
    return mass


TWINS = matrix(20, 2)
TWINS[15] = TWINS[17]
pulls.cases = [
    (matrix(20, 2), ramp(20)), (matrix(20, 2), ramp(21)), (matrix(20, 1), ramp(20)), (TWINS, ramp(20)),
    (1e200 * matrix(20, 2), ramp(20)), (1e-5 * matrix(20, 2), ramp(20)), (matrix(40, 2)[::-2], ramp(20)),
]  # fmt: skip


def with_state(a, b, under, turns):
    total = 0.0
    before = np.seterr(under="ignore")
    for t in range(turns):
        if t == 1:
            np.seterr(under=under)
        for i in range(len(a)):
            total += a[i] * b[i]
    np.seterr(**before)
    return total


with_state.cases = [
    (1e-200 * ramp(30), 1e-120 * ramp(30), under, turns) for under in ("ignore", "warn") for turns in (1, 3)
] + [(ramp(30), ramp(30), "raise", 3)]  # fmt: skip


def within_state(a, b, under):
    try:
        with np.errstate(under=under):
            for i in range(len(a)):
                b[i] = a[i] * b[i] / 3.0
    except FloatingPointError as error:
        return str(error), b
    return "", b


within_state.cases = [
    (1e-200 * ramp(30), np.append(ramp(20), 1e-120 * ramp(10)), under) for under in ("ignore", "warn", "raise")
]
