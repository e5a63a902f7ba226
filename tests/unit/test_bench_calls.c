/* Copies of arguments, recorded calls, counting and timing, with the interpreter alone. */
#include "bench_fixture.h"

#include "clock.h"
#include "copying.h"
#include "counting.h"
#include "equality.h"
#include "kernel_file.h"
#include "measure.h"
#include "record.h"
#include <math.h>
#include <string.h>

/* ---- copying ---- */

/* Copies the tuple `arguments` into the name `copy` and evaluates a condition. */
static void assert_copy(const char *arguments, const char *condition) {
    python_run("import __main__");
    PyObject *original = python(arguments);
    PyObject *copy = arguments_copy(original);
    assert_non_null(copy);
    PyObject *main = PyImport_AddModule("__main__");
    PyObject_SetAttrString(main, "a", original);
    PyObject_SetAttrString(main, "b", copy);
    python_run("a, b = __main__.a, __main__.b");
    PyObject *holds = python(condition);
    if (PyObject_IsTrue(holds) != 1) {
        fail_msg("%s: not %s", arguments, condition);
    }
    Py_DECREF(holds);
    python_run("del a, b, __main__.a, __main__.b");
    Py_DECREF(original);
    Py_DECREF(copy);
}

static void test_copies(void **state) {
    (void)state;
    assert_copy("(1, 2.0, 'x', None, (1, 2))", "a is b");
    assert_copy("([1, [2]],)", "a == b and a[0] is not b[0] and a[0][1] is not b[0][1]");
    assert_copy("({'k': [1]},)", "a == b and a[0]['k'] is not b[0]['k']");
    assert_copy("(np.arange(4),)", "(a[0] == b[0]).all() and not np.shares_memory(a[0], b[0])");
    assert_copy("(np.random.default_rng(3),)",
                "a[0] is not b[0] and a[0].random() == b[0].random()");
}

static void test_copies_keep_layout(void **state) {
    (void)state;
    assert_copy("(np.arange(24.0).reshape(4, 6)[::2, ::-1],)",
                "a[0].strides == b[0].strides and (a[0] == b[0]).all()");
    assert_copy("(np.asfortranarray(np.arange(6).reshape(2, 3)),)",
                "b[0].flags.f_contiguous and not b[0].flags.c_contiguous and (a[0] == b[0]).all()");
    assert_copy(
        "(np.broadcast_to(np.arange(3), (2, 3)),)",
        "a[0].strides == b[0].strides and (a[0] == b[0]).all() and not b[0].flags.writeable");
    assert_copy("(np.frombuffer(b'12345678', np.uint8),)",
                "not b[0].flags.writeable and (a[0] == b[0]).all()");
    assert_copy("(np.zeros(3, dtype=[('a', 'i1'), ('b', 'f8')])['b'],)",
                "not b[0].flags.aligned and a[0].strides == b[0].strides");
}

static void test_copies_keep_sharing(void **state) {
    (void)state;
    python_run("base = np.arange(10)");
    assert_copy("(base[:6], base[4:])",
                "np.shares_memory(*b) and not np.shares_memory(a[0], b[0]) and "
                "(b[0].__setitem__(5, -1), b[1][1])[1] == -1");
    assert_copy("(base, base)", "b[0] is b[1] and b[0] is not a[0]");
    assert_copy("([base], base)", "b[0][0] is b[1]");
    assert_copy("(np.array([[1], 2], dtype=object),)", "b[0][0] == [1] and b[0][0] is not a[0][0]");
}

/* ---- recording ---- */

/* The kernel `f` of a file with this content, called with `arguments`. */
typedef struct Called {
    KernelFile file;
    PyObject *function, *values;
    Signature signature;
    Caller caller;
} Called;

static void open_kernel(Called *called, const char *name, const char *source,
                        const char *arguments) {
    Error error = {0};
    const char *path = kernel_file(name, source);
    if (kernel_file_open(&called->file, path, &error) != 0) {
        fail_msg("%s", error.message);
    }
    called->function = kernel_file_function(&called->file, "f", &error);
    assert_non_null(called->function);
    assert_int_equal(signature_of(&called->signature, called->function, &error), 0);
    PyObject *given = python(arguments);
    called->values = signature_bind(&called->signature, given, &error);
    if (called->values == NULL) {
        fail_msg("%s", error.message);
    }
    Py_DECREF(given);
    called->caller = (Caller){.name = "interp", .call = signature_call, .data = &called->signature};
}

