"""Measures tests/kernels on `native` beside Numba, and how compile time grows with the source, for
docs/benchmarks-kernels.md, which kernels_report.py writes.

    kernels.py [--npjit build/npjit] [--numba-python build/bench/venv/bin/python] [--output FILE.json]

A function is called with what `FUNCTION.large()` gives, or its first case. Numba compiles it in a process that
has compiled nothing else; where its result is right, a round runs npjit (in a process of its own) and Numba on
it, one right after the other in an order drawn anew, and a ratio is taken within a round. Where Numba refuses
the function or its result is wrong, npjit is measured once.
"""

import argparse
import datetime
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

from growth import SHAPES, SIZES, source_of
from run import HERE, ROOT, Npjit, run, say
from timing import load

LARGE = "{0}.large() if hasattr({0}, 'large') else {0}.cases[0]"
# A compilation that takes longer is shown as such.
GROWTH_TIMEOUT = 45


class Worker:
    """The process with Numba, which forks one for each kernel."""

    def __init__(self, python):
        self.process = subprocess.Popen(
            [python, HERE / "kernel_worker.py"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.versions = json.loads(self.process.stdout.readline())

    def ask(self, request):
        """The answer; `ended` after `done`, or where the process crashed or took too long."""
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def compile(self, kernel):
        """What came of it: Numba's result and the seconds of compiling."""
        answer = self.ask({"source": kernel["source"], "function": kernel["function"]})
        return {"outcome": "ended", "reason": "the process ended"} if "ended" in answer else answer


def kernels_of(folder, wanted):
    for path in sorted(folder.glob("*.py")):
        for name, value in vars(load(path)).items():
            if getattr(value, "cases", None) and (not wanted or name in wanted):
                yield {"file": path.stem, "function": name, "source": str(path), "rounds": []}


def by_npjit(kernel, npjit, iterations):
    """Seconds of a call in the interpreter and on native, and those of compiling."""
    result, arms = npjit.measure_function(
        f"{kernel['source']}:{kernel['function']}", LARGE.format(kernel["function"]),
        "--route=native", "--inline=on", "--warmup=1", f"--iters={iterations}",
    )  # fmt: skip
    [measured] = result["kernels"]
    if measured["outcome"] == "refused" or not measured["equal"]:
        sys.exit(f"{kernel['source']}: {kernel['function']}: {measured['outcome']}: {measured['result']}")
    arm = measured["arms"][1]
    kernel["boxed"] = arm["boxed_lines"]
    return {
        "interp": statistics.median(arms["interp"]),
        "native": statistics.median(arms["native"]),
        "compile": arm["compile_seconds"],
    }


def right(kernel):
    return kernel["numba"]["outcome"] in ("equal", "close")


def measure_kernel(kernel, npjit, worker, rounds, iterations):
    kernel["numba"] = worker.compile(kernel)

    def ours(measured):
        measured.update(by_npjit(kernel, npjit, iterations))

    def numba(measured):
        answer = worker.ask({"do": "time"})
        if "ended" in answer:
            sys.exit(f"{kernel['function']}: Numba's process ended while it was timed")
        measured["numba"] = answer["seconds"]

    steps = [ours, numba] if right(kernel) else [ours]
    for _ in range(rounds if right(kernel) else 1):
        measured = {}
        for step in random.sample(steps, len(steps)):
            step(measured)
        kernel["rounds"].append(measured)
    if kernel["numba"]["outcome"] != "ended":
        worker.ask({"do": "done"})


def growth_sample(npjit, path):
    """Seconds of each phase; None where compiling takes too long."""
    try:
        result, _ = npjit.measure_function(
            f"{path}:kernel", "make_arguments()", "--route=native", "--inline=on", "--warmup=0", "--iters=1",
            timeout=GROWTH_TIMEOUT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    [measured] = result["kernels"]
    if not measured["equal"]:
        sys.exit(f"{path}: {measured['result']}")
    return measured["arms"][1]["compile_seconds"]


def measure_growth(npjit, rounds):
    """Seconds of each phase of compiling, by shape and number of statements."""
    growth = {}
    with tempfile.TemporaryDirectory() as folder:
        for shape in SHAPES:
            for statements in SIZES:
                say(f"growth: {statements} statements of {shape}")
                path = pathlib.Path(folder) / f"{shape}_{statements}.py"
                path.write_text(source_of(shape, statements))
                samples = [growth_sample(npjit, path) for _ in range(rounds if statements < 1000 else 1)]
                growth.setdefault(shape, {})[statements] = [sample for sample in samples if sample]
    return growth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--npjit", default=ROOT / "build/npjit")
    parser.add_argument("--python", default=ROOT / ".venv/bin/python")
    parser.add_argument("--numba-python", default=ROOT / "build/bench/venv/bin/python")
    parser.add_argument("--output", default=ROOT / "build/bench/kernels.json", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--iters", type=int, default=5, help="npjit's rounds within a round")
    parser.add_argument("--only", help="functions, separated by commas")
    parser.add_argument("--skip-growth", action="store_true")
    arguments = parser.parse_args()

    npjit = Npjit(arguments.npjit, arguments.python)
    worker = Worker(arguments.numba_python)
    wanted = arguments.only.split(",") if arguments.only else None
    kernels = list(kernels_of(ROOT / "tests/kernels", wanted))
    load_before = os.getloadavg()[0]
    for number, kernel in enumerate(kernels):
        if number % 10 == 0:
            say(f"kernels: {number} of {len(kernels)}, load {os.getloadavg()[0]:.1f}")
        measure_kernel(kernel, npjit, worker, arguments.rounds, arguments.iters)
    document = {"kernels": kernels}
    if not arguments.skip_growth:
        document["growth"] = measure_growth(npjit, arguments.rounds)
    result, _ = npjit.measure("B3", "--route=native", "--size", "3", "--iters", "1")
    document["environment"] = {
        **result["environment"],
        **worker.versions,
        "rounds": arguments.rounds,
        "iterations": arguments.iters,
        "load_before": load_before,
        "load_after": os.getloadavg()[0],
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
    }
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
