"""docs/language.md says what becomes of each construct; --list-kernels must say the same of the function that
stands for it. That they give the interpreter's results is test_semantics.py's to show."""

import json

import pytest

from harness import ROOT, describe, npjit
from test_semantics import functions_of

PATH = ROOT / "tests/e2e/kernels/language.py"


def status_of(becomes):
    return "refused" if becomes == "refused" else "boxed" if "boxed" in becomes else "full"


@pytest.fixture(scope="module")
def listed():
    done = npjit("--list-kernels", PATH, "--json", "-")
    assert done.returncode == 0, describe(done)
    found = {}
    for line in map(json.loads, done.stdout.splitlines()):
        found.setdefault(line.get("function"), set()).add(line.get("status"))
    return found


def rows():
    namespace = {}
    exec(compile(PATH.read_text(), PATH, "exec"), namespace)
    return [(name, *value.row) for name, value in namespace.items() if hasattr(value, "row")]


@pytest.mark.parametrize(("name", "construct", "becomes"), rows())
def test_row(listed, name, construct, becomes):
    assert listed[name] == {status_of(becomes)}, construct


def test_every_function_has_a_row():
    assert {name for name, _, _ in rows()} == set(functions_of(PATH))
