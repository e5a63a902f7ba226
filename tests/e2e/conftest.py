"""Fixtures of the end-to-end tests; the program is called through harness.py."""

import os

import pytest

import harness


def pytest_configure():
    os.environ.setdefault("NPJIT_VERIFY", "1")  # every pass is checked, and what LLVM is given
    if not harness.PROGRAM.exists():
        pytest.exit(f"{harness.PROGRAM} has not been built", returncode=2)


@pytest.fixture
def kernel_file(tmp_path):
    """Writes a user's kernel file and gives its path."""

    def write(source, name="mine.py"):
        path = tmp_path / name
        path.write_text(source, encoding="utf-8")
        return path

    return write
