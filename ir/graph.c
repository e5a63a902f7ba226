/* Reverse postorder, predecessors and the dominator tree. No recursion: kernels may have many
 * blocks. */
#include "graph.h"

/* Depth-first from the entry; a block is put at the front once all it leads to has been. The last
 * edge is followed first, so that what the first leads to comes before what the others lead to: a
 * loop's body before what is after the loop, the usual way before overflow. */
static void find_order(const Fn *fn, Graph *graph) {
    int count = fn->blocks.count;
    struct {
        Block *block;
        int edges_left;
    } *stack = arena_allocate(fn->arena, sizeof *stack * (size_t)count);
    bool *seen = ARENA_ARRAY(fn->arena, bool, count);
    int depth = 1, free_slot = count;
    Block **slots = ARENA_ARRAY(fn->arena, Block *, count);
    stack[0].block = fn->blocks.items[0];
    stack[0].edges_left = block_terminator(stack[0].block)->edge_count;
    seen[0] = true;
    while (depth) {
        Block *block = stack[depth - 1].block;
        if (stack[depth - 1].edges_left == 0) {
            slots[--free_slot] = block;
            depth--;
            continue;
        }
        Block *target = block_terminator(block)->edges[--stack[depth - 1].edges_left].target;
        if (!seen[target->id]) {
            seen[target->id] = true;
            stack[depth].block = target;
            stack[depth++].edges_left = block_terminator(target)->edge_count;
        }
    }
    graph->order = slots + free_slot;
    graph->order_count = count - free_slot;
    graph->position = ARENA_ARRAY(fn->arena, int, count);
    for (int i = 0; i < count; i++)
        graph->position[i] = -1;
    for (int i = 0; i < graph->order_count; i++)
        graph->position[graph->order[i]->id] = i;
}

static void find_predecessors(const Fn *fn, Graph *graph) {
    int count = fn->blocks.count;
    int *first = ARENA_ARRAY(fn->arena, int, count + 2);
    /* Counted two places further on, summed, then advanced while filling: ends up as the starts. */
    for (int i = 0; i < graph->order_count; i++) {
        const Instruction *terminator = block_terminator(graph->order[i]);
        for (int k = 0; k < terminator->edge_count; k++)
            first[terminator->edges[k].target->id + 2]++;
    }
    for (int i = 2; i <= count + 1; i++)
        first[i] += first[i - 1];
    graph->predecessors = ARENA_ARRAY(fn->arena, Predecessor, first[count + 1]);
    for (int i = 0; i < graph->order_count; i++) {
        Block *block = graph->order[i];
        const Instruction *terminator = block_terminator(block);
        for (int k = 0; k < terminator->edge_count; k++)
            graph->predecessors[first[terminator->edges[k].target->id + 1]++] =
                (Predecessor){block, k};
    }
    graph->first_predecessor = first;
}

Graph *graph_create(const Fn *fn) {
    Graph *graph = ARENA_NEW(fn->arena, Graph);
    find_order(fn, graph);
    find_predecessors(fn, graph);
    return graph;
}

int graph_predecessor_count(const Graph *graph, const Block *block) {
    return graph->first_predecessor[block->id + 1] - graph->first_predecessor[block->id];
}

/* Intervals of the dominator tree. Reverse postorder puts a dominator before what it dominates:
 * sizes are summed from the back, places handed out from the front. */
static void number_tree(const Fn *fn, Graph *graph) {
    int count = fn->blocks.count;
    int *size = ARENA_ARRAY(fn->arena, int, count);
    int *next = ARENA_ARRAY(fn->arena, int, count);
    graph->tree_enter = ARENA_ARRAY(fn->arena, int, count);
    graph->tree_end = ARENA_ARRAY(fn->arena, int, count);
    for (int i = graph->order_count - 1; i > 0; i--) {
        int id = graph->order[i]->id;
        size[id]++;
        size[graph->dominator[id]] += size[id];
    }
    int entry = graph->order[0]->id;
    size[entry]++;
    graph->tree_end[entry] = size[entry];
    next[entry] = 1;
    for (int i = 1; i < graph->order_count; i++) {
        int id = graph->order[i]->id, parent = graph->dominator[id];
        graph->tree_enter[id] = next[parent];
        graph->tree_end[id] = next[parent] + size[id];
        next[parent] += size[id];
        next[id] = graph->tree_enter[id] + 1;
    }
}

void graph_find_dominators(const Fn *fn, Graph *graph) {
    graph->dominator = find_immediate_dominators(fn->arena, graph, fn->blocks.count);
    number_tree(fn, graph);
}

bool graph_dominates(const Graph *graph, const Block *a, const Block *b) {
    return graph->tree_enter[a->id] <= graph->tree_enter[b->id] &&
           graph->tree_enter[b->id] < graph->tree_end[a->id];
}
