"""Comparing with an earlier run, and conditions that decide over the exit status."""

import json

import pytest

from harness import QUICK, describe, measured, npjit, refused

B3 = ("--scenario", "B3", "--size", "8", "--route=capi", "--inline=on", "--iters", "8")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    path = tmp_path_factory.mktemp("earlier") / "old.json"
    done = npjit(*B3, "--json", path, "--quiet")
    assert done.returncode == 0, describe(done)
    return path


def scaled(earlier, path, factor, arm="B3/capi"):
    """The earlier result with one arm's times multiplied."""
    document = json.loads(earlier.read_text())
    for benchmark in document["benchmarks"]:
        if benchmark["metadata"]["name"] == arm:
            for run in benchmark["runs"]:
                run["values"] = [value * factor for value in run["values"]]
    path.write_text(json.dumps(document))
    return path


def test_compare_prints_the_change(earlier):
    done = npjit(*B3, "--compare", earlier)
    assert done.returncode == 0, describe(done)
    assert "since the earlier run" in done.stdout
    assert done.stdout.count("%") >= 4
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_much_slower_fails(earlier, tmp_path):
    old = scaled(earlier, tmp_path / "old.json", 1e-3)
    done = npjit(*B3, "--compare", old, "--fail-if-slower", "5")
    assert done.returncode == 1, describe(done)
    assert "--fail-if-slower failed: B3/capi" in done.stderr
    assert "slower" in done.stdout


def test_much_faster_passes(earlier, tmp_path):
    old = scaled(earlier, tmp_path / "old.json", 1e3)
    done = npjit(*B3, "--compare", old, "--fail-if-slower", "5")
    assert done.returncode == 0, describe(done)
    assert "faster" in done.stdout


def test_too_few_rounds_are_inconclusive(earlier):
    few = (*B3[:-1], "2")
    done = npjit(*few, "--compare", earlier, "--fail-if-slower", "5")
    assert done.returncode == 5, describe(done)
    done = npjit(*few, "--fail-below", "0.001")
    assert done.returncode == 5, describe(done)
    assert "95% need 6" in done.stderr


def test_another_size_is_inconclusive(earlier):
    done = npjit(*B3, "--size", "9", "--compare", earlier, "--fail-if-slower", "5")
    assert done.returncode == 5, describe(done)
    assert "other size" in done.stdout


def test_fail_below():
    assert npjit(*B3, "--fail-below", "0.0001").returncode == 0
    done = npjit(*B3, "--fail-below", "1e9")
    assert done.returncode == 1, describe(done)
    assert "--fail-below failed: B3/capi" in done.stderr


def test_the_exit_status_is_in_the_result():
    document = measured(*B3, "--fail-below", "1e9", status=1)
    assert document["npjit"]["exit_code"] == 1


def test_a_refused_kernel_weighs_more(kernel_file):
    path = kernel_file("def f(n):\n    yield n\n")
    done = npjit("--kernel", f"{path}:f", "--args", "(1,)", *QUICK, "--fail-below", "1e9")
    assert done.returncode == 3, describe(done)


def test_what_cannot_be_read(tmp_path):
    assert "--compare" in refused(*B3, "--fail-if-slower", "5")
    assert "nothing.json" in refused(*B3, "--compare", tmp_path / "nothing.json")
    path = tmp_path / "cut.json"
    path.write_text('{"npjit": \n {')
    assert "cut.json:" in refused(*B3, "--compare", path)
    path.write_text("[1]")
    assert "npjit --json" in refused(*B3, "--compare", path)
    for word in ["", "x", "nan", "-1", "inf"]:
        assert "--fail-below" in refused(*B3, f"--fail-below={word}")
