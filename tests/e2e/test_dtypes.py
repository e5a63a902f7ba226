"""Elementwise operations in loops by dtype: every step of every dtype, on vectors of each layout, alone, with
Python numbers, with NumPy scalars and with arrays of every other dtype; kept, reduced and stored in place. Each
is bit for bit what the interpreter gives, with its warnings and exceptions."""

import pytest

from harness import describe, npjit
from test_fused import check

LENGTHS = [0, 1, 2, 7, 8, 9, 127, 129, 8193]
DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"]
HEAD = """
import numpy as np

LENGTHS = {lengths}
DTYPES = {dtypes}
random = np.random.default_rng(1)


def items(dtype, length):
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return random.random(length) < 0.5
    if dtype.kind == "f":
        found = np.round(random.standard_normal(length) * 9)
        found[random.random(length) < 0.2] = 0.5
        return found.astype(dtype)
    bounds = np.iinfo(dtype)
    found = random.integers(bounds.min, bounds.max, length, dtype=dtype, endpoint=True)
    few = random.random(length) < 0.6
    return np.where(few, random.integers(0 if dtype.kind == "u" else -9, 9, length), found).astype(dtype)


def no_zeros(x):
    x = x.copy()
    x[x == 0] = 1
    return x


def layouts(first, second):
    for length in LENGTHS:
        x, y = items(first, 2 * length), no_zeros(items(second, 2 * length))
        yield x[:length].copy(), y[:length].copy()
        yield x[::2], y[length:].copy()
        yield x[:length][::-1], y[::-2]
    x, y = items(first, 200), items(second, 200)
    yield x, y
    yield x, np.flip(x).astype(second)
"""
KEPT = """
def {name}(x, y):
    for _ in range(2):
        found = {expression}
        again = found
    return again, found is again


{name}.cases = lambda: list(layouts({dtype!r}, {dtype!r}))
"""
REDUCED = """
def {name}(x, y):
    for _ in range(2):
        found = np.{reduction}({expression})
    return found


{name}.cases = lambda: list(layouts({dtype!r}, {dtype!r}))
"""
STORED = """
def {name}(x, y):
    for _ in range(2):
        {statement}
    return x


{name}.cases = lambda: list(layouts({dtype!r}, {dtype!r}))
"""

ALL = {
    "sum": "x + y",
    "product": "x * y",
    "largest": "np.maximum(x, y)",
    "smallest": "np.minimum(y, x)",
    "size": "np.abs(x)",
    "own_size": "abs(x)",
    "where": "np.where(x > y, x, y)",
    "mask": "(x <= y) * x",
    "numbers": "np.where(x < y, 1, 0)",
    "parts": "np.where(x >= y, 1.5, -1)",
    "quotient": "x / y",
    "third": "x / 3",
    "positive": "np.where(x > 0, x, 0)",
    "is_two": "x == 2",
    "alike": "(x == y) | (y != x) & (x < y)",
    "is_not_half": "x != 0.5",
    "halves": "x * 0.5 + y",
}
NUMBERS = {
    "difference": "x - y",
    "negated": "-x",
    "squares": "x ** 2 + np.square(y)",
    "next": "x + 1",
    "limited": "np.minimum(np.maximum(x, 2), 100)",
    "scaled": "3 * x - y * 2",
}
WHOLE = {
    "and_or": "(x & y) | (x ^ 5)",
    "inverse": "~x",
    "left": "x << 3",
    "right": "x >> 1",
    "shifts": "(x << y) + (x >> y)",
    "floor": "x // y",
    "rest": "x % y",
    "by_three": "x // 3 + x % 3",
    "of_number": "100 // y",
}
SIGNED = {"floor_of_negative": "x // -7", "rest_of_negative": "x % -7", "less": "x > -3"}
TRUTHS = {"and_or": "(x & y) | (x ^ y)", "inverse": "~x"}
WIDE = {"root": "np.sqrt(np.abs(x))"}
REDUCTIONS = {"sum": "x + y", "prod": "x", "max": "np.maximum(x, y)", "min": "x", "mean": "x"}
UPDATES = {
    "plus": "x += y",
    "times": "x *= y",
    "plus_one": "x += 1",
    "filled": "x[1:] = 3",
    "moved": "x[1:] = y[:-1]",
    "truths": "x[:] = x < y",
    "cut": "x[::2] = 2.75",
}
NUMBER_UPDATES = {"minus": "x -= 2", "squared": "x **= 2"}
WHOLE_UPDATES = {
    "floor": "x //= y",
    "floor_by": "x //= 3",
    "rest": "x %= 5",
    "bits": "x &= y",
    "more_bits": "x |= 6",
    "other_bits": "x ^= y",
    "left": "x <<= 2",
    "right": "x >>= y",
}


