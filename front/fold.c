/* Arithmetic on numbers that are literals is done while reading, as CPython's own compiler does it:
 * `2**63 - 1` is one constant. What raises, or would become large, is left as it is written. */
#include "unit.h"

/* CPython's own limit, in bits. */
enum { MOST_BITS = 128 };

static PyObject *power(PyObject *left, PyObject *right) {
    return PyNumber_Power(left, right, Py_None);
}

static PyObject *(*const unary_functions[])(PyObject *) = {
    [UNARY_NEGATIVE] = PyNumber_Negative,
    [UNARY_POSITIVE] = PyNumber_Positive,
    [UNARY_INVERT] = PyNumber_Invert,
    [UNARY_NOT] = NULL, /* decides, rather than calculates: for whoever looks at conditions */
};

static PyObject *(*const binary_functions[])(PyObject *, PyObject *) = {
#define BINARY_OPERATOR(id, name, function, inplace) [BINARY_##id] = (function),
#include <front/operators.def>
#undef BINARY_OPERATOR
};

static bool is_int(const Expr *expr) {
    return expr->constant.kind == CONSTANT_INT;
}

/* True and False are left out: operators on them may warn. */
static bool is_number(const Expr *expr) {
    return expr->kind == EXPR_CONSTANT && (is_int(expr) || expr->constant.kind == CONSTANT_FLOAT);
}

/* Whether the result has few enough bits, told from the operands before anything is calculated. */
static bool stays_small(BinaryOperator op, const Expr *left, const Expr *right) {
    if (!is_int(left) || !is_int(right)) {
        return true;
    }
    size_t bits = _PyLong_NumBits(left->constant.object);
    int overflow;
    long other = PyLong_AsLongAndOverflow(right->constant.object, &overflow);
    bool moderate = overflow == 0 && other >= -MOST_BITS && other <= MOST_BITS;
    size_t times = moderate && other > 0 ? (size_t)other : 0;
    switch (op) {
    case BINARY_MULTIPLY: return bits + _PyLong_NumBits(right->constant.object) <= MOST_BITS;
    case BINARY_LEFT_SHIFT: return moderate && bits + times <= MOST_BITS;
    case BINARY_POWER: return moderate && bits * times <= MOST_BITS;
    default: return true;
    }
}

/* The expression becomes the constant `value` (a new reference, or NULL for an exception), if that
 * is a number: (-1) ** 0.5 is not one of ours. */
static int become(FrontUnit *unit, Expr *expr, PyObject *value) {
    int status = 0;
    if (value == NULL) {
        if (PyErr_ExceptionMatches(PyExc_MemoryError)) {
            return -1;
        }
        PyErr_Clear(); /* raised when it is executed */
        return 0;
    }
    if (PyLong_CheckExact(value) || PyFloat_CheckExact(value)) {
        expr->kind = EXPR_CONSTANT;
        status = constant_from_object(unit, value, &expr->constant);
    }
    Py_DECREF(value);
    return status;
}

int fold_unary(FrontUnit *unit, Expr *expr) {
    if (unary_functions[expr->unary] == NULL || !is_number(expr->left) ||
        (expr->unary == UNARY_INVERT && !is_int(expr->left))) {
        return 0;
    }
    return become(unit, expr, unary_functions[expr->unary](expr->left->constant.object));
}

int fold_binary(FrontUnit *unit, Expr *expr) {
    if (!is_number(expr->left) || !is_number(expr->right) ||
        !stays_small(expr->binary, expr->left, expr->right)) {
        return 0;
    }
    return become(
        unit, expr,
        binary_functions[expr->binary](expr->left->constant.object, expr->right->constant.object));
}
