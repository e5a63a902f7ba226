/* NumPy thunks of every route against NumPy's Python-level functions: value, dtype, bits, warnings
 * and exceptions, for a table of dtypes, lengths and layouts. */
#include "item_access.h"
#include "list.h"
#include "runtime_fixture.h"
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <thunk_prototypes.h>

static const char *const dtype_names[] = {
#define DTYPE(id, name, bytes, kind) name,
#include <ir/dtypes.def>
#undef DTYPE
};

static int setup(void **state) {
    if (runtime_setup(state) < 0) {
        return -1;
    }
    python_run(
        "warnings.simplefilter('ignore')\n"
        "def start():\n"
        "    global catcher, log\n"
        "    catcher = warnings.catch_warnings(record=True)\n"
        "    log = catcher.__enter__()\n"
        "    warnings.simplefilter('always')\n"
        "def stop():\n"
        "    catcher.__exit__(None, None, None)\n"
        "    return [(w.category, str(w.message)) for w in log]\n"
        "def data(n, dtype, seed=1):\n"
        "    r = np.random.RandomState(seed + n)\n"
        "    d = np.dtype(dtype)\n"
        "    if d.kind == 'b': return r.rand(n) < 0.5\n"
        "    if d.kind == 'f': return (r.standard_normal(n) * 10.0 ** r.randint(-3, 4, "
        "n)).astype(d)\n"
        "    if d.kind == 'O': return np.array([2**63 + int(x) for x in r.randint(0, 99, n)] or [],"
        " dtype=object)\n"
        "    i = np.iinfo(d)\n"
        "    return r.randint(i.min, i.max, n, dtype=d)\n"
        "def layouts(a):\n"
        "    big = np.zeros(2 * a.size + 1, a.dtype)\n"
        "    big[:2 * a.size:2] = a\n"
        "    fill = np.concatenate([a, a])\n"
        "    out = [a.copy(), big[:2 * a.size:2], fill[:a.size][::-1]]\n"
        "    if a.size % 2 == 0:\n"
        "        m = a.copy().reshape(2, -1)\n"
        "        out += [m, m.T, np.asfortranarray(m), np.stack([m, m], -1)[..., 0]]\n"
        "    return out\n");
    return 0;
}

/* ---- reductions ---- */

typedef int (*Reduction)(NpjitContext *, void *, int64_t, uint64_t *);

typedef struct ReductionRow {
    const char *name;
    Reduction thunks[3];
} ReductionRow;

static const ReductionRow reductions[] = {
    {"sum", {npjit_python_sum, npjit_capi_sum, npjit_ufunc_sum}},
    {"prod", {npjit_python_prod, npjit_capi_prod, npjit_ufunc_prod}},
    {"max", {npjit_python_max, npjit_capi_max, npjit_ufunc_max}},
    {"min", {npjit_python_min, npjit_capi_min, npjit_ufunc_min}},
    {"mean", {npjit_python_mean, npjit_capi_mean, npjit_ufunc_mean}},
    {"std", {npjit_python_std}},
};

/* Runs one thunk on the array `a` of the namespace and compares with `expected` (borrowed) and the
 * warnings in `expected_log`; NULL: the exception it raises. */
static void check_reduction(const ReductionRow *row, Reduction thunk, PyObject *array,
                            PyObject *expected, const char *what) {
    Dtype dtype = DTYPE_OBJECT;
    for (int i = 0; expected && i < DTYPE_OBJECT; i++) {
        if (Py_TYPE(expected) == npjit_state.scalar_types[i]) {
            dtype = (Dtype)i;
        }
    }
    char source[64];
    snprintf(source, sizeof source, "np.%s(a)", row->name);
    uint64_t bits = 0;
    python_run("start()");
    int status = thunk(context, array, (int64_t)dtype, &bits);
    if (status < 0) {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        python_run("stop()");
        PyErr_Restore(type, value, traceback);
        assert_raises_as(source);
        return;
    }
    python_run("actual_log = stop()");
    assert_same(dtype == DTYPE_OBJECT ? (PyObject *)item_object(bits)
                                      : scalar_to_object(bits, (int)dtype),
                Py_NewRef(expected), what);
    python_run("assert actual_log == expected_log, (actual_log, expected_log)");
}

