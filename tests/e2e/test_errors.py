"""What goes wrong in a kernel: refusals with their place, raising kernels, files that cannot be used."""

import os

import pytest

from harness import QUICK, describe, kernel_of, measured, npjit, refused


def run_kernel(path, arguments="()", *options, function="kernel", status=0):
    return kernel_of(
        measured("--kernel", f"{path}:{function}", "--args", arguments, *QUICK, *options, status=status)
    )


REFUSED = {
    "within with": ("def kernel(a):\n    with a:\n        yield a\n", 3, 9, "yield"),
    "closure": ("def kernel(a):\n    x = [lambda: a]\n    a = 2\n    return x\n", 2, 10, "changes later"),
    "yield": ("def kernel(a):\n    x = a\n    y = (yield x)\n", 3, 10, "yield"),
    "class": ("def kernel(a):\n    class C:\n        pass\n", 2, 5, "class"),
    "frame": ("def kernel(a):\n    return locals()\n", 2, 12, "no frame"),
    "names in the frame": ("def kernel(a):\n    return a, dir()\n", 2, 15, "no frame"),
    "exception being handled": (
        "import sys\ndef kernel(a):\n    try:\n        a()\n    except TypeError:\n        return sys.exc_info()\n",
        6, 16, "no frame",
    ),
    "exception handled before": (
        "def kernel(a):\n    try:\n        a()\n    except TypeError as e:\n        return e.__context__\n", 5, 16, "no frame",
    ),
    "global": ("def kernel(a):\n    global g\n    g = a\n", 2, 5, "global"),
    "columns": ("def kernel(ä):\n    ü = 'é'; yield ä\n", 2, 14, "yield"),
    "numbers that are one object": ("def kernel(n):\n    return n + 0 is n\n", 2, 12, "one object"),
    "tuples that are one object": ("def kernel(n):\n    t = (n,)\n    return t is t\n", 3, 12, "one object"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_constructs(kernel_file, name):
    source, line, column, construct = REFUSED[name]
    path = kernel_file(source)
    done = npjit("--kernel", f"{path}:kernel", "--args", "(1,)", *QUICK)
    assert done.returncode == 3, describe(done)
    said = done.stdout + done.stderr
    assert f"{path}:{line}:{column}" in said
    assert construct in said
    kernel = run_kernel(path, "(1,)", status=3)
    assert kernel["outcome"] == "refused"
    assert kernel["refusal"]["line"] == line
    assert kernel["refusal"]["column"] == column
    assert construct in kernel["refusal"]["message"]
    assert kernel["refusal"]["hint"]
    assert "speedup" not in str(kernel["arms"])


def test_a_refusal_does_not_stop_the_others(kernel_file, tmp_path):
    path = tmp_path / "scenarios"
    path.mkdir()
    head = (
        "SHOWS = 'x'\nTITLE = 'x'\nGROUP = 'T'\nSIZE = 3\nBAND = (1.0, 2.0)\n"
        "def turns(size):\n    return size\n"
        "def make_arguments(size, seed):\n    return (size,)\n"
    )
    (path / "t1.py").write_text("ID = 'T1'\n" + head + "def kernel(n):\n    yield n\n")
    (path / "t2.py").write_text("ID = 'T2'\n" + head + "def kernel(n):\n    return n + 1\n")
    document = measured("--scenario", "all", *QUICK, status=3, NPJIT_SCENARIOS=str(path))
    assert [k["outcome"] for k in document["npjit"]["kernels"]] == ["refused", "value"]
    assert document["npjit"]["kernels"][1]["equal"] is True


RAISING = {
    "ZeroDivisionError": "def kernel(n):\n    x = 1\n    return x // n\n",
    "IndexError": "def kernel(n):\n    a = [1, 2]\n    return a[n + 2]\n",
    "UnboundLocalError": "def kernel(n):\n    for i in range(n):\n        pass\n    return i\n",
    "NameError": "def kernel(n):\n    x = n\n    return nothing_of_that_name\n",
    "ValueError": "def kernel(n):\n    if n == 0:\n        raise ValueError('not %d' % n)\n    return n\n",
    "AssertionError": "def kernel(n):\n    x = n\n    assert x, 'is zero'\n    return x\n",
}


@pytest.mark.parametrize("name", RAISING)
def test_a_raising_kernel_is_a_result(kernel_file, name):
    kernel = run_kernel(kernel_file(RAISING[name]), "(0,)")
    assert kernel["outcome"] == "raises"
    assert kernel["equal"] is True
    assert kernel["result"].startswith(name)


def test_functions_of_the_file_may_be_called(kernel_file):
    path = kernel_file(
        "def square(x):\n    return x * x\n\n\ndef kernel(n):\n    return square(n) + square(n + 1)\n"
    )
    kernel = run_kernel(path, "(3,)")
    assert kernel["result"] == "25"
    assert kernel["equal"] is True


def test_the_only_function_needs_no_name(kernel_file):
    path = kernel_file("def only(n):\n    return n + 1\n")
    kernel = kernel_of(measured("--kernel", path, "--args", "(1,)", *QUICK))
    assert kernel["result"] == "2"


def test_arguments_by_keyword_and_from_a_function(kernel_file):
    path = kernel_file("def kernel(a, b=2):\n    return a - b\n\n\ndef make():\n    return (7, 3)\n")
    assert run_kernel(path, "{'b': 1, 'a': 5}")["result"] == "4"
    kernel = kernel_of(measured("--kernel", f"{path}:kernel", "--args-from", "make", *QUICK))
    assert kernel["result"] == "4"
    assert run_kernel(path, "(5,)")["result"] == "3"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("(1,", "<args>"),
        ("nothing", "nothing"),
        ("(1, 2, 3)", "argument"),
        ("1/0", "ZeroDivisionError"),
        ("{'c': 1}", "c"),
    ],
)
def test_bad_arguments(kernel_file, arguments, words):
    path = kernel_file("def kernel(a, b):\n    return a + b\n")
    assert words in refused("--kernel", f"{path}:kernel", "--args", arguments, *QUICK)


