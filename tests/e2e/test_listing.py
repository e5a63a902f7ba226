"""--list-kernels: which functions of a file compile, without running them."""

import json

import pytest

from harness import describe, npjit, refused

SOURCE = '''
import numpy as np
from numpy.typing import NDArray

ran = []

def full(n: int, scale: float = 2.0):
    ran.append(1)
    return n * scale

def boxed(n: int):
    table = {}
    for i in range(n):
        table[i] = i
    return table

def refused(n: int):
    async def later():
        pass
    return later

def unknown(x, y: int):
    return x + y

def arrays(x: NDArray[np.float64], y: np.ndarray[tuple[int, int], np.dtype[np.int32]], z: "float32[:, ::1]"):
    return x[0] + y[0, 0]

def several(a: list[int], b: tuple[int, float], c: int | None, d: np.int16):
    return a

def nowhere(x: "nowhere", y: list):
    return x

def cased(x, y):
    return x + y

cased.cases = [(1, 2), (3, 4), (1.5, 2)]
'''


@pytest.fixture
def listed(kernel_file):
    def run(*options, function=None):
        path = kernel_file(SOURCE)
        done = npjit("--list-kernels", f"{path}:{function}" if function else path, *options, "--json", "-")
        assert done.returncode == 0, describe(done)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert lines[-1]["kind"] == "summary"
        return lines[:-1], lines[-1]

    return run


def test_every_function_in_the_order_of_the_file(listed):
    kernels, summary = listed()
    assert [(k["function"], k["status"]) for k in kernels[:4]] == [
        ("full", "boxed"), ("boxed", "boxed"), ("refused", "refused"), ("unknown", "untyped"),
    ]  # fmt: skip
    assert sum(summary[s] for s in ("full", "boxed", "refused", "untyped")) == len(kernels)


def test_boxed_lines_and_what_they_do(listed):
    kernels, _ = listed(function="boxed")
    assert kernels[0]["boxed"] == [{"line": 14, "operation": "object.setitem"}]


def test_refusals_have_their_place(listed):
    kernels, _ = listed(function="refused")
    refusal = kernels[0]["refusal"]
    assert (refusal["line"], refusal["column"]) == (18, 5)
    assert "async" in refusal["message"] and refusal["hint"]


def test_what_nothing_is_known_of(listed):
    kernels, _ = listed(function="unknown")
    assert (kernels[0]["status"], kernels[0]["unknown"]) == ("untyped", "x")


def test_annotations(listed):
    kernels, _ = listed(function="arrays")
    assert kernels[0]["parameters"] == "x: array(float64, 1), y: array(int32, 2), z: array(float32, 2)"
    kernels, _ = listed(function="several")
    assert kernels[0]["parameters"] == "a: list(int), b: tuple(int, float), c: int, d: np.int16"
    kernels, _ = listed(function="nowhere")
    assert (kernels[0]["parameters"], kernels[0]["unknown"]) == ("x, y", "x, y")


def test_cases_each_list_of_types_once(listed):
    kernels, summary = listed(function="cased")
    assert [(k["parameters"], k["status"]) for k in kernels] == [
        ("x: int, y: int", "full"), ("x: float, y: int", "full"),
    ]  # fmt: skip
    assert summary["full"] == 2


def test_a_call(listed):
    kernels, _ = listed("--setup", "import math", "--args", "(math.pi, 1)", function="unknown")
    assert (kernels[0]["parameters"], kernels[0]["status"]) == ("x: float, y: int", "full")
    assert kernels[0]["types_from"] == "call"


def test_nothing_runs(kernel_file):
    path = kernel_file("def stops(n: int):\n    raise SystemExit(7)\n")
    done = npjit("--list-kernels", path)
    assert done.returncode == 0 and "stops(n: int): " in done.stdout, describe(done)


def test_in_words(kernel_file):
    path = kernel_file("def twice(x: float):\n    return x * 2\n")
    done = npjit("--list-kernels", path)
    assert done.stdout.splitlines() == [
        f"{path}:1: twice(x: float): compiles fully",
        "1 fully, 0 with boxed lines, 0 refused, 0 without types",
    ]


def test_mistakes(kernel_file):
    path = kernel_file("x = 1\n")
    assert "defines no function" in refused("--list-kernels", path)
    assert "no function 'f'" in refused("--list-kernels", f"{path}:f")
    assert "do not go together" in refused("--list-kernels", path, "--scenario", "B3")
    assert "of no use without --args" in refused("--list-kernels", path, "--setup", "y = 2")
