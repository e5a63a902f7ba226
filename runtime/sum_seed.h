/* The zero from which the loaded NumPy starts a sum of floats. It shows when every item is -0.0:
 * NumPy 1.24 gives 0.0, later ones -0.0. */
#ifndef NPJIT_RUNTIME_SUM_SEED_H
#define NPJIT_RUNTIME_SUM_SEED_H

#include <stdint.h>

extern uint64_t npjit_sum_seed; /* the bits of the float64 */

/* Asks NumPy. Returns 0, or -1 with a Python exception set. */
int sum_seed_init(void);

#endif
