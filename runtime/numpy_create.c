/* Thunks that make arrays: routes `python` (np.array and its like, called with objects) and `capi`
 * (NumPy's C functions), which the faster routes share. */
#include "exact_object.h"
#include "list.h"
#include "numpy_thunks.h"

#include <string.h>
#include <thunk_prototypes.h>

/* More dimensions than any NumPy allows: its Python-level function then says so. */
enum { MOST_DIMENSIONS = 32 };

/* ---- route python ---- */

/* function(argument, dtype=dtype). New reference; takes `argument`, which may be NULL. */
static PyObject *call_with_dtype(PyObject *function, PyObject *argument, Dtype dtype) {
    PyObject *arguments[] = {argument, (PyObject *)npjit_state.dtypes[dtype]};
    PyObject *result =
        argument ? PyObject_Vectorcall(function, arguments, 1, npjit_state.keywords_dtype) : NULL;
    Py_XDECREF(argument);
    return result;
}

/* np.array(list), as the kernel says it. Takes `list`, which may be NULL. */
static int array_of_list(PyObject *list, Dtype dtype, void **out) {
    PyObject *array = list ? PyObject_CallOneArg(npjit_state.function.array, list) : NULL;
    if (array && dtype == DTYPE_OBJECT && PyArray_TYPE((PyArrayObject *)array) != NPY_OBJECT) {
        /* Objects that would make another array by themselves. */
        Py_SETREF(array, call_with_dtype(npjit_state.function.array, Py_NewRef(list), dtype));
    }
    Py_XDECREF(list);
    return numpy_take_array(array, dtype, out);
}

int npjit_python_array(NpjitContext *context, const NpjitSlot *items, int64_t count, int64_t dtype,
                       void **out) {
    (void)context;
    PyObject *list = PyList_New(count);
    for (int64_t i = 0; list && i < count; i++) {
        PyObject *item = numpy_item_object(items[i], (Dtype)dtype);
        if (!item) {
            Py_CLEAR(list);
            break;
        }
        PyList_SET_ITEM(list, i, item);
    }
    return array_of_list(list, (Dtype)dtype, out);
}

/* New reference to a list's item as an object. */
static PyObject *list_item_object(const NpjitList *list, int64_t index, Dtype dtype) {
    return list->kind == LIST_INTS ? exact_to_object(list->items[index].n)
                                   : numpy_item_object(list->items[index], dtype);
}

int npjit_python_array_from_list(NpjitContext *context, NpjitList *list, int64_t dtype,
                                 void **out) {
    (void)context;
    PyObject *objects = PyList_New(list->count);
    for (int64_t i = 0; objects && i < list->count; i++) {
        PyObject *item = list_item_object(list, i, (Dtype)dtype);
        if (!item) {
            Py_CLEAR(objects);
            break;
        }
        PyList_SET_ITEM(objects, i, item);
    }
    return array_of_list(objects, (Dtype)dtype, out);
}

/* function(shape, dtype=dtype) */
static int python_filled(PyObject *function, const NpjitSlot *shape, int64_t count, int64_t dtype,
                         void **out) {
    PyObject *tuple = PyTuple_New(count);
    for (int64_t i = 0; tuple && i < count; i++) {
        PyObject *length = PyLong_FromLongLong(shape[i].i);
        if (!length) {
            Py_CLEAR(tuple);
            break;
        }
        PyTuple_SET_ITEM(tuple, i, length);
    }
    return numpy_take_array(call_with_dtype(function, tuple, (Dtype)dtype), (Dtype)dtype, out);
}

int npjit_python_zeros(NpjitContext *context, const NpjitSlot *shape, int64_t count, int64_t dtype,
                       void **out) {
    (void)context;
    return python_filled(npjit_state.function.zeros, shape, count, dtype, out);
}

int npjit_python_ones(NpjitContext *context, const NpjitSlot *shape, int64_t count, int64_t dtype,
                      void **out) {
    (void)context;
    return python_filled(npjit_state.function.ones, shape, count, dtype, out);
}

int npjit_python_empty(NpjitContext *context, const NpjitSlot *shape, int64_t count, int64_t dtype,
                       void **out) {
    (void)context;
    return python_filled(npjit_state.function.empty, shape, count, dtype, out);
}

