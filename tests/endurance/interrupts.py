"""SIGINT at random moments: the program must end soon with status 130, say what it has measured, and leave
a result file that is valid JSON, or none.

    python tests/endurance/interrupts.py --count 1000 --seed 1

Prints what was seen and the latencies: from the signal to the end of the process, and how much of that was
processor time, of all its threads, which says more on a machine that is busy. Exit status 1 when something was
wrong; latency alone is never wrong.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NPJIT", ROOT / "build/npjit")).resolve()
PYTHON = os.environ.get("NPJIT_PYTHON")
TIMEOUT = 60
# Before the handler is there, the signal's own action ends the process.
BEFORE_THE_HANDLER = -signal.SIGINT

ENDLESS = """\
def kernel(n):
    total = 0
    for i in range(n):
        total = (total + i) % 1000003
    return total
"""


def forms(folder):
    """Command lines that run until they are stopped, in different phases for most of the time."""
    kernel = folder / "endless.py"
    kernel.write_text(ENDLESS, encoding="utf-8")
    return [
        ["--scenario", "B3", "--iters", "1000000"],
        ["--scenario", "C3", "--iters", "1000000"],
        ["--scenario", "all", "--iters", "100000"],
        ["--kernel", f"{kernel}:kernel", "--args", "(10**10,)"],
        ["--scenario", "A2", "--iters", "1000000"],
    ]


def wrong(process, out, error, path):
    """What is not as promised, or None."""
    if process.returncode not in (130, BEFORE_THE_HANDLER):
        return f"exit {process.returncode}: {error[-300:]}"
    if "Traceback" in out + error:
        return f"a traceback: {(out + error)[-300:]}"
    left = [p.name for p in path.parent.iterdir() if p.name.startswith(path.name) and p != path]
    if left and process.returncode == 130:
        return f"left behind: {left}"
    if path.exists():
        try:
            document = json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda word: 1 / 0)
        except (ValueError, ZeroDivisionError) as problem:
            return f"the result is no JSON: {problem}"
        if document["npjit"]["exit_code"] != 130:
            return f"the result says exit {document['npjit']['exit_code']}"
    return None


def processor_seconds(pid):
    """What the process has used so far, in all its threads."""
    nanoseconds = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            nanoseconds += int((task / "schedstat").read_text().split()[0])
        except OSError:  # it has ended
            continue
    return nanoseconds * 1e-9


def ended_processes():
    """The same of all children that have ended, with theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def interrupt(arguments, after, path):
    """(what was wrong or None, how it ended, seconds from the signal to the end, processor seconds of them)"""
    before = ended_processes()
    chosen = ["--python", PYTHON] if PYTHON else []
    process = subprocess.Popen(
        [str(PROGRAM), *chosen, *arguments, "--json", str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, cwd=ROOT, encoding="utf-8", errors="replace", start_new_session=True,
        env=dict(os.environ, TERM="dumb"),
    )  # fmt: skip
    try:
        time.sleep(after)
        if process.poll() is not None:
            return f"ended by itself with {process.returncode}", "ended", 0.0, 0.0
        used = processor_seconds(process.pid)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=TIMEOUT)
        latency = time.monotonic() - sent
    except subprocess.TimeoutExpired:
        return f"still running after {TIMEOUT} s", "hang", float(TIMEOUT), 0.0
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    how = "before the handler" if process.returncode == BEFORE_THE_HANDLER else "with a result" if path.exists() else "without"
    return wrong(process, out, error, path), how, latency, max(0.0, ended_processes() - before - used)


def percentiles(values):
    values = sorted(values)
    median, most = (values[min(len(values) - 1, int(len(values) * percent / 100))] for percent in (50, 99))
    return f"median {1000 * median:.0f}, 99th percentile {1000 * most:.0f}, most {1000 * values[-1]:.0f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--longest", type=float, default=1.5, help="latest moment, in seconds after the start")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs ignore it, and so would theirs
    rng = random.Random(f"interrupts {options.seed}")
    latencies, processor, endings, problems = [], [], collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="npjit-interrupts-") as folder:
        lines = forms(pathlib.Path(folder))
        for number in range(options.count):
            arguments, after = rng.choice(lines), rng.uniform(0.0, options.longest)
            problem, how, latency, used = interrupt(arguments, after, pathlib.Path(folder) / f"{number:05}.json")
            latencies.append(latency)
            processor.append(used)
            endings[how] += 1
            if problem:
                problems += 1
                print(f"run {number}, {' '.join(arguments[:4])}, SIGINT after {after:.3f} s: {problem}", flush=True)
    print(
        f"{options.count} interruptions, {problems} wrong; "
        + ", ".join(f"{count} {how}" for how, count in sorted(endings.items()))
        + f"; milliseconds to the end: {percentiles(latencies)}; of the processor: {percentiles(processor)}"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
