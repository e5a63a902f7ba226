"""Python as people write it, and what of it surprises: scopes, closures, defaults, recursion, mixed numbers."""

import functools
import itertools
import math
import operator
import random
from functools import reduce

import numpy as np


LIMIT = 100
TABLE = [1, 2, 3]
CONFIG = {'dt': 0.1, 'n': 5}
GRAVITY: float = 9.81


def mutable_default(n):

    def add(x, acc=[]):
        acc.append(x)
        return acc
    for i in range(n):
        r = add(i)
    return r


mutable_default.cases = [(3,), (1,), (0,)]


def helper_default(x, acc=[]):
    acc.append(x)
    return len(acc)


def use_helper_default(n):
    t = 0
    for i in range(n):
        t += helper_default(i, [])
    return t


use_helper_default.cases = [(3,)]


def closures_in_list(n):
    fs = []
    for i in range(n):
        fs.append(lambda x, i=i: x + i)
    return [f(10) for f in fs]


closures_in_list.cases = [(3,), (0,)]


def comp_scope(n):
    x = 5
    y = [x for x in range(n)]
    return (x, y)


comp_scope.cases = [(3,)]


def walrus(n):
    t = 0
    while (k := (n - t)) > 0:
        t += max(1, k // 2)
    return (t, k)


walrus.cases = [(10,), (0,), (-3,)]


def walrus_comp(xs):
    out = [y for x in xs if (y := (x * 2)) > 3]
    return (out, y)


walrus_comp.cases = [([1, 2, 3],), ([],)]


def star_unpack(xs):
    a, *b, c = xs
    return (a, b, c)


star_unpack.cases = [([1, 2, 3, 4],), ([1, 2],), ([1],), ((1, 2.5, 3),), (np.arange(4),), ('abc',)]


def for_else(n):
    for i in range(2, n):
        if n % i == 0:
            break
    else:
        return 'prime'
    return i


for_else.cases = [(7,), (9,), (2,), (1,)]


def try_fin_return(n):
    for i in range(n):
        try:
            if i == 3:
                return i
            if i == 1:
                continue
        finally:
            n = n + 1
    return -n


try_fin_return.cases = [(10,), (2,)]


def finally_overrides(n):
    try:
        return 1 / n
    except ZeroDivisionError:
        return -1
    finally:
        if n == 0:
            return 99


finally_overrides.cases = [(0,), (2,)]


def break_before_finally(n):
    for i in range(n):
        try:
            1 // (i - 2)
        except ZeroDivisionError as e:
            s = str(e)
            break
        finally:
            last = i
    return (i, last, s)


break_before_finally.cases = [(5,), (2,), (0,)]


def name_of_an_exception_is_deleted(n):
    e = 5
    try:
        1 // n
    except ZeroDivisionError as e:
        pass
    return e


name_of_an_exception_is_deleted.cases = [(0,), (1,)]


def loop_variable_afterwards(n):
    for i in range(n):
        pass
    return i


loop_variable_afterwards.cases = [(3,), (0,)]


def used_after_del(n):
    x = n
    if n > 2:
        del x
    return x


used_after_del.cases = [(1,), (3,)]


def mixes(n):
    t = 0
    for i in range(n):
        t += i / 2 if i % 2 else i
    return t


mixes.cases = [(5,), (1,), (0,), (2,)]


def boolmix(n):
    t = True
    for i in range(n):
        t = t + (i > 1)
    return t


boolmix.cases = [(0,), (1,), (4,)]


def shadow(n):
    sum = 0
    max = n
    for i in range(max):
        sum += i
    return sum


shadow.cases = [(4,)]


def shadow2(n):
    len = lambda x: 42
    return len([1]) + n


shadow2.cases = [(4,)]


def shadow_after(n):
    t = abs(-n)
    return t


shadow_after.cases = [(4,)]


def uses_before(n):
    x = sum([1, 2])
    sum = 3
    return x


uses_before.cases = [(4,)]


def chained(n):
    return (0 < n < 10, 0 < n > 3 < 5, 1 == n != 2, n < n + 1 < n + 2 <= n + 2)


chained.cases = [(5,), (0,), (1,), (2.5,), (float('nan'),)]


def minmax(xs):
    return (min(xs), max(xs), sorted(xs))


minmax.cases = [([0.0, -0.0],), ([-0.0, 0.0],), ([1, 1.0, True],), ([True, 1, 1.0],), ([],), ([3, 2 ** 70, -1],)]


def rounding(x):
    return (round(x), round(x, 1), round(x, -1), int(x), math.floor(x), math.ceil(x), math.trunc(x))


rounding.cases = [(0.5,), (1.5,), (2.5,), (-0.5,), (2.675,), (1e+300,), (5,), (15,), (25,), (-15,), (2 ** 70,), (float('nan'),), (float('inf'),), (True,)]


def powers(a, b):
    return a ** b


powers.cases = [(2, -1), (0, -1), (0.0, -1), (-8, 1 / 3), (2, 0.5), (-1, 0.5), (10, 30), (2, 64), (0, 0), (0.0, 0), (1e+300, 2), (True, 2), (2, True), (-2, 3), (2, 1000), (2.0, 1024), (float('inf'), 0), (1, float('nan'))]


def divmods(a, b):
    return (divmod(a, b), a // b, a % b, a / b)


divmods.cases = [(-7, 2), (7, -2), (-7, -2), (7, 0), (-7.5, 2), (7.5, -2), (0.0, -3.0), (1.0, 0.1), (-1e-20, 3.0), (2 ** 70, 3), (-2 ** 63, -1), (5, 2.0), (5, float('inf')), (-5, float('inf'))]


def formats(x):
    return f'{x:.3f} {x:10.2e} {x:>8} {x!r} {x:g} {x:+.1f} {x:08.3f} {x:,.2f}'


formats.cases = [(3.14159,), (2,), (1e+20,), (-0.0,), (float('nan'),), (10 ** 25,), (True,)]


def formatted_ints(n):
    return (f'{n:d} {n:x} {n:b} {n:o} {n:5d}|{n:<5}|{n:^5}|{n:,} {n:#x}', '%d %s %r %5.2f' % (n, n, n, n), '{} {:>4}'.format(n, n))


formatted_ints.cases = [(255,), (-1,), (2 ** 70,), (True,), (1.5,)]


def complexes(a, b):
    z = complex(a, b)
    return (z * z, abs(z), z.real, z.imag, z.conjugate(), z ** 2, z == complex(a, b), z + 1, 1j * z)


complexes.cases = [(1, 2), (0.0, -0.0), (1e+200, 1e+200)]


def mandel(w, h):
    out = []
    for y in range(h):
        row = 0
        for x in range(w):
            c = complex(x / w * 3 - 2, y / h * 2 - 1)
            z = 0j
            n = 0
            while abs(z) <= 2 and n < 20:
                z = z * z + c
                n += 1
            row += n
        out.append(row)
    return out


mandel.cases = [(8, 6)]


def varsum(*args):
    t = 0
    for a in args:
        t += a
    return t


def by_keyword(a, *, b=2, c=3):
    return a * 100 + b * 10 + c


def any_keywords(**kw):
    return sorted(kw.items())


def call_varargs(n):
    return varsum(1, 2, n) + varsum() + varsum(*range(n))


call_varargs.cases = [(3,), (0,)]


def call_kw(n):
    return (by_keyword(n), by_keyword(n, c=5), by_keyword(n, b=n, c=n))


call_kw.cases = [(3,), (0,), (1.5,)]


def call_kwargs(n):
    d = {'b': 7}
    return (any_keywords(x=n, y=2), by_keyword(n, **d))


call_kwargs.cases = [(3,)]


def kw_wrong(n):
    return by_keyword(n, 5)


kw_wrong.cases = [(3,)]


def kw_missing(n):
    return varsum(n) + by_keyword()


kw_missing.cases = [(3,)]


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


factorial.cases = [(5,), (30,), (0,)]


def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


fibonacci.cases = [(10,)]


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


is_even.cases = [(10,), (7,)]


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


ackermann.cases = [(2, 3)]


def hanoi(n):
    moves = []

    def move(k, a, b, c):
        if k == 0:
            return
        move(k - 1, a, c, b)
        moves.append((a, c))
        move(k - 1, b, a, c)
    move(n, 0, 1, 2)
    return moves


hanoi.cases = [(3,), (0,)]


def nested_rec(n):

    def f(k):
        return 1 if k <= 1 else k * f(k - 1)
    return f(n)


nested_rec.cases = [(5,), (25,)]


def counter_nonlocal(n):
    count = 0

    def inc(by=1):
        nonlocal count
        count += by
        return count
    for i in range(n):
        inc(i)
    inc()
    return count


counter_nonlocal.cases = [(4,), (0,)]


def make_adder(n):

    def add(x):
        return x + n
    return add


def use_adder(n):
    f = make_adder(n)
    return f(3) + make_adder(2)(n)


use_adder.cases = [(4,), (1.5,)]


def builtin_iterators(xs):
    return (list(map(lambda x: x * 2, xs)), list(filter(lambda x: x > 1, xs)), list(zip(xs, xs[1:])), list(enumerate(xs, 1)), list(reversed(xs)))


builtin_iterators.cases = [([1, 2, 3],), ([],), ([1.5, 2],)]


def of_itertools(n):
    return (list(itertools.combinations(range(n), 2)), list(itertools.accumulate(range(n))), list(itertools.product([0, 1], repeat=2)), sum((1 for p in itertools.permutations(range(n)))), list(itertools.chain([1], [2, 3])), list(itertools.islice(itertools.count(5), n)))


of_itertools.cases = [(4,), (0,)]


def loops_of_itertools(n):
    t = 0
    for a, b in itertools.combinations(range(n), 2):
        t += a * b
    for i in itertools.count():
        if i * i > n:
            break
        t += i
    for x, y in itertools.product(range(3), range(n)):
        t -= x ^ y
    return t


loops_of_itertools.cases = [(5,)]


def reduced(xs):
    return (reduce(lambda a, b: a * b, xs, 1), functools.reduce(operator.add, xs))


reduced.cases = [([1, 2, 3],), ([2 ** 40, 2 ** 40],), ([],), ([0.5, 2],)]


def functions_of_math(x):
    return (math.sqrt(x), math.exp(x), math.log(x), math.sin(x), math.pow(x, 0.5), math.hypot(x, 3), math.fmod(x, 0.7), math.modf(x), math.frexp(x), math.ldexp(x, 3), math.pi, math.e, math.tau, math.inf)


functions_of_math.cases = [(2.0,), (0.0,), (-1.0,), (5,), (710.0,), (1e+308,), (float('inf'),)]


def of_random(n):
    random.seed(n)
    return ([random.random() for _ in range(n)], random.randint(1, 6), random.choice([1, 2, 3]), random.uniform(0, 1))


of_random.cases = [(3,)]


def shuffled(n):
    r = random.Random(n)
    xs = list(range(n))
    r.shuffle(xs)
    return xs


shuffled.cases = [(5,)]


def of_default_rng(n):
    rng = np.random.default_rng(n)
    a = rng.random(n)
    b = rng.integers(0, 10, n)
    return (a.sum() + b.sum(), rng.normal())


of_default_rng.cases = [(5,)]


def of_np_random(n):
    np.random.seed(n)
    t = 0.0
    for i in range(n):
        t += np.random.rand() * np.random.randint(5)
    return (t, np.random.randn(2, 2))


of_np_random.cases = [(5,)]


def uses_global(n):
    t = 0
    for i in range(n):
        t += TABLE[i % 3] * LIMIT
    return t * CONFIG['dt'] + GRAVITY


uses_global.cases = [(5,)]


def pi_by_chance(n):
    random.seed(1)
    inside = 0
    for _ in range(n):
        x, y = (random.random(), random.random())
        if x * x + y * y <= 1:
            inside += 1
    return 4 * inside / n


pi_by_chance.cases = [(100,), (0,)]
