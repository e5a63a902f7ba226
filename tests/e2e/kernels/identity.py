"""Python takes a nan for equal to itself, and to no other nan, where it searches or compares items. Compiled code holds
numbers without their objects: what depends on which nan is meant is refused (unknown_*), the rest is exact."""

import numpy as np

nan = float("nan")
other = float("nan")


# ---- certain ----


def found(x, xs):
    return x in xs, x not in xs, xs.count(x)


found.cases = [(1.0, [nan, 1.0]), (1.0, [nan]), (nan, [1.0, 2.0]), (nan, []), (np.float64(1), [nan, 1.0]), (2, [nan, 2.0])]


def first(x, xs):
    return xs.index(x)


first.cases = [(1.0, [nan, 1.0]), (nan, [1.0]), (1.0, [nan])]


def compared(xs, ys):
    return xs == ys, xs != ys


compared.cases = [([nan, 1.0], [nan, 2.0]), ([nan], [nan, 1.0]), ([1.0], [nan]), ((nan, 1), (nan, 2)), ((nan,), (nan, nan)),
    ([[nan], [1.0]], [[nan], [2.0]]), ([], [nan])]  # fmt: skip


def ordered(xs, ys):
    return xs < ys, xs >= ys


ordered.cases = [([1.0, nan], [2.0, nan]), ([1.0], [nan]), ((0, nan), (1, nan)), ([nan], []), (([nan], 1), ([nan], 2))]


def itself(x, xs):
    ys = xs
    return xs == ys, xs != xs, xs <= ys, x in (1.0, x), x in [x]


itself.cases = [(nan, [nan, 1.0]), (1.0, [2.0])]


def numbers(x, y):
    return x == y, x != y, x < y, max(x, y), min(x, y), sorted([x, y])[0] == x, sum([x, y])


numbers.cases = [(nan, other), (nan, nan), (1.0, nan)]


def objects(x, xs):
    """Nothing here was ever a number of compiled code."""
    return x in xs, xs.index(x), xs.count(x), xs == [x], {x: 1}, len({x}), xs[0] in xs


objects.cases = [("a", [nan, "a"]), (None, [other, None, "b", nan])]


def keys(x):
    return {x: 1, 2.0: 3}.get(2.0), len({x, 1.0, 2.0}), 2.0 in {x}, hash(1.5)


keys.cases = [(nan,), (1.0,)]


def text(x):
    return str(x), repr([x, x]), f"{x}", np.isnan([x, x]).all(), "n" in str(x)


text.cases = [(nan,), (1.0,)]


def grown(x, n):
    xs = []
    for i in range(n):
        xs.append(x * i)
    return xs, 0.0 in xs, xs.count(2.0)


grown.cases = [(nan, 3), (1.0, 3)]


def is_item(x, table):
    """Certain: of other types, of other values, small ints."""
    item = table["a"]
    return x is item, item is not x


is_item.cases = [(5, {"a": 5}), (5, {"a": 5.0}), (5000, {"a": 5001}), (1.5, {"a": None}), (1.5, {"a": 2.5}), (2.0, {"a": 2}), (True, {"a": True})]


# ---- unknown: every case is refused ----


def unknown_in(x, xs):
    return x in xs


unknown_in.cases = [(nan, [nan]), (nan, [other]), (nan, [1.0, other, nan]), (np.float64("nan"), [nan]), (nan, (1.0, nan)),
    (np.float32("nan"), [np.float32("nan")]), (nan, [1, "a", nan]), ([nan], [[nan]]), (nan, {nan}), (nan, {nan: 1})]  # fmt: skip


def unknown_index(x, xs):
    return xs.index(x)


unknown_index.cases = [(nan, [nan]), (nan, [1.0, other]), (nan, (1.0, nan))]


def unknown_count(x, xs):
    return xs.count(x)


unknown_count.cases = [(nan, [nan]), (nan, [other, 1.0])]


def unknown_remove(x, xs):
    xs.remove(x)
    return xs


unknown_remove.cases = [(nan, [nan]), (nan, [1.0, other])]


def unknown_equal(xs, ys):
    return xs == ys


unknown_equal.cases = [([nan], [nan]), ([1.0, nan], [1.0, other]), ((nan, 1), (nan, 1)), ([[nan]], [[other]])]


def unknown_order(xs, ys):
    return xs < ys


unknown_order.cases = [([nan, 1.0], [nan, 2.0]), ((nan, 1), (nan, 2)), ([nan], [nan, 1.0])]


def unknown_hash(x):
    return hash(x)


unknown_hash.cases = [(nan,), (np.float64("nan"),), ((1, nan),)]


def unknown_set(x, y):
    return len({x, y})


unknown_set.cases = [(nan, nan), (nan, other), ((1, nan), (1, nan))]


def unknown_made(xs):
    return len(set(xs))


unknown_made.cases = [([nan, nan],), ([nan, 1.0, other],), ((nan, nan),)]


def unknown_dict(x, y):
    d = {x: 1}
    d[y] = 2
    return len(d)


unknown_dict.cases = [(nan, nan), (nan, other)]


def unknown_get(x, y):
    return {x: 1}.get(y)


unknown_get.cases = [(nan, nan), (nan, other)]


def unknown_added(x, n):
    seen = set()
    for _ in range(n):
        seen.add(x)
    return len(seen)


unknown_added.cases = [(nan, 2)]


def unknown_sorted(x, y):
    return sorted([(x, 2), (y, 1)])[0][1]


unknown_sorted.cases = [(nan, nan), (nan, other)]


def unknown_values(x, y):
    return {1: x} == {1: y}


unknown_values.cases = [(nan, nan), (nan, other)]


def unknown_by_method(x, xs):
    return xs.__contains__(x)


unknown_by_method.cases = [(nan, [nan]), (nan, (1.0, nan))]


def unknown_caught(x, xs):
    """No handler of the kernel's makes a result of it."""
    try:
        return xs.index(x)
    except:  # noqa: E722
        return -1
    finally:
        xs.append(1.0)


unknown_caught.cases = [(nan, [nan]), (nan, [1.0, other])]


def unknown_is_item(x, table):
    return x is table["a"]


large = 12345678901234567890
half = 0.5
unknown_is_item.cases = [(half, {"a": half}), (half, {"a": 1 / 2}), (large, {"a": large}), (nan, {"a": nan})]


for kernel in list(vars().values()):
    if getattr(kernel, "__name__", "").startswith("unknown_"):
        kernel.may_refuse = True
