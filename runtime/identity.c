/* Finds out whether a nan would meet a nan, see identity.h, and answers `is` between what was a
 * value and an object. Decides nothing else: what is certain is left to CPython, and what is
 * neither a number, text, tuple, list, set nor dict counts as certain. */
#include "identity.h"

#include "state.h"

#include <math.h>
#include <runtime/refusal.h>
#include <string.h>
#include <thunk_prototypes.h>

bool npjit_nan_boxed;
NpjitRefusal npjit_refusal;

void refusal_begin(void) {
    npjit_refusal = (NpjitRefusal){0};
    npjit_nan_boxed = false;
}

void refusal_end(void) {
    if (npjit_refusal.message && npjit_refusal.line == 0) {
        npjit_refusal.line = npjit_context.error_line;
    }
}

static int refuse_for(Op op, const char *message, const char *hint) {
    npjit_refusal = (NpjitRefusal){.message = message, .hint = hint, .operation = (int)op};
    PyErr_SetString(PyExc_SystemError, message);
    return -1;
}

static int refuse(Op op) {
    return refuse_for(op,
                      "this depends on whether two nans are one object, and compiled code holds "
                      "numbers without their objects",
                      "look for a nan with math.isnan() or x != x");
}

/* ---- `is` ---- */

/* Whether two numbers of one type, which are not one object here, cannot be one for the interpreter
 * either: their values differ, or they are small ints, of which CPython has one each. */
static bool are_surely_two(PyObject *made, PyObject *other) {
    enum { SMALL_LOWEST = -5, SMALL_HIGHEST = 256 };
    if (PyFloat_Check(made)) {
        double left = PyFloat_AS_DOUBLE(made), right = PyFloat_AS_DOUBLE(other);
        bool nans = isnan(left) && isnan(right);
        return !nans && (left != right || signbit(left) != signbit(right));
    }
    if (!PyLong_Check(made)) {
        return false;
    }
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(made, &overflow);
    bool is_small = !overflow && value >= SMALL_LOWEST && value <= SMALL_HIGHEST;
    return is_small || PyObject_RichCompareBool(made, other, Py_EQ) == 0;
}

int npjit_object_identity(NpjitContext *context, void *made, void *other, int32_t *out) {
    (void)context;
    *out = made == other;
    if (made == other || Py_TYPE(made) != Py_TYPE(other) || are_surely_two(made, other)) {
        return 0;
    }
    return refuse_for(OP_OBJECT_IDENTITY,
                      "whether two values are one object is not known here: compiled code holds "
                      "numbers and tuples without their objects",
                      "compare values with ==");
}

/* ---- nans ---- */

enum { DEEPEST = 100 }; /* lists may contain themselves */

static bool is_nan(PyObject *object) {
    if (PyFloat_Check(object)) {
        return isnan(PyFloat_AS_DOUBLE(object));
    }
    if (!PyArray_IsScalar(object, Float32)) {
        return false;
    }
    return isnan(PyArrayScalar_VAL(object, Float32));
}

/* The nans in some objects: in tuples and lists, sets and keys of dicts, and in the values of dicts
 * when these are compared. */
typedef struct Nans {
    bool with_values;
    PyObject *first; /* borrowed */
    bool several;    /* that are not one object */
} Nans;

static void collect(Nans *nans, PyObject *object, int depth) {
    if (depth > DEEPEST) {
        return;
    }
    if (is_nan(object)) {
        nans->several |= nans->first && nans->first != object;
        nans->first = object;
    } else if (PyTuple_Check(object) || PyList_Check(object)) {
        PyObject **items = PySequence_Fast_ITEMS(object);
        for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(object); i++) {
            collect(nans, items[i], depth + 1);
        }
    } else if (PyAnySet_Check(object)) {
        PyObject *iterator = PyObject_GetIter(object), *item;
        while (iterator && (item = PyIter_Next(iterator))) {
            collect(nans, item, depth + 1);
            Py_DECREF(item); /* the set has it */
        }
        Py_XDECREF(iterator);
        PyErr_Clear();
    } else if (PyDict_Check(object)) {
        Py_ssize_t position = 0;
        PyObject *key, *value;
        while (PyDict_Next(object, &position, &key, &value)) {
            collect(nans, key, depth + 1);
            if (nans->with_values) {
                collect(nans, value, depth + 1);
            }
        }
    }
}

/* Whether there is a nan in `a` and another one in `a` or `b`. */
static bool meet(PyObject *a, PyObject *b, bool with_values) {
    Nans nans = {.with_values = with_values};
    collect(&nans, a, 0);
    if (!nans.first) {
        return false;
    }
    collect(&nans, b, 0);
    return nans.several;
}

/* ---- items ---- */

typedef enum Equality { EQUAL, DIFFERENT, UNKNOWN } Equality;

