/* Where the interpreter's time goes by cProfile, and what that leads one to expect. */
#ifndef NPJIT_BENCH_PROFILE_H
#define NPJIT_BENCH_PROFILE_H

#include "run.h"

/* Profiles one call in the interpreter and fills result->profile but for its words. Calls must have
 * been counted. Returns 0, or -1 with `error`. */
int profile_interpreter(KernelRun *kernel_run, Error *error);

/* The band that a share of time in NumPy predicts by the rules of the benchmark's design. */
void predicted_band(double numpy_share, double *low, double *high);

/* Prediction against fact, in words; in `arena`. A pure function of a result. */
const char *prediction_of(Arena *arena, const KernelResult *kernel);

#endif
