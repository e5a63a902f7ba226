/* fits(): which floats need no test before they become ints.
 *
 * A float made of ints and constants is no larger than the same operations make of the largest
 * magnitudes: rounding to nearest never changes which of two numbers is larger. What is bounded so
 * is neither infinite nor a nan, as every operation below gives a finite result for finite operands
 * that its bound does not let overflow. Looks no further than to block parameters. */
#include "interval.h"
#include "ranges.h"

#include <ir/passes.h>
#include <math.h>

/* A chain of operations is followed so far. */
enum { DEEPEST = 64 };

typedef struct Bounds {
    const Fn *fn;
    const IntRange *ranges;
    double *known; /* by value: its largest magnitude, INFINITY if it may be anything; 0: not asked
                    */
} Bounds;

static double bound(const Bounds *b, ValueId value, int depth);

static double bound_of_int(const Bounds *b, ValueId value) {
    IntRange range = b->ranges[value];
    return range_is_empty(range) ? INFINITY : fmax(-(double)range.low, (double)range.high);
}

static double compute_bound(const Bounds *b, const Instruction *made, int depth) {
    const ValueId *operands = made->operands;
    const Instruction *divisor;
    switch (made->op) {
    case OP_CONST_FLOAT: return isfinite(made->number) ? fabs(made->number) : INFINITY;
    case OP_NATIVE_SUM_SEED: return 0.0;
    case OP_I64_TO_FLOAT:
    case OP_SCALAR_FROM_I64: return bound_of_int(b, operands[0]);
    case OP_SCALAR_FROM_FLOAT:
    case OP_SCALAR_TO_FLOAT:
    case OP_FLOAT_NEG:
    case OP_FLOAT_ABS: return bound(b, operands[0], depth);
    case OP_FLOAT_FLOOR:
    case OP_FLOAT_CEIL:
    case OP_FLOAT_ROUND: return ceil(bound(b, operands[0], depth));
    case OP_FLOAT_SQRT: return sqrt(bound(b, operands[0], depth));
    case OP_FLOAT_ADD:
    case OP_FLOAT_SUB:
    case OP_NATIVE_ADD: return bound(b, operands[0], depth) + bound(b, operands[1], depth);
    case OP_FLOAT_MUL:
    case OP_NATIVE_MUL: {
        double product = bound(b, operands[0], depth) * bound(b, operands[1], depth);
        return isnan(product) ? INFINITY : product;
    }
    case OP_FLOAT_DIV:
        divisor = fn_definition(b->fn, operands[1]);
        return divisor && divisor->op == OP_CONST_FLOAT && fabs(divisor->number) > 0
                   ? bound(b, operands[0], depth) / fabs(divisor->number)
                   : INFINITY;
    default: return INFINITY;
    }
}

/* Python's floats and NumPy's of the same width: narrower ones round to other numbers. */
static bool is_double(const Type *type) {
    return type->kind == TYPE_FLOAT || (type->kind == TYPE_SCALAR && type->dtype == DTYPE_FLOAT64);
}

static double bound(const Bounds *b, ValueId value, int depth) {
    const Instruction *made = fn_definition(b->fn, value);
    if (!made || depth == DEEPEST || !is_double(fn_type(b->fn, value)))
        return INFINITY;
    if (b->known[value] == 0)
        b->known[value] = compute_bound(b, made, depth + 1);
    return b->known[value];
}

static bool is_conversion(const Block *block) {
    return block_terminator(block)->op == OP_FLOAT_TO_I64_CHECKED;
}

void fits(Fn *fn) {
    Bounds bounds = {.fn = fn};
    for (int i = 0; i < fn->blocks.count; i++) {
        Block *block = fn->blocks.items[i];
        if (!is_conversion(block))
            continue;
        if (!bounds.ranges) {
            bounds.ranges = find_ranges(fn);
            bounds.known = ARENA_ARRAY(fn->arena, double, fn->values.count);
        }
        Instruction *conversion = block_terminator(block);
        if (bound(&bounds, conversion->operands[0], 0) < 0x1p63)
            fn_make_plain(fn, block, conversion, OP_FLOAT_TO_I64);
    }
}
