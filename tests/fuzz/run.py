"""Fuzzing: random kernels through `npjit --check`, both results compared down to the bits.

    python tests/fuzz/run.py --count 20000 --seed 1
    python tests/fuzz/run.py --seconds 60 --jobs 1 --save

Every kernel is checked in --sample configurations (route x inlining x -O), each with all of its lists of
arguments; what is counted are kernels x configurations. A batch is one process, and over a batch of a
multiple of 32 kernels each configuration is used equally often. Of each category of findings the first
is shrunk and shown; --save stores it under tests/regressions. Exit status 1 when something was found.
"""

import argparse
import collections
import concurrent.futures
import os
import re
import resource
import sys
import time
import zlib

import checking
import generate
import shrink

REGRESSIONS = checking.ROOT / "tests/regressions"


# A finding must not hold up the run: seconds for looking for the configuration that kills the program.
LOOKING = 60


def run_batch(seed, number, options):
    """Checks one batch; gives (kernels x configurations, calls, refusals, [(finding, source)]). With
    any_death, ends where the program does and does not look for the configuration."""
    first = number * options.batch
    kernels = {f"k{n:09}": generate.kernel(seed, n, options.cases) for n in range(first, first + options.batch)}
    digest = zlib.crc32(f"{seed}.{number}".encode())
    compared = calls = refused = 0
    found = []
    while kernels:
        outcome = checking.check(
            {name: generate.HEADER + source for name, source in kernels.items()},
            *("--sample", str(options.sample), "--seed", str(digest)), *options.npjit,
            timeout=options.timeout, environment=options.environment,
        )  # fmt: skip
        compared += outcome.compared
        calls += outcome.calls
        refused += sum(1 for f in outcome.findings if not f.is_bug)
        found += [(f, kernels[f["file"]]) for f in outcome.findings if f.is_bug]
        if not outcome.death:
            break
        if not outcome.begun:
            raise SystemExit(f"the program does not even begin: {outcome.death}\n{outcome.said}")
        last = outcome.begun[-1]
        if options.any_death:
            found.append((checking.Finding(kind="crash", text=outcome.death, file=last), kernels[last]))
            break
        found.append((dead_in(last, kernels[last], outcome, options), kernels[last]))
        kernels = {name: source for name, source in kernels.items() if name > last}
    return compared, calls, refused, found


def dead_in(name, source, outcome, options):
    """The configuration in which one kernel kills the program."""
    kind = outcome.death.split(":")[0]
    finding = checking.Finding(kind=kind, file=name, text=outcome.death + last_words(outcome.said))
    end = time.monotonic() + LOOKING
    for route in checking.ROUTES[::-1]:
        for inlining in ("noinline", "inline"):
            for level in ("-O0", "-O1", "-O2", "-O3"):
                configuration = f"{route} {inlining} {level}"
                if time.monotonic() > end:
                    return finding
                again = checking.check(
                    {name: generate.HEADER + source}, *checking.options_of(configuration), timeout=20,
                    environment=options.environment,
                )  # fmt: skip
                if again.death and again.death.split(":")[0] == kind:
                    return checking.Finding(finding, configuration=configuration)
    return finding


def last_words(said):
    """The line of an assertion or a sanitizer's report that tells most."""
    for line in said.splitlines():
        if re.search(r"Assertion|ERROR: |runtime error|Fatal Python error|error:", line):
            return " " + re.sub(r"==\d+==|0x[0-9a-f]+", "", line)[-200:]
    return ""


def save(category, finding, text):
    """Stores a shrunk kernel; the name tells its function's text apart."""
    REGRESSIONS.mkdir(exist_ok=True)
    stem = re.sub(r"\W+", "_", category.split(":", 1)[1].lower()).strip("_")[:40]
    path = REGRESSIONS / f"{finding['kind']}_{stem}.py"
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{finding['kind']}_{stem}_{number}.py")
    path.write_text(text, encoding="utf-8")
    return path


