"""Lists in lists hold ints raw until an item outgrows 64 bits, and are widened in place then, wherever
they are held: as the same row twice, by names, iterators, tuples, arguments, other lists of lists."""


def table(n, factor):
    rows = [[1] * n for _ in range(n)]
    for i in range(1, n):
        for j in range(1, n):
            rows[i][j] = rows[i - 1][j] * factor + rows[i][j - 1]
    return rows


table.cases = [(1, 1), (3, 7), (36, 1), (40, 1), (12, 100), (8, -(10**9)), (4, 2**62), (4, 2**63 - 1), (3, 2**64)]


def growing_triangle(n):
    rows = []
    for i in range(n):
        row = [1] * (i + 1)
        for j in range(1, i):
            row[j] = rows[i - 1][j - 1] + rows[-1][j]
        rows.append(row)
    return rows


growing_triangle.cases = [(0,), (1,), (6,), (66,), (68,), (75,)]


def one_row_twice(n):
    row = [1, 2, 3]
    rows = [row, row] + [row[:]]
    again = [[5] * 2] * 3
    for k in range(n):
        rows[k % 3][k % 2] = rows[1][1] * 3 + rows[0][-1]
        again[k % 3][-1] += rows[0][0]
    return rows, row, rows[0] is rows[1], rows[0] is rows[2], again, again[0] is again[2]


one_row_twice.cases = [(0,), (5,), (70,), (79,), (80,), (81,), (82,), (90,), (200,)]


def row_held_by_name(n):
    rows = [[1, 1] for _ in range(3)]
    first, last = rows[0], rows[-1]
    pair = (rows[1], n)
    for k in range(n):
        last[0] *= 5
        first[1] += last[0]
        pair[0][0] -= first[1]
    last[1] = 3
    return rows, first is rows[0], pair, last


row_held_by_name.cases = [(0,), (4,), (26,), (27,), (28,), (29,), (40,)]


def while_rows_are_iterated(n):
    rows = [[1, k] for k in range(4)]
    total = 0
    for row in rows:
        for other in rows:
            for k, item in enumerate(other):
                if len(row) < n:
                    row.append(item * 7 + row[-1] * 11)
                total += row[k] - item
    return rows, total


while_rows_are_iterated.cases = [(2,), (5,), (17,), (18,), (19,), (20,), (40,)]


def new_rows_after_widening(n):
    rows = [[1]]
    lengths = []
    for k in range(n):
        row = [0] * 3
        row[k % 3] = rows[-1][-1] * 4
        row[2] = row[k % 3] + 1
        rows.append(row)
        lengths.append(len(row))
        if k % 10 == 9:
            rows[0] = [k]
            del rows[1]
    return rows, sum(lengths), max(rows[-1])


new_rows_after_widening.cases = [(0,), (3,), (29,), (30,), (31,), (32,), (33,), (34,), (60,)]


def scaled(row, by):
    for k in range(len(row)):
        row[k] *= by
    return row


def handed_to_functions(n):
    rows = [[k + 1, -k - 1] for k in range(3)]
    kept = rows[1]
    for k in range(n):
        same = scaled(rows[k % 3], 2**10 + k)
        same[0] += 1
    copied = [row[:] for row in rows]
    copied[0][0] = 0
    return rows, kept, copied, rows[1] is kept


handed_to_functions.cases = [(0,), (3,), (15,), (18,), (19,), (20,), (21,), (30,)]


def of_the_caller(rows, by):
    last = rows[len(rows) - 1]
    for _ in range(3):
        for k in range(len(last)):
            last[k] = last[k] * by
    return last


of_the_caller.cases = [
    ([[1, 2], [3, 4]], 10),
    ([[1, 2], [3, 4]], 10**7),
    ([[], [2**62]], 2),
    ([[2**63 - 1], [-(2**63)]], 1),
    ([[2**63 - 1], [-(2**63)]], -1),
    ([[2**63], [1]], 2**30),
]


def changed_in_the_middle(n):
    rows = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    for k in range(n):
        rows[0][1] = rows[2][0] * rows[1][1] + k
        rows[0], rows[1], rows[2] = rows[2], rows[0], rows[1]
        rows[k % 3].append(rows[1][-1] + rows[0][0])
        rows[k % 3].insert(1, k)
        rows[(k + 1) % 3].pop()
        rows[(k + 2) % 3].extend(rows[k % 3])
        if len(rows[2]) > 6:
            rows[2] = rows[2][1:4]
            rows.reverse()
    return rows


