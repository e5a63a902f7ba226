/* Deep copies of arguments. copy.deepcopy does the rest, but not arrays: it makes strided views
 * compact, read-only ones writable, and two views of one buffer independent of each other. */
#include "copying.h"
#include <stdbool.h>

/* What was copied so far: `copies` maps id -> copy as copy.deepcopy's memo does, so that it can be
 * handed on to it. The originals live as long as the arguments do. */
typedef struct Copier {
    PyObject *copies;
    PyObject *deepcopy; /* copy.deepcopy, once needed */
} Copier;

static PyObject *copy_any(Copier *copier, PyObject *object);

/* New reference to the copy made before, or NULL (no exception means: none). */
static PyObject *copy_made(Copier *copier, PyObject *object) {
    PyObject *key = PyLong_FromVoidPtr(object);
    if (key == NULL) {
        return NULL;
    }
    PyObject *copy = PyDict_GetItemWithError(copier->copies, key);
    Py_XINCREF(copy);
    Py_DECREF(key);
    return copy;
}

static int copy_remember(Copier *copier, PyObject *object, PyObject *copy) {
    PyObject *key = PyLong_FromVoidPtr(object);
    int status = key == NULL ? -1 : PyDict_SetItem(copier->copies, key, copy);
    Py_XDECREF(key);
    return status;
}

static bool is_immutable(PyObject *object) {
    return object == Py_None || object == Py_Ellipsis || PyBool_Check(object) ||
           PyLong_CheckExact(object) || PyFloat_CheckExact(object) ||
           PyComplex_CheckExact(object) || PyUnicode_CheckExact(object) ||
           PyBytes_CheckExact(object) || PyRange_Check(object) || PyType_Check(object) ||
           PyFunction_Check(object) || PyCFunction_Check(object) || PyModule_Check(object) ||
           (PyArray_IsScalar(object, Generic) && !PyArray_IsScalar(object, Void));
}

static PyObject *copy_by_module(Copier *copier, PyObject *object) {
    if (copier->deepcopy == NULL) {
        PyObject *module = PyImport_ImportModule("copy");
        copier->deepcopy = module == NULL ? NULL : PyObject_GetAttrString(module, "deepcopy");
        Py_XDECREF(module);
        if (copier->deepcopy == NULL) {
            return NULL;
        }
    }
    return PyObject_CallFunctionObjArgs(copier->deepcopy, object, copier->copies, NULL);
}

static PyObject *copy_list(Copier *copier, PyObject *list) {
    PyObject *copy = PyList_New(0);
    if (copy == NULL || copy_remember(copier, list, copy) < 0) {
        goto fail;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        PyObject *item = copy_any(copier, PyList_GET_ITEM(list, i));
        if (item == NULL || PyList_Append(copy, item) < 0) {
            Py_XDECREF(item);
            goto fail;
        }
        Py_DECREF(item);
    }
    return copy;
fail:
    Py_XDECREF(copy);
    return NULL;
}

/* A tuple of immutable items is its own copy, as in copy.deepcopy. */
static PyObject *copy_tuple(Copier *copier, PyObject *tuple) {
    bool changed = false;
    PyObject *copy = PyTuple_New(PyTuple_GET_SIZE(tuple));
    for (Py_ssize_t i = 0; copy != NULL && i < PyTuple_GET_SIZE(tuple); i++) {
        PyObject *item = copy_any(copier, PyTuple_GET_ITEM(tuple, i));
        if (item == NULL) {
            Py_CLEAR(copy);
            break;
        }
        changed = changed || item != PyTuple_GET_ITEM(tuple, i);
        PyTuple_SET_ITEM(copy, i, item);
    }
    if (copy == NULL) {
        return NULL;
    }
    if (!changed) {
        Py_DECREF(copy);
        return Py_NewRef(tuple);
    }
    /* A list inside may hold this very tuple, and then has copied it. */
    PyObject *made = copy_made(copier, tuple);
    if (made != NULL || PyErr_Occurred() || copy_remember(copier, tuple, copy) < 0) {
        Py_DECREF(copy);
        return made;
    }
    return copy;
}

