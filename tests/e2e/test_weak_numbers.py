"""Python numbers beside narrow NumPy scalars, which take their dtype since NumPy 2 and did not before: every
dtype, operator and side, numbers that fit and such that do not; what comes of it, warnings and exceptions
are the interpreter's."""

import pytest

from test_fused import check

OPERATORS = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "**", "<", "<=", "==", "!=", ">", ">="]
DTYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "bool"]
FORM = """
import numpy as np

ITEMS = np.array([{items}]).astype("{dtype}")
INTS = [0, 1, -1, 3, 7, 31, 63, 127, 128, -128, -129, 255, 256, 2**15, 2**31, -2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**64]
FLOATS = [0.0, -0.0, 1.5, -2.25, 0.1, 1e-46, 1e-300, 3.4e38, 3.5e38, -1e39, 1e300, float("inf"), float("nan")]
"""
KERNEL = """
def {name}(a, numbers):
    out = []
    for number in numbers:
        for x in a:
            out.append({expression})
    return out


{name}.cases = lambda: [(ITEMS, [n]) for n in INTS + FLOATS if not {skip}] + [(ITEMS, [1, 5, 3]), (ITEMS, [1.0, 0.5])]
"""
SUMS = """
def {name}_of(a, start):
    total = start
    for x in a:
        total {operator}= x
        if total {operator} 1 == 3:
            total = start
    kept = np.zeros(2), np.zeros(2, dtype=np.int64), np.zeros(2, np.float32)
    for k in range(3):
        for _ in range(2):
            kept[k][1] = a[1]
    return total, kept


{name}_of.cases = lambda: [(ITEMS, start) for start in (0, 1, 100, 0.0, 0.5, 1e39)]
"""


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_operator(dtype, tmp_path):
    path = tmp_path / "kernels.py"
    items = "0.0, -0.0, 1.0, 0.1, 3e38, 1e-45, np.nan, np.inf" if "float" in dtype else "0, 1, 2, 5, 100, 127"
    parts = [FORM.format(items=items, dtype=dtype)]
    for k, operator in enumerate(OPERATORS):
        skip = "(isinstance(n, int) and abs(n) > 64)" if operator in ("<<", "**") else "False"
        parts.append(KERNEL.format(name=f"left_{k}", expression=f"x {operator} number", skip=skip))
        parts.append(KERNEL.format(name=f"right_{k}", expression=f"number {operator} x", skip=skip))
        if k < 3:
            parts.append(SUMS.format(name=f"sum_{k}", operator=operator))
    path.write_text("\n\n".join(parts), encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=2")
