"""Tables filled in order: lists of lists, rows of arrays."""

import numpy as np


def edit_distance(a, b):
    previous = list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        current = [i]
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost))
        previous = current
    return previous[-1]


edit_distance.cases = [([], []), ([1, 2, 3], [2, 3, 4, 5]), (np.arange(5), np.arange(2, 9))]
edit_distance.large = lambda: (list(range(150)), list(range(50, 200)))


def longest_common_subsequence(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                table[i + 1][j + 1] = table[i][j] + 1
            else:
                table[i + 1][j + 1] = max(table[i][j + 1], table[i + 1][j])
    return table[len(a)][len(b)]


longest_common_subsequence.cases = [([], [1]), ([1, 2, 3, 4], [2, 4, 3, 4])]
longest_common_subsequence.large = lambda: ([i * 7 % 13 for i in range(150)], [i * 5 % 11 for i in range(150)])


def common_substring_of_array(a, b):
    table = np.zeros((len(a) + 1, len(b) + 1), dtype=np.int64)
    best = 0
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                table[i, j] = table[i - 1, j - 1] + 1
                best = max(best, int(table[i, j]))
    return best


common_substring_of_array.cases = [([1, 2, 3, 4], [9, 2, 3, 8]), (np.arange(6), np.arange(3, 9))]
common_substring_of_array.large = lambda: (np.arange(150) % 13, np.arange(150) % 11)


def knapsack(weights, values, capacity):
    best = [0] * (capacity + 1)
    for weight, value in zip(weights, values):
        for room in range(capacity, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[capacity]


knapsack.cases = [([1, 3, 4, 5], [1, 4, 5, 7], 7), ([], [], 3), ([2, 3], [1.5, 2.5], 5)]
knapsack.large = lambda: ([1 + i * 7 % 20 for i in range(50)], [1 + i * 11 % 30 for i in range(50)], 500)


def knapsack_table(weights, values, capacity):
    n = len(weights)
    table = np.zeros((n + 1, capacity + 1))
    for i in range(n):
        for room in range(capacity + 1):
            table[i + 1][room] = table[i][room]
            if weights[i] <= room:
                taken = table[i][room - weights[i]] + values[i]
                if taken > table[i + 1][room]:
                    table[i + 1][room] = taken
    return table[n][capacity]


knapsack_table.cases = [([1, 3, 4, 5], [1, 4, 5, 7], 7), ([], [], 3)]
knapsack_table.large = lambda: ([1 + i * 7 % 20 for i in range(50)], [1 + i * 11 % 30 for i in range(50)], 300)


def coin_change(coins, amount):
    infinity = amount + 1
    fewest = [infinity] * (amount + 1)
    fewest[0] = 0
    for total in range(1, amount + 1):
        for coin in coins:
            if coin <= total and fewest[total - coin] + 1 < fewest[total]:
                fewest[total] = fewest[total - coin] + 1
    return fewest[amount] if fewest[amount] != infinity else -1


coin_change.cases = [([1, 5, 10, 25], 63), ([5, 10], 3), ((1, 2), 7)]
coin_change.large = lambda: ([1, 5, 10, 25], 5000)


def ways_to_change(coins, amount):
    ways = [1] + [0] * amount
    for coin in coins:
        for total in range(coin, amount + 1):
            ways[total] += ways[total - coin]
    return ways[amount]


ways_to_change.cases = [([1, 2, 5, 10, 20, 50], 100), ([], 0), ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 600)]
ways_to_change.large = lambda: ([1, 2, 5, 10, 20, 50, 100, 200], 3000)


def longest_increasing(a):
    lengths = [1] * len(a)
    for i in range(len(a)):
        for j in range(i):
            if a[j] < a[i] and lengths[j] + 1 > lengths[i]:
                lengths[i] = lengths[j] + 1
    return max(lengths) if lengths else 0


longest_increasing.cases = [([],), ([10, 9, 2, 5, 3, 7, 101, 18],), (np.array([1.0, 3.0, 2.0]),)]
longest_increasing.large = lambda: ([i * 7919 % 1000 for i in range(300)],)


def matrix_chain(sizes):
    n = len(sizes) - 1
    cost = [[0] * n for _ in range(n)]
    for length in range(2, n + 1):
        for i in range(n - length + 1):
            j = i + length - 1
            cost[i][j] = min(
                cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1] for k in range(i, j)
            )
    return cost[0][n - 1]


matrix_chain.cases = [([10, 30, 5, 60],), ([40, 20, 30, 10, 30],)]
matrix_chain.large = lambda: ([10 + i * 7 % 40 for i in range(40)],)


