/* Faults planted on purpose into the kernel IR, to prove that fuzzing finds their like. Only in
 * builds with NPJIT_TEST_FAULTS. */
#ifndef NPJIT_IR_FAULT_H
#define NPJIT_IR_FAULT_H

#include <ir/fn.h>

/* Makes `fn`, on which own() has run, wrong in the way called `name`. A name that is none of these
 * (a thunk's, which jit breaks) changes nothing. */
void fault_plant(Fn *fn, const char *name);

#endif