def processor_seconds():
    """Of this process and of those it has waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


class Run:
    def __init__(self, options):
        self.options = options
        self.compared = self.calls = self.refused = self.kernels = 0
        self.categories = collections.Counter()
        self.start = time.monotonic()

    def enough(self, batches):
        if self.options.seconds:
            return time.monotonic() - self.start > self.options.seconds
        return batches * self.options.batch * self.options.sample >= self.options.count

    def take(self, result):
        compared, calls, refused, found = result
        self.compared += compared
        self.calls += calls
        self.refused += refused
        self.kernels += self.options.batch
        for finding, source in found:
            category = finding.category
            self.categories[category] += 1
            if self.categories[category] == 1:
                self.show(category, finding, source)
        if sys.stderr.isatty():
            print(f"\r{self.compared} kernels x configurations", end="", file=sys.stderr, flush=True)

    def show(self, category, finding, source):
        print(f"\n=== {category}\n{finding.get('configuration')}: {finding['text']}", flush=True)
        if self.options.shrink and len(self.categories) <= self.options.most_shrunk:
            source = shrink.shrink(
                generate.HEADER, source, finding, self.options.environment, self.options.shrink_seconds, self.options.npjit
            )
        imports = "\n".join(line for line in ("import math", "import numpy as np") if line.split()[-1] + "." in source)
        text = f'"""{finding["kind"]}, {finding.get("configuration")}: found by fuzzing."""\n\n{imports}\n\n\n{source}'
        print(text, flush=True)
        if self.options.save:
            print(f"saved as {save(category, finding, text)}", flush=True)

    def summary(self):
        seconds, used = time.monotonic() - self.start, processor_seconds()
        print(
            f"\n{self.compared} kernels x configurations ({self.kernels} kernels, {self.calls} calls) "
            f"in {seconds:.0f} s, {self.compared / used:.0f} a second of processor time; {self.refused} refused, "
            f"{sum(self.categories.values())} findings in {len(self.categories)} categories"
        )
        for category, count in self.categories.most_common():
            print(f"{count:6}  {category}")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10000, help="kernels x configurations")
    parser.add_argument("--seconds", type=float, default=0, help="run that long instead")
    parser.add_argument("--seed", default="0")
    parser.add_argument("--first", type=int, default=0, help="number of the first batch")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--batch", type=int, default=320, help="kernels to a process")
    parser.add_argument("--cases", type=int, default=12, help="argument lists to a kernel")
    parser.add_argument("--sample", type=int, default=2, help="configurations to a kernel")
    parser.add_argument("--timeout", type=float, default=240, help="of one batch, in seconds")
    parser.add_argument("--shrink", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--shrink-seconds", type=float, default=120, help="for one finding")
    parser.add_argument("--most-shrunk", type=int, default=12, help="categories to shrink")
    parser.add_argument("--save", action="store_true", help="store what was shrunk under tests/regressions")
    parser.add_argument("--first-finding", action="store_true", help="stop at the first finding")
    parser.add_argument("--npjit", default="", help="more options for the program")
    options = parser.parse_args()
    options.npjit = options.npjit.split()
    options.environment = None
    options.any_death = False
    return options


def fuzz(run, options):
    """Batch after batch, until there is enough."""
    waiting, number = set(), options.first
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        while True:
            stop = run.enough(number - options.first) or (options.first_finding and run.categories)
            while not stop and len(waiting) < options.jobs:
                waiting.add(pool.submit(run_batch, options.seed, number, options))
                number += 1
            if not waiting:
                break
            done, waiting = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                run.take(future.result())


def main():
    options = parse()
    run = Run(options)
    try:
        fuzz(run, options)
    except KeyboardInterrupt:
        print("\ninterrupted")
    run.summary()
    return 1 if run.categories else 0


if __name__ == "__main__":
    sys.exit(main())