static void close_kernel(Called *called) {
    Py_DECREF(called->values);
    Py_DECREF(called->function);
    signature_free(&called->signature);
    kernel_file_close(&called->file);
}

static void record(Called *called, CallRecord *out) {
    Error error = {0};
    if (call_record(out, &called->caller, called->values, called->file.path, 7, &error) != 0) {
        fail_msg("%s", error.message);
    }
}

/* Records `left` and `right` (two sources of f) and compares. */
static int compare_calls(const char *left, const char *right, const char *arguments, Text *text) {
    Called a, b;
    CallRecord first, second;
    static int number;
    char name[32];
    snprintf(name, sizeof name, "left%d.py", ++number);
    open_kernel(&a, name, left, arguments);
    snprintf(name, sizeof name, "right%d.py", number);
    open_kernel(&b, name, right, arguments);
    record(&a, &first);
    record(&b, &second);
    *text = (Text){0};
    int same = call_records_identical(&first, &second, "capi", a.signature.names, text);
    call_record_free(&first);
    call_record_free(&second);
    close_kernel(&a);
    close_kernel(&b);
    return same;
}

static void assert_calls(const char *left, const char *right, const char *arguments,
                         const char *difference) {
    Text text;
    int same = compare_calls(left, right, arguments, &text);
    if (same != (difference == NULL)) {
        fail_msg("%s against %s: %d, %s", left, right, same, text_string(&text));
    }
    if (difference != NULL) {
        assert_contains(text_string(&text), difference);
    }
    text_free(&text);
}

static void test_outcomes(void **state) {
    (void)state;
    assert_calls("def f(x): return x + 1", "def f(x): return 1 + x", "(1,)", NULL);
    assert_calls("def f(x): return x", "def f(x): return -x", "(1,)",
                 "result: interpreter int 1, capi int -1");
    assert_calls("def f(x): return 1 / x", "def f(x): return 1 / x", "(0,)", NULL);
    assert_calls(
        "def f(x): return 1 / x", "def f(x): return 1", "(0,)",
        "outcome: interpreter raises ZeroDivisionError: division by zero (line 1), capi returns");
    assert_calls("def f(x): raise ValueError('a')", "def f(x): raise ValueError('b')", "(0,)",
                 "ValueError: a (line 1), capi raises ValueError: b (line 1)");
    assert_calls("def f(x):\n    return 1 / x", "def f(x): return 1 / x", "(0,)", "(line 2)");
    assert_calls("def f(x): raise KeyError(1)", "def f(x): raise IndexError(1)", "(0,)",
                 "IndexError");
}

static void test_effects(void **state) {
    (void)state;
    assert_calls("def f(x): x[1] = 5", "def f(x): x[1] = 5", "(np.zeros(2),)", NULL);
    assert_calls("def f(x): x[1] = 5", "def f(x): x[1] = 6", "(np.zeros(2),)",
                 "argument 1 ('x') item [1]: interpreter numpy.float64 5.0");
    assert_calls("def f(x): return x", "def f(x): return x.copy()", "(np.zeros(2),)",
                 "result: the same object");
    assert_calls("def f(x): print(x)", "def f(x): print(x + 1)", "(1,)", "printed text: ");
    assert_calls("import numpy as np\ndef f(x): return np.int64(x) // 0",
                 "import numpy as np\ndef f(x): return np.int64(0)", "(1,)",
                 "warning 1: interpreter RuntimeWarning: divide by zero");
    assert_calls("import numpy as np\ndef f(x): return np.random.random() + x",
                 "import random, numpy as np\ndef f(x): return np.random.random() + x", "(1,)",
                 NULL);
}

static void test_nothing_stays(void **state) {
    (void)state;
    python_run("import warnings; filters = list(warnings.filters); out = sys.stdout");
    Text text;
    compare_calls("def f(x): print(x); return 1 / x", "def f(x): print(x); return 1 / x", "(0,)",
                  &text);
    text_free(&text);
    PyObject *same = python("warnings.filters == filters and sys.stdout is out");
    assert_ptr_equal(same, Py_True);
    Py_DECREF(same);
}

static void test_mutation_is_seen(void **state) {
    (void)state;
    Called called;
    CallRecord first;
    open_kernel(&called, "mutates.py", "def f(x, y=2): x.append(y)", "([1],)");
    record(&called, &first);
    assert_int_equal(call_left_arguments(&first, called.values), 0);
    assert_int_equal(PyList_Size(PyTuple_GET_ITEM(called.values, 0)), 1);
    call_record_free(&first);
    close_kernel(&called);
    open_kernel(&called, "leaves.py", "def f(x, y=2): return x + [y]", "([1],)");
    record(&called, &first);
    assert_int_equal(call_left_arguments(&first, called.values), 1);
    call_record_free(&first);
    close_kernel(&called);
}

