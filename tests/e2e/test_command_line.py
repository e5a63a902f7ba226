"""Options: what is accepted, what is refused, and that refusals say what would have been right."""

import os
import re
import subprocess

import pytest

from harness import (
    PROGRAM,
    PYTHON,
    QUICK,
    ROOT,
    SCENARIOS,
    describe,
    environment,
    kernel_of,
    measured,
    npjit,
    refused,
    strict_json,
)

B3 = ("--scenario", "B3", "--size", "5", *QUICK)


def test_help():
    done = npjit("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "npjit --scenario B3 --iters 10" in done.stdout
    for option in ["--scenario", "--iters", "--warmup", "--inline", "--dump-ir", "--output", "--size",
                   "--seed", "--json", "--list", "--quiet", "--verbose", "--version", "--python",
                   "--kernel", "--args", "--gdb", "--perf"]:  # fmt: skip
        assert option in done.stdout, option
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_version():
    done = npjit("--version")
    assert done.returncode == 0
    assert re.search(r"npjit \d+\.\d+", done.stdout)
    for part in [r"LLVM 19\.\d", r"Python 3\.\d+", r"NumPy \d+\.\d+", r"(?i)blas"]:
        assert re.search(part, done.stdout), done.stdout


def test_list():
    done = npjit("--list")
    assert done.returncode == 0
    first_words = [line.split()[0].upper() for line in done.stdout.splitlines() if line.strip()]
    for scenario in SCENARIOS:
        assert scenario in first_words
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_no_arguments():
    message = refused(python=None)
    assert "nothing to run" in message
    assert "--help" in message


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("--scenaro=B3", "--scenario"),
        ("--itres", "--iters"),
        ("--inlin=on", None),  # an unambiguous beginning is fine
        ("--jsn=x", "--json"),
        ("--dumpir", "--dump-ir"),
        ("--warm-up", "--warmup"),
        ("-scenario", "--scenario"),
    ],
)
def test_mistyped_option(wrong, right):
    if right is None:
        assert npjit(wrong, *B3).returncode == 0
        return
    message = refused(wrong, *B3)
    assert "did you mean" in message
    assert right in message


def test_unknown_option_without_a_likeness():
    assert "--help" in refused("--zzzzzzzz")


@pytest.mark.parametrize(
    ("wrong", "right"), [("B33", "B3"), ("al", "all"), ("C3mm", "C3m"), ("b3,cc1", "C1")]
)
def test_mistyped_scenario(wrong, right):
    message = refused("--scenario", wrong)
    assert "did you mean" in message
    assert right in message


def test_unknown_scenario_without_a_likeness():
    assert "--list" in refused("--scenario", "elephant")


@pytest.mark.parametrize("option", ["--iters", "--warmup", "--size", "--seed"])
@pytest.mark.parametrize("value", ["-1", "1000000000000000000000", "abc", "", " 1", "1.5", "1e3", "0x10"])
def test_numbers_refused(option, value):
    message = refused("--scenario", "B3", f"{option}={value}")
    assert option in message
    assert "whole number" in message


@pytest.mark.parametrize("option", ["--iters=0", "--iters=1000000000", "--size=0", "-O4", "-O-1", "-Ofast"])
def test_absurd_numbers_refused(option):
    assert "whole number" in refused("--scenario", "B3", option)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--inline=maybe"], "on, off or both"),
        (["--dump-ir=lvm"], "did you mean 'llvm'"),
        (["--dump-ir=kir:simplfy"], "did you mean 'simplify'"),
        (["--route=cpai"], "did you mean 'capi'"),
        (["--color=sometimes"], "auto"),
        (["-o", "x.ll"], "--dump-ir"),
        (["--dump-ir", "kir"], "--dump-ir=kir"),
        (["--dump-ir", "--json", "-"], "--json"),
        (["B3"], "belongs to no option"),
        (["my.py"], "npjit --kernel my.py:FUNCTION"),
        (["--args", "(1,)"], "--kernel"),
    ],
)
def test_other_misuse(arguments, words):
    assert words in refused("--scenario", "B3", *arguments)


def test_option_without_its_argument():
    assert refused("--scenario")


def test_messages_name_the_program_and_are_short():
    message = refused("--scenario", "B33")
    assert message.startswith("npjit: ")
    assert len(message.splitlines()) <= 3


