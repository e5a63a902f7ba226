"""With statements: every way in and out of them, what a manager may do, and that code under np.errstate obeys
the state that is in force when it runs, whatever it was compiled to."""

import contextlib
import warnings

import numpy as np

np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")

STATES = ("ignore", "warn", "raise")


# An exception's line is that of the innermost frame of the kernel's file: what raises is of another.
OTHER_FILE = '''
class Manager:
    """Notes what happens to it; may swallow, and may raise on entering or leaving."""

    def __init__(self, log, name=0, swallows=False, enter=None, leave=None):
        self.log, self.name, self.swallows, self.enter, self.leave = log, name, swallows, enter, leave

    def __enter__(self):
        self.log.append(("enter", self.name))
        if self.enter is not None:
            raise self.enter(self.name)
        return self.name

    def __exit__(self, kind, value, traceback):
        self.log.append(("exit", self.name, kind, str(value)))
        if traceback is not None:
            self.log.append(traceback.tb_lineno)
        if self.leave is not None:
            raise self.leave(self.name)
        return self.swallows


class Boom:
    def __bool__(self):
        raise OverflowError("neither")


class Misbehaves:
    """Finding the method raises."""

    @property
    def __enter__(self):
        raise LookupError("no way in")

    def __exit__(self, *args):
        return None
'''
exec(compile(OTHER_FILE, "managers", "exec"))


def flows(n, log):
    for i in range(n):
        with Manager(log, i) as name:
            if i == 1:
                continue
            if i == 4:
                break
            log.append(name)
    else:
        log.append("else")
    return i


flows.cases = [(3, []), (9, []), (1, [])]


def returns(a, log):
    with Manager(log, 1) as one:
        for x in a:
            with Manager(log, one + 1):
                if x > 2:
                    return x, len(log)
    return None


returns.cases = [([1, 2, 3], []), ([], []), ([1.5, 2.5], [])]


def raises_in_body(a, i, log, swallows):
    with Manager(log, 1, swallows):
        log.append(a[i])
        a[i] = 10 // a[i]
        log.append(a[i])
    return i, a


raises_in_body.cases = [
    ([1, 2, 0], k, [], swallows) for k in (0, 2, 3) for swallows in (False, True, 0, 1.5, [], "yes")
]


def swallowed_in_a_loop(values, log):
    total = 0
    for x in values:
        with Manager(log, x, True):
            total += 100 // x
            continue
        total -= 1
    return total


swallowed_in_a_loop.cases = [([1, 0, 7, 0], []), ([2**70, 0, -1], []), ([0.0, 0.5], [])]


def raises_on_entering(log, error):
    with Manager(log, 1), Manager(log, 2, enter=error) as two:
        log.append(two)
    return log


raises_on_entering.cases = [([], error) for error in (None, ValueError, KeyError)]


def context_of(exception):
    """CPython executes it: what was being handled is not asked for in a kernel."""
    return type(exception.__context__)


def raises_on_leaving(log, error, x):
    try:
        with Manager(log, 1, leave=error):
            return 1 / x
    except ArithmeticError as e:
        return str(e), context_of(e)


raises_on_leaving.cases = [
    ([], error, x)
    for error in (None, ValueError, OverflowError)
    for x in (2, 0, 0.0)
]


def several_items(log, x):
    with (
        Manager(log, 1) as one,
        Manager(log, 2, True) as two,
        Manager(log, 3, leave=ZeroDivisionError if x else None),
    ):
        return one + two / x
    return x


several_items.cases = [([], 0), ([], 1), ([], 2.5)]


def target_is_unpacked(pair, log):
    with Manager(log, pair) as (a, b), Manager(log, a) as log[0]:
        return a, b, log[0]


target_is_unpacked.cases = [((1, 2), [0]), ((1, 2, 3), [0]), ((2.5, "b"), []), (5, [0])]


def manager_is_evaluated(log, a, i):
    with Manager(log, a[i]):
        log.append(i)
    with contextlib.nullcontext(a[i] + 1) as more:
        pass
    return more


manager_is_evaluated.cases = [([], [1, 2], 1), ([], [1, 2], 5), ([], ["a"], 0)]


class OnlyEnters:
    def __enter__(self):
        return 1


class OnlyLeaves:
    def __exit__(self, *args):
        return True


class WithOwnAttributes:
    def __init__(self):
        self.__enter__ = self.__exit__ = lambda *args: 1


class EntersByClass:
    """Methods of other kinds: found on the type, bound as it says."""

    @staticmethod
    def __enter__():
        return "static"

    @classmethod
    def __exit__(cls, kind, value, traceback):
        return kind is not None


MANAGERS = (OnlyEnters, OnlyLeaves, WithOwnAttributes, EntersByClass, Misbehaves)


def protocol(kind, x):
    made = kind()
    with made as value:
        x = 1 // x
    return x, value


protocol.cases = [(kind, x) for kind in (*MANAGERS, int, list) for x in (0, 1)]


def not_managers(x):
    with x:
        return 1


