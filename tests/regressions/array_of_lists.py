"""np.array of a list of lists, which compiled code holds as lists."""

import numpy as np


def collected(count):
    rows = []
    for i in range(count):
        rows.append([i])
    return np.array(rows)


collected.cases = [(0,), (1,), (6,)]


def added(count):
    total = 0
    rows = []
    for i in range(count):
        rows.append([i, i * i])
    total += np.array(rows)
    return total, np.sum(np.array(rows)), np.array([rows, rows])


added.cases = [(0,), (3,)]


def given(rows):
    return np.array(rows), np.array(rows).shape, np.asarray(rows)


given.cases = [([[1, 2], [3, 4]],), ([[1.5], [2]],), ([[], []],), ([[[1]], [[2]]],), ([[True], [False]],)]
