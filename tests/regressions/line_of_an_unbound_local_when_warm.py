"""CPython 3.11 joins instructions of a function called often; the line of an exception must not move."""


def warm(a):
    for v in range(0):
        pass
    w = a + 1
    v, w = v.bit_length(), v
    return v, w


warm.cases = [(n,) for n in range(20)]
