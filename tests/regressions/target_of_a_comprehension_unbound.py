"""The target of a comprehension, read before it has a value, is a local variable of that comprehension."""


def in_a_list(n):
    return [i for i in range(n) for j in range(j)]


in_a_list.cases = [(3,), (0,)]


def in_a_generator(n):
    return sum(i for i in range(n) for j in range(j))


in_a_generator.cases = [(3,), (0,)]


def named_outside(n):
    j = n
    xs = [i * ((i + j) % 2) for i in range(n) for j in range(j) if (i + j) % 2]
    return xs, j


named_outside.cases = [(3,), (0,)]