/* Every reduction and route on `array` (borrowed). */
static void check_reductions(PyObject *array, const char *what) {
    python_set("a", array);
    for (size_t i = 0; i < sizeof reductions / sizeof *reductions; i++) {
        char text[200];
        snprintf(text, sizeof text,
                 "start()\ntry: e = [np.%s(a)]\nexcept Exception: e = []\nexpected_log = stop()",
                 reductions[i].name);
        python_run(text);
        PyObject *expected = python("e[0] if e else None");
        snprintf(text, sizeof text, "np.%s of %s", reductions[i].name, what);
        for (int route = 0; route < 3; route++) {
            if (reductions[i].thunks[route]) {
                check_reduction(&reductions[i], reductions[i].thunks[route], array,
                                expected == Py_None ? NULL : expected, text);
            }
        }
        Py_DECREF(expected);
    }
}

static void test_reductions(void **state) {
    (void)state;
    static const int lengths[] = {0, 1, 2, 3, 7, 8, 9, 127, 128, 129, 8191, 8192, 8193, 20000};
    for (int dtype = 0; dtype < DTYPE_COUNT; dtype++) {
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            if (dtype == DTYPE_OBJECT && lengths[i] > 200) {
                continue; /* products of thousands of big ints */
            }
            PyObject *layouts =
                python_format("layouts(data(%d, '%s'))", lengths[i], dtype_names[dtype]);
            for (Py_ssize_t j = 0; j < PyList_GET_SIZE(layouts); j++) {
                char what[100];
                snprintf(what, sizeof what, "%d %s, layout %d", lengths[i], dtype_names[dtype],
                         (int)j);
                check_reductions(PyList_GET_ITEM(layouts, j), what);
            }
            Py_DECREF(layouts);
        }
    }
}

static void test_reductions_of_special_values(void **state) {
    (void)state;
    PyObject *arrays = python(
        "[np.array(x, d) for d in ('f8', 'f4') for x in ("
        "[np.nan], [1.0, np.nan, 2.0], [np.inf, 1.0], [np.inf, -np.inf], [-0.0], [0.0, -0.0], "
        "[-0.0, 0.0],"
        "[-0.0, -0.0], [1e308, 1e308], [3e38, 3e38], [1e-308, 1e-308, 1e-308], [1e-45, 0, 0, 0], "
        "[5e-324, 0.0, 0.0], [-np.nan, np.nan], [0.0] * 9, [-0.0] * 9, [np.nan] * 20, [1e200] * 4,"
        "[1e-200] * 4, list(range(20)) + [-np.inf], [2.0**-149] * 3)]"
        "+ [np.array([2**63 - 1, 1]), np.array([-2**63, -1]), np.array([2**64 - 1, 5], 'u8'),"
        " np.array([2**62, 2**62, 2**62]), np.array([127, 127], 'i1'), np.array([255, 255], 'u1'),"
        " np.array([True, True]), np.zeros((2, 0)), np.zeros((0, 2)), np.ones((3, 1)), "
        "np.array(5.0),"
        " np.array([2**64, 2**70]), np.array([2**64, 2**70])[::-1], np.array([], object)]");
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(arrays); i++) {
        PyObject *text = PyObject_Repr(PyList_GET_ITEM(arrays, i));
        check_reductions(PyList_GET_ITEM(arrays, i), PyUnicode_AsUTF8(text));
        Py_DECREF(text);
    }
    Py_DECREF(arrays);
}

