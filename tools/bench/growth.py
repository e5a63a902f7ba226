"""Writes kernels of a given number of statements, to measure how compile time grows with the source.

    growth.py SHAPE STATEMENTS        prints one

Each shape is what long code is made of in practice; `mixed` takes turns. The statements are all different, and
each uses what the ones before it have made, so that nothing is left out as unused.
"""

import sys

SIZES = [10, 100, 1_000, 10_000]
HEAD = """import numpy as np


def make_arguments():
    return 5, 1.5, np.arange(1.0, 65.0), [float(i) for i in range(64)]


def kernel(n, x, a, values):
    i0, i1, i2 = n, 1, 2
    x0, x1, x2 = x, 0.5, 0.25
"""
TAIL = "    return i0, i1, i2, x0, x1, x2\n"


def floats(k):
    yield f"x{k % 3} = x{(k + 1) % 3} * {1 / (k % 7 + 2)!r} - x{(k + 2) % 3} + {k}.5"


def ints(k):
    yield f"i{k % 3} = (i{(k + 1) % 3} * {k % 11 + 3} + i{(k + 2) % 3}) % {k + 1000}"


def loops(k):
    yield f"for k in range({k % 5 + 2}):"
    yield f"    x{k % 3} += a[k] * {k}.25"


def arrays(k):
    yield f"a[{k % 64}] = a[{(k * 7 + 1) % 64}] * 0.5 + x{k % 3}"


def lists(k):
    yield f"values[{k % 64}] = values[{(k * 5 + 3) % 64}] - x{k % 3} * 0.125"


def branches(k):
    yield f"if x{k % 3} > {k}.0:"
    yield f"    i{k % 3} = i{(k + 1) % 3} + 1 if i{(k + 1) % 3} < 1000 else 0"


PIECES = [floats, ints, arrays, loops, lists, branches]
SHAPES = {"mixed": PIECES, **{piece.__name__: [piece] for piece in PIECES}}


def source_of(shape, statements):
    lines, k = [], 0
    while len(lines) < statements:
        lines += SHAPES[shape][k % len(SHAPES[shape])](k)
        k += 1
    return HEAD + "".join(f"    {line}\n" for line in lines) + TAIL


if __name__ == "__main__":
    print(source_of(sys.argv[1], int(sys.argv[2])), end="")
