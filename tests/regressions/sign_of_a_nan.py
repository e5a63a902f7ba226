"""The sign of a nan is left open by IEEE 754, and LLVM rewrites -b - c as -c - b: no difference."""


def negated_first(b, c):
    return -b - c


negated_first.cases = [(float("nan"), 1e308), (2.0, float("nan"))]


def divided_by_minus_one(c):
    c /= 0.0 or -1
    return c


divided_by_minus_one.cases = [(float("nan"),), (float("inf"),), (0.0,)]
