/* Joining the blocks that the exception edges of a try statement part, and parting them again; see
 * caught.h. */
#include "caught.h"

/* Whether the instruction ends its block only because its exception is caught. */
static bool is_caught(const Instruction *instruction) {
    return instruction->edge_count == 2 && instruction_raise_edge(instruction);
}

/* The block whose last instruction goes on to `block`, which nothing else leads to; or NULL. */
static const Block *block_before(const Graph *graph, const Block *block) {
    if (graph->position[block->id] < 0 || block->id == 0 || block->parameters.count > 0 ||
        graph_predecessor_count(graph, block) != 1)
        return NULL;
    const Predecessor *from = &graph->predecessors[graph->first_predecessor[block->id]];
    return from->edge == 0 && from->block->cold == block->cold ? from->block : NULL;
}

const bool *find_joined(const Fn *fn, const Graph *graph) {
    bool *joined = ARENA_ARRAY(fn->arena, bool, fn->blocks.count);
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *before = block_before(graph, fn->blocks.items[i]);
        joined[i] = before && is_caught(block_terminator(before));
    }
    return joined;
}

static void move(Fn *fn, Block *to, Instruction *instruction) {
    ARENA_PUSH(fn->arena, &to->instructions, instruction);
    if (instruction->result)
        fn->values.items[instruction->result].block = to;
}

void join_caught(Fn *fn, const Graph *graph, Block *head, Chain *chain) {
    *chain = (Chain){0};
    for (;;) {
        Instruction *last = block_terminator(head);
        if (!is_caught(last))
            return;
        Edge onward = *last->edges++;
        last->edge_count = 1;
        Block *next = onward.target;
        if (next == head || !block_before(graph, next)) {
            Instruction *jump =
                fn_append(fn, head, OP_JUMP, NULL, NULL, 0, last->line, last->column);
            fn_edge(fn, jump, next, onward.arguments, onward.argument_count);
            return;
        }
        for (int i = 0; i < next->instructions.count; i++)
            move(fn, head, next->instructions.items[i]);
        next->instructions.count = 0;
        ARENA_PUSH(fn->arena, chain, next);
    }
}

/* Lets the instruction end its block, to go on along `onward`. */
static void end_block(Fn *fn, Instruction *caught, Edge onward) {
    Edge *edges = ARENA_ARRAY(fn->arena, Edge, 2);
    edges[0] = onward;
    edges[1] = caught->edges[0];
    caught->edges = edges;
    caught->edge_count = 2;
}

void part_caught(Fn *fn, Block *head, const Chain *chain) {
    Block *block = head;
    Instruction **joined = head->instructions.items;
    int count = head->instructions.count, used = 0;
    head->instructions.items = NULL;
    head->instructions.count = head->instructions.capacity = 0;
    for (int i = 0; i < count; i++) {
        Instruction *at = joined[i];
        move(fn, block, at);
        if (op_infos[at->op].flags & OPF_TERMINATOR || at->edge_count != 1)
            continue;
        if (i == count - 2 && joined[i + 1]->op == OP_JUMP) {
            end_block(fn, at, joined[i + 1]->edges[0]);
            break;
        }
        block = chain->items[used++];
        end_block(fn, at, (Edge){.target = block});
    }
    for (; used < chain->count; used++)
        fn_append(fn, chain->items[used], OP_RAISED, NULL, NULL, 0,
                  head->instructions.items[0]->line, 0);
}

bool is_caught_alike(const Instruction *a, const Instruction *b) {
    if (a->edge_count != 1 || b->edge_count != 1)
        return a->edge_count == b->edge_count;
    return same_edge(&a->edges[0], &b->edges[0]);
}
