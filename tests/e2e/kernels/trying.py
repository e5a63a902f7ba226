"""try statements: which handler, what is bound, what finally does, what is seen afterwards."""

import numpy as np


def caught(n):
    try:
        return 1 // n
    except ZeroDivisionError as error:
        return str(error)
    finally:
        n = 5


caught.cases = [(0,), (1,), (0.5,), ("x",)]


def handlers_in_order(n, data):
    try:
        if n == 4:
            raise RuntimeError("four")
        return data[n] / (n - 1)
    except ZeroDivisionError:
        return "zero"
    except (IndexError, KeyError) as error:
        return "lookup", type(error).__name__, str(error)
    except ArithmeticError:
        return "never"
    except Exception:
        return "other"


handlers_in_order.cases = [(n, [1, 2, 3]) for n in (0, 1, 2, 3, 4)] + [("a", [1])]


def bare_except(a, b):
    try:
        x = a + b
    except:  # noqa: E722
        x = -1
    return x


bare_except.cases = [(1, 2), (1, "x"), (None, 2)]


def else_and_finally(n):
    log = []
    try:
        log.append(1)
        x = 10 // n
    except ZeroDivisionError:
        log.append(2)
        x = 0
    else:
        log.append(3)
    finally:
        log.append(4)
    return log, x


else_and_finally.cases = [(0,), (3,)]


def not_caught_but_cleaned_up(a, n):
    try:
        return a[n]
    finally:
        a[0] = 99


not_caught_but_cleaned_up.cases = [(np.arange(3), 1), (np.arange(3), 7), ([1, 2], 5)]


def finally_overrides(n):
    for i in range(5):
        try:
            if i == n:
                return "in try"
            10 // (i - 3)
        finally:
            if i == 3:
                break
    return i


finally_overrides.cases = [(1,), (9,)]


def return_in_finally(n):
    try:
        return 10 // n
    finally:
        return "finally"  # noqa: B012


return_in_finally.cases = [(0,), (2,)]


def loop_with_continue(n):
    good = bad = 0
    for i in range(n):
        try:
            if i % 3 == 0:
                continue
            good += 12 // (i % 4)
        except ZeroDivisionError:
            bad += 1
            if bad == 3:
                break
        finally:
            good += 1000
    else:
        good = -good
    return good, bad


loop_with_continue.cases = [(0,), (5,), (9,), (40,)]


def name_is_gone_afterwards(n):
    try:
        10 // n
    except ZeroDivisionError as error:
        n = len(str(error))
    return error


name_is_gone_afterwards.cases = [(0,), (1,)]


def name_hides_a_local(n):
    error = 5
    try:
        10 // n
    except ZeroDivisionError as error:
        pass
    return error


name_hides_a_local.cases = [(0,), (1,)]


def raised_again(n):
    try:
        10 // n
    except ZeroDivisionError:
        n = 7
        raise


raised_again.cases = [(0,), (1,)]


def raised_instead(n):
    try:
        10 // n
    except ZeroDivisionError as error:
        raise ValueError("bad n") from error


raised_instead.cases = [(0,), (1,)]


def raised_in_a_handler(n, data):
    try:
        10 // n
    except ZeroDivisionError:
        return data[5]


raised_in_a_handler.cases = [(0, [1]), (1, [1])]


def nested(n, m):
    out = []
    try:
        try:
            out.append(10 // n)
            out.append([1, 2][m])
        except ZeroDivisionError:
            out.append("inner")
            out.append([1, 2][m])
        finally:
            out.append("cleanup")
    except IndexError as error:
        out.append(str(error))
    return out


nested.cases = [(n, m) for n in (0, 5) for m in (0, 9)]


def types_after_a_handler(n):
    x = 0
    try:
        x = 1.5
        x = x / n
        x = 2**70
    except ZeroDivisionError:
        pass
    return x


types_after_a_handler.cases = [(0,), (1,)]


def half_done(a):
    i = -1
    try:
        for i in range(10):
            a[i] = 100 // (3 - i)
    except ZeroDivisionError:
        a[0] = -1
    return a, i


half_done.cases = [(np.zeros(10),), (np.zeros(10, dtype=np.int64),), ([0] * 10,)]


def big_ints_in_flight(n):
    x = 2**100
    total = 0
    for i in range(n):
        y = x * i
        try:
            total += y // (i % 5)
        except ZeroDivisionError as error:
            total -= y + len(str(error))
    return total


big_ints_in_flight.cases = [(0,), (1,), (12,)]


def overflow_in_try(n):
    x = 2**62
    try:
        for _ in range(n):
            x += x
        y = 1 // (n - 2)
    except ZeroDivisionError:
        return "zero", x
    return x, y


overflow_in_try.cases = [(0,), (1,), (2,), (3,)]


def errors_of_numpy(a, b):
    try:
        return a + b
    except ValueError as error:
        return str(error)


errors_of_numpy.cases = [(np.arange(3), np.arange(4)), (np.arange(3), 1)]


def unbound_in_the_handler(n):
    try:
        y = 10 // n
        z = y + 1
    except ZeroDivisionError:
        z = y
    return z


unbound_in_the_handler.cases = [(0,), (2,)]


def no_exception_class(n):
    try:
        10 // n
    except n:
        return 1
    return 2


no_exception_class.cases = [(0,), (1,)]


def unknown_class(n):
    try:
        return 10 // n
    except NoSuchClass:  # noqa: F821
        return 1


unknown_class.cases = [(0,), (1,)]


def helper(n):
    if n > 2:
        raise KeyError(n)
    return 1 // n


def raised_by_a_helper(n):
    try:
        return helper(n)
    except KeyError as error:
        return error.args


raised_by_a_helper.cases = [(0,), (1,), (5,)]


def while_true(n):
    while True:
        try:
            n -= 1
            100 // n
        except ZeroDivisionError:
            break
    return n


while_true.cases = [(3,), (1,)]


def asserted(n):
    try:
        assert n > 0, "not positive"
    except AssertionError as error:
        return str(error)
    return n


asserted.cases = [(0,), (1,)]


def stopped(data):
    try:
        for x in data:
            if x > 2:
                raise StopIteration
    except StopIteration:
        return "stopped"
    return "whole"


stopped.cases = [([1, 2, 3],), ([1],)]


def groups(n):
    try:
        10 // n
    except* ZeroDivisionError:
        n = 3
    return n


groups.cases = [(0,)]
groups.may_refuse = True
