"""zip() and enumerate() over ranges that may count down, whose length may not fit in 64 bits, or whose
step is known only when they run."""


def zipped(a, b, c):
    seen = []
    for x, y in zip(range(a, b, c), range(5, -1, -1)):
        seen.append((x, y))
    return seen


zipped.cases = [
    (5, -1, -1), (0, 4, 1), (0, 9, 3), (-(2**63), 2**63 - 1, 2**62), (2**63 - 1, -(2**63), -(2**62)),
    (2**63, 2**63 + 3, 1), (0, 5, -1),
]  # fmt: skip


def of_large_bounds(n):
    seen = []
    for x, y in zip(range(5, -1, -1), range(-(2**63), -(2**63) + 3)):
        seen.append((x, y))
    return seen, n


of_large_bounds.cases = [(1,)]


def numbered(a, b, c):
    seen = []
    for k, x in enumerate(range(a, b, c)):
        seen.append((k, x))
    return seen


numbered.cases = zipped.cases


def numbered_pairs(n):
    seen = []
    for k, (x, y) in enumerate(zip(range(n, 0, -1), range(0, 2 * n, 2))):
        seen.append((k, x, y))
    return seen


numbered_pairs.cases = [(0,), (4,)]
