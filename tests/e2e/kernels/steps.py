"""Steps of elementwise loops that round, divide with a remainder, test and limit: each of every pair of special
values, and of many ordinary ones, with NumPy's bits and warnings."""

import numpy as np

np.seterr(divide="warn", over="warn", under="warn", invalid="warn")

SPECIAL = [
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 1.0 / 3.0, 3.0, -3.0, 7.0, 1e-20, -1e-20, 4503599627370495.5,
    2.0**50, 2.0**53 + 2.0, -(2.0**53), 1e16, 1e300, -1e308, 5e-324, -5e-324, 2.2250738585072014e-308, 1e-308,
    np.inf, -np.inf, np.nan, -np.nan, np.nextafter(3.0, 0.0), np.nextafter(1.0, 2.0), 0.30000000000000004,
]  # fmt: skip


def pairs(dtype):
    with np.errstate(all="ignore"):
        special = np.array(SPECIAL).astype(dtype)
    random = np.random.default_rng(5)
    for one in special:
        yield np.full(len(special), one), special
    near = (np.arange(1, 2001) * 0.1).astype(dtype)
    for other in (0.1, 0.3, -0.7, 3.0, -1.0):
        yield near, np.full(2000, other, dtype)
        yield -near, np.full(2000, other, dtype)
    for length in (0, 1, 7, 129, 8193):
        x, y = random.standard_normal(2 * length) * 1e3, random.standard_normal(2 * length)
        yield x[:length].astype(dtype), y[:length].astype(dtype)
        yield x[::2].astype(dtype)[::-1], y.astype(dtype)[::2]
    spread = 10.0 ** random.integers(-30, 30, 3000)
    yield (random.standard_normal(3000) * spread).astype(dtype), (random.standard_normal(3000) * spread[::-1]).astype(dtype)
    whole = random.integers(-50, 50, 3000)
    yield whole.astype(dtype), np.where(whole == 0, 1, whole)[::-1].astype(dtype)


def of_floats():
    return [pair for dtype in (np.float64, np.float32) for pair in pairs(dtype)]


def of_any():
    ints = [
        (np.arange(-300, 300).astype(dtype), np.arange(600)[::-1].astype(dtype) - 7)
        for dtype in (np.int8, np.uint8, np.int32, np.uint64, np.int64)
    ]
    return of_floats() + ints + [(np.arange(5) > 2, np.arange(5) % 2 == 0)]


def floors(x, y):
    for _ in range(2):
        z = x // y
    return z, z.dtype


def remainders(x, y):
    for _ in range(2):
        z = x % y
    return z


def wrapped(x, y):
    found = 0.0
    for _ in range(2):
        found = np.sum((x + y) % 1.0 - x // 0.25)
    return found


def wrapped_in_place(x, y):
    for _ in range(2):
        x += y
        x %= 2.5
        y //= 1.5
    return x, y


def roundings(x, y):
    for _ in range(2):
        z = np.floor(x) - np.ceil(y)
        w = np.rint(x) + np.trunc(y * 2)
    return z, w


def signs(x, y):
    for _ in range(2):
        z = np.sign(x) * np.abs(y)
    return z


def clipped(x, y):
    for _ in range(2):
        z = np.clip(x, 0.0, 1.0)
        w = np.clip(x * 2, -1, 3) + y
    return z, w


def between(x, y):
    for _ in range(2):
        z = np.clip(x, -y, y)
    return z


def bounds(x, y):
    found = []
    for low in (0.0, -1.5, float("nan"), 3.0):
        for high in (1.0, float("inf"), float("nan"), -2.0):
            found.append(np.clip(x, low, high))
    return found, y


def tested(x, y):
    for _ in range(2):
        z = np.isnan(x) | np.isinf(y)
        w = np.isfinite(x)
        some = np.sum(np.isnan(x / 2))
        chosen = np.where(np.isnan(x), y, x)
    return z, w, some, chosen


def logic(x, y):
    for _ in range(2):
        z = np.logical_and(x, y)
        w = np.logical_or(x > y, np.logical_not(x))
        some = np.sum(np.logical_and(x > 1, y < 1))
    return z, w, some


for _kernel in (floors, remainders, wrapped, wrapped_in_place, roundings, clipped, between, bounds, tested):
    _kernel.cases = of_floats
for _kernel in (signs, logic):
    _kernel.cases = of_any


def of_numbers(x, low, high):
    for _ in range(2):
        z = np.clip(x, low, high)
    return z, z.dtype


of_numbers.cases = [
    (np.arange(-5, 5).astype(dtype), low, high)
    for dtype in (np.int8, np.uint8, np.int64, np.float32, np.float64)
    for low, high in ((0, 3), (-1, 2), (-300, 300), (0.5, 2.5), (2**40, 2**41), (3, 1), (None, 2), (1e39, 1e40))
]
