"""Arrays that never leave the kernel: on the stack while they are short. What is read from them, what an index
out of range raises, what NumPy warns of, and what a continuation takes over are the interpreter's."""

import re

import pytest

from harness import npjit
from test_fused import check

KERNELS = """
import numpy as np


def constant_length(n, m):
    total = 0.0
    for i in range(n):
        v = np.zeros(3)
        for j in range(3):
            v[j] = i * j + 0.5
        w = v * 2.0 - 1.0
        total += np.sum(w * v)
        total += float(w[1])
    return total


constant_length.cases = lambda: [(n, 0) for n in (0, 1, 2, 100)]


def unknown_length(n, m):
    total = 0
    for i in range(n):
        a = np.zeros(m, dtype=np.int64)
        b = np.ones(m)
        c = np.arange(m)
        d = np.arange(2, m)
        e = np.empty(m, dtype=np.int32)
        for j in range(m):
            a[j] = i + j
            e[j] = j
            b[j] += c[j]
        f = a * c + 1
        total += int(np.sum(f)) + len(d) + int(np.max(c + a))
        total += int(np.sum(b * 2)) + int(e[m - 1])
    return total


unknown_length.cases = lambda: [(3, m) for m in (1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 129, 8191, 8192, 8193)] + [(2, 0), (2, -1), (0, 5), (5, 64)]


def out_of_range(n, k, s):
    total = 0
    for i in range(n):
        a = np.zeros(4, dtype=np.int32)
        if s == 1:
            a[k] = 3
        total += int(a[i - 2])
        total += int(a[k])
    return total


out_of_range.cases = lambda: [(3, k, s) for k in (0, 3, -4, 4, -5, 2**40) for s in (0, 1)] + [(9, 0, 0)]


def tried(n, k):
    total = 0
    for i in range(n):
        try:
            a = np.zeros(i - 1)
            a[k] = 3.0
            total += int(a[k - 1])
        except IndexError:
            total += 100
        except ValueError:
            total += 10000
    return total


tried.cases = lambda: [(5, 0), (5, 2), (90, 70)]


def overflow(n, m):
    total = 2**62
    for i in range(n):
        a = np.zeros(m, dtype=np.int64)
        b = np.arange(m)
        for j in range(m):
            a[j] = 2**60
        c = a + b
        for j in range(m):
            total += int(c[j])
        total += int(np.sum(a)) + int(b[0]) + len(c)
    return total


overflow.cases = lambda: [(3, m) for m in (1, 2, 5, 64, 65, 200)]


def warns(n, m):
    total = 0.0
    for i in range(n):
        a = np.zeros(m)
        b = np.ones(m)
        c = b / a
        total += float(c[0])
        d = a / a
        total += float(d[0])
        total += np.sum(b / a) + np.max(a - c)
    return total


warns.cases = lambda: [(2, m) for m in (1, 3, 64, 65, 300)]


def misfit(n, m):
    total = 0.0
    for i in range(n):
        a = np.zeros(i)
        b = np.ones(m)
        c = b + a
        total += np.sum(c) + len(c)
        for j in range(len(c)):
            total += float(c[j])
    return total


misfit.cases = lambda: [(2, 1), (2, 2), (1, 0), (3, 1), (70, 1)]


def items(i, n):
    total = 0
    for t in range(n):
        a = np.array([t, i, t + i, 5])
        b = np.array([True, False, t > i])
        for j in range(len(a)):
            total += int(a[j])
        if b[t % 3]:
            total += 1
        total += int(np.sum(a * a)) + int(a[i])
    return total


items.cases = lambda: [(0, 4), (3, 9), (4, 2), (-5, 2)]
"""

RAISING = """
import numpy as np

np.seterr(divide="{mode}")


def raising(n, m):
    total = 0.0
    for i in range(n):
        a = np.zeros(m)
        b = np.ones(m)
        c = b + a
        total += float(c[0])
        total += np.sum(b / a)
    return total


raising.cases = lambda: [(2, m) for m in (1, 3, 64, 65, 300)]


def raising_tried(n, m):
    total = 0.0
    for i in range(n):
        a = np.zeros(m)
        b = np.ones(m)
        c = b + a
        try:
            c = b / a
            total += float(c[0])
        except FloatingPointError:
            total += 7
        total += float(c[0])
    return total


raising_tried.cases = raising.cases
"""

DTYPES = """
import numpy as np


def {dtype}_array(n, m):
    total = 0.0
    for i in range(n):
        a = np.{make}(m, dtype=np.{dtype})
        for j in range(len(a)):
            a[j] = a[m - 1 - j]
            a[j] = {value}
        for j in range(len(a)):
            total += float(a[j]) - float(a[-1 - j]) / 3
    return total


{dtype}_array.cases = lambda: [(2, m) for m in (0, 1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 129, 8191, 8192, 8193, 20000)]
"""


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_local_arrays(tmp_path):
    check(write(tmp_path / "kernels.py", KERNELS), "-O0,3", "--inline=both", "--sample=4")


@pytest.mark.parametrize("mode", ["warn", "raise", "ignore"])
def test_what_is_told_to_raise(mode, tmp_path):
    check(write(tmp_path / "kernels.py", RAISING.format(mode=mode)), "-O0,3", "--inline=both", "--sample=4")


@pytest.mark.parametrize("make", ["zeros", "ones"])
def test_dtypes(make, tmp_path):
    values = {
        "bool": "j % 3 == 1", "int8": "j % 100", "uint8": "j % 200", "int16": "-j", "uint16": "j",
        "int32": "-i - j", "uint32": "i + j", "int64": "i * j", "uint64": "i + j",
        "float32": "j / 2", "float64": "j / 3",
    }  # fmt: skip
    text = "".join(DTYPES.format(dtype=d, make=make, value=v) for d, v in values.items())
    check(write(tmp_path / "kernels.py", text), "-O0,3", "--inline=both", "--sample=4")


def test_nothing_is_left_of_it(tmp_path):
    path = write(
        tmp_path / "kernels.py",
        "import numpy as np\n"
        "def squares(n):\n"
        "    total = 0\n"
        "    for i in range(n):\n"
        "        a = np.zeros(4, dtype=np.int64)\n"
        "        for j in range(4):\n"
        "            a[j] = i * j\n"
        "        b = a * a - 3\n"
        "        total += int(np.sum(b)) + int(b[-1])\n"
        "    return total\n",
    )
    dump = ["--kernel", f"{path}:squares", "--args", "(100,)", "--route=native"]
    text = npjit(*dump, "--dump-ir=kir").stdout
    blocks = re.split(r"^(?=b\d+)", text, flags=re.MULTILINE)
    warm = "".join(block for block in blocks if " cold" not in block.split("\n")[0])
    assert "np.zeros.native" in warm
    assert re.findall(r"np\.\w+\.(?:ufunc|capi|python)|object\.\w+", warm) == []
    # Of the optimised kernel: no memory and no call but the poll for signals and the way out for big ints.
    kernel = npjit(*dump, "--dump-ir=llvm-opt").stdout.split("\n}\n", 1)[0]
    assert set(re.findall(r"@(npjit_\w+)\(", kernel)) <= {"npjit_poll_slow", "npjit_jit_enter"}
    assert not re.search(r"%local\d* = alloca", kernel)


def test_it_is_explained(tmp_path):
    done = npjit(
        "--kernel", f"{write(tmp_path / 'kernels.py', KERNELS)}:constant_length", "--args", "(5, 0)",
        "--route=native", "--explain", "--iters=1",
    )  # fmt: skip
    assert "np.zeros: never leaves the kernel" in done.stdout