not_managers.cases = [(1,), (1.5,), (None,), ("a",), ([1],), ((1, 2),), (np.arange(3),)]


def suppressed(a, b):
    done = 0
    for x in a:
        with contextlib.suppress(ZeroDivisionError, IndexError):
            done += b[int(10 // x)]
    return done


suppressed.cases = [([1, 0, 5], [1, 2, 3]), ([1.0, 0.0, 5.0], [1, 2, 3]), (["x"], [1])]


@contextlib.contextmanager
def generating(log, swallow):
    log.append("begin")
    try:
        yield len(log)
    except ValueError as error:
        log.append(str(error))
        if not swallow:
            raise
    finally:
        log.append("end")


def generated(log, swallow, n):
    with generating(log, swallow) as count:
        if n > 2:
            raise ValueError(f"n is {n}")
        if n > 1:
            raise KeyError(n)
        count += n
    return count


generated.cases = [([], swallow, n) for swallow in (False, True) for n in (0, 2, 3)]


def truth_of_the_result(log, x):
    with Manager(log, 1, Boom()):
        x = 1 // x
    return x


truth_of_the_result.cases = [([], 0), ([], 1)]


def within_try(log, x, swallows):
    try:
        with Manager(log, 1, swallows):
            try:
                x = 7 % x
            finally:
                log.append(x)
        log.append("after")
    except ZeroDivisionError:
        log.append("caught")
    else:
        log.append("fine")
    finally:
        with Manager(log, 2):
            log.append("finally")
    return log


within_try.cases = [([], x, swallows) for x in (0, 2) for swallows in (False, True)]


def raised_anew(log):
    try:
        with Manager(log, 1):
            raise ValueError("first")
    except ValueError as e:
        with Manager(log, 2):
            raise KeyError(str(e)) from e


raised_anew.cases = [([],)]


def unbound_afterwards(x):
    with contextlib.suppress(ZeroDivisionError):
        y = 1 // x
    return y


unbound_afterwards.cases = [(0,), (1,)]


def changes_type(x):
    value = 1
    with contextlib.suppress(ZeroDivisionError):
        value = 2.5
        value = [1 // x]
        value.append(2**80)
    return value


changes_type.cases = [(0,), (1,)]


def inlined_within(xs, state):
    return [guarded(x, state) for x in xs]


def guarded(x, state):
    with np.errstate(all=state):
        return one_over(x)


def one_over(x):
    return np.float64(1.0) / x


inlined_within.cases = [([1.0, 0.0, 2.0], state) for state in STATES]


def result_outlives(n):
    with np.errstate(all="ignore"):
        a = np.zeros(n)
        b = a / a
        total = b.sum()
    b[0] = 5.0
    return a, b, total


result_outlives.cases = [(1,), (5,)]


# ---- np.errstate ----

ZEROS = np.array([1.0, 0.0, -2.0, 0.0])
LARGE = np.array([1e308, 1e-308, 2.0, np.inf])


def arrays(a, b, state):
    with np.errstate(all=state):
        c = a / b
        d = a * b - b
    return c, d


arrays.cases = [(a, b, state) for state in STATES for a, b in ((ZEROS, ZEROS), (LARGE, LARGE), (LARGE, ZEROS))]


def one_state(a, b, state):
    with np.errstate(divide=state, invalid="ignore"):
        c = a / b
    return c, a / b


one_state.cases = [(ZEROS, ZEROS, state) for state in STATES]


def in_loops(a, b, state):
    total = 0.0
    for i in range(3):
        with np.errstate(divide=state, invalid=state, under=state, over=state):
            total += np.sum(a * b / a)
        total += (a / b).sum()
        b = b * 1e-200
    return total


in_loops.cases = [
    (a, b, state)
    for state in STATES
    for a, b in ((LARGE[:3], LARGE[:3]), (ZEROS, LARGE), (np.full(40, 1e-200), np.ones(40)))
]


def moves_nothing_out(n, state):
    """What is computed here and used there is computed here."""
    total = 0.0
    for i in range(n):
        a = np.full(3, float(i))
        with np.errstate(divide=state, invalid=state):
            b = 1.0 / a
        total += b.sum()
        c = 2.0 / a
        with np.errstate(divide=state, invalid=state):
            total += c.max()
            d = a / a + c
        e = d - d
    return total, e


moves_nothing_out.cases = [(3, state) for state in STATES]


def around_the_loop(a, state):
    n = len(a)
    b = np.empty(n)
    with np.errstate(all=state):
        for i in range(n):
            b[i] = 1.0 / a[i] * 1e-300
    for i in range(n):
        b[i] = b[i] - a[i] * 1e300
    return b


around_the_loop.cases = [(a, state) for state in STATES for a in (ZEROS, LARGE, np.ones(3))]


def scalars(x, y, state):
    with np.errstate(all=state):
        z = x / y
        z = z - x * y
        z = z * z
    return z, x / y


scalars.cases = [
    (np.float64(x), np.float64(y), state)
    for state in STATES
    for x, y in ((1.0, 0.0), (0.0, 0.0), (1e308, 1e-308), (1e-308, 1e308), (np.inf, np.inf))
]


def integer_scalars(x, y, state):
    with np.errstate(all=state):
        z = x // y, x % y, x * x, x + x
    return z, x // y


integer_scalars.cases = [
    (dtype(x), dtype(y), state)
    for state in STATES
    for dtype in (np.int64, np.int8, np.uint8)
    for x, y in ((100, 0), (127, 3))
]


def items(a, state):
    total = np.float64(0.0)
    for i in range(len(a)):
        with np.errstate(divide=state):
            total += 1.0 / a[i]
        with np.errstate(over=state, invalid="ignore"):
            total += a[i] * a[i] * 1e300
    return total


items.cases = [(a, state) for state in STATES for a in (ZEROS, LARGE)]


def functions(a, state):
    with np.errstate(all=state):
        b = np.log(a)
        b += np.sqrt(-a)
        b *= np.exp(a * 1e3)
    return b, np.log(a)


functions.cases = [(a, state) for state in STATES for a in (ZEROS, np.array([1.0, 2.0]))]


def reductions(a, state):
    with np.errstate(all=state):
        return a.sum(), np.prod(a), a.mean(), a.max(), np.cumsum(a)


reductions.cases = [
    (a, state)
    for state in STATES
    for a in (np.array([1e308, 1e308]), np.array([np.inf, -np.inf]), np.full(20, 1e-100), np.empty(0))
]


def in_place(a, b, state):
    with np.errstate(all=state):
        a /= b
        a[1:] = a[1:] * b[1:]
        a[0] -= b[0]
    return a


in_place.cases = [(a.copy(), b, state) for state in STATES for a, b in ((ZEROS, ZEROS), (LARGE, ZEROS))]


def choices(a, state):
    total = 0.0
    for _ in range(2):
        with np.errstate(divide=state, invalid=state):
            total += np.where(a > 0.0, 1.0 / a, 0.0).sum()
    return total


choices.cases = [(a, state) for state in STATES for a in (ZEROS, np.zeros(3), np.ones(3))]


def narrow(a, state):
    with np.errstate(all=state):
        return a / a, a * a, a.astype(np.float64) / 0


narrow.cases = [
    (np.array([0, 1, 3], dtype=dtype), state)
    for state in STATES
    for dtype in (np.float32, np.float16, np.int64, np.uint8, np.complex64)
]


def nested(x, outer, inner):
    results = [x / 0]
    with np.errstate(divide=outer, invalid=outer):
        results.append(x / 0)
        with np.errstate(divide=inner):
            results.append(x / 0)
        results.append(x / 0)
    results.append(x / 0)
    return results


nested.cases = [
    (x, outer, inner)
    for x in (np.float64(2.0), np.array([0.0, 1.0]))
    for outer in STATES
    for inner in STATES
]


def two_items(x, outer, inner):
    with np.errstate(divide=outer), np.errstate(divide=inner, invalid="ignore"):
        y = x / 0
    return y, x / 0


two_items.cases = [(np.float64(2.0), outer, inner) for outer in STATES for inner in STATES]


def left_by_every_way(a, state):
    for x in a:
        with np.errstate(divide=state):
            if x == 5:
                continue
            if x == 6:
                break
            if x == 7:
                return x / np.float64(0)
            if x == 8:
                raise ValueError("eight")
            x = x / np.float64(0)
    return np.float64(1) / 0, x


left_by_every_way.cases = [([float(x)], state) for state in STATES for x in (1, 5, 6, 7, 8)]


def caught_within(x, y):
    try:
        with np.errstate(all="raise"):
            return x / y
    except FloatingPointError as e:
        return str(e), np.float64(1) / 0


caught_within.cases = [(np.float64(1), np.float64(0)), (ZEROS, ZEROS), (np.float64(1), np.float64(2))]


def called_back(x, log):
    with np.errstate(all="call", call=lambda kind, flag: log.append((kind, flag))):
        y = x / 0
        y = y - y
    return y, log


called_back.cases = [(np.float64(1), []), (ZEROS, [])]


def set_without_with(x):
    old = np.seterr(all="raise")
    try:
        return x / 0
    finally:
        np.seterr(**old)


set_without_with.cases = [(np.float64(1),), (ZEROS,), (np.float64(0),)]


def as_decorator_or_object(a):
    state = np.errstate(all="ignore")
    with state as value:
        b = a / 0
    return value, b


as_decorator_or_object.cases = [(ZEROS,)]


# ---- warnings ----


def recorded(a):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        b = a / 0
        c = np.float64(1) / 0
    return b, c, [(w.category, str(w.message)) for w in caught]


recorded.cases = [(ZEROS,), (np.ones(1),)]


def made_errors(a, kind):
    with warnings.catch_warnings():
        warnings.simplefilter(kind)
        b = 1.0 / a
        c = b[0] * 1e300
    return b, c


made_errors.cases = [(a, kind) for a in (ZEROS, ZEROS[::-1], LARGE) for kind in ("error", "ignore", "always")]
