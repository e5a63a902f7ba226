"""Several sizes and optimisation levels in one run."""

import re

import pytest

from harness import describe, measured, npjit, refused

FAST = ("--route=native", "--inline=on", "--iters", "6", "--warmup", "0")


def test_sizes_and_levels_are_a_table():
    done = npjit("--scenario", "B3,C1", "--size", "4,8", "--opt-levels", "0,3", *FAST)
    assert done.returncode == 0, describe(done)
    table = done.stdout.split("\n\n")[0].splitlines()
    assert table[0] == "Sweep"
    assert len(table) == 2 + 8
    shown = [re.match(r"\s+(B3|C1)?\s+(\d+)  -O(\d)", row).groups() for row in table[2:6]]
    assert shown == [("B3", "4", "0"), (None, "8", "0"), (None, "4", "3"), (None, "8", "3")]
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_where_compiling_begins_to_pay_is_said():
    done = npjit("--scenario", "B3", "--size", "4,8", *FAST)
    text = " ".join(done.stdout.split())
    assert re.search(r"compiling (does not pay in one call|pays in its first call)", text)
    assert re.search(r"compiled code is (not known to be )?faster", text)


@pytest.mark.parametrize(("locale", "steps"), [("C.UTF-8", "▁▂▃▄▅▆▇█"), ("C", "_.:-=+*#")])
def test_curves(locale, steps):
    done = npjit("--scenario", "B3", "--size", "4,8,16,32", *FAST, LC_ALL=locale)
    for name in ["interp a turn", "compiled a turn", "speedup"]:
        assert re.search(rf"[{re.escape(steps)}]{{4}} {name}: ", done.stdout), done.stdout
    assert locale != "C" or done.stdout.isascii()


def test_a_function_of_the_users_at_several_levels(kernel_file):
    path = kernel_file("def f(n):\n    return n + 1\n")
    document = measured("--kernel", f"{path}:f", "--args", "(1,)", "--opt-levels", "0,2", *FAST)
    kernels = document["npjit"]["kernels"]
    assert [kernel["arms"][1]["opt_level"] for kernel in kernels] == [0, 2]


def test_every_run_is_in_the_result():
    document = measured("--scenario", "B3", "--size", "4,8", "--opt-levels=0,1", *FAST)
    kernels = document["npjit"]["kernels"]
    shown = [(kernel["size"], kernel["arms"][1]["opt_level"]) for kernel in kernels]
    assert shown == [(4, 0), (8, 0), (4, 1), (8, 1)]
    assert document["npjit"]["options"]["size"] == "4,8"
    assert document["npjit"]["options"]["opt_level"] == "0,1"


def test_a_sweep_is_compared_run_by_run(tmp_path):
    path = tmp_path / "old.json"
    run = ("--scenario", "B3", "--size", "4,8", *FAST)
    assert npjit(*run, "--json", path, "-q").returncode == 0
    done = npjit(*run, "--compare", path)
    assert done.returncode == 0, describe(done)
    assert "other size" not in done.stdout


def test_what_is_no_list():
    for words in ["4,", ",4", "4,x", "0,1", "4 8"]:
        assert "--size" in refused("--scenario", "B3", "--size", words)
    assert "--opt-levels" in refused("--scenario", "B3", "--opt-levels", "4")
    assert "one size" in refused("--scenario", "B3", "--size", "4,8", "--dump-ir")
