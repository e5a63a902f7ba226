"""A thunk that is wrong on purpose: the program must notice, say where, and show no speedup."""

import pytest

from harness import HAS_FAULTS, QUICK, kernel_of, measured, npjit, refused

pytestmark = pytest.mark.skipif(not HAS_FAULTS, reason="a build without NPJIT_TEST_FAULTS")


def test_a_wrong_sum_is_found():
    done = npjit("--scenario", "B3", "--break-thunk", "sum", *QUICK)
    assert done.returncode == 4
    said = done.stdout + done.stderr
    assert "990000" in said  # what the interpreter gives
    assert "differ" in said
    assert "identical in every arm" not in said


def test_the_document_says_so():
    kernel = kernel_of(measured("--scenario", "B3", "--break-thunk", "sum", *QUICK, status=4))
    assert kernel["equal"] is False
    assert kernel["outcome"] == "differs"
    assert kernel["difference"]
    assert all(not arm.get("speedup") for arm in kernel["arms"])


def test_a_wrong_item_is_located():
    kernel = kernel_of(
        measured("--scenario", "B1", "--size", "10", "--break-thunk", "prod", *QUICK, status=4)
    )
    assert kernel["difference"]


def test_without_a_fault_all_is_well():
    assert kernel_of(measured("--scenario", "B3", *QUICK))["equal"] is True


def test_the_option_is_hidden():
    assert "break-thunk" not in npjit("--help").stdout
    assert refused("--break-thunk")
