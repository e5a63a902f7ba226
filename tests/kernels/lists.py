"""Lists of numbers, of tuples and of lists; comprehensions and generator expressions."""

import math


def flatten(nested):
    return [x for row in nested for x in row]


flatten.cases = [([[1, 2], [3], []],), ([],), ([[1.5], [2.5]],)]
flatten.large = lambda: ([[i * j for j in range(100)] for i in range(100)],)


def squares_of_odds(n):
    return [x * x for x in range(n) if x % 2]


squares_of_odds.cases = [(0,), (10,)]
squares_of_odds.large = lambda: (20000,)


def pythagorean(n):
    return [(a, b, c) for a in range(1, n) for b in range(a, n) for c in range(b, n) if a * a + b * b == c * c]


pythagorean.cases = [(1,), (21,)]
pythagorean.large = lambda: (60,)


def spiral(matrix):
    out = []
    top, left, bottom, right = 0, 0, len(matrix) - 1, len(matrix[0]) - 1
    while top <= bottom and left <= right:
        for j in range(left, right + 1):
            out.append(matrix[top][j])
        top += 1
        for i in range(top, bottom + 1):
            out.append(matrix[i][right])
        right -= 1
        if top <= bottom:
            for j in range(right, left - 1, -1):
                out.append(matrix[bottom][j])
            bottom -= 1
        if left <= right:
            for i in range(bottom, top - 1, -1):
                out.append(matrix[i][left])
            left += 1
    return out


spiral.cases = [([[1, 2, 3], [4, 5, 6], [7, 8, 9]],), ([[1, 2, 3, 4]],)]
spiral.large = lambda: ([[i * j for j in range(60)] for i in range(60)],)


def pascal_triangle(n):
    triangle = []
    for i in range(n):
        row = [1] * (i + 1)
        for j in range(1, i):
            row[j] = triangle[i - 1][j - 1] + triangle[i - 1][j]
        triangle.append(row)
    return triangle


pascal_triangle.cases = [(0,), (6,)]
pascal_triangle.large = lambda: (60,)


def prefix_sums(values):
    sums = [0]
    for value in values:
        sums.append(sums[-1] + value)
    return sums


prefix_sums.cases = [([],), ([1, 2, 3],), ([2**62, 2**62, 2**62],)]
prefix_sums.large = lambda: (list(range(20000)),)


def running_maximum(values):
    out = []
    best = float("-inf")
    for value in values:
        if value > best:
            best = value
        out.append(best)
    return out


running_maximum.cases = [([1.0, 3.0, 2.0],), ([],)]
running_maximum.large = lambda: ([float(i * 7919 % 1000) for i in range(20000)],)


def convex_hull(points):
    points = sorted(points)
    lower = []
    for p in points:
        while len(lower) >= 2 and turn(lower[-2], lower[-1], p) <= 0:
            lower.pop()
        lower.append(p)
    upper = []
    for p in reversed(points):
        while len(upper) >= 2 and turn(upper[-2], upper[-1], p) <= 0:
            upper.pop()
        upper.append(p)
    return lower[:-1] + upper[:-1]


