"""Calls `npjit --check` on generated files and tells what came of it. No decisions about kernels here.

NPJIT         the program (default: build/npjit)
NPJIT_PYTHON  given to it with --python, if set
"""

import ast
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
MOST_MEMORY = 4 << 30


class Finding(dict):
    """What the program said about one case, or what became of the program: see report/check.c. Has
    `kind`: differs, leaks, refused, crash, hang."""

    @property
    def is_bug(self):
        """Refusals are fine when they tell a place and blame the kernel."""
        if self["kind"] != "refused":
            return True
        refusal = self["refusal"]
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
    """Of one run: findings, the summary (None when the program did not live to tell it), and how it ended."""

    def __init__(self, findings, summary, death, said):
        self.findings, self.summary, self.death, self.said = findings, summary, death, said


def options_of(configuration):
    """'native noinline -O0' as options."""
    route, inlining, level = configuration.split()
    return ["--route", route, f"--inline={'on' if inlining == 'inline' else 'off'}", level]


def check(text, *options, timeout=120, environment=None):
    """Writes the text to a file and has it checked."""
    with tempfile.TemporaryDirectory(prefix="npjit-fuzz-") as folder:
        path = pathlib.Path(folder) / "kernels.py"
        path.write_text(text, encoding="utf-8")
        chosen = ["--python", PYTHON] if PYTHON else []
        command = [str(PROGRAM), *chosen, "--check", str(path), "--json", "-", *options]
        death = None
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
                timeout=timeout, check=False, env=dict(os.environ, PYTHONWARNINGS="ignore", **(environment or {})),
            )  # fmt: skip
            out, said = done.stdout, done.stderr
            if done.returncode not in (0, 3, 4):
                death = f"crash: exit {done.returncode}"
        except subprocess.TimeoutExpired as expired:
            out, said, death = (expired.stdout or b"").decode(errors="replace"), "", "hang"
    documents = [json.loads(line) for line in out.splitlines() if line.startswith("{") and line.endswith("}")]
    summary = next((d for d in documents if d["kind"] == "summary"), None)
    findings = [Finding(d) for d in documents if d["kind"] != "summary"]
    return Outcome(findings, summary, death, said)


def split(text):
    """A generated module as (header, [(name, source of the kernel with its helpers and cases)])."""
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    header, kernels, start = "", [], None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and start is None:
            start = node.lineno
            if not kernels:
                header = "".join(lines[: start - 1])
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            kernels.append((node.targets[0].value.id, "".join(lines[start - 1 : node.end_lineno]) + "\n\n"))
            start = None
    return header, kernels
