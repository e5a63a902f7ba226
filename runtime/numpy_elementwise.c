/* Thunks of ufuncs over whole arrays and of the matrix product: routes `python` and `capi`. Both
 * are NumPy's own calls. An operand that dies in the operation gives its memory to the result, as
 * NumPy's temporary elision gives it in the interpreter; NumPy cannot do it here, because it
 * recognises the interpreter by its stack frames. */
#include "numpy_thunks.h"

#include <string.h>
#include <thunk_prototypes.h>

/* Below this size NumPy does not look for temporaries to reuse; nor does route `python`. */
enum { ELISION_BYTES = 256 * 1024 };

/* Whether the ufunc has a loop whose operands all are of this type: then that is the result's too.
 */
static bool keeps_type(PyObject *ufunc, int type_number) {
    const PyUFuncObject *function = (const PyUFuncObject *)ufunc;
    if (function->nout != 1) {
        return false;
    }
    const char *types = function->types;
    for (int i = 0; i < function->ntypes; i++, types += function->nargs) {
        bool inputs = true;
        for (int j = 0; j < function->nin; j++) {
            inputs = inputs && types[j] == type_number;
        }
        if (inputs) {
            return types[function->nin] == type_number;
        }
    }
    return false;
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
    static const char *const operators[] = {"add",         "subtract",    "multiply", "divide",
                                            "true_divide", "negative",    "absolute", "bitwise_and",
                                            "bitwise_or",  "bitwise_xor", "invert",   "left_shift",
                                            "right_shift", "floor_divide"};
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

static int unary(void *array, bool dies, const char *name, void **out) {
    PyObject *ufunc = numpy_find_ufunc(name);
    if (!ufunc) {
        return -1;
    }
    PyObject *arguments[] = {array, array};
    size_t count = dies && can_take(array, array, ufunc) ? 2 : 1;
    PyObject *result = PyObject_Vectorcall(ufunc, arguments, count, NULL);
    Py_DECREF(ufunc);
    return numpy_take_array(result, DTYPE_COUNT, out);
}

static int binary(void *a, void *b, int64_t dying, const char *name, void **out) {
    PyObject *ufunc = numpy_find_ufunc(name);
    if (!ufunc) {
        return -1;
    }
    PyObject *arguments[] = {a, b, NULL};
    size_t count = 2;
    if ((dying & 1) && can_take(a, b, ufunc)) {
        arguments[count++] = a;
    } else if ((dying & 2) && can_take(b, a, ufunc)) {
        arguments[count++] = b;
    }
    PyObject *result = PyObject_Vectorcall(ufunc, arguments, count, NULL);
    Py_DECREF(ufunc);
    return numpy_take_array(result, DTYPE_COUNT, out);
}

int npjit_capi_unary(NpjitContext *context, void *array, int64_t dying, const char *name,
                     void **out) {
    (void)context;
    return unary(array, dying & 1, name, out);
}

int npjit_python_unary(NpjitContext *context, void *array, int64_t dying, const char *name,
                       void **out) {
    (void)context;
    return unary(array, (dying & 1) && interpreter_elides(array, name), name, out);
}

int npjit_capi_binary(NpjitContext *context, void *a, void *b, int64_t dying, const char *name,
                      void **out) {
    (void)context;
    return binary(a, b, dying, name, out);
}

int npjit_python_binary(NpjitContext *context, void *a, void *b, int64_t dying, const char *name,
                        void **out) {
    (void)context;
    return binary(a, b, interpreter_elides(a, name) ? dying : 0, name, out);
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
