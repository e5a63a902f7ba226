"""The supported language, a function for each row of docs/language.md: `row` is the construct and what becomes
of it, typed, boxed or refused. test_semantics.py runs each on all routes, test_language.py asks
--list-kernels whether it is what the row says, and `make docs` writes the table."""

import math

import numpy as np


def numbers(b, i, x):
    s = i + x * 2 - i // 3 + i % 7
    return s + 2**70 if b else s


numbers.row = ("`bool`, `int` (raw while it fits 64 bits, exact beyond), `float`", "typed")
numbers.cases = [(True, 5, 1.5), (False, 2**62, -0.0), (True, -7, 2.0)]


def scalars(a, i):
    return a[i] * a[i] + a[i] / a[0], a[i] < a[0]


scalars.row = ("NumPy's scalars", "typed")
scalars.cases = [(np.arange(1.0, 4.0), 2), (np.arange(1.0, 4.0), 7)]


def control(n):
    total = 0
    for i in range(n):
        if i % 7 == 3 or not 0 <= i < 90:
            continue
        if i > 50:
            break
        total += i if i % 2 else -i
    else:
        total = -total
    while total > 100:
        total -= 7
    return total


control.row = (
    "`if`, `while`, `for`, `else` of loops, `break`, `continue`, `return`, `pass`, ternary, `and`, `or`, `not`, "
    "chained comparison",
    "typed",
)
control.cases = [(0,), (10,), (100,)]


def iterating(xs, a):
    total = 0.0
    for i, x in enumerate(xs):
        total += i * x
    for x, y in zip(xs, a):
        total += x * y
    for x in reversed(xs):
        total = total * 0.5 + x
    for x in (1, 2.5, 3):
        total += x
    return total


iterating.row = (
    "`for` over `range`, lists, tuples, 1-D arrays, `enumerate`, `zip`, `reversed`", "typed",
)  # fmt: skip
iterating.cases = [([1.0, 2.0, 4.0], np.arange(3.0)), ([], np.arange(0.0))]


def rows(a):
    total = 0.0
    for row in a:
        total += row.sum()
    return total


rows.row = ("`for` over the rows of an array of more dimensions", "typed")
rows.cases = [(np.arange(6.0).reshape(2, 3),)]


def other_iterables(values):
    return [x for x in values]


other_iterables.row = ("`for` over other iterables", "boxed")
other_iterables.cases = [("abc",), ({1: 2},)]


def assignments(n):
    a = b = n
    a, (b, c) = b, (a + 1, 2)
    a += c
    values = [0, 0, 0]
    values[1], values[-1] = a, b
    return values


assignments.row = ("assignment: chained, augmented, unpacking, to items", "typed")
assignments.cases = [(3,), (2**63,)]


def starred(xs):
    first, *rest = xs
    return first, rest, [*xs, 1], {**{"a": first}}, max(*xs)


starred.row = ("starred targets, unpacking in displays and in calls", "boxed")
starred.cases = [([1, 2, 3],), ([],)]


def lists(n, given):
    squares = []
    for i in range(n):
        squares.append(i * i)
    for x in given:
        squares.append(int(x))
    squares[0] = -1
    return sum(squares), len(squares), squares


lists.row = (
    "lists of one type of item (int, float, bool, scalars, arrays, lists) made in the kernel; such lists of "
    "numbers as arguments",
    "typed",
)
lists.cases = [(5, [1.0, 2.0]), (1, [])]


def nested_list_arguments(m):
    total = 0
    for row in m:
        for x in row:
            total += x
    return total


nested_list_arguments.row = ("lists of lists of numbers as arguments, up to six deep", "typed")
nested_list_arguments.cases = [([[1, 2], [3]],), ([[1.5], []],), ([[]],)]


def mixed_items(pairs, numbers):
    made = [None] * len(numbers)
    for i, x in enumerate(numbers):
        made[i] = (x * 2, i)
    return sum(a + b for a, b in pairs), sum(numbers), made


mixed_items.row = ("lists of tuples, of mixed numbers, of these and `None`, made in the kernel and as arguments", "typed")
mixed_items.cases = [([(1, 2.5)], [1, 2.5]), ([], []), ([(2**70, 1)], [2**62, True])]


def other_list_arguments(m):
    return [x for x in m]


other_list_arguments.row = ("other lists as arguments: of lists and other items, of strings", "boxed")
other_list_arguments.cases = [([[1], 2.5],), (["a", 1],)]


