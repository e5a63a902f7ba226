"""NumPy, expression by expression: each of EXPRESSIONS and STORES with each of ARRAYS, once and in a loop,
interpreted and compiled. A table to be extended: a line is a test.

    python tests/fuzz/expressions.py                          everything, in every configuration
    python tests/fuzz/expressions.py --route=native -O0       other options of npjit --check
    python tests/fuzz/expressions.py --only 'cumsum'          lines with this text

Each group of lines is a file, and a process. Exit status 1 when something was wrong.
"""

import argparse
import concurrent.futures
import os
import sys

import checking

EVERYWHERE = ["--route=all", "--inline=both", "-O0,3"]
TIMEOUT = 900  # seconds for one group, in every configuration

# Expressions of the array `a`, by group.
EXPRESSIONS = {
    "reductions": """
        np.sum(a)
        np.sum(a, axis=0)
        np.sum(a, axis=-1, keepdims=True)
        np.prod(a)
        np.mean(a)
        np.mean(a, axis=0)
        np.std(a)
        np.std(a, ddof=1)
        np.var(a)
        np.min(a)
        np.max(a)
        np.max(a, axis=0)
        np.argmin(a)
        np.argmax(a)
        np.argmax(a, axis=0)
        np.any(a)
        np.any(a, axis=0)
        np.all(a)
        np.median(a)
        np.ptp(a)
        np.nansum(a)
        np.nanmax(a)
        np.percentile(a, 30)
        np.count_nonzero(a)
        np.add.reduce(a)
        np.multiply.reduce(a)
        np.maximum.reduce(a)
        np.trace(a)
        np.linalg.norm(a)
        np.cov(a)
        np.histogram(a, 3)
        np.sum(a > 1)
        np.mean(a > 1)
        np.sum(a * a)
        np.sum(np.abs(a))
        np.sum(a, dtype=np.float32)
        np.sum(a, where=a > 1)
        np.max(a, initial=7)
        np.average(a)
    """,
    "methods": """
        a.sum()
        a.mean()
        a.max()
        a.min(axis=0)
        a.std()
        a.argmax()
        a.cumsum()
        a.any()
        a.all()
        a.copy()
        a.reshape(-1)
        a.reshape(-1, 1)
        a.ravel()
        a.flatten()
        a.tolist()
        a.astype(np.float64)
        a.astype(np.int8)
        a.astype('f4')
        a.astype(bool)
        a.clip(0, 2)
        a.conj()
        a.item(0)
        a.round()
        a.dot(a)
        a.transpose()
        a.repeat(2)
        a.nonzero()
        a.view(np.uint8)
        (a > 1).sum()
        (a * 2 + 1).sum()
        (a - a.mean()) / 2
        a.sum(axis=0).max()
        a[0:1].sum()
    """,
    "attributes": """
        a.T
        a.shape
        a.size
        a.ndim
        a.dtype
        a.nbytes
        a.itemsize
        a.strides
        a.real
        a.imag
        a.flat[0]
        a.dtype.name
        a.shape[0]
        len(a)
        a.flags.c_contiguous
    """,
    "elementwise": """
        np.abs(a)
        np.sqrt(a)
        np.exp(a)
        np.log(a)
        np.sin(a)
        np.floor(a)
        np.ceil(a)
        np.rint(a)
        np.trunc(a)
        np.sign(a)
        np.square(a)
        np.isnan(a)
        np.isfinite(a)
        np.negative(a)
        np.logical_not(a)
        np.invert(a)
        np.angle(a)
        np.add(a, 1)
        np.multiply(a, a)
        np.divide(a, 2)
        np.power(a, 2)
        np.mod(a, 3)
        np.floor_divide(a, 2)
        np.arctan2(a, 2)
        np.hypot(a, 3)
        np.minimum(a, 2)
        np.maximum(a, 1.5)
        np.fmin(a, 2)
        np.round(a, 1)
        np.where(a > 1, a, 0)
        np.where(a > 1, 1.5, a)
        np.where(a > 1)
        np.clip(a, 0, 2)
        np.clip(a, 1, None)
        np.isclose(a, a)
        np.allclose(a, a)
        np.array_equal(a, a)
        np.logical_and(a > 0, a < 3)
        np.log1p(a)
        np.deg2rad(a)
        np.nan_to_num(a)
        np.divmod(a, 2)
        np.modf(a)
    """,
    "operators": """
        -a
        +a
        ~a
        abs(a)
        a + a
        a - a
        a * a
        a / a
        a // a
        a % a
        a ** 2
        a ** 0.5
        a ** -1
        a < a
        a == a
        a != a
        a >= 1
        a & a
        a | a
        a ^ a
        a << 1
        a >> 1
        a + 1
        a - 1
        a * 2
        a / 2
        a // 2
        a % 3
        a + 1.5
        a * 0.5
        1 - a
        2 / a
        2 ** a
        7 // a
        a + True
        a * 1j
        a @ a
        (a > 1) & (a < 3)
        a == None
        np.float32(1.5) * a
        np.int8(3) + a
        np.float64(2) ** a
        np.uint8(200) + a
        a + 300
        a + 2**40
        a + 2**64
        a < 300
        a * -1
        a / 0
        a // 0
        a % 0
    """,
    "indexing": """
        a[0]
        a[-1]
        a[1:]
        a[::-1]
        a[::2]
        a[5:1]
        a[-2:]
        a[a > 1]
        a[np.array([0, 1])]
        a[[1, 0, -1]]
        a[...]
        a[..., 0]
        a[None]
        a[:, None]
        a[0, 1]
        a[:, 0]
        a[10]
        a[1.0]
        a[True]
        a[()]
        np.take(a, 0)
        np.take(a, [0, 1])
        a[np.argsort(a)]
        a[0][0]
    """,
    "shapes": """
        np.copy(a)
        np.ravel(a)
        np.transpose(a)
        np.flip(a)
        np.roll(a, 1)
        np.diag(a)
        np.concatenate((a, a))
        np.stack((a, a))
        np.vstack((a, a))
        np.hstack((a, a))
        np.column_stack((a, a))
        np.append(a, 1)
        np.insert(a, 0, 1)
        np.delete(a, 0)
        np.repeat(a, 2)
        np.tile(a, 2)
        np.expand_dims(a, 0)
        np.squeeze(a)
        np.swapaxes(a, 0, -1)
        np.moveaxis(a, 0, -1)
        np.broadcast_to(a, (2,) + a.shape)
        np.split(a, 1)
        np.tril(a)
        np.triu(a)
        np.pad(a, 1)
        np.meshgrid(a, a)
        np.array(a)
        np.asarray(a)
        np.array([a, a])
        np.atleast_2d(a)
    """,
    "creation": """
        np.zeros_like(a)
        np.ones_like(a)
        np.full_like(a, 3)
        np.empty_like(a).shape
        np.linspace(0, 1, 5)
        np.arange(5)
        np.arange(0, 1, .25)
        np.arange(5, 0, -2)
        np.eye(3)
        np.identity(2)
        np.full(3, 2.5)
        np.full((2, 2), True)
        np.zeros((2, 3))
        np.zeros(a.shape, a.dtype)
        np.ones(3, dtype=np.int32)
        np.empty(a.shape).size
        np.array([1, 2.5, True])
        np.array([[1, 2], [3, 4]])
        np.array([len(a), 2])
        np.fromiter((x for x in range(4)), float)
        np.bincount(np.array([1, 2, 2]))
        np.logspace(0, 2, 3)
        np.array([[1, 2], [3]])
        np.zeros(-1)
    """,
    "algebra": """
        np.dot(a, a)
        np.inner(a, a)
        np.outer(a, a)
        np.matmul(a, a)
        np.add.outer(a, a)
        np.einsum('...i->...', a)
        np.dot(a.ravel(), a.ravel())
        np.vdot(a, a)
        np.kron(a, a)
        np.tensordot(a, a, 0)
        np.cross([1, 2, 3], [4, 5, 6])
        np.convolve([1, 2, 3], [0, 1])
        np.interp(1.5, [1, 2], [3, 4])
        np.linalg.det(a)
        np.linalg.solve(a, a)
        np.polyval([1, 2, 3], a)
        np.gradient(a)
    """,
    "orders": """
        np.cumsum(a)
        np.cumsum(a, axis=0)
        np.cumprod(a)
        np.sort(a)
        np.sort(a, axis=0)
        np.argsort(a)
        np.unique(a)
        np.unique(a, return_counts=True)
        np.diff(a)
        np.nonzero(a)
        np.partition(a, 0)
        np.searchsorted(np.sort(a.ravel()), 2)
        np.add.accumulate(a)
        np.maximum.accumulate(a)
        np.flatnonzero(a)
        np.argwhere(a)
        np.isin(a, [1, 2])
        np.digitize(a, [0, 1])
        np.lexsort((a, a))
        np.trapezoid(a)
    """,
    "builtins": """
        sum(a)
        max(a)
        min(a)
        list(a)
        tuple(a)
        sorted(a)
        any(a)
        all(a)
        [x * 2 for x in a]
        sum(x for x in a)
        [x for x in a if x > 1]
        {k: x for k, x in enumerate(a)}
        list(zip(a, a[::-1]))
        list(map(float, a))
        list(reversed(a))
        1 in a
        isinstance(a, np.ndarray)
        float(a)
        int(a)
        bool(a)
        str(a)
        f'{a}'
        a or 1
        not a
        1 if a.size else 2
    """,
    "scalars": """
        float(a[0])
        int(a[0])
        bool(a[0])
        complex(a[0])
        a[0] + 1
        a[0] - 1
        a[0] * 2.5
        a[0] * 300
        a[0] // 2
        a[0] // 0
        a[0] % 3
        a[0] / 0
        a[0] ** 2
        a[0] ** -1
        2 ** a[0]
        -a[0]
        ~a[0]
        abs(a[0])
        a[0] << 3
        a[0] & 1
        a[0] == a[-1]
        a[0] < 2
        a[0] is None
        a[1] * a[-1]
        a[-1] - a[0]
        str(a[0])
        f'{a[0]:.3f}'
        repr(a[0])
        round(a[0])
        round(a[1], 1)
        divmod(a[0], 2)
        divmod(7, a[1])
        pow(a[0], 2)
        hash(a[0])
        math.sqrt(abs(a[0]))
        math.floor(a[1])
        math.isnan(a[0])
        max(a[0], a[1])
        min(a[0], 1)
        range(3)[a[0]]
        [5, 6, 7][a[0]]
        a[0].item()
        a[0].dtype
        type(a[0]).__name__
        isinstance(a[0], float)
        isinstance(a[0], np.integer)
        a[0] and 5
        np.sqrt(a[0])
        np.maximum(a[0], a[1])
        np.float32(a[0])
        np.int64(a[0]) * 2**40
    """,
}

