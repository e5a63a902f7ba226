/* The way out with an exception: release what the instruction's unwind list names, note the line,
 * return -1. Instructions share these blocks; which of them raised travels in a phi, so that the
 * hot path does nothing but test a status. */
#include "lowering.h"

#include <stddef.h>

/* A node with its block begun and its phi in place. The builder comes back to where it was. */
static Cleanup *make_node(Generator *g, Cleanup *parent, ValueId value) {
    LLVMBasicBlockRef b_before = LLVMGetInsertBlock(g->builder);
    LLVMMetadataRef place = g->debug ? LLVMGetCurrentDebugLocation2(g->builder) : NULL;
    Cleanup *node = ARENA_NEW(g->arena, Cleanup);
    node->value = value;
    node->parent = parent;
    node->block = l_block(g, parent ? "cleanup" : "raise");
    LLVMPositionBuilderAtEnd(g->builder, node->block);
    debug_place(g, 0, 0); /* belongs to no line of the user's */
    node->v_line = LLVMBuildPhi(g->builder, g->int32_type, "line");
    if (parent) {
        bool hot = g->hot;
        g->hot = false;
        l_release(g, value);
        g->hot = hot;
        LLVMBuildBr(g->builder, parent->block);
        LLVMAddIncoming(parent->v_line, &node->v_line, &node->block, 1);
        node->next_sibling = parent->first_child;
        parent->first_child = node;
    } else {
        LLVMValueRef v_field =
            l_field(g, g->v_context, offsetof(NpjitContext, error_line), "error_line");
        LLVMBuildStore(g->builder, node->v_line, v_field);
        LLVMBuildRet(g->builder, l_int32(g, -1));
    }
    LLVMPositionBuilderAtEnd(g->builder, b_before);
    if (place)
        LLVMSetCurrentDebugLocation2(g->builder, place);
    return node;
}

static Cleanup *child_for(Generator *g, Cleanup *parent, ValueId value) {
    for (Cleanup *child = parent->first_child; child; child = child->next_sibling)
        if (child->value == value)
            return child;
    return make_node(g, parent, value);
}

/* The line at which the exception was raised: an exception raised again keeps its own. */
static LLVMValueRef raised_line(Generator *g, const Instruction *instruction) {
    if (instruction->op != OP_EXCEPTION_AGAIN)
        return l_int32(g, instruction->line);
    return LLVMBuildTrunc(g->builder, l_operand(g, instruction, 1), g->int32_type, "line");
}

/* Where the instruction goes when it raises, its line handed over. What was owned last is
 * released first, so that the beginnings of lists, which own() shares, are shared here, too. */
static LLVMBasicBlockRef cleanup_block(Generator *g, const Instruction *instruction) {
    if (!g->cleanup)
        g->cleanup = make_node(g, NULL, 0);
    Cleanup *node = g->cleanup;
    for (int i = 0; i < instruction->unwind_count; i++)
        node = child_for(g, node, instruction->unwind[i]);
    LLVMValueRef v_line = raised_line(g, instruction);
    LLVMBasicBlockRef b_from = LLVMGetInsertBlock(g->builder);
    LLVMAddIncoming(node->v_line, &v_line, &b_from, 1);
    return node->block;
}

/* Where the instruction goes when it raises: out of the function, or, inside a try statement, along
 * its last edge with the line noted. */
static LLVMBasicBlockRef raise_block(Generator *g, const Instruction *instruction) {
    const Edge *edge = instruction_raise_edge(instruction);
    if (!edge)
        return cleanup_block(g, instruction);
    LLVMBasicBlockRef b_before = LLVMGetInsertBlock(g->builder);
    LLVMValueRef v_line = raised_line(g, instruction);
    LLVMBasicBlockRef b_caught = l_block(g, "caught");
    LLVMPositionBuilderAtEnd(g->builder, b_caught);
    LLVMBuildStore(g->builder, v_line,
                   l_field(g, g->v_context, offsetof(NpjitContext, error_line), "error_line"));
    LLVMBuildBr(g->builder, l_edge(g, instruction, instruction->edge_count - 1));
    LLVMPositionBuilderAtEnd(g->builder, b_before);
    return b_caught;
}

void l_check(Generator *g, const Instruction *instruction, LLVMValueRef v_status) {
    LLVMBasicBlockRef b_cleanup = raise_block(g, instruction);
    LLVMBasicBlockRef b_fine = l_block(g, "fine");
    LLVMValueRef v_failed =
        LLVMBuildICmp(g->builder, LLVMIntSLT, v_status, l_int32(g, 0), "failed");
    l_branch(g, v_failed, b_cleanup, b_fine, WEIGHT_FIRST_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_fine);
}

LLVMValueRef l_check_made(Generator *g, const Instruction *instruction, LLVMValueRef v_made) {
    LLVMBasicBlockRef b_made = l_block(g, "made");
    l_branch(g, LLVMBuildIsNull(g->builder, v_made, "none"), raise_block(g, instruction), b_made,
             WEIGHT_FIRST_UNLIKELY);
    LLVMPositionBuilderAtEnd(g->builder, b_made);
    return v_made;
}

void l_raise(Generator *g, const Instruction *instruction) {
    LLVMBuildBr(g->builder, raise_block(g, instruction));
}
