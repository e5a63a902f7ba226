"""How the end-to-end tests call the real program. What is tested comes from the environment:

NPJIT              the program (default: build/npjit)
NPJIT_PYTHON       given to it with --python, if set
NPJIT_TEST_FAULTS  1 if faults can be planted in it
NPJIT_TEST_SLOWDOWN  how many times slower than usual it is, where it is
"""

import functools
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NPJIT", ROOT / "build/npjit")).resolve()
PYTHON = os.environ.get("NPJIT_PYTHON")
HAS_FAULTS = os.environ.get("NPJIT_TEST_FAULTS") == "1"
SLOWDOWN = int(os.environ.get("NPJIT_TEST_SLOWDOWN", "1"))
TIMEOUT = 300 * SLOWDOWN  # only to stop what hangs

SCENARIOS = ["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3", "C3M"]
# Sizes that are quick even without optimisation and under sanitizers.
SMALL = {
    "A1": 20,
    "A2": 3000,
    "A3": 50,
    "B1": 100,
    "B2": 100,
    "B3": 12,
    "C1": 100,
    "C2": 100,
    "C3": 300,
    "C3M": 300,
}
ROUTES = ["python", "capi", "ufunc", "native"]
ONE_ARM = ("--route=capi", "--inline=on")
QUICK = ("--iters", "1", "--warmup", "0")


def environment(**changes):
    """The environment for the program: a dull terminal of 80 columns, unless changed; None removes."""
    result = dict(os.environ, TERM="dumb", COLUMNS="80")
    result.pop("NO_COLOR", None)
    result.pop("NPJIT_SCENARIOS", None)
    result.update(changes)
    return {name: value for name, value in result.items() if value is not None}


def command(*arguments, python=PYTHON):
    chosen = ["--python", python] if python else []
    return [str(PROGRAM), *chosen, *map(str, arguments)]


def npjit(*arguments, python=PYTHON, cwd=None, **changes):
    """Runs the program to its end; stdout and stderr are pipes."""
    return subprocess.run(
        command(*arguments, python=python),
        env=environment(**changes),
        cwd=cwd or ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        check=False,
    )


@functools.cache
def numpy_major():
    """1 or 2: of the NumPy that the program runs with."""
    [line] = [line for line in npjit("--version").stdout.splitlines() if line.startswith("NumPy ")]
    return int(line.split()[1].split(".")[0])


def describe(done):
    """What the program said, for the message of a failed assertion."""
    return f"exit {done.returncode}\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}"


def measured(*arguments, status=0, **changes):
    """Runs with --json - and gives the document."""
    done = npjit(*arguments, "--json", "-", **changes)
    assert done.returncode == status, describe(done)
    return strict_json(done.stdout)


def strict_json(text):
    """JSON without the words NaN and Infinity that Python would let pass."""

    def refuse(word):
        raise AssertionError(f"{word} in JSON")

    return json.loads(text, parse_constant=refuse)


def kernel_of(document):
    """The only kernel of a document."""
    (kernel,) = document["npjit"]["kernels"]
    return kernel


def refused(*arguments, status=2, **changes):
    """Runs what must be refused: nothing on stdout, and stderr is returned."""
    done = npjit(*arguments, **changes)
    assert done.returncode == status, describe(done)
    assert done.stdout == "", describe(done)
    assert done.stderr != ""
    return done.stderr
