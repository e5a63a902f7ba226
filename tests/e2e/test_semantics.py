"""semantics.md as a table: every function of kernels/*.py with every one of its cases, interpreted and
compiled on every route, inlined and not, unoptimised and optimised. The oracle is npjit --check: its
comparison with the interpreter, and its look at what is left behind.

A function may be refused only where it says may_refuse.
"""

import concurrent.futures
import importlib.util
import json
import os

import pytest

from harness import ROOT, describe, npjit

KERNELS = sorted((ROOT / "tests/e2e/kernels").glob("*.py"))
PAIRS = ROOT / "tests/e2e/number_pairs.py"
CONFIGURATIONS = ("--route=all", "--inline=both", "-O0,3")


def functions_of(path):
    """The names of the functions of the file that have cases."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [name for name, value in vars(module).items() if getattr(value, "cases", None)]


FUNCTIONS = [
    pytest.param(path, name, id=f"{path.stem}.{name}")
    for path in KERNELS
    for name in functions_of(path)
]


def check(what):
    """The lines that --check gives, or None when the process did not live to finish."""
    done = npjit("--check", what, *CONFIGURATIONS, "--json", "-")
    if done.returncode not in (0, 3, 4):
        return None, describe(done)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["kind"] == "summary", describe(done)
    return lines, ""


def check_file(path):
    """For each function of the file what was found of it."""
    found = {name: [] for name in functions_of(path)}
    lines, _ = check(path)
    if lines is None:
        for name, findings in found.items():
            lines, said = check(f"{path}:{name}")
            findings.extend([{"kind": "crash", "text": said}] if lines is None else lines)
    else:
        for line in lines:
            if "function" in line:
                found[line["function"]].append(line)
        assert lines[-1]["functions"] == len(found)
    return found


@pytest.fixture(scope="module")
def findings():
    """One run of the program for each file, as many at once as there are processors."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(KERNELS, pool.map(check_file, KERNELS), strict=True))


@pytest.mark.parametrize(("path", "name"), FUNCTIONS)
def test_function(findings, path, name):
    bad = [
        line
        for line in findings[path][name]
        if line["kind"] in ("differs", "leaks", "crash")
        or (line["kind"] == "refused" and not line["allowed"])
    ]
    said = [f"{line.get('call')} [{line.get('configuration')}]: {line['text']}" for line in bad]
    assert not bad, "\n".join(said)


def test_number_pairs():
    """Many cases of little code: in one configuration."""
    done = npjit("--check", PAIRS, "--route=native", "--inline=on", "-O0")
    assert done.returncode == 0, describe(done)
