"""Where compilers of Python are known to go wrong: unsigned ints, in-place casts, rounding, indices of odd types."""

import math
from collections import deque

import numpy as np


def u64_minus(a):
    return (a[0] - 1, a[1] - a[2], a[0] - np.int64(1), -a[1], a[0] * -1, a.sum() - 5)


u64_minus.cases = lambda: [(np.array([0, 1, 2], np.uint64),), (np.array([0, 1, 2], np.uint32),), (np.array([0, 1, 2], np.uint8),)]


def u64_range(n):
    t = 0
    for i in range(n):
        t += i - 1
    return (t, n - 1, n // 2, n % 3, n * 2 ** 40)


u64_range.cases = lambda: [(np.uint64(3),), (np.int32(3),), (np.uint8(3),), (np.int64(-1),), (3,), (True,)]


def types_of_indices(a, i):
    return (a[i], a[i - 1], a[i:], a[:i], a[-i])


types_of_indices.cases = lambda: [(np.arange(5), np.uint64(2)), (np.arange(5), np.int8(2)), ([1, 2, 3, 4], np.int64(1)), (np.arange(5), True), ([1, 2], 1.0), (np.arange(3), 3), ([1, 2, 3], True)]


def pow_int(a, b):
    return (a ** b, pow(a, b), np.power(a, b))


pow_int.cases = lambda: [(np.int64(2), 63), (np.int64(2), 64), (np.int64(2), -1), (2, np.int64(-1)), (np.float64(2), -1), (np.int8(2), np.int8(7)), (np.uint8(3), 5), (2.0, 3), (0.0, -1), (-8.0, 1 / 3), (np.float64(-8), 1 / 3), (np.float32(2), 0.5)]


def floor_neg(a, b):
    return (a // b, a % b, divmod(a, b), np.floor_divide(a, b), np.remainder(a, b), math.fmod(a, b))


floor_neg.cases = lambda: [(np.int64(-7), 2), (np.int64(-7), np.int64(-2)), (np.float64(-7), 2), (np.float32(-7.5), 2), (np.int8(-128), np.int8(-1)), (-7.0, math.inf), (np.int64(7), 0.0), (np.uint8(7), -2)]


def places_of_extremes(a):
    return (np.argmax(a), np.argmin(a), a.argmax(), np.nanargmax(a) if a.size else None)


places_of_extremes.cases = lambda: [(np.array([1, np.nan, 3]),), (np.array([2, 2, 1]),), (np.array([np.nan, np.nan]),), (np.zeros(0),), (np.array([[1, 5], [5, 0]]),), (np.array([True, False]),)]


def round_all(a):
    return (np.round(a), np.round(a, 1), [round(x) for x in a], [round(x, 1) for x in a], [int(x) for x in a], np.rint(a), a.round(-1))


round_all.cases = lambda: [(np.array([0.5, 1.5, 2.5, -0.5, 2.675, 1.25]),), (np.array([0.5, 2.5], np.float32),), (np.array([15, 25]),), ([0.5, 1.5],)]


def mean_var(a):
    return (np.mean(a), np.var(a), np.std(a), a.mean(), a.var(ddof=1), np.median(a), np.sum(a, dtype=np.float64), a.sum(dtype=np.int64))


mean_var.cases = lambda: [(np.array([250, 251, 255], np.uint8),), (np.arange(5, dtype=np.float16) * 1000,), (np.arange(3000, dtype=np.float32) / 7,), (np.array([]),), (np.array([2 ** 62, 2 ** 62]),), (np.array([True, False]),)]


def loop_out(n):
    for i in range(n):
        j = i * 2
    k = 0
    while k < n:
        m = k
        k += 1
    return (i, j, m, k)


loop_out.cases = [(3,), (0,), (1,)]


def mod_range(n):
    out = []
    for i in range(n):
        out.append(i)
        i += 10
        n = 2
    for i in range(10, 0, -3):
        out.append(i)
    for i in range(5, 5):
        out.append('never')
    return (out, i, n)


mod_range.cases = [(3,), (0,)]


def step0(n, s):
    return ([i for i in range(0, n, s)], np.arange(0, n, s))


step0.cases = [(5, 2), (5, -1), (5, 0), (-5, -2), (5.0, 2)]


def append_while(xs):
    for x in xs:
        if x < 5:
            xs.append(x + 2)
        if x == 3:
            xs.remove(3)
    return xs


append_while.cases = lambda: [([1],), ([1, 2],), ([],)]


def inplace_cast(a, b):
    a += b
    a *= 2
    a[0] //= 2
    return a


inplace_cast.cases = lambda: [(np.arange(3), 1.5), (np.arange(3), 2), (np.arange(3, dtype=np.uint8), -1), (np.arange(3, dtype=np.float32), 1e+300), (np.arange(3.0), 1j), ([1, 2], [3]), ([1, 2], (3,)), (np.arange(3), np.arange(3.0))]


def bool_ops(a, b):
    return (a & b, a | b, a ^ b, ~a, a and b, a or b, not a, a + b, a == b, -a if not isinstance(a, np.bool_) else 0)


bool_ops.cases = lambda: [(True, False), (np.True_, False), (True, 3), (np.int8(1), True), (1, 0), (0, 2 ** 70)]


def complex_arrays(a):
    s = 0
    for z in a:
        s += z * z.conjugate()
    return (s, s.real, abs(a[0]), a.real, a.imag.sum(), np.abs(a), a * 2, a[0] ** 2)


complex_arrays.cases = lambda: [(np.array([1 + 2j, 3 - 1j]),), ([1 + 2j, 3.0, 2],), (np.array([1 + 1j], np.complex64),)]


def fourier_slow(x):
    n = len(x)
    out = []
    for k in range(n):
        s = 0
        for t in range(n):
            s += x[t] * complex(math.cos(2 * math.pi * k * t / n), -math.sin(2 * math.pi * k * t / n))
        out.append(s)
    return (out, [abs(v) for v in out])


fourier_slow.cases = lambda: [([1, 0, 0, 0],), (np.arange(4.0),), ([],), ((1.5,),)]


def fourier_fast(x):
    n = len(x)
    if n <= 1:
        return x
    e, o = (fourier_fast(x[::2]), fourier_fast(x[1::2]))
    import cmath
    T = [cmath.exp(-2j * cmath.pi * k / n) * o[k] for k in range(n // 2)]
    return [e[k] + T[k] for k in range(n // 2)] + [e[k] - T[k] for k in range(n // 2)]


fourier_fast.cases = [([1.0, 2, 3, 4],), ([1],), ([0] * 8,)]


def permutations_of(xs):
    if len(xs) < 2:
        return [xs]
    return [[x] + p for i, x in enumerate(xs) for p in permutations_of(xs[:i] + xs[i + 1:])]


permutations_of.cases = [([1, 2, 3],), ([],)]


def powerset(xs):
    r = [[]]
    for x in xs:
        r += [s + [x] for s in r]
    return (r, [sum(s) for s in r], {tuple(s) for s in r})


powerset.cases = [([1, 2, 3],), ([],)]


def flood(g, r, c):
    st = [(r, c)]
    n = 0
    while st:
        i, j = st.pop()
        if 0 <= i < len(g) and 0 <= j < len(g[0]) and (g[i][j] == 0):
            g[i][j] = 2
            n += 1
            st += [(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)]
    return (g, n)


flood.cases = lambda: [([[0, 1, 0], [0, 1, 0], [0, 0, 0]], 0, 0), (np.zeros((2, 3), int), 1, 1), ([[1]], 0, 0)]


def life_sets(n):
    cells = {(1, 0), (1, 1), (1, 2)}
    for _ in range(n):
        cnt = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        k = (x + dx, y + dy)
                        cnt[k] = cnt.get(k, 0) + 1
        cells = {k for k, v in cnt.items() if v == 3 or (v == 2 and k in cells)}
    return sorted(cells)


life_sets.cases = [(3,), (0,)]


def josephus(n, k):
    d = deque(range(n))
    while len(d) > 1:
        d.rotate(1 - k)
        d.popleft()
    p = list(range(n))
    i = 0
    o = []
    while p:
        i = (i + k - 1) % len(p)
        o.append(p.pop(i))
    return (d[0], o)


josephus.cases = [(7, 3), (1, 1), (0, 2)]


def look_say(n):
    s = '1'
    for _ in range(n):
        o = ''
        i = 0
        while i < len(s):
            j = i
            while j < len(s) and s[j] == s[i]:
                j += 1
            o += str(j - i) + s[i]
            i = j
        s = o
    return (s, int(s) % 7)


look_say.cases = [(5,), (0,)]


def luhn(s):
    t = 0
    for i, ch in enumerate(reversed(s)):
        d = int(ch)
        if i % 2:
            d *= 2
            if d > 9:
                d -= 9
        t += d
    return t % 10 == 0


luhn.cases = [('49927398716',), ('',), ('x',)]


def amicable(n):

    def ds(k):
        return sum((d + (k // d if d * d != k else 0) for d in range(2, int(k ** 0.5) + 1) if k % d == 0)) + 1
    return [(a, b) for a in range(2, n) if (b := ds(a)) > a and ds(b) == a]


amicable.cases = [(300,), (2,)]
