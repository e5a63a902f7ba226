"""Nested try, order of evaluation, numbers of many types beside each other, formatting, conversions."""

import numpy as np


def nested_try(n):
    log = []
    for i in range(n):
        try:
            try:
                if i == 1:
                    continue
                if i == 4:
                    break
                log.append(10 // (i - 2))
            except ZeroDivisionError:
                log.append(-1)
                raise ValueError(f'at {i}') from None
            else:
                log.append(i)
            finally:
                log.append(100 + i)
        except ValueError as e:
            log.append(str(e))
    else:
        log.append('else')
    return log


nested_try.cases = [(6,), (2,), (0,)]


def continue_in_finally():
    for i in range(3):
        try:
            try:
                return i
            finally:
                if i < 2:
                    continue
        finally:
            i += 10
    return 'end'


continue_in_finally.cases = [()]


def reraise(a):
    try:
        return a[5] / a[0]
    except IndexError:
        try:
            return a[0] / 0
        except ZeroDivisionError as z:
            raise RuntimeError('two') from z


reraise.cases = [([1],), ([0, 1, 2, 3, 4, 5],), (np.arange(6),), (np.arange(2),)]


def custom(n):
    class_ = ValueError
    if n > 2:
        raise class_('big', n)
    assert n, f'zero {n!r}'
    return n


custom.cases = [(3,), (0,), (1,)]


def del_items(xs):
    del xs[0], xs[-1]
    ys = xs[:]
    del ys[::2]
    xs[1:2] = [7, 8, 9]
    return (xs, ys)


del_items.cases = lambda: [([1, 2, 3, 4, 5],), ([1],), ([],)]


def evaluated_once(xs):
    k = 0

    def nxt():
        nonlocal k
        k += 1
        return k
    xs[nxt()] += 10
    xs[nxt()], xs[nxt() - 3] = (nxt(), nxt())
    return (xs, k)


evaluated_once.cases = lambda: [([1, 2, 3, 4],), (np.arange(4),), ([1],)]


def eval_order(a, b):
    r = []

    def f(x):
        r.append(x)
        return x
    v = f(1) + f(2) * f(3) - (f(4) if f(0) else f(5))
    w = [f(6), f(7)][f(1)] < f(9) < f(2) < f(100)
    return (v, w, r)


eval_order.cases = [(1, 2)]


def equal_keys(n):
    d = {}
    d[1] = 'a'
    d[1.0] = 'b'
    d[True] = 'c'
    d[n] = n
    return (d, 1 in d, len(d))


equal_keys.cases = [(2,), (1,), (2.5,)]


def mixed_comparisons(a, b):
    return (a == b, a < b, a != b, a is b if isinstance(a, str) else None, (a, 1) < (b, 2), [a] == [b])


mixed_comparisons.cases = [(1, 1.0), (2 ** 53 + 1, float(2 ** 53)), (True, 1), (np.int64(3), 3), (np.float32(0.1), 0.1), (1, None), ('a', 'b'), (2 ** 70, float('inf'))]


def mixed_scalars(a):
    x = a[0]
    return (x * 2, x * 2.0, x + True, 2 ** x, x ** 2, x // 2, -x, x == 2, round(x), f'{x}', repr(x), str(x), int(x) + 1, [x], (x,), {x: 1})


mixed_scalars.cases = lambda: [(np.array([2, 3], t),) for t in (np.int8, np.uint8, np.int32, np.int64, np.uint64, np.float16, np.float32, np.float64, bool)]


def accumulated(a):
    t = 0
    for x in a:
        t += x
    u = 0.0
    for x in a:
        u += x
    v = a[0] if len(a) else None
    m = 1
    for x in a:
        m *= x
    return (t, u, v, m, type(t), type(u), type(m))


accumulated.cases = lambda: [(np.array([100, 100, 100], t),) for t in (np.int8, np.uint8, np.int32, np.int64, np.uint64, np.float16, np.float32, np.float64, bool)] + [([],), ([1, 2.5],), ([True, True],), ((1, 2 ** 70),)]


def formatted(x):
    return (f'{x:6.2f}|{x!s:>10}|{x:e}|{x:.0f}|{x:%}', '%g %s' % (x, x), '{:.3g}'.format(x), str(x), repr(x))


formatted.cases = [(1.5,), (1e+22,), (0.1 + 0.2,), (np.float32(0.1),), (np.float64(1e-07),), (3,), (np.int8(5),), (-0.0,), (float('inf'),), (True,)]


def star_calls(a):
    f = lambda *p, **k: (p, sorted(k.items()))
    return (f(*a, *[1], x=2, **{'y': 3}), max(*a, 3), [*a, *a], (*a,), {**{'k': 1}, 'j': 2})


star_calls.cases = [([1, 2],), ((),), (np.arange(2),)]


def zipped(a, b):
    out = []
    for i, (x, y) in enumerate(zip(a, b)):
        out.append((i, x, y))
    for (x, y), z in zip(zip(a, b), reversed(a)):
        out.append(x + y * z)
    return (out, list(zip(*[a, b])), dict(zip(a, b)))


zipped.cases = lambda: [([1, 2], [3, 4, 5]), ((), (1,)), (range(3), np.arange(2.0))]


def slices(s):
    return (s[::-1], s[-2:], s[:-1:2], s[5:], s[1:1], s[-100:100], s[slice(1, None)], s[::-2])


slices.cases = lambda: [('abcd',), ([1, 2, 3],), ((1,),), (np.arange(5),), (range(6),), (b'ab',)]


def types(x):
    return (isinstance(x, int), isinstance(x, (int, float)), type(x) is int, type(x) == float, isinstance(x, bool), isinstance(x, np.integer), isinstance(x, np.ndarray), type(x).__name__, hasattr(x, 'real'), callable(x))


types.cases = lambda: [(1,), (1.0,), (True,), (None,), (np.int64(1),), (np.float64(1),), (np.arange(2),), ('a',), ([],)]


def beyond_64_bits(n):
    a, b = (2 ** 63 - 1, -2 ** 63)
    for i in range(n):
        a += i
        b -= i
    return (a, b, a * b, a // b, a % b, -b, abs(b), a & b, a >> 3, b >> 70, a / b, float(a), hash(a), a < 2.0 ** 63, a == 2.0 ** 63)


beyond_64_bits.cases = [(0,), (1,), (2,), (3,)]


def converted(x):
    return (int(x), float(x), bool(x), str(x), complex(x))


converted.cases = [('12',), ('1.5',), (' 7 ',), ('x',), (1.9,), (-1.9,), (float('nan'),), (np.float32(2.5),), (None,), (1 + 2j,), (np.array(3),), (np.array([3]),), (10 ** 400,)]


def warnings_of_arrays(a):
    b = a / 0
    c = np.sqrt(-a)
    d = np.log(a - a)
    return (b, c, d, a.astype(np.int8), np.float32(1e+300), (a * 1e+308 * 10)[0])


warnings_of_arrays.cases = lambda: [(np.array([1.0, 300.0]),), (np.array([1, 2]),), (np.array([0.0]),)]
