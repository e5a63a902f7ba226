/* Match statements, as PEP 634 spells them out:
 *
 *     subject = EXPR
 *     if TESTS and (name := part, …) and GUARD: BODY
 *     elif … the next case
 *
 * What is matched lives in hidden locals until the whole pattern has matched: names are bound then,
 * and before the guard. Class patterns of builtins whose one part is the object itself are
 * isinstance(); other class patterns, mapping patterns and starred names in sequence patterns are
 * CPython's to match: interpreted.py makes a function of the pattern. */
#include "unit.h"

/* A name, and the hidden local that it gets. */
typedef struct Capture {
    const char *name, *from;
} Capture;

/* What is asked of a subject. */
typedef struct Matcher {
    Converter *converter;
    Place place; /* of the pattern at hand */
    struct {
        Expr **items;
        int count, capacity;
    } tests; /* in order; all have to be true */
    struct {
        Capture *items;
        int count, capacity;
    } captures;
} Matcher;

typedef int (*PatternConverter)(Matcher *matcher, PyObject *pattern, const char *subject);

static int convert_pattern(Matcher *matcher, PyObject *pattern, const char *subject);

/* ---- making expressions ---- */

static Expr *new_expr(const Matcher *matcher, ExprKind kind) {
    return make_expr(matcher->converter, kind, matcher->place);
}

static Expr *local(const Matcher *matcher, const char *name) {
    return make_local(matcher->converter, name, matcher->place);
}

static void require(Matcher *matcher, Expr *test) {
    ARENA_PUSH(matcher->converter->arena, &matcher->tests, test);
}

static void capture(Matcher *matcher, const char *name, const char *from) {
    ARENA_PUSH(matcher->converter->arena, &matcher->captures, ((Capture){name, from}));
}

/* A local that no other has; NULL with a Python exception set. */
static const char *hidden_name(Converter *converter) {
    PyObject *text = PyUnicode_FromFormat("part@match%d", ++converter->parts);
    const char *name = text != NULL ? unit_name(converter->unit, text) : NULL;
    Py_XDECREF(text);
    return name;
}

static Expr *compare(const Matcher *matcher, Expr *left, CompareOperator operator, Expr * right) {
    Expr *expr = new_expr(matcher, EXPR_COMPARE);
    expr->left = left;
    expr->items = make_single(matcher->converter, right);
    expr->compares = ARENA_NEW(matcher->converter->arena, CompareOperator);
    expr->compares[0] = operator;
    return expr;
}

static Expr *named(const Matcher *matcher, Expr *target, Expr *value) {
    Expr *expr = new_expr(matcher, EXPR_NAMED);
    expr->left = target;
    expr->right = value;
    return expr;
}

/* (target := value,): as true as any tuple that is not empty. */
static Expr *binding(const Matcher *matcher, Expr *target, Expr *value) {
    Expr *tuple = new_expr(matcher, EXPR_TUPLE);
    tuple->items = make_single(matcher->converter, named(matcher, target, value));
    return tuple;
}

static Expr *integer(const Matcher *matcher, long value) {
    PyObject *number = PyLong_FromLong(value);
    Expr *expr = new_expr(matcher, EXPR_CONSTANT);
    int status = number != NULL
                     ? constant_from_object(matcher->converter->unit, number, &expr->constant)
                     : -1;
    Py_XDECREF(number);
    return status == 0 ? expr : NULL;
}

static Expr *none(const Matcher *matcher) {
    Expr *expr = new_expr(matcher, EXPR_CONSTANT);
    expr->constant = (Constant){.kind = CONSTANT_NONE, .object = Py_None};
    return expr;
}

/* After NULL: the error may be filled in already. */
static int failed(const Matcher *matcher) {
    return PyErr_Occurred() != NULL ? refuse_exception(matcher->converter, NULL) : -1;
}

static Expr *call_builtin(const Matcher *matcher, const char *name, ExprList arguments) {
    Expr *call = new_expr(matcher, EXPR_CALL);
    call->left = new_expr(matcher, EXPR_GLOBAL);
    call->left->name = name;
    call->items = arguments;
    return symbol_of_builtin(matcher->converter->unit, name, &call->left->symbol,
                             matcher->converter->error) == 0
               ? call
               : NULL;
}

