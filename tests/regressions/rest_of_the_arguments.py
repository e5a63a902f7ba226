"""Kernels that take any number of arguments: each call has a dict of its own, and whoever holds an argument as
well sees what the kernel does to it."""

import numpy as np


def summed(first, *rest):
    for value in rest:
        first = first + value
    return first, rest


def picked(*rest):
    if len(rest) > 2:
        return rest[-1], rest[1:], rest
    return rest[0]


def rebound(*rest, **named):
    rest = rest + (1,)
    named = [named, dict(named)]
    return rest, named


def changed(*rest, **named):
    rest[0][0] = 7
    named["new"] = rest[0]
    named["old"] += 1
    return sorted(named), named


def emptied(n, *, step=1, **named):
    total = 0
    while named and n > 0:
        name, value = named.popitem()
        total += value * step
        n -= 1
    return total, named


def arrays(*parts):
    total = 0.0
    for part in parts:
        part += 1
        for x in part:
            total += x
    return total


def again(n, *rest, **named):
    if n == 0:
        return rest, named
    return again(n - 1, n, *rest, name=n)


def caller(n):
    return again(n, n), again(n, other=2)


def many(*rest):
    total = 0
    for value in rest:
        total += value
    return total


def in_a_function(*rest, **named):
    return sum(value * named.get("scale", 1) for value in rest), [named[k] for k in named]


summed.cases = [(1,), (1, 2), (1, 2.5, 2**63), (1, "x"), {"first": 3}]
picked.cases = [(), (1,), (1, 2, 3), (1, 2.0, None, "x"), ([1], (2, 3), 4)]
rebound.cases = [(), (1, 2.5), {"a": 1, "rest": 2, "named": 3}]
changed.cases = [([1, 2],), (), {"old": 1}]
emptied.cases = [(3,), {"n": 2, "a": 1, "b": 2.5, "c": 3, "step": 2}, {"n": 9, "a": 1, "b": "x"}]
arrays.cases = lambda: [(), (np.arange(3.0),), (np.arange(3.0), np.arange(2), np.zeros((1, 1)))]
again.cases = [(0,), (2,), (2, 5.5), {"n": 0, "x": 1}, {"n": 1, "x": 1}]
caller.cases = [(0,), (3,)]
many.cases = [tuple(range(50)), tuple(k / 2 for k in range(40)), (2**63 - 1, 1)]
in_a_function.cases = [(1, 2), {"scale": 3}, (1, 2.5, 3)]
