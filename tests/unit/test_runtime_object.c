/* Boxed operations, conversions, lists and raised exceptions against the interpreter. */
#include "exact.h"
#include "list.h"
#include "runtime_fixture.h"
#include "state.h"

#include <front/ast.h>
#include <stdio.h>
#include <string.h>
#include <thunk_prototypes.h>

/* New object made by a thunk, or NULL with an exception set. */
static PyObject *made(int status, void *const *object) {
    return status < 0 ? NULL : *object;
}

/* Takes `actual`; NULL means that evaluating `source` raises the same. */
static void check(PyObject *actual, const char *source) {
    if (actual) {
        assert_same(actual, python(source), source);
    } else {
        assert_raises_as(source);
    }
}

/* ---- boxing ---- */

static void test_box(void **state) {
    (void)state;
    void *object = NULL;
    check(made(npjit_box_i64(context, -5, &object), &object), "-5");
    check(made(npjit_box_float(context, -0.0, &object), &object), "-0.0");
    check(made(npjit_box_bool(context, 1, &object), &object), "True");
    check(made(npjit_const_none(context, &object), &object), "None");
    check(made(npjit_const_string(context, 5, "a\0\xc3\xa9z", &object), &object), "'a\\0\\xe9z'");
    check(made(npjit_const_string(context, 3, "\xed\xa0\x80", &object), &object), "'\\ud800'");
    NpjitSlot items[4] = {
        {.p = python("1")}, {.p = python("'b'")}, {.p = python("1")}, {.p = python("[]")}};
    check(made(npjit_box_tuple(context, items, 4, &object), &object), "(1, 'b', 1, [])");
    check(made(npjit_box_list(context, items, 4, &object), &object), "[1, 'b', 1, []]");
    check(made(npjit_box_set(context, items, 3, &object), &object), "{1, 'b', 1}");
    check(made(npjit_box_set(context, items, 4, &object), &object), "{1, []}");
    check(made(npjit_box_dict(context, items, 4, &object), &object), "{1: 'b', 1: []}");
    check(made(npjit_box_slice(context, items[0].p, Py_None, items[2].p, &object), &object),
          "slice(1, None, 1)");
    for (int i = 0; i < 4; i++) {
        Py_DECREF((PyObject *)items[i].p);
    }
}

static const char *const dtype_names[] = {
#define DTYPE(id, name, bytes, kind) name,
#include <ir/dtypes.def>
#undef DTYPE
};

static void test_scalars(void **state) {
    (void)state;
    for (int dtype = 0; dtype < DTYPE_OBJECT; dtype++) {
        PyObject *values = python_format(
            "list(np.array([0, 1, 2, 100, 127], 'f8').astype('%s')) + "
            "([np.iinfo('%s').min, np.iinfo('%s').max] and list(np.array("
            "[np.iinfo('%s').min, np.iinfo('%s').max], '%s')) "
            "if np.dtype('%s').kind in 'iu' else [])",
            dtype_names[dtype], dtype_names[dtype], dtype_names[dtype], dtype_names[dtype],
            dtype_names[dtype], dtype_names[dtype], dtype_names[dtype]);
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(values); i++) {
            PyObject *value = PyList_GET_ITEM(values, i);
            uint64_t bits = 0;
            void *again = NULL;
            assert_int_equal(npjit_unbox_scalar(context, value, dtype, &bits), 0);
            assert_int_equal(npjit_box_scalar(context, bits, dtype, &again), 0);
            assert_same(again, Py_NewRef(value), "scalar");
            if (dtype_names[dtype][0] == 'i') {
                PyObject *number = PyNumber_Long(value);
                assert_int_equal((int64_t)bits, PyLong_AsLongLong(number));
                Py_DECREF(number);
            }
        }
        Py_DECREF(values);
    }
}

