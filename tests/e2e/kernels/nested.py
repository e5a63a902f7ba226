"""Functions in functions, and what is left to CPython: lambdas, generators, unpacking, imports."""

import functools


def called_in_a_loop(n):
    def sq(x):
        return x * x
    s = 0
    for i in range(n):
        s += sq(i)
    return s


called_in_a_loop.cases = [(10,), (0,)]


def lambda_by_name(n):
    g = lambda x, k=3: x + k * n
    return [g(i) for i in range(n)] + [g(1, 2)] + [g(1, k=5)]


lambda_by_name.cases = [(4,)]


def key_functions(xs):
    w = 2
    return sorted(xs, key=lambda x: -x * w), max(xs, key=lambda p: p % 7)


key_functions.cases = [([1, 5, 3, 9],)]


def captures_of_a_loop(xs):
    out = []
    for k in range(3):
        w = k * 2
        out.append(list(map(lambda x: x + w, xs)))
        out.append(sum(map(lambda x: x * w, xs)))
        out.append(list(filter(lambda x: x > w, xs)))
    return out


captures_of_a_loop.cases = [([1, 5, 3, 9],)]


def nested_recursion(n):
    def fact(k):
        return 1 if k < 2 else k * fact(k - 1)
    return fact(n)


nested_recursion.cases = [(10,), (30,)]


def integrate(f, a, b, n):
    h = (b - a) / n
    s = 0.0
    for i in range(n):
        s += f(a + (i + 0.5) * h)
    return s * h


def lambda_as_argument(n):
    c = 2.0
    return integrate(lambda x: x * x * c, 0.0, 1.0, n)


lambda_as_argument.cases = [(10,)]


def captured_late(n):
    c = 2.0
    def g(x):
        return x * x * c
    r = integrate(g, 0.0, 1.0, n)
    c = 3.0
    return r + integrate(g, 0.0, 1.0, n)


captured_late.cases = [(10,)]


def set_and_dict_comprehensions(xs):
    return {x % 3 for x in xs}, {x: x * x for x in xs if x > 1}, {k: v for k, v in zip(xs, xs[1:])}


set_and_dict_comprehensions.cases = [([1, 5, 3, 9],)]


def starred_targets(xs):
    a, *b = xs
    *c, d = xs
    e, *f, (g, h) = 1, 2, 3, (4, 5)
    return a, b, c, d, e, f, g, h


starred_targets.cases = [([1, 5, 3, 9],), ((1, 2),), ([],), (3,)]


def unpacking(xs):
    return [*xs, *xs], (0, *xs), {**{1: 2}, 3: 4}, {*xs}, max(*xs), divmod(*xs[:2]), dict(**{'a': 1})


unpacking.cases = [([7, 5, 3, 9],)]


def nested_generator(xs):
    def gen():
        for x in xs:
            yield x * 2
    return list(gen()), sum(gen())


nested_generator.cases = [([7, 5, 3, 9],)]


def imports(n):
    import math
    from itertools import islice, count as cnt
    return math.sqrt(n), list(islice(cnt(), n))


imports.cases = [(4,)]


def generators(xs):
    g = (x * 2 for x in xs)
    return list(g), next((x for x in xs if x > 3), None), tuple(x for x in xs), " ".join(str(x) for x in xs)


generators.cases = [([7, 5, 3, 9],)]


def escaping_with_a_loop_variable(n):
    fs = []
    for i in range(n):
        fs.append(lambda: i)
    return [f() for f in fs]


escaping_with_a_loop_variable.cases = [(3,)]
escaping_with_a_loop_variable.may_refuse = True


def unbound_when_called(n):
    if n > 3:
        def g():
            return later + n
    r = g()
    later = 1
    return r


unbound_when_called.cases = [(1,), (5,)]


def op(a, b):
    return a if a > b else b


def reduced(xs):
    return functools.reduce(op, zip(xs, xs), (0, 0)), functools.reduce(lambda a, b: a * b, xs)


reduced.cases = [([7, 5, 3, 9],)]


def compose(f, g):
    return lambda x: f(g(x))


def returned_lambda(n):
    h = compose(lambda x: x + n, lambda x: x * 2)
    return h(n)


returned_lambda.cases = [(3,)]


def nested_twice(n):
    def outer(k):
        def inner(j):
            return j + k + n
        return inner(k) * 2
    return outer(n) + outer(2)


nested_twice.cases = [(3,)]


def called_on_the_spot(n):
    return (lambda x, y=2: x ** y)(n)


called_on_the_spot.cases = [(3,)]


def wrong_number_of_arguments(n):
    def f(x):
        return x + 1
    return f(n, 2)


wrong_number_of_arguments.cases = [(3,)]


def mutual_recursion(n):
    def even(k):
        return True if k == 0 else odd(k - 1)
    def odd(k):
        return False if k == 0 else even(k - 1)
    return even(n), odd(n)


mutual_recursion.cases = [(7,)]
mutual_recursion.may_refuse = True


def stored_iterators(n):
    it = iter(range(n))
    z = zip(range(n), range(n))
    a = next(it)
    return a, list(it), list(z)


stored_iterators.cases = [(7,)]


def sort_key(xs):
    xs.sort(key=lambda t: t[1])
    return xs


sort_key.cases = [([(1, 3), (2, 1)],)]


def raises_inside(n):
    def f(x):
        return x / 0
    return f(n)


raises_inside.cases = [(1,)]


def transposed(m):
    return list(zip(*m)), [max(r) for r in zip(*m)]


transposed.cases = [([[1, 2], [3, 4]],)]


def caught_from_lambda(n, x):
    try:
        (lambda: 1 // 0)()
    except ZeroDivisionError as e:
        return str(e)


caught_from_lambda.cases = [(1, 2)]
