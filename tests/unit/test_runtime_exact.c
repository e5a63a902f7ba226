/* Exact ints against CPython's: every operation on boundary and random values, conversions, what
 * they raise, how np.array takes them. */
#include "exact.h"
#include "runtime_fixture.h"

#include <front/ast.h>
#include <stdio.h>
#include <thunk_prototypes.h>

enum { MOST_VALUES = 200 };

static PyObject *values[MOST_VALUES];
static int value_count;

static NpjitInt exact(PyObject *object) {
    NpjitInt value = 0;
    assert_int_equal(exact_from_object(object, &value), 0);
    return value;
}

/* Values around every border of a representation, of both signs, and random ones of many lengths.
 */
static int make_values(void **state) {
    if (runtime_setup(state) < 0) {
        return -1;
    }
    python_run(
        "import random\n"
        "r = random.Random(7)\n"
        "v = [0, 1, 2, 3, 7, 10, 13, 100, 10**6, 2**31, 10**18, 10**30, 3**200]\n"
        "for b in (30, 31, 32, 53, 60, 61, 62, 63, 64, 65, 90, 126, 127, 128, 192, 1023):\n"
        "    v += [2**b - 1, 2**b, 2**b + 1]\n"
        "v += [r.getrandbits(b) for b in (5, 20, 40, 61, 62, 63, 64, 65, 100, 127, 128, 129, 200, "
        "500, 960, 961, 2000)]\n"
        "v = sorted(set(v + [-x for x in v]))\n");
    PyObject *list = python_get("v");
    value_count = (int)PyList_GET_SIZE(list);
    assert_true(value_count <= MOST_VALUES);
    for (int i = 0; i < value_count; i++) {
        values[i] = Py_NewRef(PyList_GET_ITEM(list, i));
    }
    Py_DECREF(list);
    return 0;
}

static int drop_values(void **state) {
    for (int i = 0; i < value_count; i++) {
        Py_CLEAR(values[i]);
    }
    return runtime_teardown(state);
}

/* Takes `value`. */
static void assert_value(NpjitInt value, PyObject *expected, const char *what) {
    if (exact_is_small(value)) {
        assert_true(exact_fits_small(exact_small(value)));
    } else {
        const ExactBig *big = exact_big(value);
        int64_t count = big->size < 0 ? -(int64_t)big->size : big->size;
        assert_true(count > 0 && count <= big->capacity && big->limbs[count - 1] != 0);
        assert_false(count == 1 && big->limbs[0] <= (uint64_t)EXACT_SMALL_MAX + (big->size < 0));
    }
    assert_same(exact_to_object(value), expected, what);
    npjit_release_int(context, value);
}

static void test_conversion(void **state) {
    (void)state;
    for (int i = 0; i < value_count; i++) {
        assert_value(exact(values[i]), Py_NewRef(values[i]), "conversion");
        PyObject *text = PyObject_Str(values[i]);
        NpjitInt value = 0;
        assert_int_equal(npjit_const_int(context, PyUnicode_AsUTF8(text), &value), 0);
        assert_value(value, Py_NewRef(values[i]), "literal");
        Py_DECREF(text);
    }
}

/* Every length: limbs and digits meet at another place in each. */
static void test_conversion_lengths(void **state) {
    (void)state;
    PyObject *numbers = python("[x * s for b in range(1, 2000) for s in (1, -1)"
                               " for x in (2**b - 1, r.getrandbits(b) | 1 << b - 1)]");
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(numbers); i++) {
        PyObject *number = PyList_GET_ITEM(numbers, i);
        NpjitInt value = exact(number);
        PyObject *again = exact_to_object(value);
        assert_int_equal(PyObject_RichCompareBool(again, number, Py_EQ), 1);
        Py_DECREF(again);
        npjit_release_int(context, value);
    }
    Py_DECREF(numbers);
}

/* ---- binary operations ---- */

typedef int (*Thunk)(NpjitContext *, NpjitInt, NpjitInt, NpjitInt *);
typedef PyObject *(*Oracle)(PyObject *, PyObject *);

/* One pair; both raise alike or both give the same. */
static void check_pair(const char *name, Thunk thunk, Oracle oracle, PyObject *a, PyObject *b) {
    NpjitInt left = exact(a);
    NpjitInt right = exact(b);
    NpjitInt result = 0;
    int status = thunk(context, left, right, &result);
    char what[200];
    PyObject *text = PyUnicode_FromFormat("%s %R %R", name, a, b);
    snprintf(what, sizeof what, "%s", PyUnicode_AsUTF8(text));
    Py_DECREF(text);
    if (status < 0) {
        PythonException actual;
        PythonException expected;
        exception_take(&actual, NULL);
        assert_null(oracle(a, b));
        exception_take(&expected, NULL);
        assert_string_equal(actual.type, expected.type);
        assert_string_equal(actual.message, expected.message);
    } else {
        assert_value(result, oracle(a, b), what);
    }
    npjit_release_int(context, left);
    npjit_release_int(context, right);
}

