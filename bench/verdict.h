/* What the numbers of a kernel mean. */
#ifndef NPJIT_BENCH_VERDICT_H
#define NPJIT_BENCH_VERDICT_H

#include <bench/result.h>

/* One or two sentences after the rules of the benchmark's design, with the measured reason; in
 * `arena`. NULL when there is nothing to judge. */
const char *verdict_of(Arena *arena, const KernelResult *kernel);

/* After how many calls compiling has paid: `compile` seconds against what one call saves; -1:
 * never; NAN where the interval of the speedup contains 1, so that nobody knows. */
double break_even(double compile, double interpreted, double compiled, Interval speedup);

/* Whether the interval of a speedup contains 1. */
bool speedup_is_open(Interval speedup);

#endif
