/* The same run, measured by several processes. A pure function of results. */
#ifndef NPJIT_BENCH_POOL_H
#define NPJIT_BENCH_POOL_H

#include <bench/result.h>

/* Adds the rounds of `other`, the same run in another process, to those of `run`, kernel by kernel,
 * and concludes anew. A kernel that `other` did not time completely is left as it is; one whose
 * results differ there differs as a whole, with the exit code that this has. `other` must live as
 * long as `run`. */
void pool_process(RunResult *run, const RunResult *other);

#endif