/* All of them joined by `and` or `or`; true where there is none. */
static Expr *joined(const Matcher *matcher, bool conjunction, Expr **items, int count) {
    if (count == 1) {
        return items[0];
    }
    Expr *expr = new_expr(matcher, count == 0 ? EXPR_CONSTANT : EXPR_BOOLEAN);
    expr->constant = (Constant){.kind = CONSTANT_BOOL, .truth = true, .object = Py_True};
    expr->conjunction = conjunction;
    expr->items = (ExprList){items, count};
    return expr;
}

/* ---- simple patterns ---- */

static int convert_value(Matcher *matcher, PyObject *pattern, const char *subject) {
    Converter *converter = matcher->converter;
    PyObject *node = node_field(converter, pattern, converter->py->value);
    Expr *value;
    if (node == NULL || convert_expression(converter, node, &value) < 0) {
        return -1;
    }
    require(matcher, compare(matcher, local(matcher, subject), COMPARE_EQUAL, value));
    return 0;
}

static int convert_singleton(Matcher *matcher, PyObject *pattern, const char *subject) {
    Converter *converter = matcher->converter;
    PyObject *object = node_field(converter, pattern, converter->py->value);
    Expr *value = new_expr(matcher, EXPR_CONSTANT);
    if (object == NULL || constant_from_object(converter->unit, object, &value->constant) < 0) {
        return object == NULL ? -1 : refuse_exception(converter, pattern);
    }
    require(matcher, compare(matcher, local(matcher, subject), COMPARE_IS, value));
    return 0;
}

/* `pattern as name`, `name` and `_`. */
static int convert_as(Matcher *matcher, PyObject *pattern, const char *subject) {
    Converter *converter = matcher->converter;
    PyObject *inner = node_field(converter, pattern, converter->py->pattern);
    const char *name;
    if (inner == NULL || (inner != Py_None && convert_pattern(matcher, inner, subject) < 0) ||
        node_identifier(converter, pattern, converter->py->name, &name) < 0) {
        return -1;
    }
    if (name != NULL) {
        capture(matcher, name, subject);
    }
    return 0;
}

static const char *captured(const Matcher *matcher, const char *name) {
    for (int k = 0; k < matcher->captures.count; k++) {
        if (matcher->captures.items[k].name == name) {
            return matcher->captures.items[k].from;
        }
    }
    return NULL;
}

/* All alternatives capture the same names, each into the hidden locals of the first. */
static int convert_or(Matcher *matcher, PyObject *pattern, const char *subject) {
    Converter *converter = matcher->converter;
    PyObject *patterns = node_field(converter, pattern, converter->py->patterns);
    if (patterns == NULL) {
        return -1;
    }
    int count = (int)PyList_GET_SIZE(patterns), first = matcher->captures.count;
    Expr **alternatives = ARENA_ARRAY(converter->arena, Expr *, count);
    for (int k = 0; k < count; k++) {
        Matcher one = {.converter = converter, .place = matcher->place};
        if (convert_pattern(&one, PyList_GET_ITEM(patterns, k), subject) < 0) {
            return -1;
        }
        for (int j = 0; k == 0 && j < one.captures.count; j++) {
            const char *shared = hidden_name(converter);
            if (shared == NULL) {
                return refuse_exception(converter, pattern);
            }
            capture(matcher, one.captures.items[j].name, shared);
        }
        for (int j = first; j < matcher->captures.count; j++) {
            const Capture *each = &matcher->captures.items[j];
            require(&one, binding(&one, local(&one, each->from),
                                  local(&one, captured(&one, each->name))));
        }
        alternatives[k] = joined(&one, true, one.tests.items, one.tests.count);
    }
    require(matcher, joined(matcher, false, alternatives, count));
    return 0;
}

/* ---- what CPython matches ---- */

