"""Kernels as people write them (tests/kernels): identical with the interpreter on every route, inlined and
not, unoptimised and optimised; and none of them with a line in a loop that runs through CPython's objects.

A function says `boxed_because` when a loop of it cannot but do that, with the reason.
"""

import ast
import concurrent.futures
import importlib.util
import json
import os
import subprocess
import sys

import pytest

from harness import ROOT, describe, npjit, numpy_major

FILES = sorted((ROOT / "tests/kernels").glob("*.py"))
EVERYWHERE = ("--route=all", "--inline=both", "-O0,3", "--sample=2")
COUNTING = ("--route=native", "--inline=off", "-O0", "--boxed")
LOOPS = (ast.For, ast.While, ast.ListComp, ast.GeneratorExp)
# Below that many calls a loop is not what a kernel spends its time in: what happens once for each
# list that an argument is made of, for instance.
FEW = 2

# What still runs boxed in a loop: calls with generator expressions and key functions, and operators and
# methods of arrays other than float vectors. A kernel that no longer does fails here.
BOXED = {"binomial_sum", "fdtd_1d"}

# With NumPy 1 the type of a result depends on how large a Python int beside a NumPy scalar is.
BOXED_BY_NUMPY_1 = {"crc32", "bits_of_array", "dot", "integral_image", "life_of_array", "multiply_arrays"}


def module_of(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FUNCTIONS = [
    pytest.param(path, name, value, id=f"{path.stem}.{name}")
    for path in FILES
    for name, value in vars(module_of(path)).items()
    if getattr(value, "cases", None)
]


def loop_lines(path):
    """The lines inside of loops; what a loop iterates over is evaluated before it."""
    inside = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, LOOPS):
            first = node.body[0].lineno if isinstance(node, (ast.For, ast.While)) else node.lineno
            inside.update(range(first, node.end_lineno + 1))
        if isinstance(node, ast.While):
            inside.update(range(node.lineno, node.end_lineno + 1))
    return inside


def check(path, options):
    done = npjit("--check", path, *options, "--json", "-")
    assert done.returncode in (0, 3, 4), describe(done)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["kind"] == "summary", describe(done)
    return lines


@pytest.fixture(scope="module")
def findings():
    """Two runs of the program for each file, as many at once as there are processors."""
    jobs = [(path, options) for path in FILES for options in (EVERYWHERE, COUNTING)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(jobs, pool.map(lambda job: check(*job), jobs), strict=True))


@pytest.mark.parametrize(("path", "name", "function"), FUNCTIONS)
def test_identical(findings, path, name, function):
    bad = [
        f"{line['call']} [{line['configuration']}]: {line['kind']}: {line['text']}"
        for options in (EVERYWHERE, COUNTING)
        for line in findings[path, options]
        if line.get("function") == name and line["kind"] != "boxed"
    ]
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize(("path", "name", "function"), FUNCTIONS)
def test_no_boxed_line_in_a_loop(findings, path, name, function):
    inside = loop_lines(path)
    boxed = [
        f"{path}:{line['line']}: {line['text']}, {line['calls']} times: {line['call']}"
        for line in findings[path, COUNTING]
        if line.get("function") == name and line["kind"] == "boxed"
        and line["line"] in inside and line["calls"] > FEW
    ]  # fmt: skip
    if name in BOXED_BY_NUMPY_1 and numpy_major() < 2:
        assert boxed
    elif name in BOXED or hasattr(function, "boxed_because"):
        assert boxed, "nothing is boxed in its loops any more: take it off the list"
    else:
        assert not boxed, "\n".join(boxed)


def test_there_are_many():
    assert len(FUNCTIONS) >= 60


def test_documents_are_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "tools/make_docs.py", "--check"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