static bool is_sequence(PyObject *object) {
    return PyTuple_Check(object) || PyList_Check(object);
}

static bool is_hashed(PyObject *object) {
    return PyAnySet_Check(object) || PyDict_Check(object);
}

/* What compares without running any code of a user's. */
static bool is_plain(PyObject *object) {
    return PyLong_CheckExact(object) || PyFloat_Check(object) || PyBool_Check(object) ||
           PyUnicode_CheckExact(object) || object == Py_None || PyArray_IsScalar(object, Number);
}

static Equality equality_of_plain(PyObject *a, PyObject *b) {
    int equal = PyObject_RichCompareBool(a, b, Py_EQ);
    if (equal < 0) {
        PyErr_Clear();
    }
    return equal == 0 ? DIFFERENT : EQUAL;
}

/* As an item of a tuple or list is compared. What is not known to be different counts as equal. */
static Equality equality(PyObject *a, PyObject *b, int depth) {
    if (a == b || depth > DEEPEST) {
        return EQUAL;
    }
    if (is_nan(a) && is_nan(b)) {
        return UNKNOWN;
    }
    if (is_plain(a) && is_plain(b)) {
        return equality_of_plain(a, b);
    }
    if (is_hashed(a) && is_hashed(b)) {
        return meet(a, b, true) ? UNKNOWN : EQUAL;
    }
    if (!is_sequence(a) || !is_sequence(b)) {
        return EQUAL;
    }
    Py_ssize_t count = PySequence_Fast_GET_SIZE(a);
    if (count != PySequence_Fast_GET_SIZE(b) || PyTuple_Check(a) != PyTuple_Check(b)) {
        return DIFFERENT;
    }
    Equality all = EQUAL;
    for (Py_ssize_t i = 0; i < count && all != DIFFERENT; i++) {
        Equality item =
            equality(PySequence_Fast_ITEMS(a)[i], PySequence_Fast_ITEMS(b)[i], depth + 1);
        all = item == EQUAL ? all : item;
    }
    return all;
}

/* <, <=, > and >= are decided by the first items that are not equal. */
static bool is_order_unknown(PyObject *a, PyObject *b, int depth) {
    if (is_hashed(a) && is_hashed(b)) {
        return meet(a, b, true);
    }
    if (!is_sequence(a) || !is_sequence(b) || depth > DEEPEST) {
        return false;
    }
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(a) && i < PySequence_Fast_GET_SIZE(b);
         i++) {
        PyObject *left = PySequence_Fast_ITEMS(a)[i], *right = PySequence_Fast_ITEMS(b)[i];
        Equality item = equality(left, right, depth + 1);
        if (item != EQUAL) {
            return item == UNKNOWN || is_order_unknown(left, right, depth + 1);
        }
    }
    return false;
}

typedef enum Search { SEARCH_ANY, SEARCH_FIRST, SEARCH_ALL } Search;

/* Whether it is unknown if any item equals `wanted`, which is the first one, or how many are. Only
 * where nans meet are items compared: that may warn, and CPython's own comparison follows. */
static bool is_search_unknown(PyObject *sequence, PyObject *wanted, Search search) {
    bool unknown = false;
    if (!meet(wanted, sequence, true)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(sequence); i++) {
        Equality item = equality(PySequence_Fast_ITEMS(sequence)[i], wanted, 0);
        if (item == EQUAL && (search == SEARCH_ANY || (search == SEARCH_FIRST && !unknown))) {
            return false;
        }
        unknown |= item == UNKNOWN;
    }
    return unknown;
}

/* ---- operations ---- */

static bool is_compare_unknown(PyObject *a, PyObject *b, CompareOperator comparison) {
    if (comparison == COMPARE_IS || comparison == COMPARE_IS_NOT || !meet(a, b, true)) {
        return false;
    }
    switch (comparison) {
    case COMPARE_EQUAL:
    case COMPARE_NOT_EQUAL: return !is_plain(a) && !is_plain(b) && equality(a, b, 0) == UNKNOWN;
    case COMPARE_IN:
    case COMPARE_NOT_IN:
        return is_sequence(b) ? is_search_unknown(b, a, SEARCH_ANY)
                              : is_hashed(b) && meet(a, b, false);
    default: return is_order_unknown(a, b, 0);
    }
}

int identity_in_compare(PyObject *a, PyObject *b, CompareOperator operator) {
    return is_compare_unknown(a, b, operator) ? refuse(OP_OBJECT_COMPARE) : 0;
}

int identity_in_binary(Op op, PyObject *a, PyObject *b) {
    return is_hashed(a) && is_hashed(b) && meet(a, b, false) ? refuse(op) : 0;
}

int identity_of_key(Op op, PyObject *container, PyObject *key) {
    return PyDict_Check(container) && meet(key, container, false) ? refuse(op) : 0;
}

