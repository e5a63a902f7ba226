/* build(): calls. A function of the kernel's own file is inlined: its types then follow the call's,
 * and a small helper costs nothing. Recursion, helpers that would make the kernel too large, and
 * those that are not compiled stay calls through the interpreter. */
#include "build.h"

#include <string.h>

enum { INLINE_DEPTH = 8, INLINE_INSTRUCTIONS = 20000 };

static bool inlinable(const Builder *b, const Function *function, const Expr *call) {
    if (function == NULL || function->foreign || call->interpreted != NULL ||
        b->frame->depth >= INLINE_DEPTH || b->instructions > INLINE_INSTRUCTIONS) {
        return false;
    }
    for (const Frame *frame = b->frame; frame != NULL; frame = frame->caller) {
        if (frame->function == function) {
            return false;
        }
    }
    /* Anything but a plain match of parameters is left to the interpreter, which raises as it
     * should. */
    if (call->items.count > function->parameter_count) {
        return false;
    }
    for (int k = 0; k < function->parameter_count; k++) {
        const Parameter *parameter = &function->parameters[k];
        bool given = k < call->items.count;
        if (given && parameter->keyword_only) {
            return false;
        }
        for (int j = 0; j < call->keyword_count; j++) {
            if (strcmp(call->keywords[j].name, parameter->name) == 0) {
                if (given || parameter->positional_only) {
                    return false;
                }
                given = true;
            }
        }
        if (!given && parameter->fallback == NULL) {
            return false;
        }
    }
    for (int j = 0; j < call->keyword_count; j++) {
        bool known = false;
        for (int k = 0; k < function->parameter_count; k++) {
            known |= strcmp(call->keywords[j].name, function->parameters[k].name) == 0;
        }
        if (!known) {
            return false;
        }
    }
    return true;
}

static ValueId build_default(Builder *b, const Constant *fallback, int line, int column) {
    Expr constant = {.kind = EXPR_CONSTANT, .line = line, .column = column, .constant = *fallback};
    return build_expr(b, &constant);
}

/* The place of parameter `k`'s argument among positional and then keyword arguments, or -1. */
static int argument_of(const Function *function, int k, const Expr *call) {
    int place = k < call->items.count ? k : -1;
    for (int j = 0; j < call->keyword_count; j++) {
        if (strcmp(call->keywords[j].name, function->parameters[k].name) == 0) {
            place = call->items.count + j;
        }
    }
    return place;
}

static const Expr *argument_at(const Expr *call, int place) {
    return place < call->items.count ? call->items.items[place]
                                     : call->keywords[place - call->items.count].value;
}

/* The arguments in the order in which Python evaluates them. A list display handed to a function is
 * a list that the function may keep: not consumed. `known` by parameter. */
static void build_inlined_arguments(Builder *b, const Function *function, const Expr *call,
                                    ValueId *arguments, Closure *known) {
    for (int place = 0; place < call->items.count + call->keyword_count; place++) {
        int parameter = 0;
        while (argument_of(function, parameter, call) != place) {
            parameter++;
        }
        arguments[place] = build_function_argument(b, argument_at(call, place), function, parameter,
                                                   &known[parameter]);
    }
}

static ValueId build_inlined(Builder *b, const Function *function, const Expr *call,
                             Frame *lexical) {
    int line = call->line, column = call->column;
    ValueId *arguments =
        ARENA_ARRAY(b->arena, ValueId, call->items.count + call->keyword_count + 1);
    Closure *known = ARENA_ARRAY(b->arena, Closure, function->local_count + 1);
    build_inlined_arguments(b, function, call, arguments, known);
    if (b->failed) {
        return 0;
    }
    Frame frame = {.function = function,
                   .locals = ARENA_ARRAY(b->arena, ValueId, function->local_count + 1),
                   .result = temporary(b),
                   .on_return = new_block(b, "inlined.after"),
                   .caller = b->frame,
                   .lexical = lexical,
                   .known = known,
                   .depth = b->frame->depth + 1};
    closures_find(b, &frame);
    const Type *untyped = type_simple(b->fn->types, TYPE_UNTYPED);
    for (int k = 0; k < function->local_count; k++) {
        frame.locals[k] = fn_value(b->fn, untyped, function->locals[k]);
        if (k >= function->parameter_count) {
            /* A second turn of a loop around the call must find the helper's locals unbound again.
             */
            put(b, OP_PY_DELETE, frame.locals[k], &frame.locals[k], 1, line, column);
        }
    }
    for (int k = 0; k < function->parameter_count; k++) {
        int place = argument_of(function, k, call);
        ValueId value = place >= 0
                            ? arguments[place]
                            : build_default(b, function->parameters[k].fallback, line, column);
        move(b, frame.locals[k], value, line, column);
    }
    Loop *outer_loop = b->loop;
    Protected *outer_protected = b->protected_by;
    Caught *outer_caught = b->caught;
    b->loop = NULL;
    b->protected_by = NULL;
    b->caught = NULL;
    b->frame = &frame;
    build_statements(b, &function->body);
    if (!b->failed) {
        ValueId none = build_none(b, function->end_line, 1);
        move(b, frame.result, none, function->end_line, 1);
        jump_to(b, frame.on_return, function->end_line, 1);
    }
    b->frame = frame.caller;
    b->loop = outer_loop;
    b->protected_by = outer_protected;
    b->caught = outer_caught;
    b->block = frame.on_return;
    return frame.result;
}

