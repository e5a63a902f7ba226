/* Thunks of ufuncs over whole arrays and of the matrix product: routes `python` and `capi`. Both
 * are NumPy's own calls. An operand that dies in the operation gives its memory to the result where
 * NumPy's temporary elision would do it in the interpreter; NumPy cannot do it here, because it
 * recognises the interpreter by its stack frames. */
#include "numpy_thunks.h"
#include "ufunc_loops.h"

#include <string.h>
#include <thunk_prototypes.h>

/* Below this size NumPy does not look for temporaries. */
enum { ELISION_BYTES = 256 * 1024 };

/* Whether the loop for operands of this type has a result of it too. */
static bool keeps_type(PyObject *ufunc, int type_number) {
    int result = -1;
    ufunc_find_loop(ufunc, type_number, &result);
    return result == type_number;
}

/* Whether `array` can take the result: nobody else sees it, and it has the result's type and shape.
 */
static bool can_take(PyArrayObject *array, PyArrayObject *other, PyObject *ufunc) {
    return Py_REFCNT(array) == 1 && PyArray_CheckExact((PyObject *)array) &&
           PyArray_CHKFLAGS(array, NPY_ARRAY_OWNDATA | NPY_ARRAY_BEHAVED) &&
           !PyArray_CHKFLAGS(array, NPY_ARRAY_WRITEBACKIFCOPY) &&
           PyArray_TYPE(array) == PyArray_TYPE(other) && PyArray_TYPE(array) != NPY_OBJECT &&
           PyArray_SAMESHAPE(array, other) && keeps_type(ufunc, PyArray_TYPE(array));
}

/* NumPy looks for temporaries only where an operator was used, and only in large arrays. */
static bool interpreter_elides(PyArrayObject *array, const char *name) {
    static const char *const operators[] = {
        "add",          "subtract",    "multiply",   "divide",     "true_divide",
        "floor_divide", "negative",    "absolute",   "invert",     "bitwise_and",
        "bitwise_or",   "bitwise_xor", "left_shift", "right_shift"};
    if (PyArray_NBYTES(array) < ELISION_BYTES) {
        return false;
    }
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (strcmp(operators[i], name) == 0) {
            return true;
        }
    }
    return false;
}

int npjit_capi_unary(NpjitContext *context, void *array, int64_t dying, const char *name,
                     void **out) {
    (void)context;
    PyObject *ufunc = numpy_find_ufunc(name);
    if (!ufunc) {
        return -1;
    }
    PyObject *arguments[] = {array, array};
    bool takes = (dying & 1) && interpreter_elides(array, name) && can_take(array, array, ufunc);
    PyObject *result = PyObject_Vectorcall(ufunc, arguments, takes ? 2 : 1, NULL);
    Py_DECREF(ufunc);
    return numpy_take_array(result, DTYPE_COUNT, out);
}

int npjit_capi_binary(NpjitContext *context, void *a, void *b, int64_t dying, const char *name,
                      void **out) {
    (void)context;
    PyObject *ufunc = numpy_find_ufunc(name);
    if (!ufunc) {
        return -1;
    }
    PyObject *arguments[] = {a, b, NULL};
    size_t count = 2;
    if (dying && interpreter_elides(a, name)) {
        if ((dying & 1) && can_take(a, b, ufunc)) {
            arguments[count++] = a;
        } else if ((dying & 2) && can_take(b, a, ufunc)) {
            arguments[count++] = b;
        }
    }
    PyObject *result = PyObject_Vectorcall(ufunc, arguments, count, NULL);
    Py_DECREF(ufunc);
    return numpy_take_array(result, DTYPE_COUNT, out);
}

/* A ufunc is its own Python-level callable: the two routes are one here. */

int npjit_python_unary(NpjitContext *context, void *array, int64_t dying, const char *name,
                       void **out) {
    return npjit_capi_unary(context, array, dying, name, out);
}

int npjit_python_binary(NpjitContext *context, void *a, void *b, int64_t dying, const char *name,
                        void **out) {
    return npjit_capi_binary(context, a, b, dying, name, out);
}

/* ---- matrix product: BLAS decides the last bits, so NumPy is always called ---- */

int npjit_capi_matmul(NpjitContext *context, void *a, void *b, int64_t immediate, void **out) {
    (void)context;
    (void)immediate;
    return numpy_take_array(PyNumber_MatrixMultiply(a, b), DTYPE_COUNT, out);
}

int npjit_python_matmul(NpjitContext *context, void *a, void *b, int64_t immediate, void **out) {
    (void)context;
    (void)immediate;
    PyObject *arguments[] = {a, b};
    return numpy_take_array(PyObject_Vectorcall(npjit_state.function.matmul, arguments, 2, NULL),
                            DTYPE_COUNT, out);
}
