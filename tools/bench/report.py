"""Writes docs/benchmarks.md from what run.py measured. Shows figures and judges them; never measures.

    report.py [--input build/bench/results.json] [--output docs/benchmarks.md]
"""

import argparse
import json
import math
import pathlib
import re
import statistics

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LOOPS = ["B1", "B2", "B3", "C1", "C2"]
PHASES = ["front", "generation", "inlining", "optimisation", "emission"]
# What stands in the way of a target, by the beginning of its row; shown only where it is missed.
REASONS = json.loads((pathlib.Path(__file__).parent / "reasons.json").read_text())


def interval(values):
    """Median and its 95% interval by order statistics, as bench/statistics.c has it."""
    ordered = sorted(values)
    count, rank, below = len(ordered), 0, 0.0
    while rank < count // 2 and 2 * (below + math.comb(count, rank) / 2**count) <= 0.05:
        below += math.comb(count, rank) / 2**count
        rank += 1
    rank = max(rank, 1)
    return statistics.median(ordered), ordered[rank - 1], ordered[count - rank]


def number(value):
    """Three digits that matter."""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def spread(values, scale=1.0, unit=""):
    if not values:
        return "-"
    median, low, high = (number(part * scale) for part in interval(values))
    return f"{median}{unit} ({low}–{high})"


def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "|".join([" --- "] + [" ---: "] * (len(head) - 1)) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


class Results:
    def __init__(self, document):
        self.environment = document["environment"]
        self.scenarios = {row["id"]: row for row in document["scenarios"]}
        self.starting = document["starting"]

    def seconds(self, name, arm):
        rounds = self.scenarios[name]["rounds"]
        return [one["arms"][arm] for one in rounds if arm in one["arms"]]

    def ratios(self, name, above, below):
        """Ratio of two arms, round by round; to the interpreter from npjit's own pairs."""
        rounds = self.scenarios[name]["rounds"]
        if above == "interp":
            return [one["ratios"][below] for one in rounds if below in one["ratios"]]
        return [
            one["arms"][above] / one["arms"][below]
            for one in rounds
            if above in one["arms"] and below in one["arms"]
        ]

    def compiling(self, name, what):
        samples = self.scenarios[name]["compile"][what]
        if what == "numba":
            return [sample["total"] for sample in samples]
        return [sum(sample.values()) for sample in samples]


# ---- the targets ----


def judged(values, limit, at_most):
    """Whether the median is on the right side; how far it is when it is not."""
    if not values:
        return "not measured"
    median = statistics.median(values)
    if median <= limit if at_most else median >= limit:
        return "met"
    by = median / limit if at_most else limit / median
    return f"**missed** by a factor of {by:.2f}"


def target_rows(results):
    for name in LOOPS:
        values = results.ratios(name, "native", "c")
        yield f"`native` / hand-written C, {name}", "≤ 1.10", values, 1.10, True
    for name in LOOPS:
        limit = 20 if name.startswith("B") else 10
        values = results.ratios(name, "numba", "native")
        yield f"Numba / `native`, {name}", f"≥ {limit}", values, limit, False
    for name in LOOPS:
        yield f"Numba / `ufunc`, {name}", "≥ 1", results.ratios(name, "numba", "ufunc"), 1, False
    yield "interpreter / `native`, C3", "≥ 12", results.ratios("C3", "interp", "native"), 12, False
    yield "interpreter / `ufunc`, C3", "≥ 5", results.ratios("C3", "interp", "ufunc"), 5, False
    yield "interpreter / `native`, C3m", "≥ 40", results.ratios("C3m", "interp", "native"), 40, False


def pure_numpy_rows(results):
    for name in ("A1", "A2", "A3"):
        for route in ("python", "capi", "ufunc", "native"):
            values = results.ratios(name, "interp", route)
            median = statistics.median(values)
            verdict = "met" if 0.98 <= median <= 1.02 else "**missed**"
            yield f"interpreter / `{route}`, {name}", "0.98–1.02", spread(values), verdict


def flat_rows(results):
    """The largest size against 100,000 turns, where starting does not count any more."""
    for name, scenario in results.scenarios.items():
        growing = {int(turns): arms for turns, arms in scenario.get("growing", {}).items()}
        past_start = [turns for turns in growing if turns > 50_000]
        if len(past_start) < 2:
            continue
        first, last = growing[min(past_start)], growing[max(past_start)]
        for arm in ("native", "ufunc"):
            ratio = statistics.median(last[arm]) / statistics.median(first[arm])
            title = f"turn at {max(past_start):,} / at {min(past_start):,} turns, {name} `{arm}`"
            yield title, "0.90–1.10", number(ratio), "met" if 0.9 <= ratio <= 1.1 else "**missed**"


