/* The interval of what one instruction computes, from those of its operands; interval.c has the
 * arithmetic. Does not: know when that changes, or where the instruction stands
 * (ranges_analysis.c). */
#include "ranges_analysis.h"

static IntRange dtype_range(Dtype dtype) {
    switch (dtype) {
    case DTYPE_BOOL: return RANGE_TRUTH;
    case DTYPE_INT8: return (IntRange){INT8_MIN, INT8_MAX};
    case DTYPE_INT16: return (IntRange){INT16_MIN, INT16_MAX};
    case DTYPE_INT32: return (IntRange){INT32_MIN, INT32_MAX};
    case DTYPE_UINT8: return (IntRange){0, UINT8_MAX};
    case DTYPE_UINT16: return (IntRange){0, UINT16_MAX};
    case DTYPE_UINT32: return (IntRange){0, UINT32_MAX};
    default: return RANGE_FULL;
    }
}

/* NumPy makes no array, view or not, whose lengths other than 0 multiply to more bytes than that.
 */
static IntRange array_length_range(Dtype dtype) {
    return (IntRange){0, INT64_MAX / dtype_infos[dtype].bytes};
}

bool ranges_evaluate_exactly(Op op, const IntRange *operands, WideRange *out) {
    switch (op) {
    case OP_I64_ADD:
    case OP_I64_ADD_CHECKED: *out = range_add(operands[0], operands[1]); return true;
    case OP_I64_SUB:
    case OP_I64_SUB_CHECKED: *out = range_subtract(operands[0], operands[1]); return true;
    case OP_I64_MUL:
    case OP_I64_MUL_CHECKED: *out = range_multiply(operands[0], operands[1]); return true;
    case OP_I64_SHL_CHECKED: *out = range_shift_left(operands[0], operands[1]); return true;
    default: return false;
    }
}

static IntRange evaluate_bool(const Instruction *instruction, const IntRange *operands) {
    bool empty = false;
    for (int i = 0; i < instruction->operand_count && i < 2; i++)
        empty |= range_is_empty(operands[i]);
    if (empty)
        return RANGE_EMPTY;
    switch (instruction->op) {
    case OP_CONST_BOOL: return (IntRange){instruction->immediate, instruction->immediate};
    case OP_BOOL_NOT: return (IntRange){1 - operands[0].high, 1 - operands[0].low};
    case OP_BOOL_AND:
        return (IntRange){operands[0].low & operands[1].low, operands[0].high & operands[1].high};
    case OP_BOOL_OR:
        return (IntRange){operands[0].low | operands[1].low, operands[0].high | operands[1].high};
    case OP_I64_COMPARE:
        return range_compare((CompareOperator)instruction->immediate, operands[0], operands[1]);
    case OP_I64_TO_BOOL: return range_compare(COMPARE_NOT_EQUAL, operands[0], (IntRange){0, 0});
    default: return RANGE_TRUTH;
    }
}

static IntRange evaluate_int(const Fn *fn, const Instruction *instruction,
                             const IntRange *operands) {
    switch (instruction->op) {
    case OP_CONST_I64: return (IntRange){instruction->immediate, instruction->immediate};
    case OP_BOOL_TO_I64: return operands[0];
    case OP_I64_FLOORDIV:
    case OP_I64_FLOORDIV_NATURAL: return range_floor_divide(operands[0], operands[1]);
    case OP_I64_MOD:
    case OP_I64_MOD_NATURAL: return range_modulo(operands[0], operands[1]);
    case OP_I64_AND: return range_and(operands[0], operands[1]);
    case OP_I64_OR: return range_or(operands[0], operands[1]);
    case OP_I64_XOR: return range_xor(operands[0], operands[1]);
    case OP_I64_INVERT: return range_invert(operands[0]);
    case OP_I64_SHR: return range_shift_right(operands[0], operands[1]);
    case OP_SCALAR_TO_I64: return dtype_range(fn_type(fn, instruction->operands[0])->dtype);
    case OP_INT_CLASSIFY:
    case OP_LIST_CLASSIFY: return (IntRange){0, 3};
    case OP_LIST_LENGTH: return (IntRange){0, INT64_MAX / (int64_t)sizeof(void *)};
    case OP_NP_LENGTH: return array_length_range(fn_type(fn, instruction->operands[0])->dtype);
    case OP_OBJECT_LENGTH: return (IntRange){0, INT64_MAX};
    default: return RANGE_FULL;
    }
}

/* Each side of a choice under the condition that it is chosen. */
static IntRange evaluate_select(const Analysis *a, const Instruction *instruction,
                                const IntRange *operands) {
    IntRange sides[2] = {operands[1], operands[2]};
    const Instruction *test = fn_definition(a->fn, instruction->operands[0]);
    if (test && test->op == OP_I64_COMPARE) {
        CompareOperator op = (CompareOperator)test->immediate;
        IntRange left = a->range[test->operands[0]], right = a->range[test->operands[1]];
        for (int i = 0; i < 2; i++) {
            CompareOperator holds = i == 0 ? op : compare_negated(op);
            if (instruction->operands[i + 1] == test->operands[0])
                sides[i] = range_refine(sides[i], holds, right);
            else if (instruction->operands[i + 1] == test->operands[1])
                sides[i] = range_refine(sides[i], compare_mirrored(holds), left);
        }
    }
    return range_join(operands[0].high == 1 ? sides[0] : RANGE_EMPTY,
                      operands[0].low == 0 ? sides[1] : RANGE_EMPTY);
}

IntRange ranges_evaluate(const Analysis *a, const Instruction *instruction, const NodeId *reads) {
    IntRange operands[3] = {RANGE_FULL, RANGE_FULL, RANGE_FULL};
    for (int i = 0; i < instruction->operand_count && i < 3; i++)
        if (ranges_is_tracked(a->fn, instruction->operands[i]))
            operands[i] = a->range[reads[i]];
    WideRange exact;
    if (instruction->op == OP_SELECT)
        return evaluate_select(a, instruction, operands);
    if (ranges_evaluate_exactly(instruction->op, operands, &exact))
        return range_clip(exact);
    if (fn_type(a->fn, instruction->result)->kind == TYPE_BOOL)
        return evaluate_bool(instruction, operands);
    return evaluate_int(a->fn, instruction, operands);
}
