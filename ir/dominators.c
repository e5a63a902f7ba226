/* Immediate dominators by the semi-NCA algorithm: L. Georgiadis, "Linear-Time Algorithms for
 * Dominators and Related Problems" (2005), chapter 2, after Lengauer and Tarjan. Thousands of ways
 * that meet in one block, as all overflows of a long function do, make simpler ones quadratic. No
 * recursion: kernels may have many blocks. */
#include "graph.h"

/* Blocks go by their number in a depth-first search from the entry, which is 0. */
typedef struct Search {
    const Graph *graph;
    const Block **blocks;
    int *number; /* by block id; -1: not reached */
    int count;
    int *parent;    /* in the search's tree */
    int *ancestor;  /* the same, shortened as paths are walked */
    int *semi;      /* semidominator; the block itself until it is known */
    int *best;      /* on the path to the ancestor: whose semidominator is the least */
    int *dominator; /* immediate */
    int *stack;
} Search;

static void reach(Search *s, const Block *block, int parent) {
    int number = s->count++;
    s->number[block->id] = number;
    s->blocks[number] = block;
    s->parent[number] = s->ancestor[number] = s->dominator[number] = parent;
    s->semi[number] = s->best[number] = number;
}

static void search(Search *s, Arena *arena) {
    int *edge = ARENA_ARRAY(arena, int, s->graph->order_count);
    reach(s, s->graph->order[0], 0);
    for (int at = 0, more = 1; more;) {
        const Instruction *terminator = block_terminator(s->blocks[at]);
        if (edge[at] < terminator->edge_count) {
            const Block *target = terminator->edges[edge[at]++].target;
            if (s->number[target->id] < 0) {
                reach(s, target, at);
                at = s->count - 1;
            }
            continue;
        }
        more = at > 0;
        at = s->parent[at];
    }
}

/* Of the blocks from `block` up to where numbers are below `first`, in the tree: the one whose
 * semidominator is the least. Shortens the way for the next time. */
static int least_above(const Search *s, int block, int first) {
    int depth = 0;
    while (s->ancestor[block] >= first) {
        s->stack[depth++] = block;
        block = s->ancestor[block];
    }
    int least = s->best[block], top = s->ancestor[block];
    while (depth > 0) {
        block = s->stack[--depth];
        if (s->semi[s->best[block]] < s->semi[least])
            least = s->best[block];
        s->best[block] = least;
        s->ancestor[block] = top;
    }
    return least;
}

static void find_semidominators(const Search *s) {
    for (int block = s->count - 1; block > 0; block--) {
        int id = s->blocks[block]->id, semi = s->parent[block];
        for (int k = s->graph->first_predecessor[id]; k < s->graph->first_predecessor[id + 1];
             k++) {
            int from = s->number[s->graph->predecessors[k].block->id];
            int over = s->semi[least_above(s, from, block + 1)];
            semi = over < semi ? over : semi;
        }
        s->semi[block] = semi;
    }
}

int *find_immediate_dominators(Arena *arena, const Graph *graph, int block_count) {
    int count = graph->order_count;
    Search s = {.graph = graph,
                .blocks = ARENA_ARRAY(arena, const Block *, count),
                .number = ARENA_ARRAY(arena, int, block_count),
                .parent = ARENA_ARRAY(arena, int, count),
                .ancestor = ARENA_ARRAY(arena, int, count),
                .semi = ARENA_ARRAY(arena, int, count),
                .best = ARENA_ARRAY(arena, int, count),
                .dominator = ARENA_ARRAY(arena, int, count),
                .stack = ARENA_ARRAY(arena, int, count)};
    int *dominators = ARENA_ARRAY(arena, int, block_count);
    for (int id = 0; id < block_count; id++)
        s.number[id] = dominators[id] = -1;
    search(&s, arena);
    find_semidominators(&s);
    for (int block = 1; block < count; block++)
        while (s.dominator[block] > s.semi[block])
            s.dominator[block] = s.dominator[s.dominator[block]];
    for (int block = 0; block < count; block++)
        dominators[s.blocks[block]->id] = s.blocks[s.dominator[block]]->id;
    return dominators;
}
