/* Arithmetic on intervals of 64-bit integers, for ranges(). Pure functions. Private to ir/. */
#ifndef NPJIT_IR_INTERVAL_H
#define NPJIT_IR_INTERVAL_H

#include <front/ast.h>
#include <stdbool.h>
#include <stdint.h>

/* All integers from low to high; none at all when low > high. */
typedef struct IntRange {
    int64_t low, high;
} IntRange;

/* Bounds of results before it is known that they fit in 64 bits. Empty as IntRange. */
typedef __int128 Wide;
typedef struct WideRange {
    Wide low, high;
} WideRange;

#define RANGE_FULL  ((IntRange){INT64_MIN, INT64_MAX})
#define RANGE_EMPTY ((IntRange){1, 0})
#define RANGE_TRUTH ((IntRange){0, 1})

static inline bool range_is_empty(IntRange a) {
    return a.low > a.high;
}
static inline bool range_is_single(IntRange a) {
    return a.low == a.high;
}
static inline bool range_equal(IntRange a, IntRange b) {
    return a.low == b.low && a.high == b.high;
}

/* The smallest range with both, and what both have. */
IntRange range_join(IntRange a, IntRange b);
IntRange range_meet(IntRange a, IntRange b);

/* A range with `next` that grows past `old` in few steps only: an end that moved goes to the next
 * landmark, or to the end of the 64-bit integers when `far`. */
IntRange range_widen(IntRange old, IntRange next, bool far);

/* Exact results; empty when an operand is. */
WideRange range_add(IntRange a, IntRange b);
WideRange range_subtract(IntRange a, IntRange b);
WideRange range_multiply(IntRange a, IntRange b);
WideRange range_shift_left(IntRange a, IntRange count); /* counts from 0 to 63; others not fitting
                                                         */

/* Whether every value fits in 64 bits, and those that do. */
bool range_fits(WideRange a);
IntRange range_clip(WideRange a);

/* Results of the operations of these names, under the conditions that ops.def sets on operands. */
IntRange range_floor_divide(IntRange a, IntRange b);
IntRange range_modulo(IntRange a, IntRange b);
IntRange range_and(IntRange a, IntRange b);
IntRange range_or(IntRange a, IntRange b);
IntRange range_xor(IntRange a, IntRange b);
IntRange range_invert(IntRange a);
IntRange range_shift_right(IntRange a, IntRange count);

/* The truth of `a op b`: part of RANGE_TRUTH. */
IntRange range_compare(CompareOperator op, IntRange a, IntRange b);

/* The part of `a` for which `a op b` can hold. */
IntRange range_refine(IntRange a, CompareOperator op, IntRange b);

/* The operator that holds where `op` does not, and the one with operands exchanged. Orderings and
 * equality only. */
CompareOperator compare_negated(CompareOperator op);
CompareOperator compare_mirrored(CompareOperator op);

#endif
