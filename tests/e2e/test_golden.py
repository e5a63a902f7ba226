"""The kernel IR and the LLVM IR of a few kernels, against the files in tests/golden.

NPJIT_UPDATE_GOLDEN=1 (make golden) writes the files anew; what changed is then to be read in git diff.
"""

import os
import re

import pytest

from harness import ROOT, SMALL, describe, npjit

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


@pytest.mark.parametrize("scenario", ["A2", "B1", "B3", "C1", "C3"])
def test_kernel_ir(scenario):
    done = npjit("--scenario", scenario, "--dump-ir=kir")
    assert done.returncode == 0, describe(done)
    compare(f"{scenario.lower()}.kir.golden", done.stdout)


def test_untyped_kernel_ir():
    done = npjit("--scenario", "B3", "--dump-ir=kir:build")
    assert done.returncode == 0, describe(done)
    compare("b3.build.golden", done.stdout)


@pytest.mark.parametrize("scenario", ["B3", "C3"])
def test_llvm_ir(scenario):
    done = npjit("--scenario", scenario, "--dump-ir=llvm")
    assert done.returncode == 0, describe(done)
    compare(f"{scenario.lower()}.llvm.golden", done.stdout)


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


@pytest.mark.parametrize("scenario", sorted(SMALL))
@pytest.mark.parametrize("kind", ["kir", "kir:all", "llvm", "llvm-opt", "asm"])
def test_everything_can_be_dumped(scenario, kind):
    done = npjit("--scenario", scenario, f"--dump-ir={kind}")
    assert done.returncode == 0, describe(done)
    assert len(done.stdout.splitlines()) > 5
    assert done.stderr == ""


def test_dumps_are_deterministic():
    for kind in ["kir:all", "llvm", "llvm-opt"]:
        first, second = (npjit("--scenario", "C3", f"--dump-ir={kind}").stdout for _ in range(2))
        assert first == second


def test_inlining_removes_the_calls_of_thunks():
    texts = {
        mode: npjit("--scenario", "C3", "--dump-ir=llvm-opt", f"--inline={mode}").stdout
        for mode in ("on", "off")
    }

    def called(text):
        return set(re.findall(r"call [^\n]*@(npjit_\w+)\(", text))

    assert called(texts["off"])
    assert called(texts["on"]) < called(texts["off"])


def test_source_lines_are_in_the_assembly():
    text = npjit("--scenario", "B3", "--dump-ir=asm").stdout
    assert "b3.py:" in text
