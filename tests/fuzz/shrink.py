"""Makes a failing kernel as small as it gets while it still fails in the same way: statements are
dropped or replaced by their bodies, expressions by their parts or by constants. Many candidates are
tried in one process; the first that still fails is taken, and everything begins again, until nothing
is left to take away or the time is up. Candidates may well loop forever: their processes have little
time and memory."""

import ast
import copy
import time

import checking

AT_ONCE = 60
# Of a run of candidates; what collects in an endless loop is stopped by the memory first.
SECONDS, MEMORY = 10, 2 << 20  # KiB


def statement_lists(tree):
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            if isinstance(getattr(node, field, None), list) and not isinstance(node, ast.Module):
                yield node, field


def smaller_statements(function):
    """Copies of the function with one statement less, or one opened."""
    for number, (node, field) in enumerate(list(statement_lists(function))):
        for index in range(len(getattr(node, field))):
            yield lambda n=number, i=index: change_statement(function, n, i, None)
            if hasattr(getattr(node, field)[index], "body"):
                yield lambda n=number, i=index: change_statement(function, n, i, "body")


def change_statement(function, number, index, opened):
    changed = copy.deepcopy(function)
    node, field = list(statement_lists(changed))[number]
    statements = getattr(node, field)
    replacement = getattr(statements[index], opened) if opened else []
    statements[index : index + 1] = replacement
    if not statements and field == "body":
        statements.append(ast.Pass())
    return changed


def expressions(tree):
    """(parent, field, index, node) of all expressions that are values."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            for index, node in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
                    yield parent, field, index if isinstance(value, list) else None, node


def replacements(node):
    parts = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)]
    parts += [g.iter for g in ast.iter_child_nodes(node) if isinstance(g, ast.comprehension)]
    if isinstance(node, ast.Call):
        parts = [*node.args, *parts[1:]]
    yield from parts
    if not isinstance(node, (ast.Constant, ast.Name)) and not isinstance(node, ast.Slice):
        for constant in (0, 1, 1.5):
            yield ast.Constant(constant)
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and abs(node.value) > 3:
        yield ast.Constant(3)
    if isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) > 1:
        for index in range(len(node.elts)):
            yield type(node)(elts=node.elts[:index] + node.elts[index + 1 :], ctx=node.ctx)


def smaller_expressions(function):
    for number, (_, _, _, node) in enumerate(list(expressions(function))):
        for choice in range(len(list(replacements(node)))):
            yield lambda n=number, c=choice: change_expression(function, n, c)


def change_expression(function, number, choice):
    changed = copy.deepcopy(function)
    parent, field, index, node = list(expressions(changed))[number]
    replacement = list(replacements(node))[choice]
    if index is None:
        setattr(parent, field, replacement)
    else:
        getattr(parent, field)[index] = replacement
    return changed


def smaller_trees(tree):
    """All one-step reductions of a module of functions followed by one assignment of cases."""
    functions = [i for i, node in enumerate(tree.body) if isinstance(node, ast.FunctionDef)]
    for i in functions[:-1]:
        yield lambda i=i: ast.Module(body=tree.body[:i] + tree.body[i + 1 :], type_ignores=[])
    for steps in (smaller_statements, smaller_expressions):
        for i in functions:
            for make in steps(tree.body[i]):
                yield lambda i=i, make=make: ast.Module(
                    body=[*tree.body[:i], make(), *tree.body[i + 1 :]], type_ignores=[]
                )


def counter(step):
    return ast.Name(getattr(step.target, "id", ""), ast.Load())


def ends(tree):
    """Whether each `while` still counts up to its limit, as generated ones do."""
    for loop in ast.walk(tree):
        if isinstance(loop, ast.While):
            step = loop.body[0]
            counts = isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Add)
            test = loop.test.values[0] if isinstance(loop.test, ast.BoolOp) else loop.test
            if not counts or not isinstance(test, ast.Compare) or ast.dump(test.left) != ast.dump(counter(step)):
                return False
    return True


def text_of(tree):
    whole = ast.fix_missing_locations(copy.deepcopy(tree))
    return "\n\n\n".join(map(ast.unparse, whole.body)) + "\n"


def compiles(text):
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


class Shrinker:
    def __init__(self, header, finding, environment, seconds, npjit):
        self.end = time.monotonic() + seconds
        self.header, self.finding = header, finding
        self.environment = environment
        self.options = checking.options_of(finding["configuration"]) if finding.get("configuration") else []
        self.options += npjit
        self.dies = finding["kind"] in ("crash", "hang")

    def fails(self, finding):
        wanted = self.finding
        return finding["kind"] == wanted["kind"] and (
            finding.category == wanted.category or wanted["kind"] != "refused"
        )

    def first_failing(self, trees):
        """The first of the trees that still fails, or None."""
        texts = {f"{number:04}": self.header + text_of(tree) for number, tree in enumerate(trees)}
        texts = {name: text for name, text in texts.items() if compiles(text)}
        while texts and time.monotonic() < self.end:
            outcome = checking.check(
                texts, *self.options, timeout=SECONDS, environment=self.environment, memory=MEMORY
            )  # fmt: skip
            failing = [f["file"] for f in outcome.findings if self.fails(f)]
            if not outcome.death and not self.dies:
                return trees[int(min(failing))] if failing else None
            if failing:
                return trees[int(min(failing))]
            if not outcome.death or not outcome.begun:
                return None
            if self.dies and outcome.death.split(":")[0] == self.finding["kind"]:
                return trees[int(outcome.begun[-1])]
            texts = {name: text for name, text in texts.items() if name > outcome.begun[-1]}
        return None

    def shrink(self, tree):
        while time.monotonic() < self.end:
            waiting = list(smaller_trees(tree))
            smaller = None
            while waiting and smaller is None:
                batch, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
                trees = [t for t in (make() for make in batch) if len(text_of(t)) < len(text_of(tree)) and ends(t)]
                smaller = self.first_failing(trees) if trees else None
            if smaller is None:
                break
            tree = smaller
        return tree


def rows_of(tree):
    value = tree.body[-1].value
    return value.body if isinstance(value, ast.Lambda) else value


def with_rows(tree, rows):
    tree = copy.deepcopy(tree)
    rows_of(tree).elts = rows
    return tree


def shrink(header, source, finding, environment=None, seconds=120, npjit=()):
    """The source of the smallest kernel found in time that fails like `finding` (with the program's
    options `npjit`): first one case, then less and less of the kernel. When no single case fails, all
    stay; when the kernel alone does not fail, so does all of it."""
    tree = ast.parse(source)
    shrinker = Shrinker(header, finding, environment, seconds, npjit)
    if shrinker.first_failing([tree]) is None:
        return source
    alone = shrinker.first_failing([with_rows(tree, [row]) for row in rows_of(tree).elts])
    return text_of(shrinker.shrink(alone or tree))
