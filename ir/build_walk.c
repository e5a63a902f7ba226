/* Walks over the tree of a function: where a local is bound and where it is used. Knows nothing of
 * what is built. */
#include "build.h"

#include <string.h>

static void walk_statements(Walk *walk, const StmtList *list);
static void walk_expr(Walk *walk, const Expr *expr);

static void walk_list(Walk *walk, const ExprList *list) {
    for (int k = 0; k < list->count; k++) {
        walk_expr(walk, list->items[k]);
    }
}

static void bind_name(Walk *walk, const char *name) {
    if (name != NULL && strcmp(name, walk->name) == 0) {
        *(walk->depth == 0 ? &walk->bindings : &walk->rebindings) += 1;
    }
}

static void walk_target(Walk *walk, const Expr *target) {
    switch (target->kind) {
    case EXPR_LOCAL: bind_name(walk, target->name); return;
    case EXPR_STARRED: walk_target(walk, target->left); return;
    case EXPR_TUPLE:
    case EXPR_LIST:
        for (int k = 0; k < target->items.count; k++) {
            walk_target(walk, target->items.items[k]);
        }
        return;
    default: walk_expr(walk, target);
    }
}

/* Its own local of that name hides the one that is looked for. */
static bool hides(const Function *function, const char *name) {
    for (int k = 0; k < function->local_count; k++) {
        if (strcmp(function->locals[k], name) == 0) {
            return true;
        }
    }
    return false;
}

/* What only CPython can execute, and so may do anything with what it captures. */
static void walk_foreign(Walk *walk, Interpreted *interpreted) {
    Error ignored;
    if (interpreted == NULL || interpreted->make == NULL ||
        interpreted->make(interpreted, &ignored) != 0) {
        walk->uses++;
        return;
    }
    for (int k = 0; k < interpreted->captured_count; k++) {
        walk->uses += strcmp(interpreted->captured[k], walk->name) == 0;
    }
}

static void walk_nested(Walk *walk, const Function *function, Interpreted *interpreted) {
    walk->nested++;
    if (function->foreign) {
        walk_foreign(walk, interpreted);
    } else if (!hides(function, walk->name)) {
        walk->depth++;
        walk_statements(walk, &function->body);
        walk->depth--;
    }
}

static void walk_comprehension(Walk *walk, const Comprehension *c) {
    walk->nested += c->kind == COMPREHENSION_GENERATOR;
    for (int k = 0; k < c->clause_count; k++) {
        walk_expr(walk, c->clauses[k].iterable);
        walk_target(walk, c->clauses[k].target);
        walk_list(walk, &c->clauses[k].conditions);
    }
    walk_expr(walk, c->element);
    walk_expr(walk, c->value);
}

static void walk_call(Walk *walk, const Expr *call) {
    const Symbol *symbol = call->left->symbol;
    const Function *callee =
        symbol != NULL && symbol->kind == SYMBOL_FUNCTION ? symbol->function : NULL;
    if (call->interpreted != NULL || call->left->kind != EXPR_LOCAL) {
        walk_expr(walk, call->left);
    }
    for (int k = 0; k < call->items.count; k++) {
        const Expr *argument = call->items.items[k];
        bool only_called = argument->kind == EXPR_LOCAL && call->interpreted == NULL &&
                           strcmp(argument->name, walk->name) == 0 && callee != NULL &&
                           k < callee->parameter_count && walk->functions < WALK_FUNCTIONS &&
                           is_only_called(callee, callee->parameters[k].name, walk->functions + 1);
        if (!only_called) {
            walk_expr(walk, argument);
        }
    }
}

