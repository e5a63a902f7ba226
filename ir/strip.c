/* strip(): loops that count and do little in each turn poll for signals once in many turns.
 *
 * A poll in every turn keeps LLVM from unrolling and vectorising, and is a good part of a short
 * turn. So `while (poll(), i < n) { …; i += step; }` becomes
 *
 *     do { poll(); end = min(n, i + 1024); while (i < end) { …; i += step; } } while (i < n)
 *
 * which does the same turns in the same order. Only where each turn is short, so that 1024 of them
 * take a few milliseconds: what may take long in itself keeps its poll. */
#include "strip.h"
#include "graph.h"

#include <ir/passes.h>
#include <string.h>

/* A function of more loops than this is so large that LLVM neither unrolls nor vectorises them. */
enum { STRIPS_MOST = 50 };

typedef struct Strip {
    Fn *fn;
    Graph *graph;
    bool *in_loop;    /* by block id */
    ValueId *instead; /* by ValueId: what it always is where the strip begins; 0: itself */
} Strip;

/* What decides whether the loop goes on, as found in its head. */
typedef struct Head {
    Block *block;
    Instruction *poll, *compare, *branch;
    int counter;     /* which parameter */
    bool from_below; /* the counter may begin below zero */
} Head;

static int parameter_index(const Block *block, ValueId value) {
    for (int i = 0; i < block->parameters.count; i++)
        if (block->parameters.items[i] == value)
            return i;
    return -1;
}

/* Whether the block is poll, constants, `counter < bound`, branch. */
static bool read_head(Block *block, Head *out) {
    int count = block->instructions.count;
    Instruction **items = block->instructions.items;
    Instruction *branch = items[count - 1];
    if (block->cold || count < 3 || items[0]->op != OP_POLL || branch->op != OP_BRANCH)
        return false;
    Instruction *compare = items[count - 2];
    if (compare->op != OP_I64_COMPARE || compare->immediate != COMPARE_LESS ||
        branch->operands[0] != compare->result)
        return false;
    for (int i = 1; i < count - 2; i++)
        if (items[i]->op != OP_CONST_I64)
            return false;
    int counter = parameter_index(block, compare->operands[0]);
    *out = (Head){block, items[0], compare, branch, counter, false};
    return counter >= 0;
}

/* Whether `next` is the counter and a positive constant. */
static bool counts_up(const Strip *s, ValueId counter, ValueId next) {
    const Instruction *sum = fn_definition(s->fn, next);
    if (!sum || sum->op != OP_I64_ADD || sum->operands[0] != counter)
        return false;
    const Instruction *step = fn_definition(s->fn, sum->operands[1]);
    return step && step->op == OP_CONST_I64 && step->immediate > 0;
}

/* Whether `value` is known not to be negative. */
static bool is_natural(const Strip *s, ValueId value) {
    const Instruction *made = fn_definition(s->fn, value);
    return s->fn->values.items[value].is_natural ||
           (made && made->op == OP_CONST_I64 && made->immediate >= 0);
}

/* ---- the loop's blocks, and what they cost ---- */

static bool is_array_of_items(const Strip *s, ValueId value) {
    const Instruction *made = fn_definition(s->fn, value);
    return made && made->op == OP_NP_ARRAY;
}

/* Whether the operation takes numbers of fixed size only, and gives none of another: it may warn or
 * raise, but it is done soon. */
static bool is_of_numbers(const OpInfo *info) {
    static const char *const fixed = "bids:";
    return info->signature[strspn(info->signature, fixed)] == '\0';
}

/* What takes at most some microseconds, however large its operands are. */
static bool is_short(const Strip *s, const Instruction *instruction) {
    const OpInfo *info = &op_infos[instruction->op];
    switch (instruction->op) {
    case OP_POLL: /* a loop within */
    case OP_I64_TO_INT:
    case OP_LIST_APPEND:
    case OP_LIST_GET:
    case OP_LIST_SET:
    case OP_LIST_LENGTH:
    case OP_NATIVE_SUM_SEED:
    case OP_NP_ARRAY:
    case OP_NP_GETITEM:
    case OP_NP_SETITEM:
    case OP_NP_VIEW: return true;
    case OP_NP_SUM:
    case OP_NP_PROD:
    case OP_NP_MAX:
    case OP_NP_MIN:
    case OP_NP_MEAN: return is_array_of_items(s, instruction->operands[0]);
    default:
        return (info->lowering == LOWER_CUSTOM && !(info->flags & OPF_RAISES)) ||
               (info->lowering != LOWER_ROUTED && is_of_numbers(info));
    }
}

