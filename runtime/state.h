/* What the runtime looks up once: types, dtypes, callables, names. Filled at start, read by thunks.
 */
#ifndef NPJIT_RUNTIME_STATE_H
#define NPJIT_RUNTIME_STATE_H

#include "numpy_api.h"

#include <ir/type.h>

/* NumPy's Python-level functions that the `python` route calls, and its ufuncs whose `reduce` the
 * `capi` route calls where no C function is exact. */
#define NUMPY_FUNCTIONS(X)                                                                         \
    X(array)                                                                                       \
    X(zeros)                                                                                       \
    X(ones)                                                                                        \
    X(empty)                                                                                       \
    X(arange)                                                                                      \
    X(sum)                                                                                         \
    X(prod)                                                                                        \
    X(max)                                                                                         \
    X(min)                                                                                         \
    X(mean)                                                                                        \
    X(std)                                                                                         \
    X(any)                                                                                         \
    X(all)                                                                                         \
    X(argmax)                                                                                      \
    X(argmin)                                                                                      \
    X(matmul)
#define NUMPY_UFUNCS(X) X(add) X(multiply) X(maximum) X(minimum)
#define NAMES(X)        X(dtype) X(axis) X(out) X(reduce)

typedef struct CachedUfunc {
    char name[24];
    PyObject *ufunc;
} CachedUfunc;

enum { UFUNC_CACHE = 64 };

typedef struct RuntimeState {
#define X(name) PyObject *name;
    struct {
        NUMPY_FUNCTIONS(X)
    } function;
    struct {
        NUMPY_UFUNCS(X)
    } reduce; /* bound methods np.add.reduce, … */
    struct {
        NAMES(X)
    } name;
#undef X
    PyObject *numpy;
    PyObject *hypot;          /* math.hypot */
    PyObject *keywords_dtype; /* ("dtype",) and the like, for vectorcall */
    PyObject *keywords_axis;
    PyObject *keywords_axis_dtype;
    PyObject *keywords_out;
    PyArray_Descr *dtypes[DTYPE_COUNT];
    PyTypeObject *scalar_types[DTYPE_COUNT]; /* borrowed; NULL for object */
    PyObject *raise_helpers;                 /* a dict, made when first needed */
    CachedUfunc ufuncs[UFUNC_CACHE];
} RuntimeState;

extern RuntimeState npjit_state;

/* NumPy's type number for each Dtype. */
extern const int npjit_type_numbers[DTYPE_COUNT];

/* Fills npjit_state. Returns 0, or -1 with a Python exception set. */
int runtime_state_init(void);
void runtime_state_clear(void);

/* The Dtype of a NumPy type number, or DTYPE_COUNT. */
Dtype dtype_of_number(int type_number);

#endif