int identity_of_keys(Op op, const NpjitSlot *items, int64_t count, int step) {
    Nans nans = {0};
    for (int64_t i = 0; i < count; i += step) {
        collect(&nans, items[i].p, 0);
    }
    return nans.several ? refuse(op) : 0;
}

/* Of tuples and lists that are put in order. */
static void collect_from_sequences(Nans *nans, PyObject *items) {
    for (Py_ssize_t i = 0; is_sequence(items) && i < PySequence_Fast_GET_SIZE(items); i++) {
        PyObject *item = PySequence_Fast_ITEMS(items)[i];
        if (is_sequence(item)) {
            collect(nans, item, 0);
        }
    }
}

static bool is_one_of(const char *name, const char *const *names) {
    while (*names && strcmp(name, *names) != 0) {
        names++;
    }
    return *names;
}

/* Operators by their methods' names. */
static bool is_operator_unknown(PyObject *self, const char *name, PyObject *const *arguments,
                                int64_t count) {
    static const struct {
        const char *name;
        CompareOperator operator;
    } operators[] = {{"__eq__", COMPARE_EQUAL},   {"__ne__", COMPARE_NOT_EQUAL},
                     {"__lt__", COMPARE_LESS},    {"__le__", COMPARE_LESS_EQUAL},
                     {"__gt__", COMPARE_GREATER}, {"__ge__", COMPARE_GREATER_EQUAL}};
    for (size_t i = 0; count == 1 && i < sizeof operators / sizeof *operators; i++) {
        if (strcmp(name, operators[i].name) == 0) {
            return is_compare_unknown(self, arguments[0], operators[i].operator);
        }
    }
    if (count == 1 && strcmp(name, "__contains__") == 0) {
        return is_compare_unknown(arguments[0], self, COMPARE_IN);
    }
    Nans nans = {0};
    if (strcmp(name, "__hash__") == 0) {
        collect(&nans, self, 0);
    }
    return nans.first;
}

static bool is_method_unknown(PyObject *self, const char *name, PyObject *const *arguments,
                              int64_t count) {
    Nans nans = {0};
    if (strncmp(name, "__", 2) == 0) {
        return is_operator_unknown(self, name, arguments, count);
    }
    if (is_sequence(self) && strcmp(name, "sort") == 0) {
        collect_from_sequences(&nans, self);
    } else if (is_sequence(self) && count > 0) {
        return strcmp(name, "count") == 0 ? is_search_unknown(self, arguments[0], SEARCH_ALL)
               : strcmp(name, "index") == 0 || strcmp(name, "remove") == 0
                   ? is_search_unknown(self, arguments[0], SEARCH_FIRST)
                   : false;
    } else if (is_hashed(self)) {
        for (int64_t i = 0; i < count; i++) {
            collect(&nans, arguments[i], 0);
        }
        if (nans.first) {
            collect(&nans, self, 0);
        }
    }
    return nans.several;
}

/* hash(), and functions that search, compare items or make sets. */
static bool is_builtin_unknown(const char *name, PyObject *const *arguments, int64_t count) {
    static const char *const ordering[] = {"min", "max", "sorted", NULL};
    static const char *const comparing[] = {"contains", "countOf", "indexOf", "eq", "ne",
                                            "lt",       "le",      "gt",      "ge", NULL};
    Nans nans = {0};
    for (int64_t i = 0; i < count; i++) {
        if (strcmp(name, "hash") == 0) {
            collect(&nans, arguments[i], 0);
            return nans.first;
        }
        if (is_one_of(name, ordering) && count == 1) {
            collect_from_sequences(&nans, arguments[i]);
        } else if ((is_one_of(name, ordering) && is_sequence(arguments[i])) ||
                   is_one_of(name, comparing)) {
            collect(&nans, arguments[i], 0);
        }
    }
    return nans.several;
}

int identity_in_call(Op op, PyObject *callee, const char *name, PyObject *const *arguments,
                     int64_t count) {
    bool unknown = false;
    PyObject *self = callee;
    if (!name && PyCFunction_Check(callee)) {
        self = PyCFunction_GET_SELF(callee);
        name = ((PyCFunctionObject *)callee)->m_ml->ml_name;
    }
    if (name && self && !PyModule_Check(self)) {
        unknown = is_method_unknown(self, name, arguments, count);
    } else if (name) {
        unknown = is_builtin_unknown(name, arguments, count);
    } else if (callee == (PyObject *)&PySet_Type || callee == (PyObject *)&PyFrozenSet_Type ||
               callee == (PyObject *)&PyDict_Type) {
        Nans nans = {0};
        for (int64_t i = 0; i < count; i++) {
            collect(&nans, arguments[i], 0);
        }
        unknown = nans.several;
    }
    return unknown ? refuse(op) : 0;
}
