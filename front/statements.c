/* Statement nodes -> Stmt, and definitions -> Function. Names stay unresolved here (scope.c). */
#include "unit.h"

typedef int (*StatementConverter)(Converter *converter, PyObject *node, Stmt *out);

static int child(Converter *converter, PyObject *node, PyObject *field, Expr **out) {
    PyObject *value = node_field(converter, node, field);
    return value != NULL ? convert_optional(converter, value, out) : -1;
}

static int children(Converter *converter, PyObject *node, PyObject *field, ExprList *out) {
    PyObject *list = node_field(converter, node, field);
    return list != NULL ? convert_expressions(converter, list, out) : -1;
}

static int block(Converter *converter, PyObject *node, PyObject *field, StmtList *out) {
    PyObject *list = node_field(converter, node, field);
    return list != NULL ? convert_statements(converter, list, out) : -1;
}

/* The field `target` as the statement's only target. */
static int single_target(Converter *converter, PyObject *node, Stmt *out) {
    out->targets.count = 1;
    out->targets.items = ARENA_ARRAY(converter->arena, Expr *, 1);
    return child(converter, node, converter->py->target, &out->targets.items[0]);
}

/* ---- simple statements ---- */

static int convert_expression_statement(Converter *converter, PyObject *node, Stmt *out) {
    return child(converter, node, converter->py->value, &out->value);
}

static int convert_assign(Converter *converter, PyObject *node, Stmt *out) {
    return children(converter, node, converter->py->targets, &out->targets) < 0
               ? -1
               : child(converter, node, converter->py->value, &out->value);
}

static int convert_augmented(Converter *converter, PyObject *node, Stmt *out) {
    PyObject *op = node_field(converter, node, converter->py->op);
    if (op == NULL) {
        return -1;
    }
    int value = operator_value(converter->py, op, OPERATORS_BINARY);
    if (value < 0) {
        return refuse_node(converter, node, "this operator", NULL);
    }
    out->binary = (BinaryOperator)value;
    return single_target(converter, node, out) < 0
               ? -1
               : child(converter, node, converter->py->value, &out->value);
}

/* Without a value nothing is assigned; what remains is what CPython does with the target:
 * `x: int` makes x a local, `(x): int` does nothing, `a.b: int` and `a[i]: int` evaluate a and i.
 */
static int annotation_alone(Converter *converter, PyObject *node, Stmt *out) {
    Expr *target = out->targets.items[0];
    int simple;
    if (node_number(converter, node, converter->py->simple, &simple) < 0) {
        return -1;
    }
    if (target->kind == EXPR_LOCAL && simple) {
        return 0;
    }
    out->targets = (ExprList){0};
    if (target->kind == EXPR_LOCAL) {
        out->kind = STMT_PASS;
        return 0;
    }
    out->kind = STMT_EXPR;
    out->value = target->left;
    if (target->kind == EXPR_SUBSCRIPT) {
        Expr *both = ARENA_NEW(converter->arena, Expr);
        *both = *target;
        both->kind = EXPR_TUPLE;
        both->left = both->right = NULL;
        both->items.count = 2;
        both->items.items = ARENA_ARRAY(converter->arena, Expr *, 2);
        both->items.items[0] = target->left;
        both->items.items[1] = target->right;
        out->value = both;
    }
    return 0;
}

static int convert_annotated(Converter *converter, PyObject *node, Stmt *out) {
    if (single_target(converter, node, out) < 0 ||
        child(converter, node, converter->py->value, &out->value) < 0) {
        return -1;
    }
    return out->value != NULL ? 0 : annotation_alone(converter, node, out);
}

static int convert_delete(Converter *converter, PyObject *node, Stmt *out) {
    return children(converter, node, converter->py->targets, &out->targets);
}

static int convert_nothing(Converter *converter, PyObject *node, Stmt *out) {
    (void)converter, (void)node, (void)out;
    return 0;
}

static int convert_return(Converter *converter, PyObject *node, Stmt *out) {
    return child(converter, node, converter->py->value, &out->value);
}

static int convert_raise(Converter *converter, PyObject *node, Stmt *out) {
    return child(converter, node, converter->py->exc, &out->value) < 0
               ? -1
               : child(converter, node, converter->py->cause, &out->cause);
}

