"""Times one kernel with Numba, or the hand-written C, whenever run.py asks: one request a line.

    worker.py LIBRARY                         answers requests until its input ends
    worker.py compile SOURCE SIZE SEED        compiles one kernel, and says how long it took

Runs in the environment that has Numba. As it lives as long as the benchmark, Numba's own start-up
is in no figure. Requests and answers are JSON objects. Never decides what is measured.
"""

import ctypes
import json
import math
import sys
import time

import numba
import numpy as np
from numba.core import event
from timing import load, timed

TIMINGS = 9

# Numba's compiler passes by phase; those not named analyse and rewrite its own IR. Lowering ends in
# machine code.
PHASES = {
    "nopython_type_inference": "inference",
    "native_lowering": "lowering",
    "nopython_backend": "lowering",
}


class Library:
    """The hand-written kernels, compiled by clang."""

    def __init__(self, path):
        library = ctypes.CDLL(path)
        library.bench_run.restype = ctypes.c_double
        library.bench_run.argtypes = [
            ctypes.c_char_p,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.POINTER(ctypes.c_void_p),
        ]
        library.bench_free.argtypes = [ctypes.c_void_p]
        self.library = library

    def call(self, name, size, repeat=1):
        """Seconds of a call and the result in decimal; None when there is no such kernel."""
        result = ctypes.c_void_p()
        seconds = self.library.bench_run(name.encode(), size, repeat, ctypes.byref(result))
        text = ctypes.string_at(result.value).decode() if result.value else ""
        self.library.bench_free(result)
        return None if seconds < 0 else (seconds, text)


class Recorder(event.Listener):
    """Seconds of each phase of compiling; what is compiled on the way counts by its own passes."""

    def __init__(self):
        self.seconds = {}
        self.open = []

    def on_start(self, happening):
        name = happening.data["name"].split(" ")[0]  # "name [function]"
        self.open.append([name, time.perf_counter(), 0.0])

    def on_end(self, happening):
        name, start, inner = self.open.pop()
        total = time.perf_counter() - start
        phase = PHASES.get(name, "analysis")
        self.seconds[phase] = self.seconds.get(phase, 0.0) + total - inner
        if self.open:
            self.open[-1][2] += total


def compare(left, right):
    """"equal" value for value (Numba returns Python's numbers for NumPy's), "close", or "wrong"."""
    if np.array_equal(left, right):
        return "equal"
    floats = isinstance(right, float) and isinstance(left, float)
    return "close" if floats and math.isclose(left, right, rel_tol=1e-9) else "wrong"


class Kernel:
    def __init__(self, source, size, seed):
        self.module = load(source)
        self.arguments = self.module.make_arguments(size, seed)
        self.size = size
        self.compiled = None

    def compile(self):
        """Compiles anew; what it took, and whether the result is right."""
        recorder = Recorder()
        self.compiled = None
        compiled = numba.njit(self.module.kernel)
        signature = tuple(numba.typeof(argument) for argument in self.arguments)
        start = time.perf_counter()
        with event.install_listener("numba:run_pass", recorder):
            try:
                compiled.compile(signature)
            except Exception as error:  # whatever Numba raises, it did not take the kernel
                return {"outcome": f"refused ({type(error).__name__})"}
        total = time.perf_counter() - start
        try:
            outcome = compare(compiled(*self.arguments), self.module.kernel(*self.arguments))
        except Exception as error:
            return {"outcome": f"raises {type(error).__name__}"}
        if outcome != "wrong":
            self.compiled = compiled
        return {"outcome": outcome, "seconds": total, "phases": recorder.seconds}

    def time_numba(self):
        def call(repeat):
            start = time.perf_counter()
            for _ in range(repeat):
                self.compiled(*self.arguments)
            return (time.perf_counter() - start) / repeat

        return timed(call, TIMINGS) if self.compiled else None

    def time_c(self, library):
        first = library.call(self.module.ID, self.size)
        if first is None:
            return None, None
        seconds = timed(lambda repeat: library.call(self.module.ID, self.size, repeat)[0], TIMINGS)
        return seconds, first[1]


def compile_alone(source, size, seed):
    """The first real compilation of a fresh process."""
    return Kernel(source, int(size), int(seed)).compile()


def answer(request, kernels, library):
    key = request["source"], request["size"], request["seed"]
    if key not in kernels:
        kernels[key] = Kernel(*key)
    kernel = kernels[key]
    if request["do"] == "compile":
        return kernel.compile()
    if request["do"] == "numba":
        return {"seconds": kernel.time_numba()}
    seconds, result = kernel.time_c(library)
    return {"seconds": seconds, "result": result}


def main():
    # What a first compilation sets up for all that follow is not a kernel's.
    numba.njit(lambda n: n + 1)(1)
    if sys.argv[1] == "compile":
        print(json.dumps(compile_alone(*sys.argv[2:])))
        return
    library = Library(sys.argv[1])
    print(json.dumps({"numba": numba.__version__, "numpy": np.__version__}), flush=True)
    kernels = {}
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), kernels, library)), flush=True)


if __name__ == "__main__":
    main()
