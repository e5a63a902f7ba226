/* Which names are local: CPython's rules for function scopes, over the plain tree.
 *
 * A name bound anywhere in a function is local in all of it; the targets of a comprehension are
 * local to the comprehension and get names of their own ("x@1"), except that its first iterable is
 * evaluated outside;
 * := inside a comprehension binds in the function around it; what a nested function declares
 * nonlocal is the local of the function around that binds it. What is bound nowhere is a global
 * name, and an attribute of a module is looked up here and now. */
#include "unit.h"

typedef struct Names {
    const char **items; /* interned by the unit: equal names are the same pointer */
    int count, capacity;
} Names;

typedef struct Scope {
    struct Scope *outer;
    Names names;
    Names renamed;          /* a comprehension's: the unique name of each, else empty */
    struct Scope *function; /* the function scope that owns the locals; itself for a function */
} Scope;

typedef struct Resolver {
    FrontUnit *unit;
    Arena *arena;
    PyObject *object; /* the function whose globals and closure count */
    Error *error;
    int comprehensions;
} Resolver;

/* ---- what a function binds ---- */

static void add_name(Arena *arena, Names *names, const char *name) {
    for (int k = 0; k < names->count; k++) {
        if (names->items[k] == name) {
            return;
        }
    }
    ARENA_PUSH(arena, names, name);
}

static void bind_in_expression(Arena *arena, Names *names, const Expr *expr);
static void bind_target(Arena *arena, Names *names, const Expr *target);

static void bind_in_list(Arena *arena, Names *names, const ExprList *list) {
    for (int k = 0; k < list->count; k++) {
        bind_in_expression(arena, names, list->items[k]);
    }
}

/* := is the only expression that binds. A lambda is a scope of its own and its defaults are
 * literals. */
static void bind_in_expression(Arena *arena, Names *names, const Expr *expr) {
    if (expr == NULL || expr->kind == EXPR_LAMBDA) {
        return;
    }
    if (expr->kind == EXPR_NAMED) {
        bind_target(arena, names, expr->left);
    }
    bind_in_expression(arena, names, expr->left);
    bind_in_expression(arena, names, expr->right);
    bind_in_expression(arena, names, expr->condition);
    bind_in_list(arena, names, &expr->items);
    for (int k = 0; k < expr->keyword_count; k++) {
        bind_in_expression(arena, names, expr->keywords[k].value);
    }
    const Comprehension *comprehension = expr->comprehension;
    if (comprehension == NULL) {
        return;
    }
    bind_in_expression(arena, names, comprehension->element);
    bind_in_expression(arena, names, comprehension->value);
    for (int k = 0; k < comprehension->clause_count; k++) {
        bind_in_expression(arena, names, comprehension->clauses[k].target);
        bind_in_expression(arena, names, comprehension->clauses[k].iterable);
        bind_in_list(arena, names, &comprehension->clauses[k].conditions);
    }
}

static void bind_target(Arena *arena, Names *names, const Expr *target) {
    switch (target->kind) {
    case EXPR_LOCAL: add_name(arena, names, target->name); return;
    case EXPR_STARRED: bind_target(arena, names, target->left); return;
    case EXPR_TUPLE:
    case EXPR_LIST:
        for (int k = 0; k < target->items.count; k++) {
            bind_target(arena, names, target->items.items[k]);
        }
        return;
    default: bind_in_expression(arena, names, target);
    }
}

static void bind_in_statements(Arena *arena, Names *names, const StmtList *list) {
    for (int k = 0; k < list->count; k++) {
        const Stmt *s = list->items[k];
        for (int t = 0; t < s->targets.count; t++) {
            bind_target(arena, names, s->targets.items[t]);
        }
        bind_in_expression(arena, names, s->value);
        bind_in_expression(arena, names, s->condition);
        bind_in_expression(arena, names, s->cause);
        if (s->function != NULL) {
            add_name(arena, names, s->function->name);
        }
        bind_in_statements(arena, names, &s->body);
        for (int h = 0; h < s->handler_count; h++) {
            bind_in_expression(arena, names, s->handlers[h].type);
            if (s->handlers[h].name != NULL) {
                add_name(arena, names, s->handlers[h].name);
            }
            bind_in_statements(arena, names, &s->handlers[h].body);
        }
        bind_in_statements(arena, names, &s->orelse);
        bind_in_statements(arena, names, &s->finally);
    }
}

