/* Small arrays of the `ufunc` route; see array_pool.h. */
#include "array_pool.h"

ArrayPool npjit_array_pool;

PyArrayObject *npjit_new_vector(int64_t dtype, int64_t length) {
    npy_intp shape = length;
    PyArray_Descr *descriptor = npjit_state.dtypes[dtype];
    Py_INCREF(descriptor);
    return (PyArrayObject *)PyArray_NewFromDescr(&PyArray_Type, descriptor, 1, &shape, NULL, NULL,
                                                 0, NULL);
}

void array_pool_clear(void) {
    for (int dtype = 0; dtype < DTYPE_COUNT; dtype++) {
        for (int length = 0; length < POOL_LENGTHS; length++) {
            while (npjit_array_pool.classes[dtype][length].count > 0) {
                int64_t last = --npjit_array_pool.classes[dtype][length].count;
                Py_DECREF(npjit_array_pool.classes[dtype][length].arrays[last]);
            }
        }
    }
}
