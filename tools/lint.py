"""The project's own rules over the tracked sources: what compilers and formatters do not know.

Each rule is a function from one file to (line, message) pairs. Lengths are not limited for what
reads as a table, when it says so:

    /* table: one row for each operation ...       the first line of a file
    /* dispatch: one case for each operation ...   the comment before a function
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE_LINES = 700
FUNCTION_LINES = 80

# Which folders may include which third-party headers (design: each folder sees its own).
THIRD_PARTY = {
    "Python.h": {"front", "runtime", "bench", "cli"},
    "numpy/": {"runtime", "bench"},
    "gmp.h": {"runtime"},
    "jansson.h": {"report"},
    "llvm-c/": {"jit"},
}
# Which folders' public headers each folder may include.
LAYERS = {
    "base": set(),
    "front": {"base"},
    "ir": {"base", "front"},
    "jit": {"base", "ir", "front", "runtime"},
    "runtime": {"base", "front", "ir"},
    "bench": {"base", "front", "ir", "jit", "runtime"},
    "report": {"base", "bench"},
    "cli": {"base", "front", "ir", "jit", "runtime", "bench", "report"},
}
PITFALLS = {
    r"\bPyList_GetItem\b": "borrowed from a list that may change; use PySequence_GetItem",
    r"\bPyDict_GetItem(String)?\b": "hides errors; use PyDict_GetItemWithError",
    r"\bPyErr_Print\b": "clears the exception and writes to stderr; hand the error on instead",
    r"\bPyObject_HasAttr(String)?\b": "hides errors; use PyObject_GetAttr and test",
    r"\b(strcpy|strcat|sprintf|gets|strtok|atoi|atof)\s*\(": "unbounded or unchecked; use the "
    "length-taking or error-reporting one",
    r"\bisnan\s*\([^)]*\)\s*==": "isnan is not a 0/1 value",
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def strip_comments(text):
    """The text with comments and literals blanked, line for line."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())

    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, blank, text, flags=re.DOTALL)


def check_text(path, lines):
    """Every tracked text file."""
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield number, "trailing whitespace"
        if "\t" in line and path.name != "Makefile" and path.suffix not in {".1", ".golden"}:
            yield number, "tab"
        if UNFINISHED.search(line) and path.name != "lint.py":
            yield number, "unfinished work is an issue, not a comment"
    if lines and not lines[-1]:
        yield len(lines), "empty line at the end"


def check_head(path, lines):
    """A source file begins by saying what it is."""
    starts = ("/*", "//", "#", '"""')
    if not lines or not lines[0].startswith(starts) or lines[0].startswith("#include"):
        yield 1, "the first line must begin the comment that says what this file does"


def check_length(path, lines):
    if len(lines) > FILE_LINES and not re.match(r"/\* table:", lines[0]):
        yield FILE_LINES, f"{len(lines)} lines; split the file, or say why not"


def check_functions(path, lines):
    """Length of each function, told from clang-format's layout: `{` at a line's end, then `}`."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and line.endswith("{") and not line.startswith((" ", "#", "/", "}")):
            head = line
            first = number
            # A head broken over lines begins at the last line without indentation.
            start = first if re.search(r"\)\s*\{$", head) else None
        elif start is None and line.startswith(" ") and line.endswith(") {"):
            above = number - 1
            while above and lines[above - 1].startswith(" "):
                above -= 1
            if above and re.match(r"\w[\w *]*\(", lines[above - 1]):
                start = above
        elif start is not None and line == "}":
            length = number - start + 1
            before = "\n".join(lines[max(0, start - 6) : start - 1])
            if length > FUNCTION_LINES and not re.search(r"/\* (dispatch|table):", before):
                yield start, f"a function of {length} lines; split it, or say why not"
            start = None


def check_includes(path, lines):
    folder = path.parts[0]
    if folder not in LAYERS:
        return
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#\s*include\s+[<"]([^>"]+)[>"]', line)
        if not match:
            continue
        name = match.group(1)
        for header, folders in THIRD_PARTY.items():
            hit = name.startswith(header) if header.endswith("/") else name == header
            if hit and folder not in folders:
                yield number, f"{folder} must not see {name}"
            if hit and "include" in path.parts:
                yield number, f"a public header must not need {name}"
        other = name.split("/")[0]
        if other in LAYERS and other != folder and other not in LAYERS[folder]:
            yield number, f"{folder} must not see {other}"


def check_pitfalls(path, lines):
    code = strip_comments("\n".join(lines)).split("\n")
    for number, line in enumerate(code, 1):
        for pattern, advice in PITFALLS.items():
            match = re.search(pattern, line)
            if match:
                yield number, f"{match.group()}: {advice}"


C_RULES = [check_head, check_length, check_functions, check_includes, check_pitfalls]
PYTHON_RULES = [check_head, check_length]


def tracked_files():
    output = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in output.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            yield pathlib.PurePath(name)


def lint(path):
    data = (ROOT / path).read_bytes()
    if b"\0" in data:
        return
    text = data.decode("utf-8")
    if not text:
        return
    if not text.endswith("\n"):
        yield text.count("\n") + 1, "no newline at the end"
    lines = text.removesuffix("\n").split("\n")
    rules = [] if {"golden", "data"} & set(path.parts) else [check_text]
    if path.suffix in {".c", ".h", ".def"}:
        rules = rules + C_RULES
    elif path.suffix in {".py", ".sh", ".cmake"}:
        rules = rules + PYTHON_RULES
    for rule in rules:
        yield from rule(path, lines)


def main():
    count = 0
    for path in tracked_files():
        for line, message in lint(path):
            print(f"{path}:{line}: {message}")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