static void check_all_pairs(const char *name, Thunk thunk, Oracle oracle) {
    for (int i = 0; i < value_count; i++) {
        for (int j = 0; j < value_count; j++) {
            check_pair(name, thunk, oracle, values[i], values[j]);
        }
    }
}

static void test_arithmetic(void **state) {
    (void)state;
    check_all_pairs("+", npjit_int_add, PyNumber_Add);
    check_all_pairs("-", npjit_int_sub, PyNumber_Subtract);
    check_all_pairs("*", npjit_int_mul, PyNumber_Multiply);
}

static void test_division(void **state) {
    (void)state;
    check_all_pairs("//", npjit_int_floordiv, PyNumber_FloorDivide);
    check_all_pairs("%", npjit_int_mod, PyNumber_Remainder);
}

static void test_bits(void **state) {
    (void)state;
    check_all_pairs("&", npjit_int_and, PyNumber_And);
    check_all_pairs("|", npjit_int_or, PyNumber_Or);
    check_all_pairs("^", npjit_int_xor, PyNumber_Xor);
}

static void test_shifts(void **state) {
    (void)state;
    static const char *const counts[] = {"0",  "1",   "5",   "30",   "61", "62", "63",      "64",
                                         "65", "127", "128", "1000", "-1", "-7", "-(2**70)"};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        PyObject *count = python(counts[i]);
        for (int j = 0; j < value_count; j++) {
            check_pair("<<", npjit_int_shl, PyNumber_Lshift, values[j], count);
            check_pair(">>", npjit_int_shr, PyNumber_Rshift, values[j], count);
        }
        Py_DECREF(count);
    }
    PyObject *zero = python("0");
    for (int i = 0; i < value_count; i++) {
        check_pair(">>", npjit_int_shr, PyNumber_Rshift, values[i], values[value_count - 1]);
        check_pair("<<", npjit_int_shl, PyNumber_Lshift, zero, values[i]);
    }
    Py_DECREF(zero);
}

static PyObject *power(PyObject *a, PyObject *b) {
    return PyNumber_Power(a, b, Py_None);
}

static void test_power(void **state) {
    (void)state;
    for (int exponent = 0; exponent < 40; exponent += 1 + exponent / 3) {
        PyObject *object = PyLong_FromLong(exponent);
        for (int i = 0; i < value_count; i++) {
            check_pair("**", npjit_int_pow, power, values[i], object);
        }
        Py_DECREF(object);
    }
}

/* ---- unary operations ---- */

static void check_unary(const char *name, int (*thunk)(NpjitContext *, NpjitInt, NpjitInt *),
                        PyObject *(*oracle)(PyObject *)) {
    for (int i = 0; i < value_count; i++) {
        NpjitInt value = exact(values[i]);
        NpjitInt result = 0;
        assert_int_equal(thunk(context, value, &result), 0);
        assert_value(result, oracle(values[i]), name);
        npjit_release_int(context, value);
    }
}

static void test_unary(void **state) {
    (void)state;
    check_unary("-", npjit_int_neg, PyNumber_Negative);
    check_unary("~", npjit_int_invert, PyNumber_Invert);
    check_unary("abs", npjit_int_abs, PyNumber_Absolute);
}

/* ---- floats ---- */

static void check_float(int status, double value, PyObject *expected, const char *what) {
    if (status == 0) {
        assert_same(PyFloat_FromDouble(value), expected, what);
        return;
    }
    PythonException actual;
    PythonException oracle;
    exception_take(&actual, NULL);
    exception_take(&oracle, NULL);
}

static void test_true_division(void **state) {
    (void)state;
    for (int i = 0; i < value_count; i++) {
        for (int j = 0; j < value_count; j++) {
            NpjitInt left = exact(values[i]);
            NpjitInt right = exact(values[j]);
            double quotient = 0;
            int status = npjit_int_truediv(context, left, right, &quotient);
            npjit_release_int(context, left);
            npjit_release_int(context, right);
            PythonException actual = {.line = 0};
            if (status < 0) {
                exception_take(&actual, NULL);
            }
            PyObject *expected = PyNumber_TrueDivide(values[i], values[j]);
            if (expected) {
                check_float(status, quotient, expected, "/");
                continue;
            }
            PythonException oracle;
            exception_take(&oracle, NULL);
            assert_int_equal(status, -1);
            assert_string_equal(actual.message, oracle.message);
        }
    }
}

