/* Expression nodes -> Expr. Every name becomes EXPR_LOCAL here; scope.c sorts them out afterwards.
 * Only arithmetic on literals is evaluated. */
#include "unit.h"

typedef int (*ExpressionConverter)(Converter *converter, PyObject *node, Expr *out);

/* ---- reading nodes ---- */

PyObject *node_field(Converter *converter, PyObject *node, PyObject *name) {
    PyObject *value = PyObject_GetAttr(node, name);
    if (value == NULL) {
        refuse_exception(converter, NULL);
        return NULL;
    }
    Py_DECREF(value); /* the node still holds it */
    return value;
}

int node_number(Converter *converter, PyObject *node, PyObject *name, int *out) {
    PyObject *value = node_field(converter, node, name);
    if (value == NULL) {
        return -1;
    }
    *out = _PyLong_AsInt(value);
    return *out == -1 && PyErr_Occurred() != NULL ? refuse_exception(converter, NULL) : 0;
}

static int position(Converter *converter, PyObject *node, PyObject *line_name,
                    PyObject *offset_name, int *line, int *column) {
    int offset;
    if (node_number(converter, node, line_name, line) < 0 ||
        node_number(converter, node, offset_name, &offset) < 0) {
        return -1;
    }
    *column = source_column(converter->unit, *line, offset);
    return 0;
}

int node_line(Converter *converter, PyObject *node, int *line, int *column) {
    return position(converter, node, converter->py->lineno, converter->py->col_offset, line,
                    column);
}

int node_end(Converter *converter, PyObject *node, int *line, int *column) {
    return position(converter, node, converter->py->end_lineno, converter->py->end_col_offset, line,
                    column);
}

int node_identifier(Converter *converter, PyObject *node, PyObject *field, const char **out) {
    PyObject *value = node_field(converter, node, field);
    if (value == NULL) {
        return -1;
    }
    if (value == Py_None) {
        *out = NULL;
        return 0;
    }
    const char *name = unit_name(converter->unit, value);
    if (name == NULL) {
        return refuse_exception(converter, node);
    }
    size_t length = strlen(name);
    bool mangled = converter->in_class && strncmp(name, "__", 2) == 0 &&
                   !(length > 4 && strcmp(name + length - 2, "__") == 0);
    if (mangled) {
        return refuse_node(converter, node, "a private name (with two underscores) in a class",
                           "define the function outside of the class");
    }
    *out = name;
    return 0;
}

int refuse_node(Converter *converter, PyObject *node, const char *construct, const char *hint) {
    int line, column;
    if (node_line(converter, node, &line, &column) < 0) {
        return -1;
    }
    error_set(converter->error, STAGE_FRONT, "%s cannot be compiled", construct);
    error_place(converter->error, converter->unit->file, line, column);
    if (hint != NULL) {
        error_hint(converter->error, "%s", hint);
    }
    return -1;
}

int refuse_exception(Converter *converter, PyObject *node) {
    Error error;
    front_python_error(&error, STAGE_FRONT, "CPython's syntax tree cannot be read");
    int line, column;
    if (node != NULL && node_line(converter, node, &line, &column) == 0) {
        error_place(&error, converter->unit->file, line, column);
    }
    *converter->error = error;
    return -1;
}

int refuse_depth(Converter *converter, PyObject *node) {
    const char *construct =
        arena_format(converter->arena, "code nested more than %d levels deep", DEPTH_LIMIT);
    return refuse_node(converter, node, construct,
                       "compute a long expression in several statements, and turn a long elif "
                       "chain into a table");
}

/* ---- converters, in the order of nodes.def ---- */

static int convert_name(Converter *converter, PyObject *node, Expr *out) {
    return node_identifier(converter, node, converter->py->id, &out->name);
}

static int convert_constant(Converter *converter, PyObject *node, Expr *out) {
    PyObject *value = node_field(converter, node, converter->py->value);
    if (value == NULL) {
        return -1;
    }
    if (constant_from_object(converter->unit, value, &out->constant) < 0) {
        return refuse_exception(converter, node);
    }
    return 0;
}

