"""Bugs planted on purpose: the fuzzer must find each within a minute of one processor. Needs a build with NPJIT_TEST_FAULTS.

    python tests/fuzz/faults.py [NAME...]      default: all of them
"""

import argparse
import re
import sys

import checking
import run

SECONDS = 60
# Each one's arguments are the ordinary kernels: nothing is steered towards the fault.
OPTIONS = {"cases": 16, "batch": 96, "sample": 2, "timeout": 60, "environment": None, "any_death": True}


def all_faults():
    source = (checking.ROOT / "ir/fault.c").read_text(encoding="utf-8")
    return re.findall(r'^    \{"([a-z-]+)", \w+\},$', source, re.MULTILINE)


def is_sound(source):
    """Whether the kernel is right without the bug: what it showed is then the bug's doing."""
    outcome = checking.check({"kernel": run.generate.HEADER + source}, "--sample", "4", timeout=OPTIONS["timeout"])
    return not outcome.death and not any(f.is_bug for f in outcome.findings)


def find(fault):
    """(seconds, category of the first finding), or None when nothing was found in time."""
    options = argparse.Namespace(npjit=["--break-thunk", fault], **OPTIONS)
    start = run.processor_seconds()
    number = 0
    while run.processor_seconds() - start < SECONDS:
        *_, found = run.run_batch(f"fault {fault}", number, options)
        for finding, source in found:
            if is_sound(source):
                return run.processor_seconds() - start, finding.category
        number += 1
    return None


def main():
    missed = 0
    for fault in sys.argv[1:] or all_faults():
        found = find(fault)
        missed += found is None
        print(f"{fault:26} {f'{found[0]:5.1f} s  {found[1][:90]}' if found else 'NOT FOUND'}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
