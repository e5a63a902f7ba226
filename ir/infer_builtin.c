/* infer(): Python's own functions. A rule that does not know the
 * operands' types declines: the call is boxed, with a guess at its result. */
#include "infer.h"

#include <stdlib.h>
#include <string.h>

static const Type *simple(Infer *in, TypeKind kind) {
    return type_simple(in->types, kind);
}

static bool plain(const Arguments *a, int least, int most) {
    return a->positional == a->count && a->count >= least && a->count <= most;
}

static bool is_small_int_scalar(const Type *type) {
    return type->kind == TYPE_SCALAR && type->dtype != DTYPE_UINT64 &&
           dtype_infos[type->dtype].kind != 'f';
}

static bool is_float_scalar(const Type *type) {
    return type->kind == TYPE_SCALAR && dtype_infos[type->dtype].kind == 'f';
}

/* A boxed call whose result is always of the type, whatever the arguments are. */
Abstract call_certain(Infer *in, const Arguments *a, int parameter) {
    Abstract result = boxed_call(in, a, NULL);
    if (in->block == NULL || result.type == NULL) {
        return nothing();
    }
    Abstract value = unbox(in, result.leaves[0], simple(in, (TypeKind)parameter));
    return parameter == TYPE_INT ? narrow(in, value.leaves[0]) : value;
}

/* ---- conversions ---- */

Abstract truncated(Infer *in, ValueId number) {
    Block *outside;
    ValueId fits = emit_checked(in, OP_FLOAT_TO_I64_CHECKED, number, 0, &outside);
    Block *goes_on = in->block;
    in->block = outside;
    Abstract exact = simple_leaf(in, TYPE_INT, emit(in, OP_FLOAT_TO_INT, TYPE_INT, 1, number));
    side_exit(in, exact, true);
    in->block = goes_on;
    return simple_leaf(in, TYPE_I64, fits);
}

static Abstract call_int(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (!plain(a, 1, 1)) {
        return call_certain(in, a, TYPE_INT);
    }
    Abstract x = a->items[0];
    switch (x.type->kind) {
    case TYPE_BOOL: return simple_leaf(in, TYPE_I64, to_i64(in, x));
    case TYPE_I64:
    case TYPE_INT: return x;
    case TYPE_FLOAT: return truncated(in, x.leaves[0]);
    case TYPE_SCALAR:
        if (is_small_int_scalar(x.type)) {
            return simple_leaf(in, TYPE_I64, emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, x.leaves[0]));
        }
        if (is_float_scalar(x.type)) {
            return truncated(in, emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, x.leaves[0]));
        }
        return call_certain(in, a, TYPE_INT);
    default: return call_certain(in, a, TYPE_INT);
    }
}

/* float("inf") and other literals in quotes. */
static bool literal_float(const Type *type, double *out) {
    static const char *const words[] = {"inf", "-inf", "+inf", "infinity", "-infinity", "nan"};
    if (type->kind != TYPE_STRING || strlen(type->text) != (size_t)type->text_length ||
        type->text_length == 0) {
        return false;
    }
    bool known = strspn(type->text, "+-.0123456789eE") == (size_t)type->text_length;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        known |= strcmp(words[k], type->text) == 0;
    }
    char *end;
    *out = strtod(type->text, &end);
    return known && *end == '\0' && end != type->text;
}

static Abstract call_float(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    double number;
    if (plain(a, 1, 1) && literal_float(a->items[0].type, &number)) {
        Instruction *constant =
            emit_instruction(in, OP_CONST_FLOAT, simple(in, TYPE_FLOAT), NULL, 0);
        if (constant == NULL) {
            return nothing();
        }
        constant->number = number;
        return simple_leaf(in, TYPE_FLOAT, constant->result);
    }
    if (plain(a, 1, 1)) {
        Abstract x = a->items[0];
        if (is_python_number(x.type)) {
            return simple_leaf(in, TYPE_FLOAT, to_float(in, x));
        }
        if (is_float_scalar(x.type)) {
            return simple_leaf(in, TYPE_FLOAT,
                               emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, x.leaves[0]));
        }
        if (is_small_int_scalar(x.type)) {
            ValueId whole = emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, x.leaves[0]);
            return simple_leaf(in, TYPE_FLOAT, emit(in, OP_I64_TO_FLOAT, TYPE_FLOAT, 1, whole));
        }
    }
    return call_certain(in, a, TYPE_FLOAT);
}