static void test_unbox(void **state) {
    (void)state;
    static const char *const wrong[] = {"'x'", "1.5", "None", "np.float32(1)", "np.zeros((2, 2))"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        PyObject *object = python(wrong[i]);
        uint64_t bits;
        int32_t truth;
        NpjitInt number;
        void *array = NULL;
        PythonException exception;
        assert_int_equal(npjit_unbox_int(context, object, &number), -1);
        exception_take(&exception, NULL);
        assert_string_equal(exception.type, "SystemError");
        assert_int_equal(npjit_unbox_bool(context, object, &truth), -1);
        PyErr_Clear();
        assert_int_equal(npjit_unbox_scalar(context, object, DTYPE_INT64, &bits), -1);
        PyErr_Clear();
        assert_int_equal(npjit_unbox_array(context, object, DTYPE_FLOAT64 | 1 << 8, &array), -1);
        PyErr_Clear();
        Py_DECREF(object);
    }
    double number = 0;
    PyObject *half = python("0.5");
    assert_int_equal(npjit_unbox_float(context, half, &number), 0);
    assert_true(number == 0.5);
    Py_DECREF(half);
}

static bool is(const char *expression, int64_t type) {
    PyObject *object = python(expression);
    bool result = npjit_object_is(context, object, type);
    Py_DECREF(object);
    return result;
}

static void test_is(void **state) {
    (void)state;
    const int64_t matrix = TYPE_ARRAY | DTYPE_FLOAT64 << 8 | 2 << 16;
    const int64_t contiguous = 1 << 24;
    assert_true(is("True", TYPE_BOOL));
    assert_false(is("1", TYPE_BOOL));
    assert_true(is("1", TYPE_INT));
    assert_false(is("True", TYPE_INT));
    assert_true(is("2**63 - 1", TYPE_I64));
    assert_false(is("2**63", TYPE_I64));
    assert_true(is("1.0", TYPE_FLOAT));
    assert_false(is("np.float64(1.0)", TYPE_FLOAT));
    assert_true(is("np.float64(1.0)", TYPE_SCALAR | DTYPE_FLOAT64 << 8));
    assert_false(is("np.longlong(1)", TYPE_SCALAR | DTYPE_INT64 << 8));
    assert_true(is("np.zeros((2, 3))", matrix | contiguous));
    assert_true(is("np.zeros((2, 3))", matrix));
    assert_true(is("np.zeros((2, 3)).T", matrix));
    assert_false(is("np.zeros((2, 3)).T", matrix | contiguous));
    assert_false(is("np.zeros((2, 3), '>f8')", matrix));
    assert_false(is("np.zeros((2, 3), 'f4')", matrix));
    assert_false(is("np.matrix([[1.0, 2.0]])", matrix));
    assert_true(is("None", TYPE_NONE));
    assert_true(is("None", TYPE_OBJECT));
}

static void test_shapes(void **state) {
    (void)state;
    static const struct {
        const char *source;
        ValueClass kind;
    } rows[] = {{"None", VALUE_NONE},
                {"True", VALUE_BOOL},
                {"5", VALUE_INT64},
                {"-2**63", VALUE_INT64},
                {"2**63", VALUE_INT},
                {"0.5", VALUE_FLOAT},
                {"np.uint8(4)", VALUE_SCALAR},
                {"np.arange(3)", VALUE_ARRAY},
                {"(1, 2)", VALUE_TUPLE},
                {"[1]", VALUE_OTHER},
                {"np.zeros(2, 'c16')", VALUE_OTHER},
                {"np.frombuffer(bytes(16))", VALUE_OTHER},
                {"np.zeros(3, 'i1,f8')['f1']", VALUE_OTHER},
                {"np.float16(1)", VALUE_OTHER}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        PyObject *object = python(rows[i].source);
        assert_int_equal(value_shape(object).kind, rows[i].kind);
        Py_DECREF(object);
    }
    PyObject *array = python("np.zeros((2, 3, 4), 'f4')[:, 1]");
    ValueShape shape = value_shape(array);
    assert_int_equal(shape.dtype, DTYPE_FLOAT32);
    assert_int_equal(shape.ndim, 2);
    assert_false(shape.contiguous);
    Py_DECREF(array);
}

/* ---- operators ---- */