/* (part := what it captures) is not None, and the names are unpacked. */
static int convert_by_interpreter(Matcher *matcher, PyObject *pattern, const char *subject) {
    Converter *converter = matcher->converter;
    PyObject *node = NULL, *names = NULL;
    const char *parts = hidden_name(converter);
    int status = parts != NULL ? interpreted_match(pattern, subject, &node, &names) : -1;
    if (status == 0) {
        status = unit_keep(converter->unit, node);
    }
    int count = status == 0 ? (int)PyTuple_GET_SIZE(names) : 0;
    Expr *value = new_expr(matcher, EXPR_INTERPRETED), *target = new_expr(matcher, EXPR_TUPLE);
    target->items = make_list(converter, count);
    for (int k = 0; status == 0 && k < count; k++) {
        const char *name = unit_name(converter->unit, PyTuple_GET_ITEM(names, k));
        const char *part = name != NULL ? hidden_name(converter) : NULL;
        if (part == NULL) {
            status = -1;
        } else {
            target->items.items[k] = local(matcher, part);
            capture(matcher, name, part);
        }
    }
    Py_XDECREF(names);
    if (status < 0) {
        Py_XDECREF(node);
        return refuse_exception(converter, pattern);
    }
    value->interpreted = interpreted_create(converter, node);
    Py_DECREF(node); /* the unit keeps it */
    require(matcher, compare(matcher, named(matcher, local(matcher, parts), value), COMPARE_IS_NOT,
                             none(matcher)));
    if (count > 0) {
        require(matcher, binding(matcher, target, local(matcher, parts)));
    }
    return 0;
}

/* ---- class patterns ---- */

/* The name of a builtin class of which a pattern's one part is the object itself; else NULL. */
static const char *self_matching(Converter *converter, PyObject *class) {
    static const char *const names[] = {"bool",      "bytearray", "bytes", "dict", "float", "int",
                                        "frozenset", "list",      "set",   "str",  "tuple"};
    const char *name;
    if (expression_class(converter->py, class) != EXPRESSION_Name ||
        node_identifier(converter, class, converter->py->id, &name) < 0) {
        return NULL;
    }
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        if (strcmp(names[k], name) == 0) {
            return name;
        }
    }
    return NULL;
}

static int convert_class(Matcher *matcher, PyObject *pattern, const char *subject) {
    Converter *converter = matcher->converter;
    PyObject *class = node_field(converter, pattern, converter->py->cls);
    PyObject *parts = node_field(converter, pattern, converter->py->patterns);
    PyObject *keywords = node_field(converter, pattern, converter->py->kwd_attrs);
    if (class == NULL || parts == NULL || keywords == NULL) {
        return -1;
    }
    const char *name = self_matching(converter, class);
    if (name == NULL || PyList_GET_SIZE(keywords) > 0 || PyList_GET_SIZE(parts) > 1) {
        return convert_by_interpreter(matcher, pattern, subject);
    }
    ExprList arguments = make_list(converter, 2);
    arguments.items[0] = local(matcher, subject);
    arguments.items[1] = local(matcher, name);
    arguments.items[1]->is_builtin = true;
    Expr *test = call_builtin(matcher, "isinstance", arguments);
    if (test == NULL) {
        return -1;
    }
    require(matcher, test);
    return PyList_GET_SIZE(parts) == 0
               ? 0
               : convert_pattern(matcher, PyList_GET_ITEM(parts, 0), subject);
}

/* ---- sequence patterns ---- */

/* What collections.abc.Sequence knows: no strings, bytes or arrays. */
static PyObject *is_sequence(PyObject *self, PyObject *object) {
    (void)self;
    return PyBool_FromLong(PyType_HasFeature(Py_TYPE(object), Py_TPFLAGS_SEQUENCE));
}

static Expr *sequence_test(const Matcher *matcher, const char *subject) {
    static PyMethodDef method = {"a sequence pattern", is_sequence, METH_O, NULL};
    Converter *converter = matcher->converter;
    PyObject *function = PyCFunction_New(&method, NULL);
    const Symbol *found;
    Symbol *symbol = ARENA_NEW(converter->arena, Symbol);
    int status =
        function != NULL ? symbol_of_object(converter->unit, method.ml_name, function, &found) : -1;
    Py_XDECREF(function); /* the unit keeps it */
    if (status < 0) {
        return NULL;
    }
    *symbol = *found;
    symbol->kind = SYMBOL_CALLABLE;
    symbol->qualified = "npjit.is_sequence";
    Expr *call = new_expr(matcher, EXPR_CALL);
    call->left = new_expr(matcher, EXPR_GLOBAL);
    call->left->name = method.ml_name;
    call->left->symbol = symbol;
    call->items = make_single(converter, local(matcher, subject));
    return call;
}

typedef enum Part { PART_PATTERN, PART_WILDCARD, PART_STAR, PART_STARRED_WILDCARD } Part;

