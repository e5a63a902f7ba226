"""Small slices of what tests/endurance does at length (make leaks, make failures, make interrupts, make files):
memory flat over many calls, calls without memory, Ctrl-C at random moments, result files under SIGKILL."""

import json
import os
import subprocess
import sys

import pytest

from harness import HAS_FAULTS, PROGRAM, PYTHON, ROOT, SCENARIOS, describe, npjit, numpy_major

KERNELS = ROOT / "tests/endurance"
# Route python is left out where memory fails: CPython 3.11 itself crashes when an iterator over a dict's
# items, which NumPy's Python functions make, gets no memory.
NO_MEMORY = ("--route=native,ufunc,capi", "--fail-allocations")
# The address sanitizer keeps freed memory for a while, so that what is held tells nothing.
needs_malloc = pytest.mark.skipif("ASAN_OPTIONS" in os.environ, reason="a sanitizer keeps freed memory")


def script(name, *arguments):
    environment = dict(os.environ, NPJIT=str(PROGRAM))
    if PYTHON:
        environment["NPJIT_PYTHON"] = PYTHON
    return subprocess.run(
        [sys.executable, str(KERNELS / name), *arguments],
        env=environment, capture_output=True, encoding="utf-8", timeout=1800, check=False,
    )  # fmt: skip


def summary_of(done):
    """What a check says at its end."""
    assert done.returncode == 0, describe(done)
    return json.loads(done.stdout.splitlines()[-1])


@needs_malloc
@pytest.mark.parametrize("name", ["holding", "raising", "raising_by_compiling"])
def test_memory_stays_flat(name):
    done = npjit("--check", KERNELS / f"{name}.py", "--sample", "2", "--repeat", "300", "--json", "-")
    assert summary_of(done)["repeats"] > 0


@needs_malloc
def test_memory_stays_flat_in_the_scenarios():
    done = script("leaks.py", "--calls", "20", "--sample", "1", *SCENARIOS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not HAS_FAULTS, reason="a build without NPJIT_TEST_FAULTS")
@pytest.mark.parametrize("name", ["holding", "raising"])
def test_each_allocation_may_fail(name):
    if numpy_major() < 2:
        pytest.skip("NumPy 1 itself crashes in ufuncs that get no memory")
    done = npjit("--check", KERNELS / f"{name}.py", *NO_MEMORY, "--sample", "2", "--json", "-")
    assert summary_of(done)["failed_allocations"] > 0


@needs_malloc
@pytest.mark.skipif(not HAS_FAULTS, reason="a build without NPJIT_TEST_FAULTS")
@pytest.mark.parametrize("fault", ["missed-release", "missed-unwind"])
def test_a_leak_is_noticed(fault):
    done = npjit("--check", KERNELS / "raising.py", "--sample", "1", "--repeat", "100", "--break-thunk", fault)
    assert done.returncode == 4, describe(done)
    assert "after 100 calls" in done.stdout, describe(done)


def test_interruptions():
    done = script("interrupts.py", "--count", "20", "--seed", "fixed")
    assert done.returncode == 0, done.stdout + done.stderr


def test_result_files():
    done = script("files.py", "--count", "6", "--seed", "fixed")
    assert done.returncode == 0, done.stdout + done.stderr


# In its second case the code of all configurations is there.
KERNEL_THAT_LOOKS = """\
import numpy as np


def writable_and_executable():
    with open("/proc/self/maps") as maps:
        return [line for line in maps if line.split()[1][1:3] == "wx"]


def code_pages():
    with open("/proc/self/maps") as maps:
        return sum(line.split()[1][1:3] == "-x" and len(line.split()) == 5 for line in maps)


LOOK = [writable_and_executable, code_pages]


def kernel(n):
    total = 0
    for i in range(n):
        total += int(np.sum(np.array([i, i + 1])))
    found = LOOK[0]()
    if found:
        raise RuntimeError(found)
    if n > 3 and LOOK[1]() == 0:
        raise RuntimeError("no compiled code is mapped")
    return total


kernel.cases = [(3,), (5,)]
"""


def test_no_page_is_writable_and_executable(kernel_file):
    """The kernel itself reads the maps of its process, while its own code and that of others is there."""
    path = kernel_file(KERNEL_THAT_LOOKS)
    done = npjit("--check", path)
    assert done.returncode == 0, describe(done)
