/* Thunks of route `capi` for vectors that the kernel makes: one call of NumPy's C API each. */
#include "../item_access.h"
#include "../numpy_thunks.h"

#include <stddef.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)

void *npjit_capi_vector_new(NpjitContext *context, int64_t dtype, int64_t length) {
    (void)context;
    npy_intp shape = length;
    return PyArray_SimpleNew(1, &shape, npjit_type_numbers[dtype]);
}

_Static_assert(offsetof(PyInt64ScalarObject, obval) == offsetof(PyBoolScalarObject, obval) &&
                   offsetof(PyInt64ScalarObject, obval) == offsetof(PyDoubleScalarObject, obval),
               "all scalars of numbers have their value in one place");

int npjit_capi_vector_reduce(NpjitContext *context, void *array, int64_t dtype, int64_t loop,
                             uint64_t *out) {
    (void)context;
    PyObject *result;
    switch (loop) {
    case LOOP_ADD:
        result = PyArray_Sum(array, 0, dtype == DTYPE_FLOAT64 ? NPY_FLOAT64 : NPY_NOTYPE, NULL);
        break;
    case LOOP_MULTIPLY: result = PyArray_Prod(array, 0, NPY_NOTYPE, NULL); break;
    case LOOP_MAXIMUM: result = PyArray_Max(array, 0, NULL); break;
    default: result = PyArray_Min(array, 0, NULL); break;
    }
    if (!LIKELY(result && Py_TYPE(result) == npjit_state.scalar_types[dtype])) {
        return npjit_take_scalar(result, (Dtype)dtype, out);
    }
    *out = item_load((const char *)result + offsetof(PyInt64ScalarObject, obval), dtype);
    Py_DECREF(result);
    return 0;
}
