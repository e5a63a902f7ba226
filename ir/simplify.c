/* simplify(): takes out what says nothing. Each step is one function, linear in the size of the
 * function but for block parameters (same_values.c), which are looked at once for each level of
 * nesting at most; the steps are repeated until none of them finds anything.
 *
 * Does not compute: folding of arithmetic and comparisons is for ranges() and LLVM. */
#include "graph.h"
#include "same_values.h"

#include <ir/passes.h>

/* The graph is made again only for a step that comes after one which changed it. */
typedef struct Simplifier {
    Fn *fn;
    Graph *graph; /* NULL when blocks or edges have changed */
} Simplifier;

static const Graph *current_graph(Simplifier *s) {
    if (!s->graph)
        s->graph = graph_create(s->fn);
    return s->graph;
}

/* What a step returns that may have changed edges. */
static bool edges_changed(Simplifier *s, bool changed) {
    if (changed)
        s->graph = NULL;
    return changed;
}

/* ---- branches that always go one way ---- */

static void make_jump(Instruction *terminator, Edge edge) {
    terminator->edges[0] = edge;
    *terminator = (Instruction){
        .op = OP_JUMP,
        .edges = terminator->edges,
        .edge_count = 1,
        .line = terminator->line,
        .column = terminator->column,
    };
}

static bool fold_branches(Simplifier *s) {
    Fn *fn = s->fn;
    bool changed = false;
    for (int i = 0; i < fn->blocks.count; i++) {
        Instruction *branch = block_terminator(fn->blocks.items[i]);
        if (branch->op != OP_BRANCH)
            continue;
        const Instruction *condition = fn_definition(fn, branch->operands[0]);
        if (condition && condition->op == OP_CONST_BOOL)
            make_jump(branch, branch->edges[condition->immediate ? 0 : 1]);
        else if (same_edge(&branch->edges[0], &branch->edges[1]))
            make_jump(branch, branch->edges[0]);
        else
            continue;
        changed = true;
    }
    return edges_changed(s, changed);
}

/* ---- unreachable blocks ---- */

static bool remove_unreachable_blocks(Simplifier *s) {
    Fn *fn = s->fn;
    const Graph *graph = current_graph(s);
    if (graph->order_count == fn->blocks.count)
        return false;
    int count = 0;
    for (int i = 0; i < fn->blocks.count; i++) {
        Block *block = fn->blocks.items[i];
        if (graph->position[i] < 0)
            continue;
        block->id = count;
        fn->blocks.items[count++] = block;
    }
    fn->blocks.count = count;
    return edges_changed(s, true);
}

/* ---- replacing values ---- */

/* Removes the parameters that `removed` (by value) names, and the arguments given for them. */
static void remove_parameters(Fn *fn, const bool *removed) {
    for (int i = 0; i < fn->blocks.count; i++) {
        const Instruction *terminator = block_terminator(fn->blocks.items[i]);
        for (int e = 0; e < terminator->edge_count; e++) {
            Edge *edge = &terminator->edges[e];
            int kept = 0;
            for (int k = 0; k < edge->argument_count; k++)
                if (!removed[edge->target->parameters.items[k]])
                    edge->arguments[kept++] = edge->arguments[k];
            edge->argument_count = kept;
        }
    }
    for (int i = 0; i < fn->blocks.count; i++) {
        Block *block = fn->blocks.items[i];
        int kept = 0;
        for (int k = 0; k < block->parameters.count; k++)
            if (!removed[block->parameters.items[k]])
                block->parameters.items[kept++] = block->parameters.items[k];
        block->parameters.count = kept;
    }
}

/* ---- parameters that always receive the same value ---- */

/* Where `value` takes the place of a parameter, the local's name lives on if it had none. */
static void keep_name(Fn *fn, ValueId value, ValueId parameter) {
    if (!fn->values.items[value].name)
        fn->values.items[value].name = fn->values.items[parameter].name;
}

