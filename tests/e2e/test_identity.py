"""What depends on which object a number is: refused with its place by every way to run a kernel, never answered."""

import ast
import json

import pytest

from harness import QUICK, ROOT, describe, kernel_of, npjit

KERNELS = ROOT / "tests/e2e/kernels/identity.py"
UNKNOWN = [node.name for node in ast.parse(KERNELS.read_text()).body if getattr(node, "name", "").startswith("unknown_")]
CONFIGURATIONS = ("--route=python,native", "--inline=both", "-O0,3")


@pytest.mark.parametrize("name", UNKNOWN)
def test_every_case_is_refused(name):
    done = npjit("--check", f"{KERNELS}:{name}", *CONFIGURATIONS, "--json", "-")
    assert done.returncode == 0, describe(done)
    _, *findings, summary = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(findings) == summary["comparisons"] > 0
    lines = KERNELS.read_text().splitlines()
    for finding in findings:
        assert finding["kind"] == "refused" and "without their objects" in finding["text"]
        refusal = finding["refusal"]
        assert refusal["stage"] == "ir" and refusal["column"] >= 1
        assert any(word in lines[refusal["line"] - 1] for word in ("return", "xs.remove", "d[y]", "seen.add"))


def test_refused_when_run(tmp_path):
    path = tmp_path / "result.json"
    done = npjit("--kernel", f"{KERNELS}:unknown_in", "--args", "(float('nan'), [1.0, float('nan')])", *QUICK, "--json", path)
    assert done.returncode == 3, describe(done)
    kernel = kernel_of(json.loads(path.read_text()))
    assert kernel["outcome"] == "refused" and "two nans" in kernel["result"]
    assert kernel["refusal"]["line"] > 0 and kernel["refusal"]["column"] > 0 and kernel["arms"] == []


def test_timed_where_certain():
    done = npjit("--kernel", f"{KERNELS}:unknown_in", "--args", "(float('nan'), [1.0, 2.0])", *QUICK)
    assert done.returncode == 0, describe(done)
