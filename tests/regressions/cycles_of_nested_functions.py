"""A nested function that refers to itself, and the list it has around it, live until the collector comes: in either
case, and not as a leak."""


def refers_to_itself(n):
    def again(x):
        return again(x - 1) + [n] if x else n

    return len(n)


refers_to_itself.cases = [([1, 2, 3],), ([],)]
