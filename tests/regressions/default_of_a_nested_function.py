"""The default of a nested function's parameter is evaluated where the function is defined, not where
it is called."""


def rebound(a):
    v = a

    def g(x, y=v):
        return x + y

    v = 100
    return g(1), g(1, v), v


rebound.may_refuse = True  # a captured local changes later
rebound.cases = [(1,), (2.5,), (2**70,)]


def in_a_loop(n):
    total = 0
    for i in range(n):

        def g(x, y=i * 2):
            return x * y

        i = 1000
        total += g(i)
    return total


in_a_loop.may_refuse = True  # a captured local changes later
in_a_loop.cases = [(0,), (3,)]


def by_lambda(a):
    g = lambda x, y=a: x - y  # noqa: E731
    a += 1
    return g(a), (lambda x, *, y=a: x * y)(2)


by_lambda.may_refuse = True  # a captured local changes later
by_lambda.cases = [(1,), (0.5,)]


def raises_at_the_definition(a):
    total = [a]

    def g(x, y=1 // a):
        return x + y

    total.append(a)
    return total


raises_at_the_definition.cases = [(0,), (2,)]


def unbound(a):
    if a:
        v = 3

    def g(x, y=v):
        return x + y

    return 5


unbound.cases = [(0,), (1,)]


def apply(function, x):
    return function(x) + function(x)


def handed_on(a):
    calls = []
    b = apply(lambda x, y=calls.append(a): x, a)
    return b, calls


handed_on.cases = [(1,), (2.5,)]


def changed(a):
    items = [a]

    def g(x, y=items[0], *rest):
        return x + y

    items[0] = 50
    return g(1), g(1, 2, 3)


changed.cases = [(1,), (7,)]