static void test_errstate(void **state) {
    (void)state;
    python_run("old = np.seterr(all='raise')");
    PyObject *arrays = python("[np.array([1e308, 1e308]), np.array([2.0**-1074, 0.0, 0.0]),"
                              " np.array([np.inf, -np.inf]), np.array([1e-45, 0, 0], 'f4')]");
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(arrays); i++) {
        check_reductions(PyList_GET_ITEM(arrays, i), "under errstate raise");
    }
    Py_DECREF(arrays);
    python_run("np.seterr(**old)");
}

/* A result of another dtype than inferred is our bug, and said to be. */
static void test_wrong_dtype(void **state) {
    (void)state;
    PyObject *array = python("np.array([1.0])");
    uint64_t bits;
    assert_int_equal(npjit_capi_sum(context, array, DTYPE_INT64, &bits), -1);
    PythonException exception;
    exception_take(&exception, NULL);
    assert_string_equal(exception.type, "SystemError");
    assert_non_null(strstr(exception.message, "int64"));
    assert_non_null(strstr(exception.message, "float64"));
    Py_DECREF(array);
}

/* ---- creation ---- */

typedef int (*FromItems)(NpjitContext *, const NpjitSlot *, int64_t, int64_t, void **);

static void test_array_from_scalars(void **state) {
    (void)state;
    static const FromItems thunks[] = {npjit_python_array, npjit_capi_array_from_scalars,
                                       npjit_ufunc_array_from_scalars};
    static const int lengths[] = {1, 2, 3, 40};
    for (int dtype = 0; dtype < DTYPE_COUNT; dtype++) {
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            PyObject *source = python_format("data(%d, '%s')", lengths[i], dtype_names[dtype]);
            NpjitSlot items[40];
            for (int j = 0; j < lengths[i]; j++) {
                PyObject *item = PySequence_GetItem(source, j);
                if (dtype == DTYPE_OBJECT) {
                    items[j].p = item;
                } else {
                    assert_int_equal(scalar_from_object(item, dtype, &items[j].bits), 0);
                    Py_DECREF(item);
                }
            }
            for (size_t k = 0; k < sizeof thunks / sizeof *thunks; k++) {
                void *array = NULL;
                assert_int_equal(thunks[k](context, items, lengths[i], dtype, &array), 0);
                assert_same(array, Py_NewRef(source), "array from scalars");
            }
            for (int j = 0; dtype == DTYPE_OBJECT && j < lengths[i]; j++) {
                Py_DECREF((PyObject *)items[j].p);
            }
            Py_DECREF(source);
        }
    }
}

typedef int (*FromList)(NpjitContext *, NpjitList *, int64_t, void **);

/* np.array of a list of exact ints, on both routes. */
static void check_list_of_ints(const char *expression) {
    static const FromList thunks[] = {npjit_python_array_from_list, npjit_capi_array_from_list};
    static const int dtypes[] = {DTYPE_INT64, DTYPE_UINT64, DTYPE_FLOAT64, DTYPE_OBJECT};
    NpjitList *list = NULL;
    assert_int_equal(npjit_list_new(context, LIST_INTS, &list), 0);
    PyObject *objects = python(expression);
    python_set("x", objects);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(objects); i++) {
        NpjitSlot item;
        assert_int_equal(exact_from_object(PyList_GET_ITEM(objects, i), &item.n), 0);
        assert_int_equal(npjit_list_append(context, list, item.bits, LIST_INTS), 0);
        npjit_release_int(context, item.n);
    }
    int dtype = dtypes[npjit_list_classify(context, list)];
    for (size_t i = 0; i < sizeof thunks / sizeof *thunks; i++) {
        void *array = NULL;
        assert_int_equal(thunks[i](context, list, dtype, &array), 0);
        assert_same(array, python("np.array(x)"), expression);
    }
    Py_DECREF(objects);
    npjit_release_list(context, list);
}

