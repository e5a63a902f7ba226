/* Nodes of the plain tree for what the source does not spell out: with and match statements are
 * turned into simpler ones. They get the place of what they stand for. */
#include "unit.h"

Expr *make_expr(const Converter *converter, ExprKind kind, Place place) {
    Expr *expr = ARENA_NEW(converter->arena, Expr);
    expr->kind = kind;
    expr->line = place.line;
    expr->column = place.column;
    expr->end_line = place.end_line;
    expr->end_column = place.end_column;
    return expr;
}

Expr *make_local(const Converter *converter, const char *name, Place place) {
    Expr *expr = make_expr(converter, EXPR_LOCAL, place);
    expr->name = name;
    return expr;
}

ExprList make_list(const Converter *converter, int count) {
    return (ExprList){ARENA_ARRAY(converter->arena, Expr *, count), count};
}

ExprList make_single(const Converter *converter, Expr *item) {
    ExprList list = make_list(converter, 1);
    list.items[0] = item;
    return list;
}

Stmt *make_statement(const Converter *converter, StmtKind kind, Place place) {
    Stmt *made = ARENA_NEW(converter->arena, Stmt);
    made->kind = kind;
    made->line = place.line;
    made->column = place.column;
    made->end_line = place.end_line;
    made->end_column = place.end_column;
    return made;
}

StmtList make_only(const Converter *converter, Stmt *statement) {
    StmtList list = {ARENA_ARRAY(converter->arena, Stmt *, 1), 1};
    list.items[0] = statement;
    return list;
}
