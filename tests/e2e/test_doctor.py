"""The doctor, and options that say where and how long to measure."""

import os
import subprocess
import sys

import pytest

from harness import describe, kernel_of, measured, npjit, refused

B3 = ("--scenario", "B3", "--size", "8", "--route=capi", "--inline=on")


def test_doctor():
    done = npjit("doctor")
    assert done.returncode in (0, 1), describe(done)  # 1: an honest answer of a restless machine
    for word in ["Environment", "noisy", "against itself", "200, of 10 rounds", "inconclusive"]:
        assert word in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_no_other_command():
    assert "'physician' belongs to no option" in refused("physician")


def test_a_time_budget_ends_the_rounds():
    document = measured(*B3, "--time-budget", "0.000001")
    kernel = kernel_of(document)
    assert [arm["rounds"] for arm in kernel["arms"]] == [6, 6]
    assert not kernel["interrupted"]
    assert document["npjit"]["options"]["time_budget"] == "1e-06"


def test_rounds_still_limit_a_budget():
    kernel = kernel_of(measured(*B3, "--time-budget", "1000", "--iters", "7"))
    assert [arm["rounds"] for arm in kernel["arms"]] == [7, 7]


def test_pinning():
    cpu = min(os.sched_getaffinity(0))
    document = measured(*B3, "--cpu", str(cpu), "--iters", "1")
    assert document["npjit"]["environment"]["cores"] == "1"
    assert "no such processor" in refused(*B3, "--cpu", "1023")
    assert "--cpu" in refused(*B3, "--cpu", "-1")


@pytest.mark.skipif(not os.path.exists("/proc/thread-self/schedstat"), reason="Linux does not count waiting")
def test_a_processor_shared_with_others(kernel_file):
    """Each of two busy processes on one processor waits half of the time."""
    path = kernel_file("def kernel(n):\n    while n > 0:\n        n -= 1\n    return n\n")
    cpu = min(os.sched_getaffinity(0))
    spin = f"import os\nos.sched_setaffinity(0, [{cpu}])\nwhile True: pass"
    with subprocess.Popen([sys.executable, "-c", spin]) as other:
        try:
            kernel = kernel_of(measured("--kernel", str(path), "--args=(3000000,)", "--route=native", "--inline=on",
                                        "--iters", "6", "--cpu", str(cpu)))  # fmt: skip
        finally:
            other.kill()
    assert 0.05 < kernel["waited_share"] < 1
