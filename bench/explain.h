/* The source of a kernel with what became of each line. */
#ifndef NPJIT_BENCH_EXPLAIN_H
#define NPJIT_BENCH_EXPLAIN_H

#include "kernel.h"
#include "pipeline.h"
#include <stdio.h>

/* `compiled` was made with `explain`. Lines of the kernel, and of other functions of its file that
 * something is to be said of. A file that cannot be read any more gives the facts alone. */
void explain_source(const Kernel *kernel, const Compiled *compiled, Route route, FILE *out);

#endif
