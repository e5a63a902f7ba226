"""Elementwise expressions of arrays of unlike shapes, transposed arrays and views with dimensions added: what
native computes row by row, repeating items as NumPy does. Each operation, dtype, layout and shape, those that
do not fit included: what comes of it, how it lies in memory, what is warned of and raised is the
interpreter's."""

import pytest

from test_fused import check

HEAD = """
import numpy as np

random = np.random.default_rng(1)


def items(*shape):
    if np.dtype("{dtype}").kind == "f":
        yield (random.standard_normal(shape) * 1e3).astype("{dtype}")
        yield np.where(random.random(shape) < 0.1, np.inf, random.random(shape) - 0.5).astype("{dtype}")
    elif "{dtype}" == "bool":
        yield random.random(shape) < 0.5
    else:
        yield random.integers(0, 9, shape).astype("{dtype}")
        yield random.integers(np.iinfo("{dtype}").min, np.iinfo("{dtype}").max, shape, dtype="{dtype}")


def grids(a):
    frozen = a.copy()
    frozen.flags.writeable = False
    yield from (a, a[::2], a[:, ::2], a[::-1, ::-1], np.asfortranarray(a), frozen)
    yield from (a[:0], a[:, :0], a[:1], a[:, :1], np.broadcast_to(a[0], a.shape))


def vectors(x):
    yield from (x, x[::2], x[::-1], x[:1], x[:0], np.broadcast_to(x[:1], x.shape))


def grid_and_vector():
    for x in items(5, 6):
        for a in grids(x):
            for v in vectors(x[0].copy()):
                yield a, v
            yield a, a[-1] if len(a) else x[0]


def two_vectors():
    for x in items(11):
        for v in vectors(x):
            yield v, x[:6][::-1]
            yield v, x[:1]
            yield x[:5], v


def two_grids():
    for x in items(5, 5):
        for a in grids(x):
            yield a, x.copy()
            yield a, a.copy()
            yield x.T, a
            yield a, x[:, :1].copy()
            yield a, np.broadcast_to(x[0], (5, 5))


def cubes():
    for x in items(3, 4, 4):
        for a in (x, x[::-1], x[:, :, ::2], x.transpose(1, 0, 2), x.T, x[:0], np.asfortranarray(x)):
            yield a, x[0]
            yield a, x[0].T
            yield a, x[:, :1, 0].copy()
"""
KEPT = """
def kept_{name}(x, y):
    for _ in range(2):
        found = {expression}
    return found, found.strides, found.flags.c_contiguous, found.flags.f_contiguous


kept_{name}.cases = lambda: list({cases}())
"""
CHANGED = """
def changed_{name}(x, y):
    for _ in range(2):
        {statement}
    return x, y


changed_{name}.cases = lambda: [(np.array(x), y) for x, y in {cases}()] + list({cases}())
"""
EXPRESSIONS = {
    "grid_and_vector": ["x * y", "y - (x - y)", "np.maximum(y, x)", "x[:, None] - x", "x.T[1:, None] * x", "x - x[0]"],
    "two_vectors": ["x[:, None] * y", "y[None] - x[:, None]", "(x * x)[:, None] + -y", "x[None, :, None] - y[:, None]",
                    "np.abs(x[:, None] - y[None, :])", "x + y", "x[1:, None] - y[:-1]"],
    "two_grids": ["x.T * y", "x - y.T", "x.T * y.T", "x.T - y[:, None]", "x.T.copy() * y", "x.T[1:] * y.T[1:]",
                  "x[0, :, None] - y[0]", "x[:, None, :] * y[None, :, :]", "x[None] - y[:, :, None]"],
    "cubes": ["x - y", "y * x.T", "x[:, 0] - y[0]", "x.T - y.T", "x * y[:, None]"],
}  # fmt: skip
NOT_OF_BOOLS = {"grid_and_vector": ["x[1] - y * 2 + x"], "two_grids": ["-x.T + 3", "x.T * 2 - y"]}
OTHERS = {
    "grid_and_vector": ["x < y", "x == y", "y != x", "np.where(x < y, x, y)", "x.astype(np.float64) - y"],
    "two_vectors": ["x[:, None] <= y", "x[:, None] == y[None, :]", "np.where(x[:, None] < y, y, x[:, None])"],
    "two_grids": ["x.T.astype(np.float32) * y", "np.where(x.T < y, x, y.T)"],
    "cubes": ["x >= y", "np.where(x < y, x, y)"],
}
STATEMENTS = {
    "grid_and_vector": ["x *= y", "x[1:] *= y", "x[1:, 1:] = y[1:]", "x[...] = y", "x[:, :2] = x[0, :2] * y[:2]",
                        "x *= x[0]", "x[:2] *= x[1:3, :1]", "y *= x"],
    "two_vectors": ["x[:] = y", "x *= y[0:1]"],
    "two_grids": ["x *= y.T", "x *= y[0, :, None]", "x[:, :] = x.T", "x[1:] = x.T[:-1] * y[0]", "y[:, 1:] = x[:, :1]"],
    "cubes": ["x *= y", "x[:, 1:] = y[0]", "x *= x[0]"],
}  # fmt: skip


def kernels(dtype):
    yield HEAD.format(dtype=dtype)
    for cases, expressions in EXPRESSIONS.items():
        kept = expressions + NOT_OF_BOOLS.get(cases, []) + OTHERS[cases]
        for k, expression in enumerate(kept):
            if dtype == "bool" and "-" in expression:
                continue
            yield KEPT.format(name=f"{cases}_{k}", expression=expression, cases=cases)
        for k, statement in enumerate(STATEMENTS[cases]):
            yield CHANGED.format(name=f"{cases}_{k}", statement=statement, cases=cases)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "uint8", "bool"])
def test_every_shape(dtype, tmp_path):
    path = tmp_path / "kernels.py"
    path.write_text("\n\n".join(kernels(dtype)), encoding="utf-8")
    check(path, "-O0,3", "--inline=both", "--sample=1")