/* ---- binding ---- */

static void assert_bound(const char *source, const char *arguments, const char *expected) {
    Called called;
    static int number;
    char name[32];
    snprintf(name, sizeof name, "bound%d.py", ++number);
    open_kernel(&called, name, source, arguments);
    PyObject *result = signature_call(&called.signature, called.values);
    PyObject *wanted = python(expected);
    assert_non_null(result);
    assert_int_equal(PyObject_RichCompareBool(result, wanted, Py_EQ), 1);
    Py_DECREF(result);
    Py_DECREF(wanted);
    close_kernel(&called);
}

static void test_binding(void **state) {
    (void)state;
    assert_bound("def f(): return ()", "()", "()");
    assert_bound("def f(a, b=2, *, c=3): return a, b, c", "(1,)", "(1, 2, 3)");
    assert_bound("def f(a, b=2, *, c=3): return a, b, c", "(1, 5)", "(1, 5, 3)");
    assert_bound("def f(a, b=2, *, c=3): return a, b, c", "dict(c=7, a=0)", "(0, 2, 7)");
    assert_bound("def f(a, /, b): return a, b", "(1, 2)", "(1, 2)");
    assert_bound("def f(*, c): return c", "{'c': 1}", "1");
    assert_bound("def f(*a): return a", "(1, 2)", "(1, 2)");
    assert_bound("def f(*a): return a", "dict()", "()");
    assert_bound("def f(a, *b, c=3, **d): return a, b, c, d", "(1, 2, 4)", "(1, (2, 4), 3, {})");
    assert_bound("def f(a, *b, c=3, **d): return a, b, c, d", "(1,)", "(1, (), 3, {})");
    assert_bound("def f(a, *b, c=3, **d): return a, b, c, d", "dict(b=5, c=7, a=0)",
                 "(0, (), 7, {'b': 5})");
}

static void assert_not_bound(const char *arguments, const char *message, const char *hint) {
    Error error = {0};
    Signature signature;
    python_run("def g(alpha, beta, *, gamma=3): pass");
    PyObject *function = python("g"), *given = python(arguments);
    assert_int_equal(signature_of(&signature, function, &error), 0);
    assert_null(signature_bind(&signature, given, &error));
    assert_int_equal(error.stage, STAGE_USAGE);
    assert_contains(error.message, message);
    assert_contains(error.hint, hint);
    signature_free(&signature);
    Py_DECREF(function);
    Py_DECREF(given);
}

static void test_binding_errors(void **state) {
    (void)state;
    assert_not_bound("(1,)", "argument 'beta' is missing",
                     "g takes alpha, beta, gamma: give them with --args");
    assert_not_bound("(1, 2, 3)", "takes 2 positional arguments, 3 are given", "");
    assert_not_bound("[1, 2]", "of type list, not a tuple", "(x,)");
    assert_not_bound("dict(alpha=1, bata=2)", "no parameter 'bata'", "did you mean 'beta'?");
}

/* ---- files ---- */

static void assert_no_file(const char *path, const char *message) {
    Error error = {0};
    KernelFile file;
    assert_int_equal(kernel_file_open(&file, path, &error), -1);
    assert_int_equal(error.stage, STAGE_INPUT);
    assert_contains(error.message, message);
    assert_null(PyErr_Occurred());
}

static void test_file_errors(void **state) {
    (void)state;
    python_run("import io; kept = sys.stderr; sys.stderr = io.StringIO()");
    assert_no_file("/no/such/file.py", "No such file");
    assert_no_file("/", "is not a file");
    assert_no_file(kernel_file("raises.py", "x = 1\n1 / 0\n"),
                   "ZeroDivisionError: division by zero");
    assert_no_file(kernel_file("syntax.py", "def f(:\n"), "SyntaxError");
    assert_no_file(kernel_file("leaves_early.py", "raise SystemExit(3)\n"), "SystemExit: 3");
    PyObject *shown = python("sys.stderr.getvalue()");
    assert_contains(PyUnicode_AsUTF8(shown), "Traceback (most recent call last)");
    assert_contains(PyUnicode_AsUTF8(shown), "line 2, in <module>");
    Py_DECREF(shown);
    python_run("sys.stderr = kept");
}

