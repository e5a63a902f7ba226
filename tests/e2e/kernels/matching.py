"""Match statements."""

import collections
import enum

import numpy as np

HALF = 0.5


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Odd:
    """A sequence that is indexed and iterated over differently."""

    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, k):
        if k >= self.n:
            raise IndexError(k)
        return k * 10

    def __iter__(self):
        return iter(range(100, 100 + self.n))


collections.abc.Sequence.register(Odd)


def literals(x):
    match x:
        case 0:
            return "zero"
        case 1 | 2:
            return "few"
        case -1:
            return "negative"
        case 2.5:
            return "half"
        case "a" | b"b":
            return "text"
        case 1j:
            return "imaginary"
        case None:
            return "none"
        case True:
            return "true"
        case False:
            return "false"
        case _:
            return "other"


literals.cases = [
    (0,), (1,), (2,), (-1,), (2.5,), (2.0,), ("a",), (b"b",), (1j,), (None,), (True,), (False,), (7,), (2**70,),
    (float("nan"),), (np.float64(2.5),), (np.int64(-1),), ([],),
]  # fmt: skip


def singletons(x):
    match x:
        case True:
            return 1
        case False:
            return 2
        case None:
            return 3
    return 4


singletons.cases = [(True,), (False,), (None,), ("1",), ([1],)]


def no_match(x):
    y = 1
    match x:
        case 5:
            y = 2
    return y


no_match.cases = [(5,), (6,)]


def in_a_loop(codes):
    a = b = 0
    for code in codes:
        match code % 4:
            case 0:
                a += 1
            case 1 | 2 if b < 3:
                b += code
            case 3:
                break
            case other:
                a -= other
                continue
        a += 10
    else:
        return -a, b
    return a, b


in_a_loop.cases = [([0, 1, 2, 4, 6, 5, 9],), ([0, 3, 1],), ([],)]


def captures(x):
    match x:
        case 3 as y:
            return "three", y
        case int() | float() as y if y > 10:
            return "large", y
        case int(n):
            return "int", n, y
        case float(f):
            return "float", f, y
        case str(s):
            return "str", s
    return "none", y


captures.cases = [(3,), (5,), (50,), (1.5,), (99.5,), (True,), ("s",), (np.float64(1),), (np.int64(11),)]


def guard_sees_names_and_they_stay(x):
    n = -1
    match x:
        case (a, n) if n > 5:
            return "guarded", a, n
        case (a, 2):
            return "second", a, n
        case n:
            pass
    return n


guard_sees_names_and_they_stay.cases = [((1, 9),), ((1, 2),), ((1, 3),), (7,), ([4, 8],), ([4, 2],)]


def failed_pattern_binds_nothing(x):
    a = "before"
    match x:
        case (a, 1):
            return "one"
        case (_, 2):
            return a
    return a


failed_pattern_binds_nothing.cases = [((5, 1),), ((5, 2),), ((5, 3),)]


def unbound_after(x):
    match x:
        case 1:
            y = 5
        case 2 as y:
            pass
    return y


unbound_after.cases = [(1,), (2,), (3,)]


def sequences(x):
    match x:
        case []:
            return "empty"
        case [a]:
            return "one", a
        case (0, b):
            return "zero", b
        case [a, b]:
            return "two", a, b
        case [a, *_, 9]:
            return "ends with 9", a
        case [1, *rest]:
            return "begins with 1", rest
        case [*begin, 7]:
            return "ends with 7", begin
        case [a, (b, c), *_]:
            return "nested", a, b, c
        case [_, *_]:
            return "long"
    return "none"


sequences.cases = [
    ([],), ((),), ([4],), ((0, 1),), ([0, 1.5],), ((3, 4),), ([3, 2, 9],), ((3, 9, 9),), ([1, 2, 3],), ((1, 2.5, "x"),),
    ([2, 3, 7],), ((2, (3, 4), 5),), ([2, 3, 4],), ("ab",), (b"ab",), (bytearray(b"ab"),), (5,), (None,),
    (np.arange(2),), (np.arange(0),), ({},), ({1, 2},), (range(2),), (collections.deque([0, 5]),),
    (collections.deque([1, 2, 3, 9]),), (Odd(2),), (Odd(3),), (Odd(1),), ([[1], [2]],), (iter([1]),),
]  # fmt: skip


