"""Small arrays made and reduced inside loops."""

import math

import numpy as np


def sums_of_triples(n):
    total = 0
    for i in range(n):
        total += int(np.sum(np.array([i, i + 1, i + 2])))
    return total


sums_of_triples.cases = [(0,), (10,), (1000,)]
sums_of_triples.large = lambda: (5000,)


def extremes(n):
    result = 0.0
    for i in range(1, n):
        a = np.array([i * 0.5, 10.0 / i, i - 3.0])
        result += np.max(a) - np.min(a)
    return result


extremes.cases = [(1,), (20,)]
extremes.large = lambda: (2000,)


def means(n):
    values = []
    for i in range(n):
        values.append(float(np.mean(np.array([i, i * i, 7]))))
    return values


means.cases = [(0,), (12,)]
means.large = lambda: (2000,)


def rotate(points, angle):
    c, s = math.cos(angle), math.sin(angle)
    out = np.zeros((len(points), 2))
    for i in range(len(points)):
        x, y = points[i, 0], points[i, 1]
        out[i, 0] = c * x - s * y
        out[i, 1] = s * x + c * y
    return out


rotate.cases = [(np.arange(8.0).reshape(4, 2), 0.5), (np.zeros((0, 2)), 1.0)]
rotate.large = lambda: (np.arange(4000.0).reshape(2000, 2), 0.5)


def cross(a, b):
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


cross.cases = [(np.arange(3.0), np.arange(2.0, 5.0)), (np.arange(3), np.arange(2, 5)), ([1, 2, 3], [4, 5, 6])]
cross.large = lambda: (np.arange(3.0), np.arange(2.0, 5.0))


def polygon_area(xs, ys):
    area = 0.0
    for i in range(len(xs)):
        a = np.array([xs[i - 1], ys[i - 1]])
        b = np.array([xs[i], ys[i]])
        area += a[0] * b[1] - a[1] * b[0]
    return abs(area) / 2


polygon_area.cases = [([0.0, 2.0, 2.0, 0.0], [0.0, 0.0, 1.0, 1.0]), ([], [])]
polygon_area.large = lambda: ([float(i % 17) for i in range(1000)], [float(i % 13) for i in range(1000)])


def centroids(points, n):
    total = np.zeros(2)
    for k in range(n):
        for point in points:
            total[0] += point[0] * k
            total[1] += point[1] * k
    return total


centroids.cases = [([(1.0, 2.0), (3.0, 4.0)], 3), ([], 2)]
centroids.large = lambda: ([(i * 0.5, i * 0.25) for i in range(50)], 50)


def products(n):
    out = np.zeros(n)
    for i in range(n):
        out[i] = np.prod(np.array([i, 2, 3])) if i % 2 else np.sum(np.array([i, 5]))
    return out


products.cases = [(0,), (9,)]
products.large = lambda: (2000,)


def polynomial(coefficients, x):
    result = 0
    for c in reversed(coefficients):
        result = result * x + c
    return result


polynomial.cases = [
    ([1, 2, 3], 2), ([0.5, -1.5], 2.0), ([], 3), (np.array([1.0, 2.0, 3.0]), 0.5), ((1, 2, 3), 10),
    ([1, 1, 1, 1], 10**15),
]  # fmt: skip
polynomial.large = lambda: ([float(i % 10) for i in range(5000)], 0.99)


def weighted(values, weights):
    total = 0.0
    for value, weight in zip(values, weights):
        pair = np.array([value, weight])
        total += pair[0] * pair[1] / np.sum(pair)
    return total


weighted.cases = [([1.0, 2.0], [3.0, 4.0]), (np.array([1.0, 2.0]), np.array([0.5, 0.25]))]
weighted.large = lambda: (np.arange(1.0, 1001.0), np.arange(2.0, 1002.0))


def normalise(rows):
    out = []
    for row in rows:
        norm = math.sqrt(sum(x * x for x in row))
        out.append([x / norm for x in row])
    return out


normalise.cases = [([[3.0, 4.0], [1.0, 0.0]],), ([[3, 4]],), ([[0.0]],)]
normalise.large = lambda: ([[1.0 + i + j for j in range(10)] for i in range(300)],)


def distances(points):
    n = len(points)
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            d = 0.0
            for k in range(points.shape[1]):
                d += (points[i, k] - points[j, k]) ** 2
            out[i, j] = np.sqrt(d)
    return out


distances.cases = [(np.cos(np.arange(12.0)).reshape(4, 3),)]
distances.large = lambda: (np.cos(np.arange(150.0)).reshape(50, 3),)


