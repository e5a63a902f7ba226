/* Reductions on route `ufunc` of any array: NumPy's registered inner loops called on its memory.
 * What has no such loop, is too long, or raised a floating-point flag is done by route `capi`,
 * which then also warns or raises. Arrays that the kernel made itself: thunks/vector.c. */
#include "item_access.h"
#include "sum_seed.h"
#include "ufunc_loops.h"

#include <math.h>
#include <thunk_prototypes.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)

/* Whether the array can be handed to one call of an inner loop of `dtype`. */
static inline int fits_loop(PyArrayObject *array, int64_t dtype, int loop) {
    return PyArray_NDIM(array) == 1 && PyArray_DIM(array, 0) > 0 &&
           PyArray_DIM(array, 0) <= LOOP_ITEMS &&
           PyArray_DESCR(array) == npjit_state.dtypes[dtype] && npjit_loops[loop][dtype].function;
}

/* Whether its items are bools or integers to be widened first. */
static inline int fits_cast(PyArrayObject *array, int64_t dtype, int loop) {
    int type_number = PyArray_TYPE(array);
    return PyArray_NDIM(array) == 1 && PyArray_DIM(array, 0) > 0 &&
           PyArray_DIM(array, 0) <= LOOP_ITEMS && PyArray_ISBEHAVED(array) &&
           (PyTypeNum_ISINTEGER(type_number) || PyTypeNum_ISBOOL(type_number)) &&
           npjit_loops[loop][dtype].function;
}

/* acc = loop(acc, item) from item `first` on; `accumulator` holds an item of the dtype. */
static inline void run(int loop, int64_t dtype, PyArrayObject *array, npy_intp first,
                       void *accumulator) {
    npy_intp stride = PyArray_STRIDES(array)[0];
    npy_intp count = PyArray_DIMS(array)[0] - first;
    char *arguments[] = {accumulator, PyArray_BYTES(array) + first * stride, accumulator};
    npy_intp strides[] = {0, stride, 0};
    npjit_loops[loop][dtype].function(arguments, &count, strides, npjit_loops[loop][dtype].data);
}

/* A reduction of integers, which wrap without a word. Sums and products start from the identity,
 * the largest and least from the first item. */
static inline void reduce_integers(int loop, int64_t dtype, PyArrayObject *array, uint64_t *out) {
    uint64_t accumulator = loop == LOOP_MULTIPLY;
    npy_intp first = loop == LOOP_MAXIMUM || loop == LOOP_MINIMUM;
    if (first) {
        accumulator = item_load(PyArray_BYTES(array), dtype);
    }
    if (PyArray_DIMS(array)[0] > first) {
        run(loop, dtype, array, first, &accumulator);
    }
    *out = item_load((const char *)&accumulator, dtype);
}

static inline int is_finite(uint64_t bits, int64_t dtype) {
    if (dtype == DTYPE_FLOAT32) {
        return (bits & 0x7f800000) != 0x7f800000;
    }
    return (bits & UINT64_C(0x7ff0000000000000)) != UINT64_C(0x7ff0000000000000);
}

/* The sum of floats; false when it is not finite. Tiny sums are exact, so nothing else can have
 * been flagged. */
static inline int sum_floats(int64_t dtype, PyArrayObject *array, uint64_t *out) {
    uint64_t accumulator = dtype == DTYPE_FLOAT32 ? npjit_sum_seed >> 32 : npjit_sum_seed;
    run(LOOP_ADD, dtype, array, 0, &accumulator);
    *out = accumulator;
    return is_finite(accumulator, dtype);
}

int npjit_ufunc_sum(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    if (LIKELY(fits_loop(array, dtype, LOOP_ADD))) {
        if (dtype == DTYPE_OBJECT) {
            return npjit_ufunc_reduce_objects(array, LOOP_ADD, out);
        }
        if (dtype == DTYPE_FLOAT32 || dtype == DTYPE_FLOAT64) {
            if (LIKELY(sum_floats(dtype, array, out))) {
                return 0;
            }
        } else if (dtype != DTYPE_BOOL) {
            reduce_integers(LOOP_ADD, dtype, array, out);
            return 0;
        }
    } else if (dtype != DTYPE_OBJECT && fits_cast(array, dtype, LOOP_ADD) &&
               npjit_ufunc_reduce_cast(array, LOOP_ADD, (Dtype)dtype, out) == 0) {
        return 0;
    }
    return npjit_capi_sum(context, array, dtype, out);
}

int npjit_ufunc_prod(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    if (LIKELY(fits_loop(array, dtype, LOOP_MULTIPLY))) {
        if (dtype == DTYPE_OBJECT) {
            return npjit_ufunc_reduce_objects(array, LOOP_MULTIPLY, out);
        }
        if (dtype == DTYPE_FLOAT32 || dtype == DTYPE_FLOAT64) {
            if (LIKELY(npjit_ufunc_reduce_checked(array, LOOP_MULTIPLY, (Dtype)dtype, out) == 0)) {
                return 0;
            }
        } else if (dtype != DTYPE_BOOL) {
            reduce_integers(LOOP_MULTIPLY, dtype, array, out);
            return 0;
        }
    } else if (dtype != DTYPE_OBJECT && fits_cast(array, dtype, LOOP_MULTIPLY) &&
               npjit_ufunc_reduce_cast(array, LOOP_MULTIPLY, (Dtype)dtype, out) == 0) {
        return 0;
    }
    return npjit_capi_prod(context, array, dtype, out);
}

/* The largest or least item. */
static inline int extreme(int loop, PyArrayObject *array, int64_t dtype, uint64_t *out) {
    if (!LIKELY(fits_loop(array, dtype, loop))) {
        return 1;
    }
    if (dtype == DTYPE_OBJECT) {
        return npjit_ufunc_reduce_objects(array, loop, out);
    }
    if (dtype == DTYPE_FLOAT32 || dtype == DTYPE_FLOAT64) {
        reduce_integers(loop, dtype, array, out); /* bits, whatever they mean */
        return !is_finite(*out, dtype);
    }
    reduce_integers(loop, dtype, array, out);
    return 0;
}

int npjit_ufunc_max(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    int status = extreme(LOOP_MAXIMUM, array, dtype, out);
    return LIKELY(status <= 0) ? status : npjit_capi_max(context, array, dtype, out);
}

int npjit_ufunc_min(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    int status = extreme(LOOP_MINIMUM, array, dtype, out);
    return LIKELY(status <= 0) ? status : npjit_capi_min(context, array, dtype, out);
}

int npjit_ufunc_mean(NpjitContext *context, void *array, int64_t dtype, uint64_t *out) {
    NpjitSlot sum;
    int summed = 0;
    if (dtype == DTYPE_FLOAT64) {
        if (fits_loop(array, dtype, LOOP_ADD)) {
            summed = sum_floats(dtype, array, &sum.bits);
        } else if (fits_cast(array, dtype, LOOP_ADD)) {
            summed = npjit_ufunc_reduce_cast(array, LOOP_ADD, DTYPE_FLOAT64, &sum.bits) == 0;
        }
    }
    if (LIKELY(summed)) {
        NpjitSlot mean = {.d = sum.d / (double)PyArray_DIMS((PyArrayObject *)array)[0]};
        /* Not an underflow, which NumPy may have been told to report. */
        if (LIKELY(fabs(mean.d) >= 0x1p-1022 || sum.d == 0)) {
            *out = mean.bits;
            return 0;
        }
    }
    return npjit_capi_mean(context, array, dtype, out);
}
