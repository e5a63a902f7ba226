/* build(): comprehensions, and the functions that consume an iterable on the spot, become loops.
 * sum(), any(), all(), min(), max(), list() and sorted() of a generator expression or of any
 * iterable do what CPython's do, item by item; other consumers of a generator expression are given
 * a list, which they cannot tell from it. */
#include "build.h"

#include <string.h>

/* What happens to each item. */
typedef struct Sink Sink;
struct Sink {
    void (*take)(Builder *b, const Sink *sink, ValueId item);
    ValueId result;  /* the accumulator, list or truth value */
    ValueId filled;  /* min and max: None until the first item */
    Block *done;     /* any and all: where a decided result leads */
    bool makes_room; /* lists: for as many items as an iterable says it has */
    int64_t operation;
    const Expr *value; /* of a dict: what belongs to the key */
    int line, column;
};

static ValueId put_value(Builder *b, const Sink *sink, Op op, ValueId left, ValueId right,
                         int64_t immediate) {
    ValueId operands[2] = {left, right}, result = temporary(b);
    put(b, op, result, operands, right != 0 ? 2 : 1, sink->line, sink->column)->immediate =
        immediate;
    return result;
}

/* ---- sinks ---- */

static void take_append(Builder *b, const Sink *sink, ValueId item) {
    ValueId operands[2] = {sink->result, item};
    Instruction *append = put(b, OP_PY_METHOD, temporary(b), operands, 2, sink->line, sink->column);
    append->text = "append";
    append->immediate = 1;
}

static void take_add(Builder *b, const Sink *sink, ValueId item) {
    ValueId operands[2] = {sink->result, item};
    Instruction *add = put(b, OP_PY_METHOD, temporary(b), operands, 2, sink->line, sink->column);
    add->text = "add";
    add->immediate = 1;
}

static void take_pair(Builder *b, const Sink *sink, ValueId key) {
    ValueId operands[3] = {sink->result, key, build_expr(b, sink->value)};
    put(b, OP_PY_SETITEM, 0, operands, 3, sink->line, sink->column);
}

static void take_sum(Builder *b, const Sink *sink, ValueId item) {
    move(b, sink->result, put_value(b, sink, OP_PY_BINARY, sink->result, item, BINARY_ADD),
         sink->line, sink->column);
}

static void build_truth(Builder *b, ValueId result, bool truth, int line, int column) {
    put(b, OP_PY_CONST_BOOL, result, NULL, 0, line, column)->immediate = truth;
}

/* any() is decided by a true item, all() by a false one. */
static void take_decision(Builder *b, const Sink *sink, ValueId item) {
    bool any = sink->operation != 0;
    Block *decided = new_block(b, "decided"), *goes_on = new_block(b, "undecided");
    branch_to(b, item, any ? decided : goes_on, any ? goes_on : decided, sink->line, sink->column);
    b->block = decided;
    build_truth(b, sink->result, any, sink->line, sink->column);
    jump_to(b, sink->done, sink->line, sink->column);
    b->block = goes_on;
}

/* Whether there was an item yet is told by the type of `filled`, so that it costs nothing. */
static void take_extreme(Builder *b, const Sink *sink, ValueId item) {
    Block *compare = new_block(b, "extreme.compare"), *better = new_block(b, "extreme.better");
    Block *first = new_block(b, "extreme.first"), *after = new_block(b, "extreme.after");
    branch_to(b, sink->filled, compare, first, sink->line, sink->column);
    b->block = compare;
    ValueId beyond = put_value(b, sink, OP_PY_COMPARE, item, sink->result, sink->operation);
    branch_to(b, beyond, better, after, sink->line, sink->column);
    b->block = first;
    ValueId none = build_none(b, sink->line, sink->column);
    put(b, OP_PY_TUPLE, sink->filled, &none, 1, sink->line, sink->column);
    jump_to(b, better, sink->line, sink->column);
    b->block = better;
    move(b, sink->result, item, sink->line, sink->column);
    jump_to(b, after, sink->line, sink->column);
    b->block = after;
}

/* ---- loops ---- */

