/* build(): functions defined inside of functions, and what is left to CPython.
 *
 * A nested function or lambda that is bound once and called by that name is inlined where it is
 * called, with the locals of the functions around it as they are then. Where such a function is
 * used as a value, or its definition evaluates what only CPython can, CPython makes it: a factory
 * gets the values that it captures. They are values, not variables, so this is refused where one of
 * them may change while the function lives. The same way goes what only CPython executes:
 * generators that are passed on, unpacking in calls and displays. */
#include "build.h"

#include <string.h>

/* ---- names ---- */

/* The frame whose local `name` is, as seen from `frame`; *index of it there. NULL: there is none.
 */
static Frame *frame_of(Frame *frame, const char *name, int *index) {
    for (; frame != NULL; frame = frame->lexical) {
        for (int k = 0; k < frame->function->local_count; k++) {
            if (strcmp(frame->function->locals[k], name) == 0) {
                *index = k;
                return frame;
            }
        }
    }
    return NULL;
}

ValueId local_value(Builder *b, const char *name) {
    int index;
    const Frame *frame = frame_of(b->frame, name, &index);
    if (frame == NULL) {
        const Function *function = b->frame->function;
        return refuse(b, function->line, function->column, NULL, "local variable '%s' is not known",
                      name);
    }
    return frame->locals[index];
}

static ValueId load(Builder *b, Frame *frame, const char *name, int line, int column) {
    int index;
    const Frame *owner = frame_of(frame, name, &index);
    if (owner == NULL) {
        return refuse(b, line, column, NULL, "local variable '%s' is not known", name);
    }
    ValueId result = temporary(b);
    /* A comprehension is a function to CPython: all but its own targets ("x@1") are free there. */
    bool is_free = owner != frame || (frame->comprehensions > 0 && strchr(name, '@') == NULL);
    put(b, OP_PY_LOAD, result, &owner->locals[index], 1, line, column)->immediate = is_free;
    return result;
}

Closure *closure_called(Builder *b, const char *name) {
    int index;
    const Frame *frame = frame_of(b->frame, name, &index);
    Closure *closure = frame == NULL || frame->known == NULL ? NULL : &frame->known[index];
    return closure == NULL || closure->function == NULL ? NULL : closure;
}

/* ---- what CPython makes ---- */

/* The function that the local would hold. */
static ValueId make_closure(Builder *b, Closure *closure, bool immediate, int line, int column) {
    if (closure->being_made) {
        return refuse(b, line, column, "define them at the top level of the file",
                      "nested functions that call one another are not compiled");
    }
    closure->being_made = true;
    ValueId made =
        build_interpreted(b, closure->interpreted, closure->home, immediate, line, column);
    closure->being_made = false;
    return made;
}

/* What `interpreted` captures at place k, which it may find unbound when it is used. */
static ValueId captured_value(Builder *b, Frame *home, const Interpreted *interpreted, int k,
                              bool immediate, int line, int column) {
    const char *name = interpreted->captured[k];
    int index;
    Frame *owner = frame_of(home, name, &index);
    if (owner == NULL) {
        return refuse(b, line, column, NULL, "local variable '%s' is not known", name);
    }
    Closure *closure = owner->known == NULL ? NULL : &owner->known[index];
    if (closure != NULL && closure->function != NULL && !closure->is_object) {
        return make_closure(b, closure, immediate, line, column);
    }
    bool changes = strchr(name, '@') != NULL || changes_after(owner->function, name, line, column);
    if (changes && !immediate && interpreted->keeps[k]) {
        return refuse(b, line, column, "pass it as an argument, or give it a name of its own",
                      "a function, or a generator that is passed on, with '%.*s' from around it, "
                      "which changes later, is not compiled",
                      (int)strcspn(name, "@"), name);
    }
    ValueId result = temporary(b);
    put(b, OP_PY_CAPTURE, result, &owner->locals[index], 1, line, column)->symbol =
        interpreted->factory;
    return result;
}

ValueId build_interpreted(Builder *b, Interpreted *interpreted, Frame *home, bool immediate,
                          int line, int column) {
    if (b->failed) {
        return 0;
    }
    Error error;
    if (interpreted == NULL || interpreted->make == NULL) {
        return refuse(b, line, column, NULL, "a nested function is not compiled");
    }
    if (interpreted->make(interpreted, &error) != 0) {
        return refuse(b, line, column, error.hint, "%s", error.message);
    }
    int count = interpreted->captured_count;
    ValueId *operands = ARENA_ARRAY(b->arena, ValueId, count + 1);
    operands[0] = temporary(b);
    put(b, OP_PY_SYMBOL, operands[0], NULL, 0, line, column)->symbol = interpreted->factory;
    for (int k = 0; k < count; k++) {
        operands[1 + k] = captured_value(b, home, interpreted, k, immediate, line, column);
    }
    ValueId result = temporary(b);
    Instruction *call = put(b, OP_PY_CALL, result, operands, 1 + count, line, column);
    call->immediate = count;
    call->text = "";
    return result;
}

ValueId build_starred(Builder *b, const Expr *expr) {
    return build_interpreted(b, expr->interpreted, b->frame, !contains_nested(expr), expr->line,
                             expr->column);
}

ValueId build_function_value(Builder *b, const Expr *expr) {
    return build_interpreted(b, expr->interpreted, b->frame, b->exhausted == expr, expr->line,
                             expr->column);
}

/* ---- what is known of locals ---- */

