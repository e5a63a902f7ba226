"""Source mutants: real kernels with random edits, of the text and of the tree. Whatever becomes of them,
the program must live, end in time, and either agree with the interpreter or say where it refuses.

    python tests/fuzz/mutate.py --count 1000 --seed 1
"""

import argparse
import ast
import concurrent.futures
import copy
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import checking

SOURCES = [*sorted((checking.ROOT / "scenarios").glob("*.py")), *sorted((checking.ROOT / "tests/e2e/kernels").glob("*.py"))]
TOKENS = [
    "0", "1", "-1", "2**63", "2**64", "1e308", "float('nan')", "None", "True", "''", "'text'", "[]", "()", "{}", "x", "np",
    "lambda: 0", "yield", "await x", "*", "**", "//", "%", "<<", "@", ":=", "==", "is", "in", "not ", "and", "or", "(", ")",
    "[", "]", "{", "}", ":", ",", ".", ";", "\\", "#", "\n", "    ", "\t", "async ", "global t", "nonlocal t", "import os",
    "with x:", "try:", "except:", "finally:", "class C: pass", "def f(): pass", "return", "break", "continue", "del x",
    "print", "len", "np.sum", "np.array", "\x00", "é", "\u2028", "f'{x}'", "...", "0x1p3", "1_000", "10**400", "-" * 50,
]  # fmt: skip
ABSURD = [
    "(" * 90 + "1" + ")" * 90, "[" * 60 + "]" * 60, " + ".join(["1"] * 3000), "-" * 500 + "1", "9" * 4000, "1" + "0" * 5000,
    "not " * 300 + "True", " if 1 else ".join(["2"] * 80), "np.sum(" * 40 + "1" + ")" * 40, "'" + "a" * 20000 + "'",
    "x" * 5000, "[" + "1, " * 3000 + "]", " < ".join(["1"] * 500), "0." + "1" * 3000, ".real" * 200 + "",
]  # fmt: skip
TIMEOUT = 20  # seconds, and one more for each mutant


def kernels_of(path):
    """(source of a function, source of its arguments) for each function of a file with cases."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name not in ("make_arguments", "turns"):
            yield ast.unparse(node), node.name, arguments_of(node)


def arguments_of(node):
    values = ["3", "np.arange(6.0)", "[1, 2, 3]", "2.5", "np.arange(4)", "2**63", "np.ones((3, 3))", "0"]
    count = len(node.args.args)
    return ["(" + "".join(f"{values[(k + start) % len(values)]}, " for k in range(count)) + ")" for start in range(3)]


def mutate_text(rng, text):
    """One edit of the characters."""
    at = rng.randrange(len(text) + 1)
    choice = rng.random()
    if choice < 0.3:
        return text[:at] + rng.choice(TOKENS) + text[at:]
    if choice < 0.5:
        return text[:at] + text[at + rng.choice([1, 1, 2, 5, 20]) :]
    if choice < 0.6:
        return text[:at] + rng.choice(ABSURD) + text[at:]
    lines = text.splitlines(keepends=True)
    number = rng.randrange(len(lines)) if lines else 0
    if not lines:
        return rng.choice(TOKENS)
    if choice < 0.7:
        del lines[number]
    elif choice < 0.8:
        lines.insert(number, lines[rng.randrange(len(lines))])
    elif choice < 0.9:
        other = rng.randrange(len(lines))
        lines[number], lines[other] = lines[other], lines[number]
    else:
        lines[number] = rng.choice(["    ", "  ", ""]) + lines[number]
    return "".join(lines)


def mutate_tree(rng, text):
    """One node in the place of another: the source stays Python's, mostly."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return mutate_text(rng, text)
    places, donors = [], []
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            for index, node in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(node, (ast.expr, ast.stmt, ast.operator, ast.cmpop)):
                    places.append((parent, field, index if isinstance(value, list) else None, node))
                    donors.append(node)
    if not places:  # nothing is left of it
        return mutate_text(rng, text)
    parent, field, index, node = rng.choice(places[1:] or places)
    base = next(kind for kind in (ast.expr, ast.stmt, ast.operator, ast.cmpop) if isinstance(node, kind))
    donor = rng.choice([d for d in donors if isinstance(d, base)])
    if base is ast.operator:
        donor = rng.choice([ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.BitAnd, ast.BitXor])()
    elif base is ast.cmpop:
        donor = rng.choice([ast.Lt, ast.LtE, ast.Eq, ast.NotEq, ast.Gt, ast.GtE, ast.Is, ast.In, ast.NotIn])()
    elif base is ast.expr and rng.random() < 0.3:
        donor = ast.Constant(rng.choice([0, 1, -1, 2**31, 2**63, 1.5, float("inf"), None, True, "s"]))
    try:
        donor = copy.deepcopy(donor)
        if index is None:
            setattr(parent, field, donor)
        else:
            getattr(parent, field)[index] = donor
        return ast.unparse(ast.fix_missing_locations(tree))
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError):
        return mutate_text(rng, text)


