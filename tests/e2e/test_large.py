"""Functions of thousands of statements, which are compiled by other passes than short ones."""

import sys

import pytest

from harness import ROOT, describe, npjit

sys.path.insert(0, str(ROOT / "tools/bench"))
from growth import source_of  # noqa: E402


@pytest.mark.parametrize(("shape", "statements"), [("mixed", 2500), ("loops", 600)])
def test_identical(tmp_path, shape, statements):
    path = tmp_path / "large.py"
    path.write_text(source_of(shape, statements) + "\n\nkernel.cases = [make_arguments()]\n")
    done = npjit("--check", path, "--route=native", "--inline=on", "-O3")
    assert done.returncode == 0, describe(done)
    assert "0 differ" in done.stdout
