/* What the NumPy thunks of several routes share; see numpy_thunks.h. */
#include "numpy_thunks.h"

#include <runtime/values.h>

#include <string.h>

/* NumPy fails without an exception where it has no memory for an iterator. Always -1. */
static int failed(void) {
    if (!PyErr_Occurred()) {
        PyErr_NoMemory();
    }
    return -1;
}

int npjit_take_scalar(PyObject *result, Dtype dtype, uint64_t *out) {
    if (!result) {
        return failed();
    }
    if (dtype == DTYPE_OBJECT) {
        *out = (uint64_t)(uintptr_t)result;
        return 0;
    }
    int status = scalar_from_object(result, (int)dtype, out);
    Py_DECREF(result);
    return status;
}

int numpy_take_array(PyObject *result, Dtype dtype, void **out) {
    if (!result) {
        return failed();
    }
    if (!PyArray_CheckExact(result) ||
        (dtype != DTYPE_COUNT &&
         PyArray_TYPE((PyArrayObject *)result) != npjit_type_numbers[dtype])) {
        PyErr_Format(PyExc_SystemError, "compiled code expected an array of dtype %S, not %.200R",
                     dtype == DTYPE_COUNT ? Py_None : (PyObject *)npjit_state.dtypes[dtype],
                     result);
        Py_DECREF(result);
        return -1;
    }
    *out = result;
    return 0;
}

PyObject *numpy_item_object(NpjitSlot item, Dtype dtype) {
    switch (dtype) {
    case DTYPE_BOOL: return PyBool_FromLong(item.i != 0);
    case DTYPE_INT64: return PyLong_FromLongLong(item.i);
    case DTYPE_FLOAT64: return PyFloat_FromDouble(item.d);
    case DTYPE_OBJECT: return Py_NewRef((PyObject *)item.p);
    default: return scalar_to_object(item.bits, (int)dtype);
    }
}

PyArrayObject *numpy_new_array(Dtype dtype, int ndim, const npy_intp *shape) {
    PyArray_Descr *descriptor = npjit_state.dtypes[dtype];
    Py_INCREF(descriptor);
    return (PyArrayObject *)PyArray_Empty(ndim, shape, descriptor, 0);
}

PyArrayObject *numpy_new_view(PyArrayObject *base, int ndim, const npy_intp *shape,
                              const npy_intp *strides, void *items, int flags) {
    PyArray_Descr *descriptor = PyArray_DESCR(base);
    Py_INCREF(descriptor);
    PyObject *view =
        PyArray_NewFromDescr(&PyArray_Type, descriptor, ndim, shape, strides, items, flags, NULL);
    if (view && PyArray_SetBaseObject((PyArrayObject *)view, Py_NewRef((PyObject *)base)) < 0) {
        Py_CLEAR(view);
    }
    return (PyArrayObject *)view;
}

PyObject *numpy_new_slice(PyObject *start, PyObject *stop, PyObject *step) {
    PyObject *slice = start && stop && step ? PySlice_New(start, stop, step) : NULL;
    Py_XDECREF(start);
    Py_XDECREF(stop);
    Py_XDECREF(step);
    return slice;
}

PyObject *numpy_find_ufunc(const char *name) {
    size_t length = strlen(name);
    size_t hash = length;
    for (const char *at = name; *at; at++) {
        hash = hash * 31 + (unsigned char)*at;
    }
    CachedUfunc *cached = &npjit_state.ufuncs[hash % UFUNC_CACHE];
    if (cached->ufunc && strcmp(cached->name, name) == 0) {
        return Py_NewRef(cached->ufunc);
    }
    PyObject *ufunc = PyObject_GetAttrString(npjit_state.numpy, name);
    if (ufunc && !PyObject_TypeCheck(ufunc, &PyUFunc_Type)) {
        PyErr_Format(PyExc_SystemError, "numpy.%s is not a ufunc", name);
        Py_CLEAR(ufunc);
    }
    if (ufunc && length < sizeof cached->name) {
        memcpy(cached->name, name, length + 1);
        Py_XSETREF(cached->ufunc, Py_NewRef(ufunc));
    }
    return ufunc;
}

PyObject *numpy_index_object(const NpjitSlot *items, int64_t count) {
    if (count == 1) {
        return PyLong_FromLongLong(items->i);
    }
    PyObject *tuple = PyTuple_New(count);
    for (int64_t i = 0; tuple && i < count; i++) {
        PyObject *index = PyLong_FromLongLong(items[i].i);
        if (!index) {
            Py_CLEAR(tuple);
            break;
        }
        PyTuple_SET_ITEM(tuple, i, index);
    }
    return tuple;
}

/* For an access that compiled code found impossible and NumPy did not. */
static int changed(void) {
    if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_SystemError, "an array changed its type under compiled code");
    }
    return -1;
}

int npjit_array_get_fails(void *array, const NpjitSlot *items, int64_t count) {
    PyObject *index = numpy_index_object(items, count);
    PyObject *item = index ? PyObject_GetItem(array, index) : NULL;
    Py_XDECREF(item);
    Py_XDECREF(index);
    return changed();
}

int npjit_array_set_fails(void *array, const NpjitSlot *items, int64_t count) {
    PyObject *index = numpy_index_object(items, count);
    PyObject *value = index ? PyLong_FromLong(0) : NULL;
    if (value) {
        PyObject_SetItem(array, index, value);
    }
    Py_XDECREF(value);
    Py_XDECREF(index);
    return changed();
}