# Statements that change `a`, which is then returned.
STORES = """
    a += 1
    a -= 1
    a *= 2
    a /= 2
    a //= 2
    a %= 3
    a **= 2
    a &= 1
    a |= 1
    a <<= 1
    a += 0.5
    a += a
    a += 300
    a @= a
    a[0] = 5
    a[0] = 2.7
    a[0] = 300
    a[0] = -1
    a[0] = True
    a[0] = 1e40
    a[0] = 1j
    a[0] = None
    a[0] = np.nan
    a[0] = 2**63
    a[0] = a[-1]
    a[10] = 1
    a[1:] = a[:-1]
    a[:] = 0
    a[:] = [1, 2]
    a[::2] = 1
    a[a > 1] = 0
    a[[0, 0]] += 1
    a[..., 0] = 9
    a[0] += 1
    a[-1] *= 2
    a[0] /= 2
    a[0] -= 1
    a[1:] += a[:-1]
    a[...] = 3
    a[0], a[-1] = a[-1], a[0]
    a.sort()
    a.fill(2)
    np.add(a, 1, out=a)
    np.add.at(a, [0, 0], 1)
    np.copyto(a, 4)
    a = a + 1; a += 1
    b = a; b += 1
    b = a[::2]; b += 1
    b = a.T; b[0] = 1
    b = a.copy(); b[0] = 1
"""

