/* build(): expressions. Each function evaluates in Python's order and returns the value that holds
 * the result, or 0 after a refusal. */
#include "build.h"

#include <stdio.h>
#include <string.h>

ValueId build_none(Builder *b, int line, int column) {
    ValueId result = temporary(b);
    put(b, OP_PY_CONST_NONE, result, NULL, 0, line, column);
    return result;
}

static ValueId build_symbol(Builder *b, const Symbol *symbol, int line, int column) {
    ValueId result = temporary(b);
    put(b, OP_PY_SYMBOL, result, NULL, 0, line, column)->symbol = symbol;
    return result;
}

static ValueId build_constant(Builder *b, const Constant *constant, int line, int column) {
    ValueId result = temporary(b);
    switch (constant->kind) {
    case CONSTANT_NONE: put(b, OP_PY_CONST_NONE, result, NULL, 0, line, column); return result;
    case CONSTANT_BOOL:
        put(b, OP_PY_CONST_BOOL, result, NULL, 0, line, column)->immediate = constant->truth;
        return result;
    case CONSTANT_INT:
        put(b, OP_PY_CONST_INT, result, NULL, 0, line, column)->text = constant->text;
        return result;
    case CONSTANT_FLOAT:
        put(b, OP_PY_CONST_FLOAT, result, NULL, 0, line, column)->number = constant->number;
        return result;
    case CONSTANT_STRING: {
        Instruction *string = put(b, OP_PY_CONST_STRING, result, NULL, 0, line, column);
        string->text = constant->text;
        string->immediate = constant->length;
        return result;
    }
    case CONSTANT_OTHER: {
        Symbol *symbol = ARENA_NEW(b->arena, Symbol);
        symbol->kind = SYMBOL_OBJECT;
        symbol->name = "constant";
        symbol->object = constant->object;
        return build_symbol(b, symbol, line, column);
    }
    }
    return 0;
}

static ValueId build_items(Builder *b, const Expr *expr, Op op, bool consumed) {
    int count = expr->items.count;
    if (expr->interpreted != NULL) {
        return build_starred(b, expr);
    }
    ValueId *items = ARENA_ARRAY(b->arena, ValueId, count + 1);
    for (int k = 0; k < count; k++) {
        const Expr *item = expr->items.items[k];
        items[k] = consumed ? build_consumed(b, item) : build_expr(b, item);
    }
    ValueId result = temporary(b);
    put(b, op, result, items, count, expr->line, expr->column);
    return result;
}

ValueId build_consumed(Builder *b, const Expr *expr) {
    if (expr->kind == EXPR_LIST) {
        return build_items(b, expr, OP_PY_DISPLAY, true);
    }
    return build_expr(b, expr);
}

/* ---- conditions ---- */

/* a op b op c …: each operand is evaluated once, and none after the first comparison that fails.
 * With `result` 0 the last comparison's truth decides between the blocks; else every outcome is
 * moved there. */
static void build_comparison_chain(Builder *b, const Expr *expr, ValueId result, Block *when_true,
                                   Block *when_false) {
    ValueId left = build_expr(b, expr->left);
    for (int k = 0; k < expr->items.count; k++) {
        const Expr *right_expr = expr->items.items[k];
        ValueId right = build_consumed(b, right_expr);
        ValueId operands[2] = {left, right};
        ValueId outcome = temporary(b);
        put(b, OP_PY_COMPARE, outcome, operands, 2, expr->line, expr->column)->immediate =
            expr->compares[k];
        if (result != 0) {
            move(b, result, outcome, expr->line, expr->column);
        }
        bool last = k == expr->items.count - 1;
        if (last && result != 0) {
            jump_to(b, when_true, expr->line, expr->column);
            return;
        }
        Block *next = last ? when_true : new_block(b, "compare.next");
        branch_to(b, outcome, next, when_false, expr->line, expr->column);
        b->block = next;
        left = right;
    }
}

