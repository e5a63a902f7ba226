/* What counts as identical, and how differences are told. */
#include "bench_fixture.h"

#include "equality.h"

/* Compares two expressions; *text is freed by the caller. */
static int compare(const char *left, const char *right, Text *text) {
    Comparison comparison;
    PyObject *a = python(left), *b = python(right);
    *text = (Text){0};
    assert_int_equal(comparison_begin(&comparison, "interpreter", "capi", text), 0);
    int same = identical(&comparison, a, b, "result");
    comparison_end(&comparison);
    Py_DECREF(a);
    Py_DECREF(b);
    assert_null(PyErr_Occurred());
    return same;
}

static void assert_identical(const char *expression) {
    Text text;
    if (compare(expression, expression, &text) != 1) {
        fail_msg("%s: %s", expression, text_string(&text));
    }
    text_free(&text);
}

static void assert_differ(const char *left, const char *right, const char *expected) {
    Text text;
    if (compare(left, right, &text) != 0) {
        fail_msg("%s and %s are identical", left, right);
    }
    assert_contains(text_string(&text), expected);
    text_free(&text);
}

static void test_identical(void **state) {
    (void)state;
    static const char *const expressions[] = {
        "None",
        "True",
        "12",
        "2**4000",
        "-0.0",
        "float('nan')",
        "1j",
        "'text'",
        "b'bytes'",
        "...",
        "range(3)",
        "slice(1, None, 2)",
        "(1, 2.5, (None, 'x'))",
        "[1, [2, 3], []]",
        "{'a': [1], 'b': {2: 3}}",
        "{1, 1.5, 'x', None}",
        "frozenset([1, 2])",
        "np.float64(0.1)",
        "np.float32(0.1)",
        "np.int8(-3)",
        "np.uint64(2**64 - 1)",
        "np.bool_(True)",
        "np.longdouble('0.1')",
        "np.complex128(1 + 2j)",
        "np.datetime64('2020-01-01')",
        "np.str_('x')",
        "np.arange(10)",
        "np.array(2.5)",
        "np.zeros((0, 3))",
        "np.arange(12.0).reshape(3, 4)[::2, ::-1]",
        "np.array([1, 'x', [2]], dtype=object)",
        "np.array(['a', 'bc'])",
        "np.array([(1, 2.0)], dtype=[('a', 'i4'), ('b', 'f8')])",
        "np.array([0.1], dtype=np.longdouble)",
        "np.random.default_rng(1)",
        "__import__('collections').deque([1, 2])",
        "iter([1, 2])",
        "ValueError('x', 1)",
        "int",
        "np.sum",
    };
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        assert_identical(expressions[i]);
    }
}

static void test_strides_are_no_value(void **state) {
    (void)state;
    Text text;
    assert_int_equal(
        compare("np.arange(6).reshape(2, 3).T", "np.array([[0, 3], [1, 4], [2, 5]])", &text), 1);
    text_free(&text);
}

static void test_values_differ(void **state) {
    (void)state;
    assert_differ("990000", "990001", "result: interpreter int 990000, capi int 990001");
    assert_differ("1", "True", "interpreter int 1, capi bool True");
    assert_differ("1", "1.0", "interpreter int 1, capi float 1.0");
    assert_differ("1", "np.int64(1)", "interpreter int 1, capi numpy.int64 1");
    assert_differ("np.float64(1)", "np.float32(1)", "interpreter numpy.float64 1.0");
    assert_differ("True", "False", "interpreter bool True, capi bool False");
    assert_differ("None", "0", "interpreter None, capi int 0");
    assert_differ("0.0", "-0.0", "0.0 (0x0000000000000000), capi float -0.0 (0x8000000000000000)");
    assert_differ("1.0", "1.0000000000000002",
                  "1.0 (0x3ff0000000000000), capi float 1.0000000000000002 (0x3ff0000000000001)");
    assert_differ("'a'", "'b'", "interpreter str 'a', capi str 'b'");
    assert_differ("2**20000", "2**20000 + 1", "0x1");
}

static void test_nan_payloads_differ(void **state) {
    (void)state;
    python_run("import struct\n"
               "def bits(n): return struct.unpack('<d', struct.pack('<Q', n))[0]");
    assert_differ("bits(0x7ff8000000000000)", "bits(0x7ff8000000000001)", "0x7ff8000000000001");
    assert_differ("np.float64(bits(0x7ff8000000000000))", "np.float64(bits(0xfff8000000000001))",
                  "0xfff8000000000001");
    assert_identical("bits(0x7ff8000000000abc)");
}

