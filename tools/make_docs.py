"""Write the documents that are made from sources: docs/ops.md and the man page.

    make_docs.py                        write docs/ops.md and the list of functions in docs/language.md
    make_docs.py --check                say whether it is up to date (exit status 1 if not)
    make_docs.py --man build/npjit      write docs/npjit.1 from the program's --help

docs/ops.md comes from ir/include/ir/ops.def and routes.def, one table for each section there.
"""

import argparse
import ast
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
IR = ROOT / "ir/include/ir"
OPS_MD = ROOT / "docs/ops.md"
LANGUAGE_MD = ROOT / "docs/language.md"
LANGUAGE_PY = ROOT / "tests/e2e/kernels/language.py"
MAN = ROOT / "docs/npjit.1"

INTRODUCTION = """\
# Operations of the kernel IR

Made from `ir/include/ir/ops.def` and `ir/include/ir/routes.def` by `make docs`; a test fails when
they differ. Change those files, not this one.

Operands and results are named by a letter each:

{letters}

Properties: **raises** may leave with a Python exception; **ends block** is a terminator; **pure**
has no effect but its result; **immediate**, **text**, **symbol** say what an instruction carries
besides its operands; **boxed** runs through CPython's objects; **crossing** is counted as a call
into NumPy or CPython; **routed** reaches NumPy by the route chosen for it (last section)."""

FLAG_WORDS = {
    "OPF_RAISES": "raises",
    "OPF_TERMINATOR": "ends block",
    "OPF_PURE": "pure",
    "OPF_IMMEDIATE": "immediate",
    "OPF_TEXT": "text",
    "OPF_SYMBOL": "symbol",
    "OPF_BOXED": "boxed",
    "OPF_DISCARDABLE": "goes unused",
    "OPF_FFI": "crossing",
    "OPF_ROUTED": "routed",
    "OPF_UNTYPED": None,  # said by the section
}

# A row of a .def file, NAME(...) with strings that may hold anything, or a comment.
TOKEN = re.compile(
    r'/\*(?P<comment>.*?)\*/|^(?P<macro>[A-Z]+)\((?P<arguments>(?:"(?:\\.|[^"\\])*"|[^")])*)\)',
    re.DOTALL | re.MULTILINE,
)
ARGUMENT = re.compile(r'\s*("(?:\\.|[^"\\])*"|[^,"]+)\s*(?:,|$)')


def read_rows(path):
    """("comment", text) and (macro, [argument, ...]) in the order of the file."""
    for match in TOKEN.finditer(path.read_text()):
        if match["macro"]:
            found = ARGUMENT.findall(match["arguments"])
            yield match["macro"], [
                ast.literal_eval(a) if a.startswith('"') else a.strip() for a in found
            ]
        else:
            yield "comment", " ".join(match["comment"].replace("\n *", "\n").split())


def cell(text):
    return text.replace("|", "\\|")


def describe_signature(signature):
    operands, _, result = signature.partition(":")
    shown = " ".join("x…" if letter == "*" else letter for letter in operands)
    return f"{shown} → {result}" if result else shown


def describe_flags(flags):
    words = (FLAG_WORDS[flag.strip()] for flag in flags.split("|") if flag.strip() != "0")
    return ", ".join(word for word in words if word)


def describe_letters(comment):
    """The legend of ops.def's first comment as a list."""
    legend = comment[comment.index("signature:") :]
    legend = legend[legend.index("none).") + len("none).") :]
    pairs = re.findall(r" ([a-z*]) (.*?)(?= [a-z*] |$)", legend)
    shown = ((letter.replace("*", "x…"), meaning.strip()) for letter, meaning in pairs)
    return "\n".join(f"- `{letter}`: {meaning}" for letter, meaning in shown)


