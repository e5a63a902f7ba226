/* What an account means, in words. */
#ifndef NPJIT_BENCH_MEANING_H
#define NPJIT_BENCH_MEANING_H

#include <bench/result.h>

/* Which layer holds the speedup back, what removing it brings (the measured speedups of the rungs
 * on both sides of it), and after how many calls compiling pays; in `arena`. NULL without an
 * account, or when results differ. */
const char *meaning_of(Arena *arena, const KernelResult *kernel);

#endif