def compile_rows(results):
    for name in results.scenarios:
        numba = results.compiling(name, "numba")
        native = [1e3 * value for value in results.compiling(name, "native")]
        yield f"compile time of {name}, ms", "≤ 15", native, 15, True
        if numba:
            ratios = [n * 1e3 / own for n, own in zip(numba, native)]
            yield f"Numba's compile time / npjit's, {name}", "≥ 20", ratios, 20, False


def start_row(results):
    pairs = zip(results.starting["npjit"], results.starting["numpy"])
    more = [1e3 * (own - numpy) for own, numpy in pairs]
    yield "start-up beyond `import numpy`, ms", "≤ 60", more, 60, True


def target_section(results):
    rows, missed = [], []
    groups = [*target_rows(results), *compile_rows(results), *start_row(results)]
    for title, target, values, limit, at_most in groups:
        verdict = judged(values, limit, at_most)
        rows.append((title, target, spread(values), verdict))
        if "missed" in verdict:
            missed.append(title)
    for row in [*pure_numpy_rows(results), *flat_rows(results)]:
        rows.append(row)
        if "missed" in row[3]:
            missed.append(row[0])
    yield "## Targets"
    yield ""
    yield from table(["row", "target", "measured, median (95% interval)", ""], rows)
    if missed:
        yield "What stands in the way:"
        yield ""
        for beginning, reason in REASONS.items():
            titles = [title for title in missed if title.startswith(beginning)]
            if titles:
                words = {word for title in titles for word in re.split("[, ]+", title)}
                found = [name for name in results.scenarios if name in words]
                kernels = f" ({', '.join(found)})" if found else ""
                yield f"- {beginning.strip(' /')}{kernels}: {reason}"
        yield ""


# ---- the other sections ----


def time_section(results):
    arms = ["interp", "python", "capi", "ufunc", "native", "c", "numba"]
    rows = []
    for name, scenario in results.scenarios.items():
        cells = [name]
        for arm in arms:
            values = results.seconds(name, arm)
            cells.append(spread(values, 1e6) if values else "-")
        if not results.seconds(name, "numba"):
            cells[-1] = scenario["numba"]
        rows.append(cells)
    yield "## Time of a call, µs"
    yield ""
    yield from table(["kernel", "interpreter", *arms[1:5], "C", "Numba"], rows)
    yield "Numba's result is compared with the interpreter's; `wrong` is never timed, and `close`"
    yield "means a float that is right but for its last bits:"
    outcomes = [f"{name} {row['numba']}" for name, row in results.scenarios.items()]
    yield ", ".join(outcomes) + "."
    yield "The hand-written C's results: " + ", ".join(c_outcomes(results)) + "."
    yield ""


def c_outcomes(results):
    for name, row in results.scenarios.items():
        if "c_result" not in row:
            continue
        shown = row["result"].split("…")
        text = row["c_result"]
        same = text == shown[0] if len(shown) == 1 else (
            text.startswith(shown[0]) and text.endswith(shown[-1])
        )
        yield f"{name} {'equal' if same else '**different**'}"


def compile_section(results):
    rows = []
    for name, scenario in results.scenarios.items():
        for route in ("native", "ufunc"):
            samples = scenario["compile"][route]
            cells = [f"{name} `{route}`"]
            cells += [number(1e3 * statistics.median(s[p] for s in samples)) for p in PHASES]
            rows.append(cells + [spread(results.compiling(name, route), 1e3)])
    yield "## Compiling, ms"
    yield ""
    yield "Each sample is a process of its own, in which the `python` route was compiled before."
    yield ""
    yield from table(["kernel", *PHASES, "in all"], rows)
    rows = []
    for name, scenario in results.scenarios.items():
        samples = scenario["compile"]["numba"]
        if samples:
            cells = [name]
            for phase in ("analysis", "inference", "lowering"):
                cells.append(number(1e3 * statistics.median(s.get(phase, 0) for s in samples)))
            rows.append(cells + [spread(results.compiling(name, "numba"), 1e3)])
    yield "Numba, likewise, after it has compiled `lambda n: n + 1`:"
    yield ""
    yield from table(["kernel", "analysis", "inference", "lowering, LLVM", "in all"], rows)


def start_section(results):
    cold = [sum(sample.values()) for sample in results.starting["cold_compile"]]
    yield "## Starting, ms"
    yield ""
    rows = [
        ["`python -c 'import numpy'`, start to end", spread(results.starting["numpy"], 1e3)],
        ["npjit, start to the first call of B3's kernel", spread(results.starting["npjit"], 1e3)],
        ["of which compiling, the first in its process", spread(cold, 1e3)],
    ]
    yield from table(["", "median (95% interval)"], rows)


