"""Public suites of numeric Python through `npjit --check`: every kernel interpreted and compiled, compared.

    python tests/suites/run.py npbench FOLDER     a checkout of spcl/npbench: its NumPy kernels, preset S
    python tests/suites/run.py pythran FOLDER     a checkout of serge-sans-paille/pythran: its #runas cases

Nothing of a suite is stored here, and nothing is written into its checkout. Each case is copied, with its
arguments below it, into a folder that is removed afterwards. Two runs of the program for each: in --sample of
the configurations, and once more counting what runs boxed. Exit status 1 when something was wrong.

NPJIT         the program (default: build/npjit)
NPJIT_PYTHON  given to it with --python, if set; NPBench's spmv and some of Pythran's cases need SciPy there
"""

import argparse
import ast
import collections
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NPJIT", ROOT / "build/npjit")).resolve()
PYTHON = os.environ.get("NPJIT_PYTHON")
COUNTING = ("--route=native", "--inline=off", "-O0", "--boxed")
OUTCOMES = ["identical", "identical with boxed lines", "refused", "wrong", "not run"]
RUNAS = re.compile(r"# ?runas (.*)")
PRESET = "S"

# Below a case's source. The arguments are made by the program, once, in the case's own namespace.
CASES = """

def npjit_cases():
    import inspect
    scope = dict(globals())
    exec({setup!r}, scope)
    def bound(*args, **kwargs):
        given = inspect.signature({function}).bind(*args, **kwargs)
        return {{**dict(zip(given.arguments, given.args)), **given.kwargs}} if given.kwargs else given.args
    scope["npjit_bound"] = bound
    return [eval({arguments!r}, scope)]


{function}.cases = npjit_cases
"""


@dataclasses.dataclass
class Case:
    name: str
    source: pathlib.Path  # the file with the kernel
    function: str
    setup: str  # statements
    arguments: str  # an expression: npjit_bound(…)
    beside: list = dataclasses.field(default_factory=list)  # files that are imported


@dataclasses.dataclass
class Verdict:
    outcome: str
    reason: str = ""


# ---- the suites ----


def npbench_cases(folder):
    for path in sorted((folder / "bench_info").glob("*.json")):
        info = json.loads(path.read_text(encoding="utf-8"))["benchmark"]
        place = folder / "npbench/benchmarks" / info["relative_path"]
        module, init = info["module_name"], info.get("init")
        lines = [f"{name} = {value!r}" for name, value in info["parameters"][PRESET].items()]
        beside = []
        if init:
            beside = [place / f"{module}.py"]
            made = f"{init['func_name']}({', '.join(init['input_args'])})"
            lines.append(f"from {module} import {init['func_name']}")
            lines.append(f"{', '.join(init['output_args'])} = {made}")
        yield Case(
            path.stem, place / f"{module}_numpy.py", info["func_name"], "\n".join(lines),
            f"npjit_bound({', '.join(info['input_args'])})", beside,
        )  # fmt: skip


def pythran_cases(folder):
    """Yields also (name, why) for a #runas line that is no case."""
    for path in sorted((folder / "pythran/tests").rglob("*.py")):
        text = path.read_text(encoding="utf-8", errors="replace")
        commands = RUNAS.findall("\n".join(t for t in text.splitlines() if t.startswith("#")))
        for number, command in enumerate(commands):
            name = f"{path.parent.name}/{path.stem}" + (f".{number}" if len(commands) > 1 else "")
            yield runas_case(name, path, text, command)


def runas_case(name, path, text, command):
    """The case, or (name, why it is none)."""
    try:
        statements = ast.parse(command.strip()).body
        defined = {s.name for s in ast.parse(text).body if isinstance(s, ast.FunctionDef)}
    except SyntaxError as error:
        return name, f"does not parse: {error.msg}"
    call = getattr(statements[-1], "value", None)
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in defined):
        return name, "is no call of a function of its file"
    function, call.func.id = call.func.id, "npjit_bound"
    setup = "\n".join(ast.unparse(s) for s in statements[:-1])
    beside = sorted(path.parent.glob("*.py"))
    return Case(name, path, function, setup, ast.unparse(call), beside)


SUITES = {"npbench": npbench_cases, "pythran": pythran_cases}

