"""Loops over arrays inside try and with statements: whatever NumPy raises or warns of there goes to the handler
that is in force, with what an operation in place had stored by then, and the values that the locals had."""

import numpy as np

np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")

STATES = ("ignore", "warn", "raise")
INF, NAN = float("inf"), float("nan")


def vectors():
    random = np.random.default_rng(3)
    for length in (0, 1, 7, 130, 8193):
        yield random.standard_normal(length), random.random(length) + 0.5
    yield np.array([1.0, -0.0, 0.0, 1e308, 5e-324]), np.array([0.0, 0.0, -0.0, 1e-308, 2.0])
    yield np.array([INF, NAN, -INF, -1.0]), np.array([INF, 1.0, 0.0, NAN])
    x, y = random.standard_normal(2 * 700), random.random(2 * 700)
    y[1100] = 0.0
    yield x[::2], y[::2]
    yield x[::-1], y
    yield np.arange(4.0), np.arange(5.0)


def with_states():
    return [(x.copy(), y.copy(), state) for x, y in vectors() for state in STATES]


def under_errstate(x, y, state):
    total = 0.0
    with np.errstate(all=state):
        for _ in range(3):
            z = (x + y) * 2.0 - x
            total += np.sum(z / y)
    return total


def handled(x, y, state):
    total, failed = 0.0, []
    for i in range(3):
        try:
            with np.errstate(all=state):
                z = (x - y) / (y * i)
                total += np.max(z * z)
        except (FloatingPointError, ValueError) as error:
            failed.append((i, str(error), total))
    return total, failed


def in_place(x, y, state):
    noted = []
    for i in range(3):
        try:
            with np.errstate(all=state):
                x /= y
                x += y * i
                x *= 2.0
        except (FloatingPointError, ValueError) as error:
            noted.append((i, str(error), x.copy()))
        else:
            noted.append(x.copy())
    return noted


def to_slices(x, y, state):
    noted = []
    for i in range(3):
        try:
            with np.errstate(all=state):
                x[1:] = y[1:] / x[:-1]
                x[::2] *= 3.0
                x[1:-1] += x[2:] - 2.0 * x[1:-1] + x[:-2]
        except (FloatingPointError, ValueError) as error:
            noted.append((i, str(error), x.copy()))
    return x, noted


def read_only(x, y, state):
    noted = []
    x.flags.writeable = False
    for i in range(2):
        try:
            x += y
        except ValueError as error:
            noted.append((i, str(error)))
    return x, noted, state


def replaced_first(x, y, state):
    """What a name stood for when its statement raised."""
    seen = []
    for i in range(3):
        z = i
        try:
            with np.errstate(all=state):
                z = x / (y - i)
                w = np.sqrt(z) + z
                z = np.sum(w * w)
        except (FloatingPointError, ValueError):
            seen.append(z)
        finally:
            seen.append(z)
    return seen


def nested(x, y, state):
    inner, outer = 0, 0
    for i in range(4):
        try:
            try:
                with np.errstate(all=state):
                    z = x * y / (x - 1.0 * i)
                inner += np.sum(z > 0.0)
            except FloatingPointError:
                inner += 1
                if i == 2:
                    raise
            z = z + y
        except (ValueError, FloatingPointError, UnboundLocalError):
            outer += 1
            continue
        finally:
            outer += 100
    return inner, outer


def left_early(x, y, state):
    for i in range(5):
        try:
            with np.errstate(all=state):
                z = (x + i) * y
                if np.sum(z) > 10.0:
                    return i, z
        except FloatingPointError:
            break
        finally:
            x = x + 1.0
    return x


def on_one_line(x, y, state):
    found = []
    for i in range(3):
        with np.errstate(all=state): z = x / y; found.append(np.sum(z * i))  # fmt: skip # noqa: E701, E702
    return found


def of_integers(x, y, state):
    counts, noted = x.astype(np.int64), []
    for i in range(3):
        try:
            with np.errstate(all=state):
                counts //= i + counts
                counts += 7 * counts
        except FloatingPointError as error:
            noted.append((str(error), counts.copy()))
    return counts, noted, y


def of_two_dimensions(x, y, state):
    a, b = x[: len(x) // 2 * 2].reshape(2, -1).copy(), y[: len(y) // 2 * 2].reshape(2, -1).copy()
    total = 0.0
    for _ in range(2):
        try:
            with np.errstate(all=state):
                a = a * b + np.abs(a) / b
                total += a.sum()
        except FloatingPointError:
            total -= 1.0
    return total, a


for _kernel in (
    under_errstate, handled, in_place, to_slices, read_only, replaced_first, nested, left_early, on_one_line,
    of_integers, of_two_dimensions,
):  # fmt: skip
    _kernel.cases = with_states


def small(n, d):
    total, failed = 0.0, 0
    for i in range(n):
        try:
            a = np.array([i, i * 0.5, d])
            total += np.sum(a) + np.prod(a)
            total += np.mean(np.array([1.0, d, i]))
            total += 1 // (i % 3)
        except ZeroDivisionError:
            failed += 1
    return total, failed


small.cases = [(0, 1.0), (5, 2.0), (7, INF), (4, NAN), (5, 1e308), (6, 5e-324)]


def small_exact(n):
    total = 0
    with np.errstate(all="raise"):
        for i in range(n):
            total += np.sum(np.array([2**63 * i, 2**64 + i]))
            total += int(np.sum(np.array([i, i + 1])))
    return total


small_exact.cases = [(0,), (1,), (9,)]


def small_raises(n, state):
    found = []
    with np.errstate(all=state):
        for i in range(n):
            try:
                found.append(np.prod(np.array([1e200, 10.0 ** (40 * i)])))
                found.append(np.mean(np.array([1e-308, 10.0**-i])))
            except FloatingPointError as error:
                found.append(str(error))
    return found


small_raises.cases = [(n, state) for n in (0, 2, 7) for state in STATES]
