"""Random kernels: Python source with cases, as `npjit --check` reads it. The same seed gives the same
text. What a kernel may contain is told by the tables and methods below; nothing here knows the program.

Kernels are typed loosely: an expression is asked for by what it should be (an int, a float, a NumPy
scalar, an array, …), and variables are remembered with what they were last bound to, but branches,
rebinding and helper calls blur that on purpose. Sizes are bounded, so that no kernel runs for long:
loops make few turns, shifts and powers have small right operands, products in loops are reduced. Most
kernels are small: compiling takes nearly all of the time and grows with the kernel, and ten small ones
meet more rules than one large. What only shows where much comes together is left to the large ones.

    python tests/fuzz/generate.py SEED [COUNT]      prints a file of COUNT kernels
"""

import ast
import random
import re
import sys

from arguments import DTYPES, FLOAT_LITERALS, INTS, ITEMS, LENGTHS, cases
from language import Language
from patterns import REDUCTIONS, Patterns

# What an expression can be asked to be. "scalar" is any NumPy scalar, "array" is 1-D, "matrix" 2-D.
NAME = re.compile(r"[A-Za-z_]\w*")
GROWS = re.compile(r"\.(append|extend|insert)\(|\] = |\+= ")  # what may make a list longer
NUMBERS = ["int", "int", "int", "float", "float", "bool", "scalar", "scalar"]
KINDS = [*NUMBERS, "array", "list", "tuple"]

UFUNCS = ["sqrt", "exp", "sin", "cos", "log", "abs", "negative", "square", "floor", "ceil", "tanh", "log1p",
          "sign", "isnan", "rint", "arctan", "exp2", "log2", "cbrt", "reciprocal"]  # fmt: skip
BINARY_UFUNCS = ["maximum", "minimum", "add", "multiply", "power", "mod", "floor_divide", "arctan2", "hypot",
                 "fmax", "logical_and", "greater", "divide", "subtract", "copysign"]  # fmt: skip
MATH = ["sqrt", "floor", "ceil", "fabs", "exp", "sin", "log", "isnan", "isinf", "trunc", "cos", "atan"]


# (share, how many statements, how many operations around them, helpers)
SIZES = [
    (82, [1, 1, 2, 2], [0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 1]),
    (14, [2, 3, 3, 4], [0, 0, 1], [0, 0, 0, 1]),
    (4, [4, 5, 6, 8, 8, 10, 14], [0, 0, 1, 2], [0, 0, 0, 1, 2]),
]


