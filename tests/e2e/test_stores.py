"""Operators in place and assignments to slices of arrays: what native computes in loops of its own. Each
operation, dtype, length, layout and kind of items; arrays that overlap, do not fit or cannot be written to:
what is stored, warned of and raised is the interpreter's."""

import pytest

from harness import describe, npjit
from test_fused import EXPRESSIONS, FLOATS, HEAD, KINDS, LENGTHS, check

UPDATES = {
    "plus": "x += y",
    "minus": "x -= y",
    "times": "x *= y",
    "more": "x += x - y * x",
    "itself": "x *= x",
    "backwards": "x += x[::-1]",
    "by_itself_turned": "x -= x[::-1] * y[::-1]",
}
NUMBERS = {"by_number": "x *= 3", "from_number": "x -= y * 2"}
FLOAT_UPDATES = {"by_float": "x *= 0.5", "over": "x /= y", "over_number": "x /= 3"}
UPDATE = """
def {name}(x, y):
    for _ in range(2):
        x {operator} {other}
    return x


{name}.cases = cases
"""
BY_SLICES = """
def part_{name}(x, y):
    for _ in range(2):
        x[1:] {operator} ({other})[1:]
        x[:-1:2] {operator} 2
        x[::-1] {operator} ({other})
    return x


part_{name}.cases = cases
"""


def write_updates(path, dtype, updates, form=UPDATE):
    parts = [HEAD.format(lengths=LENGTHS, dtype=dtype)]
    for name, statement in updates.items():
        _, operator, other = statement.split(" ", 2)
        parts.append(form.format(name=name, operator=operator, other=other))
    path.write_text("\n\n".join(parts), encoding="utf-8")
    return len(updates) * len(LENGTHS) * 3 * KINDS[dtype]


def updates_of(dtype):
    floats = FLOAT_UPDATES if dtype.startswith("float") else {}
    return UPDATES | floats | (NUMBERS if dtype.endswith("64") else {})


@pytest.mark.parametrize("dtype", KINDS)
def test_operators_in_place(dtype, tmp_path):
    path = tmp_path / "kernels.py"
    count = write_updates(path, dtype, updates_of(dtype))
    assert check(path, "-O0,3", "--inline=both", "--sample=2")["cases"] == count


@pytest.mark.parametrize("dtype", KINDS)
def test_operators_in_place_on_slices(dtype, tmp_path):
    path = tmp_path / "kernels.py"
    floats = dtype.startswith("float")
    updates = {name: text for name, text in updates_of(dtype).items() if floats or "/" not in text}
    count = write_updates(path, dtype, updates, BY_SLICES)
    assert check(path, "-O0,3", "--inline=both", "--sample=2")["cases"] == count