/* IEEE 754 leaves it open, and processors and compilers use that; see bench/equality.c. */
static void test_the_sign_of_a_nan_is_no_difference(void **state) {
    (void)state;
    static const char *const forms[] = {"%s",
                                        "complex(1.0, %s)",
                                        "np.float16(%s)",
                                        "np.float32(%s)",
                                        "np.float64(%s)",
                                        "np.complex64(%s)",
                                        "np.array([0.0, %s])",
                                        "np.array([0.0, %s], dtype=np.float32)",
                                        "np.array([0.0, complex(0.0, %s)])",
                                        "[{'a': (%s,)}]"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char left[80], right[80], number[80];
        snprintf(left, sizeof left, forms[i], "float('nan')");
        snprintf(right, sizeof right, forms[i], "-float('nan')");
        snprintf(number, sizeof number, forms[i], "float('inf')");
        Text text;
        assert_int_equal(compare(left, right, &text), 1);
        assert_differ(left, number, "inf");
    }
    assert_differ("float('inf')", "float('-inf')", "-inf");
    assert_differ("np.float32('inf')", "np.float32('-inf')", "-inf");
    assert_differ("np.array([0.0])", "np.array([-0.0])", "item [0]");
}

static void test_places(void **state) {
    (void)state;
    assert_differ("[1, [2, 3]]", "[1, [2, 4]]", "result[1][1]: interpreter int 3, capi int 4");
    assert_differ("[1, 2]", "[1]", "result: interpreter has 2 items, capi 1");
    assert_differ("(1, 2)", "[1, 2]", "interpreter tuple (1, 2), capi list [1, 2]");
    assert_differ("{'a': 1}", "{'a': 2}", "int 1, capi int 2");
    assert_differ("{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}", "'a'");
    assert_differ("{1, 2}", "{1, 3}", "result sorted [1]");
    assert_differ("{1}", "{True}", "result sorted [0]");
    assert_differ("np.arange(4.0)", "np.array([0, 1, 2, 4.0])", "result item [3]: ");
    assert_differ("np.zeros((2, 3))", "np.array([[0, 0, 0], [0, -0.0, 0.0]])",
                  "result item [1, 1]: ");
    assert_differ("np.array(1)", "np.array(2)", "result item []: ");
    assert_differ("np.zeros(3)", "np.zeros(3, dtype=np.float32)",
                  "dtype interpreter float64, capi float32");
    assert_differ("np.zeros(3, '<i4')", "np.zeros(3, '>i4')", "dtype interpreter int32, capi >i4");
    assert_differ("np.zeros(3)", "np.zeros((3, 1))", "shape interpreter (3,), capi (3, 1)");
    assert_differ("np.array([1, 2], object)", "np.array([1, 2.0], object)", "result item [1]: ");
}

static void test_sharing(void **state) {
    (void)state;
    assert_identical("[[0] * 2] * 2");
    assert_differ("[[0] * 2] * 2", "[[0, 0], [0, 0]]", "result[1]: the same object as before");
    assert_differ("(lambda a: [a, a])(np.zeros(2))", "[np.zeros(2), np.zeros(2)]",
                  "the same object");
    python_run("loop = []; loop.append(loop); other = []; other.append(other)");
    Text text;
    assert_int_equal(compare("loop", "other", &text), 1);
    text_free(&text);
}

static void test_writable(void **state) {
    (void)state;
    assert_differ("np.broadcast_to(np.zeros(2), (2,))", "np.zeros(2)", "flags.writeable");
}

static void test_deep_nesting_is_an_error(void **state) {
    (void)state;
    python_run("def nest():\n"
               "    deep = []\n"
               "    for _ in range(100000): deep = [deep]\n"
               "    return deep\n"
               "left, right = nest(), nest()");
    Comparison comparison;
    Text text = {0};
    PyObject *a = python("left"), *b = python("right");
    assert_int_equal(comparison_begin(&comparison, "interpreter", "capi", &text), 0);
    assert_int_equal(identical(&comparison, a, b, "result"), -1);
    assert_true(PyErr_ExceptionMatches(PyExc_RecursionError));
    PyErr_Clear();
    comparison_end(&comparison);
    text_free(&text);
    Py_DECREF(a);
    Py_DECREF(b);
    python_run("del left, right");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identical),
        cmocka_unit_test(test_strides_are_no_value),
        cmocka_unit_test(test_values_differ),
        cmocka_unit_test(test_nan_payloads_differ),
        cmocka_unit_test(test_the_sign_of_a_nan_is_no_difference),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_sharing),
        cmocka_unit_test(test_writable),
        cmocka_unit_test(test_deep_nesting_is_an_error),
    };
    return cmocka_run_group_tests(tests, bench_setup, bench_teardown);
}