static void test_functions_of_a_file(void **state) {
    (void)state;
    Error error = {0};
    KernelFile file;
    kernel_file("helper_beside.py", "VALUE = 5\n");
    const char *path = kernel_file("several.py", "from math import sqrt\n"
                                                 "from os.path import join\n"
                                                 "from helper_beside import VALUE\n"
                                                 "def first(x): return x\n"
                                                 "def second(x): return x\n"
                                                 "limit = 3\n");
    assert_int_equal(kernel_file_open(&file, path, &error), 0);
    PyObject *function = kernel_file_function(&file, "second", &error);
    assert_non_null(function);
    Py_DECREF(function);
    assert_null(kernel_file_function(&file, "secnd", &error));
    assert_contains(error.hint, "did you mean 'second'?");
    assert_null(kernel_file_function(&file, NULL, &error));
    assert_contains(error.hint, "first, second");
    assert_null(kernel_file_function(&file, "limit", &error));
    assert_contains(error.message, "no Python function but of type int");
    PyObject *value = kernel_file_evaluate(&file, "y = VALUE + 1", "(np.arange(y), limit)", &error);
    assert_non_null(value);
    assert_int_equal(PyTuple_GET_SIZE(value), 2);
    Py_DECREF(value);
    assert_null(kernel_file_evaluate(&file, NULL, "(y,)", &error));
    assert_contains(error.message, "NameError: name 'y' is not defined");
    kernel_file_close(&file);
    PyObject *left = python("[p for p in sys.path if 'npjit-test' in p]");
    assert_int_equal(PyList_Size(left), 0);
    Py_DECREF(left);
}

/* ---- counting ---- */

