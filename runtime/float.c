/* Powers of Python floats. Out of the thunks, so that no optimiser sees both pow() and its
 * arguments: x*x differs from pow(x, 2) in the last bit. */
#include <Python.h>

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