static bool is_short_block(const Strip *s, const Block *block) {
    for (int i = 0; i < block->instructions.count; i++)
        if (!is_short(s, block->instructions.items[i]))
            return false;
    return true;
}

/* Marks the blocks from which control comes back to the head; false when one of them may take long,
 * or comes back without counting. */
static bool find_loop(Strip *s, Head *head) {
    const Graph *graph = s->graph;
    const Block **stack = ARENA_ARRAY(s->fn->arena, const Block *, s->fn->blocks.count);
    int depth = 0;
    bool found = false;
    for (int i = 0; i < s->fn->blocks.count; i++)
        s->in_loop[i] = false;
    s->in_loop[head->block->id] = true;
    stack[depth++] = head->block;
    while (depth > 0) {
        const Block *block = stack[--depth];
        for (int k = graph->first_predecessor[block->id];
             k < graph->first_predecessor[block->id + 1]; k++) {
            const Predecessor *from = &graph->predecessors[k];
            const Edge *edge = &block_terminator(from->block)->edges[from->edge];
            if (!graph_dominates(graph, head->block, from->block)) { /* the way in */
                head->from_below |= !is_natural(s, edge->arguments[head->counter]);
                continue;
            }
            if (block == head->block) {
                ValueId counter = head->compare->operands[0];
                if (!counts_up(s, counter, edge->arguments[head->counter]))
                    return false;
                found = true;
            }
            if (s->in_loop[from->block->id])
                continue;
            if (!is_short_block(s, from->block))
                return false;
            s->in_loop[from->block->id] = true;
            stack[depth++] = from->block;
        }
    }
    return found;
}

/* ---- what stays the same in all turns ---- */

/* How many parameters what a turn hands on is followed through. */
enum { STEPS_MOST = 8 };

/* Whether the value, within the loop, is always what the head's parameter is. */
static bool is_handed_on(const Strip *s, ValueId parameter, ValueId value, int steps) {
    if (value == parameter)
        return true;
    const Value *at = &s->fn->values.items[value];
    if (at->definition || steps == 0 || !s->in_loop[at->block->id] ||
        at->block == s->fn->values.items[parameter].block)
        return false;
    int index = parameter_index(at->block, value);
    for (int k = s->graph->first_predecessor[at->block->id];
         k < s->graph->first_predecessor[at->block->id + 1]; k++) {
        const Predecessor *from = &s->graph->predecessors[k];
        const Edge *edge = &block_terminator(from->block)->edges[from->edge];
        if (!is_handed_on(s, parameter, edge->arguments[index], steps - 1))
            return false;
    }
    return true;
}

/* Whether no turn changes the head's parameter. */
static bool is_same_in_all_turns(const Strip *s, const Block *head, int index) {
    for (int k = s->graph->first_predecessor[head->id];
         k < s->graph->first_predecessor[head->id + 1]; k++) {
        const Predecessor *from = &s->graph->predecessors[k];
        const Edge *edge = &block_terminator(from->block)->edges[from->edge];
        if (s->in_loop[from->block->id] &&
            !is_handed_on(s, head->parameters.items[index], edge->arguments[index], STEPS_MOST))
            return false;
    }
    return true;
}

/* Whether where the loop ends is known before it. */
static bool is_bound_known(const Strip *s, const Head *head) {
    ValueId bound = head->compare->operands[1];
    if (s->fn->values.items[bound].block != head->block)
        return true;
    int index = parameter_index(head->block, bound);
    return index >= 0 && is_same_in_all_turns(s, head->block, index);
}

/* ---- the change ---- */

static Instruction *append(const Strip *s, Block *block, Op op, const Type *type,
                           const ValueId *operands, int count, const Instruction *at) {
    return fn_append(s->fn, block, op, type, operands, count, at->line, at->column);
}

/* The block that polls and finds where the strip ends; it goes on to the head. */
static Block *make_outer(const Strip *s, const Head *head) {
    Fn *fn = s->fn;
    int count = head->block->parameters.count;
    Block *outer = fn_block(fn, "strip");
    ValueId *arguments = ARENA_ARRAY(fn->arena, ValueId, count + 1);
    ValueId bound = head->compare->operands[1];
    for (int i = 0; i < count; i++) {
        ValueId value = head->block->parameters.items[i];
        arguments[i] = fn_parameter(fn, outer, fn_type(fn, value), fn->values.items[value].name);
        if (i != head->counter && is_same_in_all_turns(s, head->block, i)) {
            s->instead[value] = arguments[i];
            fn->values.items[arguments[i]].is_natural = fn->values.items[value].is_natural;
        }
    }
    append(s, outer, OP_POLL, NULL, NULL, 0, head->poll);
    ValueId operands[2] = {arguments[head->counter], s->instead[bound] ? s->instead[bound] : bound};
    const Type *type = type_simple(fn->types, TYPE_I64);
    Instruction *end = append(s, outer, OP_I64_STRIP_END, type, operands, 2, head->compare);
    end->immediate = !head->from_below;
    arguments[count] = end->result;
    Instruction *jump = append(s, outer, OP_JUMP, NULL, NULL, 0, head->branch);
    fn_edge(fn, jump, head->block, arguments, count + 1);
    return outer;
}

