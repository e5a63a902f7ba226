"""Arithmetic on literals: what is known before it runs, and what must not be."""


def ints(x):
    return -(2**63), 2**63 - 1, 1 << 64, ~7, 7 // -2, -7 % 3, 2**61 - 1 ^ 5, x * (2**31), x + (-1)


ints.cases = [(0,), (1,), (2**40,), (2**70,), (1.5,)]


def floats(x):
    return -0.0, 1 / 4, 1e308 * 10, 2 * 3 + 0.5, 2**-1, 7.5 // -2, -7.5 % 3, x * (1 / 3), +0.0


floats.cases = [(0,), (-0.0,), (3.0,), (2**70,)]


def raises(x):
    if x == 0:
        return 1 // 0
    if x == 1:
        return 1 << -1
    if x == 2:
        return 2.0**5000
    if x == 3:
        return 1.5 << 1
    if x == 4:
        return 1.0 % 0
    return (-8) ** 0.5


raises.cases = [(0,), (1,), (2,), (3,), (4,), (5,)]


def large():
    return 2**200, 1 << 300, (2**64) * (2**64) * (2**64), len(str(3**500))


large.cases = [()]


def truths(x):
    return -True, True + True, not 0, not 1.5, x and 2 + 3, +False


truths.cases = [(0,), (7,)]


def long_literals(n):
    found = []
    for _ in range(2):
        found.append(n + 18446744073709551616)
        found.append(n - 9223372036854775808)
        found.append(n + 4611686018427387904)
        found.append(n * -99999999999999999999999999999999999999)
        found.append(n * 340282366920938463463374607431768211456)
        found.append(n + 170141183460469231731687303715884105728)
        found.append(n + 999999999999999999999999999999999999999)
        found.append(n + 10000000000000000000)
    return found


long_literals.cases = [(0,), (1,), (-1,), (2**63,)]
