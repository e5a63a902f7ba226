"""Lists whose items are objects of which it is known what they may be: numbers of several types, None, tuples."""

import math

import numpy as np

nan = float("nan")


def fill(n, at, value):
    """An int list that takes something else."""
    xs = [0] * n
    for i in range(n):
        xs[i] = i * i
    xs[at] = value
    total = 0
    for x in xs:
        total += x
    return xs, total, max(xs[0], total)


fill.cases = [
    (5, 2, 1.5), (5, 2, 7), (5, -1, 2**70), (5, 0, True), (5, 1, np.float64(2.5)), (5, 1, np.int8(100)), (3, 3, 0.5),
    (4, 1, math.inf), (4, 1, None), (3, 1, "a"), (3, 0, 1 + 2j), (3, 2, np.arange(2.0)), (3, 2, -0.0),
]  # fmt: skip


def large_ints(n):
    xs = []
    x = 1
    for i in range(n):
        x *= 1000003
        xs.append(x if i % 3 else x / 7)
    total = 0
    while xs:
        total += xs.pop() // 3
    return total


large_ints.cases = [(0,), (3,), (9,)]


def read(xs, i):
    x = xs[i]
    return x, x + 1, xs[-1], xs[i:], [y for y in reversed(xs)], x in xs, xs.index(x), len(xs)


read.cases = [([1, 2.5], 0), ([1, 2.5], 1), ([2**64, 0.5, None, 3], 0), ([1.5, True], 1), ([1, 0.5], 2), ([np.int64(3), 2.5], 0)]


def optional(n):
    memo = [None] * n
    hits = 0
    for i in range(3 * n):
        k = i * 7 % n
        if memo[k] is None:
            memo[k] = k * 0.5 if k % 2 else k
        else:
            hits += memo[k] * 2
    return memo, hits


optional.cases = [(1,), (7,), (10,)]


def stack(n):
    todo = [(0, n, 1.0)]
    done = []
    while todo:
        low, high, weight = todo.pop()
        if high - low <= 1:
            done.append((low, weight))
            continue
        middle = (low + high) // 2
        todo.append((low, middle, weight / 2))
        todo.append((middle, high, weight / 2))
    return done, sum(w for _, w in done)


stack.cases = [(0,), (1,), (9,)]


def large_items(n):
    pairs = [(0, 1)]
    for _ in range(n):
        a, b = pairs[-1]
        pairs.append((b, a + b))
    return pairs[-1], len(pairs), sum(a % 10 for a, b in pairs)


large_items.cases = [(0,), (10,), (100,)]


def points(ps):
    """The tuples of an argument stay the objects that they are."""
    left = ps[0]
    total = 0
    for i, p in enumerate(ps):
        if p < left:
            left = p
        total += p[0] * i - p[-1] + len(p)
    for (a, b), q in zip(ps, ps[1:]):
        total += a * q[1] - b * q[0]
    first = ps[0]
    for x in first:
        total += x
    return left, left is ps[0], total, left in ps, sorted(ps), ps.index(left), first == ps[-1]


points.cases = [
    ([(1, 2), (0, 5)],), ([(1, 2.5), (3, -0.5), (2**70, 1)],), ([(1.5, True)],), ([(np.float64(1), 2), (3, 4)],),
    ([(1, 2), (1, 2, 3)],), ([(1, None), (0, 2)],), ([],), ([(0, "a")],), ([(1, [2])],),
]  # fmt: skip


def nested(n):
    rows = [((i, i * 0.5), i % 2 == 0, [i]) for i in range(n)]
    flat = [((i, (i / 2, None)), -i) for i in range(n)]
    total = 0
    for (a, (b, c)), d in flat:
        total += a + b + d
        if c is not None:
            total = None
    return total, rows, flat, flat[-1:]


nested.cases = [(0,), (4,)]


def changed(xs, ps):
    """Both are seen by the caller."""
    xs.append(2.5)
    xs[0] = None
    xs.insert(1, 7)
    ps[0] = (xs[1], ps[0][1])
    ps.append((0.5, 2**65))
    ps.reverse()
    del_ = ps.pop()
    xs.extend(xs)
    return xs, ps, del_, xs * 2, ps + ps


changed.cases = [([1, 2.5], [(1, 2)]), ([1], [(1.5, 2)]), ([1, True, None, 2.0], [(1, 2), (3.5, 4)])]


def raises(xs, ps, k):
    try:
        return xs[k] + ps[k][k] + ps[k][2]
    except IndexError as error:
        a, b = ps[0]
        return str(error), a, b, xs[0]
    except TypeError as error:
        return str(error)


raises.cases = [([1, 2.5], [(1, 2), (3, 4)], 0), ([1, 2.5, None], [(1, 2), (3, 4), (5, 6)], 2), ([1, 2.5], [(1, 2)], 5)]


def unpacked(ps):
    total = 0
    for a, b, c in ps:
        total += a * b * c
    return total


unpacked.cases = [([(1, 2, 3)],), ([(1, 2), (3, 4)],), ([(1, 2, 3), (1, 2)],), ([(1, 2, 3, 4)],), ([(1, 2, 3), 4],)]


def arrays(n):
    held = [(np.arange(3.0) * k, k) for k in range(n)]
    total = 0.0
    for a, k in held:
        total += a[1] + a[-1] * k
        a[0] = 9.0
    mixed = [held[0][0], 1]
    mixed.append(2.5)
    return total, held, mixed[0][0], mixed


arrays.cases = [(1,), (3,)]


def nans(n):
    xs = [1]
    for i in range(n):
        xs.append(nan if i % 2 else i * 0.5)
    return sum(1 for x in xs if x != x), xs


nans.cases = [(0,), (5,)]


def joined(flag, n):
    """Two lists that meet in one variable."""
    a, b = [1], [0.5]
    c = [(1, 2)] if flag > 1 else [(0.5, 3)]
    xs = a if flag else b
    for i in range(n):
        xs.append(i)
        c.append((i, i))
    return xs, a, b, c, [x + 1 for x in xs], sum(p[0] for p in c)


joined.cases = [(0, 3), (1, 3), (2, 0)]


def counted(n):
    """Ints that overflow in the loop that fills a list of raw ones."""
    values = [0] * 8
    best = 1
    for i in range(n):
        a, b = values[i % 8], i
        if values[a % 8] > b:
            values[b % 8] = a
        best *= 3
        values[i % 8] = best - a
    return values, best


counted.cases = [(3,), (30,), (60,)]