static PyObject *copy_dict(Copier *copier, PyObject *dict) {
    PyObject *key, *value;
    Py_ssize_t position = 0;
    PyObject *copy = PyDict_New();
    if (copy == NULL || copy_remember(copier, dict, copy) < 0) {
        goto fail;
    }
    while (PyDict_Next(dict, &position, &key, &value)) {
        PyObject *new_key = copy_any(copier, key);
        PyObject *new_value = new_key == NULL ? NULL : copy_any(copier, value);
        int status = new_value == NULL ? -1 : PyDict_SetItem(copy, new_key, new_value);
        Py_XDECREF(new_key);
        Py_XDECREF(new_value);
        if (status < 0) {
            goto fail;
        }
    }
    return copy;
fail:
    Py_XDECREF(copy);
    return NULL;
}

/* The array at the end of the chain of views, borrowed. */
static PyArrayObject *array_owner(PyArrayObject *array) {
    PyObject *base = PyArray_BASE(array);
    while (base != NULL && PyArray_CheckExact(base)) {
        array = (PyArrayObject *)base;
        base = PyArray_BASE(array);
    }
    return array;
}

static bool same_strides(PyArrayObject *left, PyArrayObject *right) {
    for (int i = 0; i < PyArray_NDIM(left); i++) {
        if (PyArray_DIM(left, i) > 1 && PyArray_STRIDE(left, i) != PyArray_STRIDE(right, i)) {
            return false;
        }
    }
    return true;
}

/* Replaces the items of a fresh compact array of objects by their copies. */
static int copy_object_items(Copier *copier, PyArrayObject *copy) {
    PyObject **items = PyArray_DATA(copy);
    for (npy_intp i = 0; i < PyArray_SIZE(copy); i++) {
        if (items[i] != NULL) {
            PyObject *item = copy_any(copier, items[i]);
            if (item == NULL) {
                return -1;
            }
            Py_SETREF(items[i], item);
        }
    }
    return 0;
}

/* A view of the shape and strides of `array` that begins at `data`, within `base`, whose reference
 * is taken over. */
static PyObject *view_like(PyArrayObject *array, PyArrayObject *base, char *data, int flags) {
    Py_INCREF(PyArray_DESCR(array));
    PyObject *view =
        PyArray_NewFromDescr(&PyArray_Type, PyArray_DESCR(array), PyArray_NDIM(array),
                             PyArray_DIMS(array), PyArray_STRIDES(array), data, flags, NULL);
    if (view == NULL) {
        Py_DECREF(base);
        return NULL;
    }
    if (PyArray_SetBaseObject((PyArrayObject *)view, (PyObject *)base) < 0) {
        Py_CLEAR(view);
    }
    return view;
}

/* The memory that the items lie in, as it is, and a view of it with the same strides: for items
 * that overlap or have gaps between them, where no array says whose memory that is (as_strided). */
static PyArrayObject *copy_layout(PyArrayObject *array) {
    npy_intp first = 0, bytes = PyArray_ITEMSIZE(array);
    for (int i = 0; i < PyArray_NDIM(array); i++) {
        npy_intp reach = (PyArray_DIM(array, i) - 1) * PyArray_STRIDE(array, i);
        first += reach < 0 ? reach : 0;
        bytes += reach < 0 ? -reach : reach;
    }
    PyArrayObject *memory = (PyArrayObject *)PyArray_SimpleNew(1, &bytes, NPY_UINT8);
    if (memory == NULL) {
        return NULL;
    }
    memcpy(PyArray_DATA(memory), PyArray_BYTES(array) + first, (size_t)bytes);
    return (PyArrayObject *)view_like(array, memory, PyArray_BYTES(memory) - first,
                                      NPY_ARRAY_WRITEABLE);
}

