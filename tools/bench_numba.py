"""Time the kernels of an npjit result with Numba, beside the interpreter, and print both.

    build/npjit --scenario all --json FILE; bench_numba.py FILE

Each kernel is loaded from the file that the result names, called with the same arguments, and
timed in rounds of interpreter and Numba in random order. Numba compiles with njit alone; its
compile time is its first call less a later one. A wrong result gets no speedup, nor does a kernel
that Numba does not take; a float that is right but for its last bits is marked with ~.
"""

import argparse
import importlib.util
import json
import math
import pathlib
import random
import statistics
import time

import numba
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
# A timing shorter than this is mostly clock and noise: the call is repeated within it.
SHORTEST_SECONDS = 0.0005


def load(source):
    path = ROOT / source
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def seconds(function, arguments, repeat=1):
    start = time.perf_counter()
    for _ in range(repeat):
        function(*arguments)
    return (time.perf_counter() - start) / repeat


def compare(left, right):
    """"equal" value for value (Numba returns Python's numbers for NumPy's), "close", or "wrong"."""
    if np.array_equal(left, right):
        return "equal"
    floats = isinstance(right, float) and isinstance(left, float)
    return "close" if floats and math.isclose(left, right, rel_tol=1e-9) else "wrong result"


def measure(module, rounds, size, seed):
    """What Numba did with the kernel, as a dictionary."""
    size = module.SIZE if size is None else size
    arguments = module.make_arguments(size, seed)
    compiled = numba.njit(module.kernel)
    start = time.perf_counter()
    try:
        result = compiled(*arguments)
    except Exception as error:  # whatever Numba raises, it did not take the kernel
        return {"outcome": f"refused ({type(error).__name__})"}
    first = time.perf_counter() - start
    outcome = compare(result, module.kernel(*arguments))
    if outcome == "wrong result":
        return {"outcome": outcome}

    estimate = seconds(compiled, arguments)
    repeat = max(1, int(SHORTEST_SECONDS / max(estimate, 1e-9)))
    arms = [("interp", module.kernel, 1), ("numba", compiled, repeat)]
    timings = {"interp": [], "numba": []}
    for _ in range(rounds):
        random.shuffle(arms)
        for name, function, times in arms:
            timings[name].append(seconds(function, arguments, times))
    ratios = [i / n for i, n in zip(timings["interp"], timings["numba"])]
    return {
        "outcome": outcome,
        "seconds": statistics.median(timings["numba"]),
        "speedup": statistics.median(ratios),
        "compile": max(0.0, first - estimate),
    }


def npjit_columns(kernel):
    """The fastest compiled arm of a kernel, and its compile time, from npjit's result."""
    arms = [arm for arm in kernel.get("arms", []) if arm.get("speedup")]
    if not kernel.get("equal") or not arms:
        return kernel.get("outcome", "-"), "-", "-"
    best = max(arms, key=lambda arm: arm["speedup"]["median"])
    phases = kernel.get("compile_seconds") or {}
    return (
        f"{best['seconds']['median'] * 1e3:.3f}",
        f"{best['speedup']['median']:.2f}x",
        f"{sum(phases.values()) * 1e3:.1f}",
    )


def numba_columns(measured):
    if "seconds" not in measured:
        return measured["outcome"], "-", "-"
    mark = "~" if measured["outcome"] == "close" else ""
    return (
        f"{mark}{measured['seconds'] * 1e3:.3f}",
        f"{measured['speedup']:.2f}x",
        f"{measured['compile'] * 1e3:.0f}",
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result", help="npjit's JSON result, or - to time all scenarios alone")
    parser.add_argument("--iters", type=int, default=10, help="rounds")
    parser.add_argument("--size", type=int, help="instead of the scenario's own")
    options = parser.parse_args()

    if options.result == "-":
        sources = sorted((ROOT / "scenarios").glob("*.py"))
        kernels = [{"id": load(source).ID, "source": str(source)} for source in sources]
        seed = 0
    else:
        document = json.loads(pathlib.Path(options.result).read_text())["npjit"]
        kernels = document["kernels"]
        seed = document.get("options", {}).get("seed", 0)

    print(f"Numba {numba.__version__}, NumPy {np.__version__}; compiled call and compiling in ms")
    row = "{:<4} | {:>12} {:>8} {:>9} | {:>24} {:>8} {:>9}"
    print(row.format("", "npjit", "speedup", "compile", "Numba", "speedup", "compile"))
    for kernel in kernels:
        measured = measure(load(kernel["source"]), options.iters, options.size, seed)
        print(row.format(kernel["id"], *npjit_columns(kernel), *numba_columns(measured)), flush=True)


if __name__ == "__main__":
    main()
