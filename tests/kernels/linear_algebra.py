"""Linear algebra without a library: on lists of lists and on arrays, item by item."""

import math

import numpy as np


def matrix(n, shift=0.0):
    """A well-conditioned matrix."""
    return np.sin(np.arange(n * n, dtype=np.float64).reshape(n, n) + shift) + n * np.eye(n)


def rows(n):
    return matrix(n).tolist()


def multiply_lists(a, b):
    result = []
    for i in range(len(a)):
        row = []
        for j in range(len(b[0])):
            total = 0
            for k in range(len(b)):
                total += a[i][k] * b[k][j]
            row.append(total)
        result.append(row)
    return result


multiply_lists.cases = [(rows(3), rows(3)), ([[1, 2]], [[3], [4]]), ([[2**40]], [[2**40]]), ([[1, 2]], [[3]])]
multiply_lists.large = lambda: (rows(25), rows(25))


def multiply_arrays(a, b):
    n, m = a.shape
    p = b.shape[1]
    c = np.zeros((n, p))
    for i in range(n):
        for j in range(p):
            total = 0.0
            for k in range(m):
                total += a[i, k] * b[k, j]
            c[i, j] = total
    return c


multiply_arrays.cases = [
    (matrix(4), matrix(4, 1.0)), (np.ones((2, 3)), np.ones((3, 1))), (np.zeros((0, 2)), np.zeros((2, 3))),
    (np.arange(6).reshape(2, 3), np.arange(6).reshape(3, 2)), (matrix(4)[::2, ::2], matrix(2).T),
    (matrix(3).astype(np.float32), matrix(3).astype(np.float32)),
]  # fmt: skip
multiply_arrays.large = lambda: (matrix(40), matrix(40, 1.0))


def multiply_in_place(a, b, c):
    for i in range(a.shape[0]):
        for k in range(a.shape[1]):
            for j in range(b.shape[1]):
                c[i, j] += a[i, k] * b[k, j]


multiply_in_place.cases = [
    (matrix(3), matrix(3, 2.0), np.zeros((3, 3))), (np.eye(2, dtype=int), np.ones((2, 2), dtype=int), np.zeros((2, 2))),
]  # fmt: skip
multiply_in_place.large = lambda: (matrix(40), matrix(40, 2.0), np.zeros((40, 40)))


def solve(a, b):
    """Gaussian elimination with partial pivoting."""
    n = len(b)
    a = [row[:] for row in a]
    b = b[:]
    for column in range(n):
        pivot = column
        for row in range(column + 1, n):
            if abs(a[row][column]) > abs(a[pivot][column]):
                pivot = row
        if a[pivot][column] == 0.0:
            raise ZeroDivisionError("the matrix is singular")
        a[column], a[pivot] = a[pivot], a[column]
        b[column], b[pivot] = b[pivot], b[column]
        for row in range(column + 1, n):
            factor = a[row][column] / a[column][column]
            for k in range(column, n):
                a[row][k] -= factor * a[column][k]
            b[row] -= factor * b[column]
    x = [0.0] * n
    for row in range(n - 1, -1, -1):
        rest = sum(a[row][k] * x[k] for k in range(row + 1, n))
        x[row] = (b[row] - rest) / a[row][row]
    return x


solve.cases = [(rows(4), [1.0, 2.0, 3.0, 4.0]), ([[0.0, 1.0], [1.0, 0.0]], [2.0, 3.0]), ([[0.0]], [1.0])]
solve.large = lambda: (rows(30), [float(i) for i in range(30)])


def eliminate(a, b):
    a = a.copy()
    b = b.copy()
    n = len(b)
    for k in range(n - 1):
        for i in range(k + 1, n):
            factor = a[i, k] / a[k, k]
            for j in range(k, n):
                a[i, j] = a[i, j] - factor * a[k, j]
            b[i] = b[i] - factor * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        total = b[i]
        for j in range(i + 1, n):
            total -= a[i, j] * x[j]
        x[i] = total / a[i, i]
    return x


