/* Finding out npjit_sum_seed. */
#ifndef NPJIT_RUNTIME_SUM_SEED_H
#define NPJIT_RUNTIME_SUM_SEED_H

#include <runtime/thunks.h>

/* Asks NumPy. Returns 0, or -1 with a Python exception set. */
int sum_seed_init(void);

#endif