static int convert_assert(Converter *converter, PyObject *node, Stmt *out) {
    if (child(converter, node, converter->py->test, &out->condition) < 0 ||
        child(converter, node, converter->py->msg, &out->value) < 0) {
        return -1;
    }
    /* CPython raises the builtin class, whatever the globals call AssertionError. */
    Expr *cause = ARENA_NEW(converter->arena, Expr);
    cause->kind = EXPR_GLOBAL;
    cause->name = "AssertionError";
    cause->line = out->line;
    cause->column = out->column;
    cause->end_line = out->end_line;
    cause->end_column = out->end_column;
    out->cause = cause;
    return symbol_of_builtin(converter->unit, cause->name, &cause->symbol, converter->error);
}

/* ---- compound statements ---- */

static int convert_if(Converter *converter, PyObject *node, Stmt *out) {
    return child(converter, node, converter->py->test, &out->condition) < 0 ||
                   block(converter, node, converter->py->body, &out->body) < 0 ||
                   block(converter, node, converter->py->orelse, &out->orelse) < 0
               ? -1
               : 0;
}

static int convert_while(Converter *converter, PyObject *node, Stmt *out) {
    return convert_if(converter, node, out); /* the same fields */
}

static int convert_for(Converter *converter, PyObject *node, Stmt *out) {
    return single_target(converter, node, out) < 0 ||
                   child(converter, node, converter->py->iter, &out->value) < 0 ||
                   block(converter, node, converter->py->body, &out->body) < 0 ||
                   block(converter, node, converter->py->orelse, &out->orelse) < 0
               ? -1
               : 0;
}

int handler_place(const Converter *converter, Handler *out) {
    PyObject *kernel = converter->unit->functions.items[0].object;
    PyCodeObject *code = (PyCodeObject *)PyFunction_GET_CODE(kernel);
    PyObject *place = PyTuple_Pack(2, code->co_filename, code->co_name);
    int status = place != NULL
                     ? symbol_of_object(converter->unit, "the kernel's place", place, &out->place)
                     : -1;
    Py_XDECREF(place);
    return status;
}

static int convert_handler(Converter *converter, PyObject *node, Handler *out) {
    return node_line(converter, node, &out->line, &out->column) < 0 ||
                   child(converter, node, converter->py->type, &out->type) < 0 ||
                   node_identifier(converter, node, converter->py->name, &out->name) < 0 ||
                   (out->name != NULL && handler_place(converter, out) < 0) ||
                   block(converter, node, converter->py->body, &out->body) < 0
               ? -1
               : 0;
}

static int convert_try(Converter *converter, PyObject *node, Stmt *out) {
    if (block(converter, node, converter->py->body, &out->body) < 0) {
        return -1;
    }
    PyObject *handlers = node_field(converter, node, converter->py->handlers);
    if (handlers == NULL) {
        return -1;
    }
    out->handler_count = (int)PyList_GET_SIZE(handlers);
    out->handlers = ARENA_ARRAY(converter->arena, Handler, out->handler_count);
    for (int k = 0; k < out->handler_count; k++) {
        if (convert_handler(converter, PyList_GET_ITEM(handlers, k), &out->handlers[k]) < 0) {
            return -1;
        }
    }
    return block(converter, node, converter->py->orelse, &out->orelse) < 0 ||
                   block(converter, node, converter->py->finalbody, &out->finally) < 0
               ? -1
               : 0;
}

/* ---- definitions ---- */

/* The value of a literal, with a sign perhaps. New reference in *out, NULL when it is something
 * else. */
static int literal_value(Converter *converter, PyObject *node, PyObject **out) {
    const Interned *py = converter->py;
    *out = NULL;
    bool negative = false;
    if (expression_class(py, node) == EXPRESSION_UnaryOp) {
        PyObject *op = node_field(converter, node, py->op);
        node = node_field(converter, node, py->operand);
        if (op == NULL || node == NULL) {
            return -1;
        }
        if (operator_value(py, op, OPERATORS_UNARY) != UNARY_NEGATIVE) {
            return 0;
        }
        negative = true;
    }
    if (expression_class(py, node) != EXPRESSION_Constant) {
        return 0;
    }
    PyObject *value = node_field(converter, node, py->value);
    if (value == NULL) {
        return -1;
    }
    *out = negative ? PyNumber_Negative(value) : Py_NewRef(value);
    return *out != NULL ? 0 : refuse_exception(converter, node);
}

/* The kernel's own defaults are taken from the function object (front.c); what stands here counts
 * for a nested function only, where CPython would evaluate it each time the def is reached. */
