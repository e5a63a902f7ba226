"""What surrounds the program: completions, man page, and standard streams that are closed or full."""

import os
import re
import signal
import subprocess
import sys

import pytest

from harness import PROGRAM, ROOT, QUICK, command, describe, environment, npjit

B3 = ("--scenario", "B3", "--size", "5", *QUICK)


def long_options():
    return set(re.findall(r"^ {2,6}(?:-\w, )?(--[a-z-]+)", npjit("--help").stdout, re.MULTILINE))


def scenario_ids():
    return {line.split()[0] for line in npjit("--list").stdout.splitlines()[1:]}


@pytest.mark.parametrize("shell", ["npjit.bash", "_npjit"])
def test_completions_know_every_option(shell):
    text = (ROOT / "cli/completions" / shell).read_text()
    text = re.sub(r"^ *#.*", "", text, flags=re.MULTILINE)
    known = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))
    assert known == long_options()
    for scenario in scenario_ids():
        assert re.search(rf"\b{scenario}\b", text), scenario


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--sc"], ["--scenario"]),
        (["--scenario", "B"], ["B", "B1", "B2", "B3"]),
        (["--scenario", "A1,C3"], ["A1,C3", "A1,C3m"]),
        (["--inline", "=", "o"], ["on", "off"]),
        (["--dump-ir", "=", "llvm-"], ["llvm-opt"]),
        (["--route", "="], ["python", "capi", "ufunc", "native", "all"]),
        (["--iters", ""], []),
    ],
)
def test_bash_completes(words, expected):
    script = (
        'source "$1"; shift; COMP_WORDS=(npjit "$@"); COMP_CWORD=$#; _npjit; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script, "bash", ROOT / "cli/completions/npjit.bash", *words],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == expected


def test_man_page_is_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "tools/make_docs.py", "--check", "--man", PROGRAM],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


WRITING = [
    ["--help"],
    ["--version"],
    ["--list"],
    [*B3],
    [*B3, "--json", "-"],
    [*B3, "--dump-ir=kir"],
]


def run_in_shell(redirection, arguments):
    return subprocess.run(
        ["bash", "-c", f'exec "$@" {redirection}', "bash", *command(*arguments)],
        env=environment(),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("arguments", WRITING)
@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
def test_output_that_cannot_be_written(arguments, redirection):
    done = run_in_shell(redirection, arguments)
    assert done.returncode == 2, describe(done)
    assert re.search(r"npjit: cannot write .*standard output", done.stderr)


def test_a_closed_stdout_never_hits_another_file(tmp_path):
    """A file opened by the program must not get the number of the stream that was closed."""
    path = tmp_path / "result.json"
    done = run_in_shell(">&-", [*B3, "--json", path])
    assert done.returncode == 2
    assert not path.exists() or path.read_text().startswith("{")


@pytest.mark.parametrize("redirection", ["<&-", "2>&-"])
def test_other_streams_may_be_closed(redirection):
    done = run_in_shell(redirection, B3)
    assert done.returncode == 0, describe(done)
    assert "identical" in done.stdout


@pytest.mark.parametrize("arguments", WRITING)
def test_a_reader_that_has_gone_ends_it_quietly(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=ROOT,
        encoding="utf-8",
        check=False,
    )
    os.close(writer)
    assert done.returncode == -signal.SIGPIPE
    assert done.stderr == ""


def test_a_dump_goes_to_its_file(tmp_path):
    path = tmp_path / "b3.ll"
    done = npjit("--scenario", "B3", "--dump-ir=llvm", "-o", path)
    assert done.returncode == 0, describe(done)
    assert done.stdout == ""
    assert "define" in path.read_text()
    done = npjit("--scenario", "B3", "--dump-ir=llvm", "-o", tmp_path / "no/b3.ll")
    assert done.returncode == 2
    assert str(tmp_path / "no/b3.ll") in done.stderr
