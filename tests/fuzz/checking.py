"""Calls `npjit --check` on generated files and tells what came of it. No decisions about kernels here.

NPJIT         the program (default: build/npjit)
NPJIT_PYTHON  given to it with --python, if set
"""

import json
import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NPJIT", ROOT / "build/npjit")).resolve()
PYTHON = os.environ.get("NPJIT_PYTHON")
ROUTES = ["python", "capi", "ufunc", "native"]
# KiB: what is generated or shrunk may ask for more than there is. Sanitizers reserve more than any limit.
SANITIZED = os.environ.get("NPJIT_TEST_SLOWDOWN", "1") != "1"
MEMORY = 4 << 20


class Finding(dict):
    """What the program said about one case, or what became of the program: see report/check.c. Has
    `kind`: differs, leaks, refused, crash, hang; and `file`, the name of the text it is about."""

    @property
    def is_bug(self):
        """Refusals are fine when they tell a place and blame the kernel."""
        if self["kind"] != "refused":
            return True
        refusal = self["refusal"]
        if refusal["stage"] in ("input", "usage"):  # no Python, what raises when imported, cases that do not fit
            return not refusal["file"] and not self["text"]
        return refusal["stage"] == "jit" or refusal["line"] < 1

    @property
    def category(self):
        """Findings of one category most likely have one cause."""
        text = self["text"]
        for configuration in (self.get("configuration"), *ROUTES):
            text = text.replace(configuration or "\0", "C")
        text = re.sub(r"bits 0x[0-9a-f]+|0x[0-9a-f]+", "#", text)
        text = re.sub(r"-?\d[\d.e+]*|\bnan\b|\binf\b", "#", text)
        text = re.sub(r"\[.*?\]|\(.*?\)", "()", text)
        text = re.sub(r"'[^']*'", "''", text)
        return f"{self['kind']}: {text[:160]}"


class Outcome:
    """Of one run: findings; how many kernels x configurations were `compared`, in how many calls; and
    how it ended: `death` is None, "hang" or "crash: …", `begun` the names of the texts that were begun."""

    def __init__(self, documents, death, said):
        self.findings = [Finding(d) for d in documents if d["kind"] not in ("summary", "file")]
        self.begun = [pathlib.Path(d["source"]).stem for d in documents if d["kind"] == "file"]
        for finding in self.findings:
            finding["file"] = pathlib.Path(finding["source"]).stem
        summaries = [d for d in documents if d["kind"] == "summary"]
        self.compared = summaries[0]["compared"] if summaries else 0
        self.calls = summaries[0]["comparisons"] if summaries else 0
        self.death, self.said = death, said


def options_of(configuration):
    """'native noinline -O0' as options."""
    route, inlining, level = configuration.split()
    return ["--route", route, f"--inline={'on' if inlining == 'inline' else 'off'}", level]


def text_of(output):
    return output.decode("utf-8", "replace") if isinstance(output, bytes) else output or ""


def limited(command, memory):
    """The command, with that many KiB at most."""
    most = "unlimited" if SANITIZED else str(memory)
    return ["sh", "-c", 'ulimit -c 0; ulimit -v "$0"; exec "$@"', most, *command]


def check(texts, *options, timeout=120, environment=None, memory=MEMORY):
    """Has the texts (by name) checked, each a file of its own, in the order of their names."""
    with tempfile.TemporaryDirectory(prefix="npjit-fuzz-") as folder:
        for name, text in texts.items():
            (pathlib.Path(folder) / f"{name}.py").write_text(text, encoding="utf-8")
        chosen = ["--python", PYTHON] if PYTHON else []
        command = [str(PROGRAM), *chosen, "--check", folder, "--json", "-", *options]
        death = None
        try:
            done = subprocess.run(
                limited(command, memory), stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False,
                env=dict(os.environ, PYTHONWARNINGS="ignore", **(environment or {})),
            )  # fmt: skip
            out, said = text_of(done.stdout), text_of(done.stderr)
            if done.returncode not in (0, 3, 4, 130):  # the last: interrupted
                death = f"crash: exit {done.returncode}"
        except subprocess.TimeoutExpired as expired:
            out, said, death = text_of(expired.stdout), "", "hang"
    lines = [line for line in out.splitlines() if line.startswith("{") and line.endswith("}")]
    return Outcome([json.loads(line) for line in lines], death, said)
