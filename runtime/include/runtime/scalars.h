/* NumPy's arithmetic on scalars, as compiled code asks for it. */
#ifndef NPJIT_RUNTIME_SCALARS_H
#define NPJIT_RUNTIME_SCALARS_H

#include <runtime/thunks.h>

typedef enum ScalarOperation {
    SCALAR_ADD,
    SCALAR_SUB,
    SCALAR_MUL,
    SCALAR_DIV,
    SCALAR_NEG,
} ScalarOperation;

/* Has NumPy do what compiled code has done, whose result is the same, for the warning or exception
 * that comes with it. Operands are bits of `dtype`; SCALAR_NEG has one. Returns 0 or -1. */
int npjit_scalar_tell(NpjitContext *context, int64_t operation, int64_t dtype, uint64_t a,
                      uint64_t b);

#endif
