"""list() and its like ask a range, or whatever else knows, how many items there are, and make room for all of
them before they take the first: what cannot be raises at once. Compiled ones appended until no memory was left."""

import numpy as np


def listed(n):
    return len(list(range(n)))


def listed_from(first, end, step):
    return len(list(range(first, end, step)))


def between(first, end):
    return len(list(range(first, end)))


def in_order(n):
    return len(sorted(range(n)))


def as_tuple(n):
    return len(tuple(range(n)))


def backwards(n):
    return len(list(reversed(range(n))))


def backwards_as_tuple(n):
    return len(tuple(reversed(range(n))))


def backwards_in_order(n):
    return len(sorted(reversed(range(n)), key=abs))


def caught(n):
    kept = []
    try:
        kept = list(range(n))
    except MemoryError:
        return "no memory", len(kept)
    except OverflowError as error:
        return str(error), len(kept)
    return kept


def repeated(n):
    return len(list(np.broadcast_to(np.arange(1.0), (n,))))


def repeated_backwards(n):
    return len(list(reversed(np.broadcast_to(np.arange(1.0), (n,)))))


def returned(n):
    return list(range(n))


def of_objects(n):
    items = list(range(n))
    items.append("last")
    return items


def asked(x):
    return list(x)


def asked_in_order(x):
    return sorted(x)


class Items:
    def __init__(self, length):
        self.length = length
        self.asked = []

    def __repr__(self):
        return f"Items({self.length!r})"

    def __iter__(self):
        self.asked.append("iter")
        yield 2
        self.asked.append("next")
        yield 1

    def __len__(self):
        self.asked.append("len")
        if isinstance(self.length, Exception):
            raise self.length
        return self.length


class Hinted:
    def __init__(self, hint):
        self.hint = hint

    def __repr__(self):
        return f"Hinted({self.hint!r})"

    def __iter__(self):
        return iter((3, 1, 2))

    def __length_hint__(self):
        return self.hint


def who_is_asked(length):
    items = Items(length)
    try:
        kept = list(items)
    except (ValueError, TypeError, MemoryError, OverflowError) as error:
        return type(error).__name__, str(error), items.asked
    return kept, items.asked


LENGTHS = [0, 1, 5, 3000, 2**50, 2**62, 2**63 - 1, 2**63, 2**64, -3]
listed.cases = in_order.cases = as_tuple.cases = caught.cases = [(n,) for n in LENGTHS]
backwards.cases = backwards_as_tuple.cases = backwards_in_order.cases = [(n,) for n in LENGTHS]
returned.cases = of_objects.cases = [(n,) for n in (0, 3, 20, 2**50, 2**63)]
between.cases = [
    (0, 2**50),
    (-(2**63), 2**63 - 1),
    (-5, 2**63 - 1),
    (-5, 2**63 - 7),
    (2**63 - 3, 2**63 + 2),
    (2**63 - 1, -(2**63)),
    (-(2**70), 2**70),
    (2**64, 2**64 + 3),
]
listed_from.cases = [
    (0, 2**62, 3),
    (0, 10, 3),
    (10, 0, -3),
    (2**62, -(2**62), -1),
    (2**63 - 1, -(2**63), -1),
    (2**63 - 1, -(2**63), -2),
    (-(2**63), 2**63 - 1, 1),
    (-(2**63), 2**63 - 1, 2**62),
    (0, 5, -(2**63)),
    (0, 2**80, 2**79),
    (0, 5, 0),
]
repeated.cases = repeated_backwards.cases = [(0,), (5,), (2**50,)]
asked.cases = lambda: [
    (Hinted(hint),) for hint in (0, 3, 2**50, 2**62, 2**63, -1, "three", NotImplemented)
] + [((1, 2),), ("text",), ({1: 2},), ([1, 2.5],), ({7},), (iter([1, 2]),), (np.float64(1),), (3,)]
asked_in_order.cases = asked.cases
who_is_asked.cases = lambda: [
    (2,), (0,), (2**62,), (2**63,), (-1,), ("two",), (ValueError("no length"),), (TypeError("none"),)
]