class Kernel(Patterns, Language):
    """One kernel being written."""

    def __init__(self, rng, name, helpers, statements, operations):
        self.rng = rng
        self.name = name
        self.helpers = helpers  # (name, number of parameters)
        self.lines = []
        self.indent = 1
        self.variables = {}  # name -> kind
        self.maybe = set()  # names that may be unbound
        self.frozen = set()  # loop counters: rebinding them would make loops endless
        self.loops = 0
        self.fresh = 0
        self.budget = rng.choice(statements)
        self.operations = operations

    # ---- choices ----

    def chance(self, percent):
        return self.rng.random() * 100 < percent

    def pick(self, *choices):
        return self.rng.choice(choices)

    def variable(self, *kinds):
        """A variable of one of these kinds, or None."""
        names = [n for n, kind in self.variables.items() if kind in kinds and n not in self.maybe]
        if self.maybe and self.rng.random() < 0.004:
            names = [n for n in sorted(self.maybe) if self.variables.get(n) in kinds] or names
        return self.rng.choice(names) if names else None

    def put(self, line):
        self.lines.append("    " * self.indent + line)

    def new_name(self, kind, prefix="v"):
        self.fresh += 1
        name = f"{prefix}{self.fresh}"
        self.variables[name] = kind
        return name

    # ---- expressions ----

    def of(self, kind, depth):
        return getattr(self, kind)(depth)

    def number(self, depth):
        return self.of(self.rng.choice(NUMBERS), depth)

    def anything(self, depth):
        return self.of(self.rng.choice(KINDS), depth)

    def one_of(self, depth, leaves, nodes):
        """A leaf, or while there is depth left mostly a node; both are lists of thunks."""
        choices = leaves if depth <= 0 or self.chance(25) else nodes
        return self.rng.choice(choices)()

    def int_literal(self):
        pool = INTS[self.pick("small", "small", "small", "small", "word", "word", "big")]
        value = self.rng.choice(pool)
        return str(value) if value >= 0 else f"({value})"

    def known(self, fallback, *kinds):
        return self.variable(*kinds) or fallback()

    def int(self, depth):
        d = depth - 1
        leaf_variable = lambda: self.known(self.int_literal, "int", "bool")  # noqa: E731
        return self.one_of(
            depth,
            [leaf_variable, leaf_variable, leaf_variable, self.int_literal],
            [
                lambda: self.int_binary(d), lambda: self.int_binary(d), lambda: self.int_binary(d),
                lambda: self.int_binary(d),
                lambda: f"{self.pick('-', '~', '+', '-')}{self.atom('int', d)}",
                lambda: f"int({self.of(self.pick('float', 'scalar', 'bool', 'scalar'), d)})",
                lambda: f"len({self.of(self.pick('list', 'array', 'tuple'), d)})",
                lambda: f"abs({self.int(d)})",
                lambda: f"{self.pick('min', 'max')}({self.int(d)}, {self.int(d)})",
                lambda: f"round({self.float(d)})",
                lambda: self.ternary("int", d),
                lambda: f"({self.int(d)} {self.pick('and', 'or')} {self.int(d)})",
                lambda: f"divmod({self.int(d)}, {self.divisor(self.atom('int', d))})[{self.pick(0, 1)}]",
                lambda: f"sum({self.list(d)})",
                lambda: f"{self.pick('sum', 'max', 'min')}({self.comprehension(d)[1:-1]})",
                lambda: f"{self.known(lambda: '[1, 2]', 'list')}[{self.index(d)}]",
                lambda: f"({self.int(d)}).bit_length()",
                lambda: f"{self.known(lambda: 'np.zeros(3)', 'array')}.{self.pick('shape[0]', 'size', 'ndim')}",
                lambda: self.helper_call(d),
                lambda: f"{self.pick('np.argmax', 'np.argmin', 'np.count_nonzero')}({self.array(d)})",
            ],
        )  # fmt: skip

    def atom(self, kind, depth):
        """An expression that binds tightly."""
        text = self.of(kind, depth)
        return text if text.isidentifier() else f"({text})"

    def int_binary(self, d):
        op = self.pick("+", "+", "-", "-", "*", "*", "//", "%", "&", "|", "^", "<<", ">>", "**")
        left = self.atom("int", d)
        if op in ("<<", ">>"):
            right = self.pick("1", "3", "31", "62", "63", "64", f"(({self.int(d)}) & 63)",
                              f"(({self.int(d)}) % 70)", "(-1)") if self.chance(95) else "0"  # fmt: skip
        elif op == "**":
            right = self.pick("2", "2", "3", "0", "1", f"(({self.int(d)}) % 4)", f"(({self.int(d)}) & 3)", "(-1)")
            left = f"({left} % 1000)" if self.loops else left
        elif op == "*" and self.loops:
            return f"({left} * {self.atom('int', d)}) % {self.pick('1000003', '(2**61 - 1)', '97', '(2**63)')}"
        else:
            right = self.divisor(self.atom("int", d)) if op in ("//", "%") else self.atom("int", d)
        return f"{left} {op} {right}"

    def divisor(self, text):
        """Mostly one that is not zero."""
        return self.pick(text, f"({text} or 3)", f"(abs({text}) + 1)", "7", "(-3)", f"({text} or -1)")

    def float(self, depth):
        d = depth - 1
        literal = lambda: self.rng.choice(FLOAT_LITERALS)  # noqa: E731
        leaf_variable = lambda: self.known(literal, "float")  # noqa: E731
        mixed = lambda: self.pick("float", "float", "float", "int", "bool")  # noqa: E731
        return self.one_of(
            depth,
            [leaf_variable, leaf_variable, literal],
            [
                lambda: self.float_binary(d, mixed), lambda: self.float_binary(d, mixed),
                lambda: self.float_binary(d, mixed), lambda: self.float_binary(d, mixed),
                lambda: f"-{self.atom('float', d)}",
                lambda: f"float({self.number(d)})",
                lambda: f"abs({self.float(d)})",
                lambda: f"{self.atom('int', d)} / {self.divisor(self.atom('int', d))}",
                lambda: f"{self.pick('min', 'max')}({self.of(mixed(), d)}, {self.float(d)})",
                lambda: f"math.{self.rng.choice(MATH)}({self.of(mixed(), d)})",
                lambda: f"math.{self.pick('pow', 'fmod', 'atan2', 'copysign', 'hypot')}({self.float(d)}, {self.float(d)})",
                lambda: f"round({self.float(d)}, {self.pick(0, 1, 2, -1)})",
                lambda: self.ternary("float", d),
                lambda: f"divmod({self.float(d)}, {self.divisor(self.atom(mixed(), d))})[{self.pick(0, 1)}]",
                lambda: self.helper_call(d),
                lambda: f"{self.scalar(d)}.item()" if self.chance(30) else f"float({self.scalar(d)})",
            ],
        )  # fmt: skip

    def float_binary(self, d, mixed):
        op = self.pick("+", "+", "-", "-", "*", "*", "/", "/", "//", "%", "**")
        left, right = self.atom("float", d), self.atom(mixed(), d)
        if op == "**":
            right = self.pick("2", "0.5", "2.0", "(-1)", "3", "0", "(-0.5)", "1.5", right)
        elif self.chance(40):
            left, right = right, left
        if op in ("/", "//", "%"):
            right = self.divisor(right)
        return f"{left} {op} {right}"

    def bool(self, depth):
        d = depth - 1
        leaf_variable = lambda: self.known(lambda: self.pick("True", "False"), "bool")  # noqa: E731
        return self.one_of(
            depth,
            [leaf_variable, leaf_variable, lambda: self.pick("True", "False")],
            [
                lambda: self.comparison(d), lambda: self.comparison(d), lambda: self.comparison(d),
                lambda: f"{self.atom('int', d)} {self.compare()} {self.atom('int', d)} {self.compare()} {self.atom('int', d)}",
                lambda: f"not {self.atom(self.rng.choice(KINDS), d)}" if self.chance(50) else f"(not {self.number(d)})",
                lambda: f"({self.bool(d)} {self.pick('and', 'or')} {self.bool(d)})",
                lambda: f"({self.atom('bool', d)} {self.pick('&', '|', '^')} {self.atom('bool', d)})",
                lambda: f"bool({self.number(d)})",
                lambda: f"({self.int(d)} {self.pick('in', 'not in')} ({self.int(d)}, {self.number(d)}))",
                lambda: f"({self.number(d)} is {self.pick('None', 'not None')})",
                lambda: f"{self.pick('any', 'all')}({self.list(d)})",
                lambda: f"isinstance({self.number(d)}, {self.pick('int', 'float', 'bool', 'np.float64')})",
            ],
        )  # fmt: skip

    def compare(self):
        return self.pick("<", "<=", "==", "!=", ">", ">=")

    def comparison(self, d):
        kinds = self.rng.choice([("int", "int"), ("float", "float"), ("int", "float"), ("scalar", "int"),
                                 ("scalar", "float"), ("scalar", "scalar"), ("bool", "int")])  # fmt: skip
        return f"({self.atom(kinds[0], d)} {self.compare()} {self.atom(kinds[1], d)})"

    def ternary(self, kind, d):
        other = kind if self.chance(80) else self.rng.choice(NUMBERS)
        return f"({self.of(kind, d)} if {self.bool(d)} else {self.of(other, d)})"

    def helper_call(self, d):
        if not self.helpers:
            return self.int(d)
        name, count = self.rng.choice(self.helpers)
        arguments = [self.of(self.pick("int", "float", "int", "scalar"), d) for _ in range(count)]
        return f"{name}({', '.join(arguments)})"

    def index(self, d, of=None):
        if self.chance(60):
            return self.pick("0", "-1", "0", "-1", "0", "1", "2", "-2")
        if of is not None and self.chance(80):
            return f"{self.atom('int', d)} % len({of})"
        return self.pick(self.int(0), f"{self.atom('int', d)} % 4", f"{self.atom('int', d)} % 3", "5", "-9", self.scalar(0))

    def scalar(self, depth):
        d = depth - 1
        make = lambda: self.scalar_literal()  # noqa: E731
        leaf_variable = lambda: self.known(make, "scalar")  # noqa: E731
        return self.one_of(
            depth,
            [leaf_variable, leaf_variable, make, self.item],
            [
                lambda: self.scalar_binary(d), lambda: self.scalar_binary(d), lambda: self.scalar_binary(d),
                self.item, self.item,
                lambda: f"np.{self.rng.choice(REDUCTIONS)}({self.array(d)})",
                lambda: f"np.{self.rng.choice(REDUCTIONS)}({self.array(d)})",
                lambda: f"{self.known(lambda: 'np.ones(4)', 'array', 'matrix')}.{self.rng.choice(REDUCTIONS)}()",
                lambda: f"{self.pick('-', '+', '-', '~')}{self.atom('scalar', d)}",
                lambda: f"np.{self.rng.choice(UFUNCS)}({self.number(d)})",
                lambda: f"np.{self.rng.choice(BINARY_UFUNCS)}({self.number(d)}, {self.number(d)})",
                lambda: f"np.{self.pick('int64', 'float64', 'float64', 'int64', 'int32', 'uint8', 'bool_', 'float32', 'uint64')}({self.number(d)})",
                lambda: f"abs({self.scalar(d)})",
                lambda: f"{self.pick('min', 'max')}({self.scalar(d)}, {self.number(d)})",
                lambda: f"sum({self.array(d)})",
                lambda: self.product(d),
                lambda: self.ternary("scalar", d),
            ],
        )  # fmt: skip

    def product(self, d):
        left = right = self.known(self.array_literal, "array")
        if self.chance(20):
            right = self.array(d)
        return f"({left} @ {right})" if self.chance(50) else f"np.dot({left}, {right})"

    def scalar_literal(self):
        dtype = self.rng.choice(DTYPES)
        return f"np.{dtype.replace('bool', 'bool_')}({self.rng.choice(ITEMS[dtype])})"

    def item(self):
        array = self.variable("array", "matrix")
        if array is None:
            return self.scalar_literal()
        if self.variables[array] == "matrix":
            return f"{array}[{self.index(0)}, {self.index(0)}]"
        return f"{array}[{self.index(0, array)}]"

    def scalar_binary(self, d):
        op = self.pick(*["+", "+", "-", "-", "*", "*", "/", "//", "%"] * 2, "**", "&", "|", "<<", ">>")
        left, right = self.atom("scalar", d), self.atom(self.pick("scalar", "scalar", "int", "float", "bool"), d)
        if op in ("**", "<<", ">>"):
            right = self.pick("2", "1", "3", "0", "np.int64(2)", "0.5")
        elif self.chance(35):
            left, right = right, left
        return f"{left} {op} {right}"

    def array_literal(self):
        dtype = self.rng.choice(DTYPES)
        items = [self.rng.choice(ITEMS[dtype]) for _ in range(self.rng.choice(LENGTHS))]
        return f"np.array([{', '.join(items)}], dtype=np.{dtype.replace('bool', 'bool_')})"

    def array(self, depth):
        d = depth - 1
        leaf_variable = lambda: self.known(self.array_literal, "array")  # noqa: E731
        size = lambda: self.pick("0", "1", "3", "5", "8", f"({self.int(0)} % 9)")  # noqa: E731
        return self.one_of(
            depth,
            [leaf_variable, leaf_variable, self.array_literal,
             lambda: f"np.array([{', '.join(self.number(0) for _ in range(self.pick(1, 2, 3)))}])"],
            [
                lambda: f"np.{self.pick('zeros', 'ones')}({size()}{self.pick('', '', ', dtype=np.int64', ', np.float32')})",
                lambda: f"np.arange({size()})",
                lambda: f"np.arange({self.pick(0, 1, -3)}, {size()}, {self.pick(1, 2, -1, 0.5)})",
                lambda: f"np.array([{', '.join(self.number(d) for _ in range(self.pick(1, 2, 3, 3, 9)))}])",
                lambda: f"np.array([{', '.join(self.int(d) for _ in range(self.pick(1, 2, 3)))}])",
                lambda: f"np.array({self.list(d)})",
                lambda: self.array_binary(d), lambda: self.array_binary(d), lambda: self.array_binary(d),
                lambda: f"{self.known(self.array_literal, 'array')}[{self.slice(d)}]",
                lambda: f"np.{self.rng.choice(UFUNCS)}({self.array(d)})",
                lambda: f"np.{self.rng.choice(BINARY_UFUNCS)}({self.array(d)}, {self.of(self.pick('array', 'number'), d)})",
                lambda: f"-{self.atom('array', d)}",
                lambda: f"({self.atom('array', d)} {self.compare()} {self.number(d)})",
                lambda: f"{self.atom('array', d)}.astype(np.{self.pick('int64', 'float64', 'int32', 'float32', 'uint8')})",
                lambda: f"{self.known(self.array_literal, 'array')}.copy()",
                lambda: f"np.where({self.atom('array', d)} {self.compare()} {self.int(0)}, {self.number(d)}, {self.number(d)})",
                lambda: f"np.{self.pick('cumsum', 'sort', 'cumprod')}({self.array(d)})",
                lambda: f"{self.known(lambda: 'np.ones((2, 3))', 'matrix')}[{self.index(0)}]",
                lambda: f"{self.known(lambda: 'np.ones((2, 3))', 'matrix')}.{self.pick('sum(axis=0)', 'max(axis=1)', 'ravel()')}",
            ],
        )  # fmt: skip

    def array_binary(self, d):
        op = self.pick(*["+", "+", "-", "*", "*", "/", "//", "%", "**"] * 2, "&")
        left, right = self.atom("array", d), self.atom(self.pick("int", "float", "scalar"), d)
        known = self.variable("array")
        if known and self.chance(50):  # of one length, so that shapes match
            left = self.pick(known, f"{known}[:]", f"({known} {self.pick('+', '*', '-')} {self.number(0)})")
            right = self.pick(known, known, f"np.{self.rng.choice(UFUNCS)}({known})", f"{known}[::-1]")
        if op == "**":
            right = self.pick("2", "2.0", "0.5", "3")
        elif self.chance(30):
            left, right = right, left
        return f"{left} {op} {right}"

    def slice(self, d):
        bound = lambda: self.pick("", "", "1", "2", "-1", "-2", "0", "9", self.int(0))  # noqa: E731
        return f"{bound()}:{bound()}" + self.pick("", "", "", ":2", ":-1", ":1")

    def matrix(self, depth):
        known = self.variable("matrix")
        if known and self.chance(70):
            return known
        shape = f"({self.pick(1, 2, 3)}, {self.pick(0, 1, 2, 3, 4)})"
        return f"np.{self.pick('zeros', 'ones')}({shape}{self.pick('', ', dtype=np.int64')})"

    def list(self, depth):
        d = depth - 1
        literal = lambda: f"[{', '.join(self.of(kind, 0) for _ in range(self.pick(0, 1, 2, 3)))}]"  # noqa: E731
        kind = self.pick("int", "int", "float", "bool", "scalar", "number")
        return self.one_of(
            depth,
            [lambda: self.known(literal, "list"), literal],
            [
                lambda: f"[{', '.join(self.of(kind, d) for _ in range(self.pick(1, 2, 3)))}]",
                lambda: self.comprehension(d),
                lambda: f"{self.atom('list', d)} + {self.atom('list', d)}",
                lambda: f"{self.atom('list', d)} * {self.pick('2', '0', '3', '-1')}",
                lambda: f"{self.known(literal, 'list')}[{self.slice(d)}]",
                lambda: f"list({self.of(self.pick('list', 'array', 'tuple'), d)})",
                lambda: f"sorted({self.list(d)})",
                lambda: f"{self.known(lambda: 'np.arange(3)', 'array')}.tolist()",
                lambda: f"[{self.list(d)}, {self.list(d)}][{self.pick(0, 1)}]",
            ],
        )  # fmt: skip

    def comprehension(self, d):
        variable = self.new_name("int", "c")
        source = self.iterable(d)
        condition = f" if {self.bool(d)}" if self.chance(30) else ""
        text = f"[{self.number(d)} for {variable} in {source}{condition}]"
        del self.variables[variable]
        return text

    def tuple(self, depth):
        known = self.variable("tuple")
        if known and self.chance(50):
            return known
        items = [self.number(depth - 1) for _ in range(self.pick(1, 2, 3))]
        return f"({', '.join(items)},)"

    def iterable(self, d):
        return self.pick(
            f"range({self.pick('0', '1', '3', '5', self.atom('int', d) + ' % 6')})",
            f"range({self.pick(0, 1, -2, 2)}, {self.pick('4', '0', self.atom('int', d) + ' % 7')})",
            f"range({self.pick('5', '8', '0')}, {self.pick('-1', '0', '3')}, {self.pick('-1', '2', '-2', '3', '1')})",
            f"range({self.pick('2**63 - 3, 2**63 + 2', '-2**63, -2**63 + 3', '2**63 - 4, 2**63 - 1', '2**62, 2**63, 2**61')})",
            self.list(d),
            self.array(d),
            self.tuple(d),
        )

    # ---- statements ----

    def body(self, depth):
        """Statements one level deeper; what they bind may stay unbound."""
        before = dict(self.variables)
        self.indent += 1
        start = len(self.lines)
        for _ in range(self.pick(1, 1, 2, 3)):
            self.statement(depth - 1)
        if len(self.lines) == start:
            self.put("pass")
        self.indent -= 1
        for name in self.variables:
            if name not in before:
                self.maybe.add(name)

    def statement(self, depth):
        if self.budget <= 0:
            return
        self.budget -= 1
        simple = [self.assign, self.assign, self.assign, self.assign, self.augment, self.augment, self.augment,
                  self.store, self.store, self.append, self.unpack, self.rare, self.plain,
                  self.rich_statement, self.rich_statement, self.rich_statement]  # fmt: skip
        compound = [self.conditional, self.conditional, self.for_loop, self.for_loop, self.for_loop, self.while_loop,
                    self.over_items, self.over_items, self.small_arrays, self.collecting, self.collecting, self.gathering,
                    self.try_statement]  # fmt: skip
        if depth > 0 and self.chance(45):
            self.rng.choice(compound)(depth)
        elif self.loops and self.chance(8):
            self.put(f"if {self.bool(1)}:")
            self.put(f"    {self.pick('break', 'continue')}")
        elif self.chance(3):
            self.put(f"if {self.bool(1)}:")
            self.put(f"    return {self.anything(1)}")
        else:
            self.rng.choice(simple)()

    def bind(self, kind):
        """A name to assign to: mostly new or of the same kind, sometimes any."""
        names = [n for n, k in self.variables.items() if (k == kind or self.chance(10)) and n not in self.frozen]
        if names and self.chance(55):
            name = self.rng.choice(names)
            self.variables[name] = kind
            if self.indent == 1:
                self.maybe.discard(name)
            return name
        return self.new_name(kind)

    def assign(self):
        kind = self.rng.choice(KINDS)
        text = self.of(kind, self.pick(1, 2, 2, 3))
        self.put(f"{self.bind(kind)} = {text}")

    def augment(self):
        name = self.variable("int", "float", "scalar", "bool", "array")
        if name is None or name in self.frozen:
            return self.assign()
        kind = self.variables[name]
        op = self.pick("+", "+", "+", "+", "-", "-", "*", "*", "/", "//", "%", "**")
        if kind in ("int", "bool") and self.chance(20) or self.chance(2):
            op = self.pick("|", "&", "^", ">>", "<<")
        if op == "*" and self.loops and kind == "int":
            op = "+"
        right = self.pick("2", "3", "1") if op in ("**", ">>", "<<") else self.of(self.pick(kind, kind, "int", "float", "scalar"), 2)
        if op in ("**", "<<") and self.loops:
            op = "-"
        if op in ("/", "//", "%"):
            right = self.divisor(f"({right})")
        self.put(f"{name} {op}= {right}")
        if kind == "int" and op == "/":
            self.variables[name] = "float"

    def store(self):
        array = self.variable("array", "matrix", "list")
        if array is None:
            return self.assign()
        if self.variables[array] == "matrix":
            place = f"{self.index(1)}, {self.index(1)}" if self.chance(80) else self.index(1)
        else:
            place = self.index(1, array) if self.chance(85) else self.slice(1)
        value = self.of(self.pick("int", "float", "scalar", "bool", "number"), 2)
        op = self.pick("=", "=", "=", "+=", "-=", "*=")
        self.put(f"{array}[{place}] {op} {value}")

    def append(self):
        name = self.variable("list")
        if name is None:
            name = self.new_name("list")
            self.put(f"{name} = []")
            return
        self.put(
            self.pick(
                f"{name}.append({self.number(2)})", f"{name}.append({self.number(2)})",
                f"{name}.append({self.int(2)})", f"{name}.pop()", f"{name}.pop({self.index(0)})",
                f"{name}.append({self.float(1)})",
                f"{name} = {name} + [{self.number(1)}]",
            )
        )  # fmt: skip

    def unpack(self):
        kinds = [self.rng.choice(NUMBERS), self.rng.choice(NUMBERS)]
        values = [self.of(kind, 2) for kind in kinds]
        first, second = self.bind("int"), self.bind("float")
        if first == second:
            second = self.new_name("float")
        self.put(f"{first}, {second} = {', '.join(values)}")
        self.variables[first], self.variables[second] = kinds

    def rare(self):
        self.put(
            self.pick(
                f"assert {self.bool(1)} or {self.pick('True', 'True', 'False')}, {self.int(1)}",
                f"print({self.number(1)})",
                "pass",
                self.anything(2),
                f"v0 = {self.pick('None', self.number(1))}",
            )
        )
        if self.lines[-1].strip().startswith("v0"):
            self.variables["v0"] = "int"
            if self.indent > 1:
                self.maybe.add("v0")
        if self.chance(10):
            self.put(f"if {self.bool(1)}:")
            self.put(f"    raise {self.pick('ValueError', 'KeyError', 'RuntimeError')}({self.int(1)})")
        if self.chance(6):
            name = self.variable("int", "float")
            if name and name not in self.frozen:
                self.put(f"del {name}")
                self.maybe.add(name)

    def conditional(self, depth):
        self.put(f"if {self.bool(2)}:")
        self.body(depth)
        if self.chance(25):
            self.put(f"elif {self.bool(1)}:")
            self.body(depth)
        if self.chance(50):
            self.put("else:")
            self.body(depth)

    def try_statement(self, depth):
        """Handlers for what the body may well raise, or for something else."""
        self.put("try:")
        self.body(depth)
        errors = ["ZeroDivisionError", "IndexError", "(ValueError, TypeError)", "Exception", "OverflowError", "UnboundLocalError"]
        clauses = self.pick("except", "except", "except", "both", "finally")
        if clauses != "finally":
            name = f" as e{self.fresh}" if self.chance(30) else ""
            self.put(f"except {self.rng.choice(errors)}{name}:")
            self.body(depth)
            if name and self.chance(50):
                self.put(f"    print(e{self.fresh})")
                self.lines[-1] = self.lines[-1].replace(f"e{self.fresh})", f"{name[4:]})")
            if self.chance(25):
                self.put("else:")
                self.body(depth)
        if clauses != "except":
            self.put("finally:")
            self.body(depth)

    def loop_body(self, depth):
        self.loops += 1
        self.body(depth)
        self.loops -= 1
        if self.chance(12):
            self.put("else:")
            self.body(depth)

    def for_loop(self, depth):
        if self.chance(20):  # two at once
            source = self.pick(f"enumerate({self.iterable(1)})", f"zip({self.iterable(1)}, {self.iterable(1)})",
                               f"enumerate({self.iterable(1)}, {self.int(0)})")  # fmt: skip
            first, second = self.new_name("int"), self.new_name("scalar")
            target = f"{first}, {second}"
        else:
            source = self.iterable(1)
            kind = "scalar" if source.startswith("np.") else "int"
            target = self.new_name(kind) if self.chance(85) else self.bind(kind)
            if self.chance(5):
                source = f"reversed({self.pick('range(4)', self.known(lambda: '[1, 2.5]', 'list', 'array'))})"
        self.put(f"for {target} in {source}:")
        begin = len(self.lines)
        self.loop_body(depth)
        self.end_growth(source, begin)
        self.maybe.update(name.strip() for name in target.split(","))

    def end_growth(self, source, begin):
        """A list that grows in each turn of a loop over it, under whatever name, makes it endless."""
        body = self.lines[begin:]
        lists = [name for name in NAME.findall(source) if self.variables.get(name) == "list" or f"{name}." in "".join(body)]
        if lists and GROWS.search("\n".join(body)):
            margin = body[0][: len(body[0]) - len(body[0].lstrip())]
            self.lines[begin:begin] = [f"{margin}if len({name}) > 60: break" for name in lists]

    def while_loop(self, depth):
        counter = self.new_name("int", "w")
        self.frozen.add(counter)
        self.put(f"{counter} = {self.pick('0', '0', '1', '2**63 - 3')}")
        limit = f"{counter} < {self.pick('3', '5', '2**63 + 2' if '63' in self.lines[-1] else '4')}"
        self.put(f"while {limit}{self.pick('', '', ' and ' + self.bool(1))}:")
        self.indent += 1
        self.put(f"{counter} += {self.pick(1, 1, 2)}")
        self.indent -= 1
        self.loop_body(depth)

    # ---- the whole ----

    def write(self, parameters):
        self.variables.update(parameters)
        if self.chance(60):  # the commonest pattern of real kernels
            self.put(f"t = {self.pick('0', '0', '0', '0.0', '1')}")
            self.variables["t"] = "int"
        for _ in range(self.rng.choice(self.operations)):
            self.plain()
        while self.budget > 0:
            self.statement(self.pick(1, 2, 2, 3))
        for _ in range(self.rng.choice(self.operations)):
            self.plain()
        shown = [n for n in self.variables if n not in self.maybe]
        if self.maybe and self.chance(25):
            shown.append(self.rng.choice(sorted(self.maybe)))
        shown = [n for n in shown if n not in parameters or self.chance(30)][-8:]
        self.put(f"return {', '.join(shown)}{',' if len(shown) == 1 and self.chance(50) else ''}" if shown else "return")
        return f"def {self.name}({', '.join(parameters)}):\n" + "\n".join(self.lines) + "\n"


