/* What the files of check() share. Private to ir/. */
#ifndef NPJIT_IR_CHECK_H
#define NPJIT_IR_CHECK_H

#include "graph.h"

#include <ir/passes.h>

typedef struct Definition {
    const Block *block; /* NULL: not defined */
    int index;          /* of the instruction, from 1; 0 for a parameter */
    bool on_edge;       /* by a terminator */
} Definition;

typedef struct Checker {
    const Fn *fn;
    Error *error;
    Graph *graph;
    Definition *definitions; /* by value */
    /* where the check is, for messages: */
    const Block *block;
    const Instruction *instruction;
    int index; /* from 1 */
} Checker;

/* Fills the error with the message and the place. Returns -1. */
int check_failed(const Checker *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* requires: all else holds. Verifies that on every path each counted value is released or handed on
 * exactly once, and never used after. */
int check_owned(Checker *c);

#endif