eliminate.cases = [(matrix(5), np.arange(5.0)), (np.zeros((2, 2)), np.ones(2))]
eliminate.large = lambda: (matrix(40), np.arange(40.0))


def lu(a):
    n = a.shape[0]
    lower = np.eye(n)
    upper = np.zeros((n, n))
    for i in range(n):
        for j in range(i, n):
            upper[i, j] = a[i, j] - sum(lower[i, k] * upper[k, j] for k in range(i))
        for j in range(i + 1, n):
            lower[j, i] = (a[j, i] - sum(lower[j, k] * upper[k, i] for k in range(i))) / upper[i, i]
    return lower, upper


lu.cases = [(matrix(4),)]
lu.large = lambda: (matrix(30),)


def cholesky(a):
    n = len(a)
    lower = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            total = a[i][j]
            for k in range(j):
                total -= lower[i][k] * lower[j][k]
            if i == j:
                lower[i][j] = math.sqrt(total)
            else:
                lower[i][j] = total / lower[j][j]
    return lower


cholesky.cases = [
    ([[4.0, 12.0, -16.0], [12.0, 37.0, -43.0], [-16.0, -43.0, 98.0]],), ([[-1.0]],),
    (np.array([[4.0, 2.0], [2.0, 3.0]]),),
]  # fmt: skip
cholesky.large = lambda: ((matrix(30) @ matrix(30).T).tolist(),)


def jacobi(a, b, turns):
    n = len(b)
    x = np.zeros(n)
    for _ in range(turns):
        fresh = np.zeros(n)
        for i in range(n):
            total = 0.0
            for j in range(n):
                if j != i:
                    total += a[i][j] * x[j]
            fresh[i] = (b[i] - total) / a[i][i]
        x = fresh
    return x


jacobi.cases = [(matrix(4), np.arange(4.0), 10), (matrix(2), np.ones(2), 0)]
jacobi.large = lambda: (matrix(40), np.arange(40.0), 20)


def gauss_seidel(a, b, tolerance):
    n = len(b)
    x = [0.0] * n
    for turn in range(100):
        change = 0.0
        for i in range(n):
            total = b[i]
            for j in range(n):
                if i != j:
                    total -= a[i, j] * x[j]
            fresh = total / a[i, i]
            change = max(change, abs(fresh - x[i]))
            x[i] = fresh
        if change < tolerance:
            return x, turn
    return x, -1


gauss_seidel.cases = [(matrix(4), np.arange(4.0), 1e-9), (matrix(4), [1.0, 2.0, 3.0, 4.0], 0.0)]
gauss_seidel.large = lambda: (matrix(40), [float(i) for i in range(40)], 1e-9)


def power_iteration(a, turns):
    n = a.shape[0]
    v = np.ones(n)
    eigenvalue = 0.0
    for _ in range(turns):
        w = np.zeros(n)
        for i in range(n):
            for j in range(n):
                w[i] += a[i, j] * v[j]
        norm = math.sqrt(sum(x * x for x in w))
        v = w / norm
        eigenvalue = norm
    return eigenvalue, v


power_iteration.cases = [(matrix(4), 15), (np.eye(2), 1)]
power_iteration.large = lambda: (matrix(40), 20)


def gram_schmidt(a):
    rows, columns = a.shape
    q = np.zeros((rows, columns))
    r = np.zeros((columns, columns))
    for j in range(columns):
        v = a[:, j].copy()
        for i in range(j):
            dot = 0.0
            for k in range(rows):
                dot += q[k, i] * a[k, j]
            r[i, j] = dot
            for k in range(rows):
                v[k] -= dot * q[k, i]
        norm = 0.0
        for k in range(rows):
            norm += v[k] ** 2
        norm = math.sqrt(norm)
        r[j, j] = norm
        for k in range(rows):
            q[k, j] = v[k] / norm
    return q, r


gram_schmidt.cases = [(matrix(4),)]
gram_schmidt.large = lambda: (matrix(40),)