@pytest.mark.parametrize("inline", ["on", "off", "both"])
def test_inline(inline):
    kernel = kernel_of(measured(*B3, "--route=capi", f"--inline={inline}"))
    expected = {"on": [True], "off": [False], "both": [True, False]}[inline]
    assert [arm["inline"] for arm in kernel["arms"][1:]] == expected


def test_iters_and_warmup():
    kernel = kernel_of(measured("--scenario", "B3", "--size", 5, "--iters", 4, "--warmup", 3))
    assert all(arm["rounds"] == 4 for arm in kernel["arms"])


def test_json_file(tmp_path):
    path = tmp_path / "result.json"
    done = npjit(*B3, "--json", path)
    assert done.returncode == 0, describe(done)
    assert "B3" in done.stdout  # the report as well
    assert kernel_of(strict_json(path.read_text()))["equal"] is True
    assert list(tmp_path.iterdir()) == [path]  # no temporary file is left


def test_json_replaces_the_old_file_only_when_done(tmp_path):
    path = tmp_path / "result.json"
    path.write_text("old")
    refused("--scenario", "B33", "--json", path)
    assert path.read_text() == "old"
    assert npjit(*B3, "--json", path).returncode == 0
    assert strict_json(path.read_text())


def test_json_on_stdout_is_only_json():
    done = npjit(*B3, "--json", "-")
    assert done.returncode == 0
    strict_json(done.stdout)


@pytest.mark.parametrize("target", ["no/such/directory/x.json", "."])
def test_json_that_cannot_be_written(tmp_path, target):
    done = npjit(*B3, "--json", tmp_path / target)
    assert done.returncode == 2, describe(done)
    assert str(tmp_path / target) in done.stderr


def test_full_disk():
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [str(PROGRAM), *(["--python", PYTHON] if PYTHON else []), "--list"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=ROOT,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2
    assert "npjit: " in done.stderr


def test_quiet_is_one_line_a_kernel():
    done = npjit("--scenario", "B1,B2", "--size", 20, *QUICK, "--quiet")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == ""


def test_verbose_tells_more():
    brief, full = npjit(*B3), npjit(*B3, "--verbose")
    assert full.returncode == 0
    assert len(full.stdout) > len(brief.stdout)
    assert "LLVM" in full.stdout or "llvm" in full.stdout


def test_it_runs_from_anywhere(tmp_path):
    done = npjit(*B3, cwd=tmp_path)
    assert done.returncode == 0, describe(done)


@pytest.mark.parametrize("python", ["/no/such/python3", "/bin/true"])
def test_unusable_python(python):
    message = refused("--scenario", "B3", python=python)
    assert python in message


def test_scenarios_directory_that_is_not_there(tmp_path):
    message = refused("--scenario", "B3", NPJIT_SCENARIOS=str(tmp_path / "none"))
    assert str(tmp_path / "none") in message


def test_gdb_and_perf_are_accepted(tmp_path):
    done = npjit(*B3, "--gdb", cwd=tmp_path)
    assert done.returncode == 0, describe(done)
    done = npjit(*B3, "--perf", cwd=tmp_path, HOME=str(tmp_path), JITDUMPDIR=str(tmp_path))
    assert done.returncode == 0, describe(done)
    [dump] = tmp_path.glob(".debug/jit/jit-*.dump")
    assert str(dump) in done.stderr and dump.read_bytes()[:4] == b"DTiJ"


def test_perf_without_a_place_for_its_dump(tmp_path):
    (tmp_path / "file").touch()
    done = npjit(*B3, "--perf", JITDUMPDIR=str(tmp_path / "file"))
    assert done.returncode == 0, describe(done)
    assert "cannot be written (Not a directory)" in done.stderr


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")
def test_no_page_is_writable_and_executable(kernel_file):
    path = kernel_file(
        "def kernel(n):\n"
        "    for line in open('/proc/self/maps'):\n"
        "        if 'wx' in line.split()[1]:\n"
        "            raise MemoryError(line)\n"
        "    return n\n"
    )
    kernel = kernel_of(measured("--kernel", f"{path}:kernel", "--args", "(1,)", *QUICK))
    assert kernel["outcome"] in ("value", "refused")
