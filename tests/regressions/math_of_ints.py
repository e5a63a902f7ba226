"""What math gives of ints and angles, divmod() of exact ints, == of tuples: at every bound."""

import math


def ints(a, b):
    r = []
    try:
        r.append(math.lcm(a, b))
    except Exception as e:
        r.append(str(e))
    return r, math.gcd(a, b)


ints.cases = [(4, 6), (0, 5), (-4, 6), (2**62, 3), (-2**63, 1), (2**63 - 1, 2**62), (-2**63, -2**63), (2**70, 4), (0, 0), (-2**63, 0), (True, 2)]


def cp(n, k):
    return math.comb(n, k), math.perm(n, k)


cp.cases = [(5, 2), (66, 33), (67, 33), (68, 34), (70, 35), (5, 7), (0, 0), (-1, 2), (3, -1), (10**18, 2), (21, 21), (20, 20), (2**70, 1), (2**63 - 1, 1)]


def fact(n):
    return math.factorial(n)


fact.cases = [(0,), (1,), (20,), (21,), (-1,), (30,), (True,), (3.0,)]


def scaled(x):
    return math.degrees(x), math.radians(x)


scaled.cases = [(1.0,), (1e308,), (float("nan"),), (3,), (2**70,), (-0.0,), (1e-320,), (180.0,)]


def dm(a, b):
    q = []
    for k in range(3):
        a *= 10**9
        q.append(divmod(a, b))
        q.append(divmod(-a, b))
    return q


dm.cases = [(3, 7), (10**10, 3), (10**10, -3), (10**30, 10**20), (10**30, 0), (5, 0), (10**30, -1), (-2**63, -1), (True, 2), (10**30, True), (3, False)]


def tuples(n):
    return (n, 1) == (1, n), (n, 1) != (1, n, 2), (n,) == (True,), (n, (n, 2)) == (3, (3, 2)), (n, 1.0) == (n, 1.0), (n, (1,)) == (n, 1)


tuples.cases = [(1,), (2,), (3,), (2**70,)]
