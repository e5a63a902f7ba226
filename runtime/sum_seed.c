/* Finds out once how the loaded NumPy sums floats; see sum_seed.h. */
#include "sum_seed.h"

#include "state.h"

#include <string.h>

uint64_t npjit_sum_seed;
bool npjit_sums_whole;

/* Sums three buffers' worth of zeros, with numbers of which two are lost unless they are added to
 * each other first: as halves of the whole are, and as buffers are not. Every second item is left
 * out when `strided`. Returns 0, or -1 with an exception set. */
static int find_whole(bool strided, bool *out) {
    enum { BUFFER = 8192, ITEMS = 3 * BUFFER };
    const double large = 0x1p53;
    int status = -1;
    npy_intp length = strided ? 2 * ITEMS : ITEMS;
    PyObject *step = NULL, *slice = NULL, *sum = NULL;
    PyObject *array = PyArray_ZEROS(1, &length, NPY_DOUBLE, 0);
    if (!array) {
        goto cleanup;
    }
    double *items = PyArray_DATA((PyArrayObject *)array);
    npy_intp distance = strided ? 2 : 1;
    items[0] = large;
    items[ITEMS / 2 * distance] = 1;
    items[2 * BUFFER * distance] = 1;
    if (strided) {
        step = PyLong_FromLong(2);
        slice = step ? PySlice_New(NULL, NULL, step) : NULL;
        Py_XSETREF(array, slice ? PyObject_GetItem(array, slice) : NULL);
    }
    sum = array ? PyObject_CallOneArg(npjit_state.function.sum, array) : NULL;
    if (!sum) {
        goto cleanup;
    }
    *out = PyFloat_AsDouble(sum) == large + 2;
    status = PyErr_Occurred() ? -1 : 0;

cleanup:
    Py_XDECREF(sum);
    Py_XDECREF(slice);
    Py_XDECREF(step);
    Py_XDECREF(array);
    return status;
}

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
    bool whole, whole_strided;
    if (find_whole(false, &whole) < 0 || find_whole(true, &whole_strided) < 0) {
        goto cleanup;
    }
    npjit_sums_whole = whole && whole_strided;
    status = 0;

cleanup:
    Py_XDECREF(sum);
    Py_XDECREF(array);
    return status;
}
