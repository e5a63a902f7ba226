"""A strip of a loop makes room for the items of two lists: for the second it took the room made for the first
for the end of the strip, and the compiler crashed."""

import numpy as np


def appends_to_two(n):
    places = []
    kept = []
    for k in range(n):
        places.append(k)
        kept.append(k)
    return np.array(places), np.array(kept)


def appended_in_while(a, n):
    places = []
    kept = []
    k = 0
    for i, value in enumerate(a):
        while k < n and value >= a[k]:
            if value == a[k]:
                places.append(i)
                kept.append(k)
            k += 1
    return np.array(places), np.array(kept)


def two_and_twice(a):
    first = []
    second = []
    for i in range(len(a)):
        x = a[i]
        first.append(x)
        second.append(x + 1.0)
        first.append(x)
    return np.sum(np.array(first)), len(second)


appends_to_two.cases = [(0,), (3,), (5000,)]
appended_in_while.cases = lambda: [(np.array([1, 2, 3], dtype), 3) for dtype in (np.int16, np.int64, float)]
two_and_twice.cases = lambda: [(np.arange(n) / 2,) for n in (0, 3, 3000)]
