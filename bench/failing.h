/* One allocation that fails, for tests: npjit's own, GMP's, CPython's, and NumPy's for the data of
 * arrays are counted together while armed. Allocations of LLVM's are not counted: LLVM ends the
 * process when one fails. */
#ifndef NPJIT_BENCH_FAILING_H
#define NPJIT_BENCH_FAILING_H

#include <stdbool.h>
#include <stdint.h>

/* Puts counters before CPython's and NumPy's allocators. Returns 0, or -1 with a Python exception.
 */
int failing_install(void);
void failing_uninstall(void);

/* From now on allocation number `which`, from 0, fails, and only that. */
void failing_arm(int64_t which);

/* Whether it came to that. */
bool failing_disarm(void);

/* Asked by every allocator. */
bool failing_refuses(void);

#endif