def mutant(seed, number, kernels):
    rng = random.Random(f"mutant {seed}.{number}")
    text, name, cases = rng.choice(kernels)
    for _ in range(rng.choice([1, 1, 2, 3])):
        text = rng.choice([mutate_tree, mutate_tree, mutate_text])(rng, text)
    return text, name, cases


# Run by the interpreter alone: tells of each file of a folder whether its calls come to an end. The name
# is written first, so that one that cannot even be stopped is known.
RUNNER = """
import io, os, pathlib, signal, sys, warnings

class Endless(BaseException):
    pass

def stop(number, frame):
    raise Endless

said, sys.stdout, sys.stderr = sys.stdout, io.StringIO(), io.StringIO()
warnings.simplefilter("ignore")
signal.signal(signal.SIGPROF, stop)
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    if path.stem <= sys.argv[2]:
        continue
    print(path.stem, end=" ", file=said, flush=True)
    word = "ends"
    signal.setitimer(signal.ITIMER_PROF, float(sys.argv[3]))
    try:
        scope = {"__name__": path.stem}
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), scope)
        for function in [v for v in list(scope.values()) if hasattr(v, "cases")]:
            for row in function.cases:
                try:
                    function(*row)
                except Exception:
                    pass
    except Endless:
        word = "endless"
    except BaseException:
        pass
    signal.setitimer(signal.ITIMER_PROF, 0)
    sys.stdout = io.StringIO()
    print(word, file=said, flush=True)
"""
LONGEST = 0.3  # seconds of processor time that the calls of one mutant may take in the interpreter


def endless(texts):
    """The names of those that do not end in the interpreter: there is nothing to compare."""
    found, last = set(), ""
    with tempfile.TemporaryDirectory(prefix="npjit-mutants-") as folder:
        for name, text in texts.items():
            (pathlib.Path(folder) / f"{name}.py").write_text(text, encoding="utf-8", errors="surrogateescape")
        while last < max(texts):
            command = [checking.PYTHON or sys.executable, "-c", RUNNER, folder, last, str(LONGEST)]
            try:
                done = subprocess.run(
                    checking.limited(command, checking.MEMORY), stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT + len(texts), check=False
                )
                out = done.stdout
            except subprocess.TimeoutExpired as expired:
                out = expired.stdout or b""
            rows = [line.split() for line in out.decode("utf-8", "replace").splitlines()]
            found.update(row[0] for row in rows if row[1:] != ["ends"])
            if not rows:
                break
            last = rows[-1][0]
    return found


def header():
    return "import math\nimport warnings\n\nimport numpy as np\n\n\n"


def comparable(finding, text):
    """Not a generator or function that is returned: it can only be told from another by running it. Nor
    memory that nobody has written, nor what the run before has left to the next in a module."""
    return (
        all(finding["text"].count(word) != 2 for word in ("<generator object", "<function "))
        and (finding["kind"] != "differs" or "empty" not in text)
        and not re.search(r"^ *(np|math|warnings)\.\w+[^=\n]*[^=!<>]=[^=]", text, re.MULTILINE)
    )


def run_batch(seed, first, count, kernels):
    """([(what happened, text)], how many were left out as endless) of `count` mutants."""
    texts = {}
    for number in range(first, first + count):
        text, name, cases = mutant(seed, number, kernels)
        texts[f"m{number:07}"] = header() + f"{text}\n\n\n{name}.cases = [{', '.join(cases)}]\n"
    left_out = endless(texts)
    found, left = [], {name: text for name, text in texts.items() if name not in left_out}
    while left:
        outcome = checking.check(left, "--sample", "1", "--seed", str(first), timeout=2 * TIMEOUT + len(left))
        found += [(f.category, texts[f["file"]]) for f in outcome.findings if f.is_bug and comparable(f, texts[f["file"]])]
        if not outcome.begun:
            found.append((f"does not begin: {outcome.said[:200]}", ""))
            break
        if not outcome.death:
            break
        last = outcome.begun[-1]
        found.append((outcome.death, texts[last]))
        left = {name: text for name, text in left.items() if name > last}
    return found, len(left_out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--batch", type=int, default=400)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    kernels = [kernel for path in SOURCES for kernel in kernels_of(path)]
    found, left_out = [], 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        batches = [
            pool.submit(run_batch, options.seed, first, min(options.batch, options.count - first), kernels)
            for first in range(0, options.count, options.batch)
        ]
        for future in concurrent.futures.as_completed(batches):
            findings, endless_ones = future.result()
            left_out += endless_ones
            for category, text in findings:
                found.append(category)
                if found.count(category) == 1:
                    print(f"=== {category}\n{text}", flush=True)
    print(
        f"{options.count} mutants, {left_out} of them endless and left out, "
        f"{len(found)} findings in {len(set(found))} categories"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
