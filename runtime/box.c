/* Thunks that turn leaves into Python objects and back. Objects out are new references; NULL with
 * an exception set becomes -1. */
#include "exact_object.h"
#include "identity.h"
#include "state.h"
#include "text_object.h"

#include <string.h>
#include <thunk_prototypes.h>

/* Stores a result of the C API. */
static int store(PyObject *object, void **out) {
    *out = object;
    return object ? 0 : -1;
}

/* ---- constants ---- */

int npjit_const_none(NpjitContext *context, void **out) {
    (void)context;
    return store(Py_NewRef(Py_None), out);
}

int npjit_const_object(NpjitContext *context, void *object, void **out) {
    (void)context;
    return store(Py_NewRef((PyObject *)object), out);
}

int npjit_const_string(NpjitContext *context, int64_t length, const char *text, void **out) {
    (void)context;
    return store(text_object(text, (size_t)length), out);
}

/* ---- boxing ---- */

int npjit_box_i64(NpjitContext *context, int64_t value, void **out) {
    (void)context;
    return store(PyLong_FromLongLong(value), out);
}

int npjit_box_int(NpjitContext *context, NpjitInt value, void **out) {
    (void)context;
    return store(exact_to_object(value), out);
}

int npjit_box_float(NpjitContext *context, double value, void **out) {
    (void)context;
    return store(float_to_object(value), out);
}

int npjit_box_bool(NpjitContext *context, int32_t value, void **out) {
    (void)context;
    return store(PyBool_FromLong(value), out);
}

int npjit_box_scalar(NpjitContext *context, uint64_t bits, int64_t dtype, void **out) {
    (void)context;
    return store(scalar_to_object(bits, (int)dtype), out);
}

int npjit_box_array(NpjitContext *context, void *array, void **out) {
    (void)context;
    return store(Py_NewRef((PyObject *)array), out);
}

int npjit_box_tuple(NpjitContext *context, const NpjitSlot *items, int64_t count, void **out) {
    (void)context;
    PyObject *tuple = PyTuple_New(count);
    for (int64_t i = 0; tuple && i < count; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef((PyObject *)items[i].p));
    }
    return store(tuple, out);
}

int npjit_box_list(NpjitContext *context, const NpjitSlot *items, int64_t count, void **out) {
    (void)context;
    PyObject *list = PyList_New(count);
    for (int64_t i = 0; list && i < count; i++) {
        PyList_SET_ITEM(list, i, Py_NewRef((PyObject *)items[i].p));
    }
    return store(list, out);
}

int npjit_box_set(NpjitContext *context, const NpjitSlot *items, int64_t count, void **out) {
    (void)context;
    if (npjit_nan_boxed && identity_of_keys(OP_BOX_SET, items, count, 1) < 0) {
        return -1;
    }
    PyObject *set = PySet_New(NULL);
    for (int64_t i = 0; set && i < count; i++) {
        if (PySet_Add(set, items[i].p) < 0) {
            Py_CLEAR(set);
        }
    }
    return store(set, out);
}

int npjit_box_dict(NpjitContext *context, const NpjitSlot *items, int64_t count, void **out) {
    (void)context;
    if (npjit_nan_boxed && identity_of_keys(OP_BOX_DICT, items, count, 2) < 0) {
        return -1;
    }
    PyObject *dict = PyDict_New();
    for (int64_t i = 0; dict && i + 1 < count; i += 2) {
        if (PyDict_SetItem(dict, items[i].p, items[i + 1].p) < 0) {
            Py_CLEAR(dict);
        }
    }
    return store(dict, out);
}

int npjit_box_slice(NpjitContext *context, void *start, void *stop, void *step, void **out) {
    (void)context;
    return store(PySlice_New(start, stop, step), out);
}

/* ---- unboxing ---- */

/* For an object that inference was sure about and that is something else. */
static int unexpected(PyObject *object, const char *expected) {
    PyErr_Format(PyExc_SystemError, "compiled code expected %s, not %.100s", expected,
                 Py_TYPE(object)->tp_name);
    return -1;
}

int npjit_unbox_int(NpjitContext *context, void *object, NpjitInt *out) {
    (void)context;
    return exact_from_object(object, out);
}

int npjit_unbox_float(NpjitContext *context, void *object, double *out) {
    (void)context;
    if (!PyFloat_Check((PyObject *)object)) {
        return unexpected(object, "float");
    }
    *out = PyFloat_AS_DOUBLE((PyObject *)object);
    return 0;
}

int npjit_unbox_bool(NpjitContext *context, void *object, int32_t *out) {
    (void)context;
    if (!PyBool_Check((PyObject *)object)) {
        return unexpected(object, "bool");
    }
    *out = object == Py_True;
    return 0;
}

int npjit_unbox_scalar(NpjitContext *context, void *object, int64_t dtype, uint64_t *out) {
    (void)context;
    return scalar_from_object(object, (int)dtype, out);
}

/* Whether an array is of the leaf type; a contiguous one is also of the type that does not say so.
 */
static int32_t array_is(void *object, int dtype, int ndim, int contiguous) {
    ValueShape shape = value_shape(object);
    return shape.kind == VALUE_ARRAY && shape.dtype == dtype && shape.ndim == ndim &&
           (shape.contiguous || !contiguous);
}

int npjit_unbox_array(NpjitContext *context, void *object, int64_t type, void **out) {
    (void)context;
    if (!array_is(object, type & 0xff, (type >> 8) & 0xff, (type >> 16) & 1)) {
        return unexpected(object, "an array of another type");
    }
    return store(Py_NewRef((PyObject *)object), out);
}

int32_t npjit_object_is(NpjitContext *context, void *object, int64_t type) {
    (void)context;
    int dtype = (type >> 8) & 0xff;
    switch ((TypeKind)(type & 0xff)) {
    case TYPE_BOOL: return PyBool_Check((PyObject *)object);
    case TYPE_INT: return PyLong_CheckExact((PyObject *)object);
    case TYPE_I64: return value_shape(object).kind == VALUE_INT64;
    case TYPE_FLOAT: return PyFloat_CheckExact((PyObject *)object);
    case TYPE_SCALAR: return Py_TYPE(object) == npjit_state.scalar_types[dtype];
    case TYPE_ARRAY: return array_is(object, dtype, (type >> 16) & 0xff, (type >> 24) & 1);
    case TYPE_NONE: return object == Py_None;
    case TYPE_SLICE: return PySlice_Check((PyObject *)object);
    default: return (type & 0xff) == TYPE_OBJECT;
    }
}

int npjit_object_index(NpjitContext *context, void *object, int64_t *out) {
    (void)context;
    if (PyIndex_Check((PyObject *)object)) {
        *out = PyNumber_AsSsize_t(object, PyExc_IndexError);
        return *out == -1 && PyErr_Occurred() ? -1 : 0;
    }
    PyObject *empty = PyList_New(0);
    PyObject *item = empty ? PyObject_GetItem(empty, object) : NULL;
    if (item) {
        PyErr_SetString(PyExc_SystemError, "a slice is taken for the index of a list");
    }
    Py_XDECREF(item);
    Py_XDECREF(empty);
    return -1;
}
