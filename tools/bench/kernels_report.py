"""Writes docs/benchmarks-kernels.md from what kernels.py measured. Shows figures and judges them; never measures.

    kernels_report.py [--input build/bench/kernels.json] [--output docs/benchmarks-kernels.md]
"""

import argparse
import json
import math
import pathlib
import statistics

from report import PHASES, ROOT, number, spread, table

SLOWEST, FASTEST, COMPILING = 0.95, 1.2, 10


def geometric_mean(values):
    return math.exp(statistics.fmean(math.log(value) for value in values))


def ratios(kernel):
    return [one["numba"] / one["native"] for one in kernel["rounds"] if "numba" in one]


def compile_seconds(kernel):
    return statistics.median(sum(one["compile"].values()) for one in kernel["rounds"])


def verdict(met):
    return "met" if met else "**missed**"


def targets(compared):
    medians = [statistics.median(ratios(kernel)) for kernel in compared]
    slower = sum(median < SLOWEST for median in medians)
    compiling = [kernel["numba"]["seconds"] / compile_seconds(kernel) for kernel in compared]
    slow_to_compile = sum(ratio < COMPILING for ratio in compiling)
    mean, compile_mean = geometric_mean(medians), geometric_mean(compiling)
    yield "## Targets"
    yield ""
    yield from table(["", "target", "measured", ""], [
        ("Numba's time / `native`'s, geometric mean", f"≥ {FASTEST}", number(mean), verdict(mean >= FASTEST)),
        (f"kernels on which `native` is slower than {SLOWEST} of Numba", "0", f"{slower} of {len(compared)}",
         verdict(slower == 0)),
        ("Numba's compile time / npjit's, geometric mean", f"≥ {COMPILING}", number(compile_mean),
         verdict(compile_mean >= COMPILING)),
        (f"kernels that compile less than {COMPILING} times as fast as Numba", "0",
         f"{slow_to_compile} of {len(compared)}", verdict(slow_to_compile == 0)),
    ])  # fmt: skip


def compared_section(compared):
    rows = []
    for kernel in sorted(compared, key=lambda kernel: statistics.median(ratios(kernel))):
        rounds = kernel["rounds"]
        rows.append((
            f"{kernel['function']}{' *' if kernel['boxed'] else ''}",
            spread(ratios(kernel)),
            number(1e6 * statistics.median(one["interp"] for one in rounds)),
            number(1e6 * statistics.median(one["native"] for one in rounds)),
            number(1e6 * statistics.median(one["numba"] for one in rounds)),
            number(1e3 * compile_seconds(kernel)),
            number(1e3 * kernel["numba"]["seconds"]),
        ))  # fmt: skip
    yield "## Kernels on which Numba is right"
    yield ""
    yield "Numba's time over `native`'s with its range over the rounds; the time of a call, µs; of compiling, ms."
    yield "A star: some line runs through CPython's objects."
    yield ""
    head = ["kernel", "Numba / `native`", "interpreter", "`native`", "Numba", "compiling", "Numba's"]
    yield from table(head, rows)
    close = [kernel["function"] for kernel in compared if kernel["numba"]["outcome"] == "close"]
    if close:
        yield "Right but for the last bits of floats: " + ", ".join(close) + "."
        yield ""


def other_section(others):
    rows = []
    for kernel in others:
        [only] = kernel["rounds"]
        reason = kernel["numba"].get("reason", "").replace("|", "\\|")
        rows.append((
            f"{kernel['function']}{' *' if kernel['boxed'] else ''}",
            number(only["interp"] / only["native"]) + "x",
            number(1e3 * compile_seconds(kernel)),
            f"{kernel['numba']['outcome']}: {reason}" if reason else kernel["numba"]["outcome"],
        ))  # fmt: skip
    yield "## Kernels that Numba refuses, or whose result is wrong"
    yield ""
    yield from table(["kernel", "interpreter / `native`", "compiling, ms", "Numba"], rows)


def growth_section(growth):
    yield "## Compile time as the source grows, ms"
    yield ""
    yield "Kernels written by `tools/bench/growth.py`; the last column is the time of one statement."
    yield ""
    for shape, sizes in growth.items():
        rows = []
        for statements, samples in sizes.items():
            if not samples:
                rows.append([f"{int(statements):,}", *["-"] * len(PHASES), "not within the time limit", "-"])
                continue
            total = statistics.median(sum(sample.values()) for sample in samples)
            cells = [number(1e3 * statistics.median(sample[phase] for sample in samples)) for phase in PHASES]
            rows.append([f"{int(statements):,}", *cells, number(1e3 * total), number(1e3 * total / int(statements))])
        yield from table([f"statements, {shape}", *PHASES, "in all", "for each"], rows)


def page(document):
    e, kernels = document["environment"], document["kernels"]
    compared = [kernel for kernel in kernels if ratios(kernel)]
    others = [kernel for kernel in kernels if not ratios(kernel)]
    yield "# Benchmarks: kernels as people write them"
    yield ""
    yield "Written by `make bench` (alone: `make bench-kernels`); every figure was measured in one run of it."
    yield ""
    yield f"- {e['date']}; {e['cpu']}, {e['cores']} cores; {e['kernel']}"
    yield f"- load average {e['load_before']:.2f} at the beginning, {e['load_after']:.2f} at the end"
    yield f"- npjit {e['npjit']} at {e['revision']}, LLVM {e['llvm']}, CPython {e['python']}, NumPy {e['numpy']}"
    yield f"- Numba {e['numba']} from PyPI, `@njit` on every function of the file"
    yield (
        f"- The {len(kernels)} functions of tests/kernels, called with what `.large()` beside each gives. Numba is "
        f"right on {len(compared)}: {e['rounds']} rounds, npjit ({e['iterations']} rounds of its own) and Numba one "
        "right after the other. Arguments that a call changes are made anew for each call, outside of the timed part."
    )
    yield (
        "- Each compile time is the first of its process; Numba's processes have loaded Numba before. Not in npjit's is"
        " what rare events lead to: it is compiled by the first call that comes to it."
    )
    yield ""
    if max(e["load_before"], e["load_after"]) > int(e["cores"]):
        yield "**The machine was not idle**; only ratios say anything, and not much."
        yield ""
    yield from targets(compared)
    yield from compared_section(compared)
    yield from other_section(others)
    if "growth" in document:
        yield from growth_section(document["growth"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", default=ROOT / "build/bench/kernels.json", type=pathlib.Path)
    parser.add_argument("--output", default=ROOT / "docs/benchmarks-kernels.md", type=pathlib.Path)
    arguments = parser.parse_args()
    document = json.loads(arguments.input.read_text())
    arguments.output.write_text("\n".join(page(document)).rstrip("\n") + "\n")


if __name__ == "__main__":
    main()