/* What the function declares nonlocal is not its own, though it binds it. */
static void remove_nonlocals(Names *names, const StmtList *list) {
    for (int k = 0; k < list->count; k++) {
        const Stmt *s = list->items[k];
        for (int n = 0; s->kind == STMT_NONLOCAL && n < s->items.count; n++) {
            int kept = 0;
            for (int j = 0; j < names->count; j++) {
                if (names->items[j] != s->items.items[n]->name) {
                    names->items[kept++] = names->items[j];
                }
            }
            names->count = kept;
        }
        remove_nonlocals(names, &s->body);
        for (int h = 0; h < s->handler_count; h++) {
            remove_nonlocals(names, &s->handlers[h].body);
        }
        remove_nonlocals(names, &s->orelse);
        remove_nonlocals(names, &s->finally);
    }
}

/* ---- resolving ---- */

/* The local that `name` means in this scope, or NULL. */
static const char *find_local(const Scope *scope, const char *name) {
    for (; scope != NULL; scope = scope->outer) {
        for (int k = 0; k < scope->names.count; k++) {
            if (scope->names.items[k] == name) {
                return scope->renamed.count > 0 ? scope->renamed.items[k] : name;
            }
        }
    }
    return NULL;
}

static int resolve_expression(Resolver *resolver, Scope *scope, Expr *expr);
static int resolve_function(Resolver *resolver, Scope *outer, Function *function);

static int place_error(Resolver *resolver, const Expr *expr) {
    error_place(resolver->error, resolver->unit->file, expr->line, expr->column);
    return -1;
}

static int refuse_shadowed(Resolver *resolver, const Expr *expr) {
    error_set(resolver->error, STAGE_FRONT,
              "the class pattern %s() cannot be compiled where %s is not the builtin", expr->name,
              expr->name);
    error_hint(resolver->error, "give what hides the builtin another name");
    return place_error(resolver, expr);
}

static int resolve_name(Resolver *resolver, const Scope *scope, Expr *expr) {
    const char *local = find_local(scope, expr->name);
    if (local != NULL) {
        expr->name = local;
        return expr->is_builtin ? refuse_shadowed(resolver, expr) : 0;
    }
    expr->kind = EXPR_GLOBAL;
    if (symbol_of_global(resolver->unit, resolver->object, expr->name, &expr->symbol,
                         resolver->error) < 0 ||
        refuse_frame_use(expr->symbol, resolver->error) < 0) {
        return place_error(resolver, expr);
    }
    const char *qualified = expr->symbol->qualified;
    bool builtin = qualified != NULL && strncmp(qualified, "builtins.", 9) == 0 &&
                   strcmp(qualified + 9, expr->name) == 0;
    return expr->is_builtin && !builtin ? refuse_shadowed(resolver, expr) : 0;
}

static int resolve_attribute(Resolver *resolver, Expr *expr) {
    const Symbol *left = expr->left->symbol;
    if (left == NULL || left->kind != SYMBOL_MODULE) {
        return refuse_frame_attribute(expr->name, resolver->error) < 0 ? place_error(resolver, expr)
                                                                       : 0;
    }
    bool refused =
        symbol_of_attribute(resolver->unit, left, expr->name, &expr->symbol, resolver->error) < 0 ||
        (expr->symbol != NULL && refuse_frame_use(expr->symbol, resolver->error) < 0);
    return refused ? place_error(resolver, expr) : 0;
}