/* New references to the three ints in `out`. Returns 0, or -1 and none. */
static int range_objects(int64_t start, int64_t stop, int64_t step, PyObject *out[3]) {
    out[0] = PyLong_FromLongLong(start);
    out[1] = PyLong_FromLongLong(stop);
    out[2] = PyLong_FromLongLong(step);
    if (out[0] && out[1] && out[2]) {
        return 0;
    }
    for (int i = 0; i < 3; i++) {
        Py_CLEAR(out[i]);
    }
    return -1;
}

int npjit_python_arange(NpjitContext *context, int64_t start, int64_t stop, int64_t step,
                        int64_t dtype, void **out) {
    (void)context;
    PyObject *arguments[4];
    if (range_objects(start, stop, step, arguments) < 0) {
        return -1;
    }
    arguments[3] = (PyObject *)npjit_state.dtypes[dtype];
    PyObject *array =
        PyObject_Vectorcall(npjit_state.function.arange, arguments, 3, npjit_state.keywords_dtype);
    for (int i = 0; i < 3; i++) {
        Py_DECREF(arguments[i]);
    }
    return numpy_take_array(array, (Dtype)dtype, out);
}

/* ---- route capi ---- */

/* Writes items, already of the dtype, to an array's memory. */
static void fill(char *data, const NpjitSlot *items, int64_t count, size_t item_size) {
    switch (item_size) {
    case 1:
        for (int64_t i = 0; i < count; i++) {
            ((uint8_t *)data)[i] = (uint8_t)items[i].bits;
        }
        break;
    case 2:
        for (int64_t i = 0; i < count; i++) {
            ((uint16_t *)data)[i] = (uint16_t)items[i].bits;
        }
        break;
    case 4:
        for (int64_t i = 0; i < count; i++) {
            ((uint32_t *)data)[i] = (uint32_t)items[i].bits;
        }
        break;
    default: memcpy(data, items, (size_t)count * sizeof *items); break;
    }
}

int npjit_capi_array_from_scalars(NpjitContext *context, const NpjitSlot *items, int64_t count,
                                  int64_t dtype, void **out) {
    (void)context;
    npy_intp length = count;
    PyArrayObject *array =
        (PyArrayObject *)PyArray_SimpleNew(1, &length, npjit_type_numbers[dtype]);
    if (!array) {
        return -1;
    }
    if (dtype == DTYPE_OBJECT) {
        for (int64_t i = 0; i < count; i++) {
            Py_INCREF((PyObject *)items[i].p);
        }
    }
    if (count > 0) {
        fill(PyArray_DATA(array), items, count, (size_t)PyArray_ITEMSIZE(array));
    }
    *out = array;
    return 0;
}

/* Writes exact ints to an array's memory as int64, uint64, float64 or objects. Returns 0, or -1
 * with an exception set; the array is whole in any case. */
static int fill_from_ints(NpjitContext *context, PyArrayObject *array, const NpjitList *list,
                          Dtype dtype) {
    NpjitSlot *data = PyArray_DATA(array);
    if (dtype == DTYPE_INT64 && exact_all_small(list->items, list->count)) {
        for (int64_t i = 0; i < list->count; i++) {
            data[i].i = exact_small(list->items[i].n);
        }
        return 0;
    }
    for (int64_t i = 0; i < list->count; i++) {
        NpjitInt item = list->items[i].n;
        if (dtype == DTYPE_OBJECT) {
            data[i].p = exact_to_object(item);
            if (!data[i].p) {
                return -1;
            }
        } else if (dtype == DTYPE_FLOAT64) {
            if (npjit_int_to_float(context, item, &data[i].d) < 0) {
                return -1;
            }
        } else {
            data[i].i = npjit_int_low(context, item);
        }
    }
    return 0;
}

int npjit_capi_array_from_list(NpjitContext *context, NpjitList *list, int64_t dtype, void **out) {
    if (list->kind != LIST_INTS) {
        return npjit_capi_array_from_scalars(context, list->items, list->count, dtype, out);
    }
    npy_intp length = list->count;
    PyArrayObject *array =
        (PyArrayObject *)PyArray_SimpleNew(1, &length, npjit_type_numbers[dtype]);
    if (!array) {
        return -1;
    }
    if (fill_from_ints(context, array, list, (Dtype)dtype) < 0) {
        Py_DECREF(array);
        return -1;
    }
    *out = array;
    return 0;
}

