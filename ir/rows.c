/* rows(): lists in lists that are looked into and let go are not counted.
 *
 * What `t[i][j]` takes from `t` is a row that nobody keeps: to retain and release it writes to
 * memory twice, each time waiting for the time before, in loops that do little else. As long as no
 * list of lists gives up one of its items, the list that the row was taken from keeps it alive;
 * own() lets that one live as long as the row is used. Where only cold code keeps the row it takes
 * an owner on the way there. */
#include "graph.h"

#include <ir/passes.h>

typedef struct Rows {
    Fn *fn;
    const Graph *graph;
    bool *gives_up;      /* by block id: some instruction may give up items of a list of lists */
    int *seen;           /* by block id: the row that was last found to live into it */
    const Block **stack; /* room for all blocks */
} Rows;

static bool is_list_of_lists(const Fn *fn, ValueId value) {
    const Type *type = fn_type(fn, value);
    return type->kind == TYPE_LIST && type->element->kind == TYPE_LIST;
}

/* Whether what the list holds it still holds afterwards, and as long as it lives. */
static bool keeps_items(const Instruction *use) {
    switch (use->op) {
    case OP_LIST_GET:
    case OP_LIST_ROW:
    case OP_LIST_LENGTH:
    case OP_LIST_APPEND:
    case OP_LIST_PUSH:
    case OP_LIST_RESERVE:
    case OP_LIST_WIDEN:
    case OP_LIST_SLICE: return true;
    default: return false;
    }
}

static bool may_give_up(const Fn *fn, const Instruction *instruction) {
    for (int i = 0; i < instruction->operand_count; i++)
        if (is_list_of_lists(fn, instruction->operands[i]) && !keeps_items(instruction))
            return true;
    return false;
}

/* Whether the instruction only looks into its first operand, or changes what is in it. */
static bool looks_into(const Instruction *use) {
    switch (use->op) {
    case OP_LIST_GET:
    case OP_LIST_ROW:
    case OP_LIST_SET:
    case OP_LIST_LENGTH:
    case OP_LIST_APPEND:
    case OP_LIST_POP:
    case OP_LIST_INSERT:
    case OP_LIST_FIND:
    case OP_NATIVE_LIST_SUM:
    case OP_LIST_SLICE:
    case OP_LIST_METHOD:
    case OP_LIST_TO_OBJECT: return true;
    default: return false;
    }
}

/* ---- where a row lives ---- */

/* Whether the use keeps the row, but on the way to cold code. */
static bool is_kept_by(const Instruction *use, ValueId row) {
    for (int i = looks_into(use); i < use->operand_count; i++)
        if (use->operands[i] == row)
            return true;
    for (int e = 0; e < use->edge_count; e++)
        for (int i = 0; i < use->edges[e].argument_count; i++)
            if (use->edges[e].arguments[i] == row && !use->edges[e].target->cold)
                return true;
    return false;
}

static bool uses(const Instruction *use, ValueId row) {
    for (int i = 0; i < use->operand_count; i++)
        if (use->operands[i] == row)
            return true;
    for (int e = 0; e < use->edge_count; e++)
        for (int i = 0; i < use->edges[e].argument_count; i++)
            if (use->edges[e].arguments[i] == row)
                return true;
    return false;
}

/* Whether no list of lists gives up an item between the definition and a use in the block. */
static bool lives_safely_to(Rows *r, ValueId row, const Block *block, const Block *definition) {
    int depth = 0;
    r->stack[depth++] = block;
    r->seen[block->id] = row;
    while (depth > 0) {
        block = r->stack[--depth];
        if (block == definition)
            continue;
        if (r->gives_up[block->id])
            return false;
        for (int i = r->graph->first_predecessor[block->id];
             i < r->graph->first_predecessor[block->id + 1]; i++) {
            const Block *from = r->graph->predecessors[i].block;
            if (r->seen[from->id] == row)
                continue;
            r->seen[from->id] = row;
            r->stack[depth++] = from;
        }
    }
    return true;
}

/* Whether none does in the block after the row is taken there: up to its last use, or to the end
 * where it lives on. */
static bool is_safe_at_home(const Rows *r, const Instruction *get, const Block *block,
                            bool lives_on) {
    int last = -1, first_given_up = -1, count = block->instructions.count;
    bool after = false;
    for (int i = 0; i < count; i++) {
        const Instruction *instruction = block->instructions.items[i];
        if (after && first_given_up < 0 && may_give_up(r->fn, instruction))
            first_given_up = i;
        if (after && uses(instruction, get->result))
            last = i;
        after = after || instruction == get;
    }
    return first_given_up < 0 || (!lives_on && last < first_given_up);
}

/* ---- uses, as lists by value ---- */

typedef struct Use {
    const Instruction *instruction;
    const Block *block;
} Use;

typedef struct Uses {
    Use *items;
    int count, capacity;
} Uses;

