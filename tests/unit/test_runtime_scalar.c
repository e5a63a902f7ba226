/* Arithmetic of NumPy scalars and of Python floats against NumPy and CPython: values, warnings,
 * exceptions. */
#include "runtime_fixture.h"
#include "state.h"

#include <stdio.h>
#include <thunk_prototypes.h>

typedef int (*ScalarThunk)(NpjitContext *, uint64_t, uint64_t, uint64_t *);

static void check_scalar(ScalarThunk thunk, const char *operator, int dtype, PyObject *a,
                         PyObject *b) {
    uint64_t left = 0;
    uint64_t right = 0;
    uint64_t result = 0;
    char source[60];
    assert_int_equal(scalar_from_object(a, dtype, &left), 0);
    assert_int_equal(scalar_from_object(b, dtype, &right), 0);
    python_set("a", a);
    python_set("b", b);
    snprintf(source, sizeof source, "(a %s b, stop())", operator);
    python_run("start()");
    int status = thunk(context, left, right, &result);
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *log = python("stop()");
    PyErr_Restore(type, value, traceback);
    if (status < 0) {
        snprintf(source, sizeof source, "a %s b", operator);
        assert_raises_as(source);
        Py_DECREF(log);
        return;
    }
    python_run("start()");
    PyObject *both = python(source);
    assert_same(scalar_to_object(result, dtype), Py_NewRef(PyTuple_GET_ITEM(both, 0)), source);
    assert_same(log, Py_NewRef(PyTuple_GET_ITEM(both, 1)), source);
    Py_DECREF(both);
}

#define ROW(dtype, DTYPE)                                                                          \
    {#dtype, DTYPE, npjit_scalar_add_##dtype, npjit_scalar_sub_##dtype, npjit_scalar_mul_##dtype,  \
     NULL}
#define FLOAT_ROW(dtype, DTYPE)                                                                    \
    {#dtype,                                                                                       \
     DTYPE,                                                                                        \
     npjit_scalar_add_##dtype,                                                                     \
     npjit_scalar_sub_##dtype,                                                                     \
     npjit_scalar_mul_##dtype,                                                                     \
     npjit_scalar_div_##dtype}

static const struct {
    const char *name;
    int dtype;
    ScalarThunk add, sub, mul, div;
} scalar_rows[] = {
    ROW(int8, DTYPE_INT8),
    ROW(int16, DTYPE_INT16),
    ROW(int32, DTYPE_INT32),
    ROW(int64, DTYPE_INT64),
    ROW(uint8, DTYPE_UINT8),
    ROW(uint16, DTYPE_UINT16),
    ROW(uint32, DTYPE_UINT32),
    ROW(uint64, DTYPE_UINT64),
    FLOAT_ROW(float32, DTYPE_FLOAT32),
    FLOAT_ROW(float64, DTYPE_FLOAT64),
};

static void check_scalar_table(void) {
    for (size_t row = 0; row < sizeof scalar_rows / sizeof *scalar_rows; row++) {
        const char *name = scalar_rows[row].name;
        bool is_float = scalar_rows[row].div != NULL;
        PyObject *values =
            is_float ? python_format(
                           "[np.%s(x) for x in (0.0, -0.0, 1.0, -1.5, 3.0, np.inf, -np.inf, np.nan,"
                           " np.finfo('%s').max, np.finfo('%s').tiny, np.finfo('%s').tiny / 2)]",
                           name, name, name, name)
                     : python_format(
                           "list(np.array([0, 1, 2, 3, 100, np.iinfo('%s').max,"
                           " np.iinfo('%s').max - 1, np.iinfo('%s').min, np.iinfo('%s').min + 1],"
                           " '%s'))",
                           name, name, name, name, name);
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(values); i++) {
            for (Py_ssize_t j = 0; j < PyList_GET_SIZE(values); j++) {
                PyObject *a = PyList_GET_ITEM(values, i);
                PyObject *b = PyList_GET_ITEM(values, j);
                check_scalar(scalar_rows[row].add, "+", scalar_rows[row].dtype, a, b);
                check_scalar(scalar_rows[row].sub, "-", scalar_rows[row].dtype, a, b);
                check_scalar(scalar_rows[row].mul, "*", scalar_rows[row].dtype, a, b);
                if (is_float) {
                    check_scalar(scalar_rows[row].div, "/", scalar_rows[row].dtype, a, b);
                }
            }
        }
        Py_DECREF(values);
    }
}