SIZES = ["10 turns", "1,000", "100,000", "1,000,000", "10,000,000"]


def growing_section(results):
    yield "## Cost of a loop turn as the size grows, ns"
    yield ""
    rows = []
    for name, scenario in results.scenarios.items():
        growing = scenario.get("growing", {})
        for arm in ("native", "c", "ufunc", "interp"):
            if all(arm in values for values in growing.values()) and growing:
                cells = [spread(values[arm], 1e9) for values in growing.values()]
                title = f"{name} hand-written C" if arm == "c" else f"{name} `{arm}`"
                rows.append([title, *cells, *["-"] * (len(SIZES) - len(cells))])
    yield from table(["", *SIZES], rows)
    yield "B3 has 9, 1,024, 99,856 and 1,000,000 turns. A dash: one call of the interpreter, which"
    yield "always runs beside, would take more than ten seconds. Ten turns show what a call costs."
    yield ""


def crossing_section(results):
    rows = []
    for name, scenario in results.scenarios.items():
        crossing = scenario.get("crossing")
        if crossing:
            median, low, high = (number(1e9 * crossing[k]) for k in ("median", "low", "high"))
            rows.append([name, f"{median} ({low}–{high})"])
    yield "## Cost of a crossing, ns"
    yield ""
    yield "Thunks called instead of inlined, for each counted call (`--route=ufunc --inline=both`)."
    yield ""
    yield from table(["kernel", "median (95% interval)"], rows)


def slower_section(results):
    lines = []
    for name, scenario in results.scenarios.items():
        for text in scenario.get("slower", {}).get("native", []):
            lines.append(f"- {name}: {text}")
    if lines:
        yield "## Operations without a form of their own on `native`"
        yield ""
        yield from lines
        yield ""


def load_note(results):
    """Waiting for the processor falls on long calls and not on short ones."""
    least = []
    for name, arm in (("C3", "native"), ("C3", "ufunc"), ("C3m", "native")):
        ratio = min(results.seconds(name, "interp")) / min(results.seconds(name, arm))
        least.append(f"{name} `{arm}` {number(ratio)}x")
    yield "**The machine was not idle**: more processes wanted to run than it has cores. Calls that"
    yield "take milliseconds (the interpreter, `python`, `capi`, A1-A3, compiling, starting) include"
    yield "waiting for a core; calls of microseconds hardly do. So ratios to the interpreter are"
    yield "overstated, and those of A1-A3 say nothing. From the quickest round of each arm, which"
    yield "waited least: " + ", ".join(least) + "."
    yield ""


def heading(results):
    e = results.environment
    yield "# Benchmarks"
    yield ""
    yield "Written by `make bench`; every figure on this page was measured in one run of it."
    yield ""
    yield f"- {e['date']}; {e['cpu']}, {e['cores']} cores; {e['kernel']}; {e['distribution']}"
    yield f"- load average {e['load_before']:.2f} at the beginning, {e['load_after']:.2f} at the end"
    yield (
        f"- npjit {e['npjit']} at {e['revision']}, LLVM {e['llvm']}, CPython {e['python']}, "
        f"NumPy {e['numpy']}, {e['blas']}"
    )
    yield f"- Numba {e['numba']} from PyPI; hand-written C: {e['clang']}, `-O3 -march=native`"
    yield (
        f"- {e['rounds']} rounds. In each, npjit (interpreter and all routes, {e['iterations']} "
        "interleaved rounds of its own), C and Numba run every kernel, in an order drawn anew. A "
        "ratio is taken within a round; medians with 95% intervals by order statistics. Below six "
        "rounds the interval is the range."
    )
    yield f"- {e['compile_rounds']} processes for each compile time"
    yield "- Kernels as people write them, beside Numba: [benchmarks-kernels.md](benchmarks-kernels.md)"
    yield ""
    if max(e["load_before"], e["load_after"]) > int(e["cores"]):
        yield from load_note(results)


def page(results):
    yield from heading(results)
    yield from target_section(results)
    yield from time_section(results)
    yield from compile_section(results)
    yield from start_section(results)
    yield from growing_section(results)
    yield from crossing_section(results)
    yield from slower_section(results)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", default=ROOT / "build/bench/results.json", type=pathlib.Path)
    parser.add_argument("--output", default=ROOT / "docs/benchmarks.md", type=pathlib.Path)
    arguments = parser.parse_args()
    results = Results(json.loads(arguments.input.read_text()))
    arguments.output.write_text("\n".join(page(results)).rstrip("\n") + "\n")


if __name__ == "__main__":
    main()
