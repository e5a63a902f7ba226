"""math.gcd, and `in` a list."""

import math


def divisors(a, b):
    return math.gcd(a, b), math.gcd(b, a), math.gcd(a), math.gcd(), math.gcd(a, b, 6)


divisors.cases = [(0, 0), (12, 18), (-12, 18), (2**62, -2**61), (-2**63, 0), (-2**63, -2**63), (2**64, 2**63), (1, 0), (True, 4), (6, 2.0), (7919, 7907), (3**39, 3**20)]


def membership_of_ints(n, x):
    values = [i * i for i in range(n)]
    return x in values, x not in values, (x in values) + 1, 4 in values, True in values


membership_of_ints.cases = [(0, 1), (10, 49), (10, 50), (10, True), (3, 4.0), (3, 2**70), (10, -1)]


def membership_of_arguments(xs, x):
    return x in xs, x not in xs


membership_of_arguments.cases = [([1, 2], 2), ([], 2), ([2**70, 1], 2**70), ([1.5], 1), ([True], 1), ([[1]], [1])]


def membership_after_overflow(n):
    values = []
    a = 3
    for i in range(n):
        a = a * a
        values.append(a)
    return a in values, 9 in values, len(values)


membership_after_overflow.cases = [(3,), (8,)]