/* An array that is nobody's view. */
static PyObject *copy_owner(Copier *copier, PyArrayObject *owner) {
    PyArrayObject *copy = (PyArrayObject *)PyArray_NewCopy(owner, NPY_KEEPORDER);
    if (copy != NULL && PyArray_TYPE(owner) != NPY_OBJECT && PyArray_SIZE(owner) > 0 &&
        !same_strides(owner, copy)) {
        Py_SETREF(copy, copy_layout(owner));
    }
    if (copy == NULL || copy_remember(copier, (PyObject *)owner, (PyObject *)copy) < 0) {
        goto fail;
    }
    if (PyArray_TYPE(owner) == NPY_OBJECT && copy_object_items(copier, copy) < 0) {
        goto fail;
    }
    if (!PyArray_ISWRITEABLE(owner)) {
        PyArray_CLEARFLAGS(copy, NPY_ARRAY_WRITEABLE);
    }
    return (PyObject *)copy;
fail:
    Py_XDECREF(copy);
    return NULL;
}

/* A view with the same place in the owner's copy as `array` has in the owner. */
static PyObject *copy_view(Copier *copier, PyArrayObject *array, PyArrayObject *owner) {
    PyArrayObject *base = (PyArrayObject *)copy_any(copier, (PyObject *)owner);
    if (base == NULL) {
        return NULL;
    }
    if (!same_strides(owner, base)) {
        Py_DECREF(base);
        return copy_owner(copier, array);
    }
    char *data = PyArray_BYTES(base) + (PyArray_BYTES(array) - PyArray_BYTES(owner));
    int flags = PyArray_ISWRITEABLE(array) ? NPY_ARRAY_WRITEABLE : 0;
    PyObject *view = view_like(array, base, data, flags);
    if (view != NULL && copy_remember(copier, (PyObject *)array, view) < 0) {
        Py_CLEAR(view);
    }
    return view;
}

static PyObject *copy_array(Copier *copier, PyArrayObject *array) {
    PyArrayObject *owner = array_owner(array);
    if (PyDataType_REFCHK(PyArray_DESCR(owner)) && PyArray_TYPE(owner) != NPY_OBJECT) {
        return copy_by_module(copier, (PyObject *)array);
    }
    return owner == array ? copy_owner(copier, array) : copy_view(copier, array, owner);
}

static PyObject *copy_any(Copier *copier, PyObject *object) {
    if (is_immutable(object)) {
        return Py_NewRef(object);
    }
    PyObject *made = copy_made(copier, object);
    if (made != NULL || PyErr_Occurred()) {
        return made;
    }
    if (Py_EnterRecursiveCall(" while copying arguments")) {
        return NULL;
    }
    PyObject *copy;
    if (PyArray_CheckExact(object)) {
        copy = copy_array(copier, (PyArrayObject *)object);
    } else if (PyList_CheckExact(object)) {
        copy = copy_list(copier, object);
    } else if (PyTuple_CheckExact(object)) {
        copy = copy_tuple(copier, object);
    } else if (PyDict_CheckExact(object)) {
        copy = copy_dict(copier, object);
    } else {
        copy = copy_by_module(copier, object);
    }
    Py_LeaveRecursiveCall();
    return copy;
}

PyObject *arguments_copy(PyObject *arguments) {
    Copier copier = {.copies = PyDict_New()};
    PyObject *copy = copier.copies == NULL ? NULL : copy_any(&copier, arguments);
    Py_XDECREF(copier.copies);
    Py_XDECREF(copier.deepcopy);
    return copy;
}

size_t arguments_bytes(PyObject *arguments) {
    size_t bytes = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments); i++) {
        PyObject *item = PyTuple_GET_ITEM(arguments, i);
        if (PyArray_Check(item)) {
            bytes += (size_t)PyArray_NBYTES((PyArrayObject *)item);
        } else if (PyList_Check(item)) {
            bytes += (size_t)PyList_GET_SIZE(item) * sizeof(PyObject *);
        }
    }
    return bytes;
}
