/* What follows from the samples and counts of a kernel. Pure functions of a result: they can be
 * applied again when samples are added. */
#ifndef NPJIT_BENCH_CONCLUDE_H
#define NPJIT_BENCH_CONCLUDE_H

#include <bench/result.h>

/* Noise, times, speedups and break-evens of all arms, from their samples. */
void conclude_times(KernelResult *result);

/* The account, what a crossing costs, and all of it in words; texts are in `arena`. */
void conclude_account(Arena *arena, KernelResult *result);

#endif
