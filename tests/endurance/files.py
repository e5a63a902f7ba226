"""Result files: old or new, never half. The program is killed at random moments around the writing of its
result, writes to a full device, and to a file system that is too small.

    python tests/endurance/files.py --count 200 --seed 1
"""

import argparse
import collections
import contextlib
import ctypes
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NPJIT", ROOT / "build/npjit")).resolve()
PYTHON = os.environ.get("NPJIT_PYTHON")
RUN = ["--scenario", "B3", "--size", "10", "--iters", "1", "--warmup", "0", "--route=capi", "--inline=on"]
OLD = '{"old": true}\n'
TIMEOUT = 120


def command(*arguments):
    chosen = ["--python", PYTHON] if PYTHON else []
    return [str(PROGRAM), *chosen, *RUN, *map(str, arguments)]


def state_of(path):
    """'old', 'new', or what is wrong with the file."""
    text = path.read_text(encoding="utf-8")
    if text == OLD:
        return "old"
    try:
        document = json.loads(text)
    except ValueError as problem:
        return f"neither old nor new: {problem}"
    return "new" if document.get("npjit") else "neither old nor new"


def duration():
    """Seconds of an undisturbed run."""
    started = time.monotonic()
    subprocess.run(command("--json", "/dev/null"), stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=True)
    return time.monotonic() - started


def wait_for_writing(folder, name, process):
    """Until the temporary file appears, or the process ends."""
    while process.poll() is None:
        if any(entry.startswith(name) and entry != name for entry in os.listdir(folder)):
            return


def killed(rng, folder, usual, number):
    """What became of the file after a SIGKILL: at a random moment, or just when it is written."""
    path = pathlib.Path(folder) / f"{number}.json"
    path.write_text(OLD, encoding="utf-8")
    process = subprocess.Popen(
        command("--json", path), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    if number % 2:
        time.sleep(rng.uniform(0.3, 1.1) * usual)
    else:
        wait_for_writing(folder, path.name, process)
        time.sleep(rng.uniform(0.0, 0.002))
    process.send_signal(signal.SIGKILL)
    process.wait(TIMEOUT)
    state = state_of(path)
    for other in path.parent.iterdir():
        other.unlink()
    return state


def full_device():
    """/dev/full: each write fails."""
    if not os.path.exists("/dev/full"):
        return "skipped: no /dev/full"
    done = subprocess.run(command("--json", "/dev/full"), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT)
    good = done.returncode == 2 and "cannot write /dev/full" in done.stderr
    return "right" if good else f"exit {done.returncode}: {done.stderr[-300:]}"


@contextlib.contextmanager
def small_file_system(folder):
    """A tmpfs of four pages, where the kernel lets us mount one; else None."""
    libc = ctypes.CDLL(None, use_errno=True)
    target = os.fsencode(folder)
    if libc.mount(b"tmpfs", target, b"tmpfs", 0, b"size=16k") != 0:
        yield None
        return
    try:
        yield pathlib.Path(folder)
    finally:
        libc.umount2(target, 2)


def full_disk():
    """A result that does not fit: the old file stays, no other is left, and the message says so."""
    with tempfile.TemporaryDirectory(prefix="npjit-full-") as folder, small_file_system(folder) as disk:
        if disk is None:
            return "skipped: no file system can be mounted here"
        path = disk / "result.json"
        path.write_text(OLD, encoding="utf-8")
        (disk / "filler").write_bytes(b"x" * 8192)
        done = subprocess.run(command("--json", path), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT)
        names = sorted(entry.name for entry in disk.iterdir())
        good = done.returncode == 2 and "cannot write" in done.stderr and state_of(path) == "old" and names == ["filler", "result.json"]
        return "right" if good else f"exit {done.returncode}, {state_of(path)}, {names}: {done.stderr[-300:]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=50, help="processes to kill")
    parser.add_argument("--seed", default="0")
    options = parser.parse_args()
    rng = random.Random(f"files {options.seed}")
    usual = duration()
    states = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="npjit-files-") as folder:
        for number in range(options.count):
            states[killed(rng, folder, usual, number)] += 1
    device, disk = full_device(), full_disk()
    print(f"{options.count} killed: " + ", ".join(f"{count} {state}" for state, count in sorted(states.items())))
    print(f"full device: {device}\nfull disk: {disk}")
    good = set(states) <= {"old", "new"} and all(what == "right" or what.startswith("skipped") for what in (device, disk))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
