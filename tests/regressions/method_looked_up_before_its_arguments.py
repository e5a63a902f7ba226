"""x.name(…) looks the attribute up before the arguments are evaluated: when both fail, its exception is the one that
is raised; and what it found is called, whatever the arguments do to x."""

import numpy as np


def no_function_of_the_module(a):
    return np.arcont([a, not a])


no_function_of_the_module.cases = [(np.arange(6.0),)]


def no_method(a):
    return a.nothing(1 // 0)


no_method.cases = [(3,), (np.arange(3),), ([1],), ("x",), (np.float64(1),)]


def only_some_have_it(a, b):
    return a.append(b[5]), a.other(b[5])


only_some_have_it.cases = [(3, [1]), (np.arange(3), [1]), ([1], [1]), ("x", [1])]


class Counted:
    """Tells how often an attribute was looked up, and gives another one each time."""

    def __init__(self):
        self.looked_up = 0

    def __getattr__(self, name):
        if name != "next":
            raise AttributeError(name)
        self.looked_up += 1
        return [max, min, "no function"][self.looked_up - 1]


def looked_up_once(n):
    x = Counted()
    found = [x.next(n + 1, x.looked_up, 3), x.next(n - 5, x.looked_up)]
    try:
        x.next(n, x.looked_up)
    except TypeError as error:
        found.append(str(error))
    return found, x.looked_up


looked_up_once.cases = [(2,), (20,)]


def replaced_by_an_argument(words, other):
    return words.count((words := other)[0]), words.index(other[-1], len(words) - 1)


replaced_by_an_argument.cases = [
    ([1, 2, 1], [1, 5]), ("abca", "ax"), ((1, 2), [2, 2, 7]), ([1], []), ("a", [1]), (np.arange(3), [1]),
]  # fmt: skip


def with_keywords(a, k):
    return a.sum(axis=k - 1), a.reshape(k + 1, -1), a.sum(axs=k // 0)


with_keywords.cases = [(np.ones((2, 2)), 1), (np.ones(3), 0), (np.ones((2, 2)), 3), (1.5, 0)]