/* What stands at one place of a sequence pattern. */
static int part_of(const Converter *converter, PyObject *pattern, Part *out) {
    bool as = pattern_class(converter->py, pattern) == PATTERN_MatchAs;
    bool star = Py_TYPE(pattern) == converter->py->star_pattern;
    *out = PART_PATTERN;
    if (!as && !star) {
        return 0;
    }
    PyObject *name = PyObject_GetAttr(pattern, converter->py->name);
    if (name == NULL) {
        return -1;
    }
    if (star) {
        *out = name == Py_None ? PART_STARRED_WILDCARD : PART_STAR;
    } else if (name == Py_None) {
        *out = PART_WILDCARD; /* `_ as name` has one */
    }
    Py_DECREF(name);
    return 0;
}

/* Where the star is; `count` when there is none. */
static int star_place(const Part *parts, int count) {
    int star = 0;
    while (star < count && parts[star] != PART_STAR && parts[star] != PART_STARRED_WILDCARD) {
        star++;
    }
    return star;
}

/* subject[k], or subject[len(subject) - k] behind the star. */
static Expr *item_of(const Matcher *matcher, const char *subject, int place, int star, int count) {
    Converter *converter = matcher->converter;
    Expr *item = new_expr(matcher, EXPR_SUBSCRIPT);
    item->left = local(matcher, subject);
    item->right = integer(matcher, place < star ? place : count - place);
    if (item->right != NULL && place > star) {
        Expr *difference = new_expr(matcher, EXPR_BINARY);
        difference->binary = BINARY_SUBTRACT;
        difference->left =
            call_builtin(matcher, "len", make_single(converter, local(matcher, subject)));
        difference->right = item->right;
        item->right = difference->left != NULL ? difference : NULL;
    }
    return item->right != NULL ? item : NULL;
}

/* The parts of a sequence of the right length. With `*_` only those that are looked at are taken,
 * else all of them. */
static int take_parts(Matcher *matcher, PyObject *patterns, const Part *parts,
                      const char *subject) {
    Converter *converter = matcher->converter;
    int count = (int)PyList_GET_SIZE(patterns), star = star_place(parts, count);
    Expr *target = new_expr(matcher, EXPR_TUPLE);
    target->items = make_list(converter, count);
    for (int k = 0; k < count; k++) {
        const char *name = hidden_name(converter);
        if (name == NULL) {
            return refuse_exception(converter, NULL);
        }
        target->items.items[k] = local(matcher, name);
    }
    if (star == count) {
        require(matcher, binding(matcher, target, local(matcher, subject)));
    }
    for (int k = 0; k < count; k++) {
        const char *name = target->items.items[k]->name;
        if (parts[k] != PART_PATTERN) {
            continue;
        }
        if (star < count) {
            Expr *item = item_of(matcher, subject, k, star, count);
            if (item == NULL) {
                return failed(matcher);
            }
            require(matcher, binding(matcher, local(matcher, name), item));
        }
        if (convert_pattern(matcher, PyList_GET_ITEM(patterns, k), name) < 0) {
            return -1;
        }
    }
    return 0;
}

static int convert_sequence(Matcher *matcher, PyObject *pattern, const char *subject) {
    Converter *converter = matcher->converter;
    PyObject *patterns = node_field(converter, pattern, converter->py->patterns);
    if (patterns == NULL) {
        return -1;
    }
    int count = (int)PyList_GET_SIZE(patterns), looked_at = 0;
    Part *parts = ARENA_ARRAY(converter->arena, Part, count + 1);
    for (int k = 0; k < count; k++) {
        if (part_of(converter, PyList_GET_ITEM(patterns, k), &parts[k]) < 0) {
            return refuse_exception(converter, pattern);
        }
        if (parts[k] == PART_STAR) {
            return convert_by_interpreter(matcher, pattern, subject);
        }
        looked_at += parts[k] == PART_PATTERN;
    }
    bool starred = star_place(parts, count) < count;
    Expr *is_one = sequence_test(matcher, subject);
    Expr *length = call_builtin(matcher, "len", make_single(converter, local(matcher, subject)));
    Expr *wanted = integer(matcher, count - starred);
    if (is_one == NULL || length == NULL || wanted == NULL) {
        return failed(matcher);
    }
    require(matcher, is_one);
    if (!starred || count > 1) {
        require(matcher,
                compare(matcher, length, starred ? COMPARE_GREATER_EQUAL : COMPARE_EQUAL, wanted));
    }
    return looked_at > 0 ? take_parts(matcher, patterns, parts, subject) : 0;
}