UNLIKE = """
import numpy as np


def add_other(a, b):
    for _ in range(2):
        a += b
    return a


def of_two(a, b):
    for _ in range(3):
        a += b * b
        b -= 1
    return a is b


def others():
    for first in (np.int32, np.int64, np.float32, np.float64, np.bool_, np.uint8, np.complex128):
        for second in (np.int32, np.int64, np.float32, np.float64, np.bool_):
            yield np.arange(9).astype(first), (np.arange(9) * 7).astype(second)
    wide = np.arange(30.0)
    yield wide[5:25], wide[:20]
    yield wide[5:25], wide[24:4:-1]
    yield wide[::2], wide[:15]
    yield wide[::-2], wide[::2]
    yield np.arange(4.0), np.arange(3.0)
    yield np.arange(4.0), np.arange(1.0)
    yield np.arange(1.0), np.arange(4.0)
    yield np.arange(4.0), np.arange(8.0).reshape(2, 4)
    yield np.arange(0.0), np.arange(0.0)
    yield np.broadcast_to(np.arange(1.0), (4,)), np.arange(4.0)
    yield np.arange(20.0).astype(">f8"), np.arange(20.0)
    yield np.ones(20, [("a", "i1"), ("b", "f8")])["b"], np.arange(20.0)
    yield np.float32([1e38, 3e38, 1e-40]), np.array([1e38, 3e38, 1e-300])
    yield np.array([2**31 - 1, -2**31, 5], np.int32), np.array([2**31, -2**40, 2**62 + 3])
    yield np.full(3, 1e308), np.full(3, 1e308)
    yield np.full(3, np.inf), np.full(3, -np.inf)
    frozen = np.arange(5.0)
    frozen.flags.writeable = False
    yield frozen, np.arange(5.0)
    yield np.arange(5.0), frozen


def numbers():
    for dtype in (np.int32, np.int64, np.float32, np.float64, np.bool_, np.uint8):
        for number in (3, -2, 1.5, True, np.int64(4), np.float64(2.5), np.float32(0.5), 2**40, 1e300, 2**70):
            yield np.arange(9).astype(dtype), number


add_other.cases = lambda: [*others(), *numbers()]
of_two.cases = lambda: list(others())


def warned_at(a, b, n):
    for i in range(n):
        b[i] = 0.0
        a /= b
        a[i] = 1.0
    return a


warned_at.cases = lambda: [(np.ones(n), np.ones(n), 3) for n in (3, 63, 64, 65, 200)]


def of_local(n, m):
    total = 0.0
    for i in range(n):
        a = np.zeros(m)
        b = np.ones(m)
        a += 1.5
        a += a * i
        b /= a
        a -= b
        total += float(np.sum(a)) + float(np.sum(b))
    return total


of_local.cases = lambda: [(4, m) for m in (0, 1, 2, 3, 8, 9, 63, 64, 65, 127, 300, 9000)]


def of_local_to_numpy(n, m):
    total = 0.0
    for i in range(n):
        a = np.zeros(m)
        b = np.ones(m)
        b /= a
        b += 1.0
        a[m - 1] = 3.0
        a += b
        total += float(a[0]) + float(b[1])
    return total


of_local_to_numpy.cases = lambda: [(3, m) for m in (2, 3, 63, 64, 65, 300)]


def of_length_three(n):
    total = 0.0
    for i in range(n):
        v = np.zeros(3)
        v += i
        v *= 0.5
        total += float(v[2])
    return total


of_length_three.cases = [(5,)]


def in_try(a, b, n):
    seen = 0
    for i in range(n):
        try:
            a += b
        except (ValueError, TypeError):
            seen += 1
    return a, seen


in_try.cases = lambda: [(np.arange(3.0), np.ones(3), 2), (np.arange(3.0), np.ones(2), 2), (np.arange(3), np.ones(3), 2)]
"""
TOLD_TO_RAISE = """

np.seterr(all="raise")


def stops(a, b, n):
    for i in range(n):
        a *= b
    return a


stops.cases = lambda: [
    (np.full(m, 1e200), np.where(np.arange(m) == m // 2, 1e200, 1.0), 2) for m in (1, 5, 64, 65, 600)
] + [(np.full(4, 1e-300), np.full(4, 1e-300), 2)]


def stops_and_goes_on(a, b):
    seen = 0
    for i in range(2):
        try:
            a /= b
        except FloatingPointError:
            seen += 1
    return seen


stops_and_goes_on.cases = lambda: [(np.ones(9), np.arange(9.0))]


def stops_between(a, b, n):
    for i in range(n):
        a[1:-1] = b[2:] * b[:-2]
        a[1:-1] *= b[1:-1]
    return a


stops_between.cases = lambda: [
    (np.ones(m), np.where(np.arange(m) == k, 1e200, 1.0) * scale, 2)
    for m in (5, 64, 700, 1500) for k in (0, 2, m - 2) for scale in (1.0, 1e100, 1e-170)
]
"""

