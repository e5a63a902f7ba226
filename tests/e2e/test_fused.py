"""Elementwise expressions in loops, kept or reduced: what native computes in one loop of its own.
Each operation, dtype, length, layout and kind of items, bit for bit what the interpreter gives, with its
warnings."""

import json

import pytest

from harness import describe, npjit

LENGTHS = [0, 1, 2, 7, 8, 9, 127, 128, 129, 300, 8191, 8192, 8193, 20000]
EXPRESSIONS = {
    "plain": "x",
    "product": "x * y",
    "distance": "(x - y) * (x - y)",
    "chain": "x + y - x * np.abs(y) + -x",
    "twice": "x * x",
}
FLOATS = {"quotient": "x / y", "root": "np.sqrt(x) - y"}
NUMBERS = {
    "scaled": "x * 1.5 - y",
    "squares": "(x - y) ** 2 + y ** 2.0",
    "counted": "2 - x",
    "shares": "1 / (x * 3)",
    "above": "x > y",
    "most": "x * 2 <= 3.5",
    "other": "x + 1 != 4",
    "same": "0.0 == x",
    "ordered": "(x < y) == (y < x)",
}
NARROW = {"squares": "np.square(x) - np.sqrt(np.abs(y))"}
REDUCTIONS = ["sum", "prod", "max", "min", "mean"]
HEAD = """
import numpy as np

LENGTHS = {lengths}


def layouts(make):
    for length in LENGTHS:
        x, y = make(2 * length), make(2 * length)
        yield x[:length].copy(), y[:length].copy()
        yield x[::2], y[length:].copy()
        yield x[:length][::-1], y[::-2]


def items_of_int64():
    random = np.random.default_rng(1)
    yield lambda n: random.integers(-9, 9, n)
    yield lambda n: random.integers(-2**63, 2**63 - 1, n)


def items_of_float64():
    random = np.random.default_rng(1)
    yield lambda n: random.standard_normal(n) * 1e3
    yield lambda n: random.standard_normal(n) * 10.0 ** random.integers(-320, 308, n)
    yield lambda n: 1 + random.random(n) / 1024
    yield lambda n: np.where(random.random(n) < 0.5, -0.0, 0.0)
    yield lambda n: np.full(n, -0.0)
    yield lambda n: -random.random(n)
    yield lambda n: np.where(random.random(n) < 2 / (n + 1), np.nan, random.random(n))
    yield lambda n: np.where(random.random(n) < 2 / (n + 1), np.inf, random.random(n) - 0.5)
    yield lambda n: np.where(random.random(n) < 0.5, -5e-324, 5e-324)


def items_of_int32():
    random = np.random.default_rng(1)
    yield lambda n: random.integers(-9, 9, n, dtype=np.int32)
    yield lambda n: random.integers(-2**31, 2**31 - 1, n, dtype=np.int32)


def items_of_float32():
    random = np.random.default_rng(1)
    yield lambda n: (random.standard_normal(n) * 1e3).astype(np.float32)
    with np.errstate(all="ignore"):
        yield lambda n: (random.standard_normal(n) * 10.0 ** random.integers(-45, 38, n)).astype(np.float32)
    yield lambda n: np.where(random.random(n) < 0.5, -0.0, 0.0).astype(np.float32)
    yield lambda n: np.where(random.random(n) < 2 / (n + 1), np.nan, random.random(n)).astype(np.float32)
    yield lambda n: np.where(random.random(n) < 2 / (n + 1), np.inf, random.random(n)).astype(np.float32)


def cases():
    return [case for make in items_of_{dtype}() for case in layouts(make)]
"""
KERNEL = """
def {name}(x, y):
    for _ in range(2):
        found = np.{reduction}({expression})
    return found


{name}.cases = cases
"""
KEPT = """
def {name}(x, y):
    for _ in range(2):
        found = {expression}
        again = found
    return again, found is again


{name}.cases = cases
"""
MIXED = """
def of_other_lengths(x, y):
    total = 0
    for i in range(3):
        total = np.sum(x[i:] * y[:3]) + np.max(x[1:])
    return total


of_other_lengths.cases = lambda: [
    (np.arange(6.0), np.arange(3.0)), (np.arange(4.0), np.arange(9.0)), (np.arange(1.0), np.arange(1.0)),
]


def changed_between(x, y):
    total = 0.0
    for i in range(5):
        total += np.sum(x * y)
        x[0] = total
        total += np.sum(x - y)
    return total


changed_between.cases = lambda: [(np.arange(20.0), np.ones(20))]


def from_memory_made_here(n):
    total = 0
    for i in range(n):
        a = np.arange(i + 1)
        total += int(np.sum(a * a)) + int(np.max(a)) - int(np.min(a))
    return total


from_memory_made_here.cases = lambda: [(0,), (1,), (40,), (300,)]


def unaligned(x):
    total = 0.0
    for i in range(4):
        total += np.sum(x) + np.max(x)
    return total


unaligned.cases = lambda: [
    (np.frombuffer(b"-" + np.arange(1.0, 21.0).tobytes(), np.uint8)[1:].view(np.float64),),
    (np.arange(20.0).astype(">f8"),), (np.zeros(20, [("a", "i1"), ("b", "f8")])["b"] + 1,),
    (np.ones(20, [("a", "i1"), ("b", "f8")])["b"],),
]
"""

