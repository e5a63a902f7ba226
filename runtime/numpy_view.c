/* Thunks of views: rows, columns and slices of an array, as NumPy's basic indexing makes them, and
 * assignment to them. `parts` has a character for each dimension that is indexed: 'i' for an int, a
 * digit for a slice, whose bits 0, 1, 2 say which of start, stop and step were left out, and 'n'
 * for a new one. Each int, and each bound that is there, is an item. What must raise is NumPy's to
 * do.
 */
#include "numpy_thunks.h"

#include <ir/escape.h>
#include <string.h>
#include <thunk_prototypes.h>

/* ---- the index as an object ---- */

static PyObject *bound_object(const NpjitSlot **items, bool absent) {
    return absent ? Py_NewRef(Py_None) : PyLong_FromLongLong((*items)++->i);
}

static PyObject *slice_object(const NpjitSlot **items, int absent) {
    PyObject *start = bound_object(items, absent & 1);
    PyObject *stop = bound_object(items, absent & 2);
    return numpy_new_slice(start, stop, bound_object(items, absent & 4));
}

static PyObject *part_object(const NpjitSlot **items, char part) {
    return part == 'i'   ? PyLong_FromLongLong((*items)++->i)
           : part == 'n' ? Py_NewRef(Py_None)
                         : slice_object(items, part - '0');
}

static PyObject *index_object(const NpjitSlot *items, const char *parts) {
    if (strlen(parts) == 1) {
        return part_object(&items, *parts);
    }
    PyObject *tuple = PyTuple_New((Py_ssize_t)strlen(parts));
    for (Py_ssize_t k = 0; tuple && parts[k] != '\0'; k++) {
        PyObject *part = part_object(&items, parts[k]);
        if (!part) {
            Py_CLEAR(tuple);
            break;
        }
        PyTuple_SET_ITEM(tuple, k, part);
    }
    return tuple;
}

/* ---- the view ---- */

typedef struct View {
    char *items;
    int ndim;
    npy_intp shape[NPY_MAXDIMS], strides[NPY_MAXDIMS];
} View;

static void add_dimension(View *view, npy_intp length, npy_intp stride) {
    view->shape[view->ndim] = length;
    view->strides[view->ndim++] = stride;
}

/* False for a step of zero. */
static bool add_slice(View *view, const NpjitSlot **items, int absent, npy_intp length,
                      npy_intp stride) {
    bool has_start = !(absent & 1), has_stop = !(absent & 2), has_step = !(absent & 4);
    const NpjitSlot *bounds = *items;
    *items += has_start + has_stop + has_step;
    Py_ssize_t step = has_step ? bounds[has_start + has_stop].i : 1;
    if (step == 0) {
        return false;
    }
    step = step < -PY_SSIZE_T_MAX ? -PY_SSIZE_T_MAX : step;
    Py_ssize_t start = has_start ? bounds[0].i : step < 0 ? PY_SSIZE_T_MAX : 0;
    Py_ssize_t stop = has_stop ? bounds[has_start].i : step < 0 ? PY_SSIZE_T_MIN : PY_SSIZE_T_MAX;
    npy_intp count = PySlice_AdjustIndices(length, &start, &stop, step);
    if (count <= 0) { /* as NumPy has it */
        add_dimension(view, 0, stride);
    } else {
        view->items += start * stride;
        /* Of one item any step: the stride wraps around, as NumPy's does. */
        add_dimension(view, count, (npy_intp)((npy_uintp)stride * (npy_uintp)step));
    }
    return true;
}

static void transpose(PyArrayObject *array, View *view) {
    for (int axis = PyArray_NDIM(array) - 1; axis >= 0; axis--) {
        add_dimension(view, PyArray_DIM(array, axis), PyArray_STRIDE(array, axis));
    }
}

/* False where NumPy raises. */
static bool find_view(PyArrayObject *array, const NpjitSlot *items, const char *parts, View *view) {
    int axis = 0;
    *view = (View){.items = PyArray_BYTES(array)};
    if (strcmp(parts, VIEW_TRANSPOSED) == 0) {
        transpose(array, view);
        return true;
    }
    for (const char *part = parts; *part != '\0'; part++) {
        if (*part == 'n') {
            add_dimension(view, 1, 0);
            continue;
        }
        npy_intp length = PyArray_DIM(array, axis), stride = PyArray_STRIDE(array, axis);
        axis++;
        if (*part != 'i') {
            if (!add_slice(view, &items, *part - '0', length, stride)) {
                return false;
            }
            continue;
        }
        npy_intp index = items->i < 0 ? items->i + length : items->i;
        items++;
        if (index < 0 || index >= length) {
            return false;
        }
        view->items += index * stride;
    }
    for (; axis < PyArray_NDIM(array); axis++) {
        add_dimension(view, PyArray_DIM(array, axis), PyArray_STRIDE(array, axis));
    }
    return true;
}

/* NULL with an exception set. */
static PyArrayObject *make_view(PyArrayObject *array, const View *view) {
    return numpy_new_view(array, view->ndim, view->shape, view->strides, view->items,
                          PyArray_FLAGS(array) & ~NPY_ARRAY_OWNDATA);
}

/* ---- thunks ---- */

int npjit_python_view(NpjitContext *context, void *array, const NpjitSlot *items, int64_t count,
                      int64_t dtype, const char *parts, void **out) {
    (void)context;
    (void)count;
    bool transposes = strcmp(parts, VIEW_TRANSPOSED) == 0;
    PyObject *index = transposes ? NULL : index_object(items, parts);
    PyObject *view = transposes ? PyObject_GetAttrString(array, VIEW_TRANSPOSED)
                     : index    ? PyObject_GetItem(array, index)
                                : NULL;
    Py_XDECREF(index);
    return numpy_take_array(view, (Dtype)dtype, out);
}

int npjit_capi_view(NpjitContext *context, void *array, const NpjitSlot *items, int64_t count,
                    int64_t dtype, const char *parts, void **out) {
    View view;
    if (!find_view(array, items, parts, &view)) {
        return npjit_python_view(context, array, items, count, dtype, parts, out);
    }
    *out = make_view(array, &view);
    return *out ? 0 : -1;
}

/* Where registers do not hold the view, or it has to raise. */
int npjit_native_view(NpjitContext *context, void *array, const NpjitSlot *items, int64_t count,
                      int64_t dtype, const char *parts, void **out) {
    return npjit_capi_view(context, array, items, count, dtype, parts, out);
}

int npjit_python_store(NpjitContext *context, void *array, void *value, const NpjitSlot *items,
                       int64_t count, const char *parts) {
    (void)context;
    (void)count;
    PyObject *index = index_object(items, parts);
    int status = index ? PyObject_SetItem(array, index, value) : -1;
    Py_XDECREF(index);
    return status;
}

int npjit_capi_store(NpjitContext *context, void *array, void *value, const NpjitSlot *items,
                     int64_t count, const char *parts) {
    View view;
    if (!PyArray_ISWRITEABLE((PyArrayObject *)array) || !find_view(array, items, parts, &view)) {
        return npjit_python_store(context, array, value, items, count, parts);
    }
    PyArrayObject *made = make_view(array, &view);
    int status = made ? PyArray_CopyObject(made, value) : -1;
    Py_XDECREF((PyObject *)made);
    return status;
}
