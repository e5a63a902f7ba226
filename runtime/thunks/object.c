/* Thunks of Python objects that are worth inlining into kernels: their reference counts, and the
 * length of an array. */
#include "../numpy_api.h"

#include <thunk_prototypes.h>

void npjit_retain_object(NpjitContext *context, void *object) {
    (void)context;
    Py_INCREF((PyObject *)object);
}

void npjit_release_object(NpjitContext *context, void *object) {
    (void)context;
    Py_DECREF((PyObject *)object);
}

int64_t npjit_np_length(NpjitContext *context, void *array, int64_t dimension) {
    (void)context;
    return PyArray_DIM((PyArrayObject *)array, (int)dimension);
}