static bool replace_constant_parameters(Simplifier *s) {
    Fn *fn = s->fn;
    const Graph *graph = current_graph(s);
    const ValueId *same_as = find_same_values(fn, graph);
    bool *removed = ARENA_ARRAY(fn->arena, bool, fn->values.count);
    bool found = false;
    for (int i = 1; i < graph->order_count; i++) {
        const Block *block = graph->order[i];
        for (int k = 0; k < block->parameters.count; k++) {
            ValueId parameter = block->parameters.items[k], same = same_as[parameter];
            if (same == parameter)
                continue;
            removed[parameter] = found = true;
            keep_name(fn, same, parameter);
        }
    }
    if (found) {
        remove_parameters(fn, removed);
        fn_replace_values(fn, same_as);
    }
    return found;
}

/* ---- chains of blocks ---- */

/* What leads nowhere but to a cold block is as cold as that. */
static void append_block(Fn *fn, Block *block, const Block *next) {
    block->cold |= next->cold && block->id != 0;
    block->instructions.count--; /* the jump */
    for (int i = 0; i < next->instructions.count; i++) {
        Instruction *instruction = next->instructions.items[i];
        ARENA_PUSH(fn->arena, &block->instructions, instruction);
        if (instruction->result)
            fn->values.items[instruction->result].block = block;
    }
}

/* Appends to each block the one that it alone jumps to. Those left behind are unreachable then. */
static bool merge_chains(Simplifier *s) {
    Fn *fn = s->fn;
    const Graph *graph = current_graph(s);
    bool *merged = ARENA_ARRAY(fn->arena, bool, fn->blocks.count);
    bool changed = false;
    for (int i = 0; i < graph->order_count; i++) {
        Block *block = graph->order[i];
        if (merged[block->id])
            continue;
        for (;;) {
            const Instruction *jump = block_terminator(block);
            Block *next = jump->op == OP_JUMP ? jump->edges[0].target : NULL;
            if (!next || next == block || next->parameters.count || next->id == 0 ||
                graph_predecessor_count(graph, next) != 1)
                break;
            append_block(fn, block, next);
            merged[next->id] = changed = true;
        }
    }
    return edges_changed(s, changed);
}

/* ---- jumps to jumps ---- */

static void count_uses(const ValueId *values, int count, int *uses) {
    for (int i = 0; i < count; i++)
        uses[values[i]]++;
}

static int *find_use_counts(const Fn *fn) {
    int *uses = ARENA_ARRAY(fn->arena, int, fn->values.count);
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *instruction = block->instructions.items[k];
            count_uses(instruction->operands, instruction->operand_count, uses);
            for (int e = 0; e < instruction->edge_count; e++)
                count_uses(instruction->edges[e].arguments, instruction->edges[e].argument_count,
                           uses);
        }
    }
    return uses;
}

static int occurrences(const Edge *edge, ValueId value) {
    int count = 0;
    for (int i = 0; i < edge->argument_count; i++)
        count += edge->arguments[i] == value;
    return count;
}

/* The edge of a block that does nothing but jump on, and whose parameters nobody else uses; or
 * NULL. */
static const Edge *onward_edge(const Block *block, const int *uses) {
    const Instruction *jump = block->instructions.items[0];
    if (block->id == 0 || jump->op != OP_JUMP || jump->edges[0].target == block)
        return NULL;
    for (int i = 0; i < block->parameters.count; i++) {
        ValueId parameter = block->parameters.items[i];
        if (uses[parameter] != occurrences(&jump->edges[0], parameter))
            return NULL;
    }
    return &jump->edges[0];
}

/* Where `edge` leads when `onward`, the edge of its empty target, is followed as well. */
static Edge followed_edge(Fn *fn, const Edge *edge, const Edge *onward) {
    ValueId *arguments = ARENA_ARRAY(fn->arena, ValueId, onward->argument_count);
    const Block *between = edge->target;
    for (int i = 0; i < onward->argument_count; i++) {
        arguments[i] = onward->arguments[i];
        for (int k = 0; k < between->parameters.count; k++)
            if (between->parameters.items[k] == onward->arguments[i]) {
                arguments[i] = edge->arguments[k];
                keep_name(fn, arguments[i], onward->arguments[i]);
            }
    }
    return (Edge){onward->target, arguments, onward->argument_count};
}