static void test_array_from_list(void **state) {
    (void)state;
    check_list_of_ints("[1, 2, 3]");
    check_list_of_ints("[-2**63, 2**63 - 1, 2**62, -2**62 - 1]");
    check_list_of_ints("[2**63, 1]");
    check_list_of_ints("[2**63 + 1025, -2**63]");
    check_list_of_ints("[2**64, 1]");
    check_list_of_ints("[10**100, -10**100]");
    static const FromList thunks[] = {npjit_python_array_from_list, npjit_capi_array_from_list};
    for (size_t i = 0; i < sizeof thunks / sizeof *thunks; i++) {
        void *array = NULL;
        NpjitList *list = NULL;
        assert_int_equal(npjit_list_new(context, LIST_RAW, &list), 0);
        assert_int_equal(thunks[i](context, list, DTYPE_FLOAT64, &array), 0);
        assert_same(array, python("np.array([])"), "empty list");
        for (int64_t k = 0; k < 100; k++) {
            assert_int_equal(npjit_list_append(context, list, (uint64_t)k, LIST_RAW), 0);
        }
        assert_int_equal(thunks[i](context, list, DTYPE_INT64, &array), 0);
        assert_same(array, python("np.array(list(range(100)))"), "list of ints");
        npjit_release_list(context, list);
    }
}

static void check_filled(const char *name, FromItems thunk, const char *shape_text, int dtype) {
    PyObject *shape = python(shape_text);
    NpjitSlot lengths[80];
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(shape); i++) {
        lengths[i].i = PyLong_AsLongLong(PyTuple_GET_ITEM(shape, i));
    }
    void *array = NULL;
    char source[200];
    snprintf(source, sizeof source, "np.%s(%s, '%s')", name, shape_text, dtype_names[dtype]);
    if (thunk(context, lengths, PyTuple_GET_SIZE(shape), dtype, &array) < 0) {
        assert_raises_as(source);
    } else if (strcmp(name, "empty") == 0) {
        python_set("a", array);
        Py_DECREF((PyObject *)array);
        PyObject *same =
            python_format("(a.shape, a.dtype.name, a.flags.c_contiguous) == (%s, '%s', True)",
                          shape_text, dtype_names[dtype]);
        assert_ptr_equal(same, Py_True);
        Py_DECREF(same);
    } else {
        assert_same(array, python(source), source);
    }
    Py_DECREF(shape);
}

static void test_filled(void **state) {
    (void)state;
    static const char *const shapes[] = {
        "()",    "(0,)",     "(1,)",           "(5,)",      "(2, 3)",   "(2, 0, 3)",
        "(-1,)", "(2**62,)", "(2**62, 2**62)", "(1,) * 32", "(1,) * 70"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        for (int dtype = 0; dtype < DTYPE_COUNT; dtype++) {
            check_filled("zeros", npjit_python_zeros, shapes[i], dtype);
            check_filled("zeros", npjit_capi_zeros, shapes[i], dtype);
            check_filled("ones", npjit_python_ones, shapes[i], dtype);
            check_filled("ones", npjit_capi_ones, shapes[i], dtype);
            check_filled("empty", npjit_python_empty, shapes[i], dtype);
            check_filled("empty", npjit_capi_empty, shapes[i], dtype);
        }
    }
}

static void test_arange(void **state) {
    (void)state;
    static const int64_t rows[][3] = {{0, 5, 1},
                                      {5, 0, 1},
                                      {5, 0, -1},
                                      {1, 10, 3},
                                      {0, 0, 1},
                                      {-5, 5, 2},
                                      {0, 5, 0},
                                      {0, 100000, 7},
                                      {3, 4, 1},
                                      {INT64_MAX - 3, INT64_MAX, 1},
                                      {INT64_MIN, INT64_MIN + 4, 3},
                                      {10, 3, -3}};
    static const int dtypes[] = {DTYPE_INT64, DTYPE_FLOAT64, DTYPE_INT32};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t j = 0; j < sizeof dtypes / sizeof *dtypes; j++) {
            char source[200];
            snprintf(source, sizeof source, "np.arange(%lld, %lld, %lld, '%s')",
                     (long long)rows[i][0], (long long)rows[i][1], (long long)rows[i][2],
                     dtype_names[dtypes[j]]);
            for (int route = 0; route < 2; route++) {
                void *array = NULL;
                if ((route ? npjit_capi_arange : npjit_python_arange)(
                        context, rows[i][0], rows[i][1], rows[i][2], dtypes[j], &array) < 0) {
                    assert_raises_as(source);
                } else {
                    assert_same(array, python(source), source);
                }
            }
        }
    }
}