ARRAYS = """
    np.arange(6)
    np.arange(6.0) - 1.5
    np.arange(6, dtype=np.float32) / 2
    np.arange(6, dtype=np.int8) * 20
    np.arange(6, dtype=np.uint8) * 50
    np.array([True, False, True])
    np.arange(6, dtype=np.uint64)
    np.arange(6, dtype=np.int32).reshape(2, 3)
    (np.arange(12.0) - 3).reshape(4, 3)[::2]
    np.arange(6.0).reshape(3, 2).T
    np.array([1 + 2j, 3.0])
    np.array([])
    np.array(3.5)
    np.array([np.nan, 1, np.inf, -0.0])
    np.arange(9.0).reshape(3, 3)
    np.arange(6, dtype=np.int16)[::-1]
    np.arange(4, dtype='f2')
"""

# What depends on which object a nan is: refused when the call comes to it, see docs/language.md.
IDENTITY = {"sorted(a)", "hash(a[0])"}

HEADER = """import math
import numpy as np


def arrays():
    return [{arrays}]

"""
CASES = """{name}.cases = arrays
{name}.may_refuse = {refusable}


"""
ONCE = """def {name}(a):
    return {expression}


"""
IN_A_LOOP = """def {name}(a):
    result = None
    for _ in range(3):
        result = {expression}
    return result


"""
STORED = """def {name}(a):
    {statements}
    return a


"""
STORED_IN_A_LOOP = """def {name}(a):
    for _ in range(2):
        {statements}
    return a


"""


