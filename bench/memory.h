/* What running and compiling a kernel takes in memory. */
#ifndef NPJIT_BENCH_MEMORY_H
#define NPJIT_BENCH_MEMORY_H

#include "run.h"

/* Fills `memory` of the interpreter and of the first arm of each route, by calls and a compilation
 * of their own. A kernel that raises is looked at up to there. Returns 0, or -1 with `error`. */
int measure_memory(KernelRun *kernel_run, Error *error);

#endif
