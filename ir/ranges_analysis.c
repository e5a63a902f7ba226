/* The analysis of ranges(). It starts at the entry and follows only edges that can be taken. A
 * block is visited again when something it reads has changed, always the first of them in reverse
 * postorder, so that a loop has settled before what follows it is looked at. Parameters of loop
 * heads are widened over a few landmarks; two walks over all blocks narrow what widening threw
 * away.
 *
 * A plain i64.add, sub or mul is taken to fit, as ops.def promises. The counter of a range over its
 * last item may wrap; nothing reads it then.
 *
 * Does not: say what an instruction computes (ranges_evaluate.c), or change the function
 * (ranges.c). */
#include "ranges_analysis.h"

enum {
    LANDMARK_VISITS = 12, /* of a loop's head; then widening goes to the ends at once */
    NARROWING_WALKS = 2,
};

static void make_pending(Analysis *a, const Block *block) {
    int position = a->graph->position[block->id];
    a->pending[position] = true;
    if (position < a->next)
        a->next = position;
}

static void set_range(Analysis *a, NodeId node, IntRange range) {
    if (a->narrowing) {
        a->range[node] = range;
        return;
    }
    range = range_join(a->range[node], range);
    if (range_equal(range, a->range[node]))
        return;
    a->range[node] = range;
    for (int i = 0; i < a->readers[node].count; i++)
        make_pending(a, a->readers[node].items[i]);
}

static void visit_parameters(Analysis *a, const Block *block) {
    a->visits[block->id]++;
    for (int i = 0; i < block->parameters.count; i++) {
        ValueId parameter = block->parameters.items[i];
        if (!ranges_is_tracked(a->fn, parameter))
            continue;
        IntRange range = RANGE_EMPTY;
        for (int k = a->graph->first_predecessor[block->id];
             k < a->graph->first_predecessor[block->id + 1]; k++) {
            const Predecessor *from = &a->graph->predecessors[k];
            const Reads *reads = &a->reads[from->block->id];
            if (reads->taken[from->edge])
                range = range_join(range, a->range[reads->arguments[from->edge][i]]);
        }
        if (a->narrowing)
            range = range_meet(range, a->range[parameter]);
        else if (a->is_head[block->id])
            range = range_widen(a->range[parameter], range, a->visits[block->id] > LANDMARK_VISITS);
        set_range(a, parameter, range);
    }
}

static void take_edge(Analysis *a, const Block *block, int number, bool taken) {
    Reads *reads = &a->reads[block->id];
    if (reads->taken[number] != taken) {
        reads->taken[number] = taken;
        make_pending(a, block_terminator(block)->edges[number].target);
    }
    const Refinements *refinements = &reads->refinements[number];
    for (int i = 0; i < refinements->count; i++) {
        const Refinement *refinement = &refinements->items[i];
        IntRange range =
            range_refine(a->range[refinement->of], refinement->op, a->range[refinement->by]);
        set_range(a, refinement->node, range);
    }
}

bool ranges_may_overflow(const Analysis *a, const Instruction *instruction, const NodeId *reads) {
    WideRange exact;
    IntRange operands[2] = {a->range[reads[0]], a->range[reads[1]]};
    return !ranges_evaluate_exactly(instruction->op, operands, &exact) || !range_fits(exact);
}

static void visit_edges(Analysis *a, const Block *block, const NodeId *reads) {
    const Instruction *terminator = block_terminator(block);
    bool taken[EDGES_MOST] = {true, true, true};
    switch (terminator->op) {
    case OP_BRANCH:
        taken[0] = a->range[reads[0]].high == 1;
        taken[1] = a->range[reads[0]].low == 0;
        break;
    case OP_I64_ADD_CHECKED:
    case OP_I64_SUB_CHECKED:
    case OP_I64_MUL_CHECKED:
    case OP_I64_SHL_CHECKED: taken[1] = ranges_may_overflow(a, terminator, reads); break;
    default: break;
    }
    for (int i = 0; i < terminator->edge_count; i++)
        take_edge(a, block, i, taken[i] || (!a->narrowing && a->reads[block->id].taken[i]));
}

