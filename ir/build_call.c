/* build(): calls. A function of the kernel's own file is inlined: its types then follow the call's,
 * and a small helper costs nothing. Recursion, and helpers that would make the kernel too large,
 * stay calls through the interpreter. */
#include "build.h"

#include <string.h>

enum { INLINE_DEPTH = 8, INLINE_INSTRUCTIONS = 20000 };

static bool inlinable(const Builder *b, const Symbol *symbol, const Expr *call) {
    const Function *function = symbol->function;
    if (function == NULL || b->frame->depth >= INLINE_DEPTH ||
        b->instructions > INLINE_INSTRUCTIONS) {
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

/* `arguments`: positional values, then keyword values, already evaluated in Python's order. */
static ValueId build_inlined(Builder *b, const Function *function, const Expr *call,
                             const ValueId *arguments) {
    Frame frame = {.function = function,
                   .locals = ARENA_ARRAY(b->arena, ValueId, function->local_count + 1),
                   .result = temporary(b),
                   .on_return = new_block(b, "inlined.after"),
                   .caller = b->frame,
                   .depth = b->frame->depth + 1};
    const Type *untyped = type_simple(b->fn->types, TYPE_UNTYPED);
    int line = call->line, column = call->column;
    for (int k = 0; k < function->local_count; k++) {
        frame.locals[k] = fn_value(b->fn, untyped, function->locals[k]);
        if (k >= function->parameter_count) {
            /* A second turn of a loop around the call must find the helper's locals unbound again.
             */
            put(b, OP_PY_DELETE, frame.locals[k], &frame.locals[k], 1, line, column);
        }
    }
    for (int k = 0; k < function->parameter_count; k++) {
        ValueId value = k < call->items.count ? arguments[k] : 0;
        for (int j = 0; j < call->keyword_count; j++) {
            if (strcmp(call->keywords[j].name, function->parameters[k].name) == 0) {
                value = arguments[call->items.count + j];
            }
        }
        if (value == 0) {
            value = build_default(b, function->parameters[k].fallback, line, column);
        }
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
        "builtins.tuple", "builtins.set",  "builtins.frozenset", "builtins.sorted",
        "builtins.sum",   "builtins.dict", "math.prod",          "math.fsum",
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

/* Evaluates callee or receiver (already in `first`), positional and keyword arguments into
 * `operands`. */
static int build_arguments(Builder *b, const Expr *call, ValueId *operands) {
    int count = 0;
    bool exhausts = exhausts_its_argument(call->left);
    for (int k = 0; k < call->items.count; k++) {
        const Expr *argument = call->items.items[k];
        if (argument->kind == EXPR_STARRED) {
            refuse(b, argument->line, argument->column, "pass the arguments one by one",
                   "a call with *arguments is not compiled");
            return 0;
        }
        operands[count++] =
            exhausts && k == 0 ? build_argument(b, argument) : build_consumed(b, argument);
    }
    for (int k = 0; k < call->keyword_count; k++) {
        if (call->keywords[k].name == NULL) {
            refuse(b, call->keywords[k].line, call->keywords[k].column,
                   "pass the arguments one by one", "a call with **arguments is not compiled");
            return 0;
        }
        operands[count++] = build_consumed(b, call->keywords[k].value);
    }
    return count;
}

static ValueId build_method(Builder *b, const Expr *call) {
    ValueId *operands = ARENA_ARRAY(b->arena, ValueId, 1 + call->items.count + call->keyword_count);
    operands[0] = build_expr(b, call->left->left);
    int count = build_arguments(b, call, operands + 1);
    ValueId result = temporary(b);
    Instruction *method =
        put(b, OP_PY_METHOD, result, operands, 1 + count, call->line, call->column);
    method->immediate = call->items.count;
    method->text = call->keyword_count == 0
                       ? call->left->name
                       : arena_format(b->arena, "%s|%s", call->left->name, keyword_names(b, call));
    return result;
}

ValueId build_call(Builder *b, const Expr *call) {
    const Expr *callee = call->left;
    if (callee->kind == EXPR_ATTRIBUTE && callee->symbol == NULL) {
        return build_method(b, call);
    }
    ValueId *operands = ARENA_ARRAY(b->arena, ValueId, 1 + call->items.count + call->keyword_count);
    const Symbol *symbol = callee->symbol;
    bool known = symbol != NULL && symbol->kind == SYMBOL_FUNCTION;
    ValueId consumed;
    if (build_consumer(b, call, &consumed)) {
        return consumed;
    }
    operands[0] = build_expr(b, callee);
    for (int k = 0; k < call->keyword_count; k++) {
        known = known && call->keywords[k].name != NULL;
    }
    if (known && inlinable(b, symbol, call)) {
        /* A list display handed to a function is a list that the function may keep: not consumed.
         */
        for (int k = 0; k < call->items.count; k++) {
            operands[1 + k] = build_expr(b, call->items.items[k]);
        }
        for (int k = 0; k < call->keyword_count; k++) {
            operands[1 + call->items.count + k] = build_expr(b, call->keywords[k].value);
        }
        return b->failed ? 0 : build_inlined(b, symbol->function, call, operands + 1);
    }
    int count = build_arguments(b, call, operands + 1);
    ValueId result = temporary(b);
    Instruction *instruction =
        put(b, OP_PY_CALL, result, operands, 1 + count, call->line, call->column);
    instruction->immediate = call->items.count;
    instruction->text = keyword_names(b, call);
    return result;
}
