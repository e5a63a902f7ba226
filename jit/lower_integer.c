/* Constants, bools and raw 64-bit ints. Nothing here is ever poison or undefined within an
 * operation's contract in ir/ops.def; the plain arithmetic is nsw because it provably fits. */
#include "lowering.h"

#include <runtime/thunks.h>

/* ---- constants ---- */

static void emit_const_i64(Generator *g, const Instruction *instruction) {
    l_define(g, instruction, l_int64(g, instruction->immediate));
}

static void emit_const_float(Generator *g, const Instruction *instruction) {
    l_define(g, instruction, l_double(g, instruction->number));
}

static void emit_const_bool(Generator *g, const Instruction *instruction) {
    l_define(g, instruction, LLVMConstInt(g->bool_type, instruction->immediate != 0, false));
}

static void emit_const_scalar(Generator *g, const Instruction *instruction) {
    const Type *type = fn_type(g->fn, instruction->result);
    l_define(g, instruction, l_from_bits(g, l_int64(g, instruction->immediate), type));
}

/* ---- bool, bits ---- */

static void emit_bitwise(Generator *g, const Instruction *instruction) {
    LLVMOpcode opcode = LLVMAnd;
    switch (instruction->op) {
    case OP_BOOL_OR:
    case OP_I64_OR: opcode = LLVMOr; break;
    case OP_BOOL_XOR:
    case OP_I64_XOR: opcode = LLVMXor; break;
    default: break;
    }
    l_define(g, instruction,
             LLVMBuildBinOp(g->builder, opcode, l_operand(g, instruction, 0),
                            l_operand(g, instruction, 1), "bits"));
}

static void emit_not(Generator *g, const Instruction *instruction) {
    l_define(g, instruction, LLVMBuildNot(g->builder, l_operand(g, instruction, 0), "not"));
}

static void emit_bool_to_i64(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildZExt(g->builder, l_operand(g, instruction, 0), g->int64_type, "int"));
}

static void emit_select(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildSelect(g->builder, l_operand(g, instruction, 0), l_operand(g, instruction, 1),
                             l_operand(g, instruction, 2), "choice"));
}

/* ---- arithmetic ---- */

static void emit_add(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildNSWAdd(g->builder, l_operand(g, instruction, 0), l_operand(g, instruction, 1),
                             "sum"));
}

static void emit_sub(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildNSWSub(g->builder, l_operand(g, instruction, 0), l_operand(g, instruction, 1),
                             "difference"));
}

static void emit_mul(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildNSWMul(g->builder, l_operand(g, instruction, 0), l_operand(g, instruction, 1),
                             "product"));
}

static void emit_strip_end(Generator *g, const Instruction *instruction) {
    LLVMValueRef further[] = {l_operand(g, instruction, 0), l_int64(g, NPJIT_STRIP_TURNS)};
    LLVMValueRef both[] = {l_intrinsic(g, "llvm.sadd.sat", g->int64_type, further, 2),
                           l_operand(g, instruction, 1)};
    l_define(g, instruction, l_intrinsic(g, "llvm.smin", g->int64_type, both, 2));
    if (instruction->immediate) {
        LLVMValueRef v_natural =
            LLVMBuildICmp(g->builder, LLVMIntSGE, further[0], l_int64(g, 0), "natural");
        l_assume(g, v_natural);
    }
}

/* A sum that overflows is taken apart again for the continuation that wants the first operand: kept
 * beside the sum, it would cost the loop a register and a move. */
static LLVMBasicBlockRef overflow_edge(Generator *g, const Instruction *instruction) {
    ValueId first = instruction->operands[0];
    if (instruction->op != OP_I64_ADD_CHECKED || g->blocks[instruction->edges[1].target->id])
        return l_edge(g, instruction, 1);
    LLVMBasicBlockRef b_before = LLVMGetInsertBlock(g->builder);
    LLVMBasicBlockRef b_overflow = l_block(g, "overflow");
    LLVMPositionBuilderAtEnd(g->builder, b_overflow);
    LLVMValueRef v_first = g->values[first];
    g->values[first] = LLVMBuildSub(g->builder, g->values[instruction->result],
                                    l_operand(g, instruction, 1), "first");
    LLVMBuildBr(g->builder, l_edge(g, instruction, 1));
    g->values[first] = v_first;
    LLVMPositionBuilderAtEnd(g->builder, b_before);
    return b_overflow;
}

