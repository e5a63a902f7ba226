/* The control-flow graph of a function as the passes look at it: order, predecessors, dominators. A
 * snapshot: it does not follow changes of the function. Private to ir/. */
#ifndef NPJIT_IR_GRAPH_H
#define NPJIT_IR_GRAPH_H

#include <ir/fn.h>

typedef struct Predecessor {
    Block *block;
    int edge; /* index into the edges of its terminator */
} Predecessor;

typedef struct Graph {
    Block **order; /* the reachable blocks in reverse postorder */
    int order_count;
    int *position;             /* by block id: index into order, -1 when unreachable */
    int *first_predecessor;    /* by block id, and one more at the end */
    Predecessor *predecessors; /* reachable ones, block after block */
    int *dominator; /* by block id: the immediate dominator's id; the entry's is itself */
    int *tree_enter, *tree_end; /* by block id: its subtree in the dominator tree, as an interval */
} Graph;

/* requires: every block ends in a terminator. In fn->arena. */
Graph *graph_create(const Fn *fn);

/* Fills dominator, tree_enter and tree_end. */
void graph_find_dominators(const Fn *fn, Graph *graph);

/* By block id: the immediate dominator's id, the entry's own, -1 for what cannot be reached.
 * (dominators.c) */
int *find_immediate_dominators(Arena *arena, const Graph *graph, int block_count);

int graph_predecessor_count(const Graph *graph, const Block *block);

/* Whether every path to `b` leads through `a` (which may be `b`). Both reachable. */
bool graph_dominates(const Graph *graph, const Block *a, const Block *b);

#endif