/* ---- elementwise ---- */

typedef int (*Unary)(NpjitContext *, void *, int64_t, const char *, void **);
typedef int (*Binary)(NpjitContext *, void *, void *, int64_t, const char *, void **);

/* New copy of `array` that nobody else knows. */
static void *copy_of(PyObject *array) {
    PyObject *copy = PyArray_NewCopy((PyArrayObject *)array, NPY_KEEPORDER);
    assert_non_null(copy);
    return copy;
}

/* What NumPy gives for these operands, which nobody else knows afterwards. NULL: it raises. */
static PyObject *oracle(const char *source, void *a, void *b) {
    python_set("a", a);
    python_set("b", b);
    char text[200];
    snprintf(text, sizeof text, "try: e = [%s]\nexcept Exception: e = []", source);
    python_run(text);
    python_set("a", Py_None);
    python_set("b", Py_None);
    PyObject *expected = python("e[0] if e else None");
    python_set("e", Py_None);
    if (expected == Py_None) {
        Py_CLEAR(expected);
    }
    return expected;
}

/* Takes the outcome of a thunk and of the oracle; both may be exceptions. */
static void check_outcome(int status, void *result, PyObject *expected, const char *source, void *a,
                          void *b) {
    if (status == 0 && expected) {
        assert_same(result, expected, source);
        return;
    }
    assert_int_equal(status, -1);
    assert_null(expected);
    python_set("a", a);
    python_set("b", b);
    assert_raises_as(source);
}

static void check_unary(const char *name, PyObject *array) {
    static const Unary thunks[] = {npjit_python_unary, npjit_capi_unary, npjit_ufunc_unary};
    char source[64];
    snprintf(source, sizeof source, "np.%s(a)", name);
    for (int i = 0; i < 6; i++) {
        int dies = i & 1;
        void *operand = dies ? copy_of(array) : Py_NewRef(array);
        void *result = NULL;
        PyObject *expected = oracle(source, operand, Py_None);
        int status = thunks[i / 2](context, operand, dies, name, &result);
        check_outcome(status, result, expected, source, operand, Py_None);
        Py_DECREF((PyObject *)operand);
    }
}

static void check_binary(const char *name, PyObject *a, PyObject *b) {
    static const Binary thunks[] = {npjit_python_binary, npjit_capi_binary, npjit_ufunc_binary};
    char source[64];
    snprintf(source, sizeof source, "np.%s(a, b)", name);
    for (int i = 0; i < 12; i++) {
        int dying = i & 3;
        void *left = dying & 1 ? copy_of(a) : Py_NewRef(a);
        void *right = dying & 2 ? copy_of(b) : Py_NewRef(b);
        void *result = NULL;
        PyObject *expected = oracle(source, left, right);
        int status = thunks[i / 4](context, left, right, dying, name, &result);
        check_outcome(status, result, expected, source, left, right);
        Py_DECREF((PyObject *)left);
        Py_DECREF((PyObject *)right);
    }
}

