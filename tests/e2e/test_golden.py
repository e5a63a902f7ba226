"""The kernel IR and the LLVM IR of a few kernels, against the files in tests/golden.

NPJIT_UPDATE_GOLDEN=1 (make golden) writes the files anew; what changed is then to be read in git diff.
"""

import os
import re

import pytest

from harness import ROOT, describe, npjit

GOLDEN = ROOT / "tests/golden"
UPDATE = os.environ.get("NPJIT_UPDATE_GOLDEN") == "1"


def normalised(text):
    """Without what differs between machines: the folder of the sources, the version of the program."""
    text = text.replace(str(ROOT) + "/", "").replace(str(ROOT), ".")
    return re.sub(r'producer: "[^"]*"', 'producer: "npjit"', text)


def compare(name, text):
    path = GOLDEN / name
    text = normalised(text)
    if UPDATE:
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path} is missing; make golden writes it"
    assert text == path.read_text(encoding="utf-8"), f"{path} differs; make golden writes it anew"


KERNELS = {
    "count": "(10,)",
    "accumulate": "(np.arange(3.0),)",
    "small_array": "(1,)",
    "unbound": "(1,)",
}


def dump(name, kind):
    """The dump of a kernel of tests/golden/kernels.py, or of a scenario."""
    what = ["--scenario", name]
    if name in KERNELS:
        what = ["--kernel", f"tests/golden/kernels.py:{name}", "--args", KERNELS[name]]
    done = npjit(*what, f"--dump-ir={kind}")
    assert done.returncode == 0, describe(done)
    return done.stdout


@pytest.mark.parametrize("name", ["A2", "B2", "C3", *KERNELS])
def test_kernel_ir(name):
    compare(f"{name.lower()}.kir.golden", dump(name, "kir"))


@pytest.mark.parametrize("name", ["count", "unbound"])
def test_kernel_ir_before_inference(name):
    compare(f"{name}.build.golden", dump(name, "kir:build"))


@pytest.mark.parametrize("name", ["A3", *KERNELS])
def test_llvm_ir(name):
    compare(f"{name.lower()}.llvm.golden", dump(name, "llvm"))


# What native computes of arrays in loops without calling NumPy: arguments, and what is to be one operation.
IN_LOOPS = {
    "distances": ("(np.arange(3.0), np.arange(4.0))", ["a0 a1 subtract", "a0 a0 multiply sum"]),
    "reaches": ("(np.arange(6.0),)", ["a0 i1 greater any", "a0 i1 multiply argmax"]),
}


@pytest.mark.parametrize("name", IN_LOOPS)
def test_native_kernel_ir_computes_in_loops(name):
    arguments, expressions = IN_LOOPS[name]
    what = ["--kernel", f"tests/golden/kernels.py:{name}", "--args", arguments, "--route=native"]
    done = npjit(*what, "--dump-ir=kir")
    assert done.returncode == 0, describe(done)
    compare(f"{name}.native.kir.golden", done.stdout)
    for expression in expressions:
        assert re.search(rf' = native\.[a-z]+ \w+ "{expression}" ', done.stdout), expression


# Scenarios whose small arrays never leave the kernel.
LOCAL_ARRAYS = ["B1", "B2", "B3", "C1"]


def lines_with_arrays(name):
    """The lines of the kernel on which an array is made of given items or reduced."""
    text = (ROOT / f"scenarios/{name.lower()}.py").read_text(encoding="utf-8").splitlines()
    made = [k for k, line in enumerate(text, 1) if "np.array([" in line]
    reduced = [k for k, line in enumerate(text, 1) if re.search(r"np\.(sum|max|min|mean)\(arr\)", line)]
    assert made
    return {*made, *reduced}


@pytest.mark.parametrize("name", LOCAL_ARRAYS)
def test_native_kernel_ir_has_no_local_array(name):
    text = npjit("--scenario", name, "--route=native", "--dump-ir=kir").stdout
    compare(f"{name.lower()}.native.kir.golden", text)
    blocks = re.split(r"^(?=b\d+)", text, flags=re.MULTILINE)
    warm = "".join(block for block in blocks if " cold" not in block.splitlines()[0])
    lines = lines_with_arrays(name)
    found = [
        (op, int(line))
        for op, line in re.findall(r"(np\.[a-z_]+)\.[a-z]+ .*@(\d+):\d+$", warm, flags=re.MULTILINE)
        if int(line) in lines and op != "np.setitem"  # into the array that stays
    ]
    assert found == []


