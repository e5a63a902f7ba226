"""Messages that differ in nothing but the addresses of objects are the same."""


def not_there(xs):
    return xs.index(xs.index)


not_there.cases = [([1, 2, 3],)]


def mutual(n):
    def outer(k):
        def inner(j):
            return outer(n) + n

        return inner(k) * 1

    return outer(n)


mutual.cases = [(3,)]
