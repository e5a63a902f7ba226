"""Elementwise expressions of arrays of several dimensions that lie in memory otherwise than in C's order, and
assignments to slices of them: what native computes row by row. Each operation, dtype, layout and kind of
items; arrays that overlap, do not fit or cannot be written to: what comes of it, how it lies in memory, what
is warned of and raised is the interpreter's."""

import pytest

from harness import describe, npjit
from test_fused import check

HEAD = """
import numpy as np

random = np.random.default_rng(1)


def items(dtype, *shape):
    if np.dtype(dtype).kind == "f":
        yield (random.standard_normal(shape) * 1e3).astype(dtype)
        yield np.where(random.random(shape) < 0.1, np.inf, random.random(shape) - 0.5).astype(dtype)
        yield np.where(random.random(shape) < 0.5, -0.0, 5e-324).astype(dtype)
    else:
        yield random.integers(0, 9, shape).astype(dtype)
        yield random.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, shape, dtype=dtype)


def layouts(a):
    n, m = a.shape
    yield a
    yield a[::2]
    yield a[:, ::3]
    yield a[::-1, ::-1]
    yield a.T
    yield np.asfortranarray(a)
    yield a[:0]
    yield a[:, :0]
    yield a[:, :1]
    yield a[:1]
    yield np.ascontiguousarray(a[:, 0:1])
    yield np.broadcast_to(a[0], (4, m))
    yield np.frombuffer(b"." + a.tobytes(), a.dtype, offset=1).reshape(n, m)


def cases():
    for x in items("{dtype}", 7, 9):
        for a in layouts(x):
            yield a, a[::-1]
            yield a[1:], a.copy()[:-1]
            yield a[:, 1:], a.copy()[:, :-1]
            yield a, np.asfortranarray(a)
            yield a.copy(), a.copy()
"""
KEPT = """
def kept_{name}(x, y):
    for _ in range(2):
        found = {expression}
    return found, found.strides, found.flags.c_contiguous, found.flags.f_contiguous


kept_{name}.cases = lambda: list(cases())
"""
STORED = """
def stored_{name}(x, y):
    for _ in range(2):
        y[1:, 1:] = ({expression})[1:, 1:]
        x[:-1, ::2] = y[1:, ::2]
        y[...] = {expression}
    return x, y


stored_{name}.cases = lambda: list(cases())
"""
UPDATED = """
def updated_{name}(x, y):
    for _ in range(2):
        x[1:] {operator} y[1:]
        x[1:, 1:] {operator} x[:-1, :-1]
        x[::-1, :2] {operator} 2
        x {operator} y
    return x, y


updated_{name}.cases = lambda: list(cases())
"""
NEIGHBOURS = """
def neighbours_{name}(x, y):
    for _ in range(2):
        x[1:-1, 1:-1] = {first} + {second} * y[1:-1, 1:-1]
        y[1:-1, 1:-1] = x[:-2, 1:-1] + x[2:, 1:-1] - x[1:-1, :-2] - x[1:-1, 2:]
        x[:, 0] = 1
        x[0] = y[-1]
        x[-1:] = 0
    return x, y


neighbours_{name}.cases = lambda: list(cases())
"""
EXPRESSIONS = {"sum": "x + y", "chain": "x - y * x", "negative": "-x", "most": "np.maximum(x, y)", "copy": "x.copy()"}
FLOATS = {"quotient": "x / y", "root": "np.sqrt(np.abs(x))", "scaled": "0.25 * (x + y)"}
OTHERS = {"less": "x < y", "chosen": "np.where(x < y, x, y)", "wide": "x.astype(np.float64) - y"}
OPERATORS = {"plus": "+=", "minus": "-=", "times": "*="}


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "int32", "uint8"])
def test_every_layout(dtype, tmp_path):
    path = tmp_path / "kernels.py"
    is_float = dtype.startswith("float")
    expressions = EXPRESSIONS | (FLOATS if is_float else {})
    operators = OPERATORS | ({"over": "/="} if is_float else {})
    parts = [HEAD.format(dtype=dtype)]
    parts += [KEPT.format(name=n, expression=e) for n, e in (expressions | OTHERS).items()]
    parts += [STORED.format(name=n, expression=e) for n, e in expressions.items()]
    parts += [UPDATED.format(name=n, operator=o) for n, o in operators.items()]
    number = "0.25" if is_float else "3"
    parts.append(NEIGHBOURS.format(name="number", first="x[1:-1, 1:-1]", second=number))
    parts.append(NEIGHBOURS.format(name="item", first="x[2:, :-2]", second="x[0, 0]"))
    path.write_text("\n\n".join(parts), encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=2")


UNLIKE = """
import numpy as np


def assigned(a, b):
    for _ in range(2):
        a[1:, 1:] = b[:-1, :-1] * 2.0
    return a


def in_place(a, b):
    for _ in range(2):
        a[1:] -= b[1:] * 0.5
        a[:, 1:] += a[:, :-1]
    return a


def pairs():
    a, b = np.arange(20.0).reshape(4, 5), np.arange(20.0).reshape(4, 5) / 7
    yield a.copy(), b
    for other in (b[1:], b[:, 1:], b[:2, :2], b[:2], b.T, np.ones((1, 5)), np.ones((4, 1)), b[:0], b[:1, :1]):
        yield a.copy(), other
    for dtype in (np.int32, np.float32, np.bool_, np.uint8, np.complex128):
        yield a.astype(dtype), b
        yield a.copy(), b.astype(dtype)
    frozen = a.copy()
    frozen.flags.writeable = False
    yield frozen, b
    yield a.copy(), frozen
    wide = np.arange(60.0)
    for steps in ((40, 8), (8, 8), (8, 40), (0, 8), (8, 0), (16, 8), (-40, -8), (24, 40)):
        first = 39 if steps[0] < 0 else 0
        yield np.lib.stride_tricks.as_strided(wide[first:].copy() if first == 0 else wide.copy()[first:], (4, 5), steps), b
    yield np.full((3, 3), 1e308), np.full((3, 3), 1e308)
    yield a.astype(">f8"), b
    yield np.ones((3, 3), [("a", "i1"), ("b", "f8")])["b"], np.ones((3, 3))


assigned.cases = lambda: list(pairs())
in_place.cases = lambda: list(pairs())


def overlapping(w):
    for _ in range(2):
        w[1:, 1:] = w[:-1, :-1] + w[1:, :-1]
        w[:, ::-1] = w
        w[:] = w[::-1, ::-1] - w.T
        w[1:] += w[:-1]
        w[:-1] *= w[1:]
    return w


overlapping.cases = lambda: [(np.arange(float(n * n)).reshape(n, n),) for n in (0, 1, 2, 3, 9, 40)]


def of_three(a, b):
    for _ in range(2):
        b[1:-1, 1:-1, 1:-1] = a[2:, 1:-1, 1:-1] - 2.0 * a[1:-1, 1:-1, 1:-1] + a[:-2, 1:-1, 1:-1] + a[1:-1, :-2, 2:]
        a, b = b, a
    return a, b, (a[1:] + b[:-1]).strides


def solid(*shape):
    return np.sin(np.arange(float(np.prod(shape)))).reshape(shape)


of_three.cases = lambda: [
    (solid(4, 5, 6), np.zeros((4, 5, 6))), (solid(3, 3, 3), np.asfortranarray(np.zeros((3, 3, 3)))),
    (solid(8, 5, 6)[::2], np.zeros((4, 5, 6))), (solid(2, 2, 2), np.zeros((2, 2, 2))), (solid(0, 5, 6), np.zeros((0, 5, 6))),
    (solid(6, 5, 4).transpose(1, 0, 2), np.zeros((5, 6, 4))),
]


def of_four(a):
    for _ in range(2):
        a[1:, :, 1:, ::2] = a[:-1, :, 1:, ::2] * 0.5
        a[:, 1:] -= a[:, :-1]
    return a


of_four.cases = lambda: [(solid(3, 4, 3, 4),), (solid(3, 4, 3, 4)[..., ::-1],), (solid(2, 0, 3, 4),)]


def in_try(a, b):
    seen = 0
    for _ in range(2):
        try:
            a[1:, 1:] = b + 1.0
        except ValueError:
            seen += 1
    return a, seen


in_try.cases = lambda: [(solid(3, 3), solid(2, 2)), (solid(3, 3), solid(3, 3))]


def reduced(a):
    total = 0.0
    for _ in range(2):
        total += np.sum(a[1:, 1:] * a[:-1, 1:]) + np.max(a[:, ::-1]) + np.sum(a[:, 1:].copy())
    return total


reduced.cases = lambda: [(solid(n, m),) for n, m in ((2, 2), (9, 30), (100, 130), (3, 9000))] + [(solid(30, 20).T,)]


def fields(a, n):
    for i in range(n):
        left, right = a[1:, :-1], a[:-1, 1:]
        middle = (left + right) * 0.5
        left += middle
        right[:] = middle
    return a, middle


fields.cases = lambda: [(solid(5, 6), 3), (solid(1, 6), 3), (solid(70, 70), 3)]
"""
RAISING = """
import numpy as np

np.seterr(all="raise")


def stops(a, b):
    for _ in range(2):
        a[1:, 1:] = a[1:, 1:] * b[1:, 1:] + 1.0
        b[1:] *= a[1:]
    return a


def stored_by_then(a, b):
    for _ in range(2):
        try:
            a[:, 1:] *= b[:, 1:]
        except FloatingPointError:
            return a, b
    return a


def at(i, j, number):
    b = np.ones((6, 7))
    b[i, j] = number
    return np.full((6, 7), 1e200), b


stops.cases = lambda: [at(0, 0, 1e200), at(1, 1, 1e200), at(5, 6, 1e200), at(3, 4, np.inf), at(2, 2, 1e-320)]
stored_by_then.cases = stops.cases
"""


@pytest.mark.parametrize("text", [UNLIKE, RAISING], ids=["unlike", "raising"])
def test_what_is_not_alike(text, tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(text, encoding="utf-8")
    check(path, "-O0,3", "--inline=both")


def test_a_stencil_of_slices_is_one_loop(kernel_file):
    path = kernel_file(
        "import numpy as np\n\n\ndef step(a, b, n):\n    for _ in range(n):\n"
        "        b[1:-1, 1:-1] = 0.25 * (a[:-2, 1:-1] + a[2:, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:])\n"
        "        a[1:] -= b[:-1]\n"
        "    return a\n"
    )
    done = npjit("--kernel", f"{path}:step", "--args", "(np.ones((6, 6)), np.ones((6, 6)), 3)", "--route=native",
                 "--dump-ir=kir")  # fmt: skip
    assert done.returncode == 0, describe(done)
    assert done.stdout.count("native.store float64") == 2
    assert "np.binary" not in done.stdout and "object." not in done.stdout