static Abstract call_bool(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (!plain(a, 1, 1)) {
        return call_certain(in, a, TYPE_BOOL);
    }
    return simple_leaf(in, TYPE_BOOL, truth(in, a->items[0]));
}

/* ---- abs, min, max, len ---- */

static Abstract absolute_i64(Infer *in, Abstract x) {
    Block *negative, *positive;
    ValueId zero = const_i64(in, 0).leaves[0];
    ValueId below =
        emit_typed(in, OP_I64_COMPARE, simple(in, TYPE_BOOL), COMPARE_LESS, 2, x.leaves[0], zero);
    emit_branch(in, below, &negative, &positive, false);
    in->block = negative;
    Abstract negated = infer_unary(in, UNARY_NEGATIVE, x);
    side_exit(in, negated, false);
    in->block = positive;
    return x;
}

static Abstract call_abs(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (plain(a, 1, 1)) {
        Abstract x = a->items[0];
        switch (x.type->kind) {
        case TYPE_BOOL: return simple_leaf(in, TYPE_I64, to_i64(in, x));
        case TYPE_I64: return absolute_i64(in, x);
        case TYPE_INT:
            return simple_leaf(in, TYPE_INT, emit(in, OP_INT_ABS, TYPE_INT, 1, x.leaves[0]));
        case TYPE_FLOAT:
            return simple_leaf(in, TYPE_FLOAT, emit(in, OP_FLOAT_ABS, TYPE_FLOAT, 1, x.leaves[0]));
        case TYPE_SCALAR: return absolute_scalar(in, a, x);
        case TYPE_ARRAY: {
            Abstract array = infer_array_unary(in, "absolute", x);
            return array.type != NULL || in->block == NULL ? array : boxed_call(in, a, x.type);
        }
        default: return boxed_call(in, a, NULL);
        }
    }
    return boxed_call(in, a, NULL);
}

/* The first of the rest stays unless a later one is beyond it. Where the two are of different types
 * the outcome decides which version goes on. */
static Abstract extreme_of_rest(Infer *in, const Arguments *a, int next, Abstract best,
                                CompareOperator op) {
    for (int k = next; k < a->count && in->block != NULL; k++) {
        Abstract item = a->items[k];
        ValueId better = truth(in, infer_compare(in, op, item, best));
        if (item.type == best.type && !type_is_counted(best.type)) {
            best = leaf(
                in, best.type,
                emit_typed(in, OP_SELECT, best.type, 0, 3, better, item.leaves[0], best.leaves[0]));
            continue;
        }
        Block *changes, *stays;
        emit_branch(in, better, &changes, &stays, false);
        in->block = changes;
        side_exit(in, extreme_of_rest(in, a, k + 1, item, op), false);
        in->block = stays;
    }
    return best;
}

/* Whether min and max compare such numbers by a rule that has one outcome. */
static bool orders_plainly(const Type *type, bool among_python_numbers) {
    if (type->kind == TYPE_SCALAR) {
        return type->dtype == DTYPE_INT64 || type->dtype == DTYPE_FLOAT64;
    }
    return is_python_number(type) && (among_python_numbers || type->kind != TYPE_INT);
}

static Abstract call_extreme(Infer *in, const Arguments *a, int parameter) {
    enum { MOST_OF_DIFFERENT_TYPES = 4 };
    bool known = plain(a, 2, a->count), python = true, alike = true;
    for (int k = 0; known && k < a->count; k++) {
        python &= is_python_number(a->items[k].type);
        alike &= a->items[k].type == a->items[0].type;
    }
    for (int k = 0; known && k < a->count; k++) {
        known = orders_plainly(a->items[k].type, python);
    }
    if (!known || (!alike && a->count > MOST_OF_DIFFERENT_TYPES)) {
        return boxed_call(in, a, NULL);
    }
    return extreme_of_rest(in, a, 1, a->items[0], (CompareOperator)parameter);
}

static Abstract call_len(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (plain(a, 1, 1)) {
        Abstract x = a->items[0];
        if (x.type->kind == TYPE_LIST) {
            return simple_leaf(in, TYPE_I64, emit(in, OP_LIST_LENGTH, TYPE_I64, 1, x.leaves[0]));
        }
        if (x.type->kind == TYPE_TUPLE || x.type->kind == TYPE_DISPLAY) {
            return const_i64(in, x.type->item_count);
        }
        if (x.type->kind == TYPE_ARRAY && x.type->ndim > 0) {
            return simple_leaf(in, TYPE_I64, emit(in, OP_NP_LENGTH, TYPE_I64, 1, x.leaves[0]));
        }
        if (known_tuple(x.type) != NULL) {
            return const_i64(in, known_tuple(x.type)->item_count);
        }
        if (x.type->kind == TYPE_OBJECT) {
            return simple_leaf(in, TYPE_I64, emit(in, OP_OBJECT_LENGTH, TYPE_I64, 1, x.leaves[0]));
        }
    }
    return call_certain(in, a, TYPE_INT);
}

