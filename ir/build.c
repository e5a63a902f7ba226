/* build(): the tree of a function -> untyped Fn. Statements and control flow; expressions are in
 * build_expr.c, calls in build_call.c.
 *
 * Locals and temporaries are values that may be assigned many times; inference turns them into SSA.
 * Nothing is typed and nothing is optimised here: the order of instructions is the order in which
 * Python evaluates. */
#include "build.h"

#include <stdarg.h>
#include <string.h>

ValueId refuse(Builder *b, int line, int column, const char *hint, const char *format, ...) {
    if (b->failed) {
        return 0;
    }
    char message[sizeof b->error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    error_set(b->error, STAGE_IR, "%s", message);
    error_place(b->error, b->frame->function->file, line, column);
    if (hint != NULL) {
        error_hint(b->error, "%s", hint);
    }
    b->failed = true;
    return 0;
}

ValueId temporary(Builder *b) {
    return fn_value(b->fn, type_simple(b->fn->types, TYPE_UNTYPED), NULL);
}

Block *new_block(Builder *b, const char *note) {
    Block *block = fn_block(b->fn, note);
    block->handler = b->handler;
    return block;
}

Instruction *put(Builder *b, Op op, ValueId result, const ValueId *operands, int count, int line,
                 int column) {
    Instruction *instruction = fn_append(b->fn, b->block, op, NULL, operands, count, line, column);
    instruction->result = result;
    b->instructions++;
    return instruction;
}

void move(Builder *b, ValueId to, ValueId from, int line, int column) {
    put(b, OP_PY_MOVE, to, &from, 1, line, column);
}

void jump_to(Builder *b, Block *target, int line, int column) {
    Instruction *jump = put(b, OP_PY_JUMP, 0, NULL, 0, line, column);
    fn_edge(b->fn, jump, target, NULL, 0);
}

void branch_to(Builder *b, ValueId condition, Block *when_true, Block *when_false, int line,
               int column) {
    Instruction *branch = put(b, OP_PY_BRANCH, 0, &condition, 1, line, column);
    fn_edge(b->fn, branch, when_true, NULL, 0);
    fn_edge(b->fn, branch, when_false, NULL, 0);
}

/* Code after a break, return or raise is unreachable; it is built into a block nothing leads to. */
static void unreachable_from_here(Builder *b) {
    b->block = new_block(b, "unreachable");
}

/* ---- assignment ---- */

/* A tuple of what the targets get, one of which is starred. */
static ValueId build_parts(Builder *b, const Expr *target, ValueId value) {
    Error error;
    if (target->interpreted->make == NULL ||
        target->interpreted->make(target->interpreted, &error)) {
        return refuse(b, target->line, target->column, "assign slices of the sequence instead",
                      "this starred assignment is not compiled");
    }
    ValueId operands[2] = {temporary(b), value}, result = temporary(b);
    put(b, OP_PY_SYMBOL, operands[0], NULL, 0, target->line, target->column)->symbol =
        target->interpreted->factory;
    Instruction *call = put(b, OP_PY_CALL, result, operands, 2, target->line, target->column);
    call->immediate = 1;
    call->text = "";
    return result;
}

static void build_unpacking(Builder *b, const Expr *target, ValueId value) {
    if (target->interpreted != NULL) {
        value = build_parts(b, target, value);
    }
    ValueId unpacked = temporary(b);
    put(b, OP_PY_UNPACK, unpacked, &value, 1, target->line, target->column)->immediate =
        target->items.count;
    for (int k = 0; k < target->items.count; k++) {
        ValueId item = temporary(b);
        put(b, OP_PY_ITEM, item, &unpacked, 1, target->line, target->column)->immediate = k;
        const Expr *part = target->items.items[k];
        build_assignment(b, part->kind == EXPR_STARRED ? part->left : part, item);
    }
}

void build_assignment(Builder *b, const Expr *target, ValueId value) {
    switch (target->kind) {
    case EXPR_LOCAL:
        move(b, local_value(b, target->name), value, target->line, target->column);
        return;
    case EXPR_TUPLE:
    case EXPR_LIST: build_unpacking(b, target, value); return;
    case EXPR_SUBSCRIPT: {
        ValueId container = build_expr(b, target->left);
        ValueId operands[3] = {container, build_index(b, target->right), value};
        put(b, OP_PY_SETITEM, 0, operands, 3, target->line, target->column);
        return;
    }
    case EXPR_ATTRIBUTE: {
        ValueId operands[2] = {build_expr(b, target->left), value};
        put(b, OP_PY_SETATTR, 0, operands, 2, target->line, target->column)->text = target->name;
        return;
    }
    default:
        refuse(b, target->line, target->column, NULL, "this assignment target is not compiled");
    }
}

static void build_augmented(Builder *b, const Stmt *s) {
    const Expr *target = s->targets.items[0];
    ValueId result = temporary(b);
    switch (target->kind) {
    case EXPR_LOCAL: {
        ValueId left = build_expr(b, target);
        ValueId operands[2] = {left, build_consumed(b, s->value)};
        put(b, OP_PY_INPLACE, result, operands, 2, s->line, s->column)->immediate = s->binary;
        move(b, local_value(b, target->name), result, s->line, s->column);
        return;
    }
    case EXPR_SUBSCRIPT: {
        ValueId container = build_expr(b, target->left);
        ValueId index = build_index(b, target->right);
        ValueId place[2] = {container, index};
        ValueId old = temporary(b);
        put(b, OP_PY_GETITEM, old, place, 2, target->line, target->column);
        ValueId operands[2] = {old, build_consumed(b, s->value)};
        put(b, OP_PY_INPLACE, result, operands, 2, s->line, s->column)->immediate = s->binary;
        ValueId store[3] = {container, index, result};
        put(b, OP_PY_SETITEM, 0, store, 3, s->line, s->column);
        return;
    }
    case EXPR_ATTRIBUTE: {
        ValueId object = build_expr(b, target->left);
        ValueId old = temporary(b);
        put(b, OP_PY_GETATTR, old, &object, 1, target->line, target->column)->text = target->name;
        ValueId operands[2] = {old, build_consumed(b, s->value)};
        put(b, OP_PY_INPLACE, result, operands, 2, s->line, s->column)->immediate = s->binary;
        ValueId store[2] = {object, result};
        put(b, OP_PY_SETATTR, 0, store, 2, s->line, s->column)->text = target->name;
        return;
    }
    default:
        refuse(b, target->line, target->column, NULL, "this assignment target is not compiled");
    }
}

static void build_delete(Builder *b, const Expr *target) {
    switch (target->kind) {
    case EXPR_LOCAL: {
        ValueId local = local_value(b, target->name);
        build_loaded(b, target);
        put(b, OP_PY_DELETE, local, &local, 1, target->line, target->column);
        return;
    }
    case EXPR_SUBSCRIPT: {
        ValueId container = build_expr(b, target->left);
        ValueId operands[2] = {container, build_index(b, target->right)};
        put(b, OP_PY_DELITEM, 0, operands, 2, target->line, target->column);
        return;
    }
    case EXPR_ATTRIBUTE: {
        ValueId object = build_expr(b, target->left);
        put(b, OP_PY_DELATTR, 0, &object, 1, target->line, target->column)->text = target->name;
        return;
    }
    case EXPR_TUPLE:
    case EXPR_LIST:
        for (int k = 0; k < target->items.count; k++) {
            build_delete(b, target->items.items[k]);
        }
        return;
    default: refuse(b, target->line, target->column, NULL, "this target of del is not compiled");
    }
}

/* ---- loops ---- */

ValueId build_iterator(Builder *b, ValueId iterable, int line, int column) {
    ValueId iterator = temporary(b);
    put(b, OP_PY_ITER, iterator, &iterable, 1, line, column);
    return iterator;
}

void build_loop_head(Builder *b, ValueId iterator, Block *head, Block *body, Block *done,
                     ValueId *item, int line, int column) {
    jump_to(b, head, line, column);
    b->block = head;
    put(b, OP_PY_POLL, 0, NULL, 0, line, column);
    *item = temporary(b);
    Instruction *next = put(b, OP_PY_NEXT, *item, &iterator, 1, line, column);
    fn_edge(b->fn, next, body, NULL, 0);
    fn_edge(b->fn, next, done, NULL, 0);
    b->block = body;
}

/* Body with break and continue bound; ends with a jump back to `head`. */
static void build_body(Builder *b, const StmtList *body, Block *head, Block *after, int line,
                       int column) {
    Loop loop = {.on_break = after, .on_continue = head, .outer = b->loop};
    b->loop = &loop;
    build_statements(b, body);
    b->loop = loop.outer;
    jump_to(b, head, line, column);
}

static void build_else(Builder *b, Block *done, const StmtList *orelse, Block *after, int line,
                       int column) {
    b->block = done;
    build_statements(b, orelse);
    jump_to(b, after, line, column);
    b->block = after;
}

static void build_for(Builder *b, const Stmt *s) {
    Block *head = new_block(b, "for.head"), *body = new_block(b, "for.body");
    Block *done = new_block(b, "for.done"), *after = new_block(b, "for.after");
    ValueId item;
    ValueId iterable = build_iterable(b, s->value);
    ValueId iterator = build_iterator(b, iterable, s->value->line, s->value->column);
    build_loop_head(b, iterator, head, body, done, &item, s->value->line, s->value->column);
    build_assignment(b, s->targets.items[0], item);
    build_body(b, &s->body, head, after, s->line, s->column);
    build_else(b, done, &s->orelse, after, s->line, s->column);
}

static void build_while(Builder *b, const Stmt *s) {
    Block *head = new_block(b, "while.head"), *body = new_block(b, "while.body");
    Block *done = new_block(b, "while.done"), *after = new_block(b, "while.after");
    jump_to(b, head, s->line, s->column);
    b->block = head;
    put(b, OP_PY_POLL, 0, NULL, 0, s->line, s->column);
    build_condition(b, s->condition, body, done);
    b->block = body;
    build_body(b, &s->body, head, after, s->line, s->column);
    build_else(b, done, &s->orelse, after, s->line, s->column);
}

static void build_if(Builder *b, const Stmt *s) {
    Block *then = new_block(b, "if.then"), *after = new_block(b, "if.after");
    Block *otherwise = s->orelse.count > 0 ? new_block(b, "if.else") : after;
    build_condition(b, s->condition, then, otherwise);
    b->block = then;
    build_statements(b, &s->body);
    jump_to(b, after, s->line, s->column);
    if (otherwise != after) {
        b->block = otherwise;
        build_statements(b, &s->orelse);
        jump_to(b, after, s->line, s->column);
    }
    b->block = after;
}

/* ---- leaving ---- */

static void build_return(Builder *b, const Stmt *s) {
    ValueId value = s->value != NULL ? build_expr(b, s->value) : build_none(b, s->line, s->column);
    build_leave_protected(b, NULL, s->line, s->column);
    if (b->frame->on_return != NULL) {
        move(b, b->frame->result, value, s->line, s->column);
        jump_to(b, b->frame->on_return, s->line, s->column);
    } else {
        put(b, OP_PY_RETURN, 0, &value, 1, s->line, s->column);
    }
    unreachable_from_here(b);
}

static void build_raise(Builder *b, const Stmt *s) {
    if (s->value == NULL && b->caught != NULL) {
        build_reraise(b, b->caught, s->line, s->column);
        unreachable_from_here(b);
        return;
    }
    if (s->value == NULL) {
        b->depends_on_caller = true;
        refuse(b, s->line, s->column, "name the exception to raise",
               "a bare raise outside of an except block is not compiled");
        return;
    }
    ValueId operands[2] = {build_expr(b, s->value), 0};
    int count = 1;
    if (s->cause != NULL) {
        operands[count++] = build_expr(b, s->cause);
    }
    put(b, OP_PY_RAISE, 0, operands, count, s->line, s->column);
    unreachable_from_here(b);
}

static void build_assert(Builder *b, const Stmt *s) {
    Block *fails = new_block(b, "assert.fails"), *holds = new_block(b, "assert.holds");
    build_condition(b, s->condition, holds, fails);
    b->block = fails;
    fails->cold = true;
    if (s->cause == NULL) {
        refuse(b, s->line, s->column, NULL, "assert is not compiled here");
        return;
    }
    ValueId exception = build_expr(b, s->cause);
    if (s->value != NULL) {
        ValueId operands[2] = {exception, build_expr(b, s->value)};
        exception = temporary(b);
        put(b, OP_PY_CALL, exception, operands, 2, s->line, s->column)->immediate = 1;
    }
    put(b, OP_PY_RAISE, 0, &exception, 1, s->line, s->column);
    b->block = holds;
}

static void build_leave_loop(Builder *b, const Stmt *s, bool breaks) {
    build_leave_protected(b, b->loop, s->line, s->column);
    jump_to(b, breaks ? b->loop->on_break : b->loop->on_continue, s->line, s->column);
    unreachable_from_here(b);
}

/* `x, x = 1, 2`: CPython 3.11 takes the pair apart in either order, as its optimiser pleases. */
static bool order_is_unknown(Builder *b, const Expr *target, const Expr *value) {
    bool displays = (target->kind == EXPR_TUPLE || target->kind == EXPR_LIST) &&
                    (value->kind == EXPR_TUPLE || value->kind == EXPR_LIST);
    for (int k = 0; displays && k < target->items.count; k++) {
        const Expr *first = target->items.items[k];
        for (int j = k + 1; j < target->items.count; j++) {
            const Expr *second = target->items.items[j];
            if (first->kind == EXPR_LOCAL && second->kind == EXPR_LOCAL &&
                strcmp(first->name, second->name) == 0) {
                refuse(b, second->line, second->column, "give it a name of its own",
                       "'%s' is assigned twice by one statement", second->name);
                return true;
            }
        }
    }
    return false;
}

static void build_statement(Builder *b, const Stmt *s) {
    switch (s->kind) {
    case STMT_EXPR: build_expr(b, s->value); return;
    case STMT_ASSIGN: {
        if (build_named_lambda(b, s)) {
            return;
        }
        b->assigned = s->targets.items[0]->kind == EXPR_LOCAL ? s->value : NULL;
        ValueId value = build_expr(b, s->value);
        b->assigned = NULL;
        for (int k = 0; k < s->targets.count; k++) {
            if (order_is_unknown(b, s->targets.items[k], s->value)) {
                return;
            }
            build_assignment(b, s->targets.items[k], value);
        }
        return;
    }
    case STMT_AUGMENTED: build_augmented(b, s); return;
    case STMT_ANNOTATED:
        if (s->value != NULL) {
            build_assignment(b, s->targets.items[0], build_expr(b, s->value));
        }
        return;
    case STMT_DELETE:
        for (int k = 0; k < s->targets.count; k++) {
            build_delete(b, s->targets.items[k]);
        }
        return;
    case STMT_IF: build_if(b, s); return;
    case STMT_WHILE: build_while(b, s); return;
    case STMT_FOR: build_for(b, s); return;
    case STMT_BREAK:
    case STMT_CONTINUE: build_leave_loop(b, s, s->kind == STMT_BREAK); return;
    case STMT_PASS:
    case STMT_GLOBAL:
    case STMT_NONLOCAL: return;
    case STMT_RETURN: build_return(b, s); return;
    case STMT_RAISE: build_raise(b, s); return;
    case STMT_ASSERT: build_assert(b, s); return;
    case STMT_TRY: build_try(b, s); return;
    case STMT_WITH: build_with(b, s); return;
    case STMT_MATCH:
        build_assignment(b, s->targets.items[0], build_expr(b, s->value));
        build_statements(b, &s->body);
        return;
    case STMT_FUNCTION: build_definition(b, s); return;
    case STMT_IMPORT: build_import(b, s); return;
    }
}

void build_statements(Builder *b, const StmtList *statements) {
    for (int k = 0; k < statements->count && !b->failed; k++) {
        build_statement(b, statements->items[k]);
    }
}

/* The dict of the other keyword arguments is a new one in each call. */
static void build_named(Builder *b, const Function *function) {
    for (int k = 0; k < function->parameter_count; k++) {
        const Parameter *parameter = &function->parameters[k];
        if (parameter->stars == 2) {
            ValueId *local = &b->frame->locals[k], copy = temporary(b);
            put(b, OP_PY_METHOD, copy, local, 1, parameter->line, parameter->column)->text = "copy";
            move(b, *local, copy, parameter->line, parameter->column);
        }
    }
}

int build(Arena *arena, TypeTable *types, const Function *function, Fn **out, Error *error) {
    Fn *fn = fn_create(arena, types, function->name, function->file, function->line);
    Builder builder = {.fn = fn, .arena = arena, .error = error};
    Builder *b = &builder;
    Frame frame = {.function = function,
                   .locals = ARENA_ARRAY(arena, ValueId, function->local_count + 1)};
    b->frame = &frame;
    closures_find(b, &frame);
    b->block = fn_block(fn, "entry");
    const Type *untyped = type_simple(types, TYPE_UNTYPED);
    for (int k = 0; k < function->local_count; k++) {
        frame.locals[k] = k < function->parameter_count
                              ? fn_parameter(fn, b->block, untyped, function->locals[k])
                              : fn_value(fn, untyped, function->locals[k]);
    }
    for (int k = 0; k < function->parameter_count; k++) {
        ARENA_PUSH(arena, &fn->arguments, untyped);
    }
    build_named(b, function);
    build_statements(b, &function->body);
    if (b->failed) {
        return -1;
    }
    ValueId none = build_none(b, function->end_line, 1);
    put(b, OP_PY_RETURN, 0, &none, 1, function->end_line, 1);
    for (int k = 0; k < fn->blocks.count; k++) {
        /* A block abandoned by `unreachable_from_here` right before the end has no terminator yet.
         */
        if (block_terminator(fn->blocks.items[k]) == NULL) {
            b->block = fn->blocks.items[k];
            ValueId nothing = build_none(b, function->end_line, 1);
            put(b, OP_PY_RETURN, 0, &nothing, 1, function->end_line, 1);
        }
    }
    *out = fn;
    return 0;
}
