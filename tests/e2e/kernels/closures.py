"""Functions in functions: which variables they see, and when."""



def variable_that_changes(n):
    x = 1

    def f():
        return x
    r = [f()]
    x = 2
    r.append(f())
    for x in range(n):
        r.append(f())
    del x
    try:
        f()
    except NameError as e:
        r.append(str(e))
        r.append(type(e).__name__)
    return r


variable_that_changes.cases = [(3,)]


def argument_passed_through(xs):

    def f(x):
        x.append(1)
        return x
    return (f(xs) is xs, xs)


argument_passed_through.cases = [([1],)]


def early_returns(n):

    def f(k):
        if k > 2:
            return k
        total = 0
        for i in range(k):
            total += i
        return total
    return ([f(i) for i in range(n)], [f(f(i)) for i in range(n)])


early_returns.cases = [(6,)]


def lambda_under_two_names(n):
    f = lambda: n
    g = f
    return (g(), f(), g is f)


lambda_under_two_names.cases = [(6,)]


def twice(f, x):
    f2 = f
    return f2(f(x))


def functions_as_arguments(n):
    return (twice(lambda x: x + n, 1), twice(abs, -3), twice(str, 2))


functions_as_arguments.cases = [(6,)]


def defined_in_a_loop(n):
    out = []
    for i in range(n):

        def f(x):
            return x * i
        out.append(f(2))
    return out


defined_in_a_loop.cases = [(4,)]


def one_of_two_definitions(n):
    if n:

        def f():
            return 1
    else:

        def f():
            return 2
    return f()


one_of_two_definitions.cases = [(0,), (1,)]


def names_of_comprehensions(n):
    i = 10
    r = ([i for i in range(n)], {i: i for i in range(n)}, {i for i in range(n)})
    return (r, i, [(lambda: i)() for i in range(n)], [[j * i for j in range(2)] for i in range(n)])


names_of_comprehensions.cases = [(3,), (0,)]


def starred_in_all_places(x):
    *a, = x
    [b, *c] = x
    for p, *q in [x, x]:
        a.append((p, q))
    return (a, b, c)


starred_in_all_places.cases = [([1, 2],), ("ab",), (5,), ([],)]


def any_arguments(n):

    def f(x, *rest, **kw):
        return (x, rest, kw)
    return (f(1), f(1, 2, k=n), (lambda *a: a)(1, n))


any_arguments.cases = [(3,)]


def closure_of_a_closure(n):

    def f(x):

        def g(y):
            return x + y + n
        return g
    h = f(1)
    return (h(2), f(3)(4))


closure_of_a_closure.cases = [(3,)]


def of_dicts(d):
    return ({k: v for k, v in d.items()}, {k + 1 for k in d}, sorted(d.items(), key=lambda p: -p[1]), {[]: 1 for k in d})


of_dicts.cases = [({1: 2, 3: 4},), ({},)]


def recursion_twice(n):

    def fib(k):
        if k < 2:
            return k
        return fib(k - 1) + fib(k - 2)
    return [fib(i) for i in range(n)]


recursion_twice.cases = [(10,)]


def consumers_of_lambdas(xs):
    m = min(xs, key=lambda x: abs(x - 3))
    xs.sort(key=lambda x: x % 3, reverse=True)
    return (m, xs, any(map(lambda x: x > 3, xs)), list(enumerate(xs)), dict(zip(xs, xs)))


consumers_of_lambdas.cases = [([5, 1, 4],), ([2.5],)]


def imports_that_fail(n):
    import os.path, math as m
    try:
        import nothing_like_that
    except ImportError as e:
        return (str(e), m.pi, os.path.basename('a/b'))


imports_that_fail.cases = [(1,)]


def lambda_that_calls_itself(n):
    g = lambda k: 1 if k == 0 else k * g(k - 1)
    return g(n)


lambda_that_calls_itself.cases = [(4,)]
lambda_that_calls_itself.may_refuse = True


def lambda_bound_twice(n):
    f = lambda x: x
    f = lambda x: x + 1
    return f(n)


lambda_bound_twice.cases = [(4,)]


def nonlocal_statement(n):
    total = 0

    def add(k):
        nonlocal total
        total += k
    for i in range(n):
        add(i)
    return total


nonlocal_statement.cases = [(4,)]


def defs_nonlit(n):
    k = n * 2
    def f(x, y=k, z=[1]):
        z.append(x)
        return x + y + len(z)
    k = 100
    return f(1), f(2), f(3, 4), k


defs_nonlit.cases = [(4,), (1.5,)]


def bound_by_default(n):
    made = []
    for i in range(n):
        made.append(lambda x, i=i: x * i)
    return [f(10) for f in made]


bound_by_default.cases = [(0,), (4,)]


def default_and_capture(n):
    made = []
    for i in range(n):
        made.append(lambda x=i: x * i)
    return [f() for f in made]


default_and_capture.cases = [(3,)]
default_and_capture.may_refuse = True


def default_of_a_keyword(xs):
    scale = 2

    def key(x, *, by=scale):
        return x * by % 5

    scale = 3
    return sorted(xs, key=key), key(4), scale


default_of_a_keyword.cases = [([1, 2, 3, 4],)]


def default_unbound(n):
    if n > 0:
        k = n

    def f(x=k):
        return x

    k = 7
    return f(), k


default_unbound.cases = [(0,), (1,)]


def first_iterable_of_a_generator(n):
    made = []
    for i in range(n):
        made.append((2 * x for x in range(i)))
    return [list(g) for g in made]


first_iterable_of_a_generator.cases = [(4,)]


def generator_reads_later(n):
    made = []
    for i in range(n):
        made.append((i * x for x in range(i)))
    return [list(g) for g in made]


generator_reads_later.cases = [(4,)]
generator_reads_later.may_refuse = True


def default_is_a_nested_function(n):
    made = []

    def twice(x):
        return 2 * x

    for i in range(n):
        def f(x, g=twice, i=i):
            return g(x) + i

        made.append(f)
    return [f(10) for f in made]


default_is_a_nested_function.cases = [(3,)]
