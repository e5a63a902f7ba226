"""What the processes that time Numba share: a source's module, and the seconds of a call."""

import importlib.util
import pathlib
import statistics

# A timing is repeated calls that take at least this long together.
SHORTEST_SECONDS = 0.0005


def load(source):
    path = pathlib.Path(source)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def timed(call, timings):
    """The median of some timings of `call(repeat)`, which gives the seconds of one call."""
    repeat = max(1, int(SHORTEST_SECONDS / max(call(1), 1e-9)))
    return statistics.median(call(repeat) for _ in range(timings))
