"""`t[i][j]` looks into a row that the list of lists keeps alive, so it is not counted; but it has to outlive
what happens between taking it and looking into it."""


def shrunk(rows):
    return rows.pop()[0]


def emptied(rows):
    rows.clear()
    return 0


def replaced(rows):
    rows[0] = [7, 8, 9]
    return 1


def index_takes_the_row(n):
    rows = [[1, 2, 3], [2, 1, 0], [0, 0, n]]
    first = rows[2][shrunk(rows)]
    second = rows[0][replaced(rows)]
    third = rows[1][emptied(rows)]
    return first, second, third, rows


index_takes_the_row.cases = [(4,), (2**63,)]


def value_takes_the_row(n):
    rows = [[1, 2], [3, 4], [5, n]]
    rows[2][0] += shrunk(rows)
    rows[0][1] = replaced(rows)
    rows[0][0] -= replaced(rows) * n
    rows[1][1] *= emptied(rows)
    return rows


value_takes_the_row.cases = [(6,), (2**62,), (2**63,)]


def rebound_within(n):
    rows = [[1, 2], [3, n]]
    rows[1][0] += (rows := [[5, 6], [7, 8]])[0][1]
    item = rows[0][(rows := [[0], [9]])[0][0]]
    return rows, item


rebound_within.cases = [(1,)]


def rows_that_go(n):
    total = 0
    rows = [[k, k + 1, k + 2] for k in range(n)]
    while rows:
        row = rows[-1]
        rows.pop()
        total += row[0] * 3
        for other in rows[::2]:
            total -= other[1] * row[2]
            row[1] += other[0]
        total += rows[0][0] if rows else row[1]
    return total


rows_that_go.cases = [(0,), (1,), (9,)]


def swapped(n):
    rows = [[(i * 7 + j * 3) % 11 for j in range(n)] for i in range(n)]
    for k in range(n):
        if rows[k][k] == 0 and k + 1 < n:
            rows[k], rows[k + 1] = rows[k + 1], rows[k]
        for i in range(k + 1, n):
            for j in range(n):
                rows[i][j] = rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]
    return rows


swapped.cases = [(0,), (1,), (3,), (4,), (5,), (6,), (8,)]


def kept_after_overflow(n):
    rows = [[1, 1], [1, 1]]
    for k in range(n):
        rows[k % 2][1] += rows[0][0] * 3 + rows[1][1]
        row = rows[k % 2]
        row[0] += row[1]
        rows[1 - k % 2][k % 2 - 2] ^= row[0] << 1
    return rows


kept_after_overflow.cases = [(0,), (5,), (18,), (25,), (30,), (40,)]


def within_three(n):
    cells = [[[1, 2], [3, 4]], [[5, 6], [7, n]]]
    for k in range(n):
        cells[k % 2][1][0] += cells[1][k % 2][1] * cells[0][0][0]
        cells[1][0][k % 2] -= cells[0][1][0]
        if k % 3 == 2:
            cells[0][0] = cells[1][k % 2]
            cells[1].reverse()
    return cells, cells[0][0] is cells[1][0]


within_three.cases = [(0,), (3,), (8,), (12,), (16,)]


def raising_on_the_way(n, i, j):
    rows = [[1, 2], [3, n]]
    seen = []
    for k in range(3):
        try:
            seen.append(rows[i - k][j] // (k - 1))
            rows[k][j + k] += rows[i][j]
        except (IndexError, ZeroDivisionError) as error:
            seen.append(len(str(error)))
            rows[k % 2].append(rows[-1][0])
    return rows, seen, rows[i][j]


raising_on_the_way.cases = [(n, i, j) for n in (1, 2**63) for i, j in ((0, 0), (1, 1), (2, 0), (0, 2), (-3, 1))]


def of_the_caller(rows):
    total = 0
    for i in range(len(rows)):
        for j in range(len(rows[i])):
            total += rows[i][j] * (rows[0].pop() if j % 2 else 1)
    return total


of_the_caller.cases = [([[1, 2, 3, 4], [5, 6]],), ([[1, 2, 3, 4, 5, 6], [5, 6], [1]],), ([[]],)]


def with_objects(n):
    rows = [[(1, 2), None], [0.5, n]]
    rows[0][1] = rows[1][1]
    rows[1][0], rows[0][0] = rows[0][0], rows[1][0]
    return rows, rows[1][0][1], rows[0][1] is None


with_objects.cases = [(3,), (2**70,)]
