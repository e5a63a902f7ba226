"""Small programs: classes, collections, text, searches, sieves, sorting."""

import bisect
import decimal
import fractions
import heapq
import math
import statistics
import time
from collections import Counter, defaultdict, deque, namedtuple
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NamedTuple

import numpy as np


@dataclass
class Particle:
    x: float
    y: float
    vx: float = 0.0
    vy: float = 0.0

    def step(self, dt):
        self.x += self.vx * dt
        self.y += self.vy * dt


class Vec:

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def __add__(self, o):
        return Vec(self.a + o.a, self.b + o.b)

    def __eq__(self, o):
        return self.a == o.a and self.b == o.b

    def __repr__(self):
        return f'Vec({self.a}, {self.b})'

    def norm(self):
        return math.sqrt(self.a ** 2 + self.b ** 2)


class PointT(NamedTuple):
    x: float
    y: float


Pt = namedtuple('Pt', 'x y')


class Color(Enum):
    RED = 1
    BLUE = 2


class Lvl(IntEnum):
    LOW = 1
    HIGH = 5


COUNT = 0
STATE = {'calls': 0}


def kwonly(a, *, b=3):
    return a + b


kwonly.cases = [(1,)]


def posonly(a, b, /, c=1):
    return a + b * c


posonly.cases = [(1, 2), (1, 2, 3)]


def state_dict(n):
    STATE['calls'] = 0
    for i in range(n):
        STATE['calls'] += 1
    return STATE['calls']


state_dict.cases = [(4,)]


def particle_energy(p, n):
    e = 0.0
    for i in range(n):
        e += p.x * p.x + p.y
    return e


particle_energy.cases = lambda: [(Particle(1.0, 2.0), 3)]


def particle_step(p, n):
    for i in range(n):
        p.step(0.1)
        p.x -= 1
    return (p.x, p.y)


particle_step.cases = lambda: [(Particle(1.0, 2.0, 3.0, 1.0), 3)]


def particles(ps):
    t = 0.0
    for p in ps:
        t += p.x
        p.vx = t
    return t


particles.cases = lambda: [([Particle(1.0, 2.0), Particle(3.0, 1)],), ([],)]


def make_particles(n):
    ps = [Particle(i * 1.0, 0.0, vx=1.0) for i in range(n)]
    for p in ps:
        p.step(0.5)
    return (sum((p.x for p in ps)), ps[0].x if ps else None)


make_particles.cases = [(4,), (0,)]


def vecs(n):
    v = Vec(0, 0)
    for i in range(n):
        v = v + Vec(i, 1)
    return (v.a, v.b, v.norm(), repr(v))


vecs.cases = [(4,)]


def instance_returned(n):
    return Vec(n, n)


instance_returned.cases = [(4,)]


def named_tuples(n):
    p = Pt(n, 2)
    q = PointT(1.0, n)
    x, y = p
    return (p, q, p.x + q.y, x * y, p._replace(x=1), p[0])


named_tuples.cases = [(4,), (2.5,)]


def named_tuple_as_argument(p):
    return (p.x + p.y, p[0], len(p), p)


named_tuple_as_argument.cases = [(Pt(1, 2),), (PointT(1.0, 2.0),)]


def enums(n):
    c = Color.RED if n else Color.BLUE
    return (c is Color.RED, c.value, Lvl.HIGH + n, Lvl.HIGH > Lvl.LOW, c.name)


enums.cases = [(1,), (0,)]


def enum_arg(c):
    if c == Color.RED:
        return 1
    elif c is Color.BLUE:
        return 2


enum_arg.cases = [(Color.RED,), (Color.BLUE,)]


def counter(s):
    c = Counter(s)
    return (c.most_common(2), c['a'], sum(c.values()))


counter.cases = [('banana',), ('',)]


def default_dicts(xs):
    d = defaultdict(list)
    for x in xs:
        d[x % 3].append(x)
    e = defaultdict(int)
    for x in xs:
        e[x] += 1
    return (dict(d), dict(e), sorted(d))


default_dicts.cases = [([1, 2, 3, 4, 5, 6, 1],), ([],)]