/* Result on the first edge; the second, unlikely, when it does not fit. */
static void emit_checked(Generator *g, const Instruction *instruction) {
    const char *name = instruction->op == OP_I64_ADD_CHECKED   ? "llvm.sadd.with.overflow"
                       : instruction->op == OP_I64_SUB_CHECKED ? "llvm.ssub.with.overflow"
                                                               : "llvm.smul.with.overflow";
    LLVMValueRef arguments[] = {l_operand(g, instruction, 0), l_operand(g, instruction, 1)};
    LLVMValueRef v_pair = l_intrinsic(g, name, g->int64_type, arguments, 2);
    l_define(g, instruction, LLVMBuildExtractValue(g->builder, v_pair, 0, "result"));
    LLVMValueRef v_overflow = LLVMBuildExtractValue(g->builder, v_pair, 1, "overflow");
    LLVMBasicBlockRef b_fits = l_edge(g, instruction, 0);
    LLVMBasicBlockRef b_overflow = overflow_edge(g, instruction);
    l_branch(g, v_overflow, b_overflow, b_fits, WEIGHT_FIRST_UNLIKELY);
}

/* Fits when shifting back gives the same; the count is masked so that no shift is poison. */
static void emit_shl_checked(Generator *g, const Instruction *instruction) {
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_value = l_operand(g, instruction, 0), v_count = l_operand(g, instruction, 1);
    LLVMValueRef v_masked = LLVMBuildAnd(builder, v_count, l_int64(g, 63), "count");
    LLVMValueRef v_shifted = LLVMBuildShl(builder, v_value, v_masked, "shifted");
    LLVMValueRef v_back = LLVMBuildAShr(builder, v_shifted, v_masked, "back");
    LLVMValueRef v_same = LLVMBuildICmp(builder, LLVMIntEQ, v_back, v_value, "same");
    LLVMValueRef v_small = LLVMBuildICmp(builder, LLVMIntULT, v_count, l_int64(g, 64), "small");
    l_define(g, instruction, v_shifted);
    LLVMValueRef v_fits = LLVMBuildAnd(builder, v_same, v_small, "fits");
    LLVMBasicBlockRef b_fits = l_edge(g, instruction, 0);
    LLVMBasicBlockRef b_overflow = l_edge(g, instruction, 1);
    l_branch(g, v_fits, b_fits, b_overflow, WEIGHT_SECOND_UNLIKELY);
}

static void emit_shr(Generator *g, const Instruction *instruction) {
    LLVMValueRef arguments[] = {l_operand(g, instruction, 1), l_int64(g, 63)};
    LLVMValueRef v_count = l_intrinsic(g, "llvm.umin", g->int64_type, arguments, 2);
    l_define(g, instruction,
             LLVMBuildAShr(g->builder, l_operand(g, instruction, 0), v_count, "shifted"));
}

/* ---- division: Python rounds down, LLVM towards zero ---- */

/* The exponent when `v_value` is a constant power of two, else -1. */
static int power_of_two(LLVMValueRef v_value) {
    if (!LLVMIsAConstantInt(v_value))
        return -1;
    long long value = LLVMConstIntGetSExtValue(v_value);
    return value > 0 && !(value & (value - 1)) ? __builtin_ctzll((unsigned long long)value) : -1;
}

/* Whether rounding towards zero went up: the remainder is not 0 and its sign is not the divisor's.
 * Both tests fold away where LLVM knows the signs. */
static LLVMValueRef rounded_up(Generator *g, LLVMValueRef v_remainder, LLVMValueRef v_divisor) {
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_zero = l_int64(g, 0);
    if (LLVMIsAConstantInt(v_divisor)) /* a remainder of the other sign is not 0 */
        return LLVMBuildICmp(builder,
                             LLVMConstIntGetSExtValue(v_divisor) > 0 ? LLVMIntSLT : LLVMIntSGT,
                             v_remainder, v_zero, "up");
    LLVMValueRef v_signs = LLVMBuildXor(builder, v_remainder, v_divisor, "signs");
    LLVMValueRef v_differ = LLVMBuildICmp(builder, LLVMIntSLT, v_signs, v_zero, "differ");
    LLVMValueRef v_rest = LLVMBuildICmp(builder, LLVMIntNE, v_remainder, v_zero, "rest");
    return LLVMBuildAnd(builder, v_rest, v_differ, "up");
}

static void emit_floordiv(Generator *g, const Instruction *instruction) {
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_left = l_operand(g, instruction, 0), v_right = l_operand(g, instruction, 1);
    int exponent = power_of_two(v_right);
    if (exponent >= 0) {
        l_define(g, instruction, LLVMBuildAShr(builder, v_left, l_int64(g, exponent), "quotient"));
        return;
    }
    LLVMValueRef v_quotient = LLVMBuildSDiv(builder, v_left, v_right, "truncated");
    LLVMValueRef v_remainder = LLVMBuildSRem(builder, v_left, v_right, "remainder");
    LLVMValueRef v_up = rounded_up(g, v_remainder, v_right);
    LLVMValueRef v_fix = LLVMBuildSExt(builder, v_up, g->int64_type, "fix");
    l_define(g, instruction, LLVMBuildAdd(builder, v_quotient, v_fix, "quotient"));
}