# ---- one case ----


def written(case, folder):
    """The case with its arguments as a file in `folder`."""
    for path in case.beside:
        shutil.copy(path, folder)
    target = folder / f"case_{case.source.stem}.py"
    source = case.source.read_text(encoding="utf-8", errors="replace")
    below = CASES.format(setup=case.setup, arguments=case.arguments, function=case.function)
    target.write_text(source + below, encoding="utf-8")
    return target


def check(path, function, options, timeout):
    """The documents that the program wrote, and how it died or why it could not begin, or None."""
    chosen = ["--python", PYTHON] if PYTHON else []
    command = [PROGRAM, *chosen, "--check", f"{path}:{function}", "--json", "-", *options]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
            timeout=timeout, check=False, cwd=path.parent,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return [], f"not done after {timeout} s"
    lines = [line for line in done.stdout.splitlines() if line.startswith("{") and line.endswith("}")]
    documents = [json.loads(line) for line in lines]
    if done.returncode in (0, 3, 4):
        return documents, None
    said = [line for line in done.stderr.splitlines() if line.strip()]
    last = said[-1] if said else ""
    if done.returncode == 2:
        return documents, last
    return documents, f"crash: exit {done.returncode} {last}"


def judged(documents, trouble):
    """What one run of the program shows, the worst first; None for an identical result."""
    for kind, outcome in (("differs", "wrong"), ("leaks", "wrong"), ("refused", "refused")):
        for document in documents:
            if document["kind"] == kind:
                return Verdict(outcome, f"[{document['configuration']}] {document['text']}"[:400])
    if trouble:
        return Verdict("wrong" if trouble.startswith("crash") else "not run", trouble[:400])
    return None


def run_case(case, options):
    with tempfile.TemporaryDirectory(prefix="npjit-suite-") as name:
        path = written(case, pathlib.Path(name))
        counted, trouble = check(path, case.function, COUNTING, options.timeout)
        verdict = judged(counted, trouble)
        if verdict is None:
            everywhere = ("--route=all", "--inline=both", "-O0,3", f"--sample={options.sample}")
            verdict = judged(*check(path, case.function, everywhere, options.timeout))
    boxed = {(d["line"], d["text"]): d["calls"] for d in counted if d["kind"] == "boxed"}
    if verdict is None and boxed:
        (line, op), calls = max(boxed.items(), key=lambda item: item[1])
        lines = len({line for line, _ in boxed})
        reason = f"{lines} lines, most often line {line}: {op}, {calls} times"
        return Verdict("identical with boxed lines", reason)
    return verdict or Verdict("identical")


# ---- all of them ----


def without_place(reason):
    """The reason as others have it too: no configuration, names or numbers."""
    text = re.sub(r"^\[.*?\] ", "", reason)
    return re.sub(r"-?\d[\d.e+-]*", "#", re.sub(r"'[^']*'", "''", text))[:110]


def summary(verdicts):
    counts = collections.Counter(v.outcome for v in verdicts.values())
    shown = [f"{len(verdicts)} cases: " + ", ".join(f"{counts[o]} {o}" for o in OUTCOMES)]
    for outcome in ("wrong", "refused", "not run"):
        reasons = collections.Counter(without_place(v.reason) for v in verdicts.values() if v.outcome == outcome)
        shown += [f"  {outcome}: {count} x {reason}" for reason, count in reasons.most_common()]
    return "\n".join(shown)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suite", choices=SUITES)
    parser.add_argument("folder", type=pathlib.Path, help="its checkout")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--sample", type=int, default=4, help="configurations for each case")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one run of the program")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    found = list(SUITES[options.suite](options.folder.resolve()))
    verdicts = {f[0]: Verdict("not run", f[1]) for f in found if isinstance(f, tuple) and options.only in f[0]}
    cases = [f for f in found if isinstance(f, Case) and options.only in f.name]
    if not cases:
        parser.error(f"no cases in {options.folder}")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for case, verdict in zip(cases, pool.map(lambda c: run_case(c, options), cases), strict=True):
            verdicts[case.name] = verdict
            print(f"{verdict.outcome:27} {case.name}: {verdict.reason}", flush=True)
    print(summary(verdicts))
    return 1 if any(v.outcome == "wrong" for v in verdicts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