def lines(text, only):
    """The lines of a table that contain `only`."""
    return [line.strip() for line in text.splitlines() if line.strip() and only in line]


def file_of(table, forms, field):
    """A kernel file with each line of the table in each of the forms."""
    parts = [HEADER.format(arrays=", ".join(f"({array},)" for array in lines(ARRAYS, "")))]
    for number, line in enumerate(table):
        for form, text in enumerate(forms):
            name = f"line_{number}_{'once' if form == 0 else 'loop'}"
            parts.append(text.format(name=name, **{field: line}))
            parts.append(CASES.format(name=name, refusable=line in IDENTITY))
    return "".join(parts)


def files(only=""):
    """The kernel files by the name of the group."""
    chosen = {group: lines(text, only) for group, text in EXPRESSIONS.items()}
    made = {group: file_of(table, [ONCE, IN_A_LOOP], "expression") for group, table in chosen.items() if table}
    if stores := lines(STORES, only):
        made["stores"] = file_of(stores, [STORED, STORED_IN_A_LOOP], "statements")
    return made


def shown(text, finding):
    """A line on the finding: what the function does, and what came of it."""
    if "function" not in finding:
        return finding["text"][:300]
    body = text.split(f"def {finding['function']}(a):\n")[1].split("\n\n")[0]
    body = "; ".join(line.strip() for line in body.splitlines())
    return f"{body} [{finding.get('configuration')}] {finding['kind']}: {finding['text'][:300]}"


def report(group, text, outcome):
    """Prints what was wrong with a group, and gives how much."""
    bad = [shown(text, f) for f in outcome.findings if f["kind"] != "refused" or not f["allowed"]]
    if outcome.death or not outcome.calls:
        bad.append(f"{outcome.death or 'nothing was compared'} {outcome.said[-1000:]}")
    for said in bad:
        print(f"{group}: {said}", flush=True)
    return len(bad)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="lines with this text")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options, chosen = parser.parse_known_args()
    made = files(options.only)
    if not made:
        parser.error(f"no line has {options.only}")

    def run(group):
        return checking.check({group: made[group]}, *(chosen or EVERYWHERE), timeout=TIMEOUT)

    wrong = calls = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for group, outcome in zip(made, pool.map(run, made), strict=True):
            calls += outcome.calls
            wrong += report(group, made[group], outcome)
    print(f"{calls} comparisons, {wrong} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