static void add_use(const Rows *r, Uses *all, ValueId value, Use use) {
    const Instruction *made = fn_definition(r->fn, value);
    if (!made || made->op != OP_LIST_GET || !is_list_of_lists(r->fn, made->operands[0]))
        return;
    Uses *list = &all[value];
    ARENA_PUSH(r->fn->arena, list, use);
}

static Uses *find_uses(const Rows *r) {
    Uses *all = ARENA_ARRAY(r->fn->arena, Uses, r->fn->values.count);
    for (int k = 0; k < r->graph->order_count; k++) {
        const Block *block = r->graph->order[k];
        for (int n = 0; n < block->instructions.count; n++) {
            Use use = {block->instructions.items[n], block};
            for (int i = 0; i < use.instruction->operand_count; i++)
                add_use(r, all, use.instruction->operands[i], use);
            for (int e = 0; e < use.instruction->edge_count; e++)
                for (int i = 0; i < use.instruction->edges[e].argument_count; i++)
                    add_use(r, all, use.instruction->edges[e].arguments[i], use);
        }
    }
    return all;
}

static bool may_be_row(Rows *r, const Instruction *get, const Block *home, const Uses *uses) {
    bool lives_on = false;
    for (int i = 0; i < uses->count; i++) {
        const Use *use = &uses->items[i];
        lives_on = lives_on || use->block != home;
        if (is_kept_by(use->instruction, get->result))
            return false;
    }
    if (uses->count == 0 || !is_safe_at_home(r, get, home, lives_on))
        return false;
    for (int i = 0; i < uses->count; i++) {
        const Block *block = uses->items[i].block;
        if (block != home && r->seen[block->id] != get->result &&
            !lives_safely_to(r, get->result, block, home))
            return false;
    }
    return true;
}

/* ---- what cold code keeps ---- */

static bool hands_on_rows(const Fn *fn, const Edge *edge) {
    for (int i = 0; i < edge->argument_count; i++)
        if (fn_row_of(fn, edge->arguments[i]))
            return true;
    return false;
}

/* Lets the edge lead through a new block in which the rows it hands on get owners. */
static void keep_on_edge(Fn *fn, const Instruction *terminator, Edge *edge) {
    Block *between = fn_block(fn, edge->target->note);
    between->cold = edge->target->cold;
    for (int i = 0; i < edge->argument_count; i++) {
        ValueId row = edge->arguments[i];
        if (fn_row_of(fn, row))
            edge->arguments[i] = fn_append(fn, between, OP_LIST_KEEP, fn_type(fn, row), &row, 1,
                                           terminator->line, terminator->column)
                                     ->result;
    }
    Instruction *jump =
        fn_append(fn, between, OP_JUMP, NULL, NULL, 0, terminator->line, terminator->column);
    fn_edge(fn, jump, edge->target, edge->arguments, edge->argument_count);
    *edge = (Edge){.target = between};
}

static void keep_for_cold_code(Fn *fn) {
    int count = fn->blocks.count;
    for (int b = 0; b < count; b++) {
        const Instruction *terminator = block_terminator(fn->blocks.items[b]);
        for (int e = 0; terminator && e < terminator->edge_count; e++)
            if (hands_on_rows(fn, &terminator->edges[e]))
                keep_on_edge(fn, terminator, &terminator->edges[e]);
    }
}

/* ---- the pass ---- */

static bool find_giving_up(Rows *r) {
    bool any = false;
    for (int k = 0; k < r->graph->order_count; k++) {
        const Block *block = r->graph->order[k];
        for (int n = 0; n < block->instructions.count; n++) {
            const Instruction *instruction = block->instructions.items[n];
            any = any || (instruction->op == OP_LIST_GET &&
                          is_list_of_lists(r->fn, instruction->operands[0]));
            r->gives_up[block->id] |= may_give_up(r->fn, instruction);
        }
    }
    return any;
}

void rows(Fn *fn) {
    Rows r = {
        .fn = fn,
        .graph = graph_create(fn),
        .gives_up = ARENA_ARRAY(fn->arena, bool, fn->blocks.count),
        .seen = ARENA_ARRAY(fn->arena, int, fn->blocks.count),
        .stack = ARENA_ARRAY(fn->arena, const Block *, fn->blocks.count),
    };
    if (!find_giving_up(&r))
        return;
    const Uses *all = find_uses(&r);
    for (int k = 0; k < r.graph->order_count; k++) {
        Block *block = r.graph->order[k];
        for (int n = 0; n < block->instructions.count; n++) {
            Instruction *get = block->instructions.items[n];
            bool taken = get->op == OP_LIST_GET && get->edge_count == 0 &&
                         is_list_of_lists(fn, get->operands[0]);
            if (taken && may_be_row(&r, get, block, &all[get->result])) {
                get->op = OP_LIST_ROW;
                get->immediate = 0;
            }
        }
    }
    keep_for_cold_code(fn);
}
