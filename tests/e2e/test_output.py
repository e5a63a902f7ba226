"""What is printed: in a pipe, on a terminal, narrow and wide, with and without colours."""

import os
import pty
import re
import select
import subprocess

import pytest

from harness import QUICK, ROOT, TIMEOUT, command, describe, environment, npjit

B3 = ("--scenario", "B3", "--size", "10", "--iters", "3")


def test_pipe_has_no_escape_codes_and_no_progress():
    done = npjit(*B3, TERM="xterm-256color")
    assert done.returncode == 0, describe(done)
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    assert done.stderr == ""


def test_report_says_what_it_must():
    done = npjit("--scenario", "B3", "--iters", "6", "--inline=both")
    text = done.stdout
    assert done.returncode == 0, describe(done)
    assert "identical" in text
    assert "990000" in text
    assert re.search(r"\d+(\.\d+)?x", text)
    for word in ["interp", "capi", "np.array", "np.sum", "array_from_scalars", "front", "generation",
                 "inlining", "optimisation", "emission", "break", "10", "15", "where the time goes",
                 "interpreting bytecode", "ufunc dispatch", "together: the interpreter", "what it means"]:  # fmt: skip
        assert word in text, word
    assert re.search(r"\bns\b", text)  # time per loop turn
    assert "clock" in text


def test_too_few_rounds_are_said_to_be_too_few():
    done = npjit("--scenario", "B3", "--size", "10", *QUICK)
    assert done.returncode == 0


@pytest.mark.parametrize("scenarios", ["all", "C3"])
def test_it_fits_80_columns(scenarios):
    done = npjit("--scenario", scenarios, "--size", "10", *QUICK, "--verbose", "--inline=both")
    assert done.returncode == 0, describe(done)
    for line in done.stdout.splitlines():
        assert len(line) <= 80, line


def on_terminal(*arguments, **changes):
    """Runs the program on a pseudo-terminal and gives (exit status, everything it wrote)."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command(*arguments),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment(TERM="xterm-256color", **changes),
        cwd=ROOT,
        close_fds=True,
    )
    os.close(slave)
    written = b""
    while select.select([master], [], [], TIMEOUT)[0]:
        try:
            part = os.read(master, 65536)
        except OSError:  # the last writer is gone
            break
        if not part:
            break
        written += part
    os.close(master)
    return process.wait(TIMEOUT), written.decode()


def test_terminal_has_colours_and_progress():
    status, text = on_terminal("--scenario", "B3", "--iters", "30")
    assert status == 0, text
    assert "\x1b[" in text
    assert "identical" in text


def test_progress_says_how_long_it_will_take():
    status, text = on_terminal("--scenario", "B3,A1", "--size", "100", "--iters", "12")
    assert status == 0, text
    assert re.search(r"B3 \(1 of 2\): measuring \d+ of 12, \d+ s left", text)
    assert re.search(r"A1 \(2 of 2\): measuring", text)
    status, text = on_terminal("--scenario", "B3", "--time-budget", "1")
    assert re.search(r"measuring, round \d+, [01] s left", text)


def test_no_color_is_honoured():
    status, text = on_terminal(*B3, NO_COLOR="1", COLUMNS=None)
    assert status == 0, text
    assert not re.search(r"\x1b\[[0-9;]*m", text)


def test_an_empty_no_color_means_nothing():
    status, text = on_terminal(*B3, NO_COLOR="")
    assert status == 0
    assert "\x1b[" in text


def test_colours_can_be_forced():
    done = npjit(*B3, "--color=always")
    assert "\x1b[" in done.stdout
    status, text = on_terminal(*B3, "--color=never")
    assert status == 0
    assert not re.search(r"\x1b\[[0-9;]*m", text)


def test_the_c_locale_gets_ascii():
    done = npjit(*B3, LC_ALL="C", LANG="C")
    assert done.returncode == 0, describe(done)
    assert done.stdout.isascii()


def test_reader_that_goes_away():
    process = subprocess.Popen(
        command("--scenario", "all", "--size", "3", *QUICK, "--verbose"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=ROOT,
    )
    process.stdout.close()
    message = process.stderr.read()
    process.stderr.close()
    assert process.wait(TIMEOUT) != 0
    assert b"Traceback" not in message