/* Reads the expression in a field. */
static int child(Converter *converter, PyObject *node, PyObject *field, Expr **out) {
    PyObject *value = node_field(converter, node, field);
    return value != NULL ? convert_expression(converter, value, out) : -1;
}

static int optional_child(Converter *converter, PyObject *node, PyObject *field, Expr **out) {
    PyObject *value = node_field(converter, node, field);
    return value != NULL ? convert_optional(converter, value, out) : -1;
}

static int children(Converter *converter, PyObject *node, PyObject *field, ExprList *out) {
    PyObject *list = node_field(converter, node, field);
    return list != NULL ? convert_expressions(converter, list, out) : -1;
}

static int node_operator(Converter *converter, PyObject *node, OperatorList list, int *out) {
    PyObject *op = node_field(converter, node, converter->py->op);
    if (op == NULL) {
        return -1;
    }
    *out = operator_value(converter->py, op, list);
    return *out >= 0 ? 0 : refuse_node(converter, node, "this operator", NULL);
}

static int convert_binary(Converter *converter, PyObject *node, Expr *out) {
    int op;
    if (node_operator(converter, node, OPERATORS_BINARY, &op) < 0 ||
        child(converter, node, converter->py->left, &out->left) < 0 ||
        child(converter, node, converter->py->right, &out->right) < 0) {
        return -1;
    }
    out->binary = (BinaryOperator)op;
    return fold_binary(converter->unit, out) < 0 ? refuse_exception(converter, node) : 0;
}

static int convert_keyword(Converter *converter, PyObject *node, Keyword *out) {
    if (node_identifier(converter, node, converter->py->arg, &out->name) < 0) {
        return -1;
    }
    return node_line(converter, node, &out->line, &out->column) < 0
               ? -1
               : child(converter, node, converter->py->value, &out->value);
}

/* Unpacking is what only CPython does. */
static void note_unpacking(const Converter *converter, PyObject *node, Expr *out) {
    bool unpacks = false;
    for (int k = 0; k < out->items.count; k++) {
        const Expr *item = out->items.items[k];
        unpacks |= item == NULL || item->kind == EXPR_STARRED;
    }
    for (int k = 0; k < out->keyword_count; k++) {
        unpacks |= out->keywords[k].name == NULL;
    }
    out->interpreted = unpacks ? interpreted_create(converter, node) : NULL;
}

static int convert_call(Converter *converter, PyObject *node, Expr *out) {
    if (child(converter, node, converter->py->func, &out->left) < 0 ||
        children(converter, node, converter->py->args, &out->items) < 0) {
        return -1;
    }
    PyObject *keywords = node_field(converter, node, converter->py->keywords);
    if (keywords == NULL) {
        return -1;
    }
    out->keyword_count = (int)PyList_GET_SIZE(keywords);
    out->keywords = ARENA_ARRAY(converter->arena, Keyword, out->keyword_count);
    for (int k = 0; k < out->keyword_count; k++) {
        if (convert_keyword(converter, PyList_GET_ITEM(keywords, k), &out->keywords[k]) < 0) {
            return -1;
        }
    }
    note_unpacking(converter, node, out);
    return 0;
}

static int convert_attribute(Converter *converter, PyObject *node, Expr *out) {
    return node_identifier(converter, node, converter->py->attr, &out->name) < 0
               ? -1
               : child(converter, node, converter->py->value, &out->left);
}

static int convert_subscript(Converter *converter, PyObject *node, Expr *out) {
    return child(converter, node, converter->py->value, &out->left) < 0
               ? -1
               : child(converter, node, converter->py->slice, &out->right);
}

static int convert_compare(Converter *converter, PyObject *node, Expr *out) {
    PyObject *operators = node_field(converter, node, converter->py->ops);
    if (operators == NULL || child(converter, node, converter->py->left, &out->left) < 0 ||
        children(converter, node, converter->py->comparators, &out->items) < 0) {
        return -1;
    }
    out->compares = ARENA_ARRAY(converter->arena, CompareOperator, out->items.count);
    for (int k = 0; k < out->items.count; k++) {
        int op = operator_value(converter->py, PyList_GET_ITEM(operators, k), OPERATORS_COMPARE);
        if (op < 0) {
            return refuse_node(converter, node, "this comparison", NULL);
        }
        out->compares[k] = (CompareOperator)op;
    }
    return 0;
}

