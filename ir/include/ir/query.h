/* Questions that a report asks about a compiled function. */
#ifndef NPJIT_IR_QUERY_H
#define NPJIT_IR_QUERY_H

#include <ir/fn.h>

/* The lines that run boxed, through CPython's API (OPF_BOXED): each once, ascending. Those of cold
 * blocks are left out: whether these run at all is for a counting build to tell. Returns how many;
 * *lines is in fn->arena, NULL when there are none. */
int fn_boxed_lines(const Fn *fn, int **lines);

/* An operation that runs boxed. */
typedef struct BoxedPlace {
    int line;
    Op op;
} BoxedPlace;

/* The same by line and operation, each once, by line. */
int fn_boxed_places(const Fn *fn, BoxedPlace **out);

/* The column of the first such operation of a line; 0 when there is none. */
int fn_column(const Fn *fn, Op op, int line);

typedef struct SlowerRoute {
    const char *name; /* the operation: "np.std" */
    int line;
    Route taken; /* slower than the one that was asked for, which has no exact form of it */
} SlowerRoute;

/* requires: choose_routes(fn, wanted) was called. The operations that take a slower route: each
 * once for a line, in the order of lines. Those of cold blocks are left out, and access to single
 * items where compiled code does it itself. Returns how many; *out is in fn->arena, NULL when there
 * are none. */
int fn_slower_routes(const Fn *fn, Route wanted, SlowerRoute **out);

/* A call into NumPy as the source has it. */
typedef struct NumpyCall {
    Op op;
    int line, column;
    bool gives_array;
} NumpyCall;

/* requires: typed, before native(). Each place once; cold blocks are left out. Returns how many;
 * *out is in fn->arena. */
int fn_numpy_calls(const Fn *fn, NumpyCall **out);

/* What became of a place in the source, in words. */
typedef struct Fact {
    int line;
    const char *text;
} Fact;

/* requires: all passes ran for the route `wanted`. What became of the calls that were `written`,
 * where arrays are kept and why, which operations run boxed, which types the locals have: by line.
 * Returns how many; *out is in fn->arena. */
int fn_explain(const Fn *fn, Route wanted, const NumpyCall *written, int written_count, Fact **out);

#endif
