"""Turns a part of a kernel's tree into a function of its own, which CPython executes.

The function takes the locals of the kernel that the part reads, as they are now, and returns its value: of an
expression the value, of a def the function it defines, of an import the modules and names it binds, of the
target of an unpacking assignment the parts of its argument, of a pattern a tuple of what it captures, or
None. The program embeds this file.
"""

import __future__

import ast

FUTURE = 0
for feature in __future__.all_feature_names:
    FUTURE |= getattr(__future__, feature).compiler_flag


def codes_in(code):
    return [constant for constant in code.co_consts if isinstance(constant, type(code))]


def names_used(code):
    """Names that the code or code inside of it looks up as globals (and attributes)."""
    return set(code.co_names).union(*map(names_used, codes_in(code)))


def tuple_of(names):
    return ast.Tuple([ast.Name(name, ast.Load()) for name in names], ast.Load())


def unpacking(target):
    """t0, *t1, t2 = value"""
    names = [f"t{k}" for k in range(len(target.elts))]
    targets = []
    for name, item in zip(names, target.elts, strict=True):
        plain = ast.Name(name, ast.Store())
        targets.append(ast.Starred(plain, ast.Store()) if isinstance(item, ast.Starred) else plain)
    value = ast.Name("value", ast.Load())
    return [ast.Assign([ast.Tuple(targets, ast.Store())], value), ast.Return(tuple_of(names))]


def matching(pattern, subject):
    """(match statement with the pattern, names that it binds, sorted)"""
    walked = list(ast.walk(pattern))
    names = {n.name for n in walked if isinstance(n, (ast.MatchAs, ast.MatchStar))}
    names |= {n.rest for n in walked if isinstance(n, ast.MatchMapping)}
    names = tuple(sorted(names - {None}))
    case = ast.match_case(pattern, None, [ast.Return(tuple_of(names))])
    node = ast.copy_location(ast.Match(ast.Name(subject, ast.Load()), [case]), pattern)
    for part in (node.subject, case.body[0]):
        ast.copy_location(part, pattern)
    return ast.fix_missing_locations(node), names


def body_of(node):
    if isinstance(node, ast.Match):
        return [node]
    if isinstance(node, ast.FunctionDef):
        return [node, ast.Return(ast.Name(node.name, ast.Load()))]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [alias.asname or alias.name.split(".")[0] for alias in node.names]
        return [node, ast.Return(tuple_of(names))]
    if isinstance(getattr(node, "ctx", None), ast.Store):
        return unpacking(node)
    return [ast.Return(node)]


UNBOUND = "@unbound"  # a parameter of the function that no name in the part can clash with


def unbind(name):
    """A local without a value is given as the function itself, and has none here either."""
    given = ast.Compare(ast.Name(name, ast.Load()), [ast.Is()], [ast.Name(UNBOUND, ast.Load())])
    return ast.If(given, [ast.Delete([ast.Name(name, ast.Del())])], [])


def compiled(function, node, parameters):
    arguments = ast.arguments([], [ast.arg(p) for p in parameters], None, [ast.arg(UNBOUND)], [None], None, [])
    body = [*map(unbind, parameters), *body_of(node)]
    definition = ast.FunctionDef(function.__name__, arguments, body, [], None, None)
    definition.type_params = []
    for made in (definition, *body, *arguments.args, *arguments.kwonlyargs):
        if made is not node:
            ast.copy_location(made, node)
    module = ast.fix_missing_locations(ast.Module([definition], []))
    flags = function.__code__.co_flags & FUTURE
    return compile(module, function.__code__.co_filename, "exec", flags, True)


def make(function, node, visible):
    """(factory, captured, kept): `captured` are those of the `visible` locals that the factory takes, `kept`
    tells which of them functions within read, when they are called. None where names of a function around
    the kernel or := stand in the way, "nonlocal" where that does."""
    walked = list(ast.walk(node))
    binds = not isinstance(node, (ast.Lambda, ast.FunctionDef))
    if binds and any(isinstance(n, ast.NamedExpr) for n in walked):
        return None
    if isinstance(getattr(node, "ctx", None), ast.Store):
        captured = kept = ()
        code = compiled(function, node, ("value",))
    else:
        mentioned = {n.id for n in walked if isinstance(n, ast.Name)}
        try:
            made = compiled(function, node, ())
        except SyntaxError:
            if any(isinstance(n, ast.Nonlocal) for n in walked):
                return "nonlocal"  # and nothing within binds the name
            raise
        used = names_used(made) & mentioned
        if used & set(function.__code__.co_freevars):
            return None
        captured = tuple(name for name in visible if name in used)
        (body,) = codes_in(made)
        later = set().union(*map(names_used, codes_in(body)))
        kept = tuple(name in later for name in captured)
        code = compiled(function, node, captured)
    scope = {}
    exec(code, function.__globals__, scope)
    factory = scope[function.__name__]
    factory.__kwdefaults__ = {UNBOUND: factory}
    return factory, captured, kept