def helper(rng, name):
    count = rng.choice([1, 2, 2])
    parameters = ["x", "y"][:count]
    kernel = Kernel(rng, name, [], [1, 2, 3], [0, 0, 1])
    return kernel.write(dict.fromkeys(parameters, "int")), (name, count)


def kernel(seed, number, case_count=8):
    """The source of one kernel with its helpers and cases: the first that Python parses."""
    for attempt in range(100):
        source = write_kernel(random.Random(f"{seed}.{number}.{attempt}"), number, case_count)
        try:
            ast.parse(source)
        except SyntaxError:
            continue
        return source
    raise AssertionError("no kernel that Python parses")


def write_kernel(rng, number, case_count):
    parts, helpers = [], []
    _, statements, operations, helper_counts = rng.choices(SIZES, [share for share, *_ in SIZES])[0]
    for k in range(rng.choice(helper_counts)):
        text, signature = helper(rng, f"h{number}_{k}")
        parts.append(text)
        helpers.append(signature)
    kinds = [
        rng.choice(["int", "int", "int", "float", "float", "array", "array", "scalar", "bool", "matrix", "list", "tuple"])
        for _ in range(rng.choice([0, 1, 2, 2, 3, 3]))
    ]
    parameters = dict(zip("abcd", kinds))
    name = f"k{number}"
    parts.append(Kernel(rng, name, helpers, statements, operations).write(parameters))
    arguments = cases(rng, kinds, case_count) if kinds else ["()"]
    lines = ",\n    ".join(dict.fromkeys(arguments))
    parts.append(f"{name}.cases = lambda: [\n    {lines},\n]\n")
    return "\n\n".join(parts)


HEADER = "import math\n\nimport numpy as np\n\n\n"


def main():
    seed = sys.argv[1] if len(sys.argv) > 1 else "0"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    sys.stdout.write(HEADER + "\n\n".join(kernel(seed, number) for number in range(count)))


if __name__ == "__main__":
    main()