/* ---- round, pow, divmod ---- */

static Abstract call_round(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (plain(a, 1, 1)) {
        Abstract x = a->items[0];
        if (x.type->kind == TYPE_FLOAT || is_float_scalar(x.type)) {
            ValueId number = x.type->kind == TYPE_FLOAT
                                 ? x.leaves[0]
                                 : emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, x.leaves[0]);
            return truncated(in, emit(in, OP_FLOAT_ROUND, TYPE_FLOAT, 1, number));
        }
        if (is_small_int_scalar(x.type) && x.type->dtype != DTYPE_BOOL) {
            return simple_leaf(in, TYPE_I64, emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, x.leaves[0]));
        }
        if (is_python_int(x.type)) {
            return x.type->kind == TYPE_BOOL ? simple_leaf(in, TYPE_I64, to_i64(in, x)) : x;
        }
    }
    bool digits =
        plain(a, 2, 2) && a->items[0].type->kind == TYPE_FLOAT && is_python_int(a->items[1].type);
    return digits ? call_certain(in, a, TYPE_FLOAT) : boxed_call(in, a, NULL);
}

static Abstract call_pow(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (plain(a, 2, 2) && is_python_number(a->items[0].type) &&
        is_python_number(a->items[1].type)) {
        return infer_binary(in, BINARY_POWER, a->items[0], a->items[1], false);
    }
    bool ints = plain(a, 3, 3);
    for (int k = 0; ints && k < 3; k++) {
        ints = is_python_int(a->items[k].type);
    }
    return ints ? call_certain(in, a, TYPE_INT) : boxed_call(in, a, NULL);
}

/* Of exact ints, by a divisor that is not 0. */
static Abstract exact_divmod(Infer *in, const Arguments *a) {
    ValueId x = to_exact(in, a->items[0]), y = to_exact(in, a->items[1]);
    int64_t divisor;
    if (!known_i64(in, a->items[1], &divisor) || divisor == 0) {
        Block *fine, *zero;
        emit_branch(in, emit(in, OP_INT_TO_BOOL, TYPE_BOOL, 1, y), &fine, &zero, false);
        zero->cold = true;
        in->block = zero;
        side_exit(in, boxed_call(in, a, NULL), false);
        in->block = fine;
    }
    Abstract parts[2] = {simple_leaf(in, TYPE_INT, emit(in, OP_INT_FLOORDIV, TYPE_INT, 2, x, y)),
                         simple_leaf(in, TYPE_INT, emit(in, OP_INT_MOD, TYPE_INT, 2, x, y))};
    Type pattern = {.kind = TYPE_TUPLE};
    return aggregate(in, &pattern, parts, 2);
}

/* For a divisor that is neither 0 nor -1; those are CPython's to deal with. */
static Abstract call_divmod(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (!plain(a, 2, 2) || !is_python_int(a->items[0].type) || !is_python_int(a->items[1].type)) {
        return boxed_call(in, a, NULL);
    }
    if (a->items[0].type->kind != TYPE_I64 || a->items[1].type->kind != TYPE_I64) {
        return exact_divmod(in, a);
    }
    ValueId x = a->items[0].leaves[0], y = a->items[1].leaves[0];
    int64_t divisor;
    if (!known_i64(in, a->items[1], &divisor) || divisor == 0 || divisor == -1) {
        for (int64_t special = -1; special <= 0; special++) {
            Block *is_special, *plain_divisor;
            ValueId number = const_i64(in, special).leaves[0];
            emit_branch(
                in,
                emit_typed(in, OP_I64_COMPARE, simple(in, TYPE_BOOL), COMPARE_EQUAL, 2, y, number),
                &is_special, &plain_divisor, true);
            in->block = is_special;
            side_exit(in, boxed_call(in, a, NULL), false);
            in->block = plain_divisor;
        }
    }
    Abstract parts[2] = {simple_leaf(in, TYPE_I64, emit(in, OP_I64_FLOORDIV, TYPE_I64, 2, x, y)),
                         simple_leaf(in, TYPE_I64, emit(in, OP_I64_MOD, TYPE_I64, 2, x, y))};
    Type pattern = {.kind = TYPE_TUPLE};
    return aggregate(in, &pattern, parts, 2);
}

