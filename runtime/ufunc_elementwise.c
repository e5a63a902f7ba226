/* Thunks of ufuncs over whole arrays on route `ufunc`: NumPy's inner loop for exactly these types,
 * called once on the operands and a new array. Large arrays, operands to be converted or broadcast,
 * and results with a floating-point flag go through NumPy, which then also warns. */
#include "array_pool.h"
#include "numpy_thunks.h"
#include "ufunc_loops.h"

#include <thunk_prototypes.h>

/* From this size on, what surrounds the loop costs nothing, and NumPy may use the operands' memory.
 */
enum { LARGE_BYTES = 64 * 1024 };

/* Whether one call of an inner loop can run over the array: NumPy then does no more either. */
static bool is_one_run(PyArrayObject *array) {
    return PyArray_NBYTES(array) < LARGE_BYTES && PyArray_ISBEHAVED_RO(array) &&
           PyArray_SIZE(array) > 1 &&
           (PyArray_NDIM(array) == 1 ||
            (PyArray_NDIM(array) > 1 && PyArray_IS_C_CONTIGUOUS(array)));
}

static npy_intp run_stride(PyArrayObject *array) {
    return PyArray_NDIM(array) == 1 ? PyArray_STRIDE(array, 0) : (npy_intp)PyArray_ITEMSIZE(array);
}

/* New uninitialised array of the same shape. */
static PyArrayObject *new_like(PyArrayObject *array, Dtype dtype) {
    PyArrayObject *made = NULL;
    if (PyArray_NDIM(array) == 1) {
        made = array_pool_take(dtype, PyArray_DIM(array, 0));
        return made ? made : npjit_new_vector(dtype, PyArray_DIM(array, 0));
    }
    PyArray_Descr *descriptor = npjit_state.dtypes[dtype];
    Py_INCREF(descriptor);
    return (PyArrayObject *)PyArray_NewFromDescr(&PyArray_Type, descriptor, PyArray_NDIM(array),
                                                 PyArray_DIMS(array), NULL, NULL, 0, NULL);
}

/* loop(inputs) into a new array shaped like the first. Returns 0; 1 when NumPy must do it; -1 with
 * an exception set by the loop. */
static int run_loop(const char *name, PyArrayObject **inputs, int input_count, void **out) {
    PyObject *ufunc = numpy_find_ufunc(name);
    if (!ufunc) {
        return -1;
    }
    int result = -1;
    InnerLoop loop = ufunc_find_loop(ufunc, PyArray_TYPE(inputs[0]), &result);
    Dtype dtype = dtype_of_number(result);
    bool fits = ((PyUFuncObject *)ufunc)->nin == input_count && loop.function &&
                dtype < DTYPE_OBJECT && PyArray_TYPE(inputs[0]) != NPY_OBJECT;
    Py_DECREF(ufunc);
    if (!fits) {
        return 1;
    }
    PyArrayObject *output = new_like(inputs[0], dtype);
    if (!output) {
        return -1;
    }
    char *arguments[3] = {PyArray_BYTES(inputs[0])};
    npy_intp strides[3] = {run_stride(inputs[0])};
    npy_intp count = PyArray_SIZE(inputs[0]);
    for (int i = 1; i < input_count; i++) {
        arguments[i] = PyArray_BYTES(inputs[i]);
        strides[i] = run_stride(inputs[i]);
    }
    arguments[input_count] = PyArray_BYTES(output);
    strides[input_count] = PyArray_ITEMSIZE(output);
    bool of_ints = PyArray_ISINTEGER(inputs[0]);
    if (of_ints) {
        status_flags_clear();
    } else {
        float_flags_clear();
    }
    loop.function(arguments, &count, strides, loop.data);
    bool raised = of_ints ? status_flags_raised() : float_flags_raised();
    if (raised || PyErr_Occurred()) {
        Py_DECREF(output);
        return PyErr_Occurred() ? -1 : 1;
    }
    *out = output;
    return 0;
}

int npjit_ufunc_unary(NpjitContext *context, void *array, int64_t dying, const char *name,
                      void **out) {
    PyArrayObject *inputs[] = {array};
    int status = is_one_run(array) ? run_loop(name, inputs, 1, out) : 1;
    return status > 0 ? npjit_capi_unary(context, array, dying, name, out) : status;
}

int npjit_ufunc_binary(NpjitContext *context, void *a, void *b, int64_t dying, const char *name,
                       void **out) {
    PyArrayObject *inputs[] = {a, b};
    int status = 1;
    if (is_one_run(inputs[0]) && is_one_run(inputs[1]) &&
        PyArray_TYPE(inputs[0]) == PyArray_TYPE(inputs[1]) &&
        PyArray_SAMESHAPE(inputs[0], inputs[1])) {
        status = run_loop(name, inputs, 2, out);
    }
    return status > 0 ? npjit_capi_binary(context, a, b, dying, name, out) : status;
}