static const int all[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

static int64_t calls_named(const CallCount *counts, int count, const char *name) {
    for (int i = 0; i < count; i++) {
        if (strcmp(counts[i].name, name) == 0) {
            return counts[i].calls;
        }
    }
    return 0;
}

static void test_counting(void **state) {
    (void)state;
    static const char source[] =
        "import numpy as np\n"
        "from numpy import sum as total\n"
        "def helper(a): return a.mean()\n"
        "def f(n, *, scale=2):\n"
        "    acc = 0\n"
        "    a = np.zeros(3)\n"
        "    for i in range(n):\n"
        "        a[i % 3] = a[0] * scale\n"
        "        acc += total(np.array([i, i]))\n"
        "        a += 1\n"
        "    acc += helper(a) @ a if n < 0 else helper(a)\n"
        "    return -a, np.random.default_rng(1), isinstance(a, np.ndarray)\n";
    Called called;
    Error error = {0};
    CallCount *lines;
    int line_count, count;
    Arena *arena = arena_create();
    open_kernel(&called, "counted.py", source, "(4,)");
    PyObject *before = PyDict_Keys(PyModule_GetDict(called.file.module));
    assert_int_equal(count_interpreted(arena, called.function, called.values, all, 12, &lines,
                                       &line_count, &error),
                     0);
    CallCount *counts = counts_per_name(arena, lines, line_count, &count);
    assert_int_equal(calls_named(counts, count, "np.zeros"), 1);
    assert_int_equal(calls_named(counts, count, "np.sum"), 4);
    assert_int_equal(calls_named(counts, count, "np.array"), 4);
    assert_int_equal(calls_named(counts, count, "np.getitem"), 4);
    assert_int_equal(calls_named(counts, count, "np.setitem"), 4);
    assert_int_equal(calls_named(counts, count, "np.multiply"), 4);
    assert_int_equal(calls_named(counts, count, "np.add"), 9);
    assert_int_equal(calls_named(counts, count, "ndarray.mean"), 1);
    assert_int_equal(calls_named(counts, count, "np.negative"), 1);
    assert_int_equal(calls_named(counts, count, "np.random.default_rng"), 1);
    assert_int_equal(calls_named(counts, count, "np.matmul"), 0);
    assert_int_equal(lines[0].line, 3);
    assert_string_equal(lines[0].name, "ndarray.mean");
    PyObject *after = PyDict_Keys(PyModule_GetDict(called.file.module));
    assert_int_equal(PyObject_RichCompareBool(before, after, Py_EQ), 1);
    Py_DECREF(before);
    Py_DECREF(after);
    close_kernel(&called);
    arena_destroy(arena);
}

static void test_counting_what_raises(void **state) {
    (void)state;
    Called called;
    Error error = {0};
    CallCount *lines;
    int line_count;
    Arena *arena = arena_create();
    open_kernel(&called, "counted_raise.py",
                "import numpy as np\ndef f(n):\n    np.zeros(n)\n    1 / 0\n    np.ones(n)\n",
                "(4,)");
    assert_int_equal(count_interpreted(arena, called.function, called.values, all, 12, &lines,
                                       &line_count, &error),
                     0);
    assert_int_equal(line_count, 1);
    assert_string_equal(lines[0].name, "np.zeros");
    close_kernel(&called);
    arena_destroy(arena);
}

static void test_counting_some_lines(void **state) {
    (void)state;
    static const char source[] = "import numpy as np\n"
                                 "def f(n):\n"
                                 "    a = np.zeros(n)\n"
                                 "    b = np.ones(n)\n"
                                 "    return [x for x in [1]\n"
                                 "            if np.any(a)]\n";
    static const int some[] = {3, 6};
    Called called;
    Error error = {0};
    CallCount *lines;
    int line_count;
    Arena *arena = arena_create();
    open_kernel(&called, "counted_some.py", source, "(4,)");
    assert_int_equal(count_interpreted(arena, called.function, called.values, some, 2, &lines,
                                       &line_count, &error),
                     0);
    assert_int_equal(line_count, 2);
    assert_string_equal(lines[0].name, "np.zeros");
    assert_string_equal(lines[1].name, "np.any");
    close_kernel(&called);
    arena_destroy(arena);
}

/* ---- measuring ---- */

enum { ROUNDS = 7 };

static void test_measuring(void **state) {
    (void)state;
    Called called;
    Error error = {0};
    double samples[2][ROUNDS] = {{0}}, warmups[2][2] = {{0}};
    Measurement measurement;
    open_kernel(&called, "timed.py", "def f(x):\n    assert not x\n    x.append(1)\n", "([],)");
    MeasuredArm arms[] = {{&called.caller, samples[0], warmups[0], 0},
                          {&called.caller, samples[1], warmups[1], 0}};
    MeasurePlan plan = {
        .iterations = ROUNDS, .warmups = 2, .values = called.values, .fresh_arguments = true};
    assert_int_equal(measure(arms, 2, &plan, &measurement, &error), 0);
    assert_int_equal(measurement.samples, ROUNDS);
    assert_int_equal(measurement.warmups, 2);
    assert_false(measurement.interrupted);
    for (int i = 0; i < ROUNDS; i++) {
        assert_true(samples[0][i] > 0 && samples[1][i] > 0);
    }
    /* Some 30 ns a call against 1000 readings of the clock: one call is not enough. */
    assert_true(arms[0].calls_per_sample > 1);
    assert_int_equal(PyList_Size(PyTuple_GET_ITEM(called.values, 0)), 0);
    close_kernel(&called);
}

static void test_measuring_what_raises(void **state) {
    (void)state;
    Called called;
    Error error = {0};
    double samples[1][3] = {{0}}, warmups[1][1];
    Measurement measurement;
    open_kernel(&called, "timed_raise.py", "def f(x): return 1 / x", "(0,)");
    MeasuredArm arms[] = {{&called.caller, samples[0], warmups[0], 0}};
    MeasurePlan plan = {.iterations = 3, .values = called.values, .raises = true};
    assert_int_equal(measure(arms, 1, &plan, &measurement, &error), 0);
    assert_int_equal(measurement.samples, 3);
    plan.raises = false;
    assert_int_equal(measure(arms, 1, &plan, &measurement, &error), -1);
    assert_contains(error.message, "ZeroDivisionError");
    close_kernel(&called);
}

static void test_clock(void **state) {
    (void)state;
    double overhead = clock_overhead();
    assert_true(overhead > 0 && overhead < 1e-3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_copies_keep_layout),
        cmocka_unit_test(test_copies_keep_sharing),
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_effects),
        cmocka_unit_test(test_nothing_stays),
        cmocka_unit_test(test_mutation_is_seen),
        cmocka_unit_test(test_binding),
        cmocka_unit_test(test_binding_errors),
        cmocka_unit_test(test_file_errors),
        cmocka_unit_test(test_functions_of_a_file),
        cmocka_unit_test(test_counting),
        cmocka_unit_test(test_counting_what_raises),
        cmocka_unit_test(test_counting_some_lines),
        cmocka_unit_test(test_measuring),
        cmocka_unit_test(test_measuring_what_raises),
        cmocka_unit_test(test_clock),
    };
    return cmocka_run_group_tests(tests, bench_setup, bench_teardown);
}
