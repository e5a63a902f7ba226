/* Single steps of NumPy's inner loops, as ir's native() arranges them: they wrap silently and never
 * raise. */
#include "lowering.h"

#include <float.h>

static bool is_float(Generator *g, const Instruction *instruction) {
    return dtype_infos[l_operand_type(g, instruction, 0)->dtype].kind == 'f';
}

static void emit_arithmetic(Generator *g, const Instruction *instruction) {
    LLVMValueRef v_left = l_operand(g, instruction, 0), v_right = l_operand(g, instruction, 1);
    bool adds = instruction->op == OP_NATIVE_ADD, floats = is_float(g, instruction);
    LLVMOpcode opcode = floats ? (adds ? LLVMFAdd : LLVMFMul) : (adds ? LLVMAdd : LLVMMul);
    LLVMValueRef v_result = LLVMBuildBinOp(g->builder, opcode, v_left, v_right, "item");
    l_define(g, instruction,
             floats ? v_result
                    : l_wrap_to_dtype(g, v_result, fn_type(g->fn, instruction->result)->dtype));
}

/* Items of integer dtypes are extended to 64 bits by their own signedness, so that one comparison
 * serves all of a kind. */
static void emit_extreme(Generator *g, const Instruction *instruction) {
    LLVMValueRef v_left = l_operand(g, instruction, 0), v_right = l_operand(g, instruction, 1);
    bool is_signed = dtype_infos[l_operand_type(g, instruction, 0)->dtype].kind == 'i';
    bool larger = instruction->op == OP_NATIVE_MAX;
    LLVMIntPredicate predicate =
        is_signed ? (larger ? LLVMIntSGE : LLVMIntSLE) : (larger ? LLVMIntUGE : LLVMIntULE);
    LLVMValueRef v_first = LLVMBuildICmp(g->builder, predicate, v_left, v_right, "first");
    l_define(g, instruction, LLVMBuildSelect(g->builder, v_first, v_left, v_right, "item"));
}

/* x - x is 0 for finite x, nan otherwise. */
static void emit_is_finite(Generator *g, const Instruction *instruction) {
    LLVMValueRef v_item = l_operand(g, instruction, 0);
    LLVMValueRef v_zero = LLVMBuildFSub(g->builder, v_item, v_item, "zero");
    l_define(g, instruction,
             LLVMBuildFCmp(g->builder, LLVMRealOEQ, v_zero, LLVMConstNull(LLVMTypeOf(v_item)),
                           "finite"));
}

static void emit_underflows(Generator *g, const Instruction *instruction) {
    LLVMValueRef v_result = l_operand(g, instruction, 0);
    LLVMTypeRef type = LLVMTypeOf(v_result);
    LLVMValueRef v_size = l_intrinsic(g, "llvm.fabs", type, &v_result, 1);
    LLVMValueRef v_underflows =
        LLVMBuildFCmp(g->builder, LLVMRealOLT, v_size, LLVMConstReal(type, DBL_MIN), "tiny");
    for (int i = 1; i <= 2; i++) {
        LLVMValueRef v_nonzero = LLVMBuildFCmp(
            g->builder, LLVMRealUNE, l_operand(g, instruction, i), LLVMConstNull(type), "nonzero");
        v_underflows = LLVMBuildAnd(g->builder, v_underflows, v_nonzero, "underflows");
    }
    l_define(g, instruction, v_underflows);
}

/* A constant of the process. */
bool native_operation(Generator *g, const Instruction *instruction) {
    if (instruction->op != OP_NATIVE_SUM_SEED || !g->options->inline_thunks)
        return false;
    LLVMValueRef v_bits = l_int64(g, (int64_t)npjit_sum_seed);
    l_define(g, instruction, l_from_bits(g, v_bits, fn_type(g->fn, instruction->result)));
    return true;
}

const Emitter native_emitters[OP_COUNT] = {
    [OP_NATIVE_ADD] = emit_arithmetic,      [OP_NATIVE_MUL] = emit_arithmetic,
    [OP_NATIVE_MAX] = emit_extreme,         [OP_NATIVE_MIN] = emit_extreme,
    [OP_NATIVE_IS_FINITE] = emit_is_finite, [OP_NATIVE_UNDERFLOWS] = emit_underflows,
};