ASSIGNED = """
def moved(x, y):
    for _ in range(2):
        x[1:] = x[:-1]
        x[:-1] = y[1:] - x[1:] * y[:-1]
        x[::2] = x[::-2]
        x[::-1] = y
    return x


def filled(x, y):
    for i in range(2):
        x[1:] = y[0] if len(y) else 0
        x[::3] = i
        x[:-1] = 1 + i
        x[-3:-1] = 7
    return x


def averaged(x, y):
    for _ in range(3):
        x[1:-1] = x[1:-1] - (x[2:] - x[1:-1] - x[1:-1] + x[:-2])
        y[:] = x
    return x, y


def compared(x, y):
    for _ in range(2):
        x[:] = x < y
        y[1:] += x[1:] > y[:-1]
    return x


moved.cases = filled.cases = averaged.cases = compared.cases = cases
"""
BOUNDED = """
import numpy as np


def parts(a, b, i, j):
    for _ in range(2):
        a[i:j] = b[i:j] * 2.0
        a[i:j] += 1.0
        a[i:j:2] -= b[i:j:2]
        a[i:j:-1] = b[j:i]
        a[:] = 5.0
        a[j:i] = a[i:j]
    return a


BOUNDS = [0, 1, 3, 9, 10, -1, -10, 2**62, -2**63]
parts.cases = lambda: [(np.arange(10.0), np.arange(10.0), i, j) for i in BOUNDS for j in BOUNDS]


def assign(a, b):
    for _ in range(2):
        a[:] = b
    return a


def assign_part(a, b):
    for _ in range(2):
        a[1:4] = b
        a[2:] *= b
    return a


def assign_sum(a, b):
    for _ in range(2):
        a[1:] = b[1:] + b[:-1]
    return a


def others():
    for first in (np.int32, np.int64, np.float32, np.float64, np.bool_, np.uint8, np.complex128):
        for second in (np.int32, np.int64, np.float32, np.float64, np.bool_):
            yield np.arange(9).astype(first), (np.arange(9) * 7).astype(second)
            yield np.arange(9).astype(first), np.ones(3, second)
        for number in (3, -2, 1.5, 1e300, np.nan, True, np.int64(4), np.float64(2.5), 2**40, 2**70):
            yield np.arange(9).astype(first), number
    wide = np.arange(40.0)
    yield wide[5:25], wide[:20]
    yield wide[5:25], wide[24:4:-1]
    yield wide[::2], wide[:20]
    yield np.float32([1e38, 3e38, 1e-40]), np.array([1e38, 3e38, 1e-300])
    yield np.float32([1e38, 3e38, 1e-40]), np.array([1e38, 3e300, 1e-30])
    yield np.zeros(4), np.arange(8.0).reshape(2, 4)
    yield np.zeros(0), np.zeros(0)
    yield np.zeros(4), np.ones(1)
    yield np.zeros(1), np.ones(4)
    yield np.arange(20.0).astype(">f8"), np.arange(20.0)
    frozen = np.arange(5.0)
    frozen.flags.writeable = False
    yield frozen, np.arange(5.0)
    yield np.arange(5.0), frozen
    yield frozen, 1.0


assign.cases = assign_part.cases = assign_sum.cases = lambda: list(others())


def of_local(n, m):
    total = 0.0
    for i in range(n):
        a = np.zeros(m)
        b = np.arange(m)
        a[1:] = i
        a[:-1] += b[1:] * 0.5
        a[::2] = b[::2] - a[::2]
        a[:] = a[::-1]
        b[2:] = b[:-2]
        total += float(np.sum(a)) + int(np.sum(b))
    return total


of_local.cases = lambda: [(3, m) for m in (2, 3, 8, 9, 63, 64, 65, 127, 300, 9000)]

"""


@pytest.mark.parametrize("dtype", KINDS)
def test_assignments_to_slices(dtype, tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(HEAD.format(lengths=LENGTHS, dtype=dtype) + ASSIGNED, encoding="utf-8")
    count = 4 * len(LENGTHS) * 3 * KINDS[dtype]
    assert check(path, "-O0,3", "--inline=both", "--sample=2")["cases"] == count


def test_slices_that_are_not_alike(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(BOUNDED, encoding="utf-8")
    check(path, "-O0,3", "--inline=both")


def test_what_is_not_alike(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(UNLIKE, encoding="utf-8")
    check(path, "-O0,3", "--inline=both")


def test_what_is_told_to_raise(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(UNLIKE + TOLD_TO_RAISE, encoding="utf-8")
    check(path, "-O0,3", "--inline=both")


def test_no_call_and_no_array_is_left(kernel_file):
    path = kernel_file(
        "import numpy as np\n"
        "def moved(x, y, n):\n"
        "    for i in range(n):\n"
        "        x += y\n"
        "        x *= y - 1.0\n"
        "    return x\n"
        "def three(n):\n"
        "    total = 0.0\n"
        "    for i in range(n):\n"
        "        v = np.zeros(3)\n"
        "        v += 1.5\n"
        "        total += float(v[2])\n"
        "    return total\n"
    )
    options = ["--route=native", "--dump-ir=kir"]
    done = npjit("--kernel", f"{path}:moved", "--args", "(np.arange(9.0), np.ones(9), 3)", *options)
    assert '"a0 a1 add a0 update"' in done.stdout, describe(done)
    assert '"a0 a1 f2 subtract multiply a0 update"' in done.stdout
    assert "object." not in done.stdout
    done = npjit("--kernel", f"{path}:three", "--args", "(3,)", "--route=native", "--inline=on", "--dump-ir=llvm-opt")
    turns = done.stdout.partition("\n}\n")[0]
    assert "alloca" not in turns and "vector_new" not in turns, turns
    done = npjit("--kernel", f"{path}:moved", "--args", "(np.arange(9.0), np.ones(9), 3)", "--explain")
    assert "native.store: a loop of compiled code, no call" in done.stdout, describe(done)
