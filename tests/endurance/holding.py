"""Small kernels that hold memory of every kind: exact ints, lists, arrays, objects, strings. For calls in
which an allocation fails: `npjit --check --fail-allocations`."""

import numpy as np

BIG = 10**40


def exact_ints(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a * b // 7, a % BIG, a << 3, -b, a ^ b


exact_ints.cases = [(200,), (5,)]


def overflow(n):
    total = 1
    for i in range(1, n):
        total = total * i + 2**62
    return total


overflow.cases = [(30,)]


def list_of_ints(n):
    items = []
    for i in range(n):
        items.append(i * i)
    return sum(items), items


list_of_ints.cases = [(40,)]


def list_of_big_ints(n):
    items = []
    for i in range(n):
        items.append(i * BIG)
    return items, items[::2], sorted(items)[0]


list_of_big_ints.cases = [(9,)]


def mixed_list(n):
    items = []
    for i in range(n):
        items.append(i / 2 if i % 2 else i * BIG)
    return items


mixed_list.cases = [(7,)]


def list_to_array(n):
    items = [int(np.sum(np.array([i, i * 2]))) for i in range(n)]
    return np.array(items), np.sum(np.array(items))


list_to_array.cases = [(12,)]


def small_arrays(n):
    total = 0
    for i in range(n):
        made = np.array([i, i + 1, i + 2])
        total += int(np.sum(made)) + int(np.max(made))
    return total


small_arrays.cases = [(4,)]


def array_of_objects(n):
    return np.array([n, n + BIG]), np.sum(np.array([n, n + BIG]))


array_of_objects.cases = [(3,)]


def arrays(a, b):
    c = a * 2 + b
    d = np.sqrt(c)
    return c, np.sum(d), d[1:3], np.where(c > 2, 1.0, 0.0)


arrays.cases = [(np.arange(6.0), np.arange(6.0)), (np.arange(6), np.arange(6))]


def stores(a, n):
    for i in range(n):
        a[i] += i * 2
    return a


stores.cases = [(np.arange(5), 5), (np.arange(5.0), 5)]


def argument_list(items):
    items.append(3)
    items[0] = BIG
    return items + items


argument_list.cases = [([1, 2],), ([BIG, 1.5],)]


def boxed(n):
    table = {}
    for i in range(n):
        table[i] = str(i)
    return ",".join(table.values()), table


boxed.cases = [(5,)]


def raising(n):
    held = [BIG * n, n]
    return held, n // (n - n)


raising.cases = [(3,)]


def formatting(n):
    return f"{n} {n / 3:.3f}"


formatting.cases = [(2,)]