def membership(xs, x):
    return x in xs


membership.row = ("an int `in` a list of ints or a tuple of ints", "typed")
membership.cases = [([1, 2], 2), ([], 2)]


def other_membership(xs, x):
    return x in xs


other_membership.row = ("other `in`", "boxed")
other_membership.cases = [([1.5], 2), ({1, 2}, 2), ("abc", "b")]


def tuples(n):
    pair = (n, n + 0.5)
    i, x = pair
    return pair[1] + i, (x, pair)


tuples.row = ("tuples, list displays passed straight to a call", "typed")
tuples.cases = [(2,)]


def comprehensions(n):
    table = [[i * j for j in range(n)] for i in range(n)]
    return sum(x for row in table for x in row), any(i > 2 for i in range(n)), sorted(-i for i in range(n))


comprehensions.row = (
    "list comprehensions; generator expressions in `sum`, `any`, `all`, `min`, `max`, `list`, `sorted`", "typed",
)  # fmt: skip
comprehensions.cases = [(4,), (0,)]


def sets_and_dicts(xs):
    return {x % 3 for x in xs}, {x: x * x for x in xs}


sets_and_dicts.row = ("set and dict comprehensions, sets, dicts", "boxed")
sets_and_dicts.cases = [([1, 2, 5],)]


def generators(xs):
    return " ".join(str(x) for x in xs), next((x for x in xs if x > 1), None)


generators.row = ("generator expressions that are passed on", "boxed")
generators.cases = [([1, 2, 5],), ([],)]


def square(x):
    return x * x


def calls(n):
    return square(n) + square(x=2.5)


calls.row = ("functions of the same file, with defaults and keywords", "typed, inlined")
calls.cases = [(3,), (2**62,)]


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


factorial.row = ("recursion", "boxed after the first call")
factorial.cases = [(5,), (30,)]


def integrate(f, n):
    total = 0.0
    for i in range(n):
        total += f((i + 0.5) / n)
    return total / n


def nested(n):
    scale = 2.0

    def parabola(x):
        return scale * x * x

    return integrate(parabola, n) + integrate(lambda x: x + scale, n) + parabola(3)


nested.row = (
    "functions defined in the kernel and `lambda`, bound once and called, or given to a function that calls them",
    "typed, inlined",
)
nested.cases = [(10,), (1,)]


def functions_as_values(xs):
    scale = -1
    return sorted(xs, key=lambda x: x * scale), list(map(lambda x: x + scale, xs))


functions_as_values.row = (
    "functions and `lambda` as values; what they capture, but for what their defaults are made of, must not change later",
    "boxed",
)
functions_as_values.cases = [([1, 3, 2],)]


def nonlocals(n):
    total = 0

    def add(k):
        nonlocal total
        total += k

    for i in range(n):
        add(i)
    return total


nonlocals.row = ("`nonlocal`, in such functions", "typed, inlined")
nonlocals.cases = [(4,)]


def changing_capture(n):
    made = []
    for i in range(n):
        made.append(lambda: i)
    return made[0]()


changing_capture.row = ("functions as values that capture what changes later, or assign to it", "refused")
changing_capture.cases = [(2,)]
changing_capture.may_refuse = True


def matching(x):
    match x:
        case (a, _):
            return a
        case 0 | 1 as bit:
            return bit
        case int(n) if n > 1:
            return n
    return None


matching.row = (
    "`match`: literals, dotted names, captures, `|`, `as`, guards, sequences, `int()`, `float(x)` and other builtin classes",
    "typed",
)
matching.cases = [(0,), (5,), (2.5,), ((1, 2.5),)]


def other_patterns(x):
    match x:
        case {"a": a, **_others}:
            return a
        case [1, *more]:
            return more
    return None


other_patterns.row = ("patterns of mappings and of other classes, starred names in patterns", "boxed")
other_patterns.cases = [(5,), ((1, 2),)]


def exceptions(n):
    try:
        if n < 0:
            raise ValueError(f"negative: {n}")
        assert n != 1, "is one"
        return 10 // n
    except ZeroDivisionError:
        return -1
    finally:
        n += 1


exceptions.row = (
    "`try`, `except`, `finally`, `raise`, `assert`",
    "typed; making an exception is boxed",
)
exceptions.cases = [(0,), (1,), (2,), (-1,)]


