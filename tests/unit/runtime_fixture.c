/* See runtime_fixture.h. */
#include "runtime_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

NpjitContext *const context = &npjit_context;

/* Allocations that nobody can serve fail in the tests as they do without the sanitizer. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "allocator_may_return_null=1";
}

int runtime_setup(void **state) {
    (void)state;
    return python_start("import numpy as np, math, sys, warnings; sys.set_int_max_str_digits(0)");
}

int runtime_teardown(void **state) {
    (void)state;
    RuntimeUsage usage = runtime_usage();
    python_stop();
    if (usage.ints || usage.lists || usage.bytes) {
        fprintf(stderr, "still held: %zu ints, %zu lists, %zu bytes\n", usage.ints, usage.lists,
                usage.bytes);
        return -1;
    }
    return 0;
}

PyObject *python_format(const char *format, ...) {
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    assert_true(vasprintf(&text, format, arguments) >= 0);
    va_end(arguments);
    PyObject *value = python(text);
    free(text);
    return value;
}

PyObject *python_get(const char *name) {
    return PyMapping_GetItemString(python_names(), name);
}

void python_set(const char *name, PyObject *value) {
    assert_int_equal(PyDict_SetItemString(python_names(), name, value), 0);
}

/* Whether floats, scalars and arrays have the same bytes. */
static bool same_bytes(PyObject *a, PyObject *b) {
    if (PyFloat_CheckExact(a)) {
        NpjitSlot x = {.d = PyFloat_AS_DOUBLE(a)};
        NpjitSlot y = {.d = PyFloat_AS_DOUBLE(b)};
        return x.bits == y.bits;
    }
    if (!PyArray_Check(a) && !PyArray_CheckScalar(a)) {
        return true;
    }
    PyObject *x = PyObject_CallMethod(a, "tobytes", NULL);
    PyObject *y = PyObject_CallMethod(b, "tobytes", NULL);
    bool same = x && y && PyObject_RichCompareBool(x, y, Py_EQ) == 1;
    Py_XDECREF(x);
    Py_XDECREF(y);
    return same;
}

void assert_same(PyObject *actual, PyObject *expected, const char *what) {
    if (!actual || !expected) {
        fail_with_exception(what);
    }
    PyObject *a = PyObject_Repr(actual);
    PyObject *b = PyObject_Repr(expected);
    bool objects = PyArray_Check(actual) && PyArray_TYPE((PyArrayObject *)actual) == NPY_OBJECT;
    if (Py_TYPE(actual) != Py_TYPE(expected) || PyUnicode_Compare(a, b) != 0 ||
        (!objects && !same_bytes(actual, expected))) {
        fail_msg("%s: %.300s %.300s instead of %.300s %.300s", what, Py_TYPE(actual)->tp_name,
                 PyUnicode_AsUTF8(a), Py_TYPE(expected)->tp_name, PyUnicode_AsUTF8(b));
    }
    Py_DECREF(a);
    Py_DECREF(b);
    Py_DECREF(actual);
    Py_DECREF(expected);
}

void assert_raises_as(const char *source) {
    PythonException actual;
    PythonException expected;
    if (!PyErr_Occurred()) {
        fail_msg("%s: nothing raised", source);
    }
    exception_take(&actual, NULL);
    PyObject *names = python_names();
    PyObject *value = PyRun_String(source, Py_file_input, names, names);
    if (value) {
        fail_msg("%s does not raise; compiled: %s: %s", source, actual.type, actual.message);
    }
    exception_take(&expected, NULL);
    assert_string_equal(actual.type, expected.type);
    assert_string_equal(actual.message, expected.message);
}

uint64_t random_word(void) {
    static uint64_t state = 0x9E3779B97F4A7C15u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}
