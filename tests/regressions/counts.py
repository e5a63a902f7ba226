"""Counts that only ever change by one are not checked; what looks like one and is none still becomes exact."""

import numpy as np


def counted(a, level):
    above = 0
    below = 0
    for x in a:
        if x > level:
            above += 1
        elif x < level:
            below -= 1
    return above, below, 4 * above + below


def near_the_bounds(n):
    high = 2**63 - 3
    low = -(2**63) + 2
    far = 2**61
    for _ in range(n):
        high += 1
        low -= 1
        far += 1
    return high, low, far


def more_than_counted(n, start):
    grown = 5
    handed = 0
    from_argument = start
    for i in range(n):
        grown += 1
        if i % 3 == 0:
            grown *= 7
        handed = start if handed > 3 else handed + 1
        from_argument += 1
    return grown, handed, from_argument


def becomes_a_float(n):
    count = 0
    for i in range(n):
        count += 1
        if i == 7:
            count = count + 0.5
    return count


def steps(n):
    count = 0
    while n != 1:
        n = 3 * n + 1 if n % 2 else n // 2
        count += 1
    return count


counted.cases = [(np.arange(10.0), 3.0), (np.array([]), 0.0), (np.array([np.nan, 1.0, -1.0]), 0.0)]
near_the_bounds.cases = [(0,), (1,), (2,), (3,), (5,)]
more_than_counted.cases = [(0, 1), (50, 2**63 - 20), (40, -(2**70)), (9, 2**62 - 1)]
becomes_a_float.cases = [(0,), (7,), (8,), (20,)]
steps.cases = [(1,), (27,), (97,)]
