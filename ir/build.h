/* What the files of build() share. Private to ir/. */
#ifndef NPJIT_IR_BUILD_H
#define NPJIT_IR_BUILD_H

#include <front/ast.h>
#include <ir/passes.h>
#include <stdbool.h>

/* Where `break` and `continue` lead. */
typedef struct Loop {
    Block *on_break, *on_continue;
    struct Loop *outer;
} Loop;

/* A finally clause that leaving the statements it protects has to pass through. */
typedef struct Protected {
    const StmtList *finally; /* or, for `except … as name`, NULL and the local to delete */
    ValueId bound_name;
    Block *handler; /* of what is around it */
    Loop *loop;
    struct Protected *outer;
} Protected;

/* The exception that the except clause around deals with, for a bare raise. */
typedef struct Caught {
    ValueId exception, line;
} Caught;

/* One function being translated; calls of other functions of the file are inlined, each in a frame
 * of its own. */
typedef struct Frame {
    const Function *function;
    ValueId *locals;  /* in the order of function->locals */
    ValueId result;   /* inlined: the temporary that receives the result; 0 for the kernel itself */
    Block *on_return; /* inlined: where a return leads */
    struct Frame *caller;
    int depth;
} Frame;

typedef struct Builder {
    Fn *fn;
    Arena *arena;
    Error *error;
    bool failed;
    Block *block;   /* instructions go here; never NULL */
    Block *handler; /* of the try statement around, NULL: none */
    Protected *protected_by;
    Caught *caught;
    Loop *loop;
    Frame *frame;
    int instructions;
} Builder;

/* Records the first refusal. `hint` may be NULL. Returns 0, no value. */
ValueId refuse(Builder *b, int line, int column, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The local called `name` in the current frame. */
ValueId local_value(Builder *b, const char *name);
ValueId temporary(Builder *b);
/* A block under the handler of the try statement around. */
Block *new_block(Builder *b, const char *note);

/* Appends an instruction whose result is `result` (0: none). */
Instruction *put(Builder *b, Op op, ValueId result, const ValueId *operands, int count, int line,
                 int column);
void move(Builder *b, ValueId to, ValueId from, int line, int column);
void jump_to(Builder *b, Block *target, int line, int column);
void branch_to(Builder *b, ValueId condition, Block *when_true, Block *when_false, int line,
               int column);

/* ---- build_expr.c ---- */
ValueId build_expr(Builder *b, const Expr *expr);
/* A value nobody but the consumer sees: list displays stay virtual. */
ValueId build_consumed(Builder *b, const Expr *expr);
/* Evaluates `expr` for its truth. */
void build_condition(Builder *b, const Expr *expr, Block *when_true, Block *when_false);
ValueId build_none(Builder *b, int line, int column);
/* The index expression of a subscript. */
ValueId build_index(Builder *b, const Expr *expr);

/* ---- build_comprehension.c ---- */
ValueId build_comprehension(Builder *b, const Expr *expr);
/* A call of a function that consumes its one argument on the spot. False when it is not one. */
bool build_consumer(Builder *b, const Expr *call, ValueId *out);
/* The only argument of a callable that exhausts a generator before it does anything else. */
ValueId build_argument(Builder *b, const Expr *expr);

/* ---- build_call.c ---- */
ValueId build_call(Builder *b, const Expr *call);

/* ---- build_try.c ---- */
void build_try(Builder *b, const Stmt *s);
/* Raises the caught exception again. */
void build_reraise(Builder *b, const Caught *caught, int line, int column);
/* Passes through the finally clauses between here and `loop` (NULL: and the function's end). */
void build_leave_protected(Builder *b, const Loop *loop, int line, int column);

/* ---- build.c ---- */
void build_statements(Builder *b, const StmtList *statements);
void build_assignment(Builder *b, const Expr *target, ValueId value);
/* The head of a for loop over `iterable`: leaves b->block in the body with the item in *item. */
void build_loop_head(Builder *b, ValueId iterable, Block *head, Block *body, Block *done,
                     ValueId *item, int line, int column);

#endif
