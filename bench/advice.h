/* What to do about a kernel's time. */
#ifndef NPJIT_BENCH_ADVICE_H
#define NPJIT_BENCH_ADVICE_H

#include <bench/result.h>

/* Fills result->advice with sentences, what weighs most first; texts are in `arena`. Each has the
 * measured figure that backs it. A pure function of a result that account and words are part of. */
void advise(Arena *arena, KernelResult *result);

#endif
