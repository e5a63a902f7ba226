"""Small kernels, one for each operation, dtype, length and layout of its array, on every route, with
thunks inlined and not, at -O0 and -O3: bit for bit what the interpreter gives."""

import json

import pytest

from harness import describe, npjit

LENGTHS = [0, 1, 2, 7, 8, 9, 127, 128, 129, 8191, 8192, 8193, 20000]
DTYPES = ["bool", "int8", "uint8", "int32", "uint32", "int64", "uint64", "float32", "float64"]
OPERATIONS = {
    "sum": "np.sum(x)",
    "prod": "np.prod(x)",
    "max": "np.max(x)",
    "min": "np.min(x)",
    "mean": "np.mean(x)",
    "std": "np.std(x)",
    "add": "x + x",
    "multiply": "x * x",
    "less": "x < x[::-1]",
    "sqrt": "np.sqrt(x)",
    "abs": "np.abs(x)",
    "method": "x.sum()",
    "item": "x[len(x) // 2]",
    "last": "x[-1]",
    "slice": "x[1:]",
    "loop": None,
}
LOOP = """
def loop(x):
    count = 0
    for i in range(len(x)):
        if x[i] > x[-1 - i]:
            count += 1
    return count
"""
CASES = """
def arrays():
    random = np.random.default_rng(0)
    for length in {lengths}:
        low, high = (0, 2) if "{dtype}" == "bool" else (0, 100)
        base = (random.random(2 * length) if "{dtype}".startswith("float")
                else random.integers(low, high, 2 * length)).astype("{dtype}")
        yield (base[:length].copy(),)
        yield (base[::2],)
        yield (base[:length][::-1],)
"""


def write(path, dtype):
    parts = ["import warnings", "import numpy as np", CASES.format(lengths=LENGTHS, dtype=dtype)]
    for name, expression in OPERATIONS.items():
        parts.append(LOOP if expression is None else f"def {name}(x):\n    return {expression}")
        parts.append(f"{name}.cases = lambda: list(arrays())")
    path.write_text("\n\n".join(parts), encoding="utf-8")


@pytest.mark.parametrize("dtype", DTYPES)
def test_operations(dtype, tmp_path):
    path = tmp_path / f"{dtype}.py"
    write(path, dtype)
    done = npjit("--check", path, "-O0,3", "--sample", "8", "--json", "-")
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    bad = [line for line in findings if line["kind"] in ("differs", "leaks", "refused")]
    assert not bad, "\n".join(f"{line['call']}: {line['text']}" for line in bad[:10])
    assert done.returncode == 0, describe(done)
    assert findings[-1]["cases"] == len(OPERATIONS) * len(LENGTHS) * 3