def bfs(n):
    grid = [[0] * n for _ in range(n)]
    for i in range(1, n - 1):
        grid[i][n // 2] = 1
    q = deque([(0, 0, 0)])
    seen = {(0, 0)}
    while q:
        r, c, d = q.popleft()
        if r == n - 1 and c == n - 1:
            return d
        for dr, dc in [(0, 1), (1, 0), (0, -1), (-1, 0)]:
            rr, cc = (r + dr, c + dc)
            if 0 <= rr < n and 0 <= cc < n and (not grid[rr][cc]) and ((rr, cc) not in seen):
                seen.add((rr, cc))
                q.append((rr, cc, d + 1))
    return -1


bfs.cases = [(5,), (8,)]


def dijkstra(n):
    graph = {i: [((i * 7 + 1) % n, i % 3 + 1), ((i + 1) % n, 2)] for i in range(n)}
    dist = {0: 0}
    heap = [(0, 0)]
    while heap:
        d, u = heapq.heappop(heap)
        if d > dist.get(u, float('inf')):
            continue
        for v, w in graph[u]:
            nd = d + w
            if nd < dist.get(v, float('inf')):
                dist[v] = nd
                heapq.heappush(heap, (nd, v))
    return dist


dijkstra.cases = [(10,)]


def floyd_warshall(n):
    INF = float('inf')
    d = [[INF] * n for _ in range(n)]
    for i in range(n):
        d[i][i] = 0
        d[i][(i + 1) % n] = i + 1
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i][k] + d[k][j] < d[i][j]:
                    d[i][j] = d[i][k] + d[k][j]
    return d


floyd_warshall.cases = [(5,)]


def longest_common_subsequence(a, b):
    m, n = (len(a), len(b))
    dp = [[0] * (n + 1) for _ in range(m + 1)]
    for i in range(m):
        for j in range(n):
            if a[i] == b[j]:
                dp[i + 1][j + 1] = dp[i][j] + 1
            else:
                dp[i + 1][j + 1] = max(dp[i][j + 1], dp[i + 1][j])
    out = ''
    i, j = (m, n)
    while i and j:
        if a[i - 1] == b[j - 1]:
            out = a[i - 1] + out
            i -= 1
            j -= 1
        elif dp[i - 1][j] > dp[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return (dp[m][n], out)


longest_common_subsequence.cases = [('thisisatest', 'testing123testing'), ('', 'a'), ([1, 2, 3], [2, 3])]


def levenshtein(a, b):
    prev = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        cur = [i]
        for j, cb in enumerate(b, 1):
            cur.append(min(prev[j] + 1, cur[j - 1] + 1, prev[j - 1] + (ca != cb)))
        prev = cur
    return prev[-1]


levenshtein.cases = [('kitten', 'sitting'), ('', 'abc')]


def caesar(s, k):
    out = []
    for ch in s:
        if ch.isupper():
            out.append(chr((ord(ch) - 65 + k) % 26 + 65))
        elif ch.islower():
            out.append(chr((ord(ch) - ord('a') + k) % 26 + ord('a')))
        else:
            out.append(ch)
    return ''.join(out)


caesar.cases = [('Hello, World!', 3), ('', 1), ('abc', -30)]


def collatz(n):
    seq = [n]
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        seq.append(n)
    return seq


collatz.cases = [(27,), (1,)]


def roman(n):
    vals = [1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1]
    syms = ['M', 'CM', 'D', 'CD', 'C', 'XC', 'L', 'XL', 'X', 'IX', 'V', 'IV', 'I']
    r = ''
    for v, s in zip(vals, syms):
        c, n = divmod(n, v)
        r += s * c
    return r


roman.cases = [(1994,), (0,), (3,)]


def digits(n):
    return (sum((int(d) for d in str(n))), sum(map(int, str(n))), str(n)[::-1] == str(n), len(str(n)), int(str(n)[::-1]))


digits.cases = [(12321,), (2 ** 100,), (0,)]


def without_repeated_digits(n):
    return [x for x in range(n) if len(set(str(x))) == len(str(x)) and '0' not in str(x)]


without_repeated_digits.cases = [(130,)]


def sieve(n):
    is_p = [True] * (n + 1)
    is_p[0:2] = [False, False]
    for i in range(2, int(n ** 0.5) + 1):
        if is_p[i]:
            is_p[i * i::i] = [False] * len(is_p[i * i::i])
    return [i for i, p in enumerate(is_p) if p]


sieve.cases = [(50,), (1,), (2,)]


def sieve_of_array(n):
    s = np.ones(n + 1, dtype=bool)
    s[:2] = False
    for i in range(2, int(n ** 0.5) + 1):
        if s[i]:
            s[i * i::i] = False
    return (np.flatnonzero(s), s.sum())


sieve_of_array.cases = [(50,), (2,)]


def sieve_of_bytes(n):
    sieve = bytearray([1]) * (n + 1)
    sieve[0] = sieve[1] = 0
    for i in range(2, int(n ** 0.5) + 1):
        if sieve[i]:
            sieve[i * i::i] = bytes(len(range(i * i, n + 1, i)))
    return sum(sieve)


sieve_of_bytes.cases = [(50,)]


def fractions_summed(n):
    t = fractions.Fraction(0)
    for i in range(1, n):
        t += fractions.Fraction(1, i)
    return (t, float(t))


fractions_summed.cases = [(6,)]


def decimals_summed(n):
    t = decimal.Decimal('0.1')
    for i in range(n):
        t += decimal.Decimal(i) / 3
    return t


decimals_summed.cases = [(4,)]


def statistics_of(xs):
    return (statistics.mean(xs), statistics.median(xs), statistics.pstdev(xs))


statistics_of.cases = [([1, 2, 3, 4],), ([1.5],)]


def bisected(xs):
    out = []
    for x in xs:
        bisect.insort(out, x)
    return (out, bisect.bisect_left(out, 3), bisect.bisect(out, 3))


bisected.cases = [([3, 1, 2, 3],), ([],)]


def timing(n):
    t0 = time.perf_counter()
    s = 0
    for i in range(n):
        s += i
    t1 = time.perf_counter()
    return (s, t1 >= t0)


timing.cases = [(4,)]


def game_of_life(g):
    n, m = g.shape
    new = np.zeros_like(g)
    for i in range(n):
        for j in range(m):
            s = 0
            for di in (-1, 0, 1):
                for dj in (-1, 0, 1):
                    if di or dj:
                        s += g[(i + di) % n, (j + dj) % m]
            new[i, j] = 1 if s == 3 or (s == 2 and g[i, j]) else 0
    return new


game_of_life.cases = lambda: [(np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]]),), (np.eye(4, dtype=np.uint8),), (np.eye(4, dtype=bool),)]