def test_files_that_cannot_be_used(kernel_file, tmp_path):
    assert "no.py" in refused("--kernel", f"{tmp_path}/no.py:kernel")
    assert str(tmp_path) in refused("--kernel", f"{tmp_path}:kernel")
    broken = kernel_file("def kernel(:\n    pass\n", "broken.py")
    message = refused("--kernel", f"{broken}:kernel")
    assert f"{broken}:1" in message
    raising = kernel_file("x = 1\nraise RuntimeError('at import')\n", "raising.py")
    message = refused("--kernel", f"{raising}:kernel")
    assert "at import" in message
    assert f"{raising}:2" in message
    plain = kernel_file("def kernel():\n    return 1\n", "plain.py")
    message = refused("--kernel", f"{plain}:kernal")
    assert "did you mean" in message
    assert "kernel" in message


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(kernel_file):
    path = kernel_file("def kernel():\n    return 1\n")
    path.chmod(0)
    assert str(path) in refused("--kernel", f"{path}:kernel")


def test_a_fibonacci_by_recursion_is_exact(kernel_file):
    path = kernel_file(
        "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n\n\n"
        "def kernel(n):\n    return fib(n)\n"
    )
    done = npjit("--kernel", f"{path}:kernel", "--args", "(12,)", *QUICK, "--json", "-")
    assert done.returncode in (0, 3), describe(done)


def test_absurd_nesting_is_refused_not_a_crash(kernel_file):
    path = kernel_file("def kernel(a):\n    return " + "a + " * 600 + "a\n")
    done = npjit("--kernel", f"{path}:kernel", "--args", "(1,)", *QUICK)
    assert done.returncode == 3, describe(done)
    assert "nested" in done.stdout + done.stderr


def test_strict_refuses_what_would_run_boxed(kernel_file):
    path = kernel_file("def kernel(n):\n    d = {}\n    for i in range(n):\n        d[i] = i\n    return len(d)\n")
    kernel = run_kernel(path, "(3,)", "--strict", status=3)
    assert kernel["outcome"] == "refused"
    assert (kernel["refusal"]["line"], kernel["refusal"]["column"]) == (4, 9)
    assert run_kernel(path, "(3,)")["arms"][1]["boxed_lines"] == [4, 5]
    path = kernel_file("def kernel(n):\n    return n + 1\n")
    assert run_kernel(path, "(3,)", "--strict")["equal"] is True
