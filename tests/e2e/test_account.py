"""The account of where the time goes, and the compiled loop alone."""

import math
import re

import pytest

from harness import QUICK, ROUTES, SCENARIOS, SMALL, kernel_of, measured, npjit

LAYERS = ["interpretation", "wrappers", "dispatch", "allocation", "loop"]
SMALL_ARRAYS = ["B1", "B2", "B3", "C1", "C2", "C3", "C3M"]

KERNELS = '''
import numpy as np

def gives_arrays(n):
    a = np.zeros(n)
    for i in range(n):
        a[i] = np.sum(np.array([i, 0.5]))
    return a + a, a

def changes_its_argument(a):
    for i in range(len(a)):
        a[i] += np.max(np.array([i, 2]))
    return np.sum(a)

def decides_by_results(n):
    x = np.array([0, 1])
    t = 0
    for i in range(n):
        if i % 3 == 0:
            x = np.array([i, t % 7])
        s = int(np.max(x))
        if s > t:
            t += s
        else:
            t += 1
    return t, x

def exact(n):
    a, b = 0, 1
    t = 0
    for i in range(n):
        a, b = b, a + b
        t += int(np.sum(np.array([a, b])))
    return t

def raises(n):
    return np.max(np.zeros(n))
'''


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("account") / "kernels.py"
    file.write_text(KERNELS, encoding="utf-8")
    return file


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_parts_add_up(scenario):
    kernel = kernel_of(measured("--scenario", scenario, "--size", SMALL[scenario], "--iters", 3))
    account = kernel["account"]
    assert [layer for part in account["slices"] for layer in part["layers"]] == LAYERS
    assert [part["from"] for part in account["slices"]] == ["interp", *ROUTES]
    assert [part["to"] for part in account["slices"]] == [*ROUTES, None]
    total = sum(part["seconds"]["median"] for part in account["slices"])
    interpreter = kernel["arms"][0]["seconds"]["median"]
    assert math.isclose(total, interpreter, rel_tol=1e-9)
    assert math.isclose(sum(part["share"]["median"] for part in account["slices"]), 1)
    assert kernel["meaning"]


def test_account_of_some_routes():
    kernel = kernel_of(measured("--scenario", "B3", "--size", 5, "--route=capi", *QUICK))
    layers = [part["layers"] for part in kernel["account"]["slices"]]
    assert layers == [LAYERS[:2], LAYERS[2:]]


def check_isolation(kernel, route):
    isolation = kernel["isolation"]
    assert isolation["unavailable"] is None
    assert isolation["route"] == route
    (arm,) = [arm for arm in kernel["arms"] if arm["route"] == route and arm["inline"] is False]
    return isolation, sum(arm["ffi_calls"].values())


@pytest.mark.parametrize("scenario", SMALL_ARRAYS)
def test_loop_alone(scenario):
    """As many results are handed back as calls were counted, and the comparison is explained."""
    kernel = kernel_of(
        measured("--scenario", scenario, "--size", SMALL[scenario], "--isolate", *QUICK)
    )
    isolation, calls = check_isolation(kernel, "capi")
    assert isolation["calls"] + (scenario == "B1") == calls  # np.zeros is made: its items are written
    assert isolation["rung"] == "native"
    assert isolation["agrees"] in (True, False)
    assert isolation["explanation"]


@pytest.mark.parametrize("route", ROUTES[:3])
@pytest.mark.parametrize("level", ["-O0", "-O3"])
@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("gives_arrays", "(20,)"),
        ("changes_its_argument", "(np.arange(9),)"),
        ("decides_by_results", "(50,)"),
        ("exact", "(200,)"),
    ],
)
def test_replaying_takes_the_same_way(path, function, arguments, route, level):
    """npjit itself compares the order of calls, their number in each timed call, and the result."""
    document = measured(
        "--kernel", f"{path}:{function}", "--args", arguments, "--isolate", f"--route={route}",
        level, *QUICK,
    )  # fmt: skip
    isolation, _ = check_isolation(kernel_of(document), route)
    assert isolation["calls"] > 0
    assert isolation["seconds"]["median"] > 0
    assert isolation["seconds_called"]["median"] > 0


def test_what_cannot_be_isolated_is_said(path):
    what = ("--kernel", f"{path}:raises", "--args", "(0,)", "--isolate", *QUICK)
    assert kernel_of(measured(*what))["isolation"]["unavailable"]
    assert "isolated" in npjit(*what).stdout


def test_each_line_has_its_own_cost():
    kernel = kernel_of(measured("--scenario", "C1", "--size", 60, *QUICK))
    for arm in kernel["arms"]:
        for row in arm["ffi_lines"]:
            assert row["calls"] > 0 and row["line"] > 0
            assert isinstance(row["seconds_per_call"], float), (arm["route"], row)
    assert {row["name"] for row in kernel["arms"][0]["ffi_lines"]} == {"np.array", "np.sum", "np.mean"}
    text = npjit("--scenario", "C1", "--size", 60, "--verbose", *QUICK).stdout
    assert re.search(r"np\.sum 20\s+\(line\s+32,\s+[\d.,]+\s+\S+\s+each\)", text), text
