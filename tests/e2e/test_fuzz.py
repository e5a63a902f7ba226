"""A fixed slice of the fuzzer, of the expressions of NumPy, of the source mutants and of the planted bugs: the same
kernels in every run. Longer runs: make fuzz, make expressions, make mutate, make faults."""

import os
import subprocess
import sys

import pytest

from harness import HAS_FAULTS, PROGRAM, PYTHON, ROOT, SLOWDOWN

FAULTS = ["wrong-line", "off-by-one-range", "missed-unwind"]


def run(script, *arguments):
    environment = dict(os.environ, NPJIT=str(PROGRAM))
    if PYTHON:
        environment["NPJIT_PYTHON"] = PYTHON
    return subprocess.run(
        [sys.executable, str(ROOT / "tests/fuzz" / script), *arguments],
        env=environment, capture_output=True, encoding="utf-8", timeout=1800 * SLOWDOWN, check=False,
    )  # fmt: skip


def test_generated_kernels():
    sizes = ["--count", str(3000 // SLOWDOWN), "--batch", str(max(320 // SLOWDOWN, 32))]
    timeout = str(400 * min(SLOWDOWN, 3))
    done = run("run.py", "--seed", "fixed", *sizes, "--timeout", timeout, "--no-shrink")
    assert done.returncode == 0, done.stdout + done.stderr


def test_expressions():
    done = run("expressions.py", f"--route=native{',capi' if SLOWDOWN == 1 else ''}", "--inline=on", "-O0")
    assert done.returncode == 0, done.stdout + done.stderr


def test_mutated_kernels():
    done = run("mutate.py", "--seed", "fixed", "--count", "40")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not HAS_FAULTS, reason="a build without NPJIT_TEST_FAULTS")
@pytest.mark.parametrize("fault", FAULTS)
def test_planted_bugs_are_found(fault):
    done = run("faults.py", fault)
    assert done.returncode == 0, done.stdout + done.stderr