def largest_sum(values):
    best = current = values[0]
    for value in values[1:]:
        current = max(value, current + value)
        best = max(best, current)
    return best


largest_sum.cases = [
    ([-2, 1, -3, 4, -1, 2, 1, -5, 4],), ([1.5, -2.0, 3.0],), (np.array([1, -2, 5]),), ([],),
    (np.array([0.5, -1.0, 2.0]),),
]  # fmt: skip
largest_sum.large = lambda: ([i * 7919 % 1000 - 500 for i in range(20000)],)


def shortest_paths(n):
    infinity = float("inf")
    distance = [[infinity] * n for _ in range(n)]
    for i in range(n):
        distance[i][i] = 0.0
        distance[i][(i + 1) % n] = float(i + 1)
        distance[i][(i * 3 + 2) % n] = min(distance[i][(i * 3 + 2) % n], i * 0.5)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                through = distance[i][k] + distance[k][j]
                if through < distance[i][j]:
                    distance[i][j] = through
    return distance


shortest_paths.cases = [(1,), (8,)]
shortest_paths.large = lambda: (40,)


def shortest_paths_of_array(distance):
    n = distance.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if distance[i, k] + distance[k, j] < distance[i, j]:
                    distance[i, j] = distance[i, k] + distance[k, j]
    return distance


def graph(n, dtype=np.float64):
    return ((np.arange(n * n) * 37 % 101 + 1).reshape(n, n)).astype(dtype)


shortest_paths_of_array.cases = [(graph(6),), (graph(6, np.int64),), (graph(5, np.int32),)]
shortest_paths_of_array.large = lambda: (graph(40),)


def triangle_path(rows):
    best = rows[-1][:]
    for i in range(len(rows) - 2, -1, -1):
        for j in range(i + 1):
            best[j] = rows[i][j] + max(best[j], best[j + 1])
    return best[0]


triangle_path.cases = [([[3], [7, 4], [2, 4, 6], [8, 5, 9, 3]],), ([[1.5]],)]
triangle_path.large = lambda: ([[(i * 7 + j * 3) % 100 for j in range(i + 1)] for i in range(150)],)


def grid_paths(rows, columns):
    counts = [[1] * columns for _ in range(rows)]
    for i in range(1, rows):
        for j in range(1, columns):
            counts[i][j] = counts[i - 1][j] + counts[i][j - 1]
    return counts[rows - 1][columns - 1]


grid_paths.cases = [(1, 1), (3, 7), (40, 40)]
grid_paths.large = lambda: (33, 33)


def cheapest_grid_path(grid):
    rows, columns = grid.shape
    cost = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            if i == 0 and j == 0:
                before = 0.0
            elif i == 0:
                before = cost[i, j - 1]
            elif j == 0:
                before = cost[i - 1, j]
            else:
                before = min(cost[i - 1, j], cost[i, j - 1])
            cost[i, j] = grid[i, j] + before
    return cost[rows - 1, columns - 1]


cheapest_grid_path.cases = [(graph(5),), (graph(4, np.int64),)]
cheapest_grid_path.large = lambda: (graph(100),)


def viterbi(observations, start, transition, emission):
    states = len(start)
    score = [start[s] * emission[s][observations[0]] for s in range(states)]
    back = []
    for observed in observations[1:]:
        following, choices = [], []
        for s in range(states):
            best, choice = -1.0, 0
            for r in range(states):
                p = score[r] * transition[r][s]
                if p > best:
                    best, choice = p, r
            following.append(best * emission[s][observed])
            choices.append(choice)
        score = following
        back.append(choices)
    state = score.index(max(score))
    path = [state]
    for choices in reversed(back):
        state = choices[state]
        path.append(state)
    return path[::-1]


viterbi.cases = [
    ([0, 1, 2, 1], [0.6, 0.4], [[0.7, 0.3], [0.4, 0.6]], [[0.5, 0.4, 0.1], [0.1, 0.3, 0.6]]),
]  # fmt: skip
viterbi.large = lambda: ([i * 7 % 3 for i in range(300)], [0.25] * 4, [[0.25] * 4] * 4, [[0.5, 0.3, 0.2]] * 4)


def partitions(n):
    counts = [1] + [0] * n
    for part in range(1, n + 1):
        for total in range(part, n + 1):
            counts[total] += counts[total - part]
    return counts[n]


partitions.cases = [(0,), (10,), (500,)]
partitions.large = lambda: (400,)