def tuple_subject(a, b):
    match a % 3, b % 5:
        case 0, 0:
            return "both"
        case 0, _:
            return "first"
        case _, 0:
            return "second"
        case x, y if x == y:
            return "same", x
        case x, y:
            return x + y


tuple_subject.cases = [(3, 5), (3, 1), (1, 5), (1, 1), (2, 3)]


def fizz_buzz(n):
    total = 0
    for i in range(n):
        match (i % 3, i % 5):
            case (0, 0):
                total += 15
            case (0, _):
                total += 3
            case (_, 0):
                total += 5
            case _:
                total += i
    return total


fizz_buzz.cases = [(0,), (100,)]


def alternatives_capture(x):
    match x:
        case [1, a, b] | (2, b, a) | {"a": a, "b": b}:
            return a, b
        case (0, (c, 1) | (2, c)):
            return c
    return None


alternatives_capture.cases = [
    ([1, 2, 3],), ((2, 2, 3),), ((2, 2.5, 3),), ({"a": 1, "b": 2},), ((0, (5, 1)),), ((0, (2, 5)),), ((0, (3, 5)),), (3,),
]  # fmt: skip


def values(x):
    match x:
        case Colour.RED:
            return "red"
        case Colour.BLUE:
            return "blue"
        case np.pi:
            return "pi"
    return "none"


values.cases = [(Colour.RED,), (Colour.BLUE,), (np.pi,), (1,)]


def local_value(x, p):
    match x:
        case p.x:
            return "x"
        case p.y | 9:
            return "y"
    return "none"


local_value.cases = [(1, Point(1, 2)), (2, Point(1, 2)), (9, Point(1, 2)), (3, Point(1, 2))]


def mappings(d):
    match d:
        case {"kind": "line", "ends": (a, b)}:
            return a, b
        case {"kind": str(kind), **rest}:
            return kind, rest
        case {}:
            return "mapping"
    return "none"


mappings.cases = [({"kind": "line", "ends": (1, 2)},), ({"kind": "dot", "x": 1},), ({},), ({1: 2},), ([],), (1,)]


def classes(p):
    match p:
        case Point(x=0, y=0):
            return "origin"
        case Point(0, y):
            return "on the axis", y
        case Point(x, y) if x == y:
            return "diagonal", x
        case Point():
            return "point"
        case (Point(x, _), Point(z)):
            return x, z
    return "none"


classes.cases = [(Point(0, 0),), (Point(0, 5),), (Point(4, 4),), (Point(4, 5),), ((Point(1, 2), Point(3, 4)),), (3,)]


def class_that_is_none(x):
    match x:
        case HALF():
            return 1
    return 2


class_that_is_none.cases = [(1,)]


def too_many_parts(x):
    match x:
        case int(a, b):
            return a, b
    return 2


too_many_parts.cases = [(1,), ("a",)]


def raises_in_the_pattern(x, p):
    match x:
        case 5:
            return 5
        case p.z:
            return 1
    return 2


raises_in_the_pattern.cases = [(5, Point(1, 2)), (6, Point(1, 2))]


def evaluated_once(xs):
    match xs.pop():
        case 1:
            return "one", xs
        case 2:
            return "two", xs
    return "other", xs


evaluated_once.cases = [([1, 2, 3],), ([3, 2],), ([1],), ([],)]


def within_a_nested_function(n):
    kind = None

    def classify(k):
        nonlocal kind
        match k:
            case 0 | 1 as kind:
                return "bit"
            case (_, kind):
                return "pair"
        return "other"

    return classify(n), kind


within_a_nested_function.cases = [(0,), (1,), (2,), ((3, 4),)]


def returns_through_finally(n):
    done = []
    for k in range(n):
        try:
            match k:
                case 2:
                    return done
                case 1:
                    continue
            done.append(k)
        finally:
            done.append(-k)
    return done


returns_through_finally.cases = [(1,), (2,), (5,)]


def instances(x):
    return (
        isinstance(x, int), isinstance(x, float), isinstance(x, (list, tuple)), isinstance(x, object),
        isinstance(x, bool), isinstance(x, (str, np.ndarray)), isinstance(x, np.integer), isinstance(x, (np.floating, int)),
    )  # fmt: skip


instances.cases = [
    (1,), (2**70,), (1.5,), (True,), ("s",), ([1],), ((1, 2),), (np.arange(3),), (np.float64(1),), (np.float32(1),),
    (np.int64(1),), (None,), (np.bool_(1),), ({},), (1j,),
]  # fmt: skip