/* The shape as NumPy takes it. Returns false when there are too many dimensions. */
static bool read_shape(const NpjitSlot *shape, int64_t count, npy_intp out[MOST_DIMENSIONS]) {
    for (int64_t i = 0; i < count && i < MOST_DIMENSIONS; i++) {
        out[i] = shape[i].i;
    }
    return count <= MOST_DIMENSIONS;
}

int npjit_capi_zeros(NpjitContext *context, const NpjitSlot *shape, int64_t count, int64_t dtype,
                     void **out) {
    npy_intp lengths[MOST_DIMENSIONS];
    if (!read_shape(shape, count, lengths)) {
        return npjit_python_zeros(context, shape, count, dtype, out);
    }
    PyArray_Descr *descriptor = npjit_state.dtypes[dtype];
    Py_INCREF(descriptor);
    *out = PyArray_Zeros((int)count, lengths, descriptor, 0);
    return *out ? 0 : -1;
}

int npjit_capi_empty(NpjitContext *context, const NpjitSlot *shape, int64_t count, int64_t dtype,
                     void **out) {
    npy_intp lengths[MOST_DIMENSIONS];
    if (!read_shape(shape, count, lengths)) {
        return npjit_python_empty(context, shape, count, dtype, out);
    }
    *out = numpy_new_array((Dtype)dtype, (int)count, lengths);
    return *out ? 0 : -1;
}

int npjit_capi_ones(NpjitContext *context, const NpjitSlot *shape, int64_t count, int64_t dtype,
                    void **out) {
    npy_intp lengths[MOST_DIMENSIONS];
    if (!read_shape(shape, count, lengths)) {
        return npjit_python_ones(context, shape, count, dtype, out);
    }
    PyArrayObject *array = numpy_new_array((Dtype)dtype, (int)count, lengths);
    PyObject *one = array ? PyLong_FromLong(1) : NULL;
    int status = one ? PyArray_FillWithScalar(array, one) : -1;
    Py_XDECREF(one);
    if (status < 0) {
        Py_CLEAR(array);
    }
    *out = array;
    return status;
}

int npjit_capi_arange(NpjitContext *context, int64_t start, int64_t stop, int64_t step,
                      int64_t dtype, void **out) {
    (void)context;
    PyObject *range[3];
    if (range_objects(start, stop, step, range) < 0) {
        return -1;
    }
    PyObject *array = PyArray_ArangeObj(range[0], range[1], range[2], npjit_state.dtypes[dtype]);
    for (int i = 0; i < 3; i++) {
        Py_DECREF(range[i]);
    }
    return numpy_take_array(array, (Dtype)dtype, out);
}

/* ---- routes ufunc and native: no ufunc takes part, and these are NumPy's allocator already. On
 * native it is what is too long for the stack, or in code that is not worth it. ---- */

/* npjit_<route>_<name> is another name of `target`. */
#define SAME_THUNK(route, name, target)                                                            \
    extern __typeof__(target) npjit_##route##_##name __attribute__((alias(#target)));

SAME_THUNK(ufunc, array_from_list, npjit_capi_array_from_list)
SAME_THUNK(ufunc, zeros, npjit_capi_zeros)
SAME_THUNK(ufunc, ones, npjit_capi_ones)
SAME_THUNK(ufunc, empty, npjit_capi_empty)
SAME_THUNK(ufunc, arange, npjit_capi_arange)
SAME_THUNK(native, zeros, npjit_capi_zeros)
SAME_THUNK(native, ones, npjit_capi_ones)
SAME_THUNK(native, empty, npjit_capi_empty)
SAME_THUNK(native, arange, npjit_capi_arange)

int npjit_native_array_from_scalars(NpjitContext *context, const NpjitSlot *items, int64_t count,
                                    int64_t dtype, void **out) {
    return npjit_ufunc_array_from_scalars(context, items, count, dtype, out);
}
