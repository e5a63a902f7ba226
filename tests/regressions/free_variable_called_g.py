"""The function that raises NameError for a free variable was itself called g."""


def grid(n, m):
    g = [g * m for _ in range(n)]
    return g


grid.cases = [(3, 2), (0, 2)]


def field(n):
    f = [f + i for i in range(n)]
    return f


field.cases = [(3,), (0,)]
