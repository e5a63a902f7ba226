"""--explain: the source with what became of each line."""

import re

import pytest

from harness import ROUTES, SCENARIOS, describe, npjit

SOURCE = '''
import numpy as np

def kernel(n):
    x = np.array([0, 1])
    d = {}
    for i in range(n):
        if i % 3 == 0:
            x = np.array([i, 7])
        d[i] = int(np.max(x))
    return np.sum(np.array([n, 1])), x

def other(n):
    return n
'''


def explained(*arguments):
    """{line: its facts}"""
    done = npjit(*arguments, "--explain")
    assert done.returncode == 0, describe(done)
    facts, line = {}, None
    for text in done.stdout.splitlines()[1:]:
        if match := re.match(r" *(\d+) \| ", text):
            line = int(match[1])
            facts[line] = []
        elif text.startswith("      = "):
            facts[line].append(text[8:])
    return facts


def test_arrays_routes_boxed_lines_and_types(kernel_file):
    path = kernel_file(SOURCE)
    facts = explained("--kernel", f"{path}:kernel", "--args", "(9,)")
    assert "np.array: a real array is allocated: it lives on" in " ".join(facts[5])
    assert "x: array(int64, 1)" in facts[7]
    assert facts[10][0] == "np.max: computed in place, no call"
    assert "object.setitem: boxed, CPython executes it" in facts[10]
    assert facts[11][:2] == [
        "np.array: no array, its items are kept in registers",
        "np.sum: computed in place, no call",
    ]
    assert "n: int, raw" in facts[4]
    assert 13 not in facts


@pytest.mark.parametrize("route", ROUTES[:3])
def test_every_array_is_made_on_other_routes(route):
    facts = explained("--scenario", "B3", f"--route={route}")
    said = [text for texts in facts.values() for text in texts]
    assert f"np.sum: a call, route {route}" in said
    assert f"np.array: a real array is allocated: route {route} makes every array" in said


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenarios_are_explained(scenario):
    assert sum(map(len, explained("--scenario", scenario).values())) > 2
