"""The report in the forms of other programs."""

import contextlib
import csv
import io
import json
import os
import shlex
import subprocess
import sys

import pytest

from harness import QUICK, describe, npjit, refused

RUN = ("--scenario", "A1,B3", "--size", "8", "--iters", "6")


def printed(form):
    done = npjit(*RUN, f"--format={form}")
    assert done.returncode == 0, describe(done)
    assert done.stderr == ""
    return done.stdout


def test_csv_is_a_table():
    rows = list(csv.DictReader(io.StringIO(printed("csv"), newline="")))
    assert {row["kernel"] for row in rows} == {"A1", "B3"}
    assert all(None not in row and None not in row.values() for row in rows)
    for row in rows:
        assert row["arm"] == "interp" or row["identical"] == "true"
        assert float(row["seconds_low"]) <= float(row["seconds"]) <= float(row["seconds_high"])
        assert (row["speedup"] == "") == (row["arm"] == "interp")


def test_markdown_is_a_table():
    lines = printed("markdown").splitlines()
    width = lines[0].count("|")
    assert lines[2].startswith("| A1 |")
    assert [line.count("|") for line in lines[:4]] == [width] * 4
    assert "identical" in lines[3]


def test_google_benchmark():
    document = json.loads(printed("googlebench"))
    assert document["context"]["json_schema_version"] == 1
    entries = document["benchmarks"]
    rounds = [entry for entry in entries if entry["run_type"] == "iteration"]
    for name in {entry["run_name"] for entry in entries}:
        mine = [entry for entry in rounds if entry["name"] == name]
        assert [entry["repetition_index"] for entry in mine] == list(range(6))
        times = sorted(entry["real_time"] for entry in mine)
        (median,) = [entry for entry in entries if entry["name"] == name + "_median"]
        assert median["aggregate_name"] == "median"
        assert times[2] <= median["real_time"] <= times[3]
    for entry in entries:
        assert entry["time_unit"] == "ns"
        assert {"cpu_time", "iterations", "threads", "repetitions"} <= set(entry)


    assert isinstance(document["context"]["num_cpus"], int)
    for key in ["date", "executable", "caches", "library_build_type"]:
        assert key in document["context"], key


def test_google_benchmarks_names_are_unique_in_a_sweep():
    done = npjit("--scenario", "B3", "--size", "4,8", "--opt-levels", "0,3", "--route=native",
                 "--inline=on", "--iters", "2", "--format=googlebench")  # fmt: skip
    entries = json.loads(done.stdout)["benchmarks"]
    names = {entry["run_name"] for entry in entries}
    assert {"B3/native/4/O0", "B3/native/8/O0", "B3/native/4/O3", "B3/native/8/O3"} <= names
    assert len(names) == 8


def test_what_github_action_benchmark_reads():
    """Its extractor of the tool googlecpp takes these fields of every entry."""
    for entry in json.loads(printed("googlebench"))["benchmarks"]:
        assert isinstance(entry["name"], str)
        assert isinstance(entry["real_time"], float) and isinstance(entry["cpu_time"], float)
        assert isinstance(entry["iterations"], int) and isinstance(entry["threads"], int)
        assert entry["time_unit"] in ("ns", "us", "ms", "s")


def compare_py():
    """The command of Google Benchmark's compare.py: $NPJIT_COMPARE_PY, or Debian's with Debian's SciPy."""
    if command := os.environ.get("NPJIT_COMPARE_PY"):
        return shlex.split(command)
    command = ["/usr/bin/python3", "/usr/share/benchmark/compare.py"]
    with contextlib.suppress(OSError):
        if subprocess.run([*command, "--help"], capture_output=True, check=False).returncode == 0:
            return command
    pytest.skip("no compare.py with SciPy: tools/setup.sh --tests installs them")


def test_google_benchmarks_compare_py(tmp_path):
    for name in ["old.json", "new.json"]:
        (tmp_path / name).write_text(printed("googlebench"), encoding="utf-8")
    compare = [*compare_py(), "--no-color"]
    done = subprocess.run(
        [*compare, "benchmarks", tmp_path / "old.json", tmp_path / "new.json"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for name in ["A1/interp", "B3/native"]:
        assert f"{name}_pvalue" in done.stdout and f"{name}_median" in done.stdout
    done = subprocess.run(
        [*compare, "filters", tmp_path / "old.json", "B3/interp", "B3/native"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "[B3/interp vs. B3/native]" in done.stdout


@pytest.mark.parametrize("form", ["csv", "markdown", "googlebench"])
def test_a_refusal_is_in_it(form, kernel_file):
    path = kernel_file("def f(n):\n    yield n\n")
    done = npjit("--kernel", f"{path}:f", "--args", "(1,)", *QUICK, f"--format={form}")
    assert done.returncode == 3, describe(done)
    assert "yield" in done.stderr or "generator" in done.stderr
    assert form == "googlebench" or "f" in done.stdout


def test_combinations(tmp_path):
    assert "--json" in refused(*RUN, "--format=csv", "--json", "-")
    assert "--format" in refused(*RUN, "--format=xml")
    done = npjit(*RUN, "--format=csv", "--json", tmp_path / "all.json")
    assert done.returncode == 0, describe(done)
    assert json.loads((tmp_path / "all.json").read_text())["version"] == "1.0"


PYPERF_COMMANDS = [["show"], ["stats"], ["hist"], ["metadata"], ["dump"], ["check"]]


@pytest.fixture(scope="module")
def pooled(tmp_path_factory):
    path = tmp_path_factory.mktemp("pyperf") / "pooled.json"
    done = npjit(*RUN, "--route=native", "--inline=on", "--processes", "2", "--json", path, "-q")
    assert done.returncode == 0, describe(done)
    return path


def pyperf(*arguments):
    command = [sys.executable, "-m", "pyperf", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("words", PYPERF_COMMANDS, ids=lambda words: words[0])
def test_pyperf_reads_it(pooled, words):
    pytest.importorskip("pyperf")
    printed = pyperf(*words, pooled)
    assert "B3/native" in printed or words[0] == "metadata"


def test_pyperf_sees_a_run_for_each_process(pooled):
    pytest.importorskip("pyperf")
    assert pyperf("stats", pooled).count("Total number of run: 2") == 4


def test_pyperf_compares(pooled):
    pytest.importorskip("pyperf")
    assert "B3/native" in pyperf("compare_to", "--table", pooled, pooled, "-v")
