"""Lists of ints are held raw until an item outgrows 64 bits, and are widened in place then: every
name, iterator and tuple that holds the list has to see it."""

import numpy as np


def powers(n):
    made = []
    x = 1
    for _ in range(n):
        made.append(x)
        x *= 3
    return made


powers.cases = [(0,), (5,), (39,), (40,), (41,), (60,)]


def alias(n):
    first = [1]
    second = first
    for _ in range(n):
        first.append(second[-1] * 2)
    second.append(7)
    return first, second, first is second, len(first)


alias.cases = [(3,), (61,), (62,), (63,), (64,), (70,)]


def two_of_one_site(n):
    rows = 0
    old = [1]
    for k in range(n):
        new = []
        for item in old:
            new.append(item * item + k)
        new.append(k)
        old = new
        rows += len(new)
    return old, rows


two_of_one_site.cases = [(2,), (5,), (6,), (7,), (9,)]


def while_iterated(n):
    seen = [1]
    total = 0
    for item in seen:
        if len(seen) < n:
            seen.append(item * 5)
        total += item
    return seen, total


while_iterated.cases = [(3,), (27,), (28,), (29,), (40,)]


def enumerated(n):
    seen = [1, 2]
    out = []
    for k, (a, b) in enumerate(zip(seen, seen)):
        if len(seen) < n:
            seen.append(a * 1000003 + b)
        out.append(a + k)
    return seen, out


enumerated.cases = [(3,), (8,), (20,)]


def stored_and_popped(items, big):
    items[0] = big
    last = items.pop()
    items.insert(1, big - 1)
    items.extend([big, 3])
    return items, last, items[0] + items[1], items.index(3), big in items


stored_and_popped.cases = [
    ([1, 2, 3], 5),
    ([1, 2, 3], 2**63 - 1),
    ([1, 2, 3], 2**63),
    ([1, 2, 3], -(2**63)),
    ([1, 2, 3], -(2**63) - 1),
    ([2**70, 2, 3], 4),
    ([2**62, -(2**62)], 2**62),
]


def argument(items, n):
    for k in range(n):
        items.append(items[-1] * 7 + k)
    return sum(items)


argument.cases = [([1], 3), ([1], 30), ([2**63 - 1], 1), ([2**63], 1), ([-1], 25)]


def argument_left_by_an_exception(items, n):
    for k in range(n):
        items[k] = items[k] * 2**20
    return items


argument_left_by_an_exception.cases = [([2**40, 2**50, 3], 3), ([2**40, 2**50, 3], 4), ([], 1)]


def caught(items, n):
    try:
        for k in range(n):
            items.append(items[k] * 2**21)
        items[n * 5] = 1
    except IndexError:
        items.append(-1)
    return items


caught.cases = [([1], 2), ([1], 4), ([1], 0)]


def joined(a, b):
    both = a + b
    both += [a[0] * b[0]]
    return both, both[::-1], both * 2, sorted(both), max(both), min(both)


joined.cases = [([1, 2], [3]), ([2**40], [2**40]), ([2**40], [2**80]), ([2**63], [1])]


def in_a_list(n):
    rows = []
    for k in range(n):
        row = [k]
        rows.append(row)
        row.append(row[0] * 2**60)
    return rows


in_a_list.cases = [(1,), (3,), (20,)]


def arrays(n, factor):
    made = []
    for k in range(n):
        made.append(k * factor)
    a = np.array(made)
    return a, np.sum(a), sum(made)


arrays.cases = [(0, 1), (4, 1), (4, 2**62), (4, 2**63), (4, 2**80)]


def array_items(n):
    made = []
    for k in range(n):
        made.append(int(np.prod(np.array([k, 2.0**60]))))
    return made


array_items.cases = [(3,), (7,), (8,), (20,)]


def floats_into_ints(n):
    made = []
    for k in range(n):
        made.append(int(2.0**k))
    return made


floats_into_ints.cases = [(10,), (62,), (63,), (64,), (65,)]


def in_a_tuple(n):
    pair = ([1], 0)
    for _ in range(n):
        items, count = pair
        items.append(items[-1] * 16)
        pair = (items, count + 1)
    return pair, pair[0][-1]


in_a_tuple.cases = [(2,), (15,), (16,), (20,)]


def comprehension(n):
    return [k**k for k in range(n)], [[k * 2**61, k] for k in range(n)]


comprehension.cases = [(3,), (16,), (17,), (30,)]


def starts_big(x):
    made = [x, x + 1]
    made.append(x - 1)
    return made, made[0]


starts_big.cases = [(1,), (2**63 - 1,), (2**63,), (2**64,), (-(2**63),)]


def returned_early(n):
    made = []
    for k in range(n):
        made.append((k + 1) * 2**59)
        if len(made) > 12:
            return made
    made.reverse()
    return made


returned_early.cases = [(3,), (12,), (16,), (17,), (20,)]


def summed_later(n, factor):
    made = []
    for k in range(n):
        made.append(k * factor)
    a = np.array(made)
    made.append(1000)
    made[0] = 50
    return np.sum(a), made, np.sum(np.array(made))


summed_later.cases = [(4, 1), (4, 2**61), (4, 2**62), (1, 5), (5, -(2**61))]


def summed_empty(n):
    return np.sum(np.array([k for k in range(n)]))


summed_empty.cases = [(0,), (1,), (9000,)]
