"""semantics.md as a table: every function of kernels/*.py with every one of its cases, interpreted and
compiled. The oracle is the program's own comparison with the interpreter.

All cases of a file run in one process, as scenarios made for the purpose: the file's text, so that lines are
the same, followed by what a scenario says of itself. A case may be refused only where its function
says may_refuse.
"""

import concurrent.futures
import importlib.util
import os

import pytest

from harness import ROOT, describe, npjit, strict_json

KERNELS = sorted((ROOT / "tests/e2e/kernels").glob("*.py"))
MODES = [("-O0", "--inline=off"), ("-O3", "--inline=both")]

TAIL = """

kernel = {function}
ID = "{id}"
GROUP = TITLE = SHOWS = "case"
SIZE = 1
BAND = (1.0, 1.0)


def turns(size):
    return 0


def make_arguments(size, seed):
    return kernel.cases[{case}]
"""


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases_of(path):
    """(name of the function, index of the case, may be refused) for each case of the file."""
    for name, value in vars(load(path)).items():
        for index in range(len(getattr(value, "cases", ()))):
            yield name, index, getattr(value, "may_refuse", False)


CASES = [
    pytest.param(path, mode, name, index, may_refuse, id=f"{path.stem}.{name}.{index}{mode[0]}")
    for path in KERNELS
    for name, index, may_refuse in cases_of(path)
    for mode in MODES
]


def write_scenarios(path, folder):
    text = path.read_text(encoding="utf-8")
    for number, (name, index, _) in enumerate(cases_of(path)):
        identifier = f"{name}.{index}"
        scenario = text + TAIL.format(function=name, id=identifier, case=index)
        (folder / f"case_{number}.py").write_text(scenario, encoding="utf-8")


def run(folder, selection, mode):
    return npjit(
        *("--scenario", selection, *mode, "--iters", "1", "--warmup", "0", "--json", "-"),
        NPJIT_SCENARIOS=str(folder),
    )


def run_file(path, mode, folder):
    """The kernels' results by id; when the process did not live to tell them, each case is run alone."""
    folder.mkdir()
    write_scenarios(path, folder)
    done = run(folder, "all", mode)
    if done.returncode in (0, 3, 4):
        return {kernel["id"]: kernel for kernel in strict_json(done.stdout)["npjit"]["kernels"]}
    results = {}
    for name, index, _ in cases_of(path):
        identifier = f"{name}.{index}"
        alone = run(folder, identifier, mode)
        if alone.returncode in (0, 3, 4):
            (results[identifier],) = strict_json(alone.stdout)["npjit"]["kernels"]
        else:
            results[identifier] = {"outcome": "crashed", "said": describe(alone)}
    return results


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """One run of the program for each file and mode, as many at once as there are processors."""
    folder = tmp_path_factory.mktemp("scenarios")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {
            (path, mode): pool.submit(run_file, path, mode, folder / f"{path.stem}{mode[0]}")
            for path in KERNELS
            for mode in MODES
        }
    return {key: future.result() for key, future in runs.items()}


@pytest.mark.parametrize(("path", "mode", "name", "index", "may_refuse"), CASES)
def test_case(results, path, mode, name, index, may_refuse):
    kernel = results[path, mode].get(f"{name}.{index}")
    assert kernel is not None, "the program did not mention it"
    if kernel["outcome"] == "refused" and may_refuse:
        return
    assert kernel["outcome"] in ("value", "raises"), kernel.get("said") or (
        kernel.get("difference") or kernel.get("refusal")
    )
    assert kernel["equal"] is True