/* ---- iteration ---- */

/* A range object, which iterates over ints whatever their size. */
static Abstract range_object(Infer *in, const Arguments *a) {
    Abstract object = boxed_call(in, a, NULL);
    if (object.type == NULL) {
        return object;
    }
    Type pattern = {.kind = TYPE_RANGE, .symbol = a->callee};
    return aggregate(in, &pattern, &object, 1);
}

/* A bound of range() as an I64; where an exact int is too large for that the call is boxed. */
static bool bound(Infer *in, const Arguments *a, Abstract value, Abstract *out) {
    if (value.type->kind == TYPE_INT) {
        Block *fits, *large;
        emit_branch(in, emit(in, OP_INT_FITS, TYPE_BOOL, 1, value.leaves[0]), &fits, &large, false);
        large->cold = true;
        in->block = large;
        side_exit(in, range_object(in, a), false);
        in->block = fits;
        *out = simple_leaf(in, TYPE_I64, emit(in, OP_INT_LOW, TYPE_I64, 1, value.leaves[0]));
    } else if (value.type->kind == TYPE_I64) {
        *out = value;
    } else if (value.type->kind == TYPE_BOOL) {
        *out = simple_leaf(in, TYPE_I64, to_i64(in, value));
    } else if (is_small_int_scalar(value.type) && value.type->dtype != DTYPE_BOOL) {
        *out = simple_leaf(in, TYPE_I64, emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, value.leaves[0]));
    } else {
        return false;
    }
    return true;
}

static Abstract call_range(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    Abstract parts[3];
    bool known = plain(a, 1, 3);
    for (int k = 0; known && k < a->count; k++) {
        known = bound(in, a, a->items[k], &parts[a->count == 1 ? 1 : k]);
    }
    if (!known) {
        return boxed_call(in, a, NULL);
    }
    if (a->count == 1) {
        parts[0] = const_i64(in, 0);
    }
    if (a->count < 3) {
        parts[2] = const_i64(in, 1);
    }
    int64_t step;
    if (!known_i64(in, parts[2], &step) || step == 0) {
        Block *zero, *fine;
        ValueId none = const_i64(in, 0).leaves[0];
        emit_branch(in,
                    emit_typed(in, OP_I64_COMPARE, simple(in, TYPE_BOOL), COMPARE_EQUAL, 2,
                               parts[2].leaves[0], none),
                    &zero, &fine, true);
        in->block = zero;
        boxed_call(in, a, NULL);
        emit_raised(in);
        in->block = fine;
    }
    Type pattern = {.kind = TYPE_RANGE, .symbol = a->callee};
    return aggregate(in, &pattern, parts, 3);
}

/* Iterators whose state we keep; over anything else the call is boxed. */
static bool keeps_state(const Abstract *value) {
    switch (value->type->kind) {
    case TYPE_RANGE:
    case TYPE_LIST:
    case TYPE_TUPLE:
    case TYPE_DISPLAY: return true;
    case TYPE_ARRAY: return value->type->ndim == 1 && value->type->dtype != DTYPE_OBJECT;
    case TYPE_ITERATOR: return value->type->iterator != ITERATOR_OBJECT;
    default: return false;
    }
}

static Abstract call_enumerate(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    int64_t start = 0;
    const Abstract *first = a->positional == 2 ? &a->items[1] : keyword(a, "start");
    bool known = a->positional >= 1 && a->count == (first != NULL ? 2 : 1) &&
                 keeps_state(&a->items[0]) &&
                 (first == NULL || (known_i64(in, *first, &start) && start < INT32_MAX));
    if (!known) {
        return boxed_call(in, a, NULL);
    }
    Abstract state[2] = {infer_inner_iter(in, a->items[0]), const_i64(in, start)};
    Type pattern = {.kind = TYPE_ITERATOR, .iterator = ITERATOR_ENUMERATE};
    return aggregate(in, &pattern, state, 2);
}

static Abstract call_zip(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    bool known = plain(a, 1, a->count);
    for (int k = 0; known && k < a->count; k++) {
        known = keeps_state(&a->items[k]);
    }
    if (!known) {
        return boxed_call(in, a, NULL);
    }
    Abstract *states = ARENA_ARRAY(in->arena, Abstract, a->count);
    for (int k = 0; k < a->count; k++) {
        states[k] = infer_inner_iter(in, a->items[k]);
    }
    Type pattern = {.kind = TYPE_ITERATOR, .iterator = ITERATOR_ZIP};
    return aggregate(in, &pattern, states, a->count);
}

