/* reserve(): loops in strips make room before each strip for all that its turns may append.
 *
 * An append that may find its list full brings a call into the turn, and with it the list's place
 * and capacity as values that every turn may change: three blocks for each append, and a loop that
 * LLVM can do little with. How many items a strip appends at most is known where it begins. Only
 * for lists that nobody else can append to meanwhile, and for loops without loops in them. */
#include "graph.h"
#include "strip.h"

#include <ir/passes.h>
#include <ir/private.h>

/* Beyond so many appends in one turn, room for all of them would mostly be too much. */
enum { APPENDS_MOST = 8 };

enum { UNKNOWN = -1, OPEN = -2, ENDLESS = -3 };

typedef struct Reservation {
    Fn *fn;
    const Graph *graph;
    const bool *is_private; /* by ValueId */
    Block *outer, *head;    /* where a strip begins, and the head of its loop */
    const Instruction *end; /* in outer: where the strip ends */
    bool *in_loop;          /* by block id */
    int *most;              /* by block id: appends from there to the end of the turn, or a state */
} Reservation;

/* Marks the blocks from which control comes back to the head. */
static void find_loop(Reservation *r) {
    const Graph *graph = r->graph;
    const Block **stack = ARENA_ARRAY(r->fn->arena, const Block *, r->fn->blocks.count);
    int depth = 0;
    for (int i = 0; i < r->fn->blocks.count; i++)
        r->in_loop[i] = false;
    r->in_loop[r->head->id] = true;
    stack[depth++] = r->head;
    while (depth > 0) {
        const Block *block = stack[--depth];
        for (int k = graph->first_predecessor[block->id];
             k < graph->first_predecessor[block->id + 1]; k++) {
            const Block *from = graph->predecessors[k].block;
            if (from == r->outer || r->in_loop[from->id])
                continue;
            r->in_loop[from->id] = true;
            stack[depth++] = from;
        }
    }
}

static bool appends_to(const Instruction *instruction, ValueId list) {
    return instruction->op == OP_LIST_APPEND && instruction->operands[0] == list;
}

/* The most items that are appended to the list from the block's begin to the end of the turn;
 * ENDLESS when there is a loop within. */
static int most_appends(Reservation *r, const Block *block, ValueId list) {
    int *most = &r->most[block->id];
    if (*most != UNKNOWN)
        return *most == OPEN ? ENDLESS : *most;
    *most = OPEN;
    int further = 0;
    const Instruction *terminator = block_terminator(block);
    for (int i = 0; i < terminator->edge_count; i++) {
        const Block *target = terminator->edges[i].target;
        if (!r->in_loop[target->id] || target == r->head)
            continue;
        int along = most_appends(r, target, list);
        if (along == ENDLESS)
            return *most = ENDLESS;
        further = along > further ? along : further;
    }
    for (int i = 0; i < block->instructions.count; i++)
        further += appends_to(block->instructions.items[i], list);
    return *most = further;
}

static void make_room(const Reservation *r, ValueId list, int appends, const Instruction *at) {
    Instruction *jump = r->outer->instructions.items[--r->outer->instructions.count];
    ValueId operands[3] = {list, r->end->operands[0], r->end->result};
    Instruction *reserve =
        fn_append(r->fn, r->outer, OP_LIST_RESERVE, NULL, operands, 3, at->line, at->column);
    reserve->immediate = appends;
    ARENA_PUSH(r->fn->arena, &r->outer->instructions, jump);
}

static void use_room(const Reservation *r, ValueId list) {
    for (int b = 0; b < r->fn->blocks.count; b++) {
        const Block *block = r->fn->blocks.items[b];
        for (int i = 0; r->in_loop[block->id] && i < block->instructions.count; i++)
            if (appends_to(block->instructions.items[i], list) &&
                !block->instructions.items[i]->edge_count)
                block->instructions.items[i]->op = OP_LIST_PUSH;
    }
}

/* `append` is one of its list in the loop. What has edges is in a `try`, and stays: it goes to the
 * handler itself. Without edges the loop is in none, so that making room may raise. */
static void reserve_list(Reservation *r, const Instruction *append) {
    ValueId list = append->operands[0];
    const Block *made_in = r->fn->values.items[list].block;
    if (append->edge_count || !r->is_private[list] || r->in_loop[made_in->id])
        return;
    for (int i = 0; i < r->fn->blocks.count; i++)
        r->most[i] = UNKNOWN;
    int appends = most_appends(r, r->head, list);
    if (appends == ENDLESS || appends > APPENDS_MOST)
        return;
    make_room(r, list, appends, append);
    use_room(r, list);
}

static void reserve_strip(Reservation *r) {
    find_loop(r);
    for (int b = 0; b < r->fn->blocks.count; b++) {
        const Block *block = r->fn->blocks.items[b];
        for (int i = 0; r->in_loop[block->id] && i < block->instructions.count; i++)
            if (block->instructions.items[i]->op == OP_LIST_APPEND)
                reserve_list(r, block->instructions.items[i]);
    }
}

void reserve(Fn *fn) {
    Reservation r = {.fn = fn};
    for (int i = 0; i < fn->blocks.count; i++) {
        r.outer = fn->blocks.items[i];
        r.end = strip_end(r.outer);
        if (!r.end)
            continue;
        if (!r.graph) {
            r.graph = graph_create(fn);
            r.is_private = private_values(fn->arena, fn);
            r.in_loop = ARENA_ARRAY(fn->arena, bool, fn->blocks.count);
            r.most = ARENA_ARRAY(fn->arena, int, fn->blocks.count);
        }
        r.head = block_terminator(r.outer)->edges[0].target;
        reserve_strip(&r);
    }
}