void build_condition(Builder *b, const Expr *expr, Block *when_true, Block *when_false) {
    if (expr->kind == EXPR_UNARY && expr->unary == UNARY_NOT) {
        build_condition(b, expr->left, when_false, when_true);
        return;
    }
    if (expr->kind == EXPR_COMPARE) {
        build_comparison_chain(b, expr, 0, when_true, when_false);
        return;
    }
    if (expr->kind == EXPR_BOOLEAN) {
        for (int k = 0; k < expr->items.count - 1; k++) {
            Block *next = new_block(b, expr->conjunction ? "and.next" : "or.next");
            build_condition(b, expr->items.items[k], expr->conjunction ? next : when_true,
                            expr->conjunction ? when_false : next);
            b->block = next;
        }
        build_condition(b, expr->items.items[expr->items.count - 1], when_true, when_false);
        return;
    }
    ValueId value = build_consumed(b, expr);
    branch_to(b, value, when_true, when_false, expr->line, expr->column);
}

static ValueId build_compare(Builder *b, const Expr *expr) {
    if (expr->items.count == 1) {
        ValueId left = build_expr(b, expr->left);
        ValueId operands[2] = {left, build_consumed(b, expr->items.items[0])};
        ValueId result = temporary(b);
        put(b, OP_PY_COMPARE, result, operands, 2, expr->line, expr->column)->immediate =
            expr->compares[0];
        return result;
    }
    ValueId result = temporary(b);
    Block *after = new_block(b, "compare.after");
    build_comparison_chain(b, expr, result, after, after);
    b->block = after;
    return result;
}

/* `and` and `or` give an operand, not a bool. */
static ValueId build_boolean(Builder *b, const Expr *expr) {
    ValueId result = temporary(b);
    Block *after = new_block(b, expr->conjunction ? "and.after" : "or.after");
    for (int k = 0; k < expr->items.count; k++) {
        const Expr *item = expr->items.items[k];
        move(b, result, build_expr(b, item), item->line, item->column);
        if (k == expr->items.count - 1) {
            jump_to(b, after, item->line, item->column);
        } else {
            Block *next = new_block(b, expr->conjunction ? "and.next" : "or.next");
            branch_to(b, result, expr->conjunction ? next : after, expr->conjunction ? after : next,
                      item->line, item->column);
            b->block = next;
        }
    }
    b->block = after;
    return result;
}

static ValueId build_conditional(Builder *b, const Expr *expr) {
    ValueId result = temporary(b);
    Block *then = new_block(b, "ternary.then"), *otherwise = new_block(b, "ternary.else");
    Block *after = new_block(b, "ternary.after");
    build_condition(b, expr->condition, then, otherwise);
    b->block = then;
    move(b, result, build_expr(b, expr->left), expr->line, expr->column);
    jump_to(b, after, expr->line, expr->column);
    b->block = otherwise;
    move(b, result, build_expr(b, expr->right), expr->line, expr->column);
    jump_to(b, after, expr->line, expr->column);
    b->block = after;
    return result;
}

/* ---- operators ---- */

static ValueId build_unary(Builder *b, const Expr *expr) {
    ValueId operand = build_expr(b, expr->left);
    ValueId result = temporary(b);
    put(b, OP_PY_UNARY, result, &operand, 1, expr->line, expr->column)->immediate = expr->unary;
    return result;
}

static ValueId build_binary(Builder *b, const Expr *expr) {
    ValueId left = build_expr(b, expr->left);
    ValueId operands[2] = {left, build_expr(b, expr->right)};
    ValueId result = temporary(b);
    put(b, OP_PY_BINARY, result, operands, 2, expr->line, expr->column)->immediate = expr->binary;
    return result;
}

static ValueId build_slice(Builder *b, const Expr *expr) {
    ValueId parts[3];
    for (int k = 0; k < 3; k++) {
        const Expr *part = k < expr->items.count ? expr->items.items[k] : NULL;
        parts[k] = part != NULL ? build_expr(b, part) : build_none(b, expr->line, expr->column);
    }
    ValueId result = temporary(b);
    put(b, OP_PY_SLICE, result, parts, 3, expr->line, expr->column);
    return result;
}