/* Whether another edge of the terminator leads to the same block with other arguments. */
static bool is_ambiguous(const Instruction *terminator, int number, const Edge *edge) {
    for (int i = 0; i < terminator->edge_count; i++)
        if (i != number && terminator->edges[i].target == edge->target &&
            !same_edge(&terminator->edges[i], edge))
            return true;
    return false;
}

/* Leads an edge on over the empty blocks it comes to. A terminator's own result must not be needed
 * beyond the block that is left out, for it exists only where the first edge alone leads. */
static bool thread_edge(Fn *fn, Instruction *terminator, int number, const int *uses) {
    Edge *edge = &terminator->edges[number];
    const Edge *onward = onward_edge(edge->target, uses);
    if (!onward)
        return false;
    ValueId result = number == 0 ? terminator->result : 0;
    if (result && uses[result] != occurrences(onward, result) + occurrences(edge, result))
        return false;
    Edge followed = followed_edge(fn, edge, onward);
    if (is_ambiguous(terminator, number, &followed))
        return false;
    *edge = followed;
    return true;
}

/* From the back, so that an empty block already leads to its last target when it is left out
 * itself. Two edges of one terminator are not led to the same block with different arguments, which
 * could not be told apart; a branch whose edges meet becomes a jump. */
static bool thread_jumps(Simplifier *s) {
    Fn *fn = s->fn;
    const Graph *graph = current_graph(s);
    const int *uses = find_use_counts(fn);
    bool changed = false;
    for (int i = graph->order_count - 1; i >= 0; i--) {
        Instruction *terminator = block_terminator(graph->order[i]);
        for (int e = 0; e < terminator->edge_count; e++)
            changed |= thread_edge(fn, terminator, e, uses);
        if (terminator->op == OP_BRANCH &&
            same_edge(&terminator->edges[0], &terminator->edges[1])) {
            make_jump(terminator, terminator->edges[0]);
            changed = true;
        }
    }
    return edges_changed(s, changed);
}

/* ---- what is boxed only to be unboxed ---- */

static Op unboxing_of(Op boxing) {
    switch (boxing) {
    case OP_BOX_INT: return OP_UNBOX_INT;
    case OP_BOX_FLOAT: return OP_UNBOX_FLOAT;
    case OP_BOX_BOOL: return OP_UNBOX_BOOL;
    default: return OP_COUNT;
    }
}

/* The box itself goes when nobody else uses it. */
static bool unbox_boxed(Simplifier *s) {
    Fn *fn = s->fn;
    ValueId *same_as = ARENA_ARRAY(fn->arena, ValueId, fn->values.count);
    bool found = false;
    for (ValueId value = 1; value < fn->values.count; value++) {
        const Instruction *unboxing = fn_definition(fn, value);
        same_as[value] = value;
        if (!unboxing || unboxing->operand_count != 1)
            continue;
        const Instruction *boxing = fn_definition(fn, unboxing->operands[0]);
        if (boxing && unboxing_of(boxing->op) == unboxing->op)
            same_as[value] = boxing->operands[0];
    }
    for (ValueId value = 1; value < fn->values.count; value++)
        while (same_as[same_as[value]] != same_as[value])
            same_as[value] = same_as[same_as[value]];
    for (int i = 0; i < fn->blocks.count; i++) {
        Block *block = fn->blocks.items[i];
        int kept = 0;
        for (int k = 0; k < block->instructions.count; k++) {
            Instruction *instruction = block->instructions.items[k];
            bool goes = instruction->result && same_as[instruction->result] != instruction->result;
            found |= goes;
            if (goes && !instruction->edge_count)
                continue;
            if (goes) /* it is caught, and does not raise any more */
                make_jump(instruction, instruction->edges[0]);
            block->instructions.items[kept++] = instruction;
        }
        block->instructions.count = kept;
    }
    if (found)
        fn_replace_values(fn, same_as);
    return edges_changed(s, found);
}

