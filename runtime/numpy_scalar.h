/* Arithmetic of NumPy scalars by NumPy itself, for results that may come with a warning. */
#ifndef NPJIT_RUNTIME_NUMPY_SCALAR_H
#define NPJIT_RUNTIME_NUMPY_SCALAR_H

#include <runtime/scalars.h>

/* Both operands and the result are of `dtype`. Return 0, or -1 with an exception set. */
int npjit_scalar_binary(int operation, int dtype, uint64_t a, uint64_t b, uint64_t *out);
int npjit_scalar_negative(int dtype, uint64_t a, uint64_t *out);

#endif
