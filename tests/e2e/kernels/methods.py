"""Methods of objects: looked up before the arguments are evaluated, found anew wherever they may have changed."""

from collections import Counter, OrderedDict, deque


class Box:
    def __init__(self, items):
        self.items = items
        self.nothing = None

    def __deepcopy__(self, memo):
        return Box(list(self.items))

    def __eq__(self, other):
        return self.items == other.items

    def take(self, default=0):
        return self.items.pop() if self.items else default


class Shouting(dict):
    def get(self, key, default=None):
        return dict.get(self, key, default) * 2


def minus_one():
    return -1


def change(box):
    """Whoever has looked up the method before still calls the old one."""
    box.take = minus_one
    return 5


def counts(words):
    found = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
        found.setdefault("all", []).append(word.upper())
    return found


counts.cases = [(["a", "b", "a"],), ([],), ([1, "a"],)]


def queue(n):
    waiting, seen = deque([0]), set()
    while waiting and len(seen) < n:
        x = waiting.popleft()
        if x not in seen:
            seen.add(x)
            waiting.append(x + 1)
            waiting.append(x * 2)
    return sorted(seen), list(waiting)


queue.cases = [(0,), (1,), (30,)]


def overridden(box, shouting, ordered, counter):
    total = 0
    for k in range(3):
        total += shouting.get(k, 7) + box.take() + ordered.get(k, 1)
        ordered.move_to_end(1)
        counter.update([k, "ä"])
    return total, list(ordered), counter.most_common(1)


overridden.cases = [(Box([1, 2]), Shouting({1: 5}), OrderedDict({1: 2, 2: 3}), Counter())]


def found_before(box):
    total = 0
    for _ in range(3):
        total += box.take(change(box)) if not total else box.take()
    return total


found_before.cases = [(Box([10]),), (Box([]),)]


def missing(box, values):
    for value in values:
        box.items.append(value)
        box.items.index(value, values.no_such_method(box.items.append(3)))
    return 1


missing.cases = [(Box([1]), (1, 2)), (Box([1]), ())]


def called_nothing(box, n):
    for _ in range(n):
        box.nothing(1)
    return 1


called_nothing.cases = [(Box([1]), 1), (Box([1]), 0)]


def texts(words, n):
    out = ""
    for k in range(n):
        out += "é" if k % 3 == 0 else "-" * (k % 2)
        out += words[k % len(words)].replace("a", "", 1).join(("(", ")"))
    return out, out.count("é"), "\ud800" + "x"


texts.cases = [(["ab", "aa"], 7), (["ß"], 0), (["ß"], 4)]


def wrong_arguments(words):
    for word in words:
        word.split(1, 2, 3)


wrong_arguments.cases = [(["a"],), ([3],), ([],), ([None],)]
