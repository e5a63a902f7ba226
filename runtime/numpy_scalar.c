/* NumPy scalars, boxed; see numpy_scalar.h. */
#include "numpy_scalar.h"

#include <runtime/values.h>

#include <Python.h>

/* Takes `result`, which may be NULL. */
static int finish(PyObject *result, int dtype, uint64_t *out) {
    int status = result ? scalar_from_object(result, dtype, out) : -1;
    Py_XDECREF(result);
    return status;
}

int npjit_scalar_binary(int operation, int dtype, uint64_t a, uint64_t b, uint64_t *out) {
    static PyObject *(*const functions[])(PyObject *, PyObject *) = {
        [SCALAR_ADD] = PyNumber_Add,
        [SCALAR_SUB] = PyNumber_Subtract,
        [SCALAR_MUL] = PyNumber_Multiply,
        [SCALAR_DIV] = PyNumber_TrueDivide,
    };
    PyObject *left = scalar_to_object(a, dtype);
    PyObject *right = left ? scalar_to_object(b, dtype) : NULL;
    int status = right ? finish(functions[operation](left, right), dtype, out) : -1;
    Py_XDECREF(right);
    Py_XDECREF(left);
    return status;
}

int npjit_scalar_negative(int dtype, uint64_t a, uint64_t *out) {
    PyObject *operand = scalar_to_object(a, dtype);
    int status = operand ? finish(PyNumber_Negative(operand), dtype, out) : -1;
    Py_XDECREF(operand);
    return status;
}

int npjit_scalar_tell(NpjitContext *context, int64_t operation, int64_t dtype, uint64_t a,
                      uint64_t b) {
    (void)context;
    uint64_t same;
    return operation == SCALAR_NEG ? npjit_scalar_negative((int)dtype, a, &same)
                                   : npjit_scalar_binary((int)operation, (int)dtype, a, b, &same);
}
