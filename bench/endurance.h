/* What a single comparison cannot show: memory over thousands of calls of compiled code, and calls
 * in which memory runs out. */
#ifndef NPJIT_BENCH_ENDURANCE_H
#define NPJIT_BENCH_ENDURANCE_H

#include "pipeline.h"
#include "record.h"

/* Calls `compiled` so often with fresh copies of `values`, after a tenth as many to warm up.
 * Returns 1 when the interpreter's blocks, malloc's bytes, resident memory and the runtime's ints
 * and lists are what they were, and no call left a reference to an argument; 0 with what grew in
 * `text`; -1 with a Python exception set. Ends early, with 1, when SIGINT arrives. */
int repeat_calls(Compiled *compiled, PyObject *values, int64_t count, Text *text);

/* Calls `compiled` again and again, the k-th allocation failing in the k-th call, until a call
 * needs fewer. The allocations are npjit's own, GMP's, CPython's and those of NumPy's arrays. Each
 * call must raise MemoryError or have the outcome that is expected, and leave nothing behind.
 * Returns as above; *failed counts the calls in which an allocation failed. Only in builds with
 * NPJIT_TEST_FAULTS. */
int fail_allocations(Compiled *compiled, PyObject *values, const CallRecord *expected,
                     int64_t *failed, Text *text);

#endif