static void test_elementwise(void **state) {
    (void)state;
    static const char *const unary[] = {"negative", "absolute", "sqrt",  "exp",
                                        "log",      "sin",      "cos",   "tanh",
                                        "floor",    "invert",   "isnan", "square"};
    static const char *const binary[] = {
        "add",     "subtract", "multiply", "divide", "power",       "floor_divide", "remainder",
        "maximum", "minimum",  "less",     "equal",  "bitwise_and", "arctan2"};
    static const int lengths[] = {1, 3, 129, 40000};

    for (int dtype = 0; dtype < DTYPE_OBJECT; dtype++) {
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            PyObject *a = python_format("data(%d, '%s', 3)", lengths[i], dtype_names[dtype]);
            PyObject *b = python_format("data(%d, '%s', 4)", lengths[i], dtype_names[dtype]);
            PyObject *reversed =
                python_format("data(%d, '%s', 5)[::-1]", lengths[i], dtype_names[dtype]);
            for (size_t j = 0; j < sizeof unary / sizeof *unary; j++) {
                check_unary(unary[j], a);
                check_unary(unary[j], reversed);
            }
            for (size_t j = 0; j < sizeof binary / sizeof *binary; j++) {
                check_binary(binary[j], a, b);
                check_binary(binary[j], a, reversed);
            }
            Py_DECREF(a);
            Py_DECREF(b);
            Py_DECREF(reversed);
        }
    }
}

/* What raises a floating-point flag reaches NumPy, which does with it what it was told to. */
static void test_elementwise_errstate(void **state) {
    (void)state;
    python_run("old = np.seterr(all='raise')");
    PyObject *values = python("np.array([1e308, 0.0, -1.0, 1e-308, 2.0])");
    PyObject *others = python("np.array([10.0, 0.0, 2.0, 1e-10, 2.0])");
    PyObject *plain = python("np.array([1.0, 2.0, 4.0, 0.5, 8.0])");
    PyObject *zeros = python("np.array([1, 0, 3, 4, 0])");
    PyObject *counts = python("np.array([1, -1, 3, 4, 0])");
    static const char *const unary[] = {"log", "sqrt", "exp", "reciprocal", "square"};
    static const char *const binary[] = {"multiply", "divide", "power", "remainder",
                                         "floor_divide"};
    for (int i = 0; i < 5; i++) {
        check_unary(unary[i], values);
        check_unary(unary[i], plain);
        check_binary(binary[i], values, others);
        check_binary(binary[i], plain, others);
        check_binary(binary[i], plain, plain);
        check_binary(binary[i], counts, zeros);
        check_binary(binary[i], zeros, counts);
    }
    Py_DECREF(values);
    Py_DECREF(others);
    Py_DECREF(plain);
    Py_DECREF(zeros);
    Py_DECREF(counts);
    python_run("np.seterr(**old)");
}

static void test_broadcasting(void **state) {
    (void)state;
    PyObject *a = python("np.arange(6.0).reshape(2, 3)");
    PyObject *row = python("np.arange(3.0)");
    PyObject *column = python("np.arange(2.0).reshape(2, 1)");
    PyObject *wrong = python("np.arange(5.0)");
    PyObject *ints = python("np.arange(6).reshape(2, 3)");
    PyObject *others[] = {a, row, column, wrong, ints};
    for (int i = 0; i < 5; i++) {
        check_binary("add", a, others[i]);
        check_binary("multiply", others[i], a);
        check_binary("subtract", others[i], others[i]);
    }
    for (int i = 0; i < 5; i++) {
        Py_DECREF(others[i]);
    }
}

/* Whether the result has the memory of an operand; takes both operands' new references. */
static void check_reuse(const char *name, bool a_dies, bool b_dies, int expected) {
    PyObject *a = python("np.arange(50000.0)");
    PyObject *b = python("np.arange(50000.0)");
    void *result = NULL;
    int64_t dying = a_dies | b_dies << 1;
    assert_int_equal(npjit_capi_binary(context, a, b, dying, name, &result), 0);
    assert_int_equal(result == (void *)a ? 1 : result == (void *)b ? 2 : 0, expected);
    Py_DECREF((PyObject *)result);
    Py_DECREF(a);
    Py_DECREF(b);
}

/* The memory of what dies is used again, where NumPy would do it for the interpreter, and only
 * then. */
