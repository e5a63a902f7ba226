/* Small arrays of the `ufunc` route; see array_pool.h. */
#include "array_pool.h"

#include <stdbool.h>

/* Kept of each kind, of those that come here one by one. */
enum { POOL_DEPTH = 4 };

PyArrayObject *npjit_array_pool[DTYPE_COUNT][POOL_LENGTHS];

PyArrayObject *npjit_new_vector(int64_t dtype, int64_t length) {
    npy_intp shape = length;
    PyArray_Descr *descriptor = npjit_state.dtypes[dtype];
    Py_INCREF(descriptor);
    return (PyArrayObject *)PyArray_NewFromDescr(&PyArray_Type, descriptor, 1, &shape, NULL, NULL,
                                                 0, NULL);
}

static bool has_room(int dtype, int64_t length) {
    const PyArrayObject *kept = npjit_array_pool[dtype][length];
    int depth = 0;
    while (kept && depth < POOL_DEPTH) {
        kept = (const PyArrayObject *)((const PyArrayObject_fields *)kept)->base;
        depth++;
    }
    return depth < POOL_DEPTH;
}

void npjit_array_bury(PyArrayObject *dead) {
    const int wanted = NPY_ARRAY_OWNDATA | NPY_ARRAY_CARRAY;
    Dtype dtype = dtype_of_number(PyArray_TYPE(dead));
    if (PyArray_NDIM(dead) == 1 && PyArray_DIM(dead, 0) < POOL_LENGTHS &&
        (PyArray_FLAGS(dead) & wanted) == wanted && !PyArray_BASE(dead) &&
        !((PyArrayObject_fields *)dead)->weakreflist && dtype < DTYPE_OBJECT &&
        PyArray_DESCR(dead) == npjit_state.dtypes[dtype] && has_room(dtype, PyArray_DIM(dead, 0))) {
        array_pool_put(dead, dtype, PyArray_DIM(dead, 0));
    } else {
        Py_DECREF((PyObject *)dead);
    }
}

void array_pool_clear(void) {
    for (int dtype = 0; dtype < DTYPE_COUNT; dtype++) {
        for (int length = 0; length < POOL_LENGTHS; length++) {
            PyArrayObject *kept;
            while ((kept = array_pool_take(dtype, length))) {
                Py_DECREF((PyObject *)kept);
            }
        }
    }
}
