"""--memory and --profile: what they count, on kernels of which it is known."""

import pytest

from harness import QUICK, describe, kernel_of, measured, npjit

KERNELS = """
import numpy as np
from numpy import sin as sine

def makes(n):
    total = 0
    for i in range(n):
        total += int(np.sum(np.array([i, i + 1])))
    return total

def large(n):
    a = np.zeros(n)
    b = a + 1.0
    return b

def python_only(n):
    total = 0
    for i in range(n):
        total = (total * 3 + i) % 1000003
    return total

def operators(a, b):
    c = a @ b
    c[0] = sine(a[0])
    c += a
    a[1][0] += 1.0
    return -c

def raises(n):
    np.array([1, 2])
    return np.max(np.zeros(n))
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("memory") / "kernels.py"
    file.write_text(KERNELS, encoding="utf-8")
    return file


def arms_of(path, function, arguments, *options):
    document = measured("--kernel", f"{path}:{function}", "--args", arguments, *QUICK,
                        "--inline=on", "--memory", *options)  # fmt: skip
    return {arm["name"]: arm for arm in kernel_of(document)["arms"]}, document


def test_arrays_are_counted_and_avoided(path):
    arms, document = arms_of(path, "makes", "(500,)")
    interp, capi, native = (arms[name]["memory"] for name in ("interp", "capi", "native"))
    assert interp["arrays"] == 1000  # np.sum makes one without dimensions
    assert interp["array_bytes"] == 500 * 16 + 500 * 8
    assert interp["objects"] >= 1000
    assert capi["arrays"] + capi["arrays_avoided"] == 1000
    assert native["arrays"] == 0 and native["arrays_avoided"] == 1000
    assert native["objects"] < 10
    kept = native["compile_kept_bytes"]
    assert kept is None or kept > 0  # None: an allocator that does not tell
    assert kernel_of(document)["peak_resident_bytes"] > 1_000_000
    assert document["npjit"]["options"]["memory"] == "on"


def test_what_is_held_at_once(path):
    arms, _ = arms_of(path, "large", "(1000000,)", "--route=capi")
    for arm in arms.values():
        assert 2 <= arm["memory"]["arrays"] <= 4  # 1.0 may become one without dimensions
        assert 16_000_000 <= arm["memory"]["peak_bytes"] < 16_100_000


def test_a_kernel_that_raises(path):
    arms, _ = arms_of(path, "raises", "(0,)", "--route=capi", "--profile")
    assert arms["interp"]["memory"]["arrays"] >= 2


def test_inlining_is_not_looked_at_twice(path):
    document = measured("--kernel", f"{path}:makes", "--args", "(5,)", *QUICK, "--memory",
                        "--route=capi,native")  # fmt: skip
    shown = [arm["name"] for arm in kernel_of(document)["arms"] if "memory" in arm]
    assert shown == ["interp", "capi", "native"]


def test_nothing_without_it(path):
    document = measured("--kernel", f"{path}:makes", "--args", "(5,)", *QUICK)
    kernel = kernel_of(document)
    assert all("memory" not in arm for arm in kernel["arms"])
    assert kernel["profile"] is None and kernel["peak_resident_bytes"] is None


def profile_of(path, function, arguments):
    document = measured("--kernel", f"{path}:{function}", "--args", arguments, "--profile",
                        "--iters", "2", "--route=capi,native", "--inline=on")  # fmt: skip
    return kernel_of(document)["profile"]


def test_operators_and_ufuncs_are_numpys(path):
    profile = profile_of(path, "operators", "(np.ones((300, 300)), np.ones((300, 300)))")
    names = {row["name"]: row for row in profile["functions"]}
    for name in ["matmul", "getitem", "setitem", "iadd", "neg"]:
        (row,) = [row for known, row in names.items() if known.endswith(f"operator.{name}")]
        assert row["numpy"]
    assert names["np.sin"]["calls"] == 1 and names["np.sin"]["numpy"]
    assert profile["numpy_seconds"] <= profile["seconds"]


def test_python_only_predicts_the_most(path):
    profile = profile_of(path, "python_only", "(20000,)")
    assert profile["numpy_seconds"] == 0
    assert profile["predicted"] == {"low": 30, "high": 40}
    assert "over 70% in Python" in profile["words"]


def test_the_kernels_result_is_untouched(path):
    """The profiled version runs, with every statement that was rewritten."""
    profile = profile_of(path, "operators", "(np.ones((3, 3)), np.ones((3, 3)))")
    (own,) = [row for row in profile["functions"] if row["name"].startswith("operators ")]
    assert own["calls"] == 1 and not own["numpy"]


@pytest.mark.parametrize("changes", [{"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C"}])
def test_the_report(changes):
    done = npjit("--scenario", "B3", "--size", "20", *QUICK, "--memory", "--profile", **changes)
    assert done.returncode == 0, describe(done)
    assert "arrays avoided" in done.stdout and "prediction" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert changes["LC_ALL"] != "C" or done.stdout.isascii()