SLICES = """
import numpy as np


def differences(x, n):
    total = 0.0
    for i in range(n):
        total = np.sum(x[1:] - x[:-1])
    return total


def windows(x, n):
    total = 0.0
    for i in range(n):
        total += np.sum(x[i:i+5] * 2.0) + len(x[::2] + x[::-2])
    return total


def parts(x, a, b):
    for i in range(2):
        p = x[a:b] + 1
        q = x[a:] * 2
        r = x[:b] - 3
        s = x[a:b:2] * x[a:b:2]
        t = x[a:b:-1] + x[a:b:-1]
        u = x[::-1] + x
        v = x[a::-3] * 1
        w = x[:b:-2] * 1
        first = np.sum(x[a:b:-2])
        second = np.sum(x[a:b])
    return p, q, r, s, t, u, v, w, first, second


def of_local(n, m):
    total = 0.0
    for i in range(n):
        a = np.zeros(m)
        b = np.arange(m)
        for j in range(m):
            a[j] = i * j
        total += float(np.sum(a[1:] * a[:-1])) + float(np.sum(b[::2] + 1))
        c = a[i:] - a[i:]
        total += len(c) + float(np.sum(c / a[i:]))
    return total


def misfit(x, n):
    total = 0.0
    for i in range(n):
        total += np.sum(x[i:] + x[:3])
    return total


def arrays():
    yield np.arange(10.0)
    yield np.arange(20.0)[::2]
    yield np.arange(10.0)[::-1]
    yield np.arange(0.0)
    yield np.arange(1.0)
    yield np.arange(10)


differences.cases = lambda: [(x, 3) for x in arrays()] + [
    (np.arange(n) * 1.5, 3) for n in (0, 1, 2, 7, 8, 9, 127, 128, 129, 8191, 8192, 8193, 20000)
]
windows.cases = lambda: [(x, 12) for x in arrays()]
BOUNDS = [0, 1, 3, 9, 10, 11, -1, -3, -10, -11, 2**62, -2**63, 2**63-1]
parts.cases = lambda: [(x, a, b) for x in arrays() for a in BOUNDS for b in BOUNDS]
of_local.cases = lambda: [(4, m) for m in (0, 1, 2, 3, 8, 9, 63, 64, 65, 127, 300)]
misfit.cases = lambda: [(np.arange(6.0), 4), (np.arange(3.0), 1), (np.arange(9.0), 9)]
"""

RAISING = """
import numpy as np

np.seterr(all="raise")


def quotient(x, y, n):
    total = 0.0
    for i in range(n):
        total += np.sum(x / y) + np.max(x - y) + np.prod(x * y)
    return total


quotient.cases = lambda: [
    (np.ones(10), np.arange(10.0), 3), (np.ones(10), np.arange(1.0, 11.0), 3), (np.full(9, 1e308), np.full(9, 0.5), 2),
    (np.ones(10), np.ones(9), 1), (np.ones(0), np.ones(0), 2), (np.full(3, np.nan), np.ones(3), 2),
]


def caught(x, y, n):
    total = 0.0
    for i in range(n):
        try:
            total += np.sum(x / y)
        except FloatingPointError:
            total -= 1.0
    return total


caught.cases = quotient.cases
"""