static int convert_unary(Converter *converter, PyObject *node, Expr *out) {
    int op;
    if (node_operator(converter, node, OPERATORS_UNARY, &op) < 0) {
        return -1;
    }
    out->unary = (UnaryOperator)op;
    if (child(converter, node, converter->py->operand, &out->left) < 0) {
        return -1;
    }
    return fold_unary(converter->unit, out) < 0 ? refuse_exception(converter, node) : 0;
}

static int convert_boolean(Converter *converter, PyObject *node, Expr *out) {
    int op;
    if (node_operator(converter, node, OPERATORS_BOOLEAN, &op) < 0) {
        return -1;
    }
    out->conjunction = op == BOOLEAN_AND;
    return children(converter, node, converter->py->values, &out->items);
}

static int convert_display(Converter *converter, PyObject *node, Expr *out) {
    if (children(converter, node, converter->py->elts, &out->items) < 0) {
        return -1;
    }
    note_unpacking(converter, node, out);
    return 0;
}

static int convert_dict(Converter *converter, PyObject *node, Expr *out) {
    PyObject *keys = node_field(converter, node, converter->py->keys);
    PyObject *values = node_field(converter, node, converter->py->values);
    if (keys == NULL || values == NULL) {
        return -1;
    }
    int pairs = (int)PyList_GET_SIZE(keys);
    out->items.count = 2 * pairs;
    out->items.items = ARENA_ARRAY(converter->arena, Expr *, 2 * pairs);
    for (int k = 0; k < pairs; k++) {
        Expr **pair = &out->items.items[2 * k];
        if (convert_optional(converter, PyList_GET_ITEM(keys, k), &pair[0]) < 0 ||
            convert_expression(converter, PyList_GET_ITEM(values, k), &pair[1]) < 0) {
            return -1;
        }
    }
    note_unpacking(converter, node, out);
    return 0;
}

static int convert_slice(Converter *converter, PyObject *node, Expr *out) {
    const Interned *py = converter->py;
    out->items.count = 3;
    out->items.items = ARENA_ARRAY(converter->arena, Expr *, 3);
    return optional_child(converter, node, py->lower, &out->items.items[0]) < 0 ||
                   optional_child(converter, node, py->upper, &out->items.items[1]) < 0 ||
                   optional_child(converter, node, py->step, &out->items.items[2]) < 0
               ? -1
               : 0;
}

static int convert_conditional(Converter *converter, PyObject *node, Expr *out) {
    return child(converter, node, converter->py->test, &out->condition) < 0 ||
                   child(converter, node, converter->py->body, &out->left) < 0 ||
                   child(converter, node, converter->py->orelse, &out->right) < 0
               ? -1
               : 0;
}

static int convert_clause(Converter *converter, PyObject *comprehension, PyObject *node,
                          ComprehensionFor *out) {
    int is_async;
    if (node_number(converter, node, converter->py->is_async, &is_async) < 0) {
        return -1;
    }
    if (is_async) {
        /* A clause has no place of its own in CPython's tree. */
        return refuse_node(converter, comprehension, "an async comprehension",
                           "collect the items outside of the kernel");
    }
    return child(converter, node, converter->py->target, &out->target) < 0 ||
                   child(converter, node, converter->py->iter, &out->iterable) < 0 ||
                   children(converter, node, converter->py->ifs, &out->conditions) < 0
               ? -1
               : 0;
}

