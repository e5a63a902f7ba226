"""Every built-in scenario: compiled and interpreted results are equal, and the result document has what
design.md promises."""

import math

import pytest

from harness import ONE_ARM, QUICK, ROUTES, SCENARIOS, SMALL, kernel_of, measured, npjit


def assert_all_equal(*arguments):
    """Runs all scenarios in one process and gives their kernels."""
    kernels = measured("--scenario", "all", *arguments, *QUICK)["npjit"]["kernels"]
    assert [kernel["id"].upper() for kernel in kernels] == SCENARIOS
    for kernel in kernels:
        assert kernel["outcome"] == "value", kernel
        assert kernel["equal"] is True, kernel
        assert all(arm["identical"] for arm in kernel["arms"] if arm["route"] != "interp")
    return kernels


def test_equal_at_full_size():
    assert_all_equal()


@pytest.mark.parametrize("level", ["-O0", "-O1", "-O2", "-O3"])
def test_equal_on_every_route_at_every_level(level):
    for kernel in assert_all_equal("--size", 40, level):
        found = [(arm["route"], arm["inline"]) for arm in kernel["arms"][1:]]
        assert found == [(route, inline) for route in ROUTES for inline in (True, False)]
        assert {arm["opt_level"] for arm in kernel["arms"][1:]} == {int(level[2:])}


@pytest.mark.parametrize("size", [1, 2, 3])
def test_equal_at_the_smallest_sizes(size):
    assert_all_equal("--size", size)


@pytest.mark.parametrize("size", [90, 91, 92, 93, 94])
def test_fibonacci_around_64_bits(size):
    kernel = kernel_of(measured("--scenario", "C3", "--size", size, *QUICK))
    assert kernel["equal"] is True


def test_c3_is_exact():
    done = npjit("--scenario", "C3", "--size", 100, *QUICK, "--quiet")
    assert done.returncode == 0
    kernel = kernel_of(measured("--scenario", "C3", *QUICK))
    assert kernel["result_type"] == "int"
    # Thousands of digits; the document shortens them in the middle.
    assert len(kernel["result"]) > 50


def test_b3_result_and_counts():
    kernel = kernel_of(measured("--scenario", "B3", *ONE_ARM, *QUICK))
    assert kernel["result"] == "990000"
    assert kernel["result_type"] == "int"
    assert kernel["turns"] == 10_000
    interpreter, compiled = kernel["arms"]
    assert interpreter["ffi_calls"]["np.array"] == 10_000
    assert interpreter["ffi_calls"]["np.sum"] == 5_000
    assert compiled["ffi_calls"]["array_from_scalars"] == 10_000
    assert compiled["ffi_calls"]["sum"] == 5_000


def test_all_and_groups_in_order():
    document = measured("--scenario", "all", "--size", 3, *QUICK)
    assert [k["id"].upper() for k in document["npjit"]["kernels"]] == SCENARIOS
    document = measured("--scenario", "C,a1", "--size", 3, *QUICK)
    assert [k["id"].upper() for k in document["npjit"]["kernels"]] == ["C1", "C2", "C3", "C3M", "A1"]


def check_interval(interval):
    assert set(interval) >= {"median", "low", "high"}
    assert 0 < interval["low"] <= interval["median"] <= interval["high"]


def test_document_fields():
    document = measured(
        "--scenario", "B2", "--iters", 7, "--warmup", 1, "--seed", 5, "--size", 50, *ONE_ARM
    )
    assert document["version"] == "1.0"
    npjit_part = document["npjit"]
    assert npjit_part["schema"] == 1
    for key in ["cpu", "kernel", "llvm", "python", "numpy", "blas", "npjit", "revision"]:
        assert npjit_part["environment"][key]
    assert npjit_part["options"]
    assert npjit_part["seed"] == 5
    assert npjit_part["clock_overhead_seconds"] > 0
    kernel = kernel_of(document)
    assert kernel["source"].endswith("b2.py")
    assert kernel["size"] == 50
    assert kernel["band"] == {"low": 8, "high": 12}
    assert kernel["verdict"]
    interpreter, compiled = kernel["arms"]
    assert interpreter["route"] == "interp"
    assert interpreter["inline"] is None
    assert compiled["route"] == "capi"
    for arm in kernel["arms"]:
        assert arm["rounds"] == 7
        check_interval(arm["seconds"])
    check_interval(compiled["speedup"])
    phases = kernel["compile_seconds"]
    assert set(phases) >= {"front", "generation", "inlining", "optimisation", "emission"}
    assert all(math.isfinite(value) and value >= 0 for value in phases.values())
    assert phases["front"] > 0
    assert phases["emission"] > 0


def test_document_is_pyperfs_too():
    document = measured("--scenario", "B1,B2", "--size", 20, "--iters", 3, *ONE_ARM)
    names = []
    for benchmark in document["benchmarks"]:
        metadata = benchmark["metadata"]
        names.append(metadata["name"])
        assert metadata["unit"] == "second"
        (run,) = benchmark["runs"]
        assert len(run["values"]) == 3
        assert all(value > 0 for value in run["values"])
        assert len(run["warmups"]) == 2
        for part in (metadata, run["metadata"], document["metadata"]):
            for value in part.values():
                assert value is not None
                assert value != ""
                assert not isinstance(value, (dict, list))
    assert names == ["B1/interp", "B1/capi", "B2/interp", "B2/capi"]


def test_a_route_is_run_with_thunks_inlined_and_not():
    kernel = kernel_of(measured("--scenario", "B3", "--size", 10, "--route=capi", "--iters", 6))
    assert [arm["inline"] for arm in kernel["arms"]] == [None, True, False]
    assert len({arm["name"] for arm in kernel["arms"]}) == 3
    assert set(kernel["crossing_seconds"]) >= {"median", "low", "high"}


@pytest.mark.parametrize("scenario", ["A1", "A2", "A3"])
def test_seeds_change_the_inputs(scenario):
    results = [
        kernel_of(measured("--scenario", scenario, "--size", SMALL[scenario], "--seed", seed, *QUICK))
        for seed in (0, 1, 1)
    ]
    assert results[0]["result"] != results[1]["result"]
    assert results[1]["result"] == results[2]["result"]


def test_route_option():
    kernel = kernel_of(
        measured("--scenario", "B3", "--size", 10, "--route", "capi,native", "--inline=on", *QUICK)
    )
    assert [arm["route"] for arm in kernel["arms"]] == ["interp", "capi", "native"]


def test_draws_are_seeded_where_the_call_imports_the_generators(tmp_path):
    (tmp_path / "drawing.py").write_text(
        "def draw():\n"
        "    import random\n"
        "    import numpy\n"
        "    return random.random() + numpy.random.random()\n"
    )
    kernel = tmp_path / "kernel.py"
    kernel.write_text("import drawing\n\n\ndef twice():\n    return drawing.draw() + drawing.draw()\n")
    for _ in range(2):
        found = kernel_of(measured("--kernel", f"{kernel}:twice", "--route=all", *QUICK))
        assert found["equal"] is True, found
