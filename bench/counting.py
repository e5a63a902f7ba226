"""Counts the crossings from interpreted Python into NumPy, by name and line, and times each.

The kernel's own source is compiled a second time with every call, operator and subscript passed
through a function that looks at the operands. What is counted is what reaches NumPy at run time,
whatever it was called in the source: `np.sum(a)`, `a.sum()`, `from numpy import sum as total`,
`a @ b`, `a[i] = x`. Functions of the same file that the kernel calls are counted too. Not counted:
conversions such as int(x) of a NumPy scalar, iteration over an array, chained comparisons. Lines
that the compiler has proved to hold nothing of NumPy's are left alone, so that counting a long loop
does not take much longer than running it. Each call and operator is timed by itself, beyond what it
takes to call a built-in function that does nothing; subscripts are only counted. The program embeds
this file and runs it only for counting, never while a kernel is timed.
"""

import ast
import collections
import functools
import operator
import statistics
import time
import tokenize
import types

import numpy

BINARY = {
    ast.Add: ("add", operator.add, operator.iadd),
    ast.Sub: ("subtract", operator.sub, operator.isub),
    ast.Mult: ("multiply", operator.mul, operator.imul),
    ast.Div: ("true_divide", operator.truediv, operator.itruediv),
    ast.FloorDiv: ("floor_divide", operator.floordiv, operator.ifloordiv),
    ast.Mod: ("remainder", operator.mod, operator.imod),
    ast.Pow: ("power", operator.pow, operator.ipow),
    ast.LShift: ("left_shift", operator.lshift, operator.ilshift),
    ast.RShift: ("right_shift", operator.rshift, operator.irshift),
    ast.BitAnd: ("bitwise_and", operator.and_, operator.iand),
    ast.BitOr: ("bitwise_or", operator.or_, operator.ior),
    ast.BitXor: ("bitwise_xor", operator.xor, operator.ixor),
    ast.MatMult: ("matmul", operator.matmul, operator.imatmul),
}
UNARY = {
    ast.USub: ("negative", operator.neg),
    ast.UAdd: ("positive", operator.pos),
    ast.Invert: ("invert", operator.invert),
}
COMPARE = {
    ast.Eq: ("equal", operator.eq),
    ast.NotEq: ("not_equal", operator.ne),
    ast.Lt: ("less", operator.lt),
    ast.LtE: ("less_equal", operator.le),
    ast.Gt: ("greater", operator.gt),
    ast.GtE: ("greater_equal", operator.ge),
}
# What a transformed function calls; no Python name can collide with these.
HELPERS = ("callee", "binary", "inplace", "unary", "compare", "read", "write", "update")


def is_numpy(value):
    return isinstance(value, (numpy.ndarray, numpy.generic))


def numpy_name(function):
    """How `function` is written when it is NumPy's, else None."""
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", None)
    if is_numpy(owner):
        kind = "ndarray" if isinstance(owner, numpy.ndarray) else "generic"
        return f"{kind}.{name}"
    if isinstance(owner, numpy.ufunc):
        return f"np.{owner.__name__}.{name}"
    if isinstance(function, numpy.ufunc):
        return f"np.{name}"
    if isinstance(function, type):
        return f"np.{name}" if issubclass(function, (numpy.ndarray, numpy.generic)) else None
    module = getattr(function, "__module__", None) or type(owner).__module__
    if module == "numpy" or module.startswith("numpy."):
        where = "np.random." if module.startswith("numpy.random") else "np."
        where = "np.linalg." if module.startswith("numpy.linalg") else where
        name = name or type(function).__name__
        # NumPy 1 calls its max and min amax and amin.
        if name in ("amax", "amin"):
            name = name[1:]
        return where + name
    return None


class Transformer(ast.NodeTransformer):
    """Passes calls, operators and subscripts through the helpers, evaluated in the same order."""

    def __init__(self, lines):
        self.lines = lines

    def visit(self, node):
        first = getattr(node, "lineno", None)
        if first is not None and self.lines.isdisjoint(range(first, node.end_lineno + 1)):
            return node
        return super().visit(node)

    def helper(self, name, node, *arguments):
        line = ast.Constant(node.lineno)
        call = ast.Call(ast.Name(f"{name} ", ast.Load()), [line, *arguments], [])
        return ast.copy_location(call, node)

    def visit_Call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id in ("super", "locals", "vars", "dir"):
            return self.generic_visit(node)
        self.generic_visit(node)
        node.func = self.helper("callee", node, node.func)
        return node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        kind = ast.Constant(type(node.op).__name__)
        return self.helper("binary", node, kind, node.left, node.right)

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            return node
        return self.helper("unary", node, ast.Constant(type(node.op).__name__), node.operand)

    def visit_Compare(self, node):
        self.generic_visit(node)
        if len(node.ops) > 1 or type(node.ops[0]) not in COMPARE:
            return node
        kind = ast.Constant(type(node.ops[0]).__name__)
        return self.helper("compare", node, kind, node.left, node.comparators[0])

    def visit_Subscript(self, node):
        self.generic_visit(node)
        name = "read" if isinstance(node.ctx, ast.Load) else "write"
        node.value = self.helper(name, node, node.value)
        return node

    def visit_AugAssign(self, node):
        target = node.target
        self.generic_visit(node)
        kind = ast.Constant(type(node.op).__name__)
        if isinstance(target, ast.Name):
            value = ast.copy_location(ast.Name(target.id, ast.Load()), target)
            inplace = self.helper("inplace", node, kind, value, node.value)
            return ast.copy_location(ast.Assign([target], inplace), node)
        if isinstance(target, ast.Subscript):
            # generic_visit made it a write; it reads and computes as well.
            target.value = self.helper("update", node, kind, target.value)
        return node

    def visit_AnnAssign(self, node):
        if node.value is not None:
            node.value = self.visit(node.value)
        return node


