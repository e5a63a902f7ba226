"""A local without a value around a nested function is missed when the function is called, as a free variable, not
when the function is made."""


def in_a_list(n):
    if n > 2:
        value = 1
    functions = [lambda: value]
    if n > 1:
        return functions[0]()
    return len(functions)


in_a_list.cases = [(1,), (2,), (3,)]


def passed_on(n):
    if n > 2:
        y = 1

    def inner(a):
        return a + y

    return list(map(inner, [1][:n]))


passed_on.cases = [(0,), (1,), (3,)]


def as_a_key(n, items):
    for y in range(n):
        pass
    return sorted(items, key=lambda v: v * y)


as_a_key.cases = [(0, [3, 1]), (3, [3, 1]), (0, [])]


def unpacked(n, m):
    for y in range(n):
        pass
    some = [*[v * y for v in range(m)], 4]
    return some, any(v * y for v in map(int, range(m))), [*range(y)]


unpacked.cases = [(0, 0), (0, 2), (3, 2)]


def deleted(n):
    y = n
    del y
    return [lambda: y][0]()


deleted.cases = [(1,)]