static void check_to_float(PyObject *object) {
    NpjitInt value = exact(object);
    double result = 0;
    int status = npjit_int_to_float(context, value, &result);
    npjit_release_int(context, value);
    python_set("x", object);
    if (status < 0) {
        assert_raises_as("float(x)");
    } else {
        assert_same(PyFloat_FromDouble(result), python("float(x)"), "float()");
    }
}

static void test_to_float(void **state) {
    (void)state;
    for (int i = 0; i < value_count; i++) {
        check_to_float(values[i]);
    }
    /* Halfway cases, and the border of what a float can hold. */
    static const char *const borders[] = {"2**53 + 1",
                                          "2**54 + 2",
                                          "2**54 + 6",
                                          "2**64 + 2**11",
                                          "2**64 + 2**11 + 1",
                                          "2**64 + 3*2**11",
                                          "2**128 + 2**75",
                                          "2**128 + 2**75 + 1",
                                          "2**128 + 2**75 - 1",
                                          "2**1024 - 2**970",
                                          "2**1024 - 2**970 - 1",
                                          "2**1024 - 1",
                                          "2**1024",
                                          "2**1023 * 2 - 2**971",
                                          "-(2**1024)",
                                          "2**190 + 2**137 + 1"};
    for (size_t i = 0; i < sizeof borders / sizeof *borders; i++) {
        PyObject *object = python(borders[i]);
        check_to_float(object);
        Py_DECREF(object);
    }
    for (int i = 0; i < 2000; i++) {
        PyObject *object = python("r.getrandbits(r.randrange(1, 1030)) * r.choice((-1, 1)) "
                                  "& ~(2**r.randrange(0, 900) - 1)");
        check_to_float(object);
        Py_DECREF(object);
    }
}

static void test_from_float(void **state) {
    (void)state;
    static const char *const floats[] = {
        "0.0",     "-0.0", "1.9",    "-1.9",    "4e18",         "2.0**62",      "-2.0**62",
        "2.0**63", "1e19", "-1e300", "1.7e308", "float('nan')", "float('inf')", "-float('inf')"};
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) {
        PyObject *object = python(floats[i]);
        NpjitInt value = 0;
        python_set("x", object);
        if (npjit_float_to_int(context, PyFloat_AS_DOUBLE(object), &value) < 0) {
            assert_raises_as("int(x)");
        } else {
            assert_value(value, python("int(x)"), floats[i]);
        }
        Py_DECREF(object);
    }
}

/* ---- comparison ---- */

static const int rich[] = {
    [COMPARE_EQUAL] = Py_EQ,      [COMPARE_NOT_EQUAL] = Py_NE, [COMPARE_LESS] = Py_LT,
    [COMPARE_LESS_EQUAL] = Py_LE, [COMPARE_GREATER] = Py_GT,   [COMPARE_GREATER_EQUAL] = Py_GE};

static void test_comparison(void **state) {
    (void)state;
    for (int i = 0; i < value_count; i++) {
        for (int j = 0; j < value_count; j++) {
            NpjitInt left = exact(values[i]);
            NpjitInt right = exact(values[j]);
            for (int64_t operator= COMPARE_EQUAL; operator<= COMPARE_GREATER_EQUAL; operator++) {
                assert_int_equal(npjit_int_compare(context, left, right, operator),
                                 PyObject_RichCompareBool(values[i], values[j], rich[operator]));
            }
            npjit_release_int(context, left);
            npjit_release_int(context, right);
        }
    }
}

static void test_comparison_with_float(void **state) {
    (void)state;
    PyObject *floats =
        python("[0.0, -0.0, 0.5, -0.5, 1.0, 2.0**53, 2.0**53 + 2, 2.0**62, 2.0**63, -2.0**63,"
               " 2.0**64, 1e30, -1e30, 1e308, 5e-324, float('inf'), -float('inf'),"
               " float('nan')] + [float(x) for x in v if abs(x) < 10**300]");
    for (Py_ssize_t k = 0; k < PyList_GET_SIZE(floats); k++) {
        PyObject *object = PyList_GET_ITEM(floats, k);
        double number = PyFloat_AS_DOUBLE(object);
        for (int i = 0; i < value_count; i++) {
            NpjitInt value = exact(values[i]);
            bool fits = npjit_int_fits(context, value);
            for (int64_t operator= COMPARE_EQUAL; operator<= COMPARE_GREATER_EQUAL; operator++) {
                int expected = PyObject_RichCompareBool(values[i], object, rich[operator]);
                assert_int_equal(npjit_int_compare_float(context, value, number, operator),
                                 expected);
                if (fits) {
                    expected = PyObject_RichCompareBool(object, values[i], rich[operator]);
                    int64_t low = npjit_int_low(context, value);
                    assert_int_equal(npjit_float_compare_i64(context, number, low, operator),
                                     expected);
                }
            }
            npjit_release_int(context, value);
        }
    }
    Py_DECREF(floats);
}

