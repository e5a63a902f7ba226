"""Lists: as arguments, nested, shared, sliced, consumed."""

import numpy as np


def isort(xs):
    for i in range(1, len(xs)):
        v = xs[i]
        j = i - 1
        while j >= 0 and xs[j] > v:
            xs[j + 1] = xs[j]
            j -= 1
        xs[j + 1] = v
    return None


isort.cases = [([5, 3, 9, 1] * 5,), ([2.5, -1.0],), ([],)]


def total(xs, ys):
    t = 0
    for x, y in zip(xs, ys):
        t += x * y
    return t


total.cases = [([1, 2, 3], [1.5, 2.5, 3.5]), ([], [1])]


def grow(xs):
    xs.append(1)
    xs[100]


grow.cases = [([1, 2],)]


def growf(xs):
    xs.append(1.5)
    return xs


growf.cases = [([1, 2],)]


def empty(xs):
    for i in range(3):
        xs.append(i * 0.5)
    return len(xs)


empty.cases = [([],)]


def same(xs, ys):
    xs.append(1)
    return len(ys)


same.cases = [([1], [2])]


def mat(rows):
    t = 0
    for r in rows:
        for v in r:
            t += v
    rows[0][0] = 7
    return t


mat.cases = [([[1, 2], [3, 4]],)]


def grid(n, m):
    g = [[0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            g[i][j] = i * j
    return sum(g[i][i] for i in range(min(n, m))), g


grid.cases = [(4, 5), (0, 3)]


def alias(n):
    g = [[0] * 3] * n
    g[0][1] = 5
    return g


alias.cases = [(3,), (1,)]


def minmax(xs):
    return min(xs), max(xs), sorted(xs), sum(xs), any(x > 3 for x in xs), all(x > 0 for x in xs), list(reversed(xs)), xs[::-1], xs[1:3] + xs[:1]


minmax.cases = [([3, 1, 2],), ([3.5, 1, 2],), ([],), ([2.0, float('nan'), 1.0],), ([2**70, 1],)]


def backwards_by_index(xs):
    """Whatever an index may be on a path that hardly anybody takes, the list stays typed."""
    highest = 0
    out = [0] * len(xs)
    for i in reversed(range(len(xs))):
        highest = max(highest, xs[i])
        out[i] = highest
    for i in reversed(range(-(2**63), -(2**63) + 3)):
        out.append(i)
    return out


backwards_by_index.cases = [([3, 1, 2, 9],), ([],), ([1.5, 2],), ([2**70, 1],)]


def by_any_index(xs, indices):
    return [xs[i] for i in indices]


by_any_index.cases = [([1, 2, 3], [0, slice(1, 3), True, -1]), ([1.5, 2, None], [slice(None), 1]), ([[1], [2]], [slice(1), 0])]