static int resolve_list(Resolver *resolver, Scope *scope, const ExprList *list) {
    for (int k = 0; k < list->count; k++) {
        if (resolve_expression(resolver, scope, list->items[k]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* What the part can see of the scopes around it. */
static void resolve_interpreted(const Resolver *resolver, const Scope *scope,
                                Interpreted *interpreted) {
    if (interpreted == NULL) {
        return;
    }
    interpreted_in(interpreted, resolver->object);
    for (; scope != NULL; scope = scope->outer) {
        for (int k = 0; k < scope->names.count; k++) {
            const char *name = scope->names.items[k];
            interpreted_sees(interpreted, (VisibleName){name, find_local(scope, name)});
        }
    }
}

/* Assigning to a module's attribute must not look the attribute up. */
static int resolve_target(Resolver *resolver, Scope *scope, Expr *target) {
    resolve_interpreted(resolver, scope, target->interpreted);
    switch (target->kind) {
    case EXPR_ATTRIBUTE: return resolve_expression(resolver, scope, target->left);
    case EXPR_STARRED: return resolve_target(resolver, scope, target->left);
    case EXPR_TUPLE:
    case EXPR_LIST:
        for (int k = 0; k < target->items.count; k++) {
            if (resolve_target(resolver, scope, target->items.items[k]) < 0) {
                return -1;
            }
        }
        return 0;
    default: return resolve_expression(resolver, scope, target);
    }
}

/* Gives the comprehension's targets names that no other local of the function has. */
static int rename_targets(Resolver *resolver, Scope *scope, const Comprehension *comprehension) {
    for (int k = 0; k < comprehension->clause_count; k++) {
        bind_target(resolver->arena, &scope->names, comprehension->clauses[k].target);
    }
    resolver->comprehensions++;
    for (int k = 0; k < scope->names.count; k++) {
        PyObject *text =
            PyUnicode_FromFormat("%s@%d", scope->names.items[k], resolver->comprehensions);
        const char *renamed = text != NULL ? unit_name(resolver->unit, text) : NULL;
        Py_XDECREF(text);
        if (renamed == NULL) {
            return front_python_error(resolver->error, STAGE_FRONT, "a name cannot be made");
        }
        ARENA_PUSH(resolver->arena, &scope->renamed, renamed);
        ARENA_PUSH(resolver->arena, &scope->function->names, renamed);
    }
    return 0;
}

static int resolve_comprehension(Resolver *resolver, Scope *outer, Comprehension *comprehension) {
    if (resolve_expression(resolver, outer, comprehension->clauses[0].iterable) < 0) {
        return -1;
    }
    Scope scope = {.outer = outer, .function = outer->function};
    if (rename_targets(resolver, &scope, comprehension) < 0) {
        return -1;
    }
    for (int k = 0; k < comprehension->clause_count; k++) {
        ComprehensionFor *clause = &comprehension->clauses[k];
        if ((k > 0 && resolve_expression(resolver, &scope, clause->iterable) < 0) ||
            resolve_target(resolver, &scope, clause->target) < 0 ||
            resolve_list(resolver, &scope, &clause->conditions) < 0) {
            return -1;
        }
    }
    return resolve_expression(resolver, &scope, comprehension->element) < 0
               ? -1
               : resolve_expression(resolver, &scope, comprehension->value);
}

static int resolve_expression(Resolver *resolver, Scope *scope, Expr *expr) {
    if (expr == NULL) {
        return 0;
    }
    resolve_interpreted(resolver, scope, expr->interpreted);
    switch (expr->kind) {
    case EXPR_LOCAL: return resolve_name(resolver, scope, expr);
    case EXPR_COMPREHENSION: return resolve_comprehension(resolver, scope, expr->comprehension);
    case EXPR_LAMBDA: return resolve_function(resolver, scope, expr->function);
    default: break;
    }
    if (resolve_expression(resolver, scope, expr->left) < 0 ||
        resolve_expression(resolver, scope, expr->right) < 0 ||
        resolve_expression(resolver, scope, expr->condition) < 0 ||
        resolve_list(resolver, scope, &expr->items) < 0) {
        return -1;
    }
    if (expr->kind == EXPR_CALL && expr->items.count == 0 && expr->left->symbol != NULL &&
        refuse_frame_call(expr->left->symbol, resolver->error) < 0) {
        return place_error(resolver, expr);
    }
    for (int k = 0; k < expr->keyword_count; k++) {
        if (resolve_expression(resolver, scope, expr->keywords[k].value) < 0) {
            return -1;
        }
    }
    return expr->kind == EXPR_ATTRIBUTE ? resolve_attribute(resolver, expr) : 0;
}

static int resolve_statements(Resolver *resolver, Scope *scope, const StmtList *list);

static int resolve_handlers(Resolver *resolver, Scope *scope, const Stmt *s) {
    for (int k = 0; k < s->handler_count; k++) {
        if (resolve_expression(resolver, scope, s->handlers[k].type) < 0 ||
            resolve_statements(resolver, scope, &s->handlers[k].body) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Reading a global needs no declaration; what is declared must not be a local for that. */
/* A `global` of a name that the function binds, a `nonlocal` of one that it does not: CPython has
 * found all of these, so that it belongs to a function around the kernel. */
static int resolve_declaration(Resolver *resolver, const Scope *scope, const Stmt *s) {
    bool global = s->kind == STMT_GLOBAL;
    for (int k = 0; (global || s->kind == STMT_NONLOCAL) && k < s->items.count; k++) {
        Expr *name = s->items.items[k];
        if ((find_local(scope, name->name) != NULL) != global) {
            continue;
        }
        error_set(resolver->error, STAGE_FRONT,
                  global ? "a global statement for %.100s, which the function binds, cannot be "
                           "compiled: the kernel would not find the same in each of its calls"
                         : "a nonlocal statement for %.100s, which a function around the kernel "
                           "binds, cannot be compiled",
                  name->name);
        error_hint(resolver->error, "pass the value in as an argument and return the new one");
        return place_error(resolver, name);
    }
    return 0;
}

static int resolve_statement(Resolver *resolver, Scope *scope, Stmt *s) {
    for (int k = 0; k < s->targets.count; k++) {
        if (resolve_target(resolver, scope, s->targets.items[k]) < 0) {
            return -1;
        }
    }
    resolve_interpreted(resolver, scope, s->interpreted);
    if (s->function != NULL && resolve_function(resolver, scope, s->function) < 0) {
        return -1;
    }
    /* An assert's `cause` has its symbol already. */
    return resolve_declaration(resolver, scope, s) < 0 ||
                   resolve_expression(resolver, scope, s->value) < 0 ||
                   resolve_expression(resolver, scope, s->condition) < 0 ||
                   resolve_expression(resolver, scope, s->cause) < 0 ||
                   resolve_statements(resolver, scope, &s->body) < 0 ||
                   resolve_handlers(resolver, scope, s) < 0 ||
                   resolve_statements(resolver, scope, &s->orelse) < 0 ||
                   resolve_statements(resolver, scope, &s->finally) < 0
               ? -1
               : 0;
}

static int resolve_statements(Resolver *resolver, Scope *scope, const StmtList *list) {
    for (int k = 0; k < list->count; k++) {
        if (resolve_statement(resolver, scope, list->items[k]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int resolve_function(Resolver *resolver, Scope *outer, Function *function) {
    if (function->foreign) {
        return 0;
    }
    Scope scope = {.outer = outer};
    scope.function = &scope;
    for (int k = 0; k < function->parameter_count; k++) {
        add_name(resolver->arena, &scope.names, function->parameters[k].name);
    }
    bind_in_statements(resolver->arena, &scope.names, &function->body);
    remove_nonlocals(&scope.names, &function->body);
    if (resolve_statements(resolver, &scope, &function->body) < 0) {
        return -1;
    }
    function->locals = scope.names.items;
    function->local_count = scope.names.count;
    return 0;
}

int scope_resolve(FrontUnit *unit, Function *function, PyObject *object, Error *error) {
    Resolver resolver = {.unit = unit, .arena = unit->arena, .object = object, .error = error};
    return resolve_function(&resolver, NULL, function);
}