class Counter:
    def __init__(self, function, lines):
        self.lines = lines
        self.calls = collections.Counter()
        self.nanoseconds = collections.Counter()
        self.transformed = {}
        self.file = function.__code__.co_filename

    def count(self, name, line):
        self.calls[name, line] += 1

    def timed(self, name, line, function, /, *operands, **keywords):
        self.calls[name, line] += 1
        begin = time.perf_counter_ns()
        try:
            return function(*operands, **keywords)
        finally:
            self.nanoseconds[name, line] += time.perf_counter_ns() - begin

    # ---- helpers, in the order of HELPERS ----

    def callee(self, line, function):
        name = numpy_name(function)
        if name is not None:
            return functools.partial(self.timed, name, line, function)
        if isinstance(function, types.FunctionType):
            return self.transform(function)
        return function

    def binary(self, line, kind, left, right):
        name, function, _ = BINARY[getattr(ast, kind)]
        if is_numpy(left) or is_numpy(right):
            return self.timed(f"np.{name}", line, function, left, right)
        return function(left, right)

    def inplace(self, line, kind, left, right):
        name, _, function = BINARY[getattr(ast, kind)]
        if is_numpy(left) or is_numpy(right):
            return self.timed(f"np.{name}", line, function, left, right)
        return function(left, right)

    def unary(self, line, kind, operand):
        name, function = UNARY[getattr(ast, kind)]
        if is_numpy(operand):
            return self.timed(f"np.{name}", line, function, operand)
        return function(operand)

    def compare(self, line, kind, left, right):
        name, function = COMPARE[getattr(ast, kind)]
        if is_numpy(left) or is_numpy(right):
            return self.timed(f"np.{name}", line, function, left, right)
        return function(left, right)

    def read(self, line, container):
        if is_numpy(container):
            self.count("np.getitem", line)
        return container

    def write(self, line, container):
        if is_numpy(container):
            self.count("np.setitem", line)
        return container

    def update(self, line, kind, container):
        if is_numpy(container):
            self.count("np.getitem", line)
            self.count(f"np.{BINARY[getattr(ast, kind)][0]}", line)
        return container

    # ---- functions ----

    def transform(self, function):
        """The counting twin of a function of the kernel's file; any other is returned as it is."""
        code = function.__code__
        if code.co_filename != self.file or code.co_freevars:
            return function
        if code not in self.transformed:
            self.transformed[code] = function
            twin = self.compile(function)
            if twin is not None:
                self.transformed[code] = twin
        return self.transformed[code]

    def compile(self, function):
        with tokenize.open(self.file) as stream:
            tree = ast.parse(stream.read())
        definition = find_definition(tree, function)
        if definition is None:
            return None
        definition.decorator_list = []
        definition.returns = None
        strip_arguments(definition.args)
        definition.body = [Transformer(self.lines).visit(statement) for statement in definition.body]
        module = ast.fix_missing_locations(ast.Module([definition], []))
        namespace = {}
        exec(compile(module, self.file, "exec", dont_inherit=True), {}, namespace)
        code = namespace[function.__name__].__code__
        twin = types.FunctionType(
            code, function.__globals__, function.__name__, function.__defaults__
        )
        twin.__kwdefaults__ = function.__kwdefaults__
        return twin


def find_definition(tree, function):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__:
            # With decorators, the code object begins at the first of them.
            lines = [node.lineno, *(item.lineno for item in node.decorator_list)]
            if function.__code__.co_firstlineno in lines:
                return node
    return None


def strip_arguments(arguments):
    """Leaves nothing to evaluate in a signature; the twin is given the original's defaults."""
    arguments.defaults = [ast.Constant(None) for _ in arguments.defaults]
    arguments.kw_defaults = [default and ast.Constant(None) for default in arguments.kw_defaults]
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        argument.annotation = None


def nothing_takes(counter):
    """Nanoseconds that timing a built-in function that does nothing gives."""
    found = []
    for _ in range(1001):
        counter.nanoseconds.clear()
        counter.timed("", 0, id, None)
        found.append(counter.nanoseconds["", 0])
    counter.calls.clear()
    counter.nanoseconds.clear()
    return statistics.median(found)


def run(function, values, lines):
    """Calls the twin of `function`. Returns a list of (line, name, calls, seconds of them all or 0), in this
    order. What is 0 was counted, not timed.

    Only these lines are counted.
    """
    counter = Counter(function, frozenset(lines))
    nothing = nothing_takes(counter)
    twin = counter.transform(function)
    if twin is function:
        return []
    code = function.__code__
    keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    positional = values[: code.co_argcount]
    names = {f"{name} ": getattr(counter, name) for name in HELPERS}
    function.__globals__.update(names)
    try:
        twin(*positional, **dict(zip(keywords, values[code.co_argcount :])))
    except BaseException:
        pass  # counted up to here
    finally:
        for name in names:
            del function.__globals__[name]
    rows = []
    for (name, line), calls in counter.calls.items():
        spent = counter.nanoseconds.get((name, line))
        seconds = 0.0 if spent is None else (spent - nothing * calls) * 1e-9
        rows.append((line, name, calls, seconds))
    return sorted(rows)