static void test_operators(void **state) {
    (void)state;
    static const char *const binary[] = {"+",  "-",  "*", "/", "//", "%", "**",
                                         "<<", ">>", "&", "|", "^",  "@"};
    static const char *const compare[] = {"==", "!=", "<",      "<=", ">",
                                          ">=", "is", "is not", "in", "not in"};
    static const char *const operands[] = {"7",         "-2",           "0",   "2.5", "'ab'",
                                           "(1, 'ab')", "np.arange(3)", "None"};
    enum { COUNT = sizeof operands / sizeof *operands };
    char source[100];
    void *result = NULL;
    python_run("warnings.simplefilter('ignore')");
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            PyObject *a = python(operands[i]);
            PyObject *b = python(operands[j]);
            python_set("a", a);
            python_set("b", b);
            for (int k = 0; k < (int)(sizeof binary / sizeof *binary); k++) {
                snprintf(source, sizeof source, "a %s b", binary[k]);
                check(made(npjit_object_binary(context, a, b, k, &result), &result), source);
            }
            for (int k = 0; k < (int)(sizeof compare / sizeof *compare); k++) {
                snprintf(source, sizeof source, "a %s b", compare[k]);
                check(made(npjit_object_compare(context, a, b, k, &result), &result), source);
            }
            Py_DECREF(a);
            Py_DECREF(b);
        }
    }
}

static void test_inplace(void **state) {
    (void)state;
    static const char *const operators[] = {"+",  "-",  "*", "/", "//", "%", "**",
                                            "<<", ">>", "&", "|", "^",  "@"};
    char source[100];
    void *result = NULL;
    for (int k = 0; k < (int)(sizeof operators / sizeof *operators); k++) {
        PyObject *a = python("np.arange(3)");
        PyObject *b = python("np.arange(3) + 1");
        snprintf(source, sizeof source, "a %s= b", operators[k]);
        python_run("a = np.arange(3); b = np.arange(3) + 1");
        if (npjit_object_inplace(context, a, b, k, &result) < 0) {
            assert_raises_as(source);
        } else {
            python_run(source);
            assert_ptr_equal(k == BINARY_MATRIX_MULTIPLY ? a : result, a);
            assert_same(result, python_get("a"), source);
        }
        Py_DECREF(a);
        Py_DECREF(b);
    }
}

static void test_unary_and_truth(void **state) {
    (void)state;
    static const char *const operators[] = {"-", "+", "~", "not "};
    static const char *const operands[] = {"7", "0", "2.5", "'ab'", "np.arange(3)", "[]"};
    for (size_t i = 0; i < sizeof operands / sizeof *operands; i++) {
        PyObject *a = python(operands[i]);
        python_set("a", a);
        char source[20];
        void *result = NULL;
        int32_t truth = 0;
        for (int k = 0; k < 4; k++) {
            snprintf(source, sizeof source, "%sa", operators[k]);
            check(made(npjit_object_unary(context, a, k, &result), &result), source);
        }
        int status = npjit_object_truth(context, a, &truth);
        check(status < 0 ? NULL : PyBool_FromLong(truth), "bool(a)");
        int64_t length = 0;
        status = npjit_object_length(context, a, &length);
        check(status < 0 ? NULL : PyLong_FromLongLong(length), "len(a)");
        Py_DECREF(a);
    }
}

/* ---- attributes, items, calls ---- */

static void test_attributes_and_items(void **state) {
    (void)state;
    python_run("class C: x = 1\nc = C(); d = {1: 2}");
    PyObject *c = python_get("c");
    PyObject *d = python_get("d");
    PyObject *one = python("1");
    PyObject *five = python("5");
    void *result = NULL;
    check(made(npjit_object_getattr(context, c, "x", &result), &result), "c.x");
    check(made(npjit_object_getattr(context, c, "y", &result), &result), "c.y");
    assert_int_equal(npjit_object_setattr(context, c, five, "y"), 0);
    check(python("c.y"), "5");
    assert_int_equal(npjit_object_setattr(context, one, five, "y"), -1);
    assert_raises_as("(1).y = 5");
    check(made(npjit_object_getitem(context, d, one, &result), &result), "d[1]");
    check(made(npjit_object_getitem(context, d, five, &result), &result), "d[5]");
    assert_int_equal(npjit_object_setitem(context, d, five, one), 0);
    check(python("d[5]"), "1");
    assert_int_equal(npjit_object_delitem(context, d, five), 0);
    assert_int_equal(npjit_object_delitem(context, d, five), -1);
    assert_raises_as("del d[5]");
    Py_DECREF(c);
    Py_DECREF(d);
    Py_DECREF(one);
    Py_DECREF(five);
}