def determinant(a):
    a = [row[:] for row in a]
    n = len(a)
    sign = 1
    previous = 1
    for k in range(n - 1):
        if a[k][k] == 0:
            for i in range(k + 1, n):
                if a[i][k] != 0:
                    a[k], a[i] = a[i], a[k]
                    sign = -sign
                    break
            else:
                return 0
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                a[i][j] = (a[i][j] * a[k][k] - a[i][k] * a[k][j]) // previous
        previous = a[k][k]
    return sign * a[n - 1][n - 1]


determinant.cases = [([[2, 3], [1, 4]],), ([[0, 1], [1, 0]],), ([[1, 2], [2, 4]],), ([[10**10, 1], [7, 10**12]],)]
determinant.large = lambda: ([[(i * j + 5 * (i == j)) % 7 for j in range(8)] for i in range(8)],)


def transpose(a):
    return [[row[j] for row in a] for j in range(len(a[0]))]


transpose.cases = [([[1, 2, 3], [4, 5, 6]],), ([[1.5]],)]
transpose.large = lambda: ([[i * j for j in range(100)] for i in range(100)],)


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


dot.cases = [
    ([1, 2, 3], [4, 5, 6]), ([], []), ([1.5], [2]), (np.arange(4.0), np.arange(4.0)), (np.arange(4), [1, 2, 3, 4]),
    (np.arange(4, dtype=np.float32), np.arange(4, dtype=np.float32)),
]  # fmt: skip
dot.large = lambda: (np.arange(20000.0), np.arange(20000.0))


def matrix_power_modulo(n, modulus):
    result = [[1, 0], [0, 1]]
    base = [[1, 1], [1, 0]]
    while n > 0:
        if n % 2 == 1:
            result = multiply_2x2(result, base, modulus)
        base = multiply_2x2(base, base, modulus)
        n //= 2
    return result[0][1]


def multiply_2x2(a, b, modulus):
    return [
        [sum(a[i][k] * b[k][j] for k in range(2)) % modulus for j in range(2)] for i in range(2)
    ]


matrix_power_modulo.cases = [(0, 1000), (10, 1000), (10**18, 10**9 + 7)]
matrix_power_modulo.large = lambda: (10**18, 10**9 + 7)


def conjugate_gradient(a, b, turns):
    n = len(b)
    x = [0.0] * n
    r = [value for value in b]
    p = r[:]
    old = sum(value * value for value in r)
    for _ in range(turns):
        ap = [sum(a[i][j] * p[j] for j in range(n)) for i in range(n)]
        alpha = old / sum(p[i] * ap[i] for i in range(n))
        for i in range(n):
            x[i] += alpha * p[i]
            r[i] -= alpha * ap[i]
        new = sum(value * value for value in r)
        if new < 1e-20:
            break
        p = [r[i] + new / old * p[i] for i in range(n)]
        old = new
    return x


conjugate_gradient.cases = [([[4.0, 1.0], [1.0, 3.0]], [1.0, 2.0], 5)]
conjugate_gradient.large = lambda: ((matrix(30) + matrix(30).T).tolist(), [1.0] * 30, 20)


def identity(n):
    return [[1 if i == j else 0 for j in range(n)] for i in range(n)]


identity.cases = [(0,), (4,)]
identity.large = lambda: (150,)


def is_symmetric(a):
    n = len(a)
    return all(a[i][j] == a[j][i] for i in range(n) for j in range(i))


is_symmetric.cases = [([[1, 2], [2, 1]],), ([[1, 2], [3, 1]],), (np.eye(3),)]
is_symmetric.large = lambda: (np.eye(150),)


def row_sums(a):
    sums = []
    for row in a:
        total = 0.0
        for x in row:
            total += x
        sums.append(total)
    return sums


row_sums.cases = [(matrix(4),), ([[1.0, 2.0], [3.0]],), (np.zeros((0, 3)),), (np.arange(6).reshape(2, 3),)]
row_sums.large = lambda: (matrix(120),)


def frobenius(a):
    total = 0.0
    for row in a:
        for x in row:
            total += x * x
    return math.sqrt(total)


frobenius.cases = [(matrix(3),), ([[3.0, 4.0]],)]
frobenius.large = lambda: (matrix(120),)