static void test_fits(void **state) {
    (void)state;
    for (int i = 0; i < value_count; i++) {
        int overflow;
        long long low = PyLong_AsLongLongAndOverflow(values[i], &overflow);
        NpjitInt value = exact(values[i]);
        assert_int_equal(npjit_int_fits(context, value), !overflow);
        assert_int_equal(npjit_int_to_bool(context, value), PyObject_IsTrue(values[i]));
        if (!overflow) {
            assert_int_equal(npjit_int_low(context, value), low);
            NpjitInt again = 0;
            assert_int_equal(npjit_i64_to_int(context, low, &again), 0);
            assert_value(again, Py_NewRef(values[i]), "from 64 bits");
        }
        npjit_release_int(context, value);
    }
}

/* ---- np.array ---- */

static void test_classification(void **state) {
    (void)state;
    static const char *const dtypes[] = {"int64", "uint64", "float64", "object"};
    for (int i = 0; i < value_count; i++) {
        for (int j = 0; j < value_count; j++) {
            NpjitSlot items[2] = {{.n = exact(values[i])}, {.n = exact(values[j])}};
            PyObject *list = PyList_New(2);
            PyList_SET_ITEM(list, 0, Py_NewRef(values[i]));
            PyList_SET_ITEM(list, 1, Py_NewRef(values[j]));
            python_set("x", list);
            PyObject *name = python("str(np.array(x).dtype)");
            assert_string_equal(dtypes[npjit_int_classify(context, items, 2)],
                                PyUnicode_AsUTF8(name));
            Py_DECREF(name);
            Py_DECREF(list);
            npjit_release_int(context, items[0].n);
            npjit_release_int(context, items[1].n);
        }
    }
}

/* ---- memory ---- */

static void test_sharing(void **state) {
    (void)state;
    PyObject *object = python("10**50");
    NpjitInt big = exact(object);
    size_t before = runtime_usage().ints;
    NpjitInt same = 0;
    assert_int_equal(npjit_int_add(context, big, 0, &same), 0);
    assert_true(same == big && exact_big(big)->refcount == 2);
    npjit_release_int(context, same);
    npjit_retain_int(context, big);
    npjit_release_int(context, big);
    assert_int_equal(runtime_usage().ints, before);
    npjit_release_int(context, big);
    assert_int_equal(runtime_usage().ints, before - 1);
    Py_DECREF(object);
}

static void test_too_big(void **state) {
    (void)state;
    NpjitInt one = 2;
    NpjitInt result = 0;
    PyObject *count = python("2**62");
    NpjitInt huge = exact(count);
    assert_int_equal(npjit_int_shl(context, one, huge, &result), -1);
    assert_raises_as("1 << 2**62");
    npjit_release_int(context, huge);
    Py_DECREF(count);
}

/* Fibonacci numbers, where most of an exact kernel's time goes. */
static void test_fibonacci(void **state) {
    (void)state;
    NpjitInt a = 0;
    NpjitInt b = 2;
    for (int i = 0; i < 5000; i++) {
        NpjitInt sum = 0;
        assert_int_equal(npjit_int_add(context, a, b, &sum), 0);
        npjit_release_int(context, a);
        a = b;
        b = sum;
    }
    python_run("f, g = 0, 1\nfor i in range(5000): f, g = g, f + g");
    assert_value(a, python_get("f"), "fibonacci");
    assert_value(b, python_get("g"), "fibonacci");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conversion),
        cmocka_unit_test(test_conversion_lengths),
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_division),
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_shifts),
        cmocka_unit_test(test_power),
        cmocka_unit_test(test_unary),
        cmocka_unit_test(test_true_division),
        cmocka_unit_test(test_to_float),
        cmocka_unit_test(test_from_float),
        cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_comparison_with_float),
        cmocka_unit_test(test_fits),
        cmocka_unit_test(test_classification),
        cmocka_unit_test(test_sharing),
        cmocka_unit_test(test_too_big),
        cmocka_unit_test(test_fibonacci),
    };
    return cmocka_run_group_tests_name("runtime_exact", tests, make_values, drop_values);
}
