/* New small arrays for the `ufunc` route, and dead ones kept for them. */
#ifndef NPJIT_RUNTIME_ARRAY_POOL_H
#define NPJIT_RUNTIME_ARRAY_POOL_H

#include "state.h"

#include <runtime/thunks.h>

enum { POOL_LENGTHS = NPJIT_VECTOR_LENGTHS };

/* Dead one-dimensional arrays by dtype and length, nobody's, each linked to the next by the field
 * that would name its memory's owner. NULL: none. */
extern PyArrayObject *npjit_array_pool[DTYPE_COUNT][POOL_LENGTHS];

static inline void array_pool_put(PyArrayObject *dead, int64_t dtype, int64_t length) {
    ((PyArrayObject_fields *)dead)->base = (PyObject *)npjit_array_pool[dtype][length];
    npjit_array_pool[dtype][length] = dead;
}

/* A dead array of that dtype and length, now the caller's, or NULL. */
static inline PyArrayObject *array_pool_take(int64_t dtype, int64_t length) {
    if (length >= POOL_LENGTHS || !npjit_array_pool[dtype][length]) {
        return NULL;
    }
    PyArrayObject_fields *array = (PyArrayObject_fields *)npjit_array_pool[dtype][length];
    npjit_array_pool[dtype][length] = (PyArrayObject *)array->base;
    array->base = NULL;
    return (PyArrayObject *)array;
}

/* Releases an array whose only owner that is: kept when nobody else can know of it, and few of its
 * kind are kept. */
void npjit_array_bury(PyArrayObject *dead);

/* A new vector from NumPy, uninitialised (object: of NULL). NULL with an exception set. */
PyArrayObject *npjit_new_vector(int64_t dtype, int64_t length);

void array_pool_clear(void);

/* Frees what npjit_native_scratch keeps. */
void native_scratch_clear(void);

#endif
