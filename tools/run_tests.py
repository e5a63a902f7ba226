"""Run the unit tests (ctest) and the end-to-end tests (pytest) of one built preset.

The last line printed is the sum of both, alone and made for machines:

    123 passed, 0 failed, 2 skipped

The exit status is 0 only if nothing failed and something passed. End-to-end tests find what
they are to test in the environment:

    NPJIT              the program
    NPJIT_BUILD        its build folder
    NPJIT_PYTHON       the Python it was built against, to be given to the program with --python
    NPJIT_TEST_FAULTS  1 if tests may plant faults in it, else 0
    NPJIT_TEST_SLOWDOWN  how many times slower than usual it is, where it is
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent


def preset_environment(preset):
    """The environment that CMakePresets.json gives to this preset's tests."""
    presets = json.loads((ROOT / "CMakePresets.json").read_text())["testPresets"]
    chosen = next(p for p in presets if p["configurePreset"] == preset)
    return {
        name: value.replace("${sourceDir}", str(ROOT))
        for name, value in chosen.get("environment", {}).items()
    }


def build_environment(build):
    """What CMake wrote down for the tests of this build."""
    lines = (build / "test-environment.txt").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def run(command, environment):
    print("$", " ".join(str(word) for word in command), flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode


def read_junit(path):
    """(passed, failed, skipped) of a JUnit file; all zero when there is none."""
    if not path.exists():
        return 0, 0, 0
    root = ElementTree.parse(path).getroot()
    suites = [root] if root.tag == "testsuite" else root.findall("testsuite")
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0)) + int(suite.get("disabled", 0))
    return total - failed - skipped, failed, skipped


def run_units(build, environment, extra):
    junit = build / "junit-unit.xml"
    junit.unlink(missing_ok=True)
    status = run(
        ["ctest", "--test-dir", build, "--output-on-failure", "--output-junit", junit,
         "--parallel", str(os.cpu_count() or 1), *extra],
        environment,
    )  # fmt: skip
    return status != 0, read_junit(junit)


def run_end_to_end(build, environment, extra):
    junit = build / "junit-e2e.xml"
    junit.unlink(missing_ok=True)
    status = run(
        [ROOT / ".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "-n", str(os.cpu_count() or 1), "--dist=loadfile",  # what a file's tests share is made once
         f"--junitxml={junit}", *extra, "tests/e2e"],
        environment,
    )  # fmt: skip
    no_tests_collected = 5
    return status not in (0, no_tests_collected), read_junit(junit)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="release")
    parser.add_argument("--only", choices=["units", "e2e"], help="run one of the two kinds")
    parser.add_argument("--pytest-args", default="", help="more arguments for pytest")
    parser.add_argument("--ctest-args", default="", help="more arguments for ctest")
    options = parser.parse_args()

    build = ROOT / ("build" if options.preset == "release" else f"build-{options.preset}")
    environment = dict(os.environ)
    environment.update(preset_environment(options.preset))
    environment.update(build_environment(build))
    environment.update(
        NPJIT=str(build / "npjit"), NPJIT_BUILD=str(build), PYTHONDONTWRITEBYTECODE="1"
    )

    outcomes = []
    if options.only != "e2e":
        outcomes.append(run_units(build, environment, options.ctest_args.split()))
    if options.only != "units" and list((ROOT / "tests/e2e").glob("test_*.py")):
        outcomes.append(run_end_to_end(build, environment, options.pytest_args.split()))

    passed, failed, skipped = (sum(counts[i] for _, counts in outcomes) for i in range(3))
    # A runner that stopped before it could count its failures has failed all the same.
    failed += sum(1 for bad, counts in outcomes if bad and counts[1] == 0)
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
