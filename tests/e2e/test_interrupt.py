"""Ctrl-C: the program stops soon, says what it has measured, and exits with 130."""

import os
import signal
import subprocess
import time

import pytest

from harness import ROOT, TIMEOUT, command, environment, strict_json

# A loop that NumPy never sees, long enough that only an interruption ends it.
ENDLESS = """\
def kernel(n):
    total = 0
    for i in range(n):
        total = (total + i) % 1000003
    return total
"""


def interrupted(*arguments, after, signals=1):
    """Starts the program, sends SIGINT after so many seconds, and gives (process, stdout, stderr, seconds
    from the signal to the end)."""
    process = subprocess.Popen(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=ROOT,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        time.sleep(after)
        assert process.poll() is None, process.communicate()
        started = time.monotonic()
        for _ in range(signals):
            process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
        return process, stdout, stderr, time.monotonic() - started
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait(TIMEOUT)


def test_while_measuring(tmp_path):
    path = tmp_path / "partial.json"
    process, stdout, stderr, _ = interrupted(
        "--scenario", "B3", "--iters", "1000000", "--json", path, after=4
    )
    assert process.returncode == 130, stdout + stderr
    assert "B3" in stdout
    assert "no calls" not in stdout  # they were not counted
    assert "interrupted" in stdout + stderr
    assert "Traceback" not in stdout + stderr
    document = strict_json(path.read_text())
    (kernel,) = document["npjit"]["kernels"]
    assert kernel["interrupted"] is True
    assert kernel["equal"] is True
    rounds = {arm["rounds"] for arm in kernel["arms"]}
    assert rounds.issubset(range(1, 1000000))
    assert document["npjit"]["exit_code"] == 130


def test_what_was_finished_before_is_kept(tmp_path):
    path = tmp_path / "partial.json"
    process, _, _, _ = interrupted(
        "--scenario", "B3", "--scenario", "C3", "--iters", "1000000", "--json", path, after=4
    )
    assert process.returncode == 130
    kernels = strict_json(path.read_text())["npjit"]["kernels"]
    assert kernels[0]["id"] == "B3"


@pytest.mark.parametrize("turns", [10**10])
def test_inside_a_long_kernel(kernel_file, turns):
    path = kernel_file(ENDLESS)
    process, stdout, stderr, _ = interrupted(
        "--kernel", f"{path}:kernel", "--args", f"({turns},)", "--json", "-", after=3
    )
    assert process.returncode == 130, stdout + stderr
    assert "Traceback" not in stderr
    strict_json(stdout)


@pytest.mark.parametrize("delay", [0.02, 0.05, 0.1, 0.2, 0.3])
def test_before_anything_is_measured(delay):
    process, stdout, stderr, _ = interrupted("--scenario", "all", "--iters", "1000", after=delay)
    # Before the handler is there the signal's own action ends the process.
    assert process.returncode in (130, -signal.SIGINT), stdout + stderr
    assert "Traceback" not in stderr
