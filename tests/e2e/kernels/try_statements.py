"""Try statements: what is caught, what passes through finally, what stays bound."""

import numpy as np


def simple(a, b):
    try:
        return a // b
    except ZeroDivisionError:
        return -1


simple.cases = [(7, 2), (7, 0), (7.5, 0), (2**70, 0)]


def loop(n):
    bad = 0
    t = 0
    for i in range(n):
        try:
            t += 100 // (i % 3)
        except ZeroDivisionError as e:
            bad += len(str(e))
        else:
            t += 1
        finally:
            t += 2
    return t, bad


loop.cases = [(100,), (0,)]


def fin(n):
    log = []
    for i in range(n):
        try:
            if i == 2:
                continue
            if i == 5:
                break
            log.append(i)
        finally:
            log.append(-i)
    return log


fin.cases = [(10,), (1,)]


def reraise(a):
    try:
        return a[10]
    except ValueError:
        return 1


reraise.cases = [([1],)]


def bare(a):
    try:
        return a[10]
    except IndexError:
        raise


bare.cases = [([1],)]


def nested(a):
    try:
        try:
            x = a["k"]
        except TypeError:
            x = 5
            y = x // 0
        finally:
            z = 3
    except ZeroDivisionError:
        return "zero", z, x
    return x, z


nested.cases = [([1],), ({"k": 3},)]


def ret(a):
    try:
        return a
    finally:
        a += 1


ret.cases = [(3,)]


def override(a):
    try:
        raise ValueError("x")
    finally:
        return a


override.cases = [(3,)]


def named(a):
    try:
        a[5]
    except IndexError as e:
        pass
    return e


named.cases = [([1],)]


def raising(n):
    try:
        if n > 3:
            raise ValueError(f"too big: {n}")
        return n
    except ValueError as e:
        return str(e)


raising.cases = [(1,), (9,)]


def tup(n):
    try:
        return [1, 2, 3][n]
    except (KeyError, IndexError):
        return None


tup.cases = [(1,), (7,)]


def weird(n):
    try:
        return 1 // n
    except 5:
        return 0


weird.cases = [(0,), (1,)]


def h(x):
    if x < 0:
        raise ValueError("neg")
    return x ** 0.5


def calls(n):
    c = 0
    for i in range(-n, n):
        try:
            c += h(i)
        except ValueError:
            c -= 1
    return c


calls.cases = [(50,)]


def big(a, n):
    t = 0
    for i in range(n):
        try:
            t += 2**62 * i
            t += a[i]
        except IndexError:
            t -= 1
    return t


big.cases = [(np.arange(3), 6)]