/* ---- results nobody uses ---- */

typedef struct Liveness {
    bool *live; /* by value */
    struct {
        ValueId *items;
        int count, capacity;
    } work;
} Liveness;

static void mark(const Fn *fn, Liveness *liveness, const ValueId *values, int count) {
    for (int i = 0; i < count; i++)
        if (!liveness->live[values[i]]) {
            liveness->live[values[i]] = true;
            ARENA_PUSH(fn->arena, &liveness->work, values[i]);
        }
}

static void mark_received(const Fn *fn, const Graph *graph, Liveness *liveness, ValueId parameter) {
    const Block *block = fn->values.items[parameter].block;
    int position = 0;
    while (block->parameters.items[position] != parameter)
        position++;
    for (int i = graph->first_predecessor[block->id]; i < graph->first_predecessor[block->id + 1];
         i++) {
        const Predecessor *from = &graph->predecessors[i];
        const Edge *edge = &block_terminator(from->block)->edges[from->edge];
        mark(fn, liveness, &edge->arguments[position], 1);
    }
}

/* Such an instruction goes when nobody uses its result. */
enum { GOES_UNUSED = OPF_PURE | OPF_DISCARDABLE };

static void mark_live(const Fn *fn, const Graph *graph, Liveness *liveness) {
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *instruction = block->instructions.items[k];
            if (!(op_infos[instruction->op].flags & GOES_UNUSED))
                mark(fn, liveness, instruction->operands, instruction->operand_count);
        }
    }
    while (liveness->work.count) {
        ValueId value = liveness->work.items[--liveness->work.count];
        const Instruction *definition = fn_definition(fn, value);
        if (!definition)
            mark_received(fn, graph, liveness, value);
        else if (op_infos[definition->op].flags & GOES_UNUSED)
            mark(fn, liveness, definition->operands, definition->operand_count);
    }
}

static bool remove_dead_instructions(Simplifier *s, const bool *live) {
    Fn *fn = s->fn;
    bool changed = false;
    for (int i = 0; i < fn->blocks.count; i++) {
        Block *block = fn->blocks.items[i];
        int kept = 0;
        for (int k = 0; k < block->instructions.count; k++) {
            Instruction *instruction = block->instructions.items[k];
            if (op_infos[instruction->op].flags & GOES_UNUSED && !live[instruction->result]) {
                if (!instruction->edge_count)
                    continue;
                make_jump(instruction, instruction->edges[0]);
                changed = edges_changed(s, true);
            }
            block->instructions.items[kept++] = instruction;
        }
        changed |= kept != block->instructions.count;
        block->instructions.count = kept;
    }
    return changed;
}

/* An argument is needed only where its parameter is: loop-carried values nobody looks at go too. */
static bool remove_dead_values(Simplifier *s) {
    Fn *fn = s->fn;
    Liveness liveness = {.live = ARENA_ARRAY(fn->arena, bool, fn->values.count)};
    mark_live(fn, current_graph(s), &liveness);
    bool changed = remove_dead_instructions(s, liveness.live);
    bool *removed = ARENA_ARRAY(fn->arena, bool, fn->values.count);
    bool found = false;
    for (int i = 1; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; k < block->parameters.count; k++)
            if (!liveness.live[block->parameters.items[k]])
                removed[block->parameters.items[k]] = found = true;
    }
    if (found)
        remove_parameters(fn, removed);
    return changed || found;
}

/* ---- the pass ---- */

void simplify(Fn *fn) {
    Simplifier s = {.fn = fn};
    remove_unreachable_blocks(&s);
    for (bool changed = true; changed;) {
        changed = fold_branches(&s);
        changed |= remove_unreachable_blocks(&s);
        changed |= replace_constant_parameters(&s);
        changed |= merge_chains(&s);
        changed |= remove_unreachable_blocks(&s);
        changed |= thread_jumps(&s);
        changed |= remove_unreachable_blocks(&s);
        changed |= unbox_boxed(&s);
        changed |= remove_dead_values(&s);
    }
}