def turn(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


convex_hull.cases = [([(0, 0), (2, 0), (1, 1), (2, 2), (0, 2)],)]
convex_hull.large = lambda: ([(i * 7919 % 1000, i * 104729 % 1009) for i in range(1000)],)


def count_components(n, edges):
    parent = list(range(n))
    count = n
    for a, b in edges:
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a != b:
            parent[a] = b
            count -= 1
    return count


count_components.cases = [(5, [(0, 1), (1, 2), (3, 4)]), (3, []), (1, [(0, 4)])]
count_components.large = lambda: (2000, [(i * 7 % 2000, i * 13 % 2000) for i in range(2000)])


def breadth_first(neighbours, start):
    distance = [-1] * len(neighbours)
    distance[start] = 0
    queue = [start]
    for node in queue:
        for other in neighbours[node]:
            if distance[other] < 0:
                distance[other] = distance[node] + 1
                queue.append(other)
    return distance


breadth_first.cases = [([[1, 2], [3], [3], [4], []], 0), ([[]], 0)]
breadth_first.large = lambda: ([[(i * 2 + 1) % 2000, (i * 3 + 2) % 2000] for i in range(2000)], 0)


def topological_order(neighbours):
    n = len(neighbours)
    degree = [0] * n
    for others in neighbours:
        for other in others:
            degree[other] += 1
    ready = [i for i in range(n) if degree[i] == 0]
    order = []
    while ready:
        node = ready.pop()
        order.append(node)
        for other in neighbours[node]:
            degree[other] -= 1
            if degree[other] == 0:
                ready.append(other)
    if len(order) != n:
        raise ValueError("the graph has a cycle")
    return order


topological_order.cases = [([[1, 2], [3], [3], []],), ([[1], [0]],)]
topological_order.large = lambda: ([[j for j in (i + 1, i + 7) if j < 2000] for i in range(2000)],)


def dijkstra(weights, start):
    n = len(weights)
    infinity = float("inf")
    distance = [infinity] * n
    done = [False] * n
    distance[start] = 0.0
    for _ in range(n):
        nearest = -1
        for i in range(n):
            if not done[i] and (nearest < 0 or distance[i] < distance[nearest]):
                nearest = i
        if distance[nearest] == infinity:
            break
        done[nearest] = True
        for i in range(n):
            w = weights[nearest][i]
            if w > 0 and distance[nearest] + w < distance[i]:
                distance[i] = distance[nearest] + w
    return distance


dijkstra.cases = [([[0.0, 4.0, 1.0], [0.0, 0.0, 0.0], [0.0, 2.0, 0.0]], 0), ([[0.0, 0.0], [1.0, 0.0]], 0)]
dijkstra.large = lambda: ([[float((i * 7 + j * 13) % 29) for j in range(60)] for i in range(60)], 0)


def queens(n):
    columns = [-1] * n
    row = count = 0
    while row >= 0:
        columns[row] += 1
        while columns[row] < n and not fits(columns, row):
            columns[row] += 1
        if columns[row] == n:
            columns[row] = -1
            row -= 1
        elif row == n - 1:
            count += 1
        else:
            row += 1
    return count


def fits(columns, row):
    return all(columns[r] != columns[row] and abs(columns[r] - columns[row]) != row - r for r in range(row))


queens.cases = [(1,), (4,), (6,)]
queens.large = lambda: (7,)


def next_permutation(a):
    i = len(a) - 2
    while i >= 0 and a[i] >= a[i + 1]:
        i -= 1
    if i < 0:
        return False
    j = len(a) - 1
    while a[j] <= a[i]:
        j -= 1
    a[i], a[j] = a[j], a[i]
    a[i + 1 :] = a[:i:-1]
    return True


next_permutation.cases = [([1, 2, 3],), ([3, 2, 1],), ([1, 3, 2],)]
next_permutation.large = lambda: ([0, *range(20000, 0, -1)],)


def count_permutations(n):
    a = list(range(n))
    count = 1
    while True:
        i = n - 2
        while i >= 0 and a[i] >= a[i + 1]:
            i -= 1
        if i < 0:
            return count
        j = n - 1
        while a[j] <= a[i]:
            j -= 1
        a[i], a[j] = a[j], a[i]
        low, high = i + 1, n - 1
        while low < high:
            a[low], a[high] = a[high], a[low]
            low += 1
            high -= 1
        count += 1


count_permutations.cases = [(1,), (5,)]
count_permutations.large = lambda: (7,)


def gray_code(bits):
    return [i ^ (i >> 1) for i in range(1 << bits)]


gray_code.cases = [(0,), (4,)]
gray_code.large = lambda: (13,)


def subsets(items):
    result = [[]]
    for item in items:
        result += [subset + [item] for subset in result]
    return result


subsets.cases = [([1, 2, 3],), ([],)]
subsets.large = lambda: (list(range(9)),)


def remove_duplicates(values):
    seen = []
    for value in values:
        if value not in seen:
            seen.append(value)
    return seen


remove_duplicates.cases = [([1, 2, 1, 3, 2],), ([0.5, 0.5],), ([],)]
remove_duplicates.large = lambda: ([i * 7919 % 300 for i in range(3000)],)


def rotate_list(a, k):
    for _ in range(k):
        a.insert(0, a.pop())
    return a


rotate_list.cases = [([1, 2, 3, 4], 2), ([1.5, 2.5], 3), ([], 1)]
rotate_list.large = lambda: (list(range(500)), 500)


def is_palindrome(a):
    return all(x == y for x, y in zip(a, reversed(a)))


is_palindrome.cases = [([1, 2, 1],), ([1, 2],), ([],)]
is_palindrome.large = lambda: ([*range(10000), *range(9999, -1, -1)],)


def two_pointers(heights):
    best = 0
    i, j = 0, len(heights) - 1
    while i < j:
        best = max(best, (j - i) * min(heights[i], heights[j]))
        if heights[i] < heights[j]:
            i += 1
        else:
            j -= 1
    return best


two_pointers.cases = [([1, 8, 6, 2, 5, 4, 8, 3, 7],), ([],)]
two_pointers.large = lambda: ([i * 7919 % 1000 for i in range(20000)],)


def trapped_water(heights):
    n = len(heights)
    left = [0] * n
    right = [0] * n
    highest = 0
    for i in range(n):
        highest = max(highest, heights[i])
        left[i] = highest
    highest = 0
    for i in reversed(range(n)):
        highest = max(highest, heights[i])
        right[i] = highest
    return sum(min(left[i], right[i]) - heights[i] for i in range(n))


trapped_water.cases = [([0, 1, 0, 2, 1, 0, 1, 3, 2, 1, 2, 1],), ([],)]
trapped_water.large = lambda: ([i * 7919 % 1000 for i in range(10000)],)


def valid_sudoku(board):
    for i in range(9):
        row = [0] * 10
        column = [0] * 10
        block = [0] * 10
        for j in range(9):
            for seen, value in (
                (row, board[i][j]), (column, board[j][i]), (block, board[i // 3 * 3 + j // 3][i % 3 * 3 + j % 3]),
            ):  # fmt: skip
                if value and seen[value]:
                    return False
                seen[value] = 1
    return True


valid_sudoku.cases = [([[(i * 3 + i // 3 + j) % 9 + 1 for j in range(9)] for i in range(9)],), ([[1] * 9] * 9,)]
valid_sudoku.large = lambda: ([[(i * 3 + i // 3 + j) % 9 + 1 for j in range(9)] for i in range(9)],)


def merge_intervals(intervals):
    intervals = sorted(intervals)
    merged = []
    for low, high in intervals:
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


merge_intervals.cases = [([(1, 3), (8, 10), (2, 6)],), ([],)]
merge_intervals.large = lambda: ([(i * 7919 % 10007, i * 7919 % 10007 + 3) for i in range(2000)],)


def statistics(values):
    n = len(values)
    total = sum(values)
    mean = total / n
    return min(values), max(values), mean, math.sqrt(sum((v - mean) ** 2 for v in values) / n)


statistics.cases = [([1, 2, 3, 4],), ([1.5, 2.5],), ([],)]
statistics.large = lambda: ([float(i * 7919 % 1000) for i in range(10000)],)


def any_and_all(values):
    return any(v > 3 for v in values), all(v > 0 for v in values), any(values), all(values)


any_and_all.cases = [([1, 2, 5],), ([],), ([0.0, 1.0],)]
any_and_all.large = lambda: ([1] * 20000,)


def mixed_numbers(n):
    values = []
    for i in range(n):
        if i % 2:
            values.append(i / 2)
        else:
            values.append(i)
    return values, sum(values)


mixed_numbers.cases = [(0,), (6,)]
mixed_numbers.large = lambda: (5000,)


def tower_of_hanoi(n):
    moves = []
    stack = [(n, 0, 2, 1)]
    while stack:
        size, source, target, spare = stack.pop()
        if size == 1:
            moves.append((source, target))
        elif size > 1:
            stack.append((size - 1, spare, target, source))
            stack.append((1, source, target, spare))
            stack.append((size - 1, source, spare, target))
    return moves


tower_of_hanoi.cases = [(0,), (3,)]
tower_of_hanoi.large = lambda: (11,)


def ackermann(m, n):
    stack = [m]
    while stack:
        m = stack.pop()
        if m == 0:
            n += 1
        elif n == 0:
            stack.append(m - 1)
            n = 1
        else:
            stack.append(m - 1)
            stack.append(m)
            n -= 1
    return n


ackermann.cases = [(0, 0), (2, 3)]
ackermann.large = lambda: (2, 40)


def roman(n):
    text = ""
    for value, symbol in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            text += symbol
            n -= value
    return text


roman.cases = [(0,), (14,), (38,)]
roman.large = lambda: (399,)
roman.boxed_because = "strings are objects"


def checksum_of_digits(digits):
    total = 0
    for i, digit in enumerate(reversed(digits)):
        if i % 2:
            digit *= 2
            if digit > 9:
                digit -= 9
        total += digit
    return total % 10 == 0


checksum_of_digits.cases = [([4, 5, 3, 9, 1, 4, 8, 8, 0, 3, 4, 3, 6, 4, 6, 7],), ([1, 2],)]
checksum_of_digits.large = lambda: ([i * 7919 % 10 for i in range(10000)],)


def least_recently_used(requests, size):
    cache = []
    misses = 0
    for request in requests:
        if request in cache:
            cache.remove(request)
        else:
            misses += 1
            if len(cache) == size:
                cache.pop(0)
        cache.append(request)
    return misses, cache


least_recently_used.cases = [([1, 2, 3, 1, 4, 2], 3), ([], 1)]
least_recently_used.large = lambda: ([i * 7919 % 41 for i in range(3000)], 20)


def majority(values):
    candidate, votes = None, 0
    for value in values:
        if votes == 0:
            candidate = value
        votes += 1 if value == candidate else -1
    return candidate


majority.cases = [([2, 2, 1, 1, 2],), ([],)]
majority.large = lambda: ([i * 7919 % 3 for i in range(20000)],)


def backwards(values):
    total = 0
    for i, x in enumerate(reversed(values)):
        total += i * x
    for i in reversed(range(2, len(values))):
        total -= i
    for k in reversed((1, 2, 3)):
        total = total * 2 + k
    return total, tuple(reversed(values)), tuple(zip(values, reversed(values)))


backwards.cases = [([1, 2, 3, 4],), ([],), ([0.5, 1.5],), ((1, 2.5),)]
backwards.large = lambda: (list(range(5000)),)


def shrinking_backwards(values):
    seen = []
    for x in reversed(values):
        seen.append(x)
        if len(values) > 2:
            values.pop()
            values.pop()
    return seen, values


shrinking_backwards.cases = [([1, 2, 3, 4, 5],), ([],)]
shrinking_backwards.large = lambda: (list(range(5000)),)
