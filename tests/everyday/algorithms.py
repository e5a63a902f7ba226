"""Well-known numeric algorithms, with lists, arrays and the odd argument."""

import numpy as np


N = 8


def oscillator(n, dt):
    xs, vs, ts, es = ([], [], [], [])
    x, v = (1.0, 0.0)
    for i in range(n):
        v -= x * dt
        x += v * dt
        xs.append(x)
        vs.append(v)
        ts.append(i * dt)
        if i % 2:
            es.append(0.5 * v * v)
    return (np.array(xs), np.array(vs), np.array(ts), np.array(es))


oscillator.cases = [(10, 0.1), (0, 0.1), (3000, 0.01)]


def split_lists(a):
    ev, od = ([], [])
    for i in range(len(a)):
        if a[i] % 2 == 0:
            ev.append(a[i])
        else:
            od.append(int(a[i]))
    return (ev, od, np.array(ev), np.mean(od) if od else None)


split_lists.cases = lambda: [(np.arange(7),), (np.arange(0),), (np.arange(5.0),), (np.arange(7, dtype=np.uint8),), ([1, 2, 3],)]


def run_lengths(a):
    vals, counts = ([], [])
    prev = a[0]
    c = 0
    for x in a:
        if x == prev:
            c += 1
        else:
            vals.append(prev)
            counts.append(c)
            prev = x
            c = 1
    vals.append(prev)
    counts.append(c)
    return (np.array(vals), np.array(counts))


run_lengths.cases = lambda: [(np.array([1, 1, 2, 2, 2, 3]),), ([1.5, 1.5, 2],), ([1],), ([],), (np.zeros(0),)]


def peaks(a):
    idx, val, w = ([], [], [])
    for i in range(1, len(a) - 1):
        if a[i - 1] < a[i] > a[i + 1]:
            idx.append(i)
            val.append(a[i])
            w.append((i, a[i]))
    return (idx, val, w, np.array(idx), np.array(val), np.array(w))


peaks.cases = lambda: [(np.array([0, 2, 1, 5, 3.0]),), (np.array([0, 2, 1, 5, 3]),), ([0, 1, 0],), ([],)]


def while_two(n):
    a, b = ([], [])
    while n > 0:
        a.append(n % 10)
        b.append(n)
        n //= 10
    return (a, b, sum(a), np.array(b))


while_two.cases = [(12345,), (0,), (2 ** 70,)]


def grow(n):
    a = []
    b = []
    for i in range(n):
        for j in range(i):
            a.append(i * j)
            b.append(i + j)
        b.append(-1)
    return (np.array(a), np.array(b), a, b)


grow.cases = [(6,), (0,), (60,)]


def pop_push(n):
    st = []
    out = []
    for i in range(n):
        st.append(i)
        if i % 3 == 2:
            out.append(st.pop() + st.pop())
            out.append(st[-1])
    return (st, out)


pop_push.cases = [(10,), (0,), (2,)]


def stack_mixed(tokens):
    st = []
    for t in tokens:
        if t == '+':
            b = st.pop()
            a = st.pop()
            st.append(a + b)
        elif t == '*':
            b = st.pop()
            a = st.pop()
            st.append(a * b)
        elif t == '/':
            b = st.pop()
            a = st.pop()
            st.append(a / b)
        else:
            st.append(int(t))
    return st.pop()


stack_mixed.cases = [('1 2 + 3 * 4 /'.split(),), (['+'],), (['1', '0', '/'],)]


def insert_sort(a):
    for i in range(1, len(a)):
        k = a[i]
        j = i - 1
        while j >= 0 and a[j] > k:
            a[j + 1] = a[j]
            j -= 1
        a[j + 1] = k
    return a


insert_sort.cases = lambda: [([3, 1, 2],), (np.array([3, 1, 2.5]),), ([2.5, 1, True],), (np.array([5, 3, 200], np.uint8),), ([(2, 1), (1, 2)],), (['b', 'a'],)]


def kmeans(x, k, it):
    c = x[:k].copy()
    for _ in range(it):
        lab = np.zeros(len(x), dtype=int)
        for i in range(len(x)):
            best = np.inf
            for j in range(k):
                d = np.sum((x[i] - c[j]) ** 2)
                if d < best:
                    best = d
                    lab[i] = j
        for j in range(k):
            m = x[lab == j]
            if len(m):
                c[j] = m.mean(axis=0)
    return (c, lab)


