"""Loops, scopes, iteration, and the order in which things are evaluated."""

import numpy as np

OFFSET = 10
CALLS = []


def noted(x):
    CALLS.append(x)
    return x


def loop_variable_after_the_loop(n):
    for i in range(n):
        pass
    return i


loop_variable_after_the_loop.cases = [(0,), (3,)]


def unbound_in_one_branch(n):
    if n > 2:
        x = 1
    return x


unbound_in_one_branch.cases = [(0,), (3,)]


def unbound_until_the_loop_runs(n):
    for i in range(n):
        if i > 0:
            y = y + i
        else:
            y = 5
    return y


unbound_until_the_loop_runs.cases = [(0,), (1,), (4,)]


def deleted(n):
    x = n
    del x
    return x


deleted.cases = [(1,)]


def rebound_in_the_body(n):
    seen = 0
    for i in range(n):
        seen += i
        i = 100
    return seen


rebound_in_the_body.cases = [(0,), (5,)]


def bound_changes(n):
    m = n
    count = 0
    for _ in range(m):
        m = m + 10
        count += 1
    return count, m


bound_changes.cases = [(0,), (4,)]


def ranges(a, b, c):
    out = []
    for i in range(a, b, c):
        out.append(i)
    return out, len(range(a, b, c))


ranges.cases = [
    (0, 5, 1), (0, 5, 2), (5, 0, -1), (5, 0, -2), (0, 0, 1), (0, 5, -1), (5, 0, 1), (-3, 3, 4),
    (2**63 - 2, 2**63 + 2, 1), (2**63 + 2, 2**63 - 2, -1), (-(2**63) - 2, -(2**63) + 2, 1),
    (2**63 - 3, 2**63 - 1, 2**62), (0, 10, 0), (2**63 - 10, 2**63 - 1, 4), (0, 2**70, 2**68),
]  # fmt: skip


def range_of_something_else(x):
    total = 0
    for i in range(x):
        total += i
    return total


range_of_something_else.cases = [(3.0,), (True,), (np.int64(4),), (np.float64(4),), ("3",)]


def appended_while_iterating(n):
    data = [1, 2, 3]
    for x in data:
        if len(data) < n:
            data.append(x * 2)
    return data


appended_while_iterating.cases = [(0,), (10,)]


def shrunk_while_iterating():
    data = [1, 2, 3, 4]
    seen = []
    for x in data:
        seen.append(x)
        data.pop()
    return seen, data


shrunk_while_iterating.cases = [()]


def aliased_rows():
    rows = [[0] * 2] * 2
    rows[0][1] = 5
    return rows


aliased_rows.cases = [()]


def aliased_lists(n):
    a = [n]
    b = a
    b.append(2)
    a += [3]
    return a, b, a is b


aliased_lists.cases = [(1,)]


def chained_comparison(a, b, c):
    return a < b < c, a == b == c, 0 < a <= b


chained_comparison.cases = [(1, 2, 3), (3, 2, 1), (1, 1.0, True), (float("nan"), 1, 2)]


def each_operand_once(n):
    CALLS.clear()
    result = noted(1) < noted(n) < noted(3)
    return result, list(CALLS)


each_operand_once.cases = [(2,), (0,), (5,)]


def operands_are_returned(a, b):
    return a and b, a or b, not a, a and b or 7


operands_are_returned.cases = [(0, 5), (3, 5), (0.0, "x"), ([], 1), (1.5, 0), (2**70, 1), (None, 3)]


def short_circuit(n):
    CALLS.clear()
    x = noted(0) and noted(n) or noted(3)
    return x, list(CALLS)


short_circuit.cases = [(2,)]


def conditional(n):
    return 1 if n > 0 else 0.5


conditional.cases = [(1,), (-1,)]


def break_and_else(n, stop):
    for i in range(n):
        if i == stop:
            result = "broken"
            break
    else:
        result = "whole"
    return result


break_and_else.cases = [(5, 2), (5, 9), (0, 0)]


def while_else(n):
    i = 0
    while i < n:
        i += 1
        if i == 7:
            break
        if i % 2:
            continue
    else:
        i = -i
    return i