static void build_clause(Builder *b, const Comprehension *c, int clause, const Sink *sink) {
    if (clause == c->clause_count) {
        sink->take(b, sink, build_expr(b, c->element));
        return;
    }
    const ComprehensionFor *loop = &c->clauses[clause];
    int line = loop->target->line, column = loop->target->column;
    Block *head = new_block(b, "comprehension.head");
    Block *body = new_block(b, "comprehension.body");
    Block *after = new_block(b, "comprehension.after");
    ValueId item;
    ValueId iterable = build_iterable(b, loop->iterable);
    bool entered = clause == 0; /* the first iterable is evaluated outside */
    b->frame->comprehensions += entered;
    ValueId iterator = build_iterator(b, iterable, line, column);
    build_loop_head(b, iterator, head, body, after, &item, line, column);
    build_assignment(b, loop->target, item);
    for (int k = 0; k < loop->conditions.count; k++) {
        Block *keep = new_block(b, "comprehension.keep");
        build_condition(b, loop->conditions.items[k], keep, head);
        b->block = keep;
    }
    build_clause(b, c, clause + 1, sink);
    b->frame->comprehensions -= entered;
    jump_to(b, head, line, column);
    b->block = after;
}

static bool is_generator(const Expr *expr) {
    return expr->kind == EXPR_COMPREHENSION && expr->comprehension->kind == COMPREHENSION_GENERATOR;
}

static void build_each(Builder *b, const Expr *source, const Sink *sink) {
    if (is_generator(source)) {
        build_clause(b, source->comprehension, 0, sink);
        return;
    }
    Block *head = new_block(b, "each.head"), *body = new_block(b, "each.body");
    Block *after = new_block(b, "each.after");
    ValueId item;
    b->exhausted = source;
    ValueId iterable = build_iterable(b, source);
    b->exhausted = NULL;
    ValueId iterator = build_iterator(b, iterable, source->line, source->column);
    if (sink->makes_room) {
        ValueId operands[3] = {sink->result, iterable, iterator};
        put(b, OP_PY_ROOM, 0, operands, 3, sink->line, sink->column);
    }
    build_loop_head(b, iterator, head, body, after, &item, source->line, source->column);
    sink->take(b, sink, item);
    jump_to(b, head, source->line, source->column);
    b->block = after;
}

static ValueId build_list_of(Builder *b, const Expr *source, bool makes_room, const Expr *at) {
    Sink sink = {.take = take_append,
                 .result = temporary(b),
                 .makes_room = makes_room,
                 .line = at->line,
                 .column = at->column};
    put(b, OP_PY_LIST, sink.result, NULL, 0, at->line, at->column);
    build_each(b, source, &sink);
    return sink.result;
}

ValueId build_comprehension(Builder *b, const Expr *expr) {
    const Comprehension *c = expr->comprehension;
    if (c->kind == COMPREHENSION_GENERATOR) {
        return build_function_value(b, expr);
    }
    Sink sink = {.take = take_append,
                 .result = temporary(b),
                 .line = c->element->line,
                 .column = c->element->column};
    Op made = c->kind == COMPREHENSION_SET    ? OP_PY_SET
              : c->kind == COMPREHENSION_DICT ? OP_PY_DICT
                                              : OP_PY_LIST;
    sink.take = c->kind == COMPREHENSION_SET    ? take_add
                : c->kind == COMPREHENSION_DICT ? take_pair
                                                : take_append;
    sink.value = c->value;
    put(b, made, sink.result, NULL, 0, expr->line, expr->column);
    build_clause(b, c, 0, &sink);
    return sink.result;
}

/* ---- consumers ---- */

static ValueId consume_sum(Builder *b, const Expr *call, int64_t operation) {
    (void)operation;
    Sink sink = {
        .take = take_sum, .result = temporary(b), .line = call->line, .column = call->column};
    put(b, OP_PY_CONST_INT, sink.result, NULL, 0, call->line, call->column)->text = "0";
    build_each(b, call->items.items[0], &sink);
    return sink.result;
}

