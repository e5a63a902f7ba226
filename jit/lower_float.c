/* Python floats: IEEE doubles without fast-math flags or contraction, so every result is the one
 * that CPython's C code gives. */
#include "lowering.h"

#include <string.h>

static void emit_arithmetic(Generator *g, const Instruction *instruction) {
    LLVMOpcode opcode = instruction->op == OP_FLOAT_ADD   ? LLVMFAdd
                        : instruction->op == OP_FLOAT_SUB ? LLVMFSub
                        : instruction->op == OP_FLOAT_MUL ? LLVMFMul
                                                          : LLVMFDiv;
    l_define(g, instruction,
             LLVMBuildBinOp(g->builder, opcode, l_operand(g, instruction, 0),
                            l_operand(g, instruction, 1), "float"));
}

static void emit_neg(Generator *g, const Instruction *instruction) {
    l_define(g, instruction, LLVMBuildFNeg(g->builder, l_operand(g, instruction, 0), "negated"));
}

/* Functions that IEEE 754 defines to the last bit. */
static void emit_function(Generator *g, const Instruction *instruction) {
    const char *name = instruction->op == OP_FLOAT_ABS     ? "llvm.fabs"
                       : instruction->op == OP_FLOAT_SQRT  ? "llvm.sqrt"
                       : instruction->op == OP_FLOAT_FLOOR ? "llvm.floor"
                       : instruction->op == OP_FLOAT_ROUND ? "llvm.roundeven"
                                                           : "llvm.ceil";
    LLVMValueRef v_operand = l_operand(g, instruction, 0);
    l_define(g, instruction, l_intrinsic(g, name, g->double_type, &v_operand, 1));
}

/* x - x is 0 for finite x, nan otherwise. */
static void emit_is_finite(Generator *g, const Instruction *instruction) {
    LLVMValueRef v_value = l_operand(g, instruction, 0);
    LLVMValueRef v_zero = LLVMBuildFSub(g->builder, v_value, v_value, "zero");
    l_define(g, instruction,
             LLVMBuildFCmp(g->builder, LLVMRealOEQ, v_zero, l_double(g, 0.0), "finite"));
}

/* The call is libm's and nothing else: LLVM would replace some by others that differ in the last
 * bit. */
static LLVMValueRef call_libm(Generator *g, const char *name, LLVMValueRef *operands,
                              unsigned count) {
    LLVMTypeRef types[2] = {g->double_type, g->double_type};
    LLVMTypeRef type = LLVMFunctionType(g->double_type, types, count, false);
    LLVMValueRef v_function = LLVMGetNamedFunction(g->module, name);
    if (!v_function)
        v_function = LLVMAddFunction(g->module, name, type);
    LLVMValueRef v_call = LLVMBuildCall2(g->builder, type, v_function, operands, count, "float");
    l_call_attribute(g, v_call, "nobuiltin");
    l_call_attribute(g, v_call, "nounwind");
    return v_call;
}

static void emit_libm(Generator *g, const Instruction *instruction) {
    LLVMValueRef operands[2], v_known = NULL, v_quick = NULL;
    unsigned count = (unsigned)instruction->operand_count;
    for (unsigned i = 0; i < count; i++)
        operands[i] = l_operand(g, instruction, (int)i);
    if (strcmp(instruction->text, "pow") == 0)
        v_quick = l_known_power(g, operands[0], operands[1], &v_known);
    if (!v_quick) {
        l_define(g, instruction, call_libm(g, instruction->text, operands, count));
        return;
    }
    LLVMBasicBlockRef b_ask = l_block(g, "ask"), b_done = l_block(g, "done");
    LLVMBasicBlockRef b_from[] = {LLVMGetInsertBlock(g->builder), b_ask};
    l_branch(g, v_known, b_done, b_ask, WEIGHT_SECOND_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_ask);
    LLVMValueRef v_results[] = {v_quick, call_libm(g, instruction->text, operands, count)};
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
    LLVMValueRef v_power = LLVMBuildPhi(g->builder, g->double_type, "power");
    LLVMAddIncoming(v_power, v_results, b_from, 2);
    l_define(g, instruction, v_power);
}

static void emit_compare(Generator *g, const Instruction *instruction) {
    LLVMRealPredicate predicate;
    if (l_real_predicate(g, instruction, &predicate))
        return;
    l_define(g, instruction,
             LLVMBuildFCmp(g->builder, predicate, l_operand(g, instruction, 0),
                           l_operand(g, instruction, 1), "truth"));
}

/* A nan is true, as in Python: not equal to zero. */
static void emit_to_bool(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildFCmp(g->builder, LLVMRealUNE, l_operand(g, instruction, 0), l_double(g, 0.0),
                           "truth"));
}

static void emit_to_i64(Generator *g, const Instruction *instruction) {
    l_define(g, instruction,
             LLVMBuildFPToSI(g->builder, l_operand(g, instruction, 0), g->int64_type, "int"));
}

/* fptosi is poison out of range, but that value then reaches nobody: only the first edge has it.
 * Both bounds are exact doubles, and ordered comparisons are false for a nan. */
static void emit_to_i64_checked(Generator *g, const Instruction *instruction) {
    LLVMBuilderRef builder = g->builder;
    LLVMValueRef v_value = l_operand(g, instruction, 0);
    LLVMValueRef v_low =
        LLVMBuildFCmp(builder, LLVMRealOGE, v_value, l_double(g, -0x1p63), "not.low");
    LLVMValueRef v_high =
        LLVMBuildFCmp(builder, LLVMRealOLT, v_value, l_double(g, 0x1p63), "not.high");
    LLVMValueRef v_fits = LLVMBuildAnd(builder, v_low, v_high, "fits");
    l_define(g, instruction, LLVMBuildFPToSI(builder, v_value, g->int64_type, "int"));
    LLVMBasicBlockRef b_fits = l_edge(g, instruction, 0);
    LLVMBasicBlockRef b_other = l_edge(g, instruction, 1);
    l_branch(g, v_fits, b_fits, b_other, WEIGHT_SECOND_UNLIKELY);
}

const Emitter float_emitters[OP_COUNT] = {
    [OP_FLOAT_ADD] = emit_arithmetic,
    [OP_FLOAT_SUB] = emit_arithmetic,
    [OP_FLOAT_MUL] = emit_arithmetic,
    [OP_FLOAT_DIV] = emit_arithmetic,
    [OP_FLOAT_NEG] = emit_neg,
    [OP_FLOAT_ABS] = emit_function,
    [OP_FLOAT_COMPARE] = emit_compare,
    [OP_FLOAT_TO_I64_CHECKED] = emit_to_i64_checked,
    [OP_FLOAT_TO_I64] = emit_to_i64,
    [OP_FLOAT_TO_BOOL] = emit_to_bool,
    [OP_FLOAT_SQRT] = emit_function,
    [OP_FLOAT_FLOOR] = emit_function,
    [OP_FLOAT_CEIL] = emit_function,
    [OP_FLOAT_ROUND] = emit_function,
    [OP_FLOAT_IS_FINITE] = emit_is_finite,
    [OP_FLOAT_LIBM] = emit_libm,
};
