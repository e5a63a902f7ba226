/* Which BLAS library NumPy has loaded, and with how many threads it works. */
#ifndef NPJIT_RUNTIME_BLAS_H
#define NPJIT_RUNTIME_BLAS_H

#include <stddef.h>

/* Writes "openblas 0.3.29, 2 threads", or as much of it as can be found out. NumPy must be
 * imported. */
void blas_describe(char *out, size_t size);

#endif
