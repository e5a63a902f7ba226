/* With statements, as PEP 343 spells them out:
 *
 *     exit, value = enter(EXPR)
 *     TARGET = value, BODY
 *         on an exception:      if not leave(exit, exception): raise
 *         on every other way:   exit(None, None, None)
 *
 * enter and leave are context.c's. Several items are statements one within the other. */
#include "unit.h"

/* The statement, and the names it keeps things under. */
typedef struct With {
    Converter *converter;
    const Stmt *statement;
    PyObject *items, *body;
    const char *exit, *value, *exception;
} With;

static Place place(const With *with) {
    const Stmt *s = with->statement;
    return (Place){s->line, s->column, s->end_line, s->end_column};
}

static Expr *new_expr(const With *with, ExprKind kind) {
    return make_expr(with->converter, kind, place(with));
}

static Expr *local(const With *with, const char *name) {
    return make_local(with->converter, name, place(with));
}

static ExprList expressions(const With *with, int count) {
    return make_list(with->converter, count);
}

static Stmt *new_statement(const With *with, StmtKind kind) {
    return make_statement(with->converter, kind, place(with));
}

static StmtList only(const With *with, Stmt *statement) {
    return make_only(with->converter, statement);
}

/* A function of context.c; takes over the reference. NULL with a Python exception set. */
static Expr *helper(const With *with, const char *name, PyObject *function) {
    Expr *expr = new_expr(with, EXPR_GLOBAL);
    expr->name = name;
    int status = function != NULL
                     ? symbol_of_object(with->converter->unit, name, function, &expr->symbol)
                     : -1;
    Py_XDECREF(function);
    return status == 0 ? expr : NULL;
}

/* ---- the parts ---- */

static int name_locals(With *with) {
    static const char *const kinds[] = {"exit", "value", "exception"};
    const char **names[] = {&with->exit, &with->value, &with->exception};
    int number = ++with->converter->contexts;
    for (int k = 0; k < 3; k++) {
        /* A comprehension's targets have a number only behind the @. */
        PyObject *text = PyUnicode_FromFormat("%s@with%d", kinds[k], number);
        *names[k] = text != NULL ? unit_name(with->converter->unit, text) : NULL;
        Py_XDECREF(text);
        if (*names[k] == NULL) {
            return -1;
        }
    }
    return 0;
}

/* exit, value = enter(manager) */
static int enter_context(const With *with, Expr *manager, Stmt *out) {
    Expr *both = new_expr(with, EXPR_TUPLE), *call = new_expr(with, EXPR_CALL);
    both->items = expressions(with, 2);
    both->items.items[0] = local(with, with->exit);
    both->items.items[1] = local(with, with->value);
    call->left = helper(with, "entering a context", context_enter());
    call->items = expressions(with, 1);
    call->items.items[0] = manager;
    out->targets = expressions(with, 1);
    out->targets.items[0] = both;
    out->value = call;
    return call->left != NULL ? 0 : -1;
}

/* if not leave(exit, exception): raise */
static int leave_by_exception(const With *with, Handler *out) {
    Expr *call = new_expr(with, EXPR_CALL), *stays = new_expr(with, EXPR_UNARY);
    Stmt *test = new_statement(with, STMT_IF);
    call->left = helper(with, "leaving a context", context_leave());
    call->items = expressions(with, 2);
    call->items.items[0] = local(with, with->exit);
    call->items.items[1] = local(with, with->exception);
    stays->unary = UNARY_NOT;
    stays->left = call;
    test->condition = stays;
    test->body = only(with, new_statement(with, STMT_RAISE));
    out->line = with->statement->line;
    out->column = with->statement->column;
    out->name = with->exception;
    out->body = only(with, test);
    return call->left != NULL ? handler_place(with->converter, out) : -1;
}

/* exit(None, None, None) */
static StmtList leave_otherwise(const With *with) {
    Stmt *statement = new_statement(with, STMT_EXPR);
    statement->value = new_expr(with, EXPR_CALL);
    statement->value->left = local(with, with->exit);
    statement->value->items = expressions(with, 3);
    for (int k = 0; k < 3; k++) {
        Expr *none = new_expr(with, EXPR_CONSTANT);
        none->constant = (Constant){.kind = CONSTANT_NONE, .object = Py_None};
        statement->value->items.items[k] = none;
    }
    return only(with, statement);
}

/* ---- the statement ---- */

static int convert_item(With *with, Py_ssize_t index, Stmt *out);

/* What is within the item: the next one, or the body. */
static int convert_within(With *with, Py_ssize_t index, StmtList *out) {
    if (index == PyList_GET_SIZE(with->items)) {
        return convert_statements(with->converter, with->body, out);
    }
    Stmt *inner = new_statement(with, STMT_WITH);
    *out = only(with, inner);
    if (with->converter->depth >= DEPTH_LIMIT) {
        return refuse_depth(with->converter, PyList_GET_ITEM(with->items, index));
    }
    With next = *with;
    with->converter->depth++;
    int status = convert_item(&next, index, inner);
    with->converter->depth--;
    return status;
}

/* `as TARGET` is assigned to under the context's protection. */
static void prepend_target(const With *with, Expr *target, StmtList *body) {
    Stmt *assignment = new_statement(with, STMT_ASSIGN);
    assignment->line = target->line;
    assignment->column = target->column;
    assignment->end_line = target->end_line;
    assignment->end_column = target->end_column;
    assignment->targets = expressions(with, 1);
    assignment->targets.items[0] = target;
    assignment->value = local(with, with->value);
    assignment->value->line = target->line;
    assignment->value->column = target->column;
    StmtList longer = {ARENA_ARRAY(with->converter->arena, Stmt *, body->count + 1),
                       body->count + 1};
    longer.items[0] = assignment;
    for (int k = 0; k < body->count; k++) {
        longer.items[k + 1] = body->items[k];
    }
    *body = longer;
}

static int convert_item(With *with, Py_ssize_t index, Stmt *out) {
    Converter *converter = with->converter;
    PyObject *item = PyList_GET_ITEM(with->items, index); /* borrowed */
    PyObject *manager_node = node_field(converter, item, converter->py->context_expr);
    PyObject *target_node = node_field(converter, item, converter->py->optional_vars);
    Expr *manager, *target;
    if (manager_node == NULL || target_node == NULL ||
        convert_expression(converter, manager_node, &manager) < 0 ||
        convert_optional(converter, target_node, &target) < 0) {
        return -1;
    }
    out->handler_count = 1;
    out->handlers = ARENA_NEW(converter->arena, Handler);
    if (name_locals(with) < 0 || enter_context(with, manager, out) < 0 ||
        leave_by_exception(with, out->handlers) < 0) {
        return refuse_exception(converter, manager_node);
    }
    out->finally = leave_otherwise(with);
    if (convert_within(with, index + 1, &out->body) < 0) {
        return -1;
    }
    if (target != NULL) {
        prepend_target(with, target, &out->body);
    }
    return 0;
}

int convert_with(Converter *converter, PyObject *node, Stmt *out) {
    With with = {.converter = converter, .statement = out};
    with.items = node_field(converter, node, converter->py->items);
    with.body = node_field(converter, node, converter->py->body);
    return with.items == NULL || with.body == NULL ? -1 : convert_item(&with, 0, out);
}
