"""Kernels as people write them, some 200 small ones: each in a few of the configurations. None may be refused."""

import pytest

from harness import ROOT, describe, npjit

KERNELS = sorted((ROOT / "tests/everyday").glob("*.py"))


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.stem)
def test_everyday(path):
    done = npjit("--check", path, "--route=all", "--inline=both", "-O0,3", "--sample=3")
    assert done.returncode == 0, describe(done)
