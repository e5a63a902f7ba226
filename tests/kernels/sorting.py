"""Sorting and searching, on lists and on arrays."""

import numpy as np


def numbers(n, seed=1):
    """Numbers in no order; helpers without cases are compiled with their callers."""
    values = []
    state = seed
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        values.append(state % 1000)
    return values


def bubble_sort(a):
    n = len(a)
    for i in range(n):
        swapped = False
        for j in range(n - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
                swapped = True
        if not swapped:
            break
    return a


bubble_sort.cases = [
    ([],), ([3, 1, 2],), ([2.5, -1.0, float("inf"), 0.0],), ([5, 4, 2**70, 1],),
    (np.array([4, 1, 3]),), (np.array([4.0, -1.0, 3.0]),),
]  # fmt: skip
bubble_sort.large = lambda: (numbers(150),)


def insertion_sort(a):
    for i in range(1, len(a)):
        key = a[i]
        j = i - 1
        while j >= 0 and a[j] > key:
            a[j + 1] = a[j]
            j -= 1
        a[j + 1] = key
    return a


insertion_sort.cases = [
    ([],), ([3, 1, 2],), ([2.5, -1.0, 0.0],), (np.array([4, 1, 3]),), (np.array([4, 1, 3], dtype=np.float32),),
]  # fmt: skip
insertion_sort.large = lambda: (numbers(200),)


def selection_sort(n):
    a = numbers(n)
    for i in range(len(a)):
        smallest = i
        for j in range(i + 1, len(a)):
            if a[j] < a[smallest]:
                smallest = j
        a[i], a[smallest] = a[smallest], a[i]
    return a


selection_sort.cases = [(0,), (1,), (40,)]
selection_sort.large = lambda: (150,)


def shell_sort(n):
    a = numbers(n, 7)
    gap = n // 2
    while gap > 0:
        for i in range(gap, n):
            value = a[i]
            j = i
            while j >= gap and a[j - gap] > value:
                a[j] = a[j - gap]
                j -= gap
            a[j] = value
        gap //= 2
    return a


shell_sort.cases = [(0,), (50,)]
shell_sort.large = lambda: (1000,)


def merge_sort(a):
    n = len(a)
    width = 1
    while width < n:
        merged = []
        for start in range(0, n, 2 * width):
            left = a[start : start + width]
            right = a[start + width : start + 2 * width]
            i = j = 0
            while i < len(left) and j < len(right):
                if left[i] <= right[j]:
                    merged.append(left[i])
                    i += 1
                else:
                    merged.append(right[j])
                    j += 1
            merged.extend(left[i:])
            merged.extend(right[j:])
        a = merged
        width *= 2
    return a


merge_sort.cases = [([],), ([3, 1, 2, 9, 5, 5, 0],), ([0.5, -2.0, 1e300],)]
merge_sort.large = lambda: (numbers(1000),)


def quick_sort(a):
    stack = [(0, len(a) - 1)]
    while stack:
        low, high = stack.pop()
        if low >= high:
            continue
        pivot = a[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while a[i] < pivot:
                i += 1
            while a[j] > pivot:
                j -= 1
            if i <= j:
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
        stack.append((low, j))
        stack.append((i, high))
    return a


quick_sort.cases = [([],), ([3, 1, 2, 9, 5, 5, 0],), (np.array([3.5, 1.0, 2.0]),)]
quick_sort.large = lambda: (numbers(1000),)


def heap_sort(n):
    a = numbers(n, 3)
    for root in range(n // 2 - 1, -1, -1):
        sift_down(a, root, n)
    for end in range(n - 1, 0, -1):
        a[0], a[end] = a[end], a[0]
        sift_down(a, 0, end)
    return a


def sift_down(a, root, end):
    while True:
        child = 2 * root + 1
        if child >= end:
            return
        if child + 1 < end and a[child] < a[child + 1]:
            child += 1
        if a[root] >= a[child]:
            return
        a[root], a[child] = a[child], a[root]
        root = child


heap_sort.cases = [(0,), (1,), (60,)]
heap_sort.large = lambda: (500,)


def counting_sort(a, size):
    counts = [0] * size
    for value in a:
        counts[value] += 1
    result = []
    for value, count in enumerate(counts):
        result += [value] * count
    return result


counting_sort.cases = [([3, 1, 3, 0], 4), ([], 2), ([5], 4)]
counting_sort.large = lambda: (numbers(5000), 1000)


def radix_sort(n):
    a = numbers(n, 11)
    place = 1
    while place <= 1000:
        buckets = [[] for _ in range(10)]
        for value in a:
            buckets[value // place % 10].append(value)
        a = [value for bucket in buckets for value in bucket]
        place *= 10
    return a


radix_sort.cases = [(0,), (50,)]
radix_sort.large = lambda: (1000,)


def binary_search(a, wanted):
    low, high = 0, len(a) - 1
    while low <= high:
        middle = (low + high) // 2
        if a[middle] == wanted:
            return middle
        if a[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1


binary_search.cases = [
    ([1, 3, 5, 7], 5), ([1, 3, 5, 7], 6), ([], 1), (np.arange(0, 100, 3), 51), (np.arange(5.0), 2.5),
    (np.arange(10, dtype=np.int32), 7),
]  # fmt: skip
binary_search.large = lambda: (np.arange(0, 300000, 3), 210003)


def quick_select(a, k):
    a = a[:]
    low, high = 0, len(a) - 1
    while low < high:
        pivot = a[high]
        store = low
        for i in range(low, high):
            if a[i] < pivot:
                a[i], a[store] = a[store], a[i]
                store += 1
        a[store], a[high] = a[high], a[store]
        if store == k:
            break
        if store < k:
            low = store + 1
        else:
            high = store - 1
    return a[k]


quick_select.cases = [([5, 3, 9, 1, 7], 2), ([1.5], 0), ([2, 1], 5)]
quick_select.large = lambda: (numbers(2000), 1000)


def median(values):
    ordered = sorted(values)
    n = len(ordered)
    if n == 0:
        raise ValueError("median of no values")
    middle = n // 2
    if n % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


median.cases = [([3, 1, 2],), ([1.5, 0.5],), ([],), ([4, 2],)]
median.large = lambda: (numbers(5000),)


def two_sum(values, target):
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            if values[i] + values[j] == target:
                return i, j
    return None


two_sum.cases = [([2, 7, 11, 15], 26), ([1, 2], 9), (np.array([2, 7, 11]), 18)]
two_sum.large = lambda: (numbers(300), 5000)


def inversions(a):
    return sum(1 for i in range(len(a)) for j in range(i + 1, len(a)) if a[i] > a[j])


inversions.cases = [([],), ([3, 1, 2],), (np.array([3.0, 1.0, 2.0]),)]
inversions.large = lambda: (numbers(300),)


def priority_queue(n):
    heap = []
    state = 17
    popped = 0
    for _ in range(n):
        state = state * 75 % 65537
        heap.append(state)
        i = len(heap) - 1
        while i > 0 and heap[(i - 1) // 2] > heap[i]:
            parent = (i - 1) // 2
            heap[parent], heap[i] = heap[i], heap[parent]
            i = parent
        if state % 3 == 0:
            popped += heap[0]
            last = heap.pop()
            if heap:
                heap[0] = last
                sift_up(heap)
    return popped, len(heap)


def sift_up(heap):
    i = 0
    while 2 * i + 1 < len(heap):
        child = 2 * i + 1
        if child + 1 < len(heap) and heap[child + 1] < heap[child]:
            child += 1
        if heap[i] <= heap[child]:
            break
        heap[i], heap[child] = heap[child], heap[i]
        i = child


priority_queue.cases = [(0,), (1,), (60,)]
priority_queue.large = lambda: (1000,)