def life_np(g, n):
    for _ in range(n):
        nb = sum((np.roll(np.roll(g, i, 0), j, 1) for i in (-1, 0, 1) for j in (-1, 0, 1) if i != 0 or j != 0))
        g = (nb == 3) | g & (nb == 2)
    return g


life_np.cases = lambda: [(np.array([[0, 1, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]), 3)]


def pascal(n):
    rows = [[1]]
    for _ in range(n - 1):
        r = rows[-1]
        rows.append([1] + [a + b for a, b in zip(r, r[1:])] + [1])
    return rows


pascal.cases = [(6,), (1,)]


def matmul(a, b):
    return [[sum((x * y for x, y in zip(row, col))) for col in zip(*b)] for row in a]


matmul.cases = [([[1, 2], [3, 4]], [[5, 6], [7, 8]]), ([[1.5]], [[2]])]


def transpose(m):
    return ([list(r) for r in zip(*m)], list(map(list, zip(*m))))


transpose.cases = [([[1, 2, 3], [4, 5, 6]],), ([],)]


def quicksort(xs):
    if len(xs) <= 1:
        return xs
    p = xs[len(xs) // 2]
    return quicksort([x for x in xs if x < p]) + [x for x in xs if x == p] + quicksort([x for x in xs if x > p])


quicksort.cases = [([3, 1, 2, 3, 0],), ([],), ([1.5, -2, 2 ** 70],)]


def mergesort(xs):
    if len(xs) < 2:
        return xs[:]
    m = len(xs) // 2
    a, b = (mergesort(xs[:m]), mergesort(xs[m:]))
    out = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            out.append(a[i])
            i += 1
        else:
            out.append(b[j])
            j += 1
    return out + a[i:] + b[j:]


mergesort.cases = [([3, 1, 2, 3, 0],), ([],)]


def heaps(a):
    out = []

    def gen(k):
        if k == 1:
            out.append(tuple(a))
            return
        for i in range(k):
            gen(k - 1)
            if k % 2 == 0:
                a[i], a[k - 1] = (a[k - 1], a[i])
            else:
                a[0], a[k - 1] = (a[k - 1], a[0])
    gen(len(a))
    return out


heaps.cases = lambda: [([1, 2, 3],)]


def memo_fib(n):
    memo = {}

    def fibonacci(k):
        if k in memo:
            return memo[k]
        r = k if k < 2 else fibonacci(k - 1) + fibonacci(k - 2)
        memo[k] = r
        return r
    return (fibonacci(n), len(memo))


memo_fib.cases = [(30,), (0,)]


def generator_in_the_kernel(n):

    def evens():
        i = 0
        while i < n:
            yield i
            i += 2
    return (list(evens()), sum(evens()))


generator_in_the_kernel.cases = [(7,)]


def cached(n):
    import functools

    @functools.lru_cache(maxsize=None)
    def ways(k):
        return 1 if k <= 1 else ways(k - 1) + ways(k - 2)
    return ways(n)


cached.cases = [(40,)]


def fibonacci_numbers(n):
    a, b = (0, 1)
    while a < n:
        yield a
        a, b = (b, a + b)


def generator_of_the_file(n):
    return (sum((x for x in fibonacci_numbers(n) if x % 2 == 0)), list(fibonacci_numbers(10)))


generator_of_the_file.cases = [(100,)]
