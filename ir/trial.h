/* A strip of turns that try_strips() may do unchecked first, as trial.c reads it. Private to ir/.
 */
#ifndef NPJIT_IR_TRIAL_H
#define NPJIT_IR_TRIAL_H

#include "graph.h"

#include <ir/escape.h>
#include <ir/fn.h>

/* Larger turns are not worth the code. */
enum { TRIAL_ACCESSES_MOST = 24 };

/* An access to an item: of an array from before the strip, with all of its indices, those of views
 * by ints that the turn makes on the way to it (`a[i][j]`) included. */
typedef struct Access {
    ValueId array;
    ValueId indices[VIEW_DIMENSIONS];
    int count;
    bool stores;
} Access;

typedef struct Trial {
    Fn *fn;
    const Graph *graph;
    Block *outer, *head, *body, *after; /* the strip's loop as strip() made it */
    Instruction *end;                   /* i64.strip_end */
    ValueId counter;                    /* the head's parameter */
    int parameter_count;                /* the head's, without the end */
    /* The blocks of a turn, the first is the body, each behind those that lead to it; what is cold
     * is not among them. */
    Block **turn;
    int turn_count;
    bool may_underflow; /* in products or quotients */
    bool *is_of_turn;   /* by block id */
    ValueId *copies;    /* by ValueId: in the unchecked turns; 0: the same */
    ValueId *noted;     /* by block id: what is noted where it begins */
    Block **copied;     /* by block id */
    ValueId at_counter; /* in a copy made before the strip: the counter there */
    ValueId turns, bad; /* the number of turns; what is noted so far */
    Block *into;        /* where instructions are made */
    int number;         /* of the strip */
    bool *after_python; /* by block id: where Python code may have run before; NULL: not known yet
                         */
    ValueId ignored;    /* whether underflow is, where none has; 0: not asked yet */
} Trial;

/* Whether the block begins a strip that can be done unchecked, with something to gain by it. */
bool trial_read(Trial *s, Block *outer);

/* Whether the value is computed in the strip's loop. */
bool trial_is_inside(const Trial *s, ValueId value);

/* Whether the instruction reads or writes an item, which is then described. */
bool trial_access(const Trial *s, const Instruction *instruction, Access *out);

bool trial_is_float64(const Trial *s, ValueId value);

/* Whether it is arithmetic of NumPy's floats. */
bool trial_is_arithmetic(const Instruction *instruction);

/* Which way out of a block of the turn leads to what is cold, -1 where none does. */
int trial_cold_edge(const Block *block);

/* Whether a nan or infinity in `value` is sure to show in another value that is looked at. */
bool trial_shows(const Trial *s, ValueId value);

/* Whether one in the head's parameter shows in that of the next turn, or in what is looked at. */
bool trial_parameter_shows(const Trial *s, int parameter);

#endif