def k_means(points, centres, turns):
    labels = [0] * len(points)
    for _ in range(turns):
        for i, (x, y) in enumerate(points):
            best = float("inf")
            for k, (cx, cy) in enumerate(centres):
                d = (x - cx) ** 2 + (y - cy) ** 2
                if d < best:
                    best, labels[i] = d, k
        for k in range(len(centres)):
            members = [points[i] for i in range(len(points)) if labels[i] == k]
            if members:
                centres[k] = (sum(p[0] for p in members) / len(members), sum(p[1] for p in members) / len(members))
    return labels, centres


k_means.cases = [([(0.0, 0.0), (0.5, 0.0), (5.0, 5.0), (6.0, 5.0)], [(0.0, 1.0), (4.0, 4.0)], 3)]
k_means.large = lambda: (
    [(i * 7 % 50 / 2, i * 3 % 40 / 4) for i in range(200)], [(0.0, 1.0), (4.0, 4.0), (9.0, 2.0)], 5,
)


def columns(table):
    out = []
    for j in range(table.shape[1]):
        column = table[:, j]
        out.append((float(column.min()), float(column.max()), float(column.mean())))
    return out


columns.cases = [(np.cos(np.arange(12.0)).reshape(4, 3),), (np.arange(6).reshape(2, 3),)]
columns.large = lambda: (np.cos(np.arange(20000.0)).reshape(100, 200),)


def nearest(points, x, y):
    best, where = None, -1
    for i in range(len(points)):
        d = math.hypot(points[i][0] - x, points[i][1] - y)
        if best is None or d < best:
            best, where = d, i
    return where, best


nearest.cases = [([[0.0, 0.0], [1.0, 1.0]], 0.9, 0.9), ([], 0, 0), (np.eye(2), 0.0, 1.0)]
nearest.large = lambda: (np.cos(np.arange(4000.0)).reshape(2000, 2), 0.9, 0.9)


def softmax(x):
    largest = max(x)
    exponentials = [math.exp(v - largest) for v in x]
    total = sum(exponentials)
    return [e / total for e in exponentials]


softmax.cases = [([1.0, 2.0, 3.0],), ([1, 2],), (np.array([0.5, 0.25]),), ([],)]
softmax.large = lambda: ([i % 10 / 3 for i in range(5000)],)


def perceptron(inputs, targets, turns):
    weights = np.zeros(inputs.shape[1])
    bias = 0.0
    errors = 0
    for _ in range(turns):
        for i in range(len(inputs)):
            activation = bias
            for j in range(len(weights)):
                activation += weights[j] * inputs[i, j]
            predicted = 1 if activation > 0 else 0
            change = targets[i] - predicted
            if change != 0:
                errors += 1
                bias += 0.1 * change
                for j in range(len(weights)):
                    weights[j] += 0.1 * change * inputs[i, j]
    return weights, bias, errors


perceptron.cases = [
    (np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 0, 0, 1]), 6),
    (np.array([[0.0, 1.0], [1.0, 1.0]]), [0, 1], 3),
]  # fmt: skip
perceptron.large = lambda: (np.cos(np.arange(5000.0)).reshape(500, 10), np.arange(500) % 2, 4)


def standard_deviation(values):
    n = len(values)
    mean = sum(values) / n
    return math.sqrt(sum((v - mean) ** 2 for v in values) / (n - 1))


standard_deviation.cases = [([1.0, 2.0, 4.0],), ([1, 2, 4],), (np.array([1.0, 2.0, 4.0]),), ([1],)]
standard_deviation.large = lambda: ([float(i * 7919 % 1000) for i in range(10000)],)


def linear_regression(xs, ys):
    n = len(xs)
    sx = sum(xs)
    sy = sum(ys)
    sxx = sum(x * x for x in xs)
    sxy = sum(x * y for x, y in zip(xs, ys))
    slope = (n * sxy - sx * sy) / (n * sxx - sx**2)
    return slope, (sy - slope * sx) / n


linear_regression.cases = [([1.0, 2.0, 3.0], [2.0, 4.1, 5.9]), ([1, 2, 3], [1, 2, 4]), ([1, 1], [2, 3]), (np.arange(4.0), np.arange(4.0))]
linear_regression.large = lambda: ([float(i) for i in range(5000)], [i * 0.5 + i % 7 for i in range(5000)])