def contexts(a, b):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sum(a / b)


contexts.row = (
    "`with`: `np.errstate`, `contextlib.suppress`, any context manager",
    "typed; entering and leaving is boxed",
)
contexts.cases = [(np.arange(3.0), np.arange(3.0)), (np.ones(2), np.zeros(2))]


def strings(n):
    return f"{n:>5}" + "abc"[n % 3].upper()


strings.row = ("strings, f-strings, attributes", "boxed")
strings.cases = [(4,)]


def imports(n):
    import math as m

    return m.sqrt(n)


imports.row = ("`import` in a function", "boxed")
imports.cases = [(4,)]


def complex_numbers(z):
    return z * z + 1j


complex_numbers.row = ("complex numbers", "boxed")
complex_numbers.cases = [(1 + 2j,)]


def functions_of_math(x):
    return math.sqrt(x) + math.sin(x) * math.floor(x) + math.isqrt(10)


functions_of_math.row = ("functions of `math`, NumPy and the builtins", "as in the list below")
functions_of_math.cases = [(2.5,), (-1.0,)]


def items(a, i):
    a[i, i] = a[i, -1] + 1
    a[0, i] += 2
    return a[i, i]


items.row = ("`a[i, j]` with one integer for each dimension, read and stored", "typed")
items.cases = [(np.zeros((3, 3)), 1), (np.zeros((2, 3)), 2)]


def views(a, i):
    row = a[i]
    row[1:] = 7.0
    a[:, 0] = row[0]
    return row, a[1:], a[::-1, i], a


views.row = ("rows, columns and slices of arrays, read and stored", "typed")
views.cases = [(np.arange(6.0).reshape(2, 3), 1)]


def selections(a, i):
    return a[a > 1], a[i]


selections.row = ("boolean and integer-array indices", "boxed, result typed")
selections.cases = [(np.arange(6.0), np.array([1, 0]))]


def array_operators(a, b):
    return a + b * a - b


array_operators.row = ("`+ - * /` of two arrays of one dtype and rank", "typed")
array_operators.cases = [(np.arange(3.0), np.ones(3)), (np.arange(3.0), np.ones(2))]


def other_array_operators(a, x):
    a += x
    return a * x, a > x, -a


other_array_operators.row = ("other operators of arrays", "boxed, result typed")
other_array_operators.cases = [(np.arange(3.0), 2)]


SCALE = 2.5


def reads_global(x):
    global SCALE
    return x * SCALE


reads_global.row = ("`global` of what the function only reads", "typed")
reads_global.cases = [(2,), (0.5,)]


def rest(*values, scale=2):
    total = 0
    for value in values:
        total += value * scale
    return total, len(values)


rest.row = ("`*name` among the kernel's own parameters: a tuple", "typed")
rest.cases = [(), (1, 2.5, True), (2**62, 2**62)]


def named(x, **options):
    step = options.pop("step", 0.5)
    for k in range(3):
        x += k * step
    return x, options


named.row = ("`**name` among the kernel's own parameters: a dict", "boxed")
named.cases = [(1,), {"x": 1.5, "step": 2, "other": [1]}]


COUNT = 0


def count():
    global COUNT
    COUNT += 1
    return COUNT


count.row = (
    "`global` of what the kernel assigns to, or a function of the file that it calls: each call has to find the same",
    "refused",
)
count.cases = [()]
count.may_refuse = True


def generator_kernel(n):
    yield n


generator_kernel.row = ("`yield`, `async`, `class`, in the kernel itself", "refused")
generator_kernel.cases = [(1,)]
generator_kernel.may_refuse = True


def frame_of_the_kernel(n):
    doubled = 2 * n
    return sorted(locals())


frame_of_the_kernel.row = (
    "`locals()`, `globals()`, `eval`, `exec`, `vars()` and `dir()` of nothing, `sys._getframe`, `sys.exc_info`, "
    "`traceback.format_exc`, `__context__` and their like, in the kernel itself: compiled code has no frame",
    "refused",
)
frame_of_the_kernel.cases = [(1,)]
frame_of_the_kernel.may_refuse = True


def resized(a):
    a.resize(2)
    return a


resized.row = (
    "setting an array's attribute, `resize()`, `setflags()`: the array would change under typed code", "refused",
)  # fmt: skip
resized.cases = [(np.arange(2.0),)]
resized.may_refuse = True
