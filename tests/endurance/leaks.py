"""Memory over thousands of calls: the interpreter's allocated blocks, malloc's bytes, resident memory, exact
ints, lists and references to arguments are what they were before, for each scenario and for the kernels of
this folder, which hold and raise in every way.

    python tests/endurance/leaks.py --calls 10000              all
    python tests/endurance/leaks.py --calls 10000 B3 raising   some
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ.get("NPJIT", ROOT / "build/npjit")).resolve()
PYTHON = os.environ.get("NPJIT_PYTHON")
# Sizes at which ten thousand calls take seconds.
SIZES = {"A1": 8, "A2": 100, "A3": 10, "C3": 150, "C3M": 150}
KERNELS = ["holding", "raising", "raising_by_compiling"]


def scenarios():
    """ID -> file"""
    files = sorted((ROOT / "scenarios").glob("*.py"))
    return {path.stem.upper(): path for path in files if "def kernel(" in path.read_text(encoding="utf-8")}


def source_of(name, path):
    """The kernels with cases: a scenario has its arguments from its own function."""
    text = path.read_text(encoding="utf-8")
    if name in KERNELS:
        return text
    return f"{text}\n\nkernel.cases = lambda: [make_arguments({SIZES.get(name, 12)}, 0)]\n"


def check(name, path, options):
    """(calls, findings) of one file."""
    with tempfile.TemporaryDirectory(prefix="npjit-leaks-") as folder:
        target = pathlib.Path(folder) / f"{name.lower()}.py"
        target.write_text(source_of(name, path), encoding="utf-8")
        chosen = ["--python", PYTHON] if PYTHON else []
        done = subprocess.run(
            [str(PROGRAM), *chosen, "--check", str(target), "--json", "-", "--repeat", str(options.calls),
             "--sample", str(options.sample), "--seed", str(options.seed)],
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False, cwd=ROOT,
        )  # fmt: skip
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    if not documents or documents[-1]["kind"] != "summary":
        return 0, [f"exit {done.returncode}: {done.stderr[-300:]}"]
    findings = [f"{d['kind']} {d['call']} [{d['configuration']}]: {d['text']}" for d in documents if "text" in d]
    return documents[-1]["repeats"], findings


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="scenarios, or files of this folder; default: all")
    parser.add_argument("--calls", type=int, default=10000, help="of each case in each configuration")
    parser.add_argument("--sample", type=int, default=2, help="configurations to a kernel")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    known = {**scenarios(), **{name: HERE / f"{name}.py" for name in KERNELS}}
    total = wrong = 0
    for name in options.names or known:
        calls, findings = check(name, known[name], options)
        total += calls
        wrong += len(findings)
        for finding in findings:
            print(f"{name}: {finding}", flush=True)
    print(f"{total} calls, {wrong} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
