"""Stencils over grids."""

import numpy as np


def field(n):
    return np.sin(np.arange(n * n, dtype=np.float64)).reshape(n, n)


def heat_1d(u, steps, alpha):
    n = len(u)
    for _ in range(steps):
        new = np.zeros(n)
        for i in range(1, n - 1):
            new[i] = u[i] + alpha * (u[i - 1] - 2.0 * u[i] + u[i + 1])
        u = new
    return u


heat_1d.cases = [(np.sin(np.arange(12.0)), 5, 0.1), (np.zeros(0), 1, 0.5), ([0.0, 1.0, 4.0, 9.0], 2, 0.25)]
heat_1d.large = lambda: (np.sin(np.arange(1000.0)), 20, 0.1)


def heat_2d(u, steps):
    rows, columns = u.shape
    v = u.copy()
    for _ in range(steps):
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                v[i, j] = u[i, j] + 0.1 * (u[i + 1, j] + u[i - 1, j] + u[i, j + 1] + u[i, j - 1] - 4 * u[i, j])
        u, v = v, u
    return u


heat_2d.cases = [(field(6), 3), (field(6)[1:, 1:], 2), (field(5).T, 2)]
heat_2d.large = lambda: (field(60), 5)


def jacobi_slices(a, b, steps):
    for _ in range(steps):
        b[1:-1, 1:-1] = 0.2 * (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1])
        a, b = b, a
    return a


jacobi_slices.cases = [(field(6), np.zeros((6, 6)), 3)]
jacobi_slices.large = lambda: (field(200), np.zeros((200, 200)), 20)


def seidel(a, steps):
    n = a.shape[0]
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                a[i, j] = (
                    a[i - 1, j - 1] + a[i - 1, j] + a[i - 1, j + 1]
                    + a[i, j - 1] + a[i, j] + a[i, j + 1]
                    + a[i + 1, j - 1] + a[i + 1, j] + a[i + 1, j + 1]
                ) / 9.0  # fmt: skip
    return a


seidel.cases = [(field(6), 2)]
seidel.large = lambda: (field(60), 5)


def life(cells, generations):
    rows, columns = len(cells), len(cells[0])
    for _ in range(generations):
        following = [[0] * columns for _ in range(rows)]
        for i in range(rows):
            for j in range(columns):
                alive = 0
                for di in (-1, 0, 1):
                    for dj in (-1, 0, 1):
                        if di != 0 or dj != 0:
                            alive += cells[(i + di) % rows][(j + dj) % columns]
                if alive == 3 or (alive == 2 and cells[i][j]):
                    following[i][j] = 1
        cells = following
    return cells


life.cases = [([[0, 1, 0, 0], [0, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]], 3)]
life.large = lambda: ([[int((i * 7 + j * 3) % 5 == 0) for j in range(40)] for i in range(40)], 3)


def life_of_array(board):
    rows, columns = board.shape
    new = np.zeros((rows, columns), dtype=board.dtype)
    for i in range(rows):
        for j in range(columns):
            alive = 0
            for y in range(max(0, i - 1), min(rows, i + 2)):
                for x in range(max(0, j - 1), min(columns, j + 2)):
                    if (y, x) != (i, j):
                        alive += board[y, x]
            if alive == 3 or (board[i, j] == 1 and alive == 2):
                new[i, j] = 1
    return new


def cells(dtype):
    return (np.arange(36) * 7 % 3 == 0).astype(dtype).reshape(6, 6)


life_of_array.cases = [(cells(np.int64),), (cells(np.uint8),)]
life_of_array.large = lambda: ((np.arange(2500) * 7 % 3 == 0).astype(np.int64).reshape(50, 50),)


def box_blur(image):
    height, width = image.shape
    out = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            total = 0.0
            count = 0
            for dy in range(-1, 2):
                for dx in range(-1, 2):
                    if 0 <= y + dy < height and 0 <= x + dx < width:
                        total += image[y + dy, x + dx]
                        count += 1
            out[y, x] = total / count
    return out


def picture(dtype=np.uint8):
    return (np.arange(42) * 29 % 256).astype(dtype).reshape(6, 7)


box_blur.cases = [(field(5),), (picture(np.int64),), (picture(),)]
box_blur.large = lambda: (field(50),)


