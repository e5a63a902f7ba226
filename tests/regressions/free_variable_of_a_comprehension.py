"""What is unbound inside a comprehension is a free variable there, and NameError says so; in its first iterable
it is a local one."""


def in_a_generator(n):
    for v in range(n):
        pass
    return min(v for c in range(3))


in_a_generator.cases = [(0,), (2,)]


def in_a_condition(n):
    for v in range(n):
        pass
    return [c for c in range(3) if v > c]


in_a_condition.cases = [(0,), (2,)]


def in_the_first_iterable(n):
    for v in range(n):
        pass
    return [c for c in range(v)]


in_the_first_iterable.cases = [(0,), (3,)]


def in_the_second_iterable(n):
    for v in range(n):
        pass
    return sum(c * d for c in range(3) for d in range(v))


in_the_second_iterable.cases = [(0,), (3,)]


def afterwards(n):
    for v in range(n):
        pass
    return [c for c in range(n)], v


afterwards.cases = [(0,), (3,)]


def in_a_helper_within(n):
    return [helper(c) for c in range(n)]


def helper(n):
    if n > 1:
        t = 1
    return t


in_a_helper_within.cases = [(0,), (3,)]