static void test_calls(void **state) {
    (void)state;
    python_run("def f(*args, **keywords): return args, keywords\n"
               "class D:\n def m(self, *args, **keywords): return args, keywords\n"
               "o = D()");
    PyObject *f = python_get("f");
    PyObject *o = python_get("o");
    NpjitSlot items[12];
    for (int i = 0; i < 12; i++) {
        items[i].p = PyLong_FromLong(i);
    }
    void *result = NULL;
    check(made(npjit_object_call(context, f, items, 0, 0, "", &result), &result), "f()");
    check(made(npjit_object_call(context, f, items, 2, 2, NULL, &result), &result), "f(0, 1)");
    check(made(npjit_object_call(context, f, items, 3, 1, "x,yy", &result), &result),
          "f(0, x=1, yy=2)");
    check(made(npjit_object_call(context, f, items, 12, 11, "z", &result), &result),
          "f(*range(11), z=11)");
    check(made(npjit_object_call(context, o, items, 0, 0, NULL, &result), &result), "o()");
    check(made(npjit_object_method(context, o, items, 0, 0, "m", &result), &result), "o.m()");
    check(made(npjit_object_method(context, o, items, 3, 2, "m|k", &result), &result),
          "o.m(0, 1, k=2)");
    check(made(npjit_object_method(context, o, items, 12, 12, "m", &result), &result),
          "o.m(*range(12))");
    PyObject *method = PyObject_GetAttrString(o, "m");
    assert_non_null(method);
    check(made(npjit_object_call_method(context, o, method, items, 3, 2, "n|k", &result), &result),
          "o.m(0, 1, k=2)");
    check(made(npjit_object_call_method(context, o, Py_None, items, 0, 0, "m", &result), &result),
          "o.m()");
    Py_DECREF(method);
    check(made(npjit_object_method(context, o, items, 1, 1, "n", &result), &result), "o.n(0)");
    for (int i = 0; i < 12; i++) {
        Py_DECREF((PyObject *)items[i].p);
    }
    Py_DECREF(f);
    Py_DECREF(o);
}

static void test_strings(void **state) {
    (void)state;
    PyObject *value = python("'\\xe9x'");
    PyObject *spec = python("'>6'");
    PyObject *wrong = python("'q'");
    void *result = NULL;
    python_set("v", value);
    check(made(npjit_object_format(context, value, Py_None, 0, &result), &result), "f'{v}'");
    check(made(npjit_object_format(context, value, spec, 'r', &result), &result), "f'{v!r:>6}'");
    check(made(npjit_object_format(context, value, spec, 'a', &result), &result), "f'{v!a:>6}'");
    check(made(npjit_object_format(context, value, Py_None, 's', &result), &result), "f'{v!s}'");
    check(made(npjit_object_format(context, value, wrong, 0, &result), &result), "f'{v:q}'");
    NpjitSlot parts[] = {{.p = value}, {.p = spec}, {.p = wrong}};
    check(made(npjit_object_join(context, parts, 3, &result), &result), "v + '>6' + 'q'");
    check(made(npjit_object_join(context, parts, 0, &result), &result), "''");
    Py_DECREF(value);
    Py_DECREF(spec);
    Py_DECREF(wrong);
}

/* ---- iteration ---- */

static void test_iteration(void **state) {
    (void)state;
    python_run("def g():\n yield 1\n yield 2\n raise ValueError('end')");
    PyObject *generator = python("g()");
    void *iterator = NULL;
    void *item = NULL;
    assert_int_equal(npjit_object_iter(context, generator, &iterator), 0);
    check(made(npjit_object_next(context, iterator, &item), &item), "1");
    check(made(npjit_object_next(context, iterator, &item), &item), "2");
    assert_int_equal(npjit_object_next(context, iterator, &item), -1);
    assert_raises_as("list(g())");
    assert_int_equal(npjit_object_next(context, iterator, &item), 0);
    assert_null(item);
    Py_DECREF((PyObject *)iterator);
    assert_int_equal(npjit_object_iter(context, Py_None, &iterator), -1);
    assert_raises_as("iter(None)");
    Py_DECREF(generator);
}