def sobel(image):
    height, width = image.shape
    out = np.zeros_like(image)
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            gx = (
                image[y - 1, x + 1] + 2 * image[y, x + 1] + image[y + 1, x + 1]
                - image[y - 1, x - 1] - 2 * image[y, x - 1] - image[y + 1, x - 1]
            )  # fmt: skip
            gy = (
                image[y + 1, x - 1] + 2 * image[y + 1, x] + image[y + 1, x + 1]
                - image[y - 1, x - 1] - 2 * image[y - 1, x] - image[y - 1, x + 1]
            )  # fmt: skip
            out[y, x] = (gx * gx + gy * gy) ** 0.5
    return out


sobel.cases = [(field(6),)]
sobel.large = lambda: (field(80),)


def convolve_2d(image, kernel):
    height, width = image.shape
    size = len(kernel)
    half = size // 2
    out = [[0.0] * width for _ in range(height)]
    for y in range(half, height - half):
        for x in range(half, width - half):
            total = 0.0
            for i in range(size):
                for j in range(size):
                    total += image[y + i - half, x + j - half] * kernel[i][j]
            out[y][x] = total
    return out


convolve_2d.cases = [(field(5), [[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])]
convolve_2d.large = lambda: (field(60), [[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])


def wave_1d(n, steps):
    before = [0.0] * n
    now = [0.0] * n
    now[n // 2] = 1.0
    for _ in range(steps):
        after = [0.0] * n
        for i in range(1, n - 1):
            after[i] = 2 * now[i] - before[i] + 0.25 * (now[i + 1] - 2 * now[i] + now[i - 1])
        before, now = now, after
    return now


wave_1d.cases = [(1, 1), (9, 6)]
wave_1d.large = lambda: (1000, 20)


def fdtd_1d(steps, size):
    ez = np.zeros(size)
    hy = np.zeros(size)
    for t in range(steps):
        for m in range(size - 1):
            hy[m] += (ez[m + 1] - ez[m]) / 377.0
        for m in range(1, size):
            ez[m] += (hy[m] - hy[m - 1]) * 377.0
        ez[0] = np.exp(-((t - 30.0) ** 2) / 100.0)
    return ez


fdtd_1d.cases = [(12, 8)]
fdtd_1d.large = lambda: (20, 1000)


def laplace_until(u, tolerance):
    rows, columns = u.shape
    turns = 0
    change = tolerance + 1
    while change > tolerance and turns < 50:
        change = 0.0
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                new = (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1]) / 4
                difference = abs(new - u[i, j])
                if difference > change:
                    change = difference
                u[i, j] = new
        turns += 1
    return turns, change


laplace_until.cases = [(field(5), 1e-3), (field(2), 1.0)]
laplace_until.large = lambda: (field(40), 1e-3)


def rule_110(n, steps):
    row = [0] * n
    row[-1] = 1
    history = [row]
    for _ in range(steps):
        row = [(110 >> (4 * row[i - 1] + 2 * row[i] + row[(i + 1) % n])) & 1 for i in range(n)]
        history.append(row)
    return history


rule_110.cases = [(1, 2), (12, 8)]
rule_110.large = lambda: (200, 50)


def diffuse_3d(a, steps):
    n = a.shape[0]
    for _ in range(steps):
        b = a.copy()
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                for k in range(1, n - 1):
                    b[i, j, k] = (
                        a[i - 1, j, k] + a[i + 1, j, k] + a[i, j - 1, k] + a[i, j + 1, k] + a[i, j, k - 1] + a[i, j, k + 1]
                    ) / 6
        a = b
    return a


diffuse_3d.cases = [(np.cos(np.arange(64.0)).reshape(4, 4, 4), 2)]
diffuse_3d.large = lambda: (np.cos(np.arange(8000.0)).reshape(20, 20, 20), 2)


def flood_fill(image, y, x, colour):
    old = image[y][x]
    if old == colour:
        return image
    stack = [(y, x)]
    while stack:
        y, x = stack.pop()
        if 0 <= y < len(image) and 0 <= x < len(image[0]) and image[y][x] == old:
            image[y][x] = colour
            stack.append((y + 1, x))
            stack.append((y - 1, x))
            stack.append((y, x + 1))
            stack.append((y, x - 1))
    return image


flood_fill.cases = [([[1, 1, 0], [1, 0, 1], [1, 1, 1]], 0, 0, 2), ([[1]], 0, 0, 1)]
flood_fill.large = lambda: ([[1] * 40 for _ in range(40)], 0, 0, 2)
