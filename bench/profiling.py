"""Profiles a kernel with cProfile, and tells what is NumPy's time from what is Python's.

cProfile sees Python functions and C functions. It does not see what it takes for part of the caller:
operators and subscripts of arrays (`a @ b`, `a[i] = x`), and callable objects such as ufuncs
(`np.sin(x)`). Therefore the kernel is compiled a second time with those that the counting run found to
reach NumPy written as calls of the operator module, which it does see; everything else is as it was.
The program embeds this file and runs it only for --profile, never while anything is timed.
"""

import ast
import cProfile
import operator
import os
import pstats
import sys
import types

import numpy

counting = sys.modules["npjit counting"]
OPERATORS = {
    **{kind: (name, plain, inplace) for kind, (name, plain, inplace) in counting.BINARY.items()},
    **{kind: (name, plain, plain) for kind, (name, plain) in counting.UNARY.items()},
    **{kind: (name, plain, plain) for kind, (name, plain) in counting.COMPARE.items()},
}
FOLDER = os.path.dirname(numpy.__file__) + os.sep


def is_plain(node):
    """Whether evaluating it twice does nothing twice."""
    return all(isinstance(part, (ast.Name, ast.Constant, ast.expr_context)) for part in ast.walk(node))


class Transformer(ast.NodeTransformer):
    """Writes what reaches NumPy as calls that cProfile sees. `reached` is a set of (line, name)."""

    def __init__(self, reached, scope):
        self.reached = reached
        self.scope = scope
        self.functions = {}
        self.called = set()

    def resolve(self, node):
        """What a name or attribute of the module's globals is, else None."""
        if isinstance(node, ast.Name):
            return self.scope.get(node.id)
        if isinstance(node, ast.Attribute):
            return getattr(self.resolve(node.value), node.attr, None)
        return None

    def call(self, node, function, *arguments):
        name = f"{function.__name__} "
        self.functions[name] = function
        return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), [*arguments], []), node)

    def wanted(self, node, name):
        return (node.lineno, f"np.{name}") in self.reached

    def operation(self, node, kind, *operands, inplace=False):
        name, plain, changing = OPERATORS.get(type(kind), (None, None, None))
        if name is None or not self.wanted(node, name):
            return node
        return self.call(node, changing if inplace else plain, *operands)

    def visit_BinOp(self, node):
        self.generic_visit(node)
        return self.operation(node, node.op, node.left, node.right)

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return self.operation(node, node.op, node.operand)

    def visit_Compare(self, node):
        self.generic_visit(node)
        if len(node.ops) > 1:
            return node
        return self.operation(node, node.ops[0], node.left, node.comparators[0])

    def visit_Subscript(self, node):
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) or not self.wanted(node, "getitem"):
            return node
        return self.call(node, operator.getitem, node.value, as_value(node.slice))

    def visit_Assign(self, node):
        target = node.targets[0]
        stores = len(node.targets) == 1 and isinstance(target, ast.Subscript)
        self.generic_visit(node)
        if not stores or not self.wanted(node, "setitem"):
            return node
        call = self.call(node, operator.setitem, target.value, as_value(target.slice), node.value)
        return ast.copy_location(ast.Expr(call), node)

    def visit_AugAssign(self, node):
        target = node.target
        self.generic_visit(node)
        if isinstance(target, ast.Name):
            before = ast.copy_location(ast.Name(target.id, ast.Load()), target)
            value = self.operation(node, node.op, before, node.value, inplace=True)
            return node if value is node else ast.copy_location(ast.Assign([target], value), node)
        if isinstance(target, ast.Subscript) and is_plain(target) and self.wanted(node, "setitem"):
            place = [target.value, as_value(target.slice)]
            before = self.call(node, operator.getitem, *place)
            value = self.operation(node, node.op, before, node.value, inplace=True)
            if value is not node:
                return ast.copy_location(
                    ast.Expr(self.call(node, operator.setitem, *place, value)), node
                )
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        function = self.resolve(node.func)
        if isinstance(function, (types.BuiltinFunctionType, types.FunctionType)):
            return node  # cProfile sees these
        name = None if function is None else counting.numpy_name(function)
        if name is None or (node.lineno, name) not in self.reached:
            return node
        self.called.add(name)
        node.args.insert(0, node.func)
        self.functions["call "] = operator.call
        node.func = ast.copy_location(ast.Name("call ", ast.Load()), node)
        return node


def as_value(index):
    """A subscript as an expression that can stand outside of brackets."""
    if isinstance(index, ast.Slice):
        parts = [part or ast.Constant(None) for part in (index.lower, index.upper, index.step)]
        return ast.Call(ast.Name("slice ", ast.Load()), parts, [])
    if isinstance(index, ast.Tuple):
        return ast.Tuple([as_value(item) for item in index.elts], ast.Load())
    return index


def twin_of(function, reached, scope):
    """The same function with what reaches NumPy as calls, in `scope`; or the function itself."""
    file = function.__code__.co_filename
    with counting.tokenize.open(file) as stream:
        definition = counting.find_definition(ast.parse(stream.read()), function)
    if definition is None or function.__code__.co_freevars:
        return function
    definition.decorator_list = []
    definition.returns = None
    counting.strip_arguments(definition.args)
    transformer = Transformer(reached, scope)
    definition.body = [transformer.visit(statement) for statement in definition.body]
    module = ast.fix_missing_locations(ast.Module([definition], []))
    namespace = {}
    exec(compile(module, file, "exec", dont_inherit=True), {}, namespace)
    scope.update(transformer.functions)
    scope["called "] |= transformer.called
    twin = types.FunctionType(
        namespace[function.__name__].__code__, scope, function.__name__, function.__defaults__
    )
    twin.__kwdefaults__ = function.__kwdefaults__
    return twin


def twins(function, reached):
    """The kernel's twin, among those of all functions of its file."""
    scope = dict(function.__globals__)
    scope["slice "] = slice
    scope["called "] = set()
    for name, value in function.__globals__.items():
        if isinstance(value, types.FunctionType) and value is not function:
            if value.__code__.co_filename == function.__code__.co_filename:
                scope[name] = twin_of(value, reached, scope)
    return twin_of(function, reached, scope)


def is_numpys(file, name):
    if file == "~":
        return "numpy" in name or "_operator." in name
    return file.startswith((FOLDER, "<__array_function__"))


def where(file, line, name, called):
    if "_operator.call>" in name:
        return ", ".join(sorted(called))
    if file == "~":
        return name.strip("<>").replace("built-in method ", "").replace("method ", "").lstrip("_")
    return f"{name} ({os.path.basename(file)}:{line})"


def run(function, positional, keywords, reached):
    """(seconds in all, seconds in NumPy, list of (name, calls, seconds, is NumPy's)), most first."""
    twin = twins(function, set(reached))
    called = twin.__globals__.get("called ", ())
    profile = cProfile.Profile()
    try:
        profile.runcall(twin, *positional, **keywords)
    except Exception:
        pass  # what it raises was compared; the profile is of what ran until then
    everything = inside = 0.0
    rows = []
    for (file, line, name), (_, calls, own, _, _) in pstats.Stats(profile).stats.items():
        if "_lsprof.Profiler" in name:
            continue
        numpys = is_numpys(file, name)
        everything += own
        inside += own if numpys else 0.0
        rows.append((where(file, line, name, called), calls, own, numpys))
    rows.sort(key=lambda row: -row[2])
    return everything, inside, rows