while_else.cases = [(3,), (10,), (0,)]


def nested_breaks(n):
    found = 0
    for i in range(n):
        for j in range(n):
            if i * j == 12:
                break
            if j > i:
                continue
            found += 1
        else:
            found += 100
    return found


nested_breaks.cases = [(0,), (3,), (8,)]


def comprehensions(n):
    x = 7
    squares = [x * x for x in range(n) if x % 2]
    pairs = [(i, j) for i in range(n) for j in range(i)]
    return x, squares, pairs


comprehensions.cases = [(0,), (5,)]


def walrus(n):
    total = 0
    while (half := n // 2) > 0:
        total += half
        n = half
    return total, half


walrus.cases = [(0,), (100,)]


def unpacking(a):
    x, y = a
    (p, q), r = (y, x), x
    return x, y, p, q, r


unpacking.cases = [((1, 2),), ([1, 2.5],), (np.array([3, 4]),), ((1, 2, 3),), ((1,),), (5,)]


def starred(a):
    first, *rest = a
    return first, rest


starred.cases = [([1, 2, 3],), ((),)]
starred.may_refuse = True


def simultaneous(a, b):
    a, b = b, a + b
    a = b = a + b
    return a, b


simultaneous.cases = [(1, 2), (2**62, 2**62)]


def globals_and_functions(n):
    return noted_less(n) + OFFSET


def noted_less(n):
    return n * 2


globals_and_functions.cases = [(1,), (2.5,)]


def recursion(n):
    return factorial(n)


def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)


recursion.cases = [(5,), (25,)]
recursion.may_refuse = True


def enumerate_and_zip(a, b):
    total = 0
    for i, (x, y) in enumerate(zip(a, b)):
        total += i * x * y
    for i, x in enumerate(a, 5):
        total -= i * x
    for x in reversed(a):
        total = total * 2 + x
    return total


enumerate_and_zip.cases = [([1, 2, 3], [4, 5]), ([], [1]), ([0.5, 1], [2, 3])]


def identity(a, b):
    return a is b, a is not b, a is None, None is None


identity.cases = [(None, None), (None, 1), (True, True)]


def membership(x):
    return x in (1, 2, 3), x not in [1, 2.0], x in range(5)


membership.cases = [(1,), (2,), (2.0,), (7,)]


def strings(n):
    return f"{n}:{n!r:>5}", "a" + "b", "ab" * 2, len("abc")


strings.cases = [(3,), (0.5,)]
strings.may_refuse = True


def returns_nothing(n):
    n + 1


returns_nothing.cases = [(1,)]


def several_returns(n):
    if n == 0:
        return
    if n == 1:
        return 1
    if n == 2:
        return 2.5
    return np.int64(n), [n]


several_returns.cases = [(0,), (1,), (2,), (3,)]


def lists(n):
    a = [n, 2, 3]
    a[0] = 5
    a[-1] += 1
    last = a.pop()
    a.append(last * 2)
    return a, a[1], len(a), a[::-1], a + [1]


lists.cases = [(1,), (2**70,), (1.5,)]


def dictionary(n):
    d = {1: n, "k": 2}
    d[3] = n + 1
    return d, d["k"], 3 in d


dictionary.cases = [(1,)]
dictionary.may_refuse = True


def defaults(a, b=2, *, c=0.5):
    return a + b + c


defaults.cases = [(1,), (1, 5)]


STATE = 7


def next_state():
    global STATE
    STATE = STATE * 5 % 11
    return STATE


def calls_what_changes_a_global(n):
    total = 0
    for _ in range(n):
        total += next_state() * STATE
    return total


calls_what_changes_a_global.cases = [(3,)]
calls_what_changes_a_global.may_refuse = True


class Box:
    def __init__(self, x):
        self.x = x


def deletes_attributes(box, missing):
    box.y = box.x + 1
    y = box.y
    del box.x, box.y
    try:
        del box.x
    except AttributeError as error:
        y = y, str(error)
    if missing:
        del box.z
    return y, hasattr(box, "x"), hasattr(box, "y")


deletes_attributes.cases = [(Box(1), False), (Box(2.5), True)]
