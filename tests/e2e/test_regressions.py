"""Kernels that once were wrong, each with the smallest form found: equal to the interpreter in every
configuration, now: every route, inlined and not, at every level."""

import pytest

from harness import ROOT, describe, npjit

KERNELS = sorted((ROOT / "tests/regressions").glob("*.py"))


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.stem)
def test_regression(path):
    done = npjit("--check", path)
    assert done.returncode == 0, describe(done)
