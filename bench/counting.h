/* How often a kernel crosses into NumPy when it is interpreted. */
#ifndef NPJIT_BENCH_COUNTING_H
#define NPJIT_BENCH_COUNTING_H

#include "numpy_api.h"
#include <base/arena.h>
#include <base/error.h>
#include <bench/result.h>

/* Calls per name and line, of one untimed call of `function` with a fresh copy of `values`, in the
 * order of lines and then names; in `arena`. Only what stands in one of `lines` is counted. A
 * kernel that raises is counted up to there. Returns 0, or -1 with `error`. */
int count_interpreted(Arena *arena, PyObject *function, PyObject *values, const int *lines,
                      int line_count, CallCount **out, int *count, Error *error);

/* The counts of `lines` added up per name, lines 0, most calls first; in `arena`. */
CallCount *counts_per_name(Arena *arena, const CallCount *lines, int line_count, int *count);

#endif