changed_in_the_middle.cases = [(0,), (1,), (6,), (10,), (12,), (14,), (16,), (20,)]


def cubes(n):
    cells = [[[0] * 2 for _ in range(3)] for _ in range(2)]
    face = cells[1]
    edge = cells[1][2]
    for k in range(n):
        cells[k % 2][k % 3][0] += 2 ** (k % 64)
        face[2][1] -= cells[1][k % 3][0] * 3
    edge.append(7)
    return cells, edge is face[2]


cubes.cases = [(0,), (10,), (62,), (63,), (64,), (65,), (66,), (130,)]


def two_tables(n):
    old = [[1] * 3 for _ in range(3)]
    for _ in range(n):
        new = [[0] * 3 for _ in range(3)]
        for i in range(3):
            for j in range(3):
                for k in range(3):
                    new[i][j] += old[i][k] * old[k][j]
        old, new = new, old
    return old


two_tables.cases = [(0,), (2,), (4,), (5,), (6,), (7,)]


def index_error_after_widening(n, at):
    rows = [[1, 1] for _ in range(2)]
    seen = 0
    for k in range(n):
        rows[k % 2][0] = rows[(k + 1) % 2][0] * 8 + 1
        seen += 1
    rows[0][at] = seen
    return rows[at]


index_error_after_widening.cases = [(n, at) for n in (3, 19, 20, 21, 22, 30) for at in (-3, -2, 1, 2, 2**64)]


def mixed(n):
    rows = [[0] * 2, [1.5, 2], [True, n]]
    rows[0][1] = 2**62
    for k in range(n):
        rows[0][0] += rows[0][1]
        rows[k % 3][1] = rows[2][0] + rows[1][0]
    return rows


mixed.cases = [(0,), (1,), (2,), (3,), (5,)]


def empty_rows(n):
    rows = [[] for _ in range(4)]
    rows[0].append(1)
    for k in range(n):
        rows[(k + 1) % 4].append(rows[k % 4][-1] * 3)
    return rows, [len(row) for row in rows], rows[1] == rows[2], rows[0] < rows[1]


empty_rows.cases = [(0,), (2,), (39,), (40,), (41,), (42,), (50,)]


def within_try(n):
    rows = [[1, 1] for _ in range(3)]
    failed = 0
    for k in range(n):
        try:
            row = [rows[-1][0], k]
            row[0] = row[0] * 5 // (k % 4)
            rows.append(row)
        except ZeroDivisionError:
            failed += 1
            rows[0][0] += rows[-1][0] * rows[-1][1]
    return rows, failed


within_try.cases = [(0,), (3,), (20,), (40,), (60,)]


def many_versions(n, a, b, c):
    rows = [[1], [2], [3]]
    x = y = z = 1
    first = second = rows[0]
    for k in range(n):
        if k % 2 == a:
            x = x * 3 + rows[0][0]
            first = rows[k % 3]
        if k % 3 == b:
            y = y * 5.0 if k % 5 == 4 else y * 5
            second = [x]
        if k % 4 == c:
            z = (z, 1) if k % 7 == 6 else k
        first[0] += x
        second[-1] -= first[0] * 9
        rows[k % 3] = second if k % 5 == 3 else rows[(k + 1) % 3]
    return rows, x, y, z, first, second, first is second


many_versions.cases = [(n, a, b, c) for n in (5, 20, 40, 45, 90) for a, b, c in ((0, 1, 2), (1, 2, 3), (0, 0, 0))]


def smallest_and_largest(n):
    rows = [[2**63 - 1 - n] * 2 for _ in range(2)]
    lows = [[n - 2**63], [0]]
    for k in range(2 * n):
        rows[k % 2][0] += 1
        lows[0][0] -= 1
        lows[1][0] = min(lows[0][0], rows[1][0])
    return rows, lows, [sum(row) for row in rows], [-low for low in lows[0]]


smallest_and_largest.cases = [(0,), (1,), (2,), (5,)]