static void test_unpacking(void **state) {
    (void)state;
    static const char *const sources[] = {
        "()",        "(1,)",         "(1, 2)", "[1, 2]", "[1, 2, 3]",    "'ab'",        "'abc'",
        "iter([1])", "iter([1, 2])", "5",      "None",   "{1: 2, 3: 4}", "np.arange(2)"};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        for (int count = 0; count < 4; count++) {
            char names[40] = "";
            char source[200];
            for (int k = 0; k < count; k++) {
                snprintf(names + strlen(names), sizeof names - strlen(names), "x%d, ", k);
            }
            PyObject *object = python(sources[i]);
            void *tuple = NULL;
            int status = npjit_object_unpack(context, object, count, &tuple);
            snprintf(source, sizeof source, "[%s] = %s; t = (%s)", names, sources[i], names);
            if (status < 0) {
                assert_raises_as(source);
            } else {
                python_run(source);
                for (int k = 0; k < count; k++) {
                    void *item = NULL;
                    assert_int_equal(npjit_object_item(context, tuple, k, &item), 0);
                    Py_DECREF((PyObject *)item);
                }
                assert_same(tuple, python_get("t"), source);
            }
            Py_DECREF(object);
        }
    }
}

/* ---- raising ---- */

static void test_raise(void **state) {
    (void)state;
    assert_int_equal(npjit_raise_unbound(context, "total"), -1);
    assert_raises_as("def f():\n total\n total = 1\nf()");
    assert_int_equal(npjit_raise_missing(context, "no_such_name"), -1);
    assert_raises_as("no_such_name");
    static const char *const raised[] = {"ValueError('x')", "KeyError", "5", "int",
                                         "ZeroDivisionError(1, 2)"};
    for (size_t i = 0; i < sizeof raised / sizeof *raised; i++) {
        char source[100];
        PyObject *exception = python(raised[i]);
        PyObject *cause = python("TypeError('cause')");
        NpjitSlot items[] = {{.p = exception}, {.p = cause}};
        assert_int_equal(npjit_raise_object(context, items, 1), -1);
        snprintf(source, sizeof source, "raise %s", raised[i]);
        assert_raises_as(source);
        assert_int_equal(npjit_raise_object(context, items, 2), -1);
        snprintf(source, sizeof source, "raise %s from TypeError('cause')", raised[i]);
        assert_raises_as(source);
        Py_DECREF(exception);
        Py_DECREF(cause);
    }
    assert_int_equal(npjit_raise_object(context, NULL, 0), -1);
    assert_raises_as("raise");
    assert_int_equal(npjit_raised(context), -1);
    PythonException exception;
    exception_take(&exception, NULL);
    assert_string_equal(exception.type, "SystemError");
}

static void test_exception_line(void **state) {
    (void)state;
    python_run(
        "code = compile('def inner():\\n  return 1 // 0\\n\\ndef outer():\\n  return inner()\\n',"
        " 'kernel.py', 'exec'); n = {}; exec(code, n)");
    PyObject *outer = python("n['outer']");
    assert_null(PyObject_CallNoArgs(outer));
    PythonException exception;
    exception_take(&exception, "kernel.py");
    assert_string_equal(exception.type, "ZeroDivisionError");
    assert_int_equal(exception.line, 2);
    assert_null(PyObject_CallNoArgs(outer));
    exception_take(&exception, "other.py");
    assert_int_equal(exception.line, 0);
    assert_null(PyErr_Occurred());
    Py_DECREF(outer);
}

/* ---- lists ---- */

static void test_list(void **state) {
    (void)state;
    NpjitList *list = NULL;
    assert_int_equal(npjit_list_new(context, LIST_INTS, &list), 0);
    PyObject *object = python("10**30");
    NpjitSlot big;
    NpjitSlot item;
    uint64_t bits = 0;
    assert_int_equal(exact_from_object(object, &big.n), 0);
    for (int i = 0; i < 100; i++) {
        item.n = 2 * i;
        assert_int_equal(
            npjit_list_append(context, list, i % 3 == 0 ? big.bits : item.bits, LIST_INTS), 0);
    }
    assert_int_equal(npjit_list_length(context, list), 100);
    assert_int_equal(npjit_list_classify(context, list), 3);
    assert_int_equal(exact_big(big.n)->refcount, 35);
    assert_int_equal(npjit_list_get(context, list, -100, LIST_INTS, &bits), 0);
    assert_true(bits == big.bits && exact_big(big.n)->refcount == 36);
    npjit_release_int(context, (NpjitInt)bits);
    assert_int_equal(npjit_list_set(context, list, 0, 14, LIST_INTS), 0);
    assert_int_equal(exact_big(big.n)->refcount, 34);
    assert_int_equal(npjit_list_pop(context, list, 1, LIST_INTS, &bits), 0);
    assert_int_equal(bits, 2);
    assert_int_equal(npjit_list_length(context, list), 99);
    assert_int_equal(npjit_list_pop(context, list, -1, LIST_INTS, &bits), 0);
    npjit_release_int(context, (NpjitInt)bits);
    npjit_retain_list(context, list);
    npjit_release_list(context, list);
    npjit_release_list(context, list);
    assert_int_equal(exact_big(big.n)->refcount, 1);
    npjit_release_int(context, big.n);
    Py_DECREF(object);
}

