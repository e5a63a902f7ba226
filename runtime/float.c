/* Powers of Python floats, and math.hypot. Out of the thunks, so that no optimiser sees both pow()
 * and its arguments: x*x differs from pow(x, 2) in the last bit. */
#include "state.h"

#include <math.h>
#include <thunk_prototypes.h>

/* For what CPython treats apart, and what it raises for. */
static int power_through_python(double base, double exponent, double *out) {
    int status = -1;
    PyObject *left = PyFloat_FromDouble(base);
    PyObject *right = PyFloat_FromDouble(exponent);
    PyObject *result = left && right ? PyNumber_Power(left, right, Py_None) : NULL;
    if (result) {
        *out = PyFloat_AsDouble(result);
        status = *out == -1.0 && PyErr_Occurred() ? -1 : 0;
    }
    Py_XDECREF(result);
    Py_XDECREF(right);
    Py_XDECREF(left);
    return status;
}

int npjit_float_pow(NpjitContext *context, double base, double exponent, double *out) {
    (void)context;
    if (isfinite(base) && base > 0.0 && isfinite(exponent)) {
        double result = pow(base, exponent);
        if (isnormal(result)) {
            *out = result;
            return 0;
        }
    }
    return power_through_python(base, exponent, out);
}

/* ---- hypot ---- */

enum { FEW_FLOATS = 8 };

/* The call of math.hypot. Returns a new reference, NULL with an exception set. */
static PyObject *call_hypot(const NpjitSlot *numbers, PyObject **boxed, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        if (!(boxed[i] = PyFloat_FromDouble(numbers[i].d))) {
            return NULL;
        }
    }
    return PyObject_Vectorcall(npjit_state.hypot, boxed, (size_t)count, NULL);
}

int npjit_float_hypot(NpjitContext *context, const NpjitSlot *numbers, int64_t count, double *out) {
    (void)context;
    int status = -1;
    PyObject *few[FEW_FLOATS] = {NULL}, *result = NULL;
    PyObject **boxed = count <= FEW_FLOATS ? few : PyMem_Calloc((size_t)count, sizeof *boxed);
    if (!boxed) {
        PyErr_NoMemory();
        return -1;
    }
    if ((result = call_hypot(numbers, boxed, count))) {
        *out = PyFloat_AS_DOUBLE(result);
        status = 0;
    }
    Py_XDECREF(result);
    for (int64_t i = 0; i < count; i++) {
        Py_XDECREF(boxed[i]);
    }
    if (boxed != few) {
        PyMem_Free(boxed);
    }
    return status;
}
