/* Loops that append to lists get one way back to their head, however many branches come to it. In
 * turns that append nothing the list's place and length stay as they are, and LLVM would make two
 * nested loops of that, the inner one for such turns, and compute anew what the two share. In other
 * loops that gains more than it costs. */
#include "lowering.h"

/* Whether an edge from one block to another leads back, in the order in which blocks are written.
 */
static bool leads_back(const Generator *g, const Block *from, const Block *target) {
    return g->positions[target->id] <= g->positions[from->id];
}

static bool appends(const Generator *g, const Block *block) {
    for (int i = 0; i < block->instructions.count; i++) {
        const Instruction *instruction = block->instructions.items[i];
        if (instruction->op == OP_LIST_APPEND && g->kernel->is_private[instruction->operands[0]])
            return g->kernel->hot[block->id];
    }
    return false;
}

static Latch make_latch(Generator *g, const Block *head) {
    Latch latch = {.block = l_block(g, "latch"),
                   .v_phis = ARENA_ARRAY(g->arena, LLVMValueRef, head->parameters.count + 1)};
    LLVMPositionBuilderAtEnd(g->builder, latch.block);
    for (int i = 0; i < head->parameters.count; i++) {
        LLVMValueRef v_phi = g->values[head->parameters.items[i]];
        latch.v_phis[i] = LLVMBuildPhi(g->builder, LLVMTypeOf(v_phi), "next");
        LLVMAddIncoming(v_phi, &latch.v_phis[i], &latch.block, 1);
    }
    LLVMBuildBr(g->builder, g->blocks[head->id]);
    return latch;
}

/* How many edges lead back to the head, and whether the blocks up to the last of them append. */
static int ways_back(const Generator *g, const Block *const *order, int count, int head,
                     bool *has_append) {
    int ways = 0;
    bool found = false;
    *has_append = false;
    for (int i = head; i < count; i++) {
        const Instruction *terminator = block_terminator(order[i]);
        found = found || appends(g, order[i]);
        for (int e = 0; e < terminator->edge_count; e++)
            if (terminator->edges[e].target == order[head]) {
                ways++;
                *has_append = found;
            }
    }
    return ways;
}

void loop_begin(Generator *g, const Block *const *order, int count) {
    bool has_append;
    for (int i = 0; i < count; i++)
        g->positions[order[i]->id] = i;
    for (int i = 0; i < count; i++)
        if (ways_back(g, order, count, i, &has_append) > 1 && has_append)
            g->latches[order[i]->id] = make_latch(g, order[i]);
}

const Latch *loop_latch(const Generator *g, const Block *target) {
    const Latch *latch = &g->latches[target->id];
    return latch->block && leads_back(g, g->block, target) ? latch : NULL;
}
