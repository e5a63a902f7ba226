"""Python ints are exact at any size."""

BIG = 2**63
PAIRS = [
    (7, 2), (-7, 2), (7, -2), (-7, -2), (0, 5), (1, 1), (-1, 1), (2**31, 3), (2**31 - 1, 2**31),
    (2**53 + 1, 2), (2**62, 2), (2**63 - 1, 1), (2**63 - 1, -1), (-(2**63), 1), (-(2**63), -1),
    (-(2**63), 2), (2**63, 2), (2**64, 3), (2**64 - 1, 2**32), (-(2**64), 7), (10**30, -(10**10)),
    (3, 2**70), (-3, 2**70), (2**70, 2**70),
]  # fmt: skip
SINGLES = [0, 1, -1, 2**31, 2**53 + 1, 2**62, 2**63 - 1, -(2**63), -(2**63) - 1, 2**63, 2**64, 10**40]


def arithmetic(a, b):
    return a + b, a - b, a * b, a + a * b - b


arithmetic.cases = PAIRS


def floor_division(a, b):
    return a // b, a % b, divmod(a, b)


floor_division.cases = [*PAIRS, (1, 0), (2**70, 0)]


def true_division(a, b):
    return a / b


true_division.cases = [*PAIRS, (1, 0), (10**400, 10**399), (10**400, 3), (1, 10**400)]


def bits(a, b):
    return a & b, a | b, a ^ b, ~a, ~b


bits.cases = PAIRS


def comparisons(a, b):
    return a < b, a <= b, a == b, a != b, a > b, a >= b


comparisons.cases = PAIRS


def unary(a):
    return -a, +a, ~a, abs(a), not a, bool(a)


unary.cases = [(a,) for a in SINGLES]


def shifts(a, n):
    return a << n, a >> n


shifts.cases = [
    (1, 0), (1, 1), (1, 62), (1, 63), (1, 64), (1, 65), (-1, 63), (-1, 64), (5, 100), (0, 64), (2**63, 1),
    (-(2**63), 63), (-(2**63), 64), (2**70, 70), (2**70, 71), (1, -1), (0, -1), (-5, 1),
]  # fmt: skip


def power(a, n):
    return a**n


power.cases = [
    (2, 10), (2, 62), (2, 63), (2, 64), (-2, 63), (-2, 64), (10, 30), (0, 0), (1, 0), (0, 5), (2, -1),
    (-2, -3), (0, -1), (7, 1), (2**40, 2), (1, 10**6),
]  # fmt: skip


def power_of_three(a, n, m):
    return pow(a, n, m)


power_of_three.cases = [(3, 100, 7), (2, 64, 2**61 - 1), (3, -1, 7), (2, 3, 0)]


def exact_comparison_with_floats(a, x):
    return a == x, a < x, a <= x, a > x, a >= x, a != x


exact_comparison_with_floats.cases = [
    (2**53 + 1, 2.0**53), (2**53, 2.0**53), (2**63, 2.0**63), (2**63 - 1, 2.0**63), (10**400, 1e308),
    (1, float("nan")), (1, float("inf")), (10**400, float("-inf")), (0, -0.0), (-(2**63), -(2.0**63)),
]  # fmt: skip


def conversions(a):
    return int(a), float(a), bool(a), abs(a)


conversions.cases = [(a,) for a in [*SINGLES, 2**1023, True, False]]


def float_too_large(a):
    return float(a)


float_too_large.cases = [(2**1024,), (-(10**400),)]


def bools_are_ints(p, q):
    return p + q, p * 3, -p, p & q, p | q, p ^ q, ~p, p < q, p == 1, p << 3, p // 1, p / 2


bools_are_ints.cases = [(True, False), (True, True)]


def extremes(a, b):
    return max(a, b), min(a, b), max(a, b, 3), min(a, 2)


extremes.cases = [(1, True), (True, 1), (0, False), (2**63, 5), (5, 2**63), (-(2**64), 2**64)]


def counter_overflows(start, turns):
    x = start
    for _ in range(turns):
        x = x + 1
    return x


counter_overflows.cases = [(0, 10), (2**63 - 5, 10), (2**63 - 10, 10), (2**64, 3)]


def product_overflows(turns):
    x = 1
    for i in range(1, turns):
        x *= i
    return x


product_overflows.cases = [(0,), (20,), (21,), (22,), (60,)]


def grows_and_shrinks(turns):
    x = 1
    for _ in range(turns):
        x = x * 3
    for _ in range(turns):
        x = x // 3
    return x, x == 1


grows_and_shrinks.cases = [(10,), (39,), (40,), (100,)]


def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


collatz.cases = [(27,), (97,), (2**70 - 1,)]


def greatest_common_divisor(a, b):
    while b:
        a, b = b, a % b
    return a


greatest_common_divisor.cases = [(12, 18), (2**70, 2**65 * 3), (-12, 18)]


def digits(n):
    total = 0
    while n > 0:
        total += n % 10
        n //= 10
    return total


digits.cases = [(1234567890,), (3**200,)]


def negative_zero_shift(a):
    return (-a) >> 1, -(a >> 1), (-a) // 2, -(a // 2), -a % 3


negative_zero_shift.cases = [(1,), (5,), (2**63,)]


def mixed_with_floats(a, x):
    return a + x, a - x, a * x, x - a, x * a


mixed_with_floats.cases = [(1, 0.5), (2**53 + 1, 1.0), (10**30, 1e10), (-(2**63), 0.25)]


def mixed_too_large(a, x):
    return a + x


mixed_too_large.cases = [(10**400, 1.0)]


def literals():
    return 9223372036854775807 + 1, -9223372036854775808 - 1, 0xFFFFFFFFFFFFFFFF, 1_000


literals.cases = [()]