static void test_list_errors(void **state) {
    (void)state;
    NpjitList *list = NULL;
    uint64_t bits = 0;
    assert_int_equal(npjit_list_new(context, LIST_RAW, &list), 0);
    assert_int_equal(npjit_list_pop(context, list, -1, LIST_RAW, &bits), -1);
    assert_raises_as("[].pop()");
    assert_int_equal(npjit_list_append(context, list, 7, LIST_RAW), 0);
    static const int64_t wrong[] = {1, -2, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(npjit_list_get(context, list, wrong[i], LIST_RAW, &bits), -1);
        assert_raises_as("[7][1]");
        assert_int_equal(npjit_list_set(context, list, wrong[i], 0, LIST_RAW), -1);
        assert_raises_as("[7][1] = 0");
        assert_int_equal(npjit_list_pop(context, list, wrong[i], LIST_RAW, &bits), -1);
        assert_raises_as("[7].pop(1)");
    }
    npjit_release_list(context, list);
}

/* ---- nothing is left behind ---- */

/* Blocks the interpreter holds once what only its collector can free is gone. */
static long count_blocks(PyObject *allocated_blocks) {
    PyGC_Collect();
    PyObject *count = PyObject_CallNoArgs(allocated_blocks);
    long value = PyLong_AsLong(count);
    Py_DECREF(count);
    return value;
}

static void test_leaks(void **state) {
    (void)state;
    PyObject *blocks = python("sys.getallocatedblocks");
    long before = 0;
    PyObject *text = python("'abc'");
    PyObject *array = python("np.arange(5.0)");
    for (int i = 0; i < 2100; i++) {
        void *object = NULL;
        uint64_t bits = 0;
        NpjitInt big = 0;
        NpjitSlot index = {.i = 9};
        if (i == 100) {
            before = count_blocks(blocks);
        }
        assert_int_equal(npjit_object_unpack(context, text, 2, &object), -1);
        PyErr_Clear();
        assert_int_equal(npjit_raise_unbound(context, "x"), -1);
        PyErr_Clear();
        assert_int_equal(npjit_capi_getitem(context, array, &index, 1, DTYPE_FLOAT64, &bits), -1);
        PyErr_Clear();
        assert_int_equal(npjit_capi_mean(context, array, DTYPE_FLOAT64, &bits), 0);
        assert_int_equal(npjit_python_sum(context, array, DTYPE_FLOAT64, &bits), 0);
        assert_int_equal(npjit_capi_unary(context, array, 0, "sqrt", &object), 0);
        Py_DECREF((PyObject *)object);
        assert_int_equal(npjit_const_int(context, "123456789012345678901234567890", &big), 0);
        assert_int_equal(npjit_box_int(context, big, &object), 0);
        npjit_release_int(context, big);
        Py_DECREF((PyObject *)object);
    }
    long grown = count_blocks(blocks) - before;
    Py_DECREF(array);
    Py_DECREF(text);
    Py_DECREF(blocks);
    /* A leak is a block or more in each of the 2000 turns; the interpreter's own caches (interned
     * code, type caches, free lists) come and go by some dozens. */
    assert_true(grown < 500);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_box),
        cmocka_unit_test(test_scalars),
        cmocka_unit_test(test_unbox),
        cmocka_unit_test(test_is),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_operators),
        cmocka_unit_test(test_inplace),
        cmocka_unit_test(test_unary_and_truth),
        cmocka_unit_test(test_attributes_and_items),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_iteration),
        cmocka_unit_test(test_unpacking),
        cmocka_unit_test(test_raise),
        cmocka_unit_test(test_exception_line),
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_list_errors),
        cmocka_unit_test(test_leaks),
    };
    return cmocka_run_group_tests_name("runtime_object", tests, runtime_setup, runtime_teardown);
}
