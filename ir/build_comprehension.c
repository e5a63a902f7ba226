/* build(): comprehensions become loops. A generator expression is compiled only where its consumer
 * is known (build_call.c); its element loop is then the same. */
#include "build.h"

static void build_clause(Builder *b, const Comprehension *c, int clause, ValueId list) {
    if (clause == c->clause_count) {
        ValueId operands[2] = {list, build_expr(b, c->element)};
        Instruction *append =
            put(b, OP_PY_METHOD, temporary(b), operands, 2, c->element->line, c->element->column);
        append->text = "append";
        append->immediate = 1;
        return;
    }
    const ComprehensionFor *loop = &c->clauses[clause];
    int line = loop->target->line, column = loop->target->column;
    Block *head = fn_block(b->fn, "comprehension.head");
    Block *body = fn_block(b->fn, "comprehension.body");
    Block *after = fn_block(b->fn, "comprehension.after");
    ValueId item;
    ValueId iterable = build_consumed(b, loop->iterable);
    build_loop_head(b, iterable, head, body, after, &item, line, column);
    build_assignment(b, loop->target, item);
    for (int k = 0; k < loop->conditions.count; k++) {
        Block *keep = fn_block(b->fn, "comprehension.keep");
        build_condition(b, loop->conditions.items[k], keep, head);
        b->block = keep;
    }
    build_clause(b, c, clause + 1, list);
    jump_to(b, head, line, column);
    b->block = after;
}

ValueId build_comprehension(Builder *b, const Expr *expr) {
    const Comprehension *c = expr->comprehension;
    if (c->kind == COMPREHENSION_SET || c->kind == COMPREHENSION_DICT) {
        return refuse(b, expr->line, expr->column, "fill it in a loop",
                      "a %s comprehension is not compiled",
                      c->kind == COMPREHENSION_SET ? "set" : "dict");
    }
    if (c->kind == COMPREHENSION_GENERATOR) {
        return refuse(b, expr->line, expr->column, "use a list comprehension",
                      "a generator expression that is not consumed on the spot is not compiled");
    }
    ValueId list = temporary(b);
    put(b, OP_PY_LIST, list, NULL, 0, expr->line, expr->column);
    build_clause(b, c, 0, list);
    return list;
}
