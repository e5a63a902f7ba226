"""Measures everything that docs/benchmarks.md shows; report.py writes that page from the result.

    run.py --npjit build/npjit --numba-python build/bench/venv/bin/python --output FILE.json

All arms are interleaved: a round runs npjit (interpreter and every route, in one process), the
hand-written C and Numba on each kernel, in an order drawn anew. A ratio is taken within a round.
Compiling, starting and growing sizes are measured in rounds of their own. A wrong result is kept
as such and never timed.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import random
import subprocess
import statistics
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SEED = 0
# Sizes whose numbers of turns grow a hundredfold; B3's loops are nested.
GROWING = [10, 1_000, 100_000, 1_000_000, 10_000_000]
ROOTS = {10: 3, 1_000: 32, 100_000: 316, 1_000_000: 1000, 10_000_000: 3162}
# The interpreter's seconds for a turn, about: a size that would take it longer is left out.
TURN_SECONDS = {"B1": 6e-6, "B2": 6e-6, "B3": 4e-6, "C1": 6e-6, "C2": 9e-7, "C3m": 6e-7}
LONGEST_CALL = 10.0


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(command, timeout=None):
    """What the command prints; stops with its messages when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stderr}")
    return done.stdout


class Npjit:
    def __init__(self, path, python):
        self.command = [path, "--python", python, "--seed", str(SEED), "--json", "-"]

    def measure(self, kernel, *options):
        """npjit's result for one kernel, and the values of each arm by name."""
        return self.result_of(["--scenario", kernel, *options])

    def measure_function(self, function, arguments, *options, timeout=None):
        """The same for a function of a file, called with what the expression gives."""
        return self.result_of(["--kernel", function, "--args", arguments, *options], timeout)

    def result_of(self, options, timeout=None):
        document = json.loads(run([*self.command, *options], timeout))
        arms = {}
        for benchmark in document["benchmarks"]:
            name = benchmark["metadata"]["name"].split("/", 1)[1]
            arms[name] = [value for part in benchmark["runs"] for value in part["values"]]
        return document["npjit"], arms