static int convert_comprehension(Converter *converter, PyObject *node, ComprehensionKind kind,
                                 Expr *out) {
    const Interned *py = converter->py;
    Comprehension *comprehension = ARENA_NEW(converter->arena, Comprehension);
    comprehension->kind = kind;
    out->comprehension = comprehension;
    bool is_dict = kind == COMPREHENSION_DICT;
    if (child(converter, node, is_dict ? py->key : py->elt, &comprehension->element) < 0 ||
        (is_dict && child(converter, node, py->value, &comprehension->value) < 0)) {
        return -1;
    }
    PyObject *clauses = node_field(converter, node, py->generators);
    if (clauses == NULL) {
        return -1;
    }
    comprehension->clause_count = (int)PyList_GET_SIZE(clauses);
    comprehension->clauses =
        ARENA_ARRAY(converter->arena, ComprehensionFor, comprehension->clause_count);
    for (int k = 0; k < comprehension->clause_count; k++) {
        if (convert_clause(converter, node, PyList_GET_ITEM(clauses, k),
                           &comprehension->clauses[k]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int convert_list_comprehension(Converter *converter, PyObject *node, Expr *out) {
    return convert_comprehension(converter, node, COMPREHENSION_LIST, out);
}

static int convert_set_comprehension(Converter *converter, PyObject *node, Expr *out) {
    return convert_comprehension(converter, node, COMPREHENSION_SET, out);
}

static int convert_dict_comprehension(Converter *converter, PyObject *node, Expr *out) {
    return convert_comprehension(converter, node, COMPREHENSION_DICT, out);
}

static int convert_generator(Converter *converter, PyObject *node, Expr *out) {
    out->interpreted = interpreted_create(converter, node);
    return convert_comprehension(converter, node, COMPREHENSION_GENERATOR, out);
}

static int convert_named(Converter *converter, PyObject *node, Expr *out) {
    return child(converter, node, converter->py->target, &out->left) < 0
               ? -1
               : child(converter, node, converter->py->value, &out->right);
}

static int convert_starred(Converter *converter, PyObject *node, Expr *out) {
    return child(converter, node, converter->py->value, &out->left);
}

static int convert_joined(Converter *converter, PyObject *node, Expr *out) {
    return children(converter, node, converter->py->values, &out->items);
}

static int convert_formatted(Converter *converter, PyObject *node, Expr *out) {
    int conversion;
    if (node_number(converter, node, converter->py->conversion, &conversion) < 0) {
        return -1;
    }
    out->conversion = conversion < 0 ? 0 : conversion;
    return child(converter, node, converter->py->value, &out->left) < 0
               ? -1
               : optional_child(converter, node, converter->py->format_spec, &out->right);
}

static int convert_lambda(Converter *converter, PyObject *node, Expr *out) {
    out->interpreted = interpreted_create(converter, node);
    return convert_nested(converter, node, "<lambda>", &out->function);
}

/* ---- the table ---- */

static const struct {
    ExprKind kind;
    ExpressionConverter convert; /* NULL: refused */
    const char *construct, *hint;
} rows[EXPRESSION_CLASS_COUNT] = {
#define EXPRESSION(class, kind, converter)         {kind, converter, NULL, NULL},
#define REFUSED_EXPRESSION(class, construct, hint) {EXPR_CONSTANT, NULL, construct, hint},
#include "nodes.def"
};

int convert_expression(Converter *converter, PyObject *node, Expr **out) {
    ExpressionClass class = expression_class(converter->py, node);
    if (class == EXPRESSION_CLASS_COUNT) {
        return refuse_node(converter, node, "this construct, new in the running Python,", NULL);
    }
    if (rows[class].convert == NULL) {
        return refuse_node(converter, node, rows[class].construct, rows[class].hint);
    }
    if (converter->depth >= DEPTH_LIMIT) {
        return refuse_depth(converter, node);
    }
    Expr *expression = ARENA_NEW(converter->arena, Expr);
    expression->kind = rows[class].kind;
    if (node_line(converter, node, &expression->line, &expression->column) < 0 ||
        node_end(converter, node, &expression->end_line, &expression->end_column) < 0) {
        return -1;
    }
    converter->depth++;
    int status = rows[class].convert(converter, node, expression);
    converter->depth--;
    *out = expression;
    return status;
}

int convert_optional(Converter *converter, PyObject *node, Expr **out) {
    *out = NULL;
    return node == Py_None ? 0 : convert_expression(converter, node, out);
}

int convert_expressions(Converter *converter, PyObject *list, ExprList *out) {
    out->count = (int)PyList_GET_SIZE(list);
    out->items = ARENA_ARRAY(converter->arena, Expr *, out->count);
    for (int k = 0; k < out->count; k++) {
        if (convert_expression(converter, PyList_GET_ITEM(list, k), &out->items[k]) < 0) {
            return -1;
        }
    }
    return 0;
}