/* ---- the statement ---- */

static int convert_pattern(Matcher *matcher, PyObject *pattern, const char *subject) {
    static const PatternConverter converters[] = {
#define PATTERN(class, converter) converter,
#include "nodes.def"
    };
    Converter *converter = matcher->converter;
    PatternClass class = pattern_class(converter->py, pattern);
    if (class == PATTERN_CLASS_COUNT) {
        return refuse_node(converter, pattern, "this pattern, new in the running Python,", NULL);
    }
    if (converter->depth >= DEPTH_LIMIT) {
        return refuse_depth(converter, pattern);
    }
    Place outer = matcher->place, *place = &matcher->place;
    if (node_line(converter, pattern, &place->line, &place->column) < 0 ||
        node_end(converter, pattern, &place->end_line, &place->end_column) < 0) {
        return -1;
    }
    converter->depth++;
    int status = converters[class](matcher, pattern, subject);
    converter->depth--;
    matcher->place = outer;
    return status;
}

/* The names get what was captured, once all of the pattern has matched. */
static void bind_captures(Matcher *matcher) {
    int count = matcher->captures.count;
    Expr *tuple = new_expr(matcher, EXPR_TUPLE);
    tuple->items = make_list(matcher->converter, count);
    for (int k = 0; k < count; k++) {
        const Capture *each = &matcher->captures.items[k];
        tuple->items.items[k] =
            named(matcher, local(matcher, each->name), local(matcher, each->from));
    }
    if (count > 0) {
        require(matcher, tuple);
    }
}

static int convert_case(Converter *converter, PyObject *node, const char *subject,
                        const Stmt *match, Stmt **out) {
    Matcher matcher = {.converter = converter};
    Place *place = &matcher.place;
    PyObject *pattern = node_field(converter, node, converter->py->pattern);
    PyObject *guard_node = node_field(converter, node, converter->py->guard);
    PyObject *body = node_field(converter, node, converter->py->body);
    Expr *guard;
    if (pattern == NULL || guard_node == NULL || body == NULL ||
        node_line(converter, pattern, &place->line, &place->column) < 0 ||
        node_end(converter, pattern, &place->end_line, &place->end_column) < 0 ||
        convert_pattern(&matcher, pattern, subject) < 0 ||
        convert_optional(converter, guard_node, &guard) < 0) {
        return -1;
    }
    bind_captures(&matcher);
    if (guard != NULL) {
        require(&matcher, guard);
    }
    place->end_line = match->end_line; /* the cases that follow are part of it */
    place->end_column = match->end_column;
    *out = make_statement(converter, STMT_IF, *place);
    (*out)->condition = joined(&matcher, true, matcher.tests.items, matcher.tests.count);
    return convert_statements(converter, body, &(*out)->body);
}

/* Each case lies in the orelse of the one before it. */
static int convert_cases(Converter *converter, PyObject *cases, const char *subject, Stmt *match) {
    StmtList *out = &match->body;
    int depth = converter->depth, status = 0;
    for (Py_ssize_t k = 0; status == 0 && k < PyList_GET_SIZE(cases); k++) {
        Stmt *made = NULL;
        PyObject *node = PyList_GET_ITEM(cases, k);
        if (converter->depth >= DEPTH_LIMIT) {
            PyObject *pattern = node_field(converter, node, converter->py->pattern);
            status = pattern != NULL ? refuse_depth(converter, pattern) : -1;
            break;
        }
        converter->depth++;
        status = convert_case(converter, node, subject, match, &made);
        if (status == 0) {
            *out = make_only(converter, made);
            out = &made->orelse;
        }
    }
    converter->depth = depth;
    return status;
}

int convert_match(Converter *converter, PyObject *node, Stmt *out) {
    PyObject *subject = node_field(converter, node, converter->py->subject);
    PyObject *cases = node_field(converter, node, converter->py->cases);
    const char *name = hidden_name(converter);
    if (subject == NULL || cases == NULL ||
        convert_expression(converter, subject, &out->value) < 0) {
        return -1;
    }
    if (name == NULL) {
        return refuse_exception(converter, node);
    }
    Place place = {out->value->line, out->value->column, out->value->end_line,
                   out->value->end_column};
    out->targets = make_single(converter, make_local(converter, name, place));
    return convert_cases(converter, cases, name, out);
}