static void test_reuse(void **state) {
    (void)state;
    check_reuse("add", false, false, 0);
    check_reuse("add", true, false, 1);
    check_reuse("add", false, true, 2);
    check_reuse("subtract", true, true, 1);
    check_reuse("less", true, true, 0);
    check_reuse("arctan2", true, true, 0);
    PyObject *a = python("np.arange(50000.0)");
    void *result = NULL;
    PyObject *other_owner = Py_NewRef(a);
    assert_int_equal(npjit_capi_unary(context, a, 1, "negative", &result), 0);
    assert_ptr_not_equal(result, a);
    Py_DECREF((PyObject *)result);
    Py_DECREF(other_owner);
    assert_int_equal(npjit_capi_unary(context, a, 1, "negative", &result), 0);
    assert_ptr_equal(result, a);
    Py_DECREF((PyObject *)result);
    Py_DECREF(a);
}

/* A small dead array is used again when nothing can know of it. */
static void test_pool(void **state) {
    (void)state;
    NpjitSlot items[] = {{.i = 1}, {.i = 2}};
    void *first = NULL;
    void *second = NULL;
    assert_int_equal(npjit_ufunc_array_from_scalars(context, items, 2, DTYPE_INT64, &first), 0);
    npjit_ufunc_release_array(context, first);
    assert_int_equal(npjit_ufunc_array_from_scalars(context, items, 2, DTYPE_FLOAT64, &second), 0);
    assert_ptr_not_equal(second, first);
    npjit_ufunc_release_array(context, second);
    assert_int_equal(npjit_ufunc_array_from_scalars(context, items, 2, DTYPE_INT64, &second), 0);
    assert_ptr_equal(second, first);
    python_set("a", second);
    python_run("import weakref; w = weakref.ref(a)");
    npjit_ufunc_release_array(context, second);
    python_run("assert w() is a; del a; assert w() is None");
    assert_int_equal(npjit_ufunc_array_from_scalars(context, items, 2, DTYPE_INT64, &first), 0);
    python_set("a", first);
    python_run("w = weakref.ref(a); a = None");
    npjit_ufunc_release_array(context, first);
    python_run("assert w() is None");
    void *many[20];
    for (int i = 0; i < 20; i++) {
        assert_int_equal(npjit_ufunc_array_from_scalars(context, items, 2, DTYPE_INT64, &many[i]),
                         0);
    }
    for (int i = 0; i < 20; i++) {
        npjit_ufunc_release_array(context, many[i]);
    }
}

static void test_matmul(void **state) {
    (void)state;
    python_run("a = data(600, 'f8').reshape(20, 30); b = data(900, 'f8').reshape(30, 30)");
    PyObject *a = python_get("a");
    PyObject *b = python_get("b");
    void *result = NULL;
    assert_int_equal(npjit_capi_matmul(context, a, b, 0, &result), 0);
    assert_same(result, python("a @ b"), "a @ b");
    assert_int_equal(npjit_python_matmul(context, a, b, 0, &result), 0);
    assert_same(result, python("a @ b"), "a @ b");
    assert_int_equal(npjit_capi_matmul(context, b, a, 0, &result), -1);
    assert_raises_as("b @ a");
    Py_DECREF(a);
    Py_DECREF(b);
}

/* ---- items ---- */

