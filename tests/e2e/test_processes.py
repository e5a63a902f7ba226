"""Measuring in several fresh processes, and what is pooled."""

import json
import os
import signal
import subprocess
import time

import pytest

from harness import ROOT, command, describe, environment, kernel_of, measured, npjit, refused

B3 = ("--scenario", "B3", "--size", "8", "--route=capi", "--inline=on", "--warmup", "1")


def test_each_process_is_a_run():
    document = measured(*B3, "--iters", "3", "--processes", "3")
    assert document["npjit"]["options"]["processes"] == "3"
    for benchmark in document["benchmarks"]:
        assert [len(run["values"]) for run in benchmark["runs"]] == [3, 3, 3]
        assert [len(run["warmups"]) for run in benchmark["runs"]] == [1, 1, 1]
    interp, capi = kernel_of(document)["arms"]
    assert interp["rounds"] == capi["rounds"] == 9
    assert [row["rounds"] for row in capi["processes"]] == [3, 3, 3]
    # the interval of three processes is from the least to the largest of their medians
    speedups = sorted(row["speedup"]["median"] for row in capi["processes"])
    assert capi["speedup"] == dict(zip(["low", "median", "high"], speedups, strict=True))
    seconds = sorted(row["seconds"]["median"] for row in interp["processes"])
    assert interp["seconds"] == dict(zip(["low", "median", "high"], seconds, strict=True))


def test_the_report_has_each_process():
    done = npjit(*B3, "--iters", "2", "--processes", "2")
    assert done.returncode == 0, describe(done)
    assert "in each of 2 processes" in " ".join(done.stdout.split())
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("  processes")]
    assert line.count("s,") + line.count("s;") == 2
    assert "extremes" in done.stdout and "95% CI" not in done.stdout
    assert done.stdout.count("nested loops") == 1
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_gates_count_processes(tmp_path):
    old = tmp_path / "old.json"
    run = (*B3, "--iters", "6")
    done = npjit(*run, "--processes", "2", "--json", old, "--fail-below", "0.0001")
    assert done.returncode == 5, describe(done)
    assert "has 2 processes" in done.stderr
    done = npjit(*run, "--processes", "2", "--compare", old, "--fail-if-slower", "1e6")
    assert done.returncode == 5, describe(done)


def test_what_cannot_be_compiled_is_said_once(kernel_file):
    path = kernel_file("def f(n):\n    yield n\n")
    done = npjit("--kernel", f"{path}:f", "--args", "(1,)", "--processes", "3")
    assert done.returncode == 3, describe(done)
    assert done.stdout.count("error:") == done.stderr.count("error:") == 1


SECOND_TIME_ONLY = """
import os

def f(n):
    return n + 1

if not os.path.exists({mark!r}):
    open({mark!r}, "w").close()
else:
    os._exit(7)
"""


def test_a_process_that_fails_is_an_error(kernel_file, tmp_path):
    path = kernel_file(SECOND_TIME_ONLY.format(mark=str(tmp_path / "mark")))
    done = npjit("--kernel", f"{path}:f", "--args", "(1,)", "--iters", "1", "--processes", "2")
    assert done.returncode == 2, describe(done)
    assert "process 2 measured nothing (status 7)" in done.stderr
    assert "interp" in done.stdout  # what the first one measured


def test_an_interrupt_keeps_what_was_complete(tmp_path):
    result = tmp_path / "result.json"
    process = subprocess.Popen(
        command(*B3, "--iters", "2", "--processes", "1000", "--json", result),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(TMPDIR=str(tmp_path)),
        cwd=ROOT, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    while not list(tmp_path.glob("npjit-process-*")) and process.poll() is None:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stdout + stderr
    assert "B3" in stdout
    assert not list(tmp_path.glob("npjit-process-*"))
    assert json.loads(result.read_text())["npjit"]["interrupted"]


@pytest.mark.parametrize("words", ["0", "x", "1001"])
def test_how_many(words):
    assert "--processes" in refused(*B3, "--processes", words)


def test_combinations():
    assert "--processes" in refused(*B3, "--processes", "2", "--dump-ir")
