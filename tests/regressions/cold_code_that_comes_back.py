"""A rare outcome leads into a cold loop, and from there back into code that is not cold and defines anew
what the cold loop uses."""

import numpy as np


def largest(t, n):
    k = 0
    while k < n:
        k += 1
        t = max(t for _ in np.array([5, 0]))
    return t, k


largest.cases = [(3, 4), (3, 0), (2.5, 3), ((3, 1.0), 4), (2**64, 2)]


def of_an_empty_array(t, n):
    k = 0
    while k < n:
        k += 1
        t = max(t for _ in np.zeros(n - k))
    return t, k


of_an_empty_array.cases = [(3, 4), (3, 0)]
