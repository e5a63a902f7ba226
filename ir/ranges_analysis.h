/* What the files of ranges() share: ranges_names.c says which name each place reads,
 * ranges_evaluate.c what an operation gives, ranges_analysis.c finds what stays true, ranges.c
 * changes the function. Private to ir/. */
#ifndef NPJIT_IR_RANGES_ANALYSIS_H
#define NPJIT_IR_RANGES_ANALYSIS_H

#include "graph.h"
#include "interval.h"

#include <ir/fn.h>

/* What a node can be. Nodes below fn->values.count are the values themselves; the others are values
 * as refined on an edge. */
typedef int NodeId;

typedef struct Refinement {
    NodeId node, of, by; /* `of`, where `of op by` holds */
    CompareOperator op;
    ValueId value; /* what all of `of`'s names stand for */
} Refinement;

typedef struct Refinements {
    Refinement *items;
    int count, capacity;
} Refinements;

/* object.next in a try statement has an item, is exhausted, or raises. */
enum { EDGES_MOST = 3 };

/* What a block reads, by the names that hold there: for each instruction its operands, then, for
 * the terminator, the arguments of its edges. */
typedef struct Reads {
    NodeId *operands; /* of all instructions, one after the other */
    NodeId *arguments[EDGES_MOST];
    Refinements refinements[EDGES_MOST]; /* on each edge */
    bool taken[EDGES_MOST];              /* whether the edge can be taken */
} Reads;

typedef struct Readers {
    const Block **items;
    int count, capacity;
} Readers;

typedef struct Rename {
    ValueId value;
    NodeId before;
} Rename;

typedef struct Analysis {
    Fn *fn;
    Graph *graph;
    Reads *reads;     /* by block id */
    bool *is_head;    /* by block id: whether a loop comes back to it */
    int *visits;      /* by block id: of heads */
    NodeId *name;     /* by value: the node that stands for it, while renaming */
    Readers *readers; /* by node */
    struct {
        Rename *items; /* to be undone when a subtree of the dominator tree is left */
        int count, capacity;
    } renames;
    int node_count, readers_capacity;
    IntRange *range; /* by node */
    bool *pending;   /* by position in reverse postorder: to be visited */
    int next;        /* no position before it is pending */
    bool narrowing;
} Analysis;

/* Whether intervals are kept of it. */
static inline bool ranges_is_tracked(const Fn *fn, ValueId value) {
    TypeKind kind = fn_type(fn, value)->kind;
    return kind == TYPE_I64 || kind == TYPE_BOOL;
}

/* requires: the graph with its dominators. leaves: `reads` named, `readers` of each node. */
void ranges_name_everything(Analysis *a);

/* Of an instruction whose result is tracked; `reads` are its operands by name. */
IntRange ranges_evaluate(const Analysis *a, const Instruction *instruction, const NodeId *reads);

/* The exact result of arithmetic that may not fit. Returns false for other operations. */
bool ranges_evaluate_exactly(Op op, const IntRange *operands, WideRange *out);

/* requires: `fn`, every block reachable. leaves: the range of each node. */
void ranges_analyse(Analysis *a);

/* Whether an edge that can be taken leads to the block. */
bool ranges_is_reached(const Analysis *a, const Block *block);

/* Whether the checked operation can fail. */
bool ranges_may_overflow(const Analysis *a, const Instruction *instruction, const NodeId *reads);

#endif
