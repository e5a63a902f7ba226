"""any(), all(), argmax() and argmin() of arrays and of what is computed of them in a loop, and the means of
float32: empty, around the lengths at which NumPy goes on otherwise, nan, both zeros, extremes, every layout."""

import numpy as np

RANDOM = np.random.default_rng(11)
LENGTHS = [0, 1, 2, 7, 8, 9, 129, 8192, 8193]


def floats(n):
    for dtype in (np.float64, np.float32):
        yield RANDOM.standard_normal(n).astype(dtype)
        yield np.where(RANDOM.random(n) < 0.5, -0.0, 0.0).astype(dtype)
        yield np.where(RANDOM.random(n) < 2 / (n + 1), np.nan, RANDOM.random(n)).astype(dtype)
        yield np.full(n, -np.inf).astype(dtype)
        yield np.where(RANDOM.random(n) < 0.5, 1e38, 1e-45).astype(dtype)


def integers(n):
    for dtype in (np.int64, np.uint64, np.int8, np.uint8):
        yield RANDOM.integers(0, 3, n).astype(dtype)
        yield np.full(n, np.iinfo(dtype).min)
        yield np.full(n, np.iinfo(dtype).max)
        yield RANDOM.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, n, dtype=dtype)


def numbers():
    for n in LENGTHS:
        for x in (*floats(n), *integers(n)):
            yield from ((x,), (x[::-2],), (x[: n // 2 * 2].reshape(2, -1).T,), (x[: n // 2 * 2].reshape(2, -1),))


def truths():
    for n in LENGTHS:
        for x in (RANDOM.random(n) < 0.1, np.ones(n, dtype=bool), np.zeros(n, dtype=bool)):
            yield from ((x,), (x[::-2],), (x[: n // 2 * 2].reshape(2, -1),))


def anything():
    return [*numbers(), *truths(), (np.array([0, "", None], dtype=object),)]


def of_the_items(x):
    for _ in range(2):
        found = np.any(x), x.all(), np.argmax(x), x.argmin()
    return found


of_the_items.cases = anything


def methods(x):
    for _ in range(2):
        found = x.any(), np.all(x), x.argmax(), np.argmin(x)
    return found


methods.cases = anything


def of_what_is_computed(x):
    for _ in range(2):
        found = np.any(x > 1), (x <= 1).all(), np.argmax(np.abs(x * 2)), (x * x - x).argmin(), np.argmax(x < 1)
    return found


of_what_is_computed.cases = lambda: list(numbers())


def means(x):
    for _ in range(2):
        found = np.mean(x), (x * 2).mean()
    return found


means.cases = lambda: list(numbers())


def once(x):
    return np.any(x), np.all(x > 0), np.argmax(x), x.argmin()


once.cases = anything


def steers(x, limit):
    count = 0
    for i in range(len(x)):
        if np.any(x > i) and not (x < -limit).all():
            count += np.argmax(x * i)
    return count


steers.cases = [(np.arange(9.0), 3), (np.zeros(4), 0), (np.array([1.0, np.nan]), 2)]