def expressions_of(dtype):
    whole = "int" in dtype
    found = dict(ALL)
    if dtype != "bool":
        found |= NUMBERS
    if whole:
        found |= WHOLE
    if dtype.startswith("int"):
        found |= SIGNED
    if dtype == "bool":
        found |= TRUTHS
    if dtype not in ("bool", "int8", "uint8"):
        found |= WIDE
    return found


def updates_of(dtype):
    found = dict(UPDATES)
    if dtype == "bool":
        del found["plus_one"]
    else:
        found |= NUMBER_UPDATES
    return found | WHOLE_UPDATES if "int" in dtype else found


@pytest.mark.parametrize("dtype", DTYPES)
def test_steps(dtype, tmp_path):
    path = tmp_path / "kernels.py"
    parts = [HEAD.format(lengths=LENGTHS, dtypes=DTYPES)]
    for name, expression in expressions_of(dtype).items():
        parts.append(KEPT.format(name=name, expression=expression, dtype=dtype))
    for reduction, expression in REDUCTIONS.items():
        name = f"reduced_by_{reduction}"
        parts.append(REDUCED.format(name=name, reduction=reduction, expression=expression, dtype=dtype))
    for name, statement in updates_of(dtype).items():
        parts.append(STORED.format(name=f"in_place_{name}", statement=statement, dtype=dtype))
    path.write_text("\n\n".join(parts), encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=1")


MIXED = """
def of_two(x, y):
    for _ in range(2):
        a = x + y
        b = np.maximum(x, y)
        c = x < y
        d = np.where(c, x, y)
        e = x * (y >= x)
    return a, b, c, d, e


def in_place(x, y):
    for _ in range(2):
        x *= y
    return x


def assigned(x, y):
    for _ in range(2):
        x[:] = y
    return x


def bits(x, y):
    for _ in range(2):
        a = x & y
        b = x // y
    return a, b


def equality(x, y):
    for _ in range(2):
        a = x == y
        b = np.sum(x != y)
    return a, b


def pairs():
    for first in DTYPES:
        for second in DTYPES:
            yield items(first, 20), no_zeros(items(second, 20))


def shapes():
    for first in (0, 1, 4, 9, (1, 4), (3, 4), (4, 1)):
        for second in (0, 1, 4, 9, (1, 4), (3, 4), (4, 1)):
            yield np.zeros(first), np.zeros(second)


equality.cases = lambda: [*pairs(), *shapes()]
of_two.cases = in_place.cases = assigned.cases = bits.cases = lambda: list(pairs())
"""
WITH_NUMBERS = """
def with_number(x, n):
    for _ in range(2):
        a = x + n
        b = np.where(x < n, x, n)
        c = n - x
    return a, b, c


def compared(x, n):
    for _ in range(2):
        a = x < n
        b = n == x
    return a, b


def in_place(x, n):
    for _ in range(2):
        x += n
    return x


def assigned(x, n):
    for _ in range(2):
        x[1:] = n
    return x


def quotient(x, n):
    for _ in range(2):
        a = x / n
    return a


def divided(x, n):
    for _ in range(2):
        a = x // n
        b = x % n
    return a, b


def shifted(x, n):
    for _ in range(2):
        a = x << n
        b = x >> n
        c = x & n
    return a, b, c


def counted(x, n):
    for i in range(n):
        x += i
        y = x * i - 1
    return x, y


NUMBERS = [0, 1, 3, -1, -2, 7, 8, 100, 127, 128, -128, -129, 200, 255, 256, 2**15, 2**24 + 1, 2**31 - 1, 2**31,
           -2**31 - 1, 2**32, 2**53 + 1, 2**62 + 2**38 + 1, 2**63 - 1, 2**64, 0.0, -0.0, 0.1, 1.5, -3.75, 1e10,
           3.3e38, 3.41e38, -1e300, 1e-40, 5e-324, float("inf"), float("nan"), True,
           np.int8(-3), np.uint8(200), np.int32(70000), np.int64(300), np.uint64(7), np.float32(0.1), np.float64(0.1),
           np.bool_(True)]
with_number.cases = quotient.cases = compared.cases = in_place.cases = assigned.cases = lambda: [
    (items(dtype, 9), n) for dtype in DTYPES for n in NUMBERS
]
divided.cases = shifted.cases = lambda: [
    (items(dtype, 9), n) for dtype in DTYPES for n in NUMBERS if isinstance(n, int)
]
counted.cases = lambda: [(items(dtype, 9), n) for dtype in DTYPES[1:] for n in (1, 3, 200)]
"""


def test_pairs_of_dtypes(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(HEAD.format(lengths=LENGTHS, dtypes=DTYPES) + MIXED, encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=1")


def test_numbers_beside_arrays(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(HEAD.format(lengths=LENGTHS, dtypes=DTYPES) + WITH_NUMBERS, encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=1")


GRIDS = """
def grids():
    for dtype in ("float64", "float32", "int64", "uint8"):
        for shape in [(0, 3), (3, 0), (1, 1), (2, 3), (7, 9), (16, 8), (3, 2731), (128, 129), (2, 3, 5), (9, 1, 127)]:
            x, y = (items(dtype, np.prod(shape)).reshape(shape) for _ in range(2))
            yield x, y
            yield np.asfortranarray(x), y
            yield x, y[:1]
            yield x[::-1], y
            yield x, y.sum(axis=-1)
    yield np.ones((3, 4)), np.ones((4, 3))
    yield np.ones((3, 1)), np.ones((1, 4))
    yield np.full((20, 30), np.inf), np.full((20, 30), -np.inf)
    yield np.ones((20, 30)), np.zeros((20, 30))
    yield np.ones((2, 2, 2, 2)), np.ones((2, 2, 2, 2))
    yield np.ones((1, 2, 1, 2, 1)), np.ones((1, 2, 1, 2, 1))


def kept(x, y):
    for _ in range(2):
        a = x * y + x
        b = np.where(x > y, x, 0) - 1
        c = x / y
    return a, b, c, a.shape, a.flags.c_contiguous


def in_place(x, y):
    for _ in range(2):
        x += y * 2
        x *= x
        y -= 1
    return x


def overlapping(x, y):
    for _ in range(2):
        x += x.T
        x -= x[::-1]
    return x


def of_rows(x, y):
    total = x[0, 0] if x.size else 0
    for i in range(len(x)):
        row = x[i]
        total = total + np.sum(row * 2)
        row += y[0]
    return total


def from_grid(x, y):
    total = 0.0
    for i in range(3):
        z = np.zeros((4, i)) + i
        z += 1.5
        total += np.sum(z * z) + np.max(z + np.ones((4, i)))
    return total


kept.cases = in_place.cases = of_rows.cases = lambda: list(grids())
overlapping.cases = lambda: [(np.arange(n * n * 1.0).reshape(n, n), 0) for n in (0, 1, 5, 40)]
from_grid.cases = [(0, 0)]
"""
GRID_REDUCED = """
def by_{reduction}(x, y):
    for _ in range(2):
        found = np.{reduction}(x)
        other = np.{reduction}(x * y)
    return found, other


by_{reduction}.cases = lambda: list(grids())
"""


def test_several_dimensions(tmp_path):
    path = tmp_path / "kernels.py"
    parts = [HEAD.format(lengths=LENGTHS, dtypes=DTYPES), GRIDS]
    parts += [GRID_REDUCED.format(reduction=reduction) for reduction in REDUCTIONS]
    path.write_text("\n".join(parts), encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=2")


def test_no_call_is_left(kernel_file):
    path = kernel_file(
        "import numpy as np\n"
        "def limited(x, y, n):\n"
        "    for i in range(n):\n"
        "        x += np.where(x > y, x & 15, np.maximum(y, 3) // 2) * (y != 0)\n"
        "    return x\n"
    )
    options = ["--route=native", "--dump-ir=kir"]
    for items in ("np.arange(9, dtype=np.uint8)", "np.arange(12, dtype=np.int16).reshape(3, 4)"):
        done = npjit("--kernel", f"{path}:limited", "--args", f"({items}, {items}, 3)", *options)
        assert (
            '"a0 a0 a1 greater a0 i2 bitwise_and a1 i3 maximum i4 floor_divide where a1 i5 not_equal multiply add'
            ' a0 update"' in done.stdout
        ), describe(done)
        assert "object." not in done.stdout and "np.binary" not in done.stdout


CONVERTED = """
def to_{target}(x, y):
    for _ in range(2):
        a = x.astype(np.{target})
        b = (x * y).astype({target!r}) * a
        c = y.astype(float).astype(np.{target})
    return a, b, c


to_{target}.cases = lambda: [
    (items(dtype, n), items(dtype, n)) for dtype in DTYPES for n in (0, 1, 9, 70)
] + [
    (np.array(values, dtype), np.array(values, dtype)) for dtype in ("float32", "float64") for values in (
        [0.5, -0.5, 126.99, 127.0, 127.5], [128.0, 255.5], [-128.5, -1.0], [2.0**31 - 1, -2.0**31], [2.0**32], [2.0**63],
        [-2.0**63], [2.0**64], [np.nan, 1.0], [np.inf], [3e38, 1e-40], [-0.0],
    )
] + [(np.array([1e300, 1e-300]), np.ones(2)), (items("int16", 20)[::-2], items("int16", 10)),
     (items("int16", 20).reshape(4, 5), items("int16", 20).reshape(4, 5)),
     (items("int16", 20).reshape(4, 5).T, items("int16", 20).reshape(5, 4))]
"""
COPIED = """
def copied(x, y):
    for _ in range(2):
        a = x.copy()
        b = np.copy(x) + y
        c = (x + y).copy()
        x[:1] = 1
    return a, b, c, a.flags.c_contiguous, b.base is None


def filled(x, y):
    for _ in range(2):
        a = np.full_like(x, 3)
        b = np.full_like(x, 7, dtype=np.float64) + np.full_like(y, 2)
        c = np.full(len(x), 100, dtype=np.uint8)
    return a, b, c


def filled_with(x, n):
    for i in range(2):
        a = np.full_like(x, n)
        b = np.full_like(x, i)
    return a, b


def pairs():
    for dtype in DTYPES:
        for n in (0, 1, 9, 200):
            x, y = items(dtype, 2 * n), items(dtype, 2 * n)
            yield x, y
            yield x[::-1], y
            yield x[::2], y[n:]
            yield x.reshape(2, n), y.reshape(2, n)
            yield x.reshape(2, n).T, y.reshape(n, 2)


copied.cases = filled.cases = lambda: list(pairs())
filled_with.cases = lambda: [(x, n) for x, _ in pairs() for n in (1, 200, -1, 2**40, 2**63, 0.5, 1e30, float("nan"))]
"""


def test_conversions(tmp_path):
    path = tmp_path / "kernels.py"
    parts = [HEAD.format(lengths=LENGTHS, dtypes=DTYPES), COPIED]
    parts += [CONVERTED.format(target=dtype) for dtype in DTYPES if dtype != "bool"]
    path.write_text("\n".join(parts), encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=1")
