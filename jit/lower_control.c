/* Control: jumps, branches and returns, the poll for signals, counting of owners, iteration over
 * objects. Not here: what happens after an exception, see lower_unwind.c. */
#include "lowering.h"

#include <stddef.h>

LLVMBasicBlockRef l_block(Generator *g, const char *name) {
    return LLVMAppendBasicBlockInContext(g->context, g->function, name);
}

LLVMBasicBlockRef l_edge(Generator *g, const Instruction *instruction, int index) {
    const Edge *edge = &instruction->edges[index];
    if (!g->blocks[edge->target->id])
        return l_leave(g, edge);
    LLVMBasicBlockRef b_from = LLVMGetInsertBlock(g->builder);
    const Latch *latch = loop_latch(g, edge->target);
    LLVMBasicBlockRef b_target = latch ? latch->block : g->blocks[edge->target->id];
    LLVMBasicBlockRef b_to = b_target;
    /* LLVM's phis know a predecessor, not an edge: a second edge to one target needs a block of its
     * own. */
    if (index > 0 && edge->target == instruction->edges[0].target && edge->argument_count > 0) {
        b_to = l_block(g, "edge");
        LLVMPositionBuilderAtEnd(g->builder, b_to);
        LLVMBuildBr(g->builder, b_target);
        LLVMPositionBuilderAtEnd(g->builder, b_from);
        b_from = b_to;
    }
    for (int i = 0; i < edge->argument_count; i++) {
        LLVMValueRef v_phi =
            latch ? latch->v_phis[i] : g->values[edge->target->parameters.items[i]];
        LLVMAddIncoming(v_phi, &g->values[edge->arguments[i]], &b_from, 1);
        ValueId taken = edge->target->parameters.items[i];
        if (is_held_view(g, taken))
            view_add_incoming(latch ? latch->views[i] : g->views[taken],
                              g->views[edge->arguments[i]], b_from);
    }
    return b_to;
}

void l_branch(Generator *g, LLVMValueRef v_condition, LLVMBasicBlockRef b_true,
              LLVMBasicBlockRef b_false, Weight weight) {
    LLVMValueRef v_branch = LLVMBuildCondBr(g->builder, v_condition, b_true, b_false);
    if (weight != WEIGHT_NONE)
        LLVMSetMetadata(v_branch, g->weight_kind,
                        weight == WEIGHT_FIRST_UNLIKELY ? g->first_unlikely : g->second_unlikely);
}

static void emit_jump(Generator *g, const Instruction *instruction) {
    LLVMBuildBr(g->builder, l_edge(g, instruction, 0));
}

static void emit_branch(Generator *g, const Instruction *instruction) {
    bool first_cold = instruction->edges[0].target->cold;
    bool second_cold = instruction->edges[1].target->cold;
    Weight weight = first_cold == second_cold ? WEIGHT_NONE
                    : first_cold              ? WEIGHT_FIRST_UNLIKELY
                                              : WEIGHT_SECOND_UNLIKELY;
    LLVMBasicBlockRef b_true = l_edge(g, instruction, 0);
    LLVMBasicBlockRef b_false = l_edge(g, instruction, 1);
    l_branch(g, l_operand(g, instruction, 0), b_true, b_false, weight);
}

static void emit_return(Generator *g, const Instruction *instruction) {
    replay_end(g);
    l_store_slot(g, l_int64(g, instruction->immediate), g->v_results, 0);
    for (int i = 0; i < instruction->operand_count; i++)
        l_store_slot(g, l_operand(g, instruction, i), g->v_results, i + 1);
    LLVMBuildRet(g->builder, l_int32(g, 0));
}

static void emit_raised(Generator *g, const Instruction *instruction) {
    l_call_runtime(g, "npjit_raised", g->int32_type, NULL, 0);
    l_raise(g, instruction);
}

static void emit_retain(Generator *g, const Instruction *instruction) {
    l_retain(g, instruction->operands[0]);
}

static void emit_release(Generator *g, const Instruction *instruction) {
    if (g->moved != instruction->operands[0])
        l_release(g, instruction->operands[0]);
    g->moved = 0;
}

/* The flag is volatile: a signal handler sets it behind the program's back. */
static void emit_poll(Generator *g, const Instruction *instruction) {
    _Static_assert(offsetof(NpjitContext, interrupted) == 0, "poll reads the first field");
    LLVMValueRef v_flag = LLVMBuildLoad2(g->builder, g->int32_type, g->v_context, "interrupted");
    LLVMSetVolatile(v_flag, true);
    LLVMValueRef v_set = LLVMBuildICmp(g->builder, LLVMIntNE, v_flag, l_int32(g, 0), "poll");
    LLVMBasicBlockRef b_interrupted = l_block(g, "interrupted");
    LLVMBasicBlockRef b_go_on = l_block(g, "go_on");
    l_branch(g, v_set, b_interrupted, b_go_on, WEIGHT_FIRST_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_interrupted);
    l_check(g, instruction, l_call_runtime(g, "npjit_poll_slow", g->int32_type, NULL, 0));
    LLVMBuildBr(g->builder, b_go_on);
    LLVMPositionBuilderAtEnd(g->builder, b_go_on);
}

/* npjit_object_next stores NULL when the iterator is exhausted. */
static void emit_object_next(Generator *g, const Instruction *instruction) {
    l_call_by_signature(g, instruction, "npjit_object_next");
    LLVMValueRef v_item = g->values[instruction->result];
    if (!v_item)
        return;
    LLVMValueRef v_more = LLVMBuildIsNotNull(g->builder, v_item, "more");
    LLVMBasicBlockRef b_item = l_edge(g, instruction, 0);
    LLVMBasicBlockRef b_exhausted = l_edge(g, instruction, 1);
    l_branch(g, v_more, b_item, b_exhausted, WEIGHT_NONE);
}

const Emitter control_emitters[OP_COUNT] = {
    [OP_JUMP] = emit_jump,     [OP_BRANCH] = emit_branch,           [OP_RETURN] = emit_return,
    [OP_RAISED] = emit_raised, [OP_RETAIN] = emit_retain,           [OP_RELEASE] = emit_release,
    [OP_POLL] = emit_poll,     [OP_OBJECT_NEXT] = emit_object_next,
};
