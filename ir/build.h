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
typedef struct Frame Frame;

/* A function that a local is known to hold. */
typedef struct Closure {
    const Function *function; /* NULL: nothing is known */
    Interpreted *interpreted; /* as CPython makes it; NULL for a function of the file */
    Frame *home;              /* of what it captures; NULL for a function of the file */
    bool is_object;           /* the local holds a real function, not just a place for it */
    bool being_made;          /* by CPython, for another function that captures it */
} Closure;

struct Frame {
    const Function *function;
    ValueId *locals;  /* in the order of function->locals */
    ValueId result;   /* inlined: the temporary that receives the result; 0 for the kernel itself */
    Block *on_return; /* inlined: where a return leads */
    Frame *caller, *lexical; /* lexical: of the function around a nested one */
    Closure *known;          /* as locals; NULL: nothing */
    int depth;
    int comprehensions; /* how many of its own are around the place at hand */
};

typedef struct Builder {
    Fn *fn;
    Arena *arena;
    Error *error;
    bool failed;
    bool depends_on_caller; /* what is refused is so, too, where CPython calls the function */
    Block *block;           /* instructions go here; never NULL */
    Block *handler;         /* of the try statement around, NULL: none */
    Protected *protected_by;
    Caught *caught;
    Loop *loop;
    Frame *frame;
    const Expr *exhausted; /* an argument that the callee is done with when it returns */
    const Expr *iterated;  /* an expression that is only iterated over, on the spot */
    const Expr *assigned;  /* the value of an assignment to a local */
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
/* The only argument of a callable that exhausts a generator before it does anything else;
 * `makes_room` when the callable asks an iterable how many items it has. */
ValueId build_argument(Builder *b, const Expr *expr, bool makes_room);

/* reversed(…) and its like, whose iterators are kept as their state and are no objects. */
bool is_iterator_call(const Expr *expr);
/* An expression that is iterated over on the spot, and nothing else. */
ValueId build_iterable(Builder *b, const Expr *expr);

/* ---- build_walk.c ---- */

/* What a function does with one of its locals. Give it {.name = …}. */
enum { WALK_FUNCTIONS = 4 };
typedef struct Walk {
    const char *name;
    int bindings;   /* in the function itself */
    int rebindings; /* in functions within, where it is nonlocal */
    int uses;       /* but to call it, or to pass it to a function of the file that only calls it */
    int nested;     /* functions and generators within */
    int depth, functions;
} Walk;

Walk walk_function(const Function *function, const char *name);
bool is_only_called(const Function *function, const char *name, int functions);
bool contains_nested(const Expr *expr);
bool contains_functions(const Function *function);
/* Whether the local may be bound again once the place was reached. */
bool changes_after(const Function *function, const char *name, int line, int column);

/* ---- build_closure.c ---- */

/* Fills in what is known of the frame's locals from the start. */
void closures_find(Builder *b, Frame *frame);
/* The function that the local holds, NULL when that is not known. */
Closure *closure_called(Builder *b, const char *name);
/* What the interpreter makes of a part, in the scope of `home`. With `immediate`, nobody keeps it.
 */
ValueId build_interpreted(Builder *b, Interpreted *interpreted, Frame *home, bool immediate,
                          int line, int column);
/* A call or display with unpacking in it, a pattern. */
ValueId build_starred(Builder *b, const Expr *expr);
/* A lambda or generator as a value. */
ValueId build_function_value(Builder *b, const Expr *expr);
/* An argument of a function that is inlined; *out is what is known of it. */
ValueId build_function_argument(Builder *b, const Expr *argument, const Function *callee,
                                int parameter, Closure *out);
void build_definition(Builder *b, const Stmt *s);
/* `name = lambda …`, which nobody uses but to call it. False when it is not that. */
bool build_named_lambda(Builder *b, const Stmt *s);
void build_import(Builder *b, const Stmt *s);
ValueId build_local(Builder *b, const Expr *expr);
/* What evaluating a callee that is inlined does, and del: a local must have a value. */
void build_loaded(Builder *b, const Expr *callee);

/* ---- build_call.c ---- */
ValueId build_call(Builder *b, const Expr *call);

/* ---- build_try.c ---- */
void build_try(Builder *b, const Stmt *s);
void build_with(Builder *b, const Stmt *s);
/* Raises the caught exception again. */
void build_reraise(Builder *b, const Caught *caught, int line, int column);
/* Passes through the finally clauses between here and `loop` (NULL: and the function's end). */
void build_leave_protected(Builder *b, const Loop *loop, int line, int column);

/* ---- build.c ---- */
void build_statements(Builder *b, const StmtList *statements);
void build_assignment(Builder *b, const Expr *target, ValueId value);
ValueId build_iterator(Builder *b, ValueId iterable, int line, int column);
/* The head of a for loop: leaves b->block in the body with the item in *item. */
void build_loop_head(Builder *b, ValueId iterator, Block *head, Block *body, Block *done,
                     ValueId *item, int line, int column);

#endif
