/* Code that records what thunks give, and code that hands it back. What is recorded, and why, is
 * replay.c's. */
#include "lowering.h"
#include "replay.h"

#include <stddef.h>

_Static_assert(offsetof(JitLog, next) == 0, "the log's address is that of its position");

static LLVMValueRef log_address(Generator *g) {
    return l_address(g, g->options->log, "log");
}

void replay_begin(Generator *g) {
    if (g->options->thunks < JIT_THUNKS_CHECKED || !g->options->inline_thunks)
        return; /* stubs hand back, which share the log in memory */
    g->v_next = LLVMBuildAlloca(g->builder, g->pointer_type, "next.place");
    LLVMValueRef v_next = LLVMBuildLoad2(g->builder, g->pointer_type, log_address(g), "next");
    LLVMBuildStore(g->builder, v_next, g->v_next);
}

void replay_end(Generator *g) {
    if (!g->v_next)
        return;
    LLVMValueRef v_next = LLVMBuildLoad2(g->builder, g->pointer_type, g->v_next, "next");
    LLVMBuildStore(g->builder, v_next, log_address(g));
}

/* Takes the next result from the log. */
static LLVMValueRef take_bits(Generator *g) {
    LLVMValueRef v_place = g->v_next ? g->v_next : log_address(g);
    LLVMValueRef v_next = LLVMBuildLoad2(g->builder, g->pointer_type, v_place, "next");
    LLVMValueRef v_bits = LLVMBuildLoad2(g->builder, g->int64_type, v_next, "recorded");
    LLVMBuildStore(g->builder, l_field(g, v_next, sizeof(NpjitSlot), "next"), v_place);
    return v_bits;
}

/* The result; an object has one owner more. */
static LLVMValueRef hand_back(Generator *g, const Instruction *instruction) {
    const Type *type = fn_type(g->fn, instruction->result);
    if (replay_kind(g->fn, instruction) == REPLAY_STAND_IN)
        return log_address(g);
    LLVMValueRef v_result = l_from_bits(g, take_bits(g), type);
    if (replay_kind(g->fn, instruction) == REPLAY_OBJECT)
        l_call_runtime(g, "npjit_retain_object", g->void_type, &v_result, 1);
    return v_result;
}

void l_hand_back(Generator *g, const Instruction *instruction) {
    l_define(g, instruction, hand_back(g, instruction));
}

void l_fill_stub(Generator *g, const Instruction *instruction, LLVMValueRef v_stub) {
    LLVMBasicBlockRef b_before = LLVMGetInsertBlock(g->builder);
    LLVMMetadataRef place = g->debug ? LLVMGetCurrentDebugLocation2(g->builder) : NULL;
    LLVMValueRef v_context = g->v_context;
    /* Weak: the optimiser must not conclude anything about its callers, as for a thunk. */
    LLVMSetLinkage(v_stub, LLVMWeakAnyLinkage);
    LLVMPositionBuilderAtEnd(g->builder,
                             LLVMAppendBasicBlockInContext(g->context, v_stub, "entry"));
    debug_place(g, 0, 0);
    g->v_context = LLVMGetParam(v_stub, 0);
    LLVMValueRef v_result = hand_back(g, instruction);
    LLVMBuildStore(g->builder, l_to_bits(g, v_result), LLVMGetLastParam(v_stub));
    LLVMBuildRet(g->builder, l_int32(g, 0));
    g->v_context = v_context;
    LLVMPositionBuilderAtEnd(g->builder, b_before);
    if (place)
        LLVMSetCurrentDebugLocation2(g->builder, place);
}

void l_expect(Generator *g, const Instruction *instruction, int site) {
    LLVMValueRef arguments[] = {log_address(g), l_int64(g, site)};
    l_check(g, instruction, l_call_runtime(g, "npjit_jit_expect", g->int32_type, arguments, 2));
}

void l_record(Generator *g, const Instruction *instruction, int site) {
    if (!replay_gives(g->kernel, instruction))
        return;
    ReplayKind kind = replay_kind(g->fn, instruction);
    LLVMValueRef v_bits = l_int64(g, 0);
    if (kind != REPLAY_STAND_IN)
        v_bits = l_to_bits(g, g->values[instruction->result]);
    LLVMValueRef arguments[] = {log_address(g), l_int64(g, site), v_bits, l_int64(g, kind)};
    LLVMValueRef v_kept = l_call_runtime(g, "npjit_jit_record", g->int32_type, arguments, 4);
    if (kind != REPLAY_OBJECT)
        return;
    LLVMBasicBlockRef b_kept = l_block(g, "kept"), b_recorded = l_block(g, "recorded");
    v_kept = LLVMBuildICmp(g->builder, LLVMIntNE, v_kept, l_int32(g, 0), "kept");
    l_branch(g, v_kept, b_kept, b_recorded, WEIGHT_NONE);
    LLVMPositionBuilderAtEnd(g->builder, b_kept);
    l_retain(g, instruction->result);
    LLVMBuildBr(g->builder, b_recorded);
    LLVMPositionBuilderAtEnd(g->builder, b_recorded);
}