/* The same, but leaves everything as it was and returns 0 when the function is not compiled. */
static ValueId try_inlined(Builder *b, const Function *function, const Expr *call) {
    Builder saved = *b;
    Error error = *b->error;
    int instructions = b->block->instructions.count, comprehensions = b->frame->comprehensions;
    int blocks = b->fn->blocks.count, values = b->fn->values.count;
    ValueId result = build_inlined(b, function, call, NULL);
    if (!b->failed || b->depends_on_caller) {
        return result;
    }
    *b = saved;
    *b->error = error;
    b->block->instructions.count = instructions;
    b->frame->comprehensions = comprehensions;
    b->fn->blocks.count = blocks;
    b->fn->values.count = values;
    return 0;
}

static const char *keyword_names(Builder *b, const Expr *call) {
    const char *names = "";
    for (int k = 0; k < call->keyword_count; k++) {
        names = arena_format(b->arena, "%s%s%s", names, k > 0 ? "," : "", call->keywords[k].name);
    }
    return names;
}

/* Callables that exhaust a generator before they do anything else with it. */
static bool exhausts_its_argument(const Expr *callee) {
    static const char *const names[] = {
        "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted", "builtins.sum",
        "builtins.dict",  "math.prod",    "math.fsum",          "builtins.min",    "builtins.max",
        "builtins.any",   "builtins.all", "builtins.list",
    };
    if (callee->symbol == NULL) {
        return callee->kind == EXPR_ATTRIBUTE && strcmp(callee->name, "join") == 0;
    }
    const char *qualified = callee->symbol->qualified;
    for (size_t k = 0; qualified != NULL && k < sizeof names / sizeof *names; k++) {
        if (strcmp(names[k], qualified) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether a callable that exhausts its argument makes room for all of its items first. */
static bool makes_room(const Expr *callee) {
    const char *qualified = callee->symbol == NULL ? NULL : callee->symbol->qualified;
    return qualified == NULL || strcmp(qualified, "builtins.tuple") == 0 ||
           strcmp(qualified, "builtins.sorted") == 0;
}

/* Callables whose results use the arguments later, but do not outlive whoever exhausts them. */
static bool is_lazy(const Expr *callee) {
    static const char *const names[] = {"builtins.map", "builtins.filter", "builtins.zip",
                                        "builtins.enumerate", "builtins.reversed"};
    const char *qualified = callee->symbol == NULL ? NULL : callee->symbol->qualified;
    for (size_t k = 0; qualified != NULL && k < sizeof names / sizeof *names; k++) {
        if (strcmp(names[k], qualified) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the call, which is iterated over, keeps the state of iterators among its arguments: with
 * other keywords, or with a start that is computed, it is done by CPython. */
static bool keeps_iterators(const Expr *call) {
    const char *qualified = call->left->symbol == NULL ? NULL : call->left->symbol->qualified;
    bool enumerates = qualified != NULL && strcmp(qualified, "builtins.enumerate") == 0;
    const Expr *start = enumerates && call->items.count == 2 ? call->items.items[1] : NULL;
    if (enumerates && call->keyword_count == 1 && strcmp(call->keywords[0].name, "start") == 0) {
        start = call->keywords[0].value;
    } else if (call->keyword_count > 0) {
        return false;
    }
    return start == NULL || start->kind == EXPR_CONSTANT;
}

/* Methods of lists that put their argument in, so that a display among them is a list like others.
 */
static bool keeps_its_arguments(const Expr *callee) {
    static const char *const methods[] = {"append", "insert", "extend"};
    for (size_t k = 0; callee->kind == EXPR_ATTRIBUTE && k < sizeof methods / sizeof *methods;
         k++) {
        if (strcmp(callee->name, methods[k]) == 0) {
            return true;
        }
    }
    return false;
}

/* Evaluates callee or receiver (already in `first`), positional and keyword arguments into
 * `operands`. */
static int build_arguments(Builder *b, const Expr *call, ValueId *operands) {
    int count = 0;
    bool exhausts = exhausts_its_argument(call->left);
    bool done_with = exhausts || (b->exhausted == call && is_lazy(call->left));
    bool iterates = b->iterated == call && keeps_iterators(call),
         keeps = keeps_its_arguments(call->left);
    for (int k = 0; k < call->items.count; k++) {
        const Expr *argument = call->items.items[k];
        b->exhausted = done_with ? argument : NULL;
        b->iterated = iterates ? argument : NULL;
        operands[count++] = exhausts && k == 0 ? build_argument(b, argument, makes_room(call->left))
                            : keeps            ? build_expr(b, argument)
                                               : build_consumed(b, argument);
    }
    for (int k = 0; k < call->keyword_count; k++) {
        b->exhausted = done_with ? call->keywords[k].value : NULL;
        operands[count++] = build_consumed(b, call->keywords[k].value);
    }
    b->exhausted = b->iterated = NULL;
    return count;
}

static bool is_parameter(const Builder *b, const char *name) {
    const Function *function = b->frame->function;
    bool found = false;
    for (int k = 0; k < function->parameter_count; k++) {
        found |= strcmp(function->parameters[k].name, name) == 0;
    }
    return found;
}

/* Whether evaluating it can neither raise nor do anything. */
static bool is_mere_value(const Builder *b, const Expr *expr) {
    return expr->kind == EXPR_CONSTANT || (expr->kind == EXPR_LOCAL && is_parameter(b, expr->name));
}

static bool has_mere_arguments(const Builder *b, const Expr *call) {
    bool mere = true;
    for (int k = 0; k < call->items.count; k++) {
        mere &= is_mere_value(b, call->items.items[k]);
    }
    for (int k = 0; k < call->keyword_count; k++) {
        mere &= is_mere_value(b, call->keywords[k].value);
    }
    return mere;
}

/* The method is looked up before its arguments are evaluated, where one could tell. */
static ValueId build_method(Builder *b, const Expr *call) {
    ValueId *operands = ARENA_ARRAY(b->arena, ValueId, 2 + call->items.count + call->keyword_count);
    int count = 1;
    operands[0] = build_expr(b, call->left->left);
    bool looked_up = !has_mere_arguments(b, call);
    if (looked_up) {
        operands[count] = temporary(b);
        put(b, OP_PY_LOOKUP, operands[count], operands, 1, call->line, call->column)->text =
            call->left->name;
        count++;
    }
    count += build_arguments(b, call, operands + count);
    ValueId result = temporary(b);
    Instruction *method = put(b, looked_up ? OP_PY_CALL_METHOD : OP_PY_METHOD, result, operands,
                              count, call->line, call->column);
    method->immediate = call->items.count;
    method->text = call->keyword_count == 0
                       ? call->left->name
                       : arena_format(b->arena, "%s|%s", call->left->name, keyword_names(b, call));
    return result;
}

/* zip(…) and its like as a value: an object, while one that is iterated over is just its state. */
static const Symbol *as_object(Builder *b, const Symbol *symbol) {
    Symbol *made = ARENA_NEW(b->arena, Symbol);
    *made = *symbol;
    made->kind = SYMBOL_OBJECT;
    made->qualified = NULL;
    return made;
}

static bool is_stored(const Builder *b, const Expr *call) {
    return b->iterated != call && b->assigned != call && is_iterator_call(call);
}

/* The function that is called, where that is known: of the file, nested, or a lambda. */
static const Function *function_called(Builder *b, const Expr *callee, Frame **lexical) {
    const Symbol *symbol = callee->symbol;
    *lexical = NULL;
    if (symbol != NULL) {
        return symbol->kind == SYMBOL_FUNCTION ? symbol->function : NULL;
    }
    if (callee->kind == EXPR_LAMBDA) {
        *lexical = b->frame;
        return callee->function;
    }
    const Closure *closure = callee->kind == EXPR_LOCAL ? closure_called(b, callee->name) : NULL;
    *lexical = closure != NULL ? closure->home : NULL;
    return closure != NULL ? closure->function : NULL;
}

/* Whoever is called here and now sees the locals around it as they are. */
static ValueId build_callee(Builder *b, const Expr *callee, const Function *function) {
    if (function != NULL && !function->foreign && !contains_functions(function)) {
        b->exhausted = callee;
    }
    ValueId value = build_expr(b, callee);
    b->exhausted = NULL;
    return value;
}

ValueId build_call(Builder *b, const Expr *call) {
    const Expr *callee = call->left;
    Frame *lexical;
    ValueId consumed;
    if (call->interpreted != NULL) {
        return build_starred(b, call);
    }
    if (callee->kind == EXPR_ATTRIBUTE && callee->symbol == NULL) {
        return build_method(b, call);
    }
    if (build_consumer(b, call, &consumed)) {
        return consumed;
    }
    const Function *function = function_called(b, callee, &lexical);
    if (inlinable(b, function, call)) {
        build_loaded(b, callee);
        ValueId result = function->object == NULL ? build_inlined(b, function, call, lexical)
                                                  : try_inlined(b, function, call);
        if (result != 0 || b->failed) {
            return result;
        }
    }
    ValueId *operands = ARENA_ARRAY(b->arena, ValueId, 1 + call->items.count + call->keyword_count);
    if (is_stored(b, call)) {
        operands[0] = temporary(b);
        put(b, OP_PY_SYMBOL, operands[0], NULL, 0, call->line, call->column)->symbol =
            as_object(b, callee->symbol);
    } else {
        const Expr *exhausted = b->exhausted, *iterated = b->iterated;
        operands[0] = build_callee(b, callee, function);
        b->exhausted = exhausted;
        b->iterated = iterated;
    }
    int count = build_arguments(b, call, operands + 1);
    ValueId result = temporary(b);
    Instruction *instruction =
        put(b, OP_PY_CALL, result, operands, 1 + count, call->line, call->column);
    instruction->immediate = call->items.count;
    instruction->text = keyword_names(b, call);
    return result;
}