static void define_log(void) {
    python_run("def start():\n"
               "    global catcher, log\n"
               "    catcher = warnings.catch_warnings(record=True)\n"
               "    log = catcher.__enter__()\n"
               "    warnings.simplefilter('always')\n"
               "def stop():\n"
               "    catcher.__exit__(None, None, None)\n"
               "    return [(w.category, str(w.message)) for w in log]\n");
}

static void test_scalar_arithmetic(void **state) {
    (void)state;
    define_log();
    check_scalar_table();
    python_run("old = np.seterr(all='raise')");
    check_scalar_table();
    python_run("np.seterr(**old)");
}

static void test_scalar_negation(void **state) {
    (void)state;
    uint64_t result = 0;
    assert_int_equal(npjit_scalar_neg_int64(context, 5, &result), 0);
    assert_int_equal((int64_t)result, -5);
    assert_int_equal(npjit_scalar_neg_float64(context, 0, &result), 0);
    assert_true(result == UINT64_C(1) << 63);
    python_run("warnings.simplefilter('ignore')");
    assert_int_equal(npjit_scalar_neg_int64(context, UINT64_C(1) << 63, &result), 0);
    assert_same(scalar_to_object(result, DTYPE_INT64), python("-np.int64(-2**63)"),
                "negated least");
    assert_int_equal(npjit_scalar_neg_uint8(context, 1, &result), 0);
    assert_same(scalar_to_object(result, DTYPE_UINT8), python("-np.uint8(1)"), "negated unsigned");
    python_run("warnings.simplefilter('default')");
}

static void test_floats(void **state) {
    (void)state;
    PyObject *values =
        python("[0.0, -0.0, 1.0, -1.0, 0.1, 2.0, 3.0, -3.0, 0.5, 5.0, 7.5, -7.5, 1e300, -1e300,"
               " 1e-300, 5e-324, 2.0**53, math.inf, -math.inf, math.nan, 1023.0, -1074.0]"
               " + [x / 7 for x in range(-20, 20)]");
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(values); i++) {
        for (Py_ssize_t j = 0; j < PyList_GET_SIZE(values); j++) {
            PyObject *a = PyList_GET_ITEM(values, i);
            PyObject *b = PyList_GET_ITEM(values, j);
            double x = PyFloat_AS_DOUBLE(a);
            double y = PyFloat_AS_DOUBLE(b);
            python_set("a", a);
            python_set("b", b);
            if (y != 0.0) {
                assert_same(PyFloat_FromDouble(npjit_float_floordiv(context, x, y)),
                            python("a // b"), "a // b");
                assert_same(PyFloat_FromDouble(npjit_float_mod(context, x, y)), python("a % b"),
                            "a % b");
            }
            double power = 0;
            if (x >= 0 || y == (double)(int64_t)y) {
                if (npjit_float_pow(context, x, y, &power) < 0) {
                    assert_raises_as("a ** b");
                } else {
                    assert_same(PyFloat_FromDouble(power), python("a ** b"), "a ** b");
                }
            }
        }
    }
    Py_DECREF(values);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalar_arithmetic),
        cmocka_unit_test(test_scalar_negation),
        cmocka_unit_test(test_floats),
    };
    return cmocka_run_group_tests_name("runtime_scalar", tests, runtime_setup, runtime_teardown);
}
