/* Finds out once how the loaded NumPy sums floats; see sum_seed.h. */
#include "sum_seed.h"

#include "state.h"

#include <string.h>

uint64_t npjit_sum_seed;

int sum_seed_init(void) {
    int status = -1;
    npy_intp length = 1;
    PyObject *sum = NULL;
    PyObject *array = PyArray_SimpleNew(1, &length, NPY_DOUBLE);
    if (!array) {
        goto cleanup;
    }
    *(double *)PyArray_DATA((PyArrayObject *)array) = -0.0;
    sum = PyObject_CallOneArg(npjit_state.function.sum, array);
    if (!sum) {
        goto cleanup;
    }
    double zero = PyFloat_AsDouble(sum);
    if (zero == -1.0 && PyErr_Occurred()) {
        goto cleanup;
    }
    memcpy(&npjit_sum_seed, &zero, sizeof zero);
    status = 0;

cleanup:
    Py_XDECREF(sum);
    Py_XDECREF(array);
    return status;
}
