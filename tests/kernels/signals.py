"""Signals and images."""

import math

import numpy as np


def signal(n):
    return np.sin(np.arange(float(n)) * 0.7) + 0.25 * np.cos(np.arange(float(n)) * 2.1)


def image(height, width, dtype=np.uint8):
    return (np.arange(height * width) * 31 % 251).astype(dtype).reshape(height, width)


def fourier(x):
    n = len(x)
    power = []
    for k in range(n):
        re = im = 0.0
        for t in range(n):
            angle = 2 * math.pi * k * t / n
            re += x[t] * math.cos(angle)
            im -= x[t] * math.sin(angle)
        power.append(re * re + im * im)
    return power


fourier.cases = [(signal(8),), ([1.0, 0.0, -1.0],), ([],)]
fourier.large = lambda: (signal(64),)


def fast_fourier(re, im):
    n = len(re)
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j ^= bit
        if i < j:
            re[i], re[j] = re[j], re[i]
            im[i], im[j] = im[j], im[i]
    length = 2
    while length <= n:
        angle = -2 * math.pi / length
        for start in range(0, n, length):
            for k in range(length // 2):
                wr, wi = math.cos(angle * k), math.sin(angle * k)
                a, b = start + k, start + k + length // 2
                tr = re[b] * wr - im[b] * wi
                ti = re[b] * wi + im[b] * wr
                re[b], im[b] = re[a] - tr, im[a] - ti
                re[a], im[a] = re[a] + tr, im[a] + ti
        length *= 2
    return re, im


fast_fourier.cases = [(signal(16), np.zeros(16)), ([1.0, 2.0, 3.0, 4.0], [0.0] * 4)]
fast_fourier.large = lambda: (signal(512), np.zeros(512))


def convolve(x, kernel):
    out = [0.0] * (len(x) + len(kernel) - 1)
    for i, a in enumerate(x):
        for j, b in enumerate(kernel):
            out[i + j] += a * b
    return out


convolve.cases = [([1.0, 2.0, 3.0], [0.5, 0.5]), (signal(6), [1.0, -1.0]), (signal(4), signal(3))]
convolve.large = lambda: (signal(200).tolist(), signal(50).tolist())


def moving_average(x, window):
    out = np.empty(len(x) - window + 1)
    total = 0.0
    for i in range(window):
        total += x[i]
    out[0] = total / window
    for i in range(window, len(x)):
        total += x[i] - x[i - window]
        out[i - window + 1] = total / window
    return out


moving_average.cases = [(signal(10), 3), (np.arange(6), 2), (signal(2), 5)]
moving_average.large = lambda: (signal(10000), 16)


def windowed_means(x, window):
    return [sum(x[i : i + window]) / window for i in range(len(x) - window + 1)]


windowed_means.cases = [([1.0, 2.0, 4.0, 8.0], 2), ([1, 2, 4, 8], 3)]
windowed_means.large = lambda: (signal(2000).tolist(), 8)


def histogram(values, bins):
    counts = [0] * bins
    low, high = min(values), max(values)
    width = (high - low) / bins
    for value in values:
        index = int((value - low) / width)
        if index == bins:
            index -= 1
        counts[index] += 1
    return counts


histogram.cases = [([1.0, 2.5, 2.6, 9.0], 4), ([1, 2, 2, 7], 3), (signal(20), 5), ([1.0, 1.0], 2)]
histogram.large = lambda: (signal(10000).tolist(), 20)


def grey_histogram(picture):
    counts = np.zeros(256, dtype=np.int64)
    height, width = picture.shape
    for y in range(height):
        for x in range(width):
            counts[picture[y, x]] += 1
    return counts


grey_histogram.cases = [(image(5, 6),), (image(4, 4, np.int64),)]
grey_histogram.large = lambda: (image(100, 100),)


def otsu(counts):
    total = sum(counts)
    everything = sum(i * c for i, c in enumerate(counts))
    best, threshold = -1.0, 0
    below = weight = 0
    for i in range(len(counts)):
        weight += counts[i]
        if weight == 0 or weight == total:
            continue
        below += i * counts[i]
        mean_below = below / weight
        mean_above = (everything - below) / (total - weight)
        variance = weight * (total - weight) * (mean_below - mean_above) ** 2
        if variance > best:
            best, threshold = variance, i
    return threshold, best


otsu.cases = [([5, 3, 0, 0, 4, 6],), ([],), (np.array([2, 0, 7]),)]
otsu.large = lambda: ([i * 7919 % 100 for i in range(2000)],)


def low_pass(x, alpha):
    out = []
    state = 0
    for value in x:
        state = alpha * value + (1 - alpha) * state
        out.append(state)
    return out


low_pass.cases = [([1.0, 2.0, 3.0], 0.5), (signal(6), 0.1), ([], 0.5), ([1, 2], 0.25)]
low_pass.large = lambda: (signal(10000), 0.1)


def biquad(x, b0, b1, b2, a1, a2):
    y = np.zeros_like(x)
    x1 = x2 = y1 = y2 = 0.0
    for i in range(len(x)):
        y[i] = b0 * x[i] + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        x2, x1 = x1, x[i]
        y2, y1 = y1, y[i]
    return y


biquad.cases = [(signal(12), 0.2, 0.4, 0.2, -0.3, 0.1)]
biquad.large = lambda: (signal(5000), 0.2, 0.4, 0.2, -0.3, 0.1)


def median_filter(x):
    out = [x[0]]
    for i in range(1, len(x) - 1):
        a, b, c = x[i - 1], x[i], x[i + 1]
        if a > b:
            a, b = b, a
        if b > c:
            b = c
        out.append(max(a, b))
    out.append(x[-1])
    return out


median_filter.cases = [([3.0, 1.0, 2.0, 9.0, 4.0],), ([3, 1, 2],), (signal(5),)]
median_filter.large = lambda: (signal(5000),)


def autocorrelation(x, lags):
    n = len(x)
    mean = sum(x) / n
    variance = sum((value - mean) ** 2 for value in x)
    return [sum((x[i] - mean) * (x[i + lag] - mean) for i in range(n - lag)) / variance for lag in range(lags)]


autocorrelation.cases = [([1.0, 2.0, 1.0, 3.0, 2.0], 3), ([1, 2, 4, 8], 2), ([1.0, 1.0], 1)]
autocorrelation.large = lambda: (signal(300).tolist(), 20)


def run_lengths(values):
    runs = []
    i = 0
    while i < len(values):
        j = i
        while j < len(values) and values[j] == values[i]:
            j += 1
        runs.append((values[i], j - i))
        i = j
    return runs


run_lengths.cases = [([1, 1, 2, 2, 2, 3],), ([],), ([0.5, 0.5],)]
run_lengths.large = lambda: ([i // 3 % 5 for i in range(5000)],)


def crc32(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            if crc & 1:
                crc = (crc >> 1) ^ 0xEDB88320
            else:
                crc >>= 1
    return crc ^ 0xFFFFFFFF


crc32.cases = [([49, 50, 51, 52],), ([],), (np.array([49, 50], dtype=np.int64),), (np.array([49, 50], dtype=np.uint8),)]
crc32.large = lambda: (np.arange(2000) % 256,)


def adler32(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


adler32.cases = [(list(range(100)),), ([],)]
adler32.large = lambda: ([i * 7919 % 256 for i in range(10000)],)


def to_grey(picture):
    height, width, _ = picture.shape
    out = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            r, g, b = picture[y, x, 0], picture[y, x, 1], picture[y, x, 2]
            out[y, x] = 0.299 * r + 0.587 * g + 0.114 * b
    return out


to_grey.cases = [
    (image(6, 4, np.float64).reshape(2, 4, 3),), (image(6, 4).reshape(2, 4, 3),), (image(6, 4, np.int64).reshape(2, 4, 3),),
]  # fmt: skip
to_grey.large = lambda: (image(60, 180, np.float64).reshape(60, 60, 3),)


def threshold(picture, level):
    height, width = picture.shape
    out = np.zeros((height, width), dtype=np.uint8)
    for y in range(height):
        for x in range(width):
            if picture[y, x] > level:
                out[y, x] = 255
    return out


threshold.cases = [(image(4, 5), 100), (image(4, 5, np.float64), 99.5)]
threshold.large = lambda: (image(100, 100), 100)


def dilate(picture):
    height, width = len(picture), len(picture[0])
    return [
        [
            max(
                picture[i][j]
                for i in range(max(0, y - 1), min(height, y + 2))
                for j in range(max(0, x - 1), min(width, x + 2))
            )
            for x in range(width)
        ]
        for y in range(height)
    ]


dilate.cases = [([[0, 0, 1, 0], [0, 0, 0, 0], [2, 0, 0, 0]],)]
dilate.large = lambda: ([[i * j % 11 for j in range(40)] for i in range(40)],)


def resize(picture, height, width):
    old_height, old_width = picture.shape
    out = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            sy = y * (old_height - 1) / max(height - 1, 1)
            sx = x * (old_width - 1) / max(width - 1, 1)
            y0, x0 = int(sy), int(sx)
            y1, x1 = min(y0 + 1, old_height - 1), min(x0 + 1, old_width - 1)
            fy, fx = sy - y0, sx - x0
            top = picture[y0, x0] * (1 - fx) + picture[y0, x1] * fx
            bottom = picture[y1, x0] * (1 - fx) + picture[y1, x1] * fx
            out[y, x] = top * (1 - fy) + bottom * fy
    return out


resize.cases = [(image(3, 4, np.float64), 5, 5), (image(2, 2, np.float64), 1, 1)]
resize.large = lambda: (image(40, 40, np.float64), 60, 60)


def integral_image(picture):
    height, width = picture.shape
    table = np.zeros((height + 1, width + 1), dtype=np.int64)
    for y in range(height):
        row = 0
        for x in range(width):
            row += picture[y, x]
            table[y + 1, x + 1] = table[y, x + 1] + row
    return table


integral_image.cases = [(image(3, 4, np.int64),), (image(3, 4),)]
integral_image.large = lambda: (image(100, 100, np.int64),)


def zero_crossings(x):
    return sum(1 for a, b in zip(x, x[1:]) if (a < 0) != (b < 0))


zero_crossings.cases = [(signal(20),), ([1.0, -1.0, 1.0],), ([],)]
zero_crossings.large = lambda: (signal(10000),)


def peaks(x):
    return [i for i in range(1, len(x) - 1) if x[i - 1] < x[i] > x[i + 1]]


peaks.cases = [(signal(20),), ([0, 2, 1, 3, 0],)]
peaks.large = lambda: (signal(5000),)


def delta_encode(values):
    out = [values[0]]
    for previous, value in zip(values[:-1], values[1:]):
        out.append(value - previous)
    return out


delta_encode.cases = [([3, 5, 4, 10],), ([1.5, 2.0],), (np.array([3, 5, 4]),)]
delta_encode.large = lambda: ([i * 7919 % 1000 for i in range(10000)],)


def levels(x, step):
    """Quantised to multiples of step, with the error carried on."""
    out = np.zeros(len(x), dtype=np.int64)
    error = 0.0
    for i in range(len(x)):
        wanted = x[i] + error
        out[i] = round(wanted / step)
        error = wanted - out[i] * step
    return out


levels.cases = [(signal(10), 0.25), ([0.1, 0.2, 0.3], 0.1)]
levels.large = lambda: (signal(5000), 0.25)


def matching(text, pattern):
    """Where the pattern occurs: Knuth, Morris and Pratt."""
    fallback = [0] * len(pattern)
    k = 0
    for i in range(1, len(pattern)):
        while k > 0 and pattern[k] != pattern[i]:
            k = fallback[k - 1]
        if pattern[k] == pattern[i]:
            k += 1
        fallback[i] = k
    found = []
    k = 0
    for i, item in enumerate(text):
        while k > 0 and pattern[k] != item:
            k = fallback[k - 1]
        if pattern[k] == item:
            k += 1
        if k == len(pattern):
            found.append(i - k + 1)
            k = fallback[k - 1]
    return found


matching.cases = [([1, 2, 1, 2, 1, 2, 3], [1, 2, 1]), (np.array([1, 1, 1]), np.array([1, 1])), ([1], [2])]
matching.large = lambda: ([i * 7919 % 3 for i in range(10000)], [2, 1, 0, 2, 1, 1])