/* The processor traps on the least int % -1; x % 1 is 0 as well. */
static LLVMValueRef safe_divisor(Generator *g, LLVMValueRef v_divisor) {
    LLVMValueRef v_minus = LLVMBuildICmp(g->builder, LLVMIntEQ, v_divisor, l_int64(g, -1), "minus");
    return LLVMBuildSelect(g->builder, v_minus, l_int64(g, 1), v_divisor, "divisor");
}

static void emit_mod(Generator *g, const Instruction *instruction) {
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_left = l_operand(g, instruction, 0), v_right = l_operand(g, instruction, 1);
    int exponent = power_of_two(v_right);
    if (exponent >= 0) {
        LLVMValueRef v_mask = l_int64(g, (INT64_C(1) << exponent) - 1);
        l_define(g, instruction, LLVMBuildAnd(builder, v_left, v_mask, "remainder"));
        return;
    }
    LLVMValueRef v_divisor = safe_divisor(g, v_right);
    LLVMValueRef v_remainder = LLVMBuildSRem(builder, v_left, v_divisor, "truncated");
    LLVMValueRef v_up = rounded_up(g, v_remainder, v_divisor);
    LLVMValueRef v_fix = LLVMBuildSelect(builder, v_up, v_divisor, l_int64(g, 0), "fix");
    l_define(g, instruction, LLVMBuildAdd(builder, v_remainder, v_fix, "remainder"));
}

static void emit_natural_division(Generator *g, const Instruction *instruction) {
    LLVMValueRef v_left = l_operand(g, instruction, 0), v_right = l_operand(g, instruction, 1);
    l_define(g, instruction,
             instruction->op == OP_I64_MOD_NATURAL
                 ? LLVMBuildURem(g->builder, v_left, v_right, "remainder")
                 : LLVMBuildUDiv(g->builder, v_left, v_right, "quotient"));
}

/* ---- comparisons and conversions ---- */

/* The small form of an exact int is twice its value. */
static void emit_to_small_int(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildNSWMul(g->builder, l_operand(g, instruction, 0), l_int64(g, 2), "small"));
}

static void emit_compare(Generator *g, const Instruction *instruction) {
    LLVMIntPredicate predicate;
    if (l_int_predicate(g, instruction, true, &predicate))
        return;
    l_define(g, instruction,
             LLVMBuildICmp(g->builder, predicate, l_operand(g, instruction, 0),
                           l_operand(g, instruction, 1), "truth"));
}

static void emit_to_float(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildSIToFP(g->builder, l_operand(g, instruction, 0), g->double_type, "float"));
}

static void emit_to_bool(Generator *g, const Instruction *instruction) {
    l_define(
        g, instruction,
        LLVMBuildICmp(g->builder, LLVMIntNE, l_operand(g, instruction, 0), l_int64(g, 0), "truth"));
}

const Emitter integer_emitters[OP_COUNT] = {
    [OP_CONST_I64] = emit_const_i64,
    [OP_CONST_FLOAT] = emit_const_float,
    [OP_CONST_BOOL] = emit_const_bool,
    [OP_CONST_SCALAR] = emit_const_scalar,
    [OP_BOOL_NOT] = emit_not,
    [OP_BOOL_AND] = emit_bitwise,
    [OP_BOOL_OR] = emit_bitwise,
    [OP_BOOL_XOR] = emit_bitwise,
    [OP_BOOL_TO_I64] = emit_bool_to_i64,
    [OP_SELECT] = emit_select,
    [OP_I64_ADD] = emit_add,
    [OP_I64_SUB] = emit_sub,
    [OP_I64_MUL] = emit_mul,
    [OP_I64_STRIP_END] = emit_strip_end,
    [OP_I64_ADD_CHECKED] = emit_checked,
    [OP_I64_SUB_CHECKED] = emit_checked,
    [OP_I64_MUL_CHECKED] = emit_checked,
    [OP_I64_SHL_CHECKED] = emit_shl_checked,
    [OP_I64_FLOORDIV] = emit_floordiv,
    [OP_I64_MOD] = emit_mod,
    [OP_I64_FLOORDIV_NATURAL] = emit_natural_division,
    [OP_I64_MOD_NATURAL] = emit_natural_division,
    [OP_I64_TO_SMALL_INT] = emit_to_small_int,
    [OP_I64_AND] = emit_bitwise,
    [OP_I64_OR] = emit_bitwise,
    [OP_I64_XOR] = emit_bitwise,
    [OP_I64_INVERT] = emit_not,
    [OP_I64_SHR] = emit_shr,
    [OP_I64_COMPARE] = emit_compare,
    [OP_I64_TO_FLOAT] = emit_to_float,
    [OP_I64_TO_BOOL] = emit_to_bool,
};