static void walk_expr(Walk *walk, const Expr *expr) {
    if (expr == NULL) {
        return;
    }
    switch (expr->kind) {
    case EXPR_LOCAL: walk->uses += strcmp(expr->name, walk->name) == 0; return;
    case EXPR_LAMBDA: walk_nested(walk, expr->function, expr->interpreted); return;
    case EXPR_INTERPRETED: walk_foreign(walk, expr->interpreted); return;
    case EXPR_COMPREHENSION: walk_comprehension(walk, expr->comprehension); return;
    case EXPR_NAMED:
        walk_expr(walk, expr->right);
        walk_target(walk, expr->left);
        return;
    case EXPR_CALL: walk_call(walk, expr); break;
    default: walk_expr(walk, expr->left); walk_list(walk, &expr->items);
    }
    walk_expr(walk, expr->right);
    walk_expr(walk, expr->condition);
    for (int k = 0; k < expr->keyword_count; k++) {
        walk_expr(walk, expr->keywords[k].value);
    }
}

/* The statement itself; what it contains is walked by the caller. */
static void walk_head(Walk *walk, const Stmt *s) {
    for (int k = 0; k < s->targets.count; k++) {
        walk_target(walk, s->targets.items[k]);
        if (s->kind == STMT_AUGMENTED) {
            walk_expr(walk, s->targets.items[k]);
        }
    }
    walk_expr(walk, s->value);
    walk_expr(walk, s->condition);
    walk_expr(walk, s->cause);
    if (s->function != NULL) {
        bind_name(walk, s->function->name);
        walk_nested(walk, s->function, s->interpreted);
    }
    for (int k = 0; k < s->handler_count; k++) {
        bind_name(walk, s->handlers[k].name);
        walk_expr(walk, s->handlers[k].type);
    }
}

static void walk_statements(Walk *walk, const StmtList *list) {
    for (int k = 0; k < list->count; k++) {
        const Stmt *s = list->items[k];
        walk_head(walk, s);
        walk_statements(walk, &s->body);
        for (int h = 0; h < s->handler_count; h++) {
            walk_statements(walk, &s->handlers[h].body);
        }
        walk_statements(walk, &s->orelse);
        walk_statements(walk, &s->finally);
    }
}

Walk walk_function(const Function *function, const char *name) {
    Walk walk = {.name = name};
    walk_statements(&walk, &function->body);
    return walk;
}

bool contains_nested(const Expr *expr) {
    Walk walk = {.name = ""};
    walk_expr(&walk, expr);
    return walk.nested > 0;
}

bool contains_functions(const Function *function) {
    return walk_function(function, "").nested > 0;
}

bool is_only_called(const Function *function, const char *name, int functions) {
    Walk walk = {.name = name, .functions = functions};
    walk_statements(&walk, &function->body);
    return walk.uses == 0 && walk.bindings == 0 && walk.rebindings == 0;
}

/* ---- what changes later ---- */

typedef struct Place {
    int line, column;
} Place;

static bool before(int line, int column, Place place) {
    return line < place.line || (line == place.line && column < place.column);
}

static bool contains(const Stmt *s, Place place) {
    return !before(place.line, place.column, (Place){s->line, s->column}) &&
           before(place.line, place.column, (Place){s->end_line, s->end_column});
}

static bool changes_in(const StmtList *list, const char *name, Place place, bool in_loop);

static bool changes_by(const Stmt *s, const char *name, Place place, bool in_loop) {
    bool around = contains(s, place);
    bool loops = in_loop || (around && (s->kind == STMT_FOR || s->kind == STMT_WHILE));
    Walk walk = {.name = name};
    walk_head(&walk, s);
    if (walk.bindings > 0 && (around || loops || !before(s->line, s->column, place))) {
        return true;
    }
    for (int h = 0; h < s->handler_count; h++) {
        if (changes_in(&s->handlers[h].body, name, place, loops)) {
            return true;
        }
    }
    return changes_in(&s->body, name, place, loops) || changes_in(&s->orelse, name, place, loops) ||
           changes_in(&s->finally, name, place, loops);
}

static bool changes_in(const StmtList *list, const char *name, Place place, bool in_loop) {
    for (int k = 0; k < list->count; k++) {
        if (changes_by(list->items[k], name, place, in_loop)) {
            return true;
        }
    }
    return false;
}

bool changes_after(const Function *function, const char *name, int line, int column) {
    return walk_function(function, name).rebindings > 0 ||
           changes_in(&function->body, name, (Place){line, column}, false);
}
