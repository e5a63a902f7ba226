/* Words about a kernel's result that its verdict, its meaning and the advice share. ASCII: the
 * texts also go into files. */
#ifndef NPJIT_BENCH_PHRASE_H
#define NPJIT_BENCH_PHRASE_H

#include <base/text.h>
#include <bench/result.h>

/* "431x on ufunc". */
void phrase_speedup(Text *out, const ArmResult *arm);

/* The same, with "(inconclusive)" where the interval contains 1. */
void phrase_speedup_judged(Text *out, const ArmResult *arm);

/* "10,000 calls", "1 call". */
void phrase_calls(Text *out, int64_t calls);

#endif