class Worker:
    """The process that has Numba and the hand-written C loaded."""

    def __init__(self, python, library):
        self.process = subprocess.Popen(
            [python, HERE / "worker.py", library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.versions = json.loads(self.process.stdout.readline())

    def ask(self, what, scenario):
        request = {"do": what, "seed": SEED, "size": scenario["size"], "source": scenario["source"]}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the worker ended")
        return json.loads(line)


# ---- rounds ----


def round_of(scenario, npjit, worker, iterations):
    """One round: seconds of each arm, and npjit's own ratios to the interpreter."""
    arms, ratios = {}, {}

    def by_npjit():
        options = ["--route=all", "--iters", str(iterations), "--warmup", "1"]
        result, values = npjit.measure(scenario["id"], *options)
        [kernel] = result["kernels"]
        scenario["equal"] = scenario.get("equal", True) and kernel["equal"]
        scenario["result"] = kernel["result"]
        scenario["turns"] = kernel["turns"]
        scenario["slower"] = {a["name"]: a.get("slower_route_ops", []) for a in kernel["arms"]}
        for name, seconds in values.items():
            arms[name] = statistics.median(seconds)
            pairs = zip(values["interp"], seconds)
            ratios[name] = statistics.median(interp / arm for interp, arm in pairs)

    def by_c():
        answer = worker.ask("c", scenario)
        if answer["seconds"] is not None:
            arms["c"] = answer["seconds"]
            scenario["c_result"] = answer["result"]

    def by_numba():
        answer = worker.ask("numba", scenario)
        if answer["seconds"] is not None:
            arms["numba"] = answer["seconds"]

    steps = [by_npjit, by_c, by_numba]
    random.shuffle(steps)
    for step in steps:
        step()
    return {"arms": arms, "ratios": ratios}


def measure_rounds(scenarios, npjit, worker, rounds, iterations):
    for scenario in scenarios:
        scenario["numba"] = worker.ask("compile", scenario)["outcome"]
        scenario["rounds"] = []
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}")
        for scenario in random.sample(scenarios, len(scenarios)):
            scenario["rounds"].append(round_of(scenario, npjit, worker, iterations))


# ---- crossing ----


def measure_crossing(scenarios, npjit, rounds):
    """What calling a thunk costs beside having it inlined, by npjit's own pairs."""
    say("crossing")
    for scenario in scenarios:
        options = ["--route=ufunc", "--inline=both", "--iters", str(rounds), "--warmup", "1"]
        result, _ = npjit.measure(scenario["id"], *options)
        scenario["crossing"] = result["kernels"][0]["crossing_seconds"]


# ---- compiling ----


def measure_compiling(scenarios, npjit, numba_python, rounds):
    """Each sample is a process of its own. In npjit's, the route shown is the first and only one."""
    for scenario in scenarios:
        scenario["compile"] = {"native": [], "ufunc": [], "numba": []}
    for number in range(rounds):
        say(f"compiling {number + 1} of {rounds}")
        for scenario in random.sample(scenarios, len(scenarios)):
            samples = scenario["compile"]
            for route in ("native", "ufunc"):
                small = ["--size", str(scenario["small"]), "--iters", "1", "--warmup", "0"]
                result, _ = npjit.measure(scenario["id"], f"--route=python,{route}", *small)
                for arm in result["kernels"][0]["arms"]:
                    if arm["route"] == route:
                        samples[route].append(arm["compile_seconds"])
            source, size = scenario["source"], str(scenario["small"])
            command = [numba_python, HERE / "worker.py", "compile", source, size, str(SEED)]
            answer = json.loads(run(command).splitlines()[-1])
            if "seconds" in answer:
                samples["numba"].append({"total": answer["seconds"], **answer["phases"]})


# ---- starting ----


def measure_starting(npjit, python, rounds):
    samples = {"numpy": [], "npjit": [], "cold_compile": []}

    def import_numpy():
        start = time.perf_counter()
        run([python, "-c", "import numpy"])
        samples["numpy"].append(time.perf_counter() - start)

    def first_call():
        options = ["--route=native", "--size", "3", "--iters", "1", "--warmup", "0"]
        result, _ = npjit.measure("B3", *options)
        if result.get("start_up_seconds") is not None:
            samples["npjit"].append(result["start_up_seconds"])
        [kernel] = result["kernels"]
        samples["cold_compile"].append(kernel["arms"][1]["compile_seconds"])

    steps = [import_numpy, first_call]
    say("starting")
    for _ in range(rounds):
        random.shuffle(steps)
        for step in steps:
            step()
    return samples


# ---- growing ----


def measure_growing(scenarios, npjit, worker, rounds):
    """Seconds of a loop turn by number of turns, hand-written C's beside."""
    for scenario in scenarios:
        name = scenario["id"]
        if name not in TURN_SECONDS:
            continue
        scenario["growing"] = {}
        for turns in GROWING:
            if turns * TURN_SECONDS[name] > LONGEST_CALL:
                continue
            say(f"growing {name} to {turns:,} turns")
            size = ROOTS[turns] if name == "B3" else turns
            is_long = turns * TURN_SECONDS[name] > 1
            options = ["--route=ufunc,native", "--size", str(size)]
            options += ["--warmup", "0" if is_long else "1", "--iters", str(2 if is_long else rounds)]
            result, arms = npjit.measure(name, *options)
            count = result["kernels"][0]["turns"]
            scenario["growing"][count] = {
                arm: [value / count for value in values] for arm, values in arms.items()
            }
            seconds = worker.ask("c", {**scenario, "size": size})["seconds"]
            if seconds is not None:
                scenario["growing"][count]["c"] = [seconds / count]


# ---- all ----


def load_scenarios(python, wanted):
    code = (
        "import importlib.util, json, pathlib, sys\n"
        "rows = []\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).glob('*.py')):\n"
        "    spec = importlib.util.spec_from_file_location(path.stem, path)\n"
        "    module = importlib.util.module_from_spec(spec)\n"
        "    spec.loader.exec_module(module)\n"
        "    rows.append({'id': module.ID, 'title': module.TITLE, 'size': module.SIZE,\n"
        "                 'source': str(path)})\n"
        "print(json.dumps(rows))\n"
    )
    rows = json.loads(run([python, "-c", code, ROOT / "scenarios"]))
    rows = [row for row in rows if not wanted or row["id"] in wanted]
    for row in rows:
        row["small"] = min(row["size"], 100)
    return rows


def environment(arguments, worker, npjit):
    result, _ = npjit.measure("B3", "--route=native", "--size", "3", "--iters", "1")
    return {
        **result["environment"],
        **worker.versions,
        "clang": run(["clang-19", "--version"]).splitlines()[0],
        "distribution": platform.freedesktop_os_release()["PRETTY_NAME"],
        "rounds": arguments.rounds,
        "iterations": arguments.iters,
        "compile_rounds": arguments.compile_rounds,
        "load_before": os.getloadavg()[0],
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--npjit", default=ROOT / "build/npjit")
    parser.add_argument("--python", default=ROOT / ".venv/bin/python")
    parser.add_argument("--numba-python", default=ROOT / "build/bench/venv/bin/python")
    parser.add_argument("--library", default=ROOT / "build/bench/kernels.so")
    parser.add_argument("--output", default=ROOT / "build/bench/results.json")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--iters", type=int, default=5, help="npjit's rounds within a round")
    parser.add_argument("--compile-rounds", type=int, default=7)
    parser.add_argument("--only", help="ids, separated by commas")
    parser.add_argument("--skip-growing", action="store_true")
    arguments = parser.parse_args()

    npjit = Npjit(arguments.npjit, arguments.python)
    worker = Worker(arguments.numba_python, arguments.library)
    wanted = arguments.only.split(",") if arguments.only else None
    scenarios = load_scenarios(arguments.python, wanted)
    document = {"environment": environment(arguments, worker, npjit), "scenarios": scenarios}
    measure_rounds(scenarios, npjit, worker, arguments.rounds, arguments.iters)
    measure_crossing(scenarios, npjit, arguments.rounds)
    measure_compiling(scenarios, npjit, arguments.numba_python, arguments.compile_rounds)
    document["starting"] = measure_starting(npjit, arguments.python, 2 * arguments.rounds)
    if not arguments.skip_growing:
        measure_growing(scenarios, npjit, worker, arguments.rounds)
    document["environment"]["load_after"] = os.getloadavg()[0]
    output = pathlib.Path(arguments.output)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
