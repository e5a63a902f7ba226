"""Exceptions: type, message and line, what was done before them, and warnings."""

import warnings

import numpy as np


def raised(n):
    if n < 0:
        raise ValueError("negative: %d" % n)
    if n == 0:
        raise KeyError
    return n


raised.cases = [(-3,), (0,), (1,)]


def raised_from(n):
    raise RuntimeError("outer") from ValueError(n)


raised_from.cases = [(1,)]


def raised_something_else(n):
    raise n


raised_something_else.cases = [(1,), (None,)]


def asserted(n):
    assert n > 0
    assert n < 10, f"too large: {n}"
    return n


asserted.cases = [(5,), (0,), (20,)]


def in_the_middle_of_a_loop(n):
    data = []
    for i in range(10):
        data.append(np.array([i, 10 // (n - i)]))
    return data


in_the_middle_of_a_loop.cases = [(5,), (50,)]


def in_an_expression(a, b, c):
    return a + [b // c, a * 2][0] + sum([a, b // c])


in_an_expression.cases = [(1, 2, 3), (1, 2, 0), (2**70, 2**80, 0)]


def wrong_types(a, b):
    return a + b


wrong_types.cases = [(1, "x"), ("x", 1), (None, 1), ([1], (2,)), (1, None), (1.5, "y"), (np.arange(2), None)]


def wrong_comparison(a, b):
    return a < b


wrong_comparison.cases = [(1, "x"), (None, 1), (1j, 2)]


def wrong_unary(a):
    return -a


wrong_unary.cases = [("x",), (None,), ([1],), (np.array([True]),)]


def not_callable(a):
    return a(1)


not_callable.cases = [(1,), (None,), (abs,)]


def no_such_attribute(a):
    return a.nothing


no_such_attribute.cases = [(1,), (np.arange(3),), (None,)]


def no_such_name(a):
    return nothing_of_that_name + a  # noqa: F821


no_such_name.cases = [(1,)]


def no_such_numpy_name(a):
    return np.nothing_of_that_name(a)


no_such_numpy_name.cases = [(1,)]


def wrong_arguments(a):
    return len(a, a)


wrong_arguments.cases = [([],)]


def not_iterable(a):
    for x in a:
        return x


not_iterable.cases = [(1,), (1.5,), (None,), (np.array(3),), ([],)]


def conversions_of_text(a):
    return int(a)


conversions_of_text.cases = [("12",), ("x",), ("",), (None,), ([],)]


def warnings_too(a, b):
    x = a / b
    y = a // b
    warnings.warn("own")
    return x, y


warnings_too.cases = [(np.float64(1), np.float64(0)), (np.int64(1), np.int64(0))]


def after_a_mutation(a, data):
    a[0] = 99
    data.append(1)
    return data[10]


after_a_mutation.cases = [(np.arange(3), [])]


def printed(n):
    for i in range(n):
        print("turn", i)
    return n


printed.cases = [(2,)]


def big_raise(n):
    x = 2**200
    data = [x, x * 3]
    y = x * x
    return data[n] // (y - y)


big_raise.cases = [(0,), (5,)]


def helper(x):
    return 1 // x


def raised_in_a_helper(n):
    total = 0
    for i in range(n, -1, -1):
        total += helper(i)
    return total


raised_in_a_helper.cases = [(3,)]
