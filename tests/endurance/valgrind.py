"""The unit programs and a slice of checked kernels under valgrind's memcheck: no report may be of npjit's code.
What CPython and NumPy are told for is in tests/suppressions/valgrind.supp.

    python tests/endurance/valgrind.py             # all
    python tests/endurance/valgrind.py runtime_    # what has that in its name

Exit status 1 when something was reported. Leaks are judged in programs without CPython alone: it keeps memory
until the process ends.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("NPJIT_BUILD", ROOT / "build")).resolve()
PROGRAM = pathlib.Path(os.environ.get("NPJIT", BUILD / "npjit")).resolve()
PYTHON = os.environ.get("NPJIT_PYTHON")
REPORTED = 99
TIMEOUT = 1800
MEMCHECK = [
    "valgrind", "--quiet", f"--error-exitcode={REPORTED}", "--num-callers=20", "--smc-check=all-non-file",
    f"--suppressions={ROOT}/tests/suppressions/valgrind.supp",
]  # fmt: skip
LEAKS = ["--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite"]
# What ends in another process, or measures memory itself, says nothing here.
CHECKED = ["tests/regressions", "tests/e2e/kernels/lists.py", "tests/e2e/kernels/reductions.py", "tests/endurance/raising.py"]
CONFIGURATION = ["--sample", "1", "--route=all", "--inline=both", "-O0,2"]


def embeds_python(program):
    """Whether the program links it."""
    linked = subprocess.run(["ldd", program], capture_output=True, encoding="utf-8", check=False).stdout
    return "libpython" in linked


def runs():
    """(name, command, valgrind's options) of each run."""
    for program in sorted((BUILD / "tests/unit").glob("test_*")):
        if program.is_file() and os.access(program, os.X_OK):
            yield program.name, [str(program)], [] if embeds_python(program) else LEAKS
    chosen = ["--python", PYTHON] if PYTHON else []
    for kernels in CHECKED:
        yield f"check {kernels}", [str(PROGRAM), *chosen, "--check", str(ROOT / kernels), *CONFIGURATION], []
    for scenario in ("A1", "B3", "C3"):
        arguments = ["--scenario", scenario, "--iters", "6", "--size", "100"]
        yield f"scenario {scenario}", [str(PROGRAM), *chosen, *arguments], []


def memcheck(command, options):
    """(exit status, what was said) of the command under memcheck."""
    environment = dict(os.environ, PYTHONMALLOC="malloc", OPENBLAS_NUM_THREADS="1")
    try:
        done = subprocess.run(
            [*MEMCHECK, *options, *command], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            errors="replace", cwd=ROOT, env=environment, timeout=TIMEOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, "\n".join(line for line in done.stderr.splitlines() if line.startswith("=="))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="only runs with one of these words in their names")
    options = parser.parse_args()
    bad = done = 0
    for name, command, leaks in runs():
        if options.words and not any(word in name for word in options.words):
            continue
        start = time.monotonic()
        status, said = memcheck(command, leaks)
        outcome = "did not end" if status is None else "reported" if status == REPORTED else f"exit {status}" if status else "clean"
        print(f"{name}: {outcome}, {time.monotonic() - start:.0f} s", flush=True)
        done += 1
        if status != 0:
            bad += 1
            print(said, flush=True)
    print(f"{done} programs, {bad} not clean")
    return 1 if bad or not done else 0


if __name__ == "__main__":
    sys.exit(main())
