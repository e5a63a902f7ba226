/* Which name of a value each place of a function reads, for ranges(): the value itself, or, where a
 * comparison that a branch depends on bounds it, a node of the edge's own, known by that name
 * wherever the edge dominates (Bodik, Gupta and Sarkar, "ABCD: Eliminating Array Bounds Checks on
 * Demand", after Cytron's renaming). Notes who reads each node, too. Does not: know any interval
 * (ranges_analysis.c). */
#include "ranges_analysis.h"

static bool is_constant(const Fn *fn, ValueId value) {
    const Instruction *definition = fn_definition(fn, value);
    return definition && definition->op == OP_CONST_I64;
}

static NodeId new_node(Analysis *a) {
    a->readers = arena_grow(a->fn->arena, a->readers, a->node_count, &a->readers_capacity,
                            sizeof *a->readers);
    return a->node_count++;
}

/* Has `block` visited again when the node changes. */
static void add_reader(const Analysis *a, NodeId node, const Block *block) {
    Readers *readers = &a->readers[node];
    if (readers->count == 0 || readers->items[readers->count - 1] != block)
        ARENA_PUSH(a->fn->arena, readers, block);
}

/* What the node stands for on this edge: refined already by another part of the condition, or not.
 */
static NodeId name_on_edge(const Refinements *refinements, NodeId node) {
    for (int i = 0; i < refinements->count; i++)
        if (refinements->items[i].of == node)
            node = refinements->items[i].node;
    return node;
}

static void refine(Analysis *a, Refinements *out, ValueId value, CompareOperator op, NodeId by) {
    if (is_constant(a->fn, value))
        return;
    NodeId of = name_on_edge(out, a->name[value]);
    Refinement refinement = {new_node(a), of, by, op, value};
    ARENA_PUSH(a->fn->arena, out, refinement);
}

/* What follows from `condition` being `truth`. */
static void refine_by_condition(Analysis *a, Refinements *out, ValueId condition, bool truth,
                                int depth) {
    const Instruction *test = fn_definition(a->fn, condition);
    if (!test || depth == 0)
        return;
    switch (test->op) {
    case OP_BOOL_NOT: refine_by_condition(a, out, test->operands[0], !truth, depth - 1); break;
    case OP_BOOL_AND:
    case OP_BOOL_OR:
        if (truth == (test->op == OP_BOOL_AND)) {
            refine_by_condition(a, out, test->operands[0], truth, depth - 1);
            refine_by_condition(a, out, test->operands[1], truth, depth - 1);
        }
        break;
    case OP_I64_COMPARE: {
        CompareOperator op = (CompareOperator)test->immediate;
        if (!truth)
            op = compare_negated(op);
        ValueId left = test->operands[0], right = test->operands[1];
        NodeId left_name = a->name[left], right_name = a->name[right];
        refine(a, out, left, op, right_name);
        refine(a, out, right, compare_mirrored(op), left_name);
        break;
    }
    default: break;
    }
}

static void name_arguments(Analysis *a, Reads *reads, const Instruction *terminator, int number) {
    const Edge *edge = &terminator->edges[number];
    if (terminator->op == OP_BRANCH)
        refine_by_condition(a, &reads->refinements[number], terminator->operands[0], number == 0,
                            4);
    reads->arguments[number] = ARENA_ARRAY(a->fn->arena, NodeId, edge->argument_count);
    for (int i = 0; i < edge->argument_count; i++) {
        NodeId node = name_on_edge(&reads->refinements[number], a->name[edge->arguments[i]]);
        reads->arguments[number][i] = node;
        if (ranges_is_tracked(a->fn, edge->arguments[i]))
            add_reader(a, node, edge->target);
    }
}

/* A block that defines a value computes what depends on it in the same visit. */
static void add_operand_reader(const Analysis *a, ValueId value, NodeId node, const Block *block) {
    bool own = node == value && a->fn->values.items[value].block == block;
    if (!own && ranges_is_tracked(a->fn, value))
        add_reader(a, node, block);
}

static void name_operands(const Analysis *a, Reads *reads, const Block *block) {
    int count = 0;
    for (int i = 0; i < block->instructions.count; i++) {
        const Instruction *instruction = block->instructions.items[i];
        for (int k = 0; k < instruction->operand_count; k++) {
            NodeId node = a->name[instruction->operands[k]];
            add_operand_reader(a, instruction->operands[k], node, block);
            reads->operands[count++] = node;
        }
        /* A choice looks at what its condition compares, too. */
        const Instruction *test =
            instruction->op == OP_SELECT ? fn_definition(a->fn, instruction->operands[0]) : NULL;
        for (int k = 0; test && k < test->operand_count; k++)
            add_operand_reader(a, test->operands[k], test->operands[k], block);
    }
}

static void name_reads(Analysis *a, const Block *block) {
    Reads *reads = &a->reads[block->id];
    int count = 0;
    for (int i = 0; i < block->instructions.count; i++)
        count += block->instructions.items[i]->operand_count;
    reads->operands = ARENA_ARRAY(a->fn->arena, NodeId, count);
    name_operands(a, reads, block);
    const Instruction *terminator = block_terminator(block);
    for (int i = 0; i < terminator->edge_count; i++) {
        name_arguments(a, reads, terminator, i);
        for (int k = 0; k < reads->refinements[i].count; k++) {
            add_reader(a, reads->refinements[i].items[k].of, block);
            add_reader(a, reads->refinements[i].items[k].by, block);
        }
    }
}

/* Where one edge alone leads to the block, what it refines goes by its new name from here on. */
static void take_names_of_edge(Analysis *a, const Block *block) {
    if (block->id == 0 || graph_predecessor_count(a->graph, block) != 1)
        return;
    const Predecessor *from = &a->graph->predecessors[a->graph->first_predecessor[block->id]];
    const Refinements *refinements = &a->reads[from->block->id].refinements[from->edge];
    for (int i = 0; i < refinements->count; i++) {
        const Refinement *refinement = &refinements->items[i];
        Rename rename = {refinement->value, a->name[refinement->value]};
        ARENA_PUSH(a->fn->arena, &a->renames, rename);
        a->name[refinement->value] = refinement->node;
    }
}

/* Walks the dominator tree in preorder; a name holds until its block's subtree is left. */
void ranges_name_everything(Analysis *a) {
    Fn *fn = a->fn;
    int count = a->graph->order_count, depth = 0;
    const Block **preorder = ARENA_ARRAY(fn->arena, const Block *, count);
    struct {
        const Block *block;
        int renames;
    } *open = arena_allocate(fn->arena, sizeof *open * (size_t)count);
    for (int i = 0; i < count; i++)
        preorder[a->graph->tree_enter[a->graph->order[i]->id]] = a->graph->order[i];
    for (ValueId value = 0; value < fn->values.count; value++)
        a->name[value] = value;
    for (int i = 0; i < count; i++) {
        while (depth && !graph_dominates(a->graph, open[depth - 1].block, preorder[i])) {
            depth--;
            while (a->renames.count > open[depth].renames) {
                Rename rename = a->renames.items[--a->renames.count];
                a->name[rename.value] = rename.before;
            }
        }
        open[depth].block = preorder[i];
        open[depth++].renames = a->renames.count;
        take_names_of_edge(a, preorder[i]);
        name_reads(a, preorder[i]);
    }
}