static void note_closure(Frame *frame, const char *name, const Function *function,
                         Interpreted *interpreted) {
    Walk walk = walk_function(frame->function, name);
    for (int k = 0; k < frame->function->local_count; k++) {
        if (strcmp(frame->function->locals[k], name) == 0 && walk.bindings == 1 &&
            walk.rebindings == 0 && k >= frame->function->parameter_count) {
            frame->known[k] = (Closure){.function = function,
                                        .interpreted = interpreted,
                                        .home = frame,
                                        .is_object = walk.uses > 0 || function->evaluates};
        }
    }
}

static void note_statements(Builder *b, Frame *frame, const StmtList *list) {
    for (int k = 0; k < list->count; k++) {
        const Stmt *s = list->items[k];
        bool lambda = s->kind == STMT_ASSIGN && s->targets.count == 1 &&
                      s->targets.items[0]->kind == EXPR_LOCAL && s->value->kind == EXPR_LAMBDA;
        if ((lambda || s->kind == STMT_FUNCTION) && frame->known == NULL) {
            frame->known = ARENA_ARRAY(b->arena, Closure, frame->function->local_count + 1);
        }
        if (s->kind == STMT_FUNCTION) {
            note_closure(frame, s->function->name, s->function, s->interpreted);
        } else if (lambda) {
            note_closure(frame, s->targets.items[0]->name, s->value->function,
                         s->value->interpreted);
        }
        note_statements(b, frame, &s->body);
        for (int h = 0; h < s->handler_count; h++) {
            note_statements(b, frame, &s->handlers[h].body);
        }
        note_statements(b, frame, &s->orelse);
        note_statements(b, frame, &s->finally);
    }
}

void closures_find(Builder *b, Frame *frame) {
    note_statements(b, frame, &frame->function->body);
}

/* What is known of an argument as a function. */
static bool known_argument(Builder *b, const Expr *argument, Closure *out) {
    if (argument->kind == EXPR_LAMBDA) {
        *out = (Closure){.function = argument->function,
                         .interpreted = argument->interpreted,
                         .home = b->frame,
                         .is_object = argument->function->evaluates};
        return true;
    }
    if (argument->kind == EXPR_LOCAL) {
        const Closure *closure = closure_called(b, argument->name);
        *out = closure == NULL ? (Closure){0} : *closure;
        return closure != NULL;
    }
    const Symbol *symbol = argument->symbol;
    if (symbol != NULL && symbol->kind == SYMBOL_FUNCTION && symbol->function != NULL) {
        *out = (Closure){.function = symbol->function, .is_object = true};
        return true;
    }
    return false;
}

ValueId build_function_argument(Builder *b, const Expr *argument, const Function *callee,
                                int parameter, Closure *out) {
    const char *name = callee->parameters[parameter].name;
    *out = (Closure){0};
    if (!known_argument(b, argument, out)) {
        return build_expr(b, argument);
    }
    Walk walk = walk_function(callee, name);
    if (walk.bindings > 0 || walk.rebindings > 0) {
        *out = (Closure){0};
        return build_expr(b, argument);
    }
    if (walk.uses > 0 || out->is_object) {
        out->is_object = true;
        return build_expr(b, argument);
    }
    if (argument->kind == EXPR_LOCAL) {
        load(b, b->frame, argument->name, argument->line, argument->column);
    }
    return build_none(b, argument->line, argument->column);
}

/* ---- definitions ---- */

void build_definition(Builder *b, const Stmt *s) {
    const char *name = s->function->name;
    const Closure *closure = closure_called(b, name);
    ValueId value = closure != NULL && !closure->is_object
                        ? build_none(b, s->line, s->column)
                        : build_interpreted(b, s->interpreted, b->frame, false, s->line, s->column);
    move(b, local_value(b, name), value, s->line, s->column);
}

bool build_named_lambda(Builder *b, const Stmt *s) {
    if (s->targets.count != 1 || s->targets.items[0]->kind != EXPR_LOCAL ||
        s->value->kind != EXPR_LAMBDA) {
        return false;
    }
    const Closure *closure = closure_called(b, s->targets.items[0]->name);
    if (closure == NULL || closure->is_object) {
        return false;
    }
    move(b, local_value(b, s->targets.items[0]->name), build_none(b, s->line, s->column), s->line,
         s->column);
    return true;
}

void build_import(Builder *b, const Stmt *s) {
    ValueId names = build_interpreted(b, s->interpreted, b->frame, true, s->line, s->column);
    ValueId unpacked = temporary(b);
    put(b, OP_PY_UNPACK, unpacked, &names, 1, s->line, s->column)->immediate = s->targets.count;
    for (int k = 0; k < s->targets.count; k++) {
        ValueId item = temporary(b);
        put(b, OP_PY_ITEM, item, &unpacked, 1, s->line, s->column)->immediate = k;
        build_assignment(b, s->targets.items[k], item);
    }
}

ValueId build_local(Builder *b, const Expr *expr) {
    Closure *closure = closure_called(b, expr->name);
    ValueId loaded = load(b, b->frame, expr->name, expr->line, expr->column);
    if (closure == NULL || closure->is_object) {
        return loaded;
    }
    return make_closure(b, closure, b->exhausted == expr, expr->line, expr->column);
}

void build_loaded(Builder *b, const Expr *callee) {
    if (callee->kind == EXPR_LOCAL) {
        load(b, b->frame, callee->name, callee->line, callee->column);
    }
}