def check(path, *options):
    done = npjit("--check", path, "--route=native", *options, "--json", "-")
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    bad = [line for line in findings if line["kind"] in ("differs", "leaks", "refused")]
    assert not bad, "\n".join(f"{line['call']}: {line['text']}" for line in bad[:10])
    assert done.returncode == 0, describe(done)
    return findings[-1]


KINDS = {"int64": 2, "float64": 9, "int32": 2, "float32": 5}


def expressions_of(dtype):
    floats = FLOATS if dtype.startswith("float") else {}
    return EXPRESSIONS | floats | (NARROW if dtype == "float32" else NUMBERS if dtype.endswith("64") else {})


def write(path, dtype, kernel, expressions, **names):
    parts = [HEAD.format(lengths=LENGTHS, dtype=dtype)]
    for name, expression in expressions.items():
        parts.append(kernel.format(name=name, expression=expression, **names))
    path.write_text("\n\n".join(parts), encoding="utf-8")
    return len(expressions) * len(LENGTHS) * 3 * KINDS[dtype]


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("dtype", KINDS)
def test_reductions_in_loops(dtype, reduction, tmp_path):
    path = tmp_path / "kernels.py"
    count = write(path, dtype, KERNEL, expressions_of(dtype), reduction=reduction)
    assert check(path, "-O0,3", "--inline=both", "--sample=2")["cases"] == count


@pytest.mark.parametrize("dtype", KINDS)
def test_kept_results_in_loops(dtype, tmp_path):
    path = tmp_path / "kernels.py"
    count = write(path, dtype, KEPT, expressions_of(dtype))
    assert check(path, "-O0,3", "--inline=both", "--sample=2")["cases"] == count


def test_underflow_is_reported_to_those_who_want_to_know(tmp_path):
    path = tmp_path / "kernels.py"
    parts = [HEAD.format(lengths=LENGTHS[:8], dtype="float64"), 'np.seterr(under="warn")']
    for name, expression in (EXPRESSIONS | FLOATS).items():
        for reduction in REDUCTIONS:
            parts.append(
                KERNEL.format(name=f"{reduction}_{name}", reduction=reduction, expression=expression)
            )
    path.write_text("\n\n".join(parts), encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=1")


def test_what_is_not_alike(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text("import numpy as np\n" + MIXED, encoding="utf-8")
    check(path, "-O0,3", "--inline=both")


def test_slices(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(SLICES, encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=2")


def test_what_is_told_to_raise(tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text(RAISING, encoding="utf-8")
    check(path, "-O0,3", "--inline=both")


def test_no_call_and_no_array_is_left(kernel_file):
    path = kernel_file(
        "import numpy as np\n"
        "def distances(x, y, n):\n"
        "    total = np.sum(x)\n"
        "    for i in range(n):\n"
        "        total = np.sum((x - y) * (x - y))\n"
        "    return total\n"
    )
    done = npjit(
        "--kernel", f"{path}:distances", "--args", "(np.arange(9.0), np.ones(9), 3)",
        "--route=native", "--dump-ir=kir",
    )  # fmt: skip
    assert '"a0 a1 subtract a0 a1 subtract multiply sum"' in done.stdout, describe(done)
    assert "np.binary" not in done.stdout


def test_no_call_and_no_array_is_left_inside_of_try(kernel_file):
    """Nor in the loop that goes on after an exception was caught."""
    path = kernel_file(
        "import numpy as np\n"
        "def distances(x, y, n):\n"
        "    total = np.sum(x)\n"
        "    for i in range(n):\n"
        "        with np.errstate(divide='ignore'):\n"
        "            try:\n"
        "                total = np.sum((x - y) * (x - y))\n"
        "            except FloatingPointError:\n"
        "                total = np.sum(y)\n"
        "    return total\n"
    )
    done = npjit(
        "--kernel", f"{path}:distances", "--args", "(np.arange(9.0), np.ones(9), 3)",
        "--route=native", "--dump-ir=kir",
    )  # fmt: skip
    assert done.stdout.count('"a0 a1 subtract a0 a1 subtract multiply sum"') > 1, describe(done)
    assert "np.binary" not in done.stdout
