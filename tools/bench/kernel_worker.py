"""Compiles and times functions of tests/kernels with Numba whenever kernels.py asks: one request a line.

Requests and answers are JSON objects. Each function has a process of its own, forked from one that has loaded
Numba and compiled nothing but a lambda: it neither gains from what was compiled before nor waits for Numba to
load. Every function of a file is under @njit, so that helpers are compiled,
too; arguments are what `FUNCTION.large()` gives, made anew for each call that changes them. What a call leaves in
them is compared like its result. A request that takes too long ends the
process, as a crash would.
"""

import inspect
import json
import math
import os
import signal
import sys
import time
import warnings

import numba
import numpy as np
from timing import load, timed

LONGEST_REQUEST = 60
TIMINGS = 7


def compare(left, right):
    """`equal` value for value (Numba returns Python's numbers for NumPy's and the other way round), `close`
    where floats are right but for their last bits, `wrong`."""
    if isinstance(right, (list, tuple)):
        if not isinstance(left, (list, tuple)) or len(left) != len(right):
            return "wrong"
        outcomes = {compare(a, b) for a, b in zip(left, right, strict=True)}
        return next((word for word in ("wrong", "close") if word in outcomes), "equal")
    if isinstance(right, np.ndarray):
        if not isinstance(left, np.ndarray) or left.shape != right.shape or left.dtype != right.dtype:
            return "wrong"
        if np.array_equal(left, right, equal_nan=right.dtype.kind in "fc"):
            return "equal"
        return "close" if right.dtype.kind == "f" and np.allclose(left, right, rtol=1e-9) else "wrong"
    if left is None or right is None:
        return "equal" if left is right else "wrong"
    if left == right or (left != left and right != right):
        return "equal"
    floats = isinstance(left, float) and isinstance(right, float)
    return "close" if floats and math.isclose(left, right, rel_tol=1e-9) else "wrong"


class Kernel:
    def __init__(self, source, name):
        plain, module = load(source), load(source)
        for other, value in vars(plain).items():
            if inspect.isfunction(value) and value.__module__ == plain.__name__:
                setattr(module, other, numba.njit(getattr(module, other)))
        self.plain, self.compiled = getattr(plain, name), getattr(module, name)

    def compile(self):
        """What compiling took, and whether the result is right."""
        arguments, expected_arguments = self.plain.large(), self.plain.large()
        start = time.perf_counter()
        try:
            self.compiled.compile(tuple(numba.typeof(argument) for argument in arguments))
        except Exception as error:  # whatever Numba raises, it did not take the kernel
            return {"outcome": "refused", "reason": reason(error)}
        total = time.perf_counter() - start
        expected = self.plain(*expected_arguments)
        try:
            result = self.compiled(*arguments)
        except Exception as error:
            return {"outcome": "wrong", "reason": reason(error)}
        self.changes = compare(arguments, self.plain.large()) != "equal"
        return {
            "outcome": compare((result, *arguments), (expected, *expected_arguments)),
            "seconds": total,
        }

    def seconds(self):
        def call(repeat):
            if self.changes:
                fresh = [self.plain.large() for _ in range(repeat)]
            else:
                fresh = [self.plain.large()] * repeat
            start = time.perf_counter()
            for arguments in fresh:
                self.compiled(*arguments)
            return (time.perf_counter() - start) / repeat

        return timed(call, TIMINGS)


def reason(error):
    """The line of Numba's message that says most, without the place on this machine."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(("Failed in", "No implementation", "[", "-"))]
    line = (telling or lines or [""])[0].partition(", location: ")[0]
    return f"{type(error).__name__}: {line}"[:200]


def answer(kernel):
    """Compiles, then times whenever asked; ends with `done`."""
    print(json.dumps(kernel.compile()), flush=True)
    for line in sys.stdin:
        signal.alarm(LONGEST_REQUEST)
        if json.loads(line)["do"] == "done":
            return
        print(json.dumps({"seconds": kernel.seconds()}), flush=True)


def main():
    warnings.simplefilter("ignore")
    # What a first compilation sets up for all that follow is not a kernel's.
    numba.njit(lambda n: n + 1)(1)
    print(json.dumps({"numba": numba.__version__, "numpy": np.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.alarm(LONGEST_REQUEST)
            answer(Kernel(request["source"], request["function"]))
            os._exit(0)
        os.waitpid(child, 0)
        print(json.dumps({"ended": True}), flush=True)


if __name__ == "__main__":
    main()