static int convert_default(Converter *converter, PyObject *node, bool nested, Parameter *out) {
    if (!nested || node == Py_None) {
        return 0;
    }
    PyObject *value;
    if (literal_value(converter, node, &value) < 0) {
        return -1;
    }
    if (value == NULL) {
        return refuse_node(converter, node, "a default value that is not a literal",
                           "pass the value as an argument");
    }
    out->fallback = ARENA_NEW(converter->arena, Constant);
    int status = constant_from_object(converter->unit, value, out->fallback);
    Py_DECREF(value);
    return status < 0 ? refuse_exception(converter, node) : 0;
}

static int convert_annotation(Converter *converter, PyObject *node, Parameter *out) {
    const Interned *py = converter->py;
    PyObject *annotation = node_field(converter, node, py->annotation);
    if (annotation == NULL || annotation == Py_None) {
        return annotation == NULL ? -1 : 0;
    }
    int line, offset, end_line, end_offset;
    if (node_number(converter, annotation, py->lineno, &line) < 0 ||
        node_number(converter, annotation, py->col_offset, &offset) < 0 ||
        node_number(converter, annotation, py->end_lineno, &end_line) < 0 ||
        node_number(converter, annotation, py->end_col_offset, &end_offset) < 0) {
        return -1;
    }
    out->annotation = source_segment(converter->unit, line, offset, end_line, end_offset);
    return 0;
}

static int convert_parameter(Converter *converter, PyObject *node, Parameter *out) {
    return node_line(converter, node, &out->line, &out->column) < 0 ||
                   node_identifier(converter, node, converter->py->arg, &out->name) < 0
               ? -1
               : convert_annotation(converter, node, out);
}

/* The parameter in `field`, if there is one, becomes the last. */
static int convert_star(Converter *converter, PyObject *arguments, PyObject *field, int stars,
                        bool nested, Function *out) {
    static const char *const marks[] = {"", "*", "**"}, *const packed[] = {"", "tuple", "dict"};
    PyObject *node = node_field(converter, arguments, field);
    if (node == NULL || node == Py_None) {
        return node == NULL ? -1 : 0;
    }
    Parameter *parameter = &out->parameters[out->parameter_count++];
    parameter->keyword_only = true;
    parameter->stars = stars;
    if (convert_parameter(converter, node, parameter) < 0) {
        return -1;
    }
    if (converter->takes_stars && !nested) {
        return 0;
    }
    return refuse_node(
        converter, node,
        arena_format(converter->arena, "the parameter %s%.100s", marks[stars], parameter->name),
        arena_format(converter->arena,
                     "leave out the %s and pass one %s, or give each a name of its own",
                     stars == 1 ? "star" : "stars", packed[stars]));
}

