"""Lists that are filled together, arrays that are broadcast and changed in place, small simulations."""

import math

import numpy as np


def two_lists_try(a):
    good, bad = ([], [])
    for x in a:
        try:
            good.append(10 // x)
        except ZeroDivisionError:
            bad.append(x)
    return (np.array(good), np.array(bad), len(good))


two_lists_try.cases = lambda: [([1, 0, 2],), ([],), ([0.0, 2.5],), (np.array([1, 0, 3]),)]


def two_lists_nested(n):
    rows, cols, vals = ([], [], [])
    for i in range(n):
        for j in range(n):
            v = i * j % 5
            if v:
                rows.append(i)
                cols.append(j)
                vals.append(v * 0.5)
    return (np.array(rows), np.array(cols), np.array(vals), len(rows))


two_lists_nested.cases = [(5,), (0,), (1,), (40,)]


def coo_dense(n):
    r, c = ([], [])
    for i in range(n):
        r.append(i)
        c.append(i * 7 % n)
    d = np.zeros((n, n))
    for k in range(len(r)):
        d[r[k], c[k]] += 1.0
    return d


coo_dense.cases = [(4,), (0,), (17,)]


def lists_swap(n):
    cur, nxt = ([0], [])
    for i in range(n):
        for x in cur:
            nxt.append(x * 2)
            nxt.append(x * 2 + 1)
        cur, nxt = (nxt, [])
    return (cur, np.array(cur))


lists_swap.cases = [(4,), (0,)]


def list_grow_read(n):
    f = [1, 1]
    g = [0.0]
    for i in range(2, n):
        f.append(f[i - 1] + f[i - 2])
        g.append(g[-1] + f[-1] / 2)
    return (f[-1], g[-1], np.array(g).sum())


list_grow_read.cases = [(10,), (2,), (100,), (1500,)]


def window(a, k):
    out, mx = ([], [])
    s = 0.0
    for i in range(len(a)):
        s += a[i]
        if i >= k:
            s -= a[i - k]
        if i >= k - 1:
            out.append(s / k)
            mx.append(max(a[i - k + 1:i + 1]))
    return (np.array(out), mx)


window.cases = lambda: [(np.arange(8.0), 3), ([1, 2, 3], 2), ([], 2), (np.arange(3), 0), (np.arange(5, dtype=np.float32), 1)]


def hist(a, n):
    h = [0] * n
    lo, hi = (min(a), max(a))
    over = []
    for x in a:
        k = int((x - lo) / (hi - lo) * n)
        if k == n:
            k -= 1
            over.append(x)
        h[k] += 1
    return (h, over)


hist.cases = lambda: [([1, 2, 3, 4.0], 3), (np.arange(10.0), 4), ([1, 1], 2), (np.arange(5), 2)]


def bubble(a):
    n = len(a)
    sw = 0
    for i in range(n):
        done = True
        for j in range(n - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = (a[j + 1], a[j])
                done = False
                sw += 1
        if done:
            break
    return (a, sw)


bubble.cases = lambda: [([3, 1, 2],), (np.array([3.0, np.nan, 1, 2]),), ([],), ([2, 1.5, True],), (np.array([3, 1, 2], np.int8)[::-1],)]


def heat(u, n, a):
    for _ in range(n):
        un = u.copy()
        for i in range(1, len(u) - 1):
            u[i] = un[i] + a * (un[i + 1] - 2 * un[i] + un[i - 1])
    return u


heat.cases = lambda: [(np.array([0, 0, 1, 0, 0.0]), 3, 0.1), (np.array([0, 0, 100, 0, 0]), 3, 0.1), (np.zeros(1), 2, 0.5), ([0, 0, 1, 0], 2, 0.25), (np.ones(4, np.float32), 2, 0.1)]


def heat_np(u, n, a):
    for _ in range(n):
        u[1:-1, 1:-1] += a * (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1])
    return u


heat_np.cases = lambda: [(np.arange(25.0).reshape(5, 5) ** 2, 3, 0.1), (np.arange(9, dtype=np.float32).reshape(3, 3), 2, 0.1), (np.arange(9).reshape(3, 3), 1, 0.1), (np.arange(25.0).reshape(5, 5).T, 2, 0.1)]


def broadcast(a, b):
    return (a[:, None] + b, a[:, None] * b[None, :], (a[:, None] - b).sum(axis=0), a[:, np.newaxis] > b)


broadcast.cases = lambda: [(np.arange(3.0), np.arange(4.0)), (np.arange(3), np.arange(4) / 2), (np.zeros(0), np.arange(2.0)), (np.arange(3, dtype=np.int8) + 120, np.arange(2, dtype=np.uint8) + 250), (np.arange(2.0), np.zeros((2, 2)))]


def broadcast_in_place(a, r, c):
    a += r
    a *= c[:, None]
    a -= a.mean(axis=0)
    a[:] = a / (1 + a[0])
    return a


broadcast_in_place.cases = lambda: [(np.ones((2, 3)), np.arange(3.0), np.arange(2.0)), (np.ones((2, 3)), np.arange(2.0), np.arange(2.0)), (np.ones((2, 3), int), np.arange(3), np.arange(2)), (np.ones((3, 2)).T, np.arange(3.0), np.arange(2.0)), (np.ones((2, 3), np.float32), np.arange(3.0), np.arange(2))]


def broadcast_of_itself(a):
    a += a[0]
    a -= a[:, :1]
    a *= a.T
    return a


broadcast_of_itself.cases = lambda: [(np.arange(9.0).reshape(3, 3) + 1,), (np.arange(4).reshape(2, 2),), (np.ones((2, 3)),)]


def distances(p):
    d = p[:, None, :] - p[None, :, :]
    return (np.sqrt((d ** 2).sum(axis=-1)), ((p[:, None] - p) ** 2).sum(-1))


distances.cases = lambda: [(np.arange(6.0).reshape(3, 2),), (np.arange(6).reshape(3, 2),), (np.zeros((0, 2)),)]


def nbody(p, v, m, n):
    for _ in range(n):
        for i in range(len(m)):
            for j in range(len(m)):
                if i != j:
                    d = p[j] - p[i]
                    r = (d[0] ** 2 + d[1] ** 2 + 0.01) ** 1.5
                    v[i] += d * m[j] / r * 0.01
        p += v * 0.01
    return (p, v)


nbody.cases = lambda: [(np.array([[0, 0], [1, 0], [0, 1.0]]), np.zeros((3, 2)), np.array([1.0, 2, 3]), 3), (np.zeros((2, 2)), np.zeros((2, 2)), [1, 2], 1), ([[0.0, 1.0]], [[0.0, 0.0]], [1.0], 1)]


def running(a):
    m, s = (0.0, 0.0)
    for k, x in enumerate(a, 1):
        d = x - m
        m += d / k
        s += d * (x - m)
    return (m, s / (k - 1), math.sqrt(s / k))


running.cases = lambda: [([1.0, 2, 4],), (np.arange(4),), ([],), ([1],), (np.array([1, 2], np.float32),)]


def lists_of_tuples(n):
    pts = []
    best = (-1, None)
    for i in range(n):
        pts.append((i, i * 0.5))
        if i * 7 % 5 > best[0]:
            best = (i * 7 % 5, i)
    pts.sort(key=lambda p: -p[1])
    return (pts, best, [a + b for a, b in pts], sum((p[0] for p in pts)))


lists_of_tuples.cases = [(4,), (0,)]


def filled_rows(n, m):
    g = [[i * m + j for j in range(m)] for i in range(n)]
    t = 0
    for row in g:
        for k, v in enumerate(row):
            row[k] = v * 2
            t += v
    g.append([0] * m)
    return (g, t, sum(map(sum, g)), max((max(r) for r in g)), [r[:] for r in g][0])


filled_rows.cases = [(2, 3), (0, 2), (2, 0)]


def spiral(n):
    g = [[0] * n for _ in range(n)]
    x = y = 0
    dx, dy = (0, 1)
    for k in range(n * n):
        g[x][y] = k
        if not (0 <= x + dx < n and 0 <= y + dy < n and (g[x + dx][y + dy] == 0)):
            dx, dy = (dy, -dx)
        x += dx
        y += dy
    return g


spiral.cases = [(4,), (1,), (0,)]


def magic(n):
    m = np.zeros((n, n), int)
    i, j = (0, n // 2)
    for k in range(1, n * n + 1):
        m[i, j] = k
        ni, nj = ((i - 1) % n, (j + 1) % n)
        if m[ni, nj]:
            i = (i + 1) % n
        else:
            i, j = (ni, nj)
    return (m, m.sum(0), m.trace())


magic.cases = [(3,), (5,), (1,), (0,)]


def smoothed(a, al):
    out = np.empty_like(a)
    out[0] = a[0]
    for i in range(1, len(a)):
        out[i] = al * a[i] + (1 - al) * out[i - 1]
    return out


smoothed.cases = lambda: [(np.arange(5.0), 0.3), (np.arange(5), 0.3), (np.zeros(0), 0.1), (np.arange(5, dtype=np.float32), 0.3), (np.arange(4, dtype=np.float16), np.float64(0.1))]


def nan_among_the_least(a):
    lo = hi = a[0]
    for x in a:
        lo = min(lo, x)
        hi = max(x, hi)
    return (lo, hi, min(a), max(a))


nan_among_the_least.cases = lambda: [(np.array([1, np.nan, 0]),), ([1.0, float('nan'), -0.0, 0.0],), ([1, 2.5, True],), (np.array([np.nan, 1]),)]


def chosen_by_probability(p, u):
    c = 0.0
    for k in range(len(p)):
        c += p[k]
        if u < c:
            return k
    return len(p) - 1


chosen_by_probability.cases = lambda: [([0.2, 0.3, 0.5], 0.6), (np.array([0.5, 0.5]), 2), ([], 1)]


def power_of_a_matrix(n, m):
    r = [[1, 0], [0, 1]]
    b = [[1, 1], [1, 0]]
    while n:
        if n & 1:
            r = [[sum((r[i][k] * b[k][j] for k in range(2))) % m for j in range(2)] for i in range(2)]
        b = [[sum((b[i][k] * b[k][j] for k in range(2))) % m for j in range(2)] for i in range(2)]
        n >>= 1
    return (r[0][1], r)


power_of_a_matrix.cases = [(10, 1000), (10 ** 18, 10 ** 9 + 7), (0, 5), (5, 2 ** 80), (3, 0)]
