"""Lists and lists of lists as arguments and results: which list is which, and what is written back."""


def shares(rows, n):
    for k in range(n):
        rows[0].append(k)
    return rows, rows[0], [rows[0], rows[-1], [k + 1000 for k in range(n)]]


_row = [1, 2, 3]
shares.cases = [([[1], [2]], n) for n in (0, 1, 7, 8, 9, 40)] + [([_row, _row], 3), ([[1]], 2)]


def swaps(left, right):
    left[0], right[-1] = right[-1], left[0]
    left.append([1000])
    right.pop(0)
    return left[0], right


swaps.cases = [([[1], [2]], [[3], [4]]), ([[1]], [[3]]), ([[500.5] * 9, [2.5]], [[-0.0], [float("nan")]])]


def shrinks(values, k):
    for _ in range(k):
        values.pop()
    return values


shrinks.cases = [(list(range(300)), k) for k in (0, 1, 299, 300, 301)] + [([0.5, 1.5], 1), ([2**70, 3], 1)]


def shifts(values, k):
    values.insert(0, k)
    values[-1] = values[0]
    return len(values)


shifts.cases = [([], 1), ([300, 400], 300), ([1, 2**62], 2**61), ([-(2**63), 2**63 - 1, 0], 5), ([2**64, 1], 1)]


def widens_short_rows(rows, factor):
    for row in rows:
        for k in range(len(row)):
            row[k] *= factor
    return rows


widens_short_rows.cases = [
    ([[1, 2], [], [3] * 8, [4] * 9], 2**62), ([[1], [2**62]], 2), ([[-1, 5]], 3), ([[2**62] * 20], 4),
]  # fmt: skip


def sorts_rows(rows):
    first = rows[0]
    rows.sort()
    first.append(1)
    return rows, first


sorts_rows.cases = [([[3, 1], [2], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],), ([[1]],)]


def many_short_rows(n):
    rows = [[k, k + 1000] for k in range(n)]
    for row in rows:
        row.append(row[0] * row[1])
    return rows, sum(len(row) for row in rows)


many_short_rows.cases = [(0,), (1,), (3000,)]


def flags_and_floats(flags, numbers):
    flags[0] = not flags[0]
    numbers[1] += 0.5
    numbers.append(-0.0)
    return flags, numbers


flags_and_floats.cases = [([True, False], [1.0, 2.0, 3.0]), ([False], [float("nan"), 1e300])]


def neighbours(grid, start, n):
    """Ints of a tuple that is gone through may be exact: no version for each combination of them."""
    found = []
    for i in range(start, start + n):
        for y, x in ((i + 1, i), (i - 1, i), (i, i + 1), (i, i - 1), (i + 2, i - 2)):
            if 0 <= y < len(grid) and 0 <= x < len(grid[0]) and grid[y][x] == 1:
                grid[y][x] = 2
                found.append((y, x))
            elif y > 2**62 or x < -(2**62):
                found.append((x, y))
    return grid, found


neighbours.cases = [([[1] * 4, [1] * 4, [0] * 4], start, 3) for start in (-1, 0, 2, 2**63 - 2, -(2**63), 2**70)]


def steps_of(n, start):
    i, j = start, 1
    seen = []
    for _ in range(n):
        pairs = [(i, j), (j, i)]
        i, j = i + j, i
        for a, b in ((i, j), (i - 1, j + 1), (j, i * 2)):
            seen.append(a - b)
    return seen, pairs if n else None


steps_of.cases = [(0, 1), (3, 1), (100, 1), (2, 2**62), (3, -(2**63))]