static int convert_parameters(Converter *converter, PyObject *list, Parameter *out,
                              bool positional_only, bool keyword_only) {
    for (Py_ssize_t k = 0; k < PyList_GET_SIZE(list); k++) {
        out[k].positional_only = positional_only;
        out[k].keyword_only = keyword_only;
        if (convert_parameter(converter, PyList_GET_ITEM(list, k), &out[k]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int convert_defaults(Converter *converter, PyObject *list, bool nested, Parameter *out) {
    for (Py_ssize_t k = 0; k < PyList_GET_SIZE(list); k++) {
        if (convert_default(converter, PyList_GET_ITEM(list, k), nested, &out[k]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int convert_arguments(Converter *converter, PyObject *node, bool nested, Function *out) {
    const Interned *py = converter->py;
    PyObject *positional_only = node_field(converter, node, py->posonlyargs);
    PyObject *positional = node_field(converter, node, py->args);
    PyObject *keyword_only = node_field(converter, node, py->kwonlyargs);
    PyObject *defaults = node_field(converter, node, py->defaults);
    PyObject *keyword_defaults = node_field(converter, node, py->kw_defaults);
    if (positional_only == NULL || positional == NULL || keyword_only == NULL || defaults == NULL ||
        keyword_defaults == NULL) {
        return -1;
    }
    Py_ssize_t first = PyList_GET_SIZE(positional_only);
    Py_ssize_t second = first + PyList_GET_SIZE(positional);
    out->parameter_count = (int)(second + PyList_GET_SIZE(keyword_only));
    out->parameters = ARENA_ARRAY(converter->arena, Parameter, out->parameter_count + 2);
    Parameter *parameters = out->parameters;
    return convert_parameters(converter, positional_only, parameters, true, false) < 0 ||
                   convert_parameters(converter, positional, parameters + first, false, false) <
                       0 ||
                   convert_parameters(converter, keyword_only, parameters + second, false, true) <
                       0 ||
                   convert_defaults(converter, defaults, nested,
                                    parameters + second - PyList_GET_SIZE(defaults)) < 0 ||
                   convert_defaults(converter, keyword_defaults, nested, parameters + second) < 0 ||
                   convert_star(converter, node, py->vararg, 1, nested, out) < 0 ||
                   convert_star(converter, node, py->kwarg, 2, nested, out) < 0
               ? -1
               : 0;
}

/* A lambda's body becomes one return statement. */
static int convert_lambda_body(Converter *converter, PyObject *node, Function *out) {
    Expr *value;
    if (child(converter, node, converter->py->body, &value) < 0) {
        return -1;
    }
    Stmt *statement = ARENA_NEW(converter->arena, Stmt);
    statement->kind = STMT_RETURN;
    statement->line = value->line;
    statement->column = value->column;
    statement->end_line = value->end_line;
    statement->end_column = value->end_column;
    statement->value = value;
    out->body.count = 1;
    out->body.items = ARENA_ARRAY(converter->arena, Stmt *, 1);
    out->body.items[0] = statement;
    return 0;
}

int convert_function(Converter *converter, PyObject *node, bool nested, Function **out) {
    const Interned *py = converter->py;
    Function *function = ARENA_NEW(converter->arena, Function);
    function->file = converter->unit->file;
    function->source = converter->unit->source;
    PyObject *arguments = node_field(converter, node, py->args);
    if (arguments == NULL || node_line(converter, node, &function->line, &function->column) < 0 ||
        node_number(converter, node, py->end_lineno, &function->end_line) < 0 ||
        convert_arguments(converter, arguments, nested, function) < 0) {
        return -1;
    }
    *out = function;
    if (expression_class(py, node) == EXPRESSION_Lambda) {
        function->name = "<lambda>";
        return convert_lambda_body(converter, node, function);
    }
    return node_identifier(converter, node, py->name, &function->name) < 0
               ? -1
               : block(converter, node, py->body, &function->body);
}

/* Whether a list field, which some Pythons lack, has items: 1, 0, or -1. */
static int has_items(Converter *converter, PyObject *node, PyObject *field) {
    PyObject *list = PyObject_GetAttr(node, field);
    if (list == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return refuse_exception(converter, node);
        }
        PyErr_Clear();
        return 0;
    }
    int has = PyList_Check(list) && PyList_GET_SIZE(list) > 0;
    Py_DECREF(list);
    return has;
}

/* Whether some parameter has a default: 1, 0, or -1 with the error filled in. */
static int has_defaults(Converter *converter, PyObject *node) {
    const Interned *py = converter->py;
    PyObject *arguments = node_field(converter, node, py->args);
    PyObject *by_keyword =
        arguments != NULL ? node_field(converter, arguments, py->kw_defaults) : NULL;
    if (by_keyword == NULL) {
        return -1;
    }
    for (Py_ssize_t k = 0; k < PyList_GET_SIZE(by_keyword); k++) {
        if (PyList_GET_ITEM(by_keyword, k) != Py_None) {
            return 1;
        }
    }
    return has_items(converter, arguments, py->defaults);
}

int convert_nested(Converter *converter, PyObject *node, const char *name, Function **out) {
    Error refusal = {0};
    Converter nested = *converter;
    nested.error = &refusal;
    nested.nested = true;
    int decorated = 0, generic = 0, defaults = has_defaults(converter, node);
    if (expression_class(converter->py, node) != EXPRESSION_Lambda) {
        decorated = has_items(converter, node, converter->py->decorator_list);
        generic = decorated < 0 ? -1 : has_items(converter, node, converter->py->type_params);
    }
    if (decorated < 0 || generic < 0 || defaults < 0) {
        return -1;
    }
    if (decorated == 0 && generic == 0 && convert_function(&nested, node, true, out) == 0) {
        return 0;
    }
    if (refusal.stage == STAGE_MEMORY) {
        *converter->error = refusal;
        return -1;
    }
    Function *function = ARENA_NEW(converter->arena, Function);
    function->name = name;
    function->file = converter->unit->file;
    function->source = converter->unit->source;
    function->foreign = true;
    function->evaluates = decorated > 0 || defaults > 0;
    *out = function;
    return node_line(converter, node, &function->line, &function->column);
}

static int convert_nested_function(Converter *converter, PyObject *node, Stmt *out) {
    const char *name;
    out->interpreted = interpreted_create(converter, node);
    return node_identifier(converter, node, converter->py->name, &name) < 0
               ? -1
               : convert_nested(converter, node, name, &out->function);
}

/* `import a.b` binds a, `import a.b as c` binds c. */
static int imported_name(Converter *converter, PyObject *alias, Expr *out) {
    const char *name;
    if (node_identifier(converter, alias, converter->py->asname, &name) < 0 ||
        (name == NULL && node_identifier(converter, alias, converter->py->name, &name) < 0)) {
        return -1;
    }
    PyObject *text = PyUnicode_FromStringAndSize(name, (Py_ssize_t)strcspn(name, "."));
    out->kind = EXPR_LOCAL;
    out->name = text == NULL ? NULL : unit_name(converter->unit, text);
    Py_XDECREF(text);
    return out->name != NULL ? 0 : refuse_exception(converter, NULL);
}

static int convert_import(Converter *converter, PyObject *node, Stmt *out) {
    PyObject *names = node_field(converter, node, converter->py->names);
    if (names == NULL) {
        return -1;
    }
    out->interpreted = interpreted_create(converter, node);
    out->targets.count = (int)PyList_GET_SIZE(names);
    out->targets.items = ARENA_ARRAY(converter->arena, Expr *, out->targets.count + 1);
    for (int k = 0; k < out->targets.count; k++) {
        Expr *target = ARENA_NEW(converter->arena, Expr);
        target->line = target->end_line = out->line;
        target->column = target->end_column = out->column;
        out->targets.items[k] = target;
        if (imported_name(converter, PyList_GET_ITEM(names, k), target) < 0) {
            return -1;
        }
    }
    return 0;
}

static int declared_names(Converter *converter, PyObject *node, Stmt *out) {
    PyObject *names = node_field(converter, node, converter->py->names);
    if (names == NULL) {
        return -1;
    }
    out->items.count = (int)PyList_GET_SIZE(names);
    out->items.items = ARENA_ARRAY(converter->arena, Expr *, out->items.count);
    for (int k = 0; k < out->items.count; k++) {
        Expr *name = ARENA_NEW(converter->arena, Expr);
        name->kind = EXPR_LOCAL;
        name->line = out->line;
        name->column = out->column;
        name->name = unit_name(converter->unit, PyList_GET_ITEM(names, k));
        if (name->name == NULL) {
            return refuse_exception(converter, node);
        }
        out->items.items[k] = name;
    }
    return 0;
}

/* Whether something binds the names is scope.c's to say. */
static int convert_global(Converter *converter, PyObject *node, Stmt *out) {
    return converter->nested ? refuse_node(converter, node, "a global statement", NULL)
                             : declared_names(converter, node, out);
}

/* The names of a function around the kernel outlive its calls. */
static int convert_nonlocal(Converter *converter, PyObject *node, Stmt *out) {
    return converter->nested
               ? declared_names(converter, node, out)
               : refuse_node(converter, node, "a nonlocal statement",
                             "pass the value in as an argument and return the new one");
}

/* ---- the table ---- */

static const struct {
    StmtKind kind;
    StatementConverter convert; /* NULL: refused */
    const char *construct, *hint;
} rows[STATEMENT_CLASS_COUNT] = {
#define STATEMENT(class, kind, converter)         {kind, converter, NULL, NULL},
#define REFUSED_STATEMENT(class, construct, hint) {STMT_PASS, NULL, construct, hint},
#include "nodes.def"
};

static int convert_statement(Converter *converter, PyObject *node, Stmt **out) {
    StatementClass class = statement_class(converter->py, node);
    if (class == STATEMENT_CLASS_COUNT) {
        return refuse_node(converter, node, "this statement, new in the running Python,", NULL);
    }
    if (rows[class].convert == NULL) {
        return refuse_node(converter, node, rows[class].construct, rows[class].hint);
    }
    if (converter->depth >= DEPTH_LIMIT) {
        return refuse_depth(converter, node);
    }
    Stmt *statement = ARENA_NEW(converter->arena, Stmt);
    statement->kind = rows[class].kind;
    if (node_line(converter, node, &statement->line, &statement->column) < 0 ||
        node_end(converter, node, &statement->end_line, &statement->end_column) < 0) {
        return -1;
    }
    converter->depth++;
    int status = rows[class].convert(converter, node, statement);
    converter->depth--;
    *out = statement;
    return status;
}

int convert_statements(Converter *converter, PyObject *list, StmtList *out) {
    out->count = (int)PyList_GET_SIZE(list);
    out->items = ARENA_ARRAY(converter->arena, Stmt *, out->count);
    for (int k = 0; k < out->count; k++) {
        if (convert_statement(converter, PyList_GET_ITEM(list, k), &out->items[k]) < 0) {
            return -1;
        }
    }
    return 0;
}