ValueId build_index(Builder *b, const Expr *expr) {
    return build_consumed(b, expr);
}

static ValueId build_subscript(Builder *b, const Expr *expr) {
    ValueId container = build_expr(b, expr->left);
    ValueId operands[2] = {container, build_index(b, expr->right)};
    ValueId result = temporary(b);
    put(b, OP_PY_GETITEM, result, operands, 2, expr->line, expr->column);
    return result;
}

static ValueId build_attribute(Builder *b, const Expr *expr) {
    ValueId object = build_expr(b, expr->left);
    ValueId result = temporary(b);
    put(b, OP_PY_GETATTR, result, &object, 1, expr->line, expr->column)->text = expr->name;
    return result;
}

static ValueId build_joined(Builder *b, const Expr *expr) {
    int count = expr->items.count;
    ValueId *parts = ARENA_ARRAY(b->arena, ValueId, count + 1);
    for (int k = 0; k < count; k++) {
        const Expr *item = expr->items.items[k];
        if (item->kind != EXPR_FORMATTED) {
            parts[k] = build_expr(b, item);
            continue;
        }
        ValueId value = build_expr(b, item->left);
        ValueId operands[2] = {value, item->right != NULL
                                          ? build_expr(b, item->right)
                                          : build_none(b, item->line, item->column)};
        parts[k] = temporary(b);
        put(b, OP_PY_FORMAT, parts[k], operands, 2, item->line, item->column)->immediate =
            item->conversion;
    }
    ValueId result = temporary(b);
    put(b, OP_PY_JOIN, result, parts, count, expr->line, expr->column);
    return result;
}

static ValueId build_symbol_or_constant(Builder *b, const Expr *expr) {
    return expr->symbol->kind == SYMBOL_CONSTANT
               ? build_constant(b, &expr->symbol->constant, expr->line, expr->column)
               : build_symbol(b, expr->symbol, expr->line, expr->column);
}

ValueId build_expr(Builder *b, const Expr *expr) {
    if (b->failed) {
        return 0;
    }
    switch (expr->kind) {
    case EXPR_CONSTANT: return build_constant(b, &expr->constant, expr->line, expr->column);
    case EXPR_LOCAL: return build_local(b, expr);
    case EXPR_GLOBAL: return build_symbol_or_constant(b, expr);
    case EXPR_ATTRIBUTE:
        return expr->symbol != NULL ? build_symbol_or_constant(b, expr) : build_attribute(b, expr);
    case EXPR_UNARY: return build_unary(b, expr);
    case EXPR_BINARY: return build_binary(b, expr);
    case EXPR_BOOLEAN: return build_boolean(b, expr);
    case EXPR_COMPARE: return build_compare(b, expr);
    case EXPR_CALL: return build_call(b, expr);
    case EXPR_SUBSCRIPT: return build_subscript(b, expr);
    case EXPR_SLICE: return build_slice(b, expr);
    case EXPR_TUPLE: return build_items(b, expr, OP_PY_TUPLE, false);
    case EXPR_LIST: return build_items(b, expr, OP_PY_LIST, false);
    case EXPR_SET: return build_items(b, expr, OP_PY_SET, false);
    case EXPR_DICT: return build_items(b, expr, OP_PY_DICT, false);
    case EXPR_CONDITIONAL: return build_conditional(b, expr);
    case EXPR_COMPREHENSION: return build_comprehension(b, expr);
    case EXPR_NAMED: {
        ValueId value = build_expr(b, expr->right);
        build_assignment(b, expr->left, value);
        return value;
    }
    case EXPR_JOINED: return build_joined(b, expr);
    case EXPR_FORMATTED:
    case EXPR_STARRED:
        return refuse(b, expr->line, expr->column, NULL, "this use of * is not compiled");
    case EXPR_LAMBDA: return build_function_value(b, expr);
    case EXPR_INTERPRETED: return build_starred(b, expr);
    }
    return 0;
}
