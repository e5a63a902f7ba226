"""Elementwise operations: NumPy's own loops, whose last bits are not libm's."""

import numpy as np

RANDOM = np.random.default_rng(11)


def transcendental(x):
    return np.sin(x), np.cos(x), np.exp(x), np.tanh(x), np.arctan(x)


transcendental.cases = [
    (RANDOM.standard_normal(100),), (RANDOM.standard_normal(1000) * 10,), (np.zeros(0),),
    (np.array([np.nan, np.inf, -np.inf, -0.0]),), (RANDOM.standard_normal(50).astype(np.float32),), (np.arange(5),),
]  # fmt: skip


def of_scalars(x):
    return np.sin(x), np.exp(x), np.sqrt(x), np.log(x)


of_scalars.cases = [(0.5,), (2,), (np.float64(0.3),), (0.0,), (-1.0,), (np.float32(0.5),)]


def logs_and_roots(x):
    return np.log(x), np.sqrt(x)


logs_and_roots.cases = [(np.array([1.0, 2.0]),), (np.array([0.0, -1.0]),), (np.array([1, 4]),)]


def arithmetic(a, b):
    return a + b, a - b, a * b


arithmetic.cases = [
    (np.arange(5), np.arange(5)), (np.arange(5.0), np.arange(5)), (np.arange(5), 2), (2, np.arange(5)),
    (np.arange(5), 0.5), (0.5, np.arange(5)), (np.arange(5.0), np.float32(0.5)), (np.arange(3), np.arange(4)),
    (np.arange(6).reshape(2, 3), np.arange(3)), (np.array([100], dtype=np.int8), np.array([100], dtype=np.int8)),
    (np.arange(3, dtype=np.int8), 1), (np.arange(3, dtype=np.int8), 300), (np.arange(3), 2**63),
    (np.arange(3.0)[::2], np.arange(2)),
]  # fmt: skip


def division(a, b):
    return a / b


division.cases = [
    (np.arange(3.0), np.arange(3.0)), (np.arange(3), np.arange(3)), (np.arange(3), 0), (1, np.arange(3.0)),
]  # fmt: skip


def floor_division(a, b):
    return a // b, a % b


floor_division.cases = [
    (np.arange(-3, 3), 2), (np.arange(-3, 3), -2), (np.arange(3), 0), (np.arange(-3.0, 3.0), 2.0),
    (np.array([-(2**63)]), -1),
]  # fmt: skip


def powers(a):
    return a**2, a**3, a**0.5, 2**a


powers.cases = [(np.array([0.1, 1.1, 3.3]),), (np.array([1, 2, 3]),), (RANDOM.standard_normal(100) ** 2,)]


def negative_powers(a, n):
    return a**n


negative_powers.cases = [(np.array([1, 2]), -1), (np.array([1.0, 2.0]), -1)]


def comparisons(a, b):
    return a < b, a == b, a >= b, a != b


comparisons.cases = [(np.arange(4), 2), (np.arange(4.0), np.array([0.0, np.nan, 2.0, 5.0])), (2.5, np.arange(4))]


def unary(a):
    return -a, abs(a), np.floor(a), np.sign(a)


unary.cases = [(np.array([-1.5, 0.0, -0.0, np.nan]),), (np.array([-1, 0, 2]),)]


def expression(x):
    return np.sum(np.sin(x) + np.cos(x) * np.exp(-x))


expression.cases = [(RANDOM.standard_normal(3000),), (np.zeros(0),)]


def temporaries_are_not_seen(x):
    y = x + 1.0
    z = y * 2.0
    w = -y
    return y, z, w


temporaries_are_not_seen.cases = [(np.arange(4.0),)]


def the_same_operand_twice(x):
    y = x * 2.0
    y = y + y
    return y, x + x


the_same_operand_twice.cases = [(np.arange(4.0),)]


def in_a_loop(x, n):
    for _ in range(n):
        x = x * 0.5 + 1.0
    return x


in_a_loop.cases = [(np.arange(4.0), 0), (np.arange(4.0), 5), (np.arange(4), 3)]


def where(a):
    return np.where(a > 1, a, -a), np.maximum(a, 2), np.clip(a, 1, 2)


where.cases = [(np.arange(4),), (np.arange(4.0),)]


def truth_of_an_array(a):
    if a:
        return 1
    return 0


truth_of_an_array.cases = [(np.array([1]),), (np.array([0.0]),), (np.array([1, 2]),)]


def shapes(a):
    return a.shape, a.ndim, a.size, len(a), a.dtype, a.T


shapes.cases = [(np.arange(6).reshape(2, 3),), (np.arange(3.0),)]