@pytest.mark.parametrize("name", LOCAL_ARRAYS)
def test_native_code_calls_no_thunk_for_a_local_array(name):
    text = npjit("--scenario", name, "--route=native", "--inline=on", "--dump-ir=llvm-opt").stdout
    # The kernel itself comes first; what follows are continuations for rare outcomes.
    kernel, module_end = text.split("\n}\n", 1)[0], text.split("\n; ModuleID", 1)[0]
    places = {
        place: int(line) for place, line in re.findall(r"^(!\d+) = .*?DILocation\(line: (\d+)", module_end, re.MULTILINE)
    }
    lines = lines_with_arrays(name)
    called = [
        (thunk, places[place])
        for thunk, place in re.findall(r"call [^\n]*@(npjit_\w+)\([^\n]*!dbg (!\d+)", kernel)
    ]
    assert called, "the kernel polls at least"
    routed = re.compile(r"npjit_(python|capi|ufunc|native)_")
    assert [call for call in called if call[1] in lines and routed.match(call[0])] == []


def test_output_goes_to_a_file(tmp_path):
    path = tmp_path / "b3.ll"
    done = npjit("--scenario", "B3", "--dump-ir=llvm", "-o", path)
    assert done.returncode == 0, describe(done)
    assert done.stdout == ""
    assert path.read_text(encoding="utf-8") == npjit("--scenario", "B3", "--dump-ir=llvm").stdout
    done = npjit("--scenario", "B3", "--dump-ir", "-o", tmp_path / "no/such/file")
    assert done.returncode == 2
    assert "no/such/file" in done.stderr


def test_llvm_is_the_default():
    assert npjit("--scenario", "B3", "--dump-ir").stdout == npjit(
        "--scenario", "B3", "--dump-ir=llvm"
    ).stdout


@pytest.mark.parametrize("kind", ["kir", "kir:all", "llvm", "llvm-opt", "asm"])
def test_everything_can_be_dumped(kind):
    done = npjit("--scenario", "all", f"--dump-ir={kind}")
    assert done.returncode == 0, describe(done)
    assert len(done.stdout.splitlines()) > 100
    assert done.stderr == ""


def test_dumps_are_deterministic():
    for kind in ["kir:all", "llvm", "llvm-opt"]:
        first, second = (npjit("--scenario", "C3", f"--dump-ir={kind}").stdout for _ in range(2))
        assert first == second


# What each kernel calls in its loops when thunks are not inlined.
CALLED_IN_LOOPS = {
    "B1": ["array_from_scalars", "prod"],
    "B2": ["array_from_scalars", "sum", "max", "min"],
    "B3": ["array_from_scalars", "sum"],
    "C1": ["array_from_scalars", "sum"],
    "C2": ["array_from_scalars", "max"],
    "C3": ["array_from_scalars", "sum"],
    "C3m": ["array_from_scalars", "sum"],
}


@pytest.mark.parametrize("route", ["capi", "ufunc"])
@pytest.mark.parametrize("name", CALLED_IN_LOOPS)
def test_inlining_removes_calls_of_thunks(name, route):
    def called(mode):
        done = npjit("--scenario", name, f"--route={route}", "--dump-ir=llvm-opt", f"--inline={mode}")
        # The kernel itself comes first; what follows are continuations.
        kernel = done.stdout.split("\n}\n", 1)[0]
        return re.findall(r"call [^\n]*@(npjit_\w+)\(", kernel)

    before, after = called("off"), called("on")
    for thunk in CALLED_IN_LOOPS[name]:
        full = f"npjit_{route}_{thunk}"
        assert full in before
        # B1 sums its result after the loop, where inlining would not pay.
        assert after.count(full) == 0, full
    assert not any("_vector_" in thunk for thunk in after)


def test_source_lines_are_in_the_assembly():
    text = npjit("--scenario", "B3", "--dump-ir=asm").stdout
    assert "b3.py:" in text