static ValueId consume_decision(Builder *b, const Expr *call, int64_t any) {
    Sink sink = {.take = take_decision,
                 .result = temporary(b),
                 .done = new_block(b, "decision.after"),
                 .operation = any,
                 .line = call->line,
                 .column = call->column};
    build_each(b, call->items.items[0], &sink);
    build_truth(b, sink.result, any == 0, call->line, call->column);
    jump_to(b, sink.done, call->line, call->column);
    b->block = sink.done;
    return sink.result;
}

/* Without an item the function itself is called with none, to raise what it raises. */
static ValueId consume_extreme(Builder *b, const Expr *call, int64_t operation) {
    int line = call->line, column = call->column;
    Sink sink = {.take = take_extreme,
                 .result = temporary(b),
                 .filled = temporary(b),
                 .operation = operation,
                 .line = line,
                 .column = column};
    put(b, OP_PY_CONST_NONE, sink.result, NULL, 0, line, column);
    put(b, OP_PY_CONST_NONE, sink.filled, NULL, 0, line, column);
    build_each(b, call->items.items[0], &sink);
    Block *empty = new_block(b, "extreme.empty"), *after = new_block(b, "extreme.known");
    branch_to(b, sink.filled, after, empty, line, column);
    b->block = empty;
    empty->cold = true;
    ValueId operands[2] = {build_expr(b, call->left), temporary(b)};
    put(b, OP_PY_TUPLE, operands[1], NULL, 0, line, column);
    Instruction *raises = put(b, OP_PY_CALL, sink.result, operands, 2, line, column);
    raises->immediate = 1;
    raises->text = "";
    put(b, OP_PY_RAISE, 0, &sink.result, 1, line, column); /* it has not come back */
    b->block = after;
    return sink.result;
}

static ValueId consume_list(Builder *b, const Expr *call, int64_t sorted) {
    ValueId list = build_list_of(b, call->items.items[0], true, call);
    if (sorted != 0) {
        put(b, OP_PY_METHOD, temporary(b), &list, 1, call->line, call->column)->text = "sort";
    }
    return list;
}

static const struct {
    const char *name;
    ValueId (*consume)(Builder *b, const Expr *call, int64_t operation);
    int64_t operation;
} consumers[] = {
    {"builtins.sum", consume_sum, 0},
    {"builtins.any", consume_decision, 1},
    {"builtins.all", consume_decision, 0},
    {"builtins.min", consume_extreme, COMPARE_LESS},
    {"builtins.max", consume_extreme, COMPARE_GREATER},
    {"builtins.list", consume_list, 0},
    {"builtins.sorted", consume_list, 1},
};

bool build_consumer(Builder *b, const Expr *call, ValueId *out) {
    const Symbol *symbol = call->left->symbol;
    if (symbol == NULL || symbol->kind != SYMBOL_CALLABLE || symbol->qualified == NULL ||
        call->items.count != 1 || call->keyword_count != 0 ||
        call->items.items[0]->kind == EXPR_STARRED) {
        return false;
    }
    for (size_t k = 0; k < sizeof consumers / sizeof *consumers; k++) {
        if (strcmp(consumers[k].name, symbol->qualified) == 0) {
            *out = consumers[k].consume(b, call, consumers[k].operation);
            return true;
        }
    }
    return false;
}

/* reversed(…) and its like, whose iterators are kept as their state and are no objects. */
bool is_iterator_call(const Expr *expr) {
    static const char *const names[] = {"builtins.reversed", "builtins.zip", "builtins.enumerate"};
    const Symbol *symbol = expr->kind == EXPR_CALL ? expr->left->symbol : NULL;
    for (size_t k = 0; symbol != NULL && symbol->qualified != NULL && k < 3; k++) {
        if (strcmp(names[k], symbol->qualified) == 0) {
            return true;
        }
    }
    return false;
}

ValueId build_iterable(Builder *b, const Expr *expr) {
    b->iterated = expr;
    ValueId value = build_consumed(b, expr);
    b->iterated = NULL;
    return value;
}

ValueId build_argument(Builder *b, const Expr *expr, bool makes_room) {
    return is_generator(expr) || is_iterator_call(expr) ? build_list_of(b, expr, makes_room, expr)
                                                        : build_consumed(b, expr);
}
