/* New small arrays for the `ufunc` route, and dead ones kept for them. */
#ifndef NPJIT_RUNTIME_ARRAY_POOL_H
#define NPJIT_RUNTIME_ARRAY_POOL_H

#include "state.h"

#include <runtime/thunks.h>

enum { POOL_LENGTHS = 17, POOL_DEPTH = 4 };

/* Dead one-dimensional arrays by dtype and length, nobody's. */
typedef struct ArrayPool {
    struct {
        PyArrayObject *arrays[POOL_DEPTH];
        int64_t count;
    } classes[DTYPE_COUNT][POOL_LENGTHS];
} ArrayPool;

extern ArrayPool npjit_array_pool;

/* A dead array of that dtype and length, now the caller's, or NULL. */
static inline PyArrayObject *array_pool_take(int64_t dtype, int64_t length) {
    if (length >= POOL_LENGTHS || npjit_array_pool.classes[dtype][length].count == 0) {
        return NULL;
    }
    int64_t last = --npjit_array_pool.classes[dtype][length].count;
    return npjit_array_pool.classes[dtype][length].arrays[last];
}

/* A new vector from NumPy, uninitialised (object: of NULL). NULL with an exception set. */
PyArrayObject *npjit_new_vector(int64_t dtype, int64_t length);

void array_pool_clear(void);

#endif