def mixed_dtypes(a, b):
    out = np.zeros(len(a), dtype=np.int64)
    for i in range(len(a)):
        out[i] = (a[i] // b[i]) * 10 + a[i] % b[i]
    return out


mixed_dtypes.cases = [
    (np.array([7, -7, 9]), np.array([2, 2, -4])), (np.array([7, 8], dtype=np.int32), np.array([2, 3], dtype=np.int32)),
    (np.array([200, 100], dtype=np.uint8), np.array([7, 9], dtype=np.uint8)), (np.array([1, 2]), np.array([0, 1])),
]  # fmt: skip
mixed_dtypes.large = lambda: (np.arange(5000) - 2500, np.arange(5000) % 7 + 1)


def wrapping_hash(values):
    h = np.int64(5381)
    for value in values:
        h = h * 33 + value
    return h


wrapping_hash.cases = [([1, 2, 3],), (list(range(30)),), (np.arange(20),)]
wrapping_hash.large = lambda: (list(range(5000)),)


def bits_of_array(a):
    total = 0
    for x in a:
        total += (x >> 2) & 3
        total ^= x << 1
    return total


bits_of_array.cases = [(np.arange(10),), (np.arange(5, dtype=np.int32),), ([1, 2, 3],)]
bits_of_array.large = lambda: (np.arange(10000),)


def powers(a):
    total = 0.0
    for x in a:
        total += x**2 + x**0.5 + abs(-x)
    return total


powers.cases = [(np.arange(5.0),), ([1.0, 2.0],), (np.arange(4),)]
powers.large = lambda: (np.arange(5000.0),)
powers.boxed_because = "powers of int scalars with floats are NumPy's"


def scalar_operators(a, b):
    out = []
    for x in a:
        for y in b:
            out.append(x // y)
            out.append(x % y)
            out.append(max(x, y))
            out.append(abs(x) + abs(-y))
    return out


scalar_operators.cases = [
    (np.array([7, -7, -(2**63), 2**63 - 1]), np.array([2, -3, -1, 0])),
    (np.array([7.5, -7.5, 0.0]), np.array([2.0, -3.0])), (np.array([7, -7]), [2, -1, 0]),
    (np.array([7, -128], dtype=np.int8), np.array([2, -1, 0], dtype=np.int8)),
    (np.array([7, 255], dtype=np.uint8), np.array([2, 0], dtype=np.uint8)),
]  # fmt: skip
scalar_operators.large = lambda: (np.arange(100) - 50, np.arange(1, 31))
scalar_operators.boxed_because = "divisors of 0 and -1 are NumPy's"


def scalar_powers(a, b):
    out = []
    for x in a:
        for y in b:
            out.append(x**y)
            out.append(x**2)
    return out


scalar_powers.cases = [
    (np.array([0.0, 2.0, -2.0, 1e200, 1e-200, np.inf, np.nan]), np.array([2.0, 0.5, -1.0, 0.0])),
    (np.array([0.0, -1.5]), [2, 3]), ([0.0, -2.0, 3.0, -1e200], [2.0, 3.0, -1.0, 0.5]), (np.array([3, 2**40]), [2]),
]  # fmt: skip
scalar_powers.large = lambda: (np.arange(1.0, 101.0), np.arange(0.0, 3.0, 0.125))
scalar_powers.boxed_because = "overflows are NumPy's, roots of negative numbers are complex"


def scalar_bits(a, b):
    out = []
    for x in a:
        for y in b:
            out.append(x << y)
            out.append(x >> y)
            out.append((x & y) | (x ^ y))
            out.append(~x)
    return out


scalar_bits.cases = [
    (np.array([5, -5, 2**62]), np.array([0, 1, 63, 64, -1])), (np.array([5, -5]), [0, 3]),
    (np.array([5, 200], dtype=np.uint8), np.array([1, 3], dtype=np.uint8)),
]  # fmt: skip
scalar_bits.large = lambda: (np.arange(100) - 50, np.arange(30))
scalar_bits.boxed_because = "shifts that lose bits are NumPy's"


def narrow_items(values, dtype_of):
    out = np.zeros_like(dtype_of)
    for i in range(len(values)):
        out[i] = values[i]
    return out


narrow_items.cases = [
    ([1, 127, -128], np.zeros(3, dtype=np.int8)), ([0, 255], np.zeros(2, dtype=np.uint8)),
    ([2**31 - 1, -(2**31)], np.zeros(2, dtype=np.int32)), ([1, 300], np.zeros(2, dtype=np.int8)),
    ([-1], np.zeros(1, dtype=np.uint16)), ([1.5], np.zeros(1, dtype=np.float32)),
]  # fmt: skip
narrow_items.large = lambda: ([i % 100 for i in range(5000)], np.zeros(5000, dtype=np.int8))
