"""Small kernels whose kernel IR and LLVM IR are kept beside this file: each shows one thing."""

import numpy as np


def count(n):
    """A loop counter that provably fits, and an accumulator that may outgrow 64 bits."""
    total = 0
    for i in range(n):
        total += i
    return total


def accumulate(a):
    """An accumulator that starts as 0 and becomes a NumPy scalar."""
    total = 0
    for i in range(len(a)):
        total += a[i]
    return total


def small_array(i):
    """A NumPy call on an array that nobody else sees."""
    return int(np.sum(np.array([i, i + 1])))


def unbound(n):
    """A local that may have no value."""
    if n > 0:
        x = 1.5
    return x


def distances(x, y):
    total = 0.0
    for _ in range(3):
        apart = x[:, None] - y
        total += np.sum(apart * apart)
    return total


def reaches(x):
    count = 0
    for i in range(5):
        if np.any(x.T > i):
            count += np.argmax(x * i)
    return count
