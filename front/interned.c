/* The classes of CPython's ast and the attribute names of their nodes, looked up once and kept in
 * one struct. Classes that this CPython does not have stay NULL, so that no node is ever of them.
 */
#include "unit.h"

static const char *const expression_names[] = {
#define EXPRESSION(class, kind, converter)         #class,
#define REFUSED_EXPRESSION(class, construct, hint) #class,
#include "nodes.def"
};

static const char *const statement_names[] = {
#define STATEMENT(class, kind, converter)         #class,
#define REFUSED_STATEMENT(class, construct, hint) #class,
#include "nodes.def"
};

static const char *const pattern_names[] = {
#define PATTERN(class, converter) #class,
#include "nodes.def"
};

static const struct {
    const char *name;
    OperatorList list;
    int value;
} operator_rows[] = {
#define OPERATOR(class, list, value) {#class, OPERATORS_##list, value},
#include "nodes.def"
};

/* *out is a new reference, or NULL when the module has no such class. */
static int find_class(PyObject *module, const char *name, PyTypeObject **out) {
    PyObject *found = PyObject_GetAttrString(module, name);
    if (found == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
    } else if (!PyType_Check(found)) {
        PyErr_Format(PyExc_SystemError, "ast.%s is not a class", name);
        Py_DECREF(found);
        return -1;
    }
    *out = (PyTypeObject *)found;
    return 0;
}

static int find_classes(PyObject *module, const char *const *names, int count, PyTypeObject **out) {
    for (int k = 0; k < count; k++) {
        if (find_class(module, names[k], &out[k]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int intern_names(Interned *py) {
#define NAME(attribute)                                                                            \
    py->attribute = PyUnicode_InternFromString(#attribute);                                        \
    if (py->attribute == NULL) {                                                                   \
        return -1;                                                                                 \
    }
#include "names.def"
#undef NAME
    return 0;
}

const Interned *interned(void) {
    /* Never given back: interned names and the classes of a builtin module live as long as the
     * interpreter, which starts once in a process. */
    static Interned py;
    static bool ready;
    if (ready) {
        return &py;
    }
    PyObject *module = PyImport_ImportModule("_ast");
    if (module == NULL) {
        return NULL;
    }
    bool found =
        find_class(module, "AST", &py.node) == 0 &&
        find_class(module, "expr", &py.expression) == 0 &&
        find_class(module, "stmt", &py.statement) == 0 &&
        find_class(module, "MatchStar", &py.star_pattern) == 0 &&
        find_classes(module, expression_names, EXPRESSION_CLASS_COUNT, py.expressions) == 0 &&
        find_classes(module, statement_names, STATEMENT_CLASS_COUNT, py.statements) == 0 &&
        find_classes(module, pattern_names, PATTERN_CLASS_COUNT, py.pattern_classes) == 0;
    for (int k = 0; found && k < OPERATOR_CLASS_COUNT; k++) {
        found = find_class(module, operator_rows[k].name, &py.operators[k]) == 0;
    }
    Py_DECREF(module);
    ready = found && intern_names(&py) == 0;
    return ready ? &py : NULL;
}

static int index_of_type(PyTypeObject *const *types, int count, PyObject *node) {
    int k = 0;
    while (k < count && types[k] != Py_TYPE(node)) {
        k++;
    }
    return k;
}

ExpressionClass expression_class(const Interned *py, PyObject *node) {
    return (ExpressionClass)index_of_type(py->expressions, EXPRESSION_CLASS_COUNT, node);
}

StatementClass statement_class(const Interned *py, PyObject *node) {
    return (StatementClass)index_of_type(py->statements, STATEMENT_CLASS_COUNT, node);
}

PatternClass pattern_class(const Interned *py, PyObject *node) {
    return (PatternClass)index_of_type(py->pattern_classes, PATTERN_CLASS_COUNT, node);
}

int operator_value(const Interned *py, PyObject *node, OperatorList list) {
    int k = index_of_type(py->operators, OPERATOR_CLASS_COUNT, node);
    return k < OPERATOR_CLASS_COUNT && operator_rows[k].list == list ? operator_rows[k].value : -1;
}
