"""The message of a TypeError names the operator as it was written: |= is not |."""


def floats(x):
    x |= 1.5
    return x


floats.cases = [(2.5,)]


def shifted(x):
    x >>= 3
    return x


shifted.cases = [(2.5,)]


def matrix(x):
    x @= 3
    return x


matrix.cases = [(2,), (2.5,)]