static void check_item(PyObject *array, int dtype, const int64_t *index, int count,
                       const char *index_text) {
    NpjitSlot items[2] = {{.i = index[0]}, {.i = index[1]}};
    char source[100];
    snprintf(source, sizeof source, "a[%s]", index_text);
    python_set("a", array);
    for (int route = 0; route < 2; route++) {
        uint64_t bits = 0;
        int status = (route ? npjit_capi_getitem : npjit_python_getitem)(context, array, items,
                                                                         count, dtype, &bits);
        if (status < 0) {
            assert_raises_as(source);
            status = (route ? npjit_capi_setitem : npjit_python_setitem)(
                context, array, dtype == DTYPE_OBJECT ? (uint64_t)(uintptr_t)Py_None : 0, items,
                count, dtype);
            assert_int_equal(status, -1);
            snprintf(source, sizeof source, "a[%s] = 0", index_text);
            assert_raises_as(source);
            snprintf(source, sizeof source, "a[%s]", index_text);
            continue;
        }
        PyObject *item = dtype == DTYPE_OBJECT ? Py_NewRef((PyObject *)item_object(bits))
                                               : scalar_to_object(bits, dtype);
        assert_same(item, python(source), source);
        PyObject *before = python("a.copy()");
        status = (route ? npjit_capi_setitem : npjit_python_setitem)(context, array, bits, items,
                                                                     count, dtype);
        assert_int_equal(status, 0);
        assert_same(Py_NewRef(array), before, "stored what was there");
        if (dtype == DTYPE_OBJECT) {
            Py_DECREF((PyObject *)item_object(bits));
        }
    }
}

static void test_items(void **state) {
    (void)state;
    static const int64_t indices[][2] = {{0, 0}, {2, 0},  {-1, 0},        {-3, 0},
                                         {3, 0}, {-4, 0}, {INT64_MIN, 0}, {INT64_MAX, 0}};
    for (int dtype = 0; dtype < DTYPE_COUNT; dtype++) {
        PyObject *layouts = python_format("layouts(data(3, '%s'))", dtype_names[dtype]);
        for (Py_ssize_t j = 0; j < PyList_GET_SIZE(layouts); j++) {
            for (size_t i = 0; i < sizeof indices / sizeof *indices; i++) {
                char text[40];
                snprintf(text, sizeof text, "%lld", (long long)indices[i][0]);
                check_item(PyList_GET_ITEM(layouts, j), dtype, indices[i], 1, text);
            }
        }
        Py_DECREF(layouts);
        PyObject *matrix = python_format("data(12, '%s').reshape(3, 4).T", dtype_names[dtype]);
        static const int64_t pairs[][2] = {{0, 0}, {3, 2}, {-4, -3}, {1, 1},
                                           {0, 3}, {4, 0}, {-5, 0},  {0, -4}};
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
            char text[40];
            snprintf(text, sizeof text, "%d, %d", (int)pairs[i][0], (int)pairs[i][1]);
            check_item(matrix, dtype, pairs[i], 2, text);
        }
        Py_DECREF(matrix);
    }
}

static void test_read_only(void **state) {
    (void)state;
    PyObject *array = python("np.arange(3)");
    python_set("a", array);
    python_run("a.flags.writeable = False");
    NpjitSlot index = {.i = 1};
    assert_int_equal(npjit_capi_setitem(context, array, 5, &index, 1, DTYPE_INT64), -1);
    assert_raises_as("a[1] = 5");
    index.i = 7;
    assert_int_equal(npjit_capi_setitem(context, array, 5, &index, 1, DTYPE_INT64), -1);
    assert_raises_as("a[7] = 5");
    assert_int_equal(npjit_np_length(context, array, 0), 3);
    Py_DECREF(array);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reductions),
        cmocka_unit_test(test_reductions_of_special_values),
        cmocka_unit_test(test_errstate),
        cmocka_unit_test(test_wrong_dtype),
        cmocka_unit_test(test_array_from_scalars),
        cmocka_unit_test(test_array_from_list),
        cmocka_unit_test(test_filled),
        cmocka_unit_test(test_arange),
        cmocka_unit_test(test_elementwise),
        cmocka_unit_test(test_elementwise_errstate),
        cmocka_unit_test(test_broadcasting),
        cmocka_unit_test(test_reuse),
        cmocka_unit_test(test_pool),
        cmocka_unit_test(test_matmul),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_read_only),
    };
    return cmocka_run_group_tests_name("runtime_numpy", tests, setup, runtime_teardown);
}
