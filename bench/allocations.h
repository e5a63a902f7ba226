/* Counting what is allocated between two moments. */
#ifndef NPJIT_BENCH_ALLOCATIONS_H
#define NPJIT_BENCH_ALLOCATIONS_H

#include <stdint.h>

typedef struct Allocations {
    int64_t arrays, array_bytes;   /* memory of items, by NumPy's handler */
    int64_t objects, object_bytes; /* by CPython's allocator of objects */
} Allocations;

/* Counts from now on. One count at a time. Returns 0, or -1 with a Python exception set. */
int allocations_begin(void);

/* Ends that; keeps a Python exception that is set. */
Allocations allocations_end(void);

#endif
