/* build(): try and with statements. What raises in a block leads to the block's handler, which
 * takes the exception and finds the clause that matches. A finally clause is built once for each
 * way out of what it protects: the end, an exception, and every return, break and continue, as
 * CPython's compiler does. */
#include "build.h"

/* Takes the exception at the start of a handler. */
static Caught *take_exception(Builder *b, int line, int column) {
    Caught *caught = ARENA_NEW(b->arena, Caught);
    caught->exception = temporary(b);
    caught->line = temporary(b);
    put(b, OP_PY_RAISED_LINE, caught->line, NULL, 0, line, column);
    put(b, OP_PY_EXCEPTION, caught->exception, NULL, 0, line, column);
    return caught;
}

void build_reraise(Builder *b, const Caught *caught, int line, int column) {
    ValueId operands[2] = {caught->exception, caught->line};
    put(b, OP_PY_RERAISE, 0, operands, 2, line, column);
}

/* ---- leaving what is protected ---- */

static void build_clean_up(Builder *b, const Protected *protected, int line, int column) {
    if (protected->finally != NULL) {
        build_statements(b, protected->finally);
    } else {
        put(b, OP_PY_DELETE, protected->bound_name, &protected->bound_name, 1, line, column);
    }
}

void build_leave_protected(Builder *b, const Loop *loop, int line, int column) {
    Protected *all = b->protected_by;
    Block *handler = b->handler;
    for (Protected *p = all; p != NULL && (loop == NULL || p->loop == loop); p = p->outer) {
        b->protected_by = p->outer;
        b->handler = p->handler;
        Block *outside = new_block(b, "finally.leave");
        jump_to(b, outside, line, column);
        b->block = outside;
        build_clean_up(b, p, line, column);
    }
    b->protected_by = all;
    b->handler = handler;
}

/* What is built between begin and end passes through the clean-up, however it is left. `after`
 * follows. */
static void begin_protected(Builder *b, Protected *protected, Block **raised) {
    protected->handler = b->handler;
    protected->loop = b->loop;
    protected->outer = b->protected_by;
    *raised = new_block(b, "finally.raised");
    (*raised)->cold = true;
    b->protected_by = protected;
    b->handler = *raised;
}

static void end_protected(Builder *b, const Protected *protected, Block *raised, int line,
                          int column) {
    b->protected_by = protected->outer;
    b->handler = protected->handler;
    Block *normal = new_block(b, "finally.normal"), *after = new_block(b, "finally.after");
    jump_to(b, normal, line, column);
    b->block = normal;
    build_clean_up(b, protected, line, column);
    jump_to(b, after, line, column);
    b->block = raised;
    Caught *outer = b->caught, *caught = take_exception(b, line, column);
    b->caught = caught;
    build_clean_up(b, protected, line, column);
    build_reraise(b, caught, line, column);
    b->caught = outer;
    b->block = after;
}

/* A block of its own, so that it has the handler that is in force now. */
static void enter_block(Builder *b, const char *note, int line, int column) {
    Block *block = new_block(b, note);
    jump_to(b, block, line, column);
    b->block = block;
}

/* ---- except clauses ---- */

/* Body of `except … as name`: the name is gone afterwards, whatever happens. */
static void build_named_body(Builder *b, const Handler *handler, const Caught *caught) {
    Block *raised;
    Protected protected = {.bound_name = local_value(b, handler->name)};
    ValueId operands[2] = {caught->exception, caught->line};
    put(b, OP_PY_PLACE, 0, operands, 2, handler->line, handler->column)->symbol = handler->place;
    move(b, protected.bound_name, caught->exception, handler->line, handler->column);
    begin_protected(b, &protected, &raised);
    enter_block(b, "except.named", handler->line, handler->column);
    build_statements(b, &handler->body);
    end_protected(b, &protected, raised, handler->line, handler->column);
}

static void build_clauses(Builder *b, const Stmt *s, Block *after) {
    Caught *outer = b->caught, *caught = take_exception(b, s->line, s->column);
    bool all = false;
    b->caught = caught;
    for (int k = 0; k < s->handler_count && !b->failed; k++) {
        const Handler *handler = &s->handlers[k];
        Block *body = new_block(b, "except.body"), *next = new_block(b, "except.next");
        if (handler->type != NULL) {
            ValueId operands[2] = {caught->exception, build_expr(b, handler->type)};
            ValueId matches = temporary(b);
            put(b, OP_PY_MATCH, matches, operands, 2, handler->line, handler->column);
            branch_to(b, matches, body, next, handler->line, handler->column);
        } else {
            all = true;
            jump_to(b, body, handler->line, handler->column);
        }
        b->block = body;
        if (handler->name != NULL) {
            build_named_body(b, handler, caught);
        } else {
            build_statements(b, &handler->body);
        }
        jump_to(b, after, handler->line, handler->column);
        b->block = next;
    }
    if (!all) {
        build_reraise(b, caught, s->line, s->column);
    }
    b->caught = outer;
}

static void build_handlers(Builder *b, const Stmt *s) {
    Block *raised = new_block(b, "except"), *after = new_block(b, "try.after");
    Block *outer = b->handler;
    raised->cold = true;
    b->handler = raised;
    enter_block(b, "try.body", s->line, s->column);
    build_statements(b, &s->body);
    b->handler = outer;
    enter_block(b, "try.else", s->line, s->column);
    build_statements(b, &s->orelse);
    jump_to(b, after, s->line, s->column);
    b->block = raised;
    build_clauses(b, s, after);
    b->block = after;
}

void build_try(Builder *b, const Stmt *s) {
    if (s->finally.count == 0) {
        build_handlers(b, s);
        return;
    }
    Block *raised;
    Protected protected = {.finally = &s->finally};
    begin_protected(b, &protected, &raised);
    enter_block(b, "try.protected", s->line, s->column);
    if (s->handler_count > 0) {
        build_handlers(b, s);
    } else {
        build_statements(b, &s->body);
    }
    end_protected(b, &protected, raised, s->line, s->column);
}

void build_with(Builder *b, const Stmt *s) {
    build_assignment(b, s->targets.items[0], build_expr(b, s->value));
    Block *raised, *after = new_block(b, "with.after");
    Protected protected = {.finally = &s->finally};
    begin_protected(b, &protected, &raised);
    enter_block(b, "with.body", s->line, s->column);
    build_statements(b, &s->body);
    b->protected_by = protected.outer;
    b->handler = protected.handler;
    enter_block(b, "with.leave", s->line, s->column);
    build_clean_up(b, &protected, s->line, s->column);
    jump_to(b, after, s->line, s->column);
    b->block = raised;
    build_clauses(b, s, after);
    b->block = after;
}