static Abstract call_reversed(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    return plain(a, 1, 1) ? infer_reversed(in, a) : boxed_call(in, a, NULL);
}

/* ---- questions about types ---- */

/* The class of a value whose type is known, by the name that its symbol has; NULL: not known. A
 * NumPy float64 is a float, too. */
static const char *class_of(const Type *type) {
    switch (type->kind) {
    case TYPE_BOOL: return "builtins.bool";
    case TYPE_I64:
    case TYPE_INT: return "builtins.int";
    case TYPE_FLOAT: return "builtins.float";
    case TYPE_SCALAR: return type->dtype == DTYPE_FLOAT64 ? "builtins.float" : "numpy scalar";
    case TYPE_ARRAY: return "numpy.ndarray";
    case TYPE_LIST:
    case TYPE_DISPLAY: return "builtins.list";
    case TYPE_NONE: return "None";
    case TYPE_STRING: return "builtins.str";
    case TYPE_TUPLE: return "builtins.tuple";
    default: return known_tuple(type) != NULL ? "builtins.tuple" : NULL;
    }
}

typedef enum Answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN } Answer;

/* Whether a value of the class `own` is an instance of `class`, or of one of a tuple of classes. */
static Answer is_instance(const char *own, const Type *class) {
    static const char *const classes[] = {
        "builtins.bool",  "builtins.bytearray", "builtins.bytes",     "builtins.complex",
        "builtins.dict",  "builtins.float",     "builtins.frozenset", "builtins.int",
        "builtins.list",  "builtins.object",    "builtins.set",       "builtins.str",
        "builtins.tuple", "numpy.ndarray"};
    Answer answer = ANSWER_NO;
    if (class->kind == TYPE_TUPLE) {
        for (int k = 0; k < class->item_count && answer == ANSWER_NO; k++) {
            answer = is_instance(own, class->items[k]);
        }
        return answer;
    }
    const char *name = class->kind == TYPE_SYMBOL ? class->symbol->qualified : NULL;
    answer = ANSWER_UNKNOWN;
    for (size_t k = 0; name != NULL && k < sizeof classes / sizeof *classes; k++) {
        if (strcmp(name, classes[k]) == 0) {
            answer = ANSWER_NO;
        }
    }
    bool is_one = answer == ANSWER_NO &&
                  (strcmp(name, own) == 0 || strcmp(name, "builtins.object") == 0 ||
                   (strcmp(own, "builtins.bool") == 0 && strcmp(name, "builtins.int") == 0));
    return is_one ? ANSWER_YES : answer;
}

static Abstract call_isinstance(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    const char *own = plain(a, 2, 2) ? class_of(a->items[0].type) : NULL;
    Answer answer = own != NULL ? is_instance(own, a->items[1].type) : ANSWER_UNKNOWN;
    return answer == ANSWER_UNKNOWN ? call_certain(in, a, TYPE_BOOL)
                                    : const_bool(in, answer == ANSWER_YES);
}

/* Of a match statement's sequence pattern: lists and tuples are sequences, numbers and arrays are
 * not. */
static Abstract call_is_sequence(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    const char *own = class_of(a->items[0].type);
    if (own == NULL) {
        return call_certain(in, a, TYPE_BOOL);
    }
    return const_bool(in, strcmp(own, "builtins.list") == 0 || strcmp(own, "builtins.tuple") == 0);
}

const CallRow builtin_calls[] = {
    {"builtins.int", call_int, 0},
    {"builtins.float", call_float, 0},
    {"builtins.bool", call_bool, 0},
    {"builtins.abs", call_abs, 0},
    {"builtins.min", call_extreme, COMPARE_LESS},
    {"builtins.max", call_extreme, COMPARE_GREATER},
    {"builtins.len", call_len, 0},
    {"builtins.range", call_range, 0},
    {"builtins.enumerate", call_enumerate, 0},
    {"builtins.zip", call_zip, 0},
    {"builtins.reversed", call_reversed, 0},
    {"builtins.round", call_round, 0},
    {"builtins.pow", call_pow, 0},
    {"builtins.divmod", call_divmod, 0},
    {"builtins.isinstance", call_isinstance, 0},
    {"builtins.ord", call_certain, TYPE_INT},
    {"npjit.is_sequence", call_is_sequence, 0},
    {NULL, NULL, 0},
};