bool ranges_is_reached(const Analysis *a, const Block *block) {
    for (int k = a->graph->first_predecessor[block->id];
         k < a->graph->first_predecessor[block->id + 1]; k++) {
        const Predecessor *from = &a->graph->predecessors[k];
        if (a->reads[from->block->id].taken[from->edge])
            return true;
    }
    return block->id == 0;
}

static void visit_block(Analysis *a, const Block *block) {
    if (!ranges_is_reached(a, block)) {
        for (int i = 0; i < block_terminator(block)->edge_count; i++)
            take_edge(a, block, i, false);
        return;
    }
    if (block->id != 0)
        visit_parameters(a, block);
    const NodeId *reads = a->reads[block->id].operands;
    for (int i = 0; i < block->instructions.count; i++) {
        const Instruction *instruction = block->instructions.items[i];
        if (instruction->result && ranges_is_tracked(a->fn, instruction->result))
            set_range(a, instruction->result, ranges_evaluate(a, instruction, reads));
        if (i < block->instructions.count - 1)
            reads += instruction->operand_count;
    }
    visit_edges(a, block, reads);
}

/* Visits blocks until none is pending. */
static void settle(Analysis *a) {
    make_pending(a, a->fn->blocks.items[0]);
    while (a->next < a->graph->order_count) {
        int position = a->next++;
        if (!a->pending[position])
            continue;
        a->pending[position] = false;
        visit_block(a, a->graph->order[position]);
    }
}

static void narrow(Analysis *a) {
    a->narrowing = true;
    for (int walk = 0; walk < NARROWING_WALKS; walk++)
        for (int i = 0; i < a->graph->order_count; i++)
            visit_block(a, a->graph->order[i]);
}

/* ---- what is known from the start ---- */

/* Leaves that signatures call small are within 32 bits. */
static void enter_type(Analysis *a, const Type *type, int *position) {
    if (type_is_leaf(type)) {
        ValueId parameter = a->fn->blocks.items[0]->parameters.items[(*position)++];
        if (ranges_is_tracked(a->fn, parameter))
            a->range[parameter] = type->kind == TYPE_BOOL ? RANGE_TRUTH : RANGE_FULL;
        return;
    }
    int first = *position;
    for (int i = 0; i < type->item_count; i++)
        enter_type(a, type->items[i], position);
    if (type->kind == TYPE_SMALL)
        a->range[a->fn->blocks.items[0]->parameters.items[first]] =
            (IntRange){INT32_MIN, INT32_MAX};
}

static void find_heads(Analysis *a) {
    for (int i = 0; i < a->graph->order_count; i++) {
        int id = a->graph->order[i]->id;
        for (int k = a->graph->first_predecessor[id]; k < a->graph->first_predecessor[id + 1]; k++)
            a->is_head[id] |= a->graph->position[a->graph->predecessors[k].block->id] >= i;
    }
}

void ranges_analyse(Analysis *a) {
    Fn *fn = a->fn;
    a->graph = graph_create(fn);
    graph_find_dominators(fn, a->graph);
    a->reads = ARENA_ARRAY(fn->arena, Reads, fn->blocks.count);
    a->is_head = ARENA_ARRAY(fn->arena, bool, fn->blocks.count);
    a->name = ARENA_ARRAY(fn->arena, NodeId, fn->values.count);
    a->visits = ARENA_ARRAY(fn->arena, int, fn->blocks.count);
    a->pending = ARENA_ARRAY(fn->arena, bool, a->graph->order_count);
    a->node_count = a->readers_capacity = fn->values.count;
    a->readers = ARENA_ARRAY(fn->arena, Readers, fn->values.count);
    find_heads(a);
    ranges_name_everything(a);
    a->range = ARENA_ARRAY(fn->arena, IntRange, a->node_count);
    for (int i = 0; i < a->node_count; i++)
        a->range[i] = RANGE_EMPTY;
    int position = 0;
    for (int i = 0; i < fn->arguments.count; i++)
        enter_type(a, fn->arguments.items[i], &position);
    settle(a);
    narrow(a);
}
