"""Lists in lists are shared: by names, by other lists, by the caller. What a method, a function or the end
of a call hands on must be the list itself, never another with the same items."""


def reversed_in_place(n):
    rows = [[1], [2], [n]]
    first = rows[0]
    rows.reverse()
    first[0] = 9
    return rows


reversed_in_place.cases = [(5,)]


def sorted_in_place(n):
    rows = [[3, 1], [2], [n]]
    first = rows[0]
    rows.sort()
    first[0] = 9
    rows.remove([2])
    return rows, rows.index([9, 1])


sorted_in_place.cases = [(5,)]


def handed_on(n):
    rows = [[2], [1], [n]]
    ordered = sorted(rows)
    ordered[0].append(5)
    copied = list(rows)
    copied[0].append(6)
    copied.append([3])
    largest = max(rows)
    largest.append(7)
    held = tuple(rows)
    held[1].append(8)
    return rows, ordered, copied, largest


handed_on.cases = [(5,)]


def swapped_names(n):
    a = [[0] * n for _ in range(n)]
    b = [[1] * n for _ in range(n)]
    for i in range(3):
        a, b = b, a
        a[0][0] += i
    return a, b


swapped_names.cases = [(5,), (1,)]

row = [1, 2]


def two_arguments(a, b):
    a[0][0] = 7
    b[0] = 8
    return a, b


two_arguments.cases = [([row, row], [3]), ([row, [3, 4]], row), ([[1.5], [2]], [2])]


def out_and_in_again(a):
    first = a[0]
    a[0] = [9]
    first[1] = 5
    a.append(first)
    a.append([1, 2, 3])
    return first, a, a[-1]


out_and_in_again.cases = [([row, row],), ([[1, 2], [3, 4]],), ([[2, 2**70], [1]],)]


def outgrown(a, n):
    for _ in range(n):
        a[0][0] = a[0][0] * 1000 + a[1][0]
    return a


outgrown.cases = [([[1], [2]], 3), ([[1], [2]], 40), ([row, row], 40)]


def half_way(a, n):
    for i in range(n):
        a[i][0] += 1
    return a


half_way.cases = [([[1], [2]], 3), ([[1], []], 2), ([], 1), ([[]], 1)]


def unknown_index(a, i):
    i = [None, i][1]
    return a[i]


unknown_index.cases = [
    ([[1], [2]], 1), ([[1], [2]], "x"), ([[1], [2]], 2**80), ([[1], [2]], slice(0, 1)), ([[1], [2]], True),
    ([1, 2], 1), ([1, 2], 1.0), ([1.5, 2.5], slice(None, None, -1)), ([1, 2], slice(0, 1, 0)), ([], 0),
]  # fmt: skip


def three_levels(a):
    total = 0
    for plane in a:
        for line in plane:
            for x in line:
                total += x
            line.append(total)
        plane.append([total])
    a.append([[total]])
    return total


three_levels.cases = [([[[1, 2], [3]], [[4], []]],), ([],), ([[]],), ([[[]]],)]


def exchanged(a, i, j):
    a[i], a[j] = a[j], a[i]
    a[i].append(1)
    a.reverse()
    b = a[:]
    b[0] = [8]
    a[-1].append(4)
    return b


exchanged.cases = [([[1], [2], [3]], 0, 2), ([[1.5], [2.5], [3.5]], -1, 0)]


def in_itself(a):
    return len(a), a[0] is a


loop = []
loop.append(loop)
in_itself.cases = [(loop,)]


def the_same(a):
    return a[0] is a[1], a[0] in a


the_same.cases = [([row, row],), ([[1], [1]],)]


def seven_levels(a):
    return a[0][0][0][0][0][0][0]


seven_levels.cases = [([[[[[[[3]]]]]]],), ([[[[[[[[3]]]]]]]],)]


def taken_out(a):
    last = a.pop()
    last.append(3)
    del a[0]
    return last


taken_out.cases = [([row, row],), ([[1], [1], [4]],)]


def nothing_put_in(n):
    rows = []
    for _ in range(n):
        for x in rows:
            return x
        try:
            rows[0].append(rows.pop())
        except IndexError:
            n += 1
    return rows, n


nothing_put_in.cases = [(0,), (2,)]


def triangle(n):
    rows = []
    for i in range(n):
        line = [1] * (i + 1)
        for j in range(1, i):
            line[j] = rows[i - 1][j - 1] + rows[i - 1][j]
        rows.append(line)
    return rows


triangle.cases = [(0,), (6,), (70,)]
