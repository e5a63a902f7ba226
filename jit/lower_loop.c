/* Loops that append to lists, or count something in some turns, get one way back to their head,
 * however many branches come to it. In the other turns the list's place and length, or the count,
 * stay as they are, and LLVM would make two nested loops of that, the inner one for such turns, and
 * compute anew what the two share; a count needs no branch at all where the ways meet before the
 * head. In other loops that gains more than it costs. A turn that goes several ways is not written
 * down twice, either: that takes a quarter more of compile time and gains nothing (scenario C1). */
#include "lowering.h"

#include <llvm-c/DebugInfo.h>

/* LLVM computes no more than a few results that it may not need. */
enum { COUNTS_MOST = 2 };

/* Whether an edge from one block to another leads back, in the order in which blocks are written.
 */
static bool leads_back(const Generator *g, const Block *from, const Block *target) {
    return g->positions[target->id] <= g->positions[from->id];
}

static bool appends(const Generator *g, const Block *block) {
    for (int i = 0; i < block->instructions.count; i++) {
        const Instruction *instruction = block->instructions.items[i];
        bool is_append = instruction->op == OP_LIST_APPEND || instruction->op == OP_LIST_PUSH;
        if (is_append && g->kernel->is_private[instruction->operands[0]])
            return g->is_hot[block->id];
    }
    return false;
}

/* Whether all that the block does is to count, and to go back. */
static bool counts(const Generator *g, const Block *block) {
    int last = block->instructions.count - 1, sums = 0;
    for (int i = 0; i < last; i++) {
        Op op = block->instructions.items[i]->op;
        if (op != OP_CONST_I64 && op != OP_I64_ADD && op != OP_I64_SUB)
            return false;
        sums += op != OP_CONST_I64;
    }
    const Instruction *terminator = block->instructions.items[last];
    return sums > 0 && sums <= COUNTS_MOST && g->is_hot[block->id] && terminator->op == OP_JUMP &&
           leads_back(g, block, terminator->edges[0].target);
}

/* LLVM knows a loop by a node that begins with itself. */
static void forbid_unrolling(const Generator *g, LLVMValueRef v_back) {
    static const char kind[] = "llvm.loop", property[] = "llvm.loop.unroll.runtime.disable";
    LLVMMetadataRef name = LLVMMDStringInContext2(g->context, property, sizeof property - 1);
    LLVMMetadataRef itself = LLVMTemporaryMDNode(g->context, NULL, 0);
    LLVMMetadataRef parts[] = {itself, LLVMMDNodeInContext2(g->context, &name, 1)};
    LLVMMetadataRef loop = LLVMMDNodeInContext2(g->context, parts, 2);
    LLVMMetadataReplaceAllUsesWith(itself, loop);
    LLVMSetMetadata(v_back, LLVMGetMDKindIDInContext(g->context, kind, sizeof kind - 1),
                    LLVMMetadataAsValue(g->context, loop));
}

static Latch make_latch(Generator *g, const Block *head) {
    Latch latch = {.block = l_block(g, "latch"),
                   .v_phis = ARENA_ARRAY(g->arena, LLVMValueRef, head->parameters.count + 1),
                   .views = ARENA_ARRAY(g->arena, ArrayView *, head->parameters.count + 1)};
    LLVMPositionBuilderAtEnd(g->builder, latch.block);
    for (int i = 0; i < head->parameters.count; i++) {
        LLVMValueRef v_phi = g->values[head->parameters.items[i]];
        latch.v_phis[i] = LLVMBuildPhi(g->builder, LLVMTypeOf(v_phi), "next");
        LLVMAddIncoming(v_phi, &latch.v_phis[i], &latch.block, 1);
        const ArrayView *view = g->views[head->parameters.items[i]];
        if (!view)
            continue;
        latch.views[i] = view_phis(g, fn_type(g->fn, head->parameters.items[i])->ndim);
        view_add_incoming(view, latch.views[i], latch.block);
    }
    forbid_unrolling(g, LLVMBuildBr(g->builder, g->blocks[head->id]));
    return latch;
}

/* What leads back to a head: how many edges, and from where the last of them. */
typedef struct Ways {
    int count, last;
} Ways;

static Ways *find_ways_back(const Generator *g, const Block *const *order, int count) {
    Ways *ways = ARENA_ARRAY(g->arena, Ways, count);
    for (int i = 0; i < count; i++) {
        const Instruction *terminator = block_terminator(order[i]);
        for (int e = 0; e < terminator->edge_count; e++) {
            const Block *target = terminator->edges[e].target;
            if (!g->blocks[target->id] || !leads_back(g, order[i], target))
                continue;
            Ways *back = &ways[g->positions[target->id]];
            back->count++;
            back->last = i;
        }
    }
    return ways;
}

void loop_begin(Generator *g, const Block *const *order, int count) {
    for (int i = 0; i < count; i++)
        g->positions[order[i]->id] = i;
    const Ways *ways = find_ways_back(g, order, count);
    int *gaining = ARENA_ARRAY(g->arena, int, count + 1); /* of the blocks before */
    for (int i = 0; i < count; i++)
        gaining[i + 1] = gaining[i] + (appends(g, order[i]) || counts(g, order[i]));
    for (int i = 0; i < count; i++)
        if (ways[i].count > 1 && gaining[ways[i].last + 1] > gaining[i])
            g->latches[order[i]->id] = make_latch(g, order[i]);
}

const Latch *loop_latch(const Generator *g, const Block *target) {
    const Latch *latch = &g->latches[target->id];
    return latch->block && leads_back(g, g->block, target) ? latch : NULL;
}