def ops_document():
    rows = list(read_rows(IR / "ops.def"))
    parts = [INTRODUCTION.format(letters=describe_letters(rows[0][1]))]
    for kind, row in rows[1:]:
        if kind == "comment" and row.startswith("----"):
            title, _, remark = row.strip("- ").partition(". ")
            parts.append(f"\n## {title[0].upper()}{title[1:]}\n")
            if remark:
                parts.append(f"{remark}.\n")
            parts.append("| operation | operands → result | properties | meaning |")
            parts.append("| --- | --- | --- | --- |")
        elif kind == "OP":
            _, name, signature, flags, _, meaning = row
            parts.append(
                f"| `{name}` | {cell(describe_signature(signature))} | {describe_flags(flags)} "
                f"| {cell(meaning)} |"
            )
    parts.append("\n## Routes\n")
    parts.append("The thunk that carries out a routed operation on each route. Where a route has")
    parts.append("no exact form (—), the next slower one is taken, and the report says so.\n")
    parts.append("| operation | python | capi | ufunc | native |")
    parts.append("| --- | --- | --- | --- | --- |")
    names = {row[0]: row[1] for kind, row in rows if kind == "OP"}
    for kind, row in read_rows(IR / "routes.def"):
        if kind == "ROUTED":
            shown = [
                "—" if thunk == "NULL" else f"`{thunk}`" if thunk else "emitted" for thunk in row[1:]
            ]
            parts.append(f"| `{names[row[0]]}` | {' | '.join(shown)} |")
    return "\n".join(parts) + "\n"


def language_rows():
    """(construct, what becomes of it, the function that tests it), in the order of the file."""
    for statement in ast.parse(LANGUAGE_PY.read_text()).body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Attribute) and target.attr == "row":
            yield *ast.literal_eval(statement.value), target.value.id


def replaced(text, mark, made):
    """What stands between <!-- mark --> and <!-- end -->, made anew."""
    begin = text.index(f"<!-- {mark} -->") + len(f"<!-- {mark} -->")
    return f"{text[:begin]}\n{made}\n{text[text.index('<!-- end -->', begin):]}"


def language_document():
    """docs/language.md with the table of constructs made anew from the functions that test them, and its
    list of functions from the tables of rules."""
    constructs = [f"| {cell(c)} | {becomes} | `{test}` |" for c, becomes, test in language_rows()]
    rows = []
    for name in ("builtin", "math", "numpy"):
        source = (ROOT / f"ir/infer_{name}.c").read_text()
        table = source[source.index(f"const CallRow {name}_calls[]") :]
        boxed = {"call_certain", "call_like", "call_float64"}
        found = re.findall(r'\{"(?!npjit)(?:\w+\.)?([\w.]+)", (\w+),', table)
        for kind, wanted in (("typed", False), ("boxed, result typed", True)):
            names = sorted(f"`{f}`" for f, rule in found if (rule in boxed) == wanted)
            rows.append(f"| {name} | {kind} | {' '.join(names)} |")
    made = "\n".join(["| module | | functions |", "| --- | --- | --- |", *rows])
    table = "\n".join(["| construct | | test |", "| --- | --- | --- |", *constructs])
    return replaced(replaced(LANGUAGE_MD.read_text(), "constructs", table), "functions", made)


def man_page(program):
    version = re.search(r"project\(npjit VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())
    command = [
        "help2man", "--no-info", "--section=1", f"--version-string={version[1]}",
        "--name=compile a Python and NumPy function and measure what it gains",
        f"--include={ROOT / 'cli/npjit.h2m'}", str(program),
    ]  # fmt: skip
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    text = subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment
    ).stdout
    # A group of options is a section, not one more paragraph of the option before it.
    text = re.sub(r"^\.IP\n([A-Z].*):\n(?=\.TP$)", r'.SS "\1"\n', text, flags=re.MULTILINE)
    # The same source must give the same page on any day.
    return re.sub(r'^(\.TH \S+ "?1"?) "[^"]*"', r'\1 ""', text, flags=re.MULTILINE)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("--man", metavar="PROGRAM", help="make the man page of this program")
    options = parser.parse_args()
    if options.man:
        made = {MAN: man_page(options.man)}
    else:
        made = {OPS_MD: ops_document(), LANGUAGE_MD: language_document()}
    if not options.check:
        for path, text in made.items():
            path.write_text(text)
        return 0
    stale = [p for p, text in made.items() if not p.exists() or p.read_text() != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)} is out of date: run `make docs`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
