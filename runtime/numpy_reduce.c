/* Thunks that reduce an array to one value: routes `python` (np.sum and its like) and `capi`
 * (PyArray_Sum and its like). */
#include "list.h"
#include "numpy_thunks.h"
#include "ufunc_loops.h"

#include <runtime/values.h>

#include <float.h>
#include <math.h>
#include <thunk_prototypes.h>

/* ---- route python ---- */

static int python_reduce(PyObject *function, void *array, int64_t dtype, uint64_t *out) {
    return npjit_take_scalar(PyObject_CallOneArg(function, array), (Dtype)dtype, out);
}

#define PYTHON_REDUCTION(name)                                                                     \
    int npjit_python_##name(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {    \
        (void)context;                                                                             \
        return python_reduce(npjit_state.function.name, array, dtype, out);                        \
    }

PYTHON_REDUCTION(sum)
PYTHON_REDUCTION(prod)
PYTHON_REDUCTION(max)
PYTHON_REDUCTION(min)
PYTHON_REDUCTION(mean)
PYTHON_REDUCTION(std)
PYTHON_REDUCTION(any)
PYTHON_REDUCTION(all)
PYTHON_REDUCTION(argmax)
PYTHON_REDUCTION(argmin)

/* ---- route capi ---- */

/* NumPy's C functions flatten an array of several dimensions in C order first, its Python functions
 * do not: the order of additions is the same only when that order is the memory's. */
static bool is_flat(PyArrayObject *array) {
    return PyArray_NDIM(array) == 1 || (PyArray_NDIM(array) > 1 && PyArray_IS_C_CONTIGUOUS(array));
}

/* reduce(array, axis=None), or with dtype=float64 too. New reference. */
static PyObject *reduce_all(PyObject *reduce, PyArrayObject *array, bool as_float64) {
    PyObject *arguments[] = {(PyObject *)array, Py_None,
                             (PyObject *)npjit_state.dtypes[DTYPE_FLOAT64]};
    return PyObject_Vectorcall(reduce, arguments, 1,
                               as_float64 ? npjit_state.keywords_axis_dtype
                                          : npjit_state.keywords_axis);
}

int npjit_capi_sum(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    PyObject *sum = is_flat(array) ? PyArray_Sum(array, NPY_RAVEL_AXIS, NPY_NOTYPE, NULL)
                                   : reduce_all(npjit_state.reduce.add, array, false);
    return npjit_take_scalar(sum, (Dtype)dtype, out);
}

int npjit_capi_prod(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    PyObject *product = is_flat(array) ? PyArray_Prod(array, NPY_RAVEL_AXIS, NPY_NOTYPE, NULL)
                                       : reduce_all(npjit_state.reduce.multiply, array, false);
    return npjit_take_scalar(product, (Dtype)dtype, out);
}

int npjit_capi_max(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    PyObject *largest = is_flat(array) ? PyArray_Max(array, NPY_RAVEL_AXIS, NULL)
                                       : reduce_all(npjit_state.reduce.maximum, array, false);
    return npjit_take_scalar(largest, (Dtype)dtype, out);
}

int npjit_capi_min(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    PyObject *smallest = is_flat(array) ? PyArray_Min(array, NPY_RAVEL_AXIS, NULL)
                                        : reduce_all(npjit_state.reduce.minimum, array, false);
    return npjit_take_scalar(smallest, (Dtype)dtype, out);
}

int npjit_capi_any(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    return npjit_take_scalar(PyArray_Any(array, NPY_RAVEL_AXIS, NULL), (Dtype)dtype, out);
}

int npjit_capi_all(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    return npjit_take_scalar(PyArray_All(array, NPY_RAVEL_AXIS, NULL), (Dtype)dtype, out);
}

/* New reference to the scalar that an array of no dimensions holds; takes the reference to it. NULL
 * stays NULL. */
static PyObject *only_item(PyObject *array) {
    return array && PyArray_Check(array) ? PyArray_Return((PyArrayObject *)array) : array;
}

int npjit_capi_argmax(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    PyObject *index = only_item(PyArray_ArgMax(array, NPY_RAVEL_AXIS, NULL));
    return npjit_take_scalar(index, (Dtype)dtype, out);
}

int npjit_capi_argmin(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    (void)context;
    PyObject *index = only_item(PyArray_ArgMin(array, NPY_RAVEL_AXIS, NULL));
    return npjit_take_scalar(index, (Dtype)dtype, out);
}

/* NumPy's own loop over the list's memory. */
uint64_t npjit_native_list_sum(NpjitContext *context, NpjitList *list) {
    (void)context;
    const InnerLoop *add = &npjit_loops[LOOP_ADD][DTYPE_INT64];
    int64_t sum = 0;
    char *arguments[] = {(char *)&sum, (char *)list->items, (char *)&sum};
    npy_intp count = list->count, strides[] = {0, sizeof *list->items, 0};
    if (count > 0) {
        add->function(arguments, &count, strides, add->data);
    }
    return (uint64_t)sum;
}

/* The sum that np.mean divides: of the array's own float dtype, or in float64. New reference. */
static PyObject *sum_for_mean(PyArrayObject *array, bool as_float64) {
    return is_flat(array)
               ? PyArray_Sum(array, NPY_RAVEL_AXIS, as_float64 ? NPY_DOUBLE : NPY_NOTYPE, NULL)
               : reduce_all(npjit_state.reduce.add, array, as_float64);
}

/* np.mean of float64, float32 and all integer dtypes. PyArray_Mean itself is no use: it divides by
 * a float object, so that a float32 sum becomes a float64 mean in NumPy 1. */
int npjit_capi_mean(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    npy_intp count = PyArray_SIZE((PyArrayObject *)array);
    int type_number = PyArray_TYPE((PyArrayObject *)array);
    bool single = type_number == NPY_FLOAT32;
    /* Empty: NumPy warns. More items than float32 can count, or objects: NumPy's division. */
    if (count == 0 || type_number == NPY_OBJECT ||
        (single && count > (npy_intp)1 << FLT_MANT_DIG)) {
        return npjit_python_mean(context, array, dtype, out);
    }
    uint64_t sum;
    Dtype sum_dtype = single ? DTYPE_FLOAT32 : DTYPE_FLOAT64;
    PyObject *object = sum_for_mean(array, !single && type_number != NPY_FLOAT64);
    if (npjit_take_scalar(object, sum_dtype, &sum) < 0) {
        return -1;
    }
    NpjitSlot mean;
    bool tiny;
    if (single) {
        union {
            uint32_t bits;
            float value;
        } low = {.bits = (uint32_t)sum};
        float quotient = low.value / (float)count;
        tiny = fabsf(quotient) < FLT_MIN && low.value != 0;
        low.value = quotient;
        mean.bits = low.bits;
    } else {
        mean.bits = sum;
        tiny = fabs(mean.d / (double)count) < DBL_MIN && mean.d != 0;
        mean.d /= (double)count;
    }
    /* An underflow: NumPy may have been told to report it. */
    if (tiny) {
        return npjit_python_mean(context, array, dtype, out);
    }
    *out = mean.bits;
    return 0;
}
