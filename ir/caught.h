/* Inside a try statement each instruction that may raise ends its block: its last edge leads to the
 * handler. For a pass that looks at what follows each other, such blocks are joined to one for a
 * while, in which these instructions stand in the middle with the handler's edge only. Private to
 * ir/. */
#ifndef NPJIT_IR_CAUGHT_H
#define NPJIT_IR_CAUGHT_H

#include "graph.h"

/* The blocks that were joined to the one at which they begin. */
typedef struct Chain {
    Block **items;
    int count, capacity;
} Chain;

/* By block id: whether the block is joined to another one, where that one is looked at. */
const bool *find_joined(const Fn *fn, const Graph *graph);

/* Appends to `head` the blocks that follow it alone. `graph` is of the function as it was before
 * any join. Those joined have no instructions until they are parted. */
void join_caught(Fn *fn, const Graph *graph, Block *head, Chain *chain);

/* The reverse, with the instructions that are there now. Blocks that are not needed any more stay
 * behind, unreachable. */
void part_caught(Fn *fn, Block *head, const Chain *chain);

/* Whether both, when they raise, go to the same place with the same values. `a` is joined. */
bool is_caught_alike(const Instruction *a, const Instruction *b);

#endif
