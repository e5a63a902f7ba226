"""The line of an exception that was caught is where it was raised first, also when it is raised again."""

import numpy as np


def by_name(x):
    try:
        y = 1 // x
    except ZeroDivisionError as e:
        x = 2
        raise e
    return y


by_name.cases = [(0,), (1,)]


def kept(x):
    error = None
    try:
        y = 1 // x
    except ZeroDivisionError as e:
        error = e
    if error is not None:
        raise error
    return y


kept.cases = [(0,), (1,)]


def in_a_loop(a):
    last = None
    for x in a:
        try:
            y = 1 // int(x)
        except ZeroDivisionError as e:
            if last is not None:
                raise last
            last = e
    return y


in_a_loop.cases = [(np.arange(3),), (np.zeros(3),), ([0, 1, 0],)]


def key_raises(x, log):
    key = lambda v: (
        log.append(v))(
            v)
    try:
        y = sorted(x, key=key)
    finally:
        x = 3
    return y


key_raises.cases = [([1, 2, 3], [])]


def key_raises_in_context(x, log):
    key = lambda v: (
        log.append(v))(
            v)
    with np.errstate(all="ignore"):
        y = sorted(x, key=key)
    return y


key_raises_in_context.cases = [([1, 2, 3], [])]


def handler_of_numpy_raises(x, log):
    with np.errstate(all="call", call=lambda kind, flag: log.append(kind)(kind)):
        y = x / 0
        y = y - y
    return y, log


handler_of_numpy_raises.cases = [(np.arange(6.0), []), (3.0, [])]


def chained(x):
    try:
        y = 1 // x
    except ZeroDivisionError as e:
        raise ValueError("no") from e
    return y


chained.cases = [(0,), (1,)]


def swallowed(x, log):
    key = lambda v: (
        log.append(v))(
            v)
    for i in range(3):
        try:
            sorted(x, key=key)
        except TypeError:
            x = x[1:]
    return x, [i][3]


swallowed.cases = [([1, 2, 3, 4, 5, 6], [])]
