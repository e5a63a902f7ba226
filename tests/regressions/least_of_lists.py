"""min and max return one of their arguments, not another like it."""


def extremes(x, y):
    least = min(x, y)
    least.append(7)
    return least, max(x, y), x, y


extremes.cases = [([1, 2], [1, 3]), ([2], [1]), ([1.5], [1.5, 2.0]), ([], [3])]