kmeans.cases = lambda: [(np.random.default_rng(0).random((12, 2)), 3, 3), (np.arange(8).reshape(4, 2), 2, 2)]


def convolved(im, k):
    h, w = im.shape
    kh, kw = k.shape
    out = np.zeros((h - kh + 1, w - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (im[i:i + kh, j:j + kw] * k).sum()
    return out


convolved.cases = lambda: [(np.arange(20.0).reshape(4, 5), np.ones((2, 2))), (np.arange(20).reshape(4, 5), np.array([[1, 0], [0, -1]])), (np.arange(16, dtype=np.uint8).reshape(4, 4) * 16, np.ones((3, 3), np.uint8))]


def gray(im):
    out = np.empty(im.shape[:2], dtype=np.uint8)
    for i in range(im.shape[0]):
        for j in range(im.shape[1]):
            r, g, b = im[i, j]
            out[i, j] = 0.299 * r + 0.587 * g + 0.114 * b
    return out


gray.cases = lambda: [(np.random.default_rng(1).integers(0, 255, (3, 4, 3), dtype=np.uint8),)]


def invert(im):
    out = im.copy()
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = 255 - out[i, j]
    im += 10
    return (out, im)


invert.cases = lambda: [(np.arange(240, 256, dtype=np.uint8).reshape(4, 4),), (np.arange(4).reshape(2, 2),)]


def narrow_sums(a):
    s = a[0]
    for x in a[1:]:
        s = s + x
    t = 0
    for x in a:
        t += x
    return (s, t, type(s), type(t))


narrow_sums.cases = lambda: [(np.full(5, 200, np.uint8),), (np.full(5, 2 ** 62),), (np.full(3, 1e+38, np.float32),), (np.array([True, True, False]),)]


def mean_i32(a):
    m = 0.0
    for i in range(a.size):
        m += a[i]
    return m / a.size


mean_i32.cases = lambda: [(np.arange(5, dtype=np.int32),), (np.zeros(0, np.int32),), (np.arange(5, dtype=np.float32) / 3,)]


def newton(f0, n):
    x = f0
    for i in range(n):
        fx = x ** 3 - 2 * x - 5
        d = 3 * x ** 2 - 2
        x = x - fx / d
        if abs(fx) < 1e-12:
            break
    return (x, i)


newton.cases = [(2.0, 10), (2, 10), (np.float64(2), 10), (np.float32(2), 10), (2, 0)]


def rk4(y, t, h, n):

    def f(t, y):
        return y - t * t + 1
    ys = [y]
    for _ in range(n):
        k1 = h * f(t, y)
        k2 = h * f(t + h / 2, y + k1 / 2)
        k3 = h * f(t + h / 2, y + k2 / 2)
        k4 = h * f(t + h, y + k3)
        y = y + (k1 + 2 * k2 + 2 * k3 + k4) / 6
        t = t + h
        ys.append(y)
    return ys


rk4.cases = lambda: [(0.5, 0.0, 0.2, 4), (np.array([0.5, 1]), 0, 0.2, 3), (1, 0, 1, 2)]


def knapsack(w, v, cap):
    n = len(w)
    dp = np.zeros((n + 1, cap + 1), dtype=np.int64)
    for i in range(1, n + 1):
        for c in range(cap + 1):
            dp[i][c] = dp[i - 1][c]
            if w[i - 1] <= c:
                dp[i, c] = max(dp[i, c], dp[i - 1, c - w[i - 1]] + v[i - 1])
    return (dp[n][cap], dp)


knapsack.cases = lambda: [([1, 3, 4], [15, 20, 30], 6), (np.array([1, 3]), np.array([2, 9]), 3), ([], [], 2)]


def coins(cs, t):
    dp = [0] + [float('inf')] * t
    for a in range(1, t + 1):
        for c in cs:
            if c <= a:
                dp[a] = min(dp[a], dp[a - c] + 1)
    return (dp[t] if dp[t] != float('inf') else -1, dp)


coins.cases = [([1, 2, 5], 11), ([2], 3), ([], 2)]


def longest_increasing(a):
    if not a:
        return 0
    dp = [1] * len(a)
    for i in range(len(a)):
        for j in range(i):
            if a[j] < a[i]:
                dp[i] = max(dp[i], dp[j] + 1)
    return max(dp)


longest_increasing.cases = [([10, 9, 2, 5, 3, 7, 101, 18],), ([],), ([1.5, 2, True],)]


def gauss(A, b):
    n = len(b)
    for k in range(n):
        p = k + np.argmax(np.abs(A[k:, k]))
        if p != k:
            A[[k, p]] = A[[p, k]]
            b[[k, p]] = b[[p, k]]
        for i in range(k + 1, n):
            f = A[i, k] / A[k, k]
            A[i, k:] -= f * A[k, k:]
            b[i] -= f * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - A[i, i + 1:] @ x[i + 1:]) / A[i, i]
    return x


gauss.cases = lambda: [(np.array([[0.0, 2, 1], [1, 1, 1], [3, 1, 0]]), np.array([1.0, 2, 3])), (np.array([[0, 2], [1, 1]]), np.array([1, 2])), (np.zeros((2, 2)), np.ones(2))]


def lu_of_lists(A):
    n = len(A)
    L = [[0.0] * n for _ in range(n)]
    U = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for k in range(i, n):
            U[i][k] = A[i][k] - sum((L[i][j] * U[j][k] for j in range(i)))
        for k in range(i, n):
            if i == k:
                L[i][i] = 1
            else:
                L[k][i] = (A[k][i] - sum((L[k][j] * U[j][i] for j in range(i)))) / U[i][i]
    return (L, U)


lu_of_lists.cases = [([[2, -1, -2], [-4, 6, 3], [-4, -2, 8]],), ([[0, 1], [1, 0]],), ([],)]


def swapped_rows(a):
    a[0], a[1] = (a[1], a[0])
    t = a[0]
    t[0] = 99
    b = a[1].copy()
    a[1] += b
    return (a, t)


swapped_rows.cases = lambda: [(np.arange(6.0).reshape(2, 3),), ([[1, 2], [3, 4]],), (np.arange(4),)]


def alias(a):
    b = a
    c = a[1:]
    b += 1
    c *= 2
    a = a + 1
    a -= b
    return (a, b, c)


alias.cases = lambda: [(np.arange(4),), (np.arange(4.0),), (np.arange(4, dtype=np.uint8) + 252,)]


def overlap(a):
    a[1:] = a[:-1]
    a[1:] += a[:-1]
    a[:] = a[::-1]
    return a


overlap.cases = lambda: [(np.arange(5),), (np.arange(5.0),), (np.arange(6).reshape(3, 2),)]


def neg_idx(a, n):
    s = 0
    for i in range(-n, n):
        s = s * 3 + a[i]
    return s


neg_idx.cases = lambda: [([1, 2, 3], 3), (np.arange(3), 3), (np.arange(3), 4), ((1, 2.5), 2), ('ab', 1)]


def zerodiv(a, b):
    r = []
    for x in a:
        r.append(x // b)
        r.append(x % b)
        r.append(x / b)
    return r


zerodiv.cases = lambda: [(np.array([1, -1, 0]), 0), (np.array([1, -1, 0.0]), 0), (np.array([1, -1, 0], np.int8), np.int8(0)), ([1], 0), (np.array([1, -7]), 2), (np.array([-128], np.int8), -1)]


def scalars_that_wrap(n):
    a = np.int64(2 ** 62)
    b = np.int32(2 ** 30)
    c = np.uint8(255)
    r = []
    for i in range(n):
        a = a * 2
        b = b + b
        c = c + np.uint8(1)
        r.append((a, b, c))
    return r


scalars_that_wrap.cases = [(3,)]


def bits(n):
    c = 0
    m = n
    while m:
        c += m & 1
        m >>= 1
    return (c, n.bit_length(), bin(n).count('1'), n ^ n >> 1, ~n, n << 3, -n & n)


bits.cases = [(13,), (0,), (2 ** 70 + 1,), (True,)]


def congruential(seed, n):
    out = []
    x = seed
    for _ in range(n):
        x = 1103515245 * x + 12345 & 2147483647
        out.append(x / 2147483647)
    y = seed
    for _ in range(n):
        y = (y * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        out.append(y)
    return out


congruential.cases = [(42, 5), (2 ** 63, 3)]


def xorshift(s, n):
    s = np.uint64(s)
    for _ in range(n):
        s ^= s << np.uint64(13)
        s ^= s >> np.uint64(7)
        s ^= s << np.uint64(17)
    return (s, int(s) % 100)


xorshift.cases = [(88172645463325252, 5), (1, 0)]


def fnv_hash(s):
    h = 14695981039346656037
    for ch in s:
        h ^= ord(ch)
        h = h * 1099511628211 & 18446744073709551615
    return (h, f'{h:016x}')


fnv_hash.cases = [('hello',), ('',), ('é€',)]


def crc(data):
    c = 4294967295
    for b in data:
        c ^= b
        for _ in range(8):
            c = c >> 1 ^ (3988292384 if c & 1 else 0)
    return c ^ 4294967295


crc.cases = lambda: [(b'123456789',), (bytearray(b'ab'),), ([1, 2],), (np.array([1, 2], np.uint8),)]


def power_modulo(b, e, m):
    r = 1
    b %= m
    while e > 0:
        if e & 1:
            r = r * b % m
        b = b * b % m
        e >>= 1
    return (r, pow(b, e, m))


power_modulo.cases = [(3, 200, 1000007), (2, 10 ** 20, 2 ** 89 - 1), (2, 5, 1), (2, 5, 0), (2, -1, 7)]


def extended_gcd(a, b):
    x0, x1, y0, y1 = (1, 0, 0, 1)
    while b:
        q, a, b = (a // b, b, a % b)
        x0, x1 = (x1, x0 - q * x1)
        y0, y1 = (y1, y0 - q * y1)
    return (a, x0, y0)


extended_gcd.cases = [(240, 46), (-7, 3), (0, 0), (2 ** 70, 6)]


def isqrt_newton(n):
    if n < 0:
        raise ValueError(f'negative: {n}')
    x = n
    y = (x + 1) // 2
    while y < x:
        x = y
        y = (x + n // x) // 2
    return x


isqrt_newton.cases = [(10,), (0,), (10 ** 40,), (-1,)]


def pi_digits(n):
    q, r, t, k, m, x = (1, 0, 1, 1, 3, 3)
    out = []
    while len(out) < n:
        if 4 * q + r - t < m * t:
            out.append(m)
            q, r, m = (10 * q, 10 * (r - m * t), 10 * (3 * q + r) // t - 10 * m)
        else:
            q, r, t, k, m, x = (q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2)
    return out


pi_digits.cases = [(15,)]


def nested_comprehensions(n):
    return ([[1 if i >= j else 0 for j in range(n)] for i in range(n)], [(i, j) for i in range(n) for j in range(i) if (i + j) % 2], {i: i * i for i in range(n)}, {i % 3 for i in range(n)})


nested_comprehensions.cases = [(4,), (0,)]


def aliased_rows(n):
    g = [[0] * n] * 2
    g[0][0] = 5
    h = [[0] * n for _ in range(2)]
    h[0][-1] = 1.5
    return (g, h, g[0] is g[1])


aliased_rows.cases = [(2,), (0,)]


def place_of_largest(xs):
    m = max(range(len(xs)), key=lambda i: xs[i])
    return (m, xs.index(max(xs)), sorted(xs, key=lambda v: -v), sorted(range(len(xs)), key=xs.__getitem__))


place_of_largest.cases = [([3, 1, 4, 1, 5],), ([],), ([1.5, 2],)]


def strings_of_numbers(n):
    s = ''
    for i in range(n):
        s += str(i) + ','
    return (s[:-1], s.count(','), [int(p) for p in s.split(',') if p], '%.2f|%5d' % (n / 3, n))


strings_of_numbers.cases = [(5,), (0,)]


def counted_in_dict(ws):
    d = {}
    for w in ws:
        d[w] = d.get(w, 0) + 1
    best = max(d, key=d.get) if d else None
    return (d, best, sum(d.values()), [k for k, v in d.items() if v > 1])


counted_in_dict.cases = [('a b a c'.split(),), ([],), ([1, 2, 1],)]


def early(n):
    for i in range(n):
        for j in range(n):
            if i * j == 6:
                return (i, j)
    return None


early.cases = [(5,), (1,)]


def ternary_types(n):
    x = 1 if n > 0 else 1.0
    y = None if n > 1 else x
    z = y or n
    w = n and x
    return (x, y, z, w)


ternary_types.cases = [(0,), (1,), (2,)]
