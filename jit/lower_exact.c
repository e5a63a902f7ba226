/* Exact ints where code loops: what their small form needs, which runtime/thunks.h states, is
 * emitted here; big ones are left to the thunks, called. That takes a third of the code that
 * inlining the thunks makes. */
#include "lowering.h"

static bool is_emitted(const Generator *g) {
    return g->hot && g->options->inline_thunks;
}

/* The small form is twice the value, and the value is small if that does not overflow. */
bool exact_operation(Generator *g, const Instruction *instruction, const char *thunk) {
    if (instruction->op != OP_I64_TO_INT || !is_emitted(g))
        return false;
    LLVMValueRef v_value = l_operand(g, instruction, 0);
    LLVMValueRef both[] = {v_value, v_value};
    LLVMValueRef v_pair = l_intrinsic(g, "llvm.sadd.with.overflow", g->int64_type, both, 2);
    LLVMValueRef v_small = LLVMBuildExtractValue(g->builder, v_pair, 0, "small");
    LLVMValueRef v_big = LLVMBuildExtractValue(g->builder, v_pair, 1, "big");
    l_define_or_call(g, instruction, LLVMBuildNot(g->builder, v_big, "fits"), v_small, thunk);
    return true;
}

/* Small ones have no owners. */
bool exact_owners(Generator *g, ValueId value, const char *thunk) {
    if (!is_emitted(g))
        return false;
    LLVMValueRef v_big = LLVMBuildTrunc(g->builder, g->values[value], g->bool_type, "big");
    LLVMBasicBlockRef b_big = l_block(g, "big"), b_done = l_block(g, "done");
    l_branch(g, v_big, b_big, b_done, WEIGHT_NONE);
    LLVMPositionBuilderAtEnd(g->builder, b_big);
    g->hot = false;
    l_call_runtime(g, thunk, g->void_type, &g->values[value], 1);
    g->hot = true;
    LLVMBuildBr(g->builder, b_done);
    LLVMPositionBuilderAtEnd(g->builder, b_done);
    return true;
}