/* The block at the end of a strip: the next one, or on after the loop. */
static Block *make_after(const Strip *s, const Head *head, Block *outer) {
    Block *after = fn_block(s->fn, "strip.end");
    const Type *type = type_simple(s->fn->types, TYPE_BOOL);
    Instruction *compare =
        append(s, after, OP_I64_COMPARE, type, head->compare->operands, 2, head->compare);
    compare->immediate = COMPARE_LESS;
    Instruction *branch = append(s, after, OP_BRANCH, NULL, &compare->result, 1, head->branch);
    const Edge *leaves = &head->branch->edges[1];
    fn_edge(s->fn, branch, outer, head->block->parameters.items, head->block->parameters.count);
    fn_edge(s->fn, branch, leaves->target, leaves->arguments, leaves->argument_count);
    return after;
}

static void add_argument(const Strip *s, Edge *edge, ValueId value) {
    ValueId *arguments = ARENA_ARRAY(s->fn->arena, ValueId, edge->argument_count + 1);
    for (int i = 0; i < edge->argument_count; i++)
        arguments[i] = edge->arguments[i];
    arguments[edge->argument_count++] = value;
    edge->arguments = arguments;
}

static void make_strips(Strip *s, const Head *head) {
    Fn *fn = s->fn;
    Block *block = head->block;
    Block *outer = make_outer(s, head);
    Block *after = make_after(s, head, outer);
    ValueId end = fn_parameter(fn, block, type_simple(fn->types, TYPE_I64), NULL);
    for (int k = s->graph->first_predecessor[block->id];
         k < s->graph->first_predecessor[block->id + 1]; k++) {
        const Predecessor *from = &s->graph->predecessors[k];
        Edge *edge = &block_terminator(from->block)->edges[from->edge];
        if (s->in_loop[from->block->id])
            add_argument(s, edge, end);
        else
            edge->target = outer;
    }
    head->compare->operands[1] = end;
    head->branch->edges[1] = (Edge){.target = after};
    for (int i = 1; i < block->instructions.count; i++)
        block->instructions.items[i - 1] = block->instructions.items[i];
    block->instructions.count--;
}

Instruction *strip_end(const Block *block) {
    int count = block->instructions.count;
    if (count < 2 || block->instructions.items[count - 1]->op != OP_JUMP)
        return NULL;
    Instruction *end = block->instructions.items[count - 2];
    return end->op == OP_I64_STRIP_END ? end : NULL;
}

/* Where a turn does not change what its head is given, that comes from where the strip begins. */
static void replace_unchanged(const Strip *s, int count) {
    bool any = false;
    ValueId *instead = ARENA_ARRAY(s->fn->arena, ValueId, s->fn->values.count);
    for (ValueId value = 1; value < s->fn->values.count; value++) {
        bool replaced = value < count && s->instead[value];
        instead[value] = replaced ? s->instead[value] : value;
        any = any || replaced;
    }
    if (!any)
        return;
    fn_replace_values(s->fn, instead);
    simplify(s->fn);
}

void strip(Fn *fn) {
    int made = 0, values = fn->values.count;
    Strip s = {.fn = fn, .instead = ARENA_ARRAY(fn->arena, ValueId, values)};
    for (int i = 0, count = fn->blocks.count; i < count && made < STRIPS_MOST; i++) {
        Head head; /* those made need no look */
        if (!read_head(fn->blocks.items[i], &head))
            continue;
        if (!s.graph) {
            s.graph = graph_create(fn);
            graph_find_dominators(fn, s.graph);
            s.in_loop = ARENA_ARRAY(fn->arena, bool, fn->blocks.count);
        }
        if (s.graph->position[head.block->id] >= 0 && find_loop(&s, &head) &&
            is_bound_known(&s, &head)) {
            make_strips(&s, &head);
            s.graph = NULL; /* of the function as it was */
            made++;
        }
    }
    replace_unchanged(&s, values);
}
