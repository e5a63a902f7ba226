"""As raising.py, but the message comes from code that CPython compiles for it; CPython 3.11's compiler
itself crashes when it gets no memory, so that these are not called without."""

BIG = 10**40


def unbound(n):
    big = BIG
    for i in range(n):
        big += i
    return big, i


unbound.cases = [(0,)]


def deleted(n):
    held = [BIG * n]
    del n
    return held, n


deleted.cases = [(3,)]


def unpacking(items):
    a, b, c = items
    return a + b + c


unpacking.cases = [([1, 2],), ((1, 2, 3, 4),), ([BIG],)]
