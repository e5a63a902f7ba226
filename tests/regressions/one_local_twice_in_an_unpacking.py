"""CPython 3.11 swaps the stores of `x, x = a, b`: refused, where it is not an unpacking of something else."""


def pair(a, b):
    x, x = a, b
    return x


pair.cases = [(1, 2.5)]
pair.may_refuse = True


def of_a_call(a, b):
    x, x, y = divmod(a, b) + (a,)
    return x, y


of_a_call.cases = [(7, 2)]
