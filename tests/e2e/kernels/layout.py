"""Definitions whose lines are laid out in every way: each is compiled from its own lines."""

import functools

BEFORE = """
def one_line(x): return -1
"""


def one_line(x): return x + 1


def strings_with_quotes(n):
    a = 'it\'s "so" #' + r"\" ' #" + '' + ""
    b = '''one ' two '' three
def looks_like_another(n):
    return "\"\"\"
''' + """'''

\"""" + 'continued \
at the margin'
# a comment at the margin, with a ' and a (

    return len(a) * n + len(b)


def brackets_over_lines(n,
step=2,
):
    total = 0
    for i in [n,
n + step,  # ) and '
# a comment between
    n * step]:
        total = total + \
i
    return (
total
)
AFTER = brackets_over_lines(1)


def same(function):
    return function


@same
@functools.lru_cache(
maxsize=None) if AFTER < 0 else same
# a comment between
def decorated(n):
    return n * 2


if AFTER:
    def not_at_the_margin(n):
        return decorated(n) + one_line(n)


lambda_of_the_module = lambda n: (
    n + 3)


def  more_spaces(n):
  if n:
      return 1
  return 2
def calls_them_all(n):
    def inner(k):
        return k + 1
    return not_at_the_margin(n) + lambda_of_the_module(n) + strings_with_quotes(n) + inner(more_spaces(n))
one_line.cases = decorated.cases = not_at_the_margin.cases = lambda_of_the_module.cases = [(3,)]
more_spaces.cases = calls_them_all.cases = strings_with_quotes.cases = [(0,), (3,)]
brackets_over_lines.cases = [(1,), (2, 3)]
