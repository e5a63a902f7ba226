/* What native.map and native.reduce can compute of the items of arrays: their text is postfix, and
 * here are its words. An operand is a letter for what it is and its number:
 *   a array   f Python float   i Python int   d np.float64   q np.int64
 * A slice of an array is v, the array's number, and those of start, stop and step, '-' for None.
 * A step is NumPy's name for it. Reductions, always last, are fuse()'s and the JIT's own. */
#ifndef NPJIT_IR_ELEMENTWISE_H
#define NPJIT_IR_ELEMENTWISE_H

#include <ir/fn.h>

/* The letter of an operand of this type, 0 where there is none. */
char elementwise_letter(const Type *type);

/* The dtype in which an operand of this type takes part. */
Dtype elementwise_operand_dtype(const Type *type);

/* How many operands the step takes; 0 when there is no such step. */
int elementwise_arity(const char *word);

/* The dtype in which NumPy computes the step for items of these dtypes, and that of what it gives.
 * Of one operand both are the same. DTYPE_COUNT where it is not emitted. */
Dtype elementwise_common(const char *word, Dtype a, Dtype b);
Dtype elementwise_result(const char *word, Dtype a, Dtype b);

/* Whether an operator in place may convert what it computes to the array's dtype: NumPy's casting
 * rule same_kind. */
bool elementwise_casts(Dtype from, Dtype to);

/* Whether the step compares. */
bool elementwise_compares(const char *word);

/* NumPy's name for an operator, NULL where it is none of the steps. */
const char *elementwise_operator(int64_t binary_operator);
const char *elementwise_comparison(int64_t compare_operator);

#endif
