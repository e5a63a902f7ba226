/* infer(): operators and functions that compute arrays item by item.
 *
 * Of arrays, and of arrays and numbers, the dtype of the result is NumPy's promotion
 * (elementwise.c). Where it depends on the value of a Python number, as it does before NumPy 2 and
 * with an OverflowError since, code goes on for those that fit the array's dtype; what comes of
 * others is guessed, as it is for operations that are no such step. */
#include "infer.h"

#include <ir/elementwise.h>
#include <string.h>

/* An operation as the kernel has it. */
typedef struct Whole {
    const char *word; /* of the step; NULL: it is none */
    Abstract operands[ELEMENTWISE_OPERANDS];
    const Arguments *call; /* NULL: the operator */
    BinaryOperator operator;
} Whole;

/* Has CPython do it. */
static ValueId boxed_whole(Infer *in, const Whole *w) {
    Abstract result = w->call
                          ? boxed_call(in, w->call, NULL)
                          : boxed_binary(in, w->operator, w->operands[0], w->operands[1], false);
    return in->block ? result.leaves[0] : 0;
}

/* ---- Python numbers that fit ---- */

/* Where `number` is `op` than the bound, what comes of it is only guessed. */
static void guess_beyond(Infer *in, const Whole *w, const Type *type, CompareOperator op,
                         Abstract number, Abstract bound) {
    Block *beyond, *goes_on;
    Abstract is_beyond = infer_compare(in, op, number, bound);
    emit_branch(in, is_beyond.leaves[0], &beyond, &goes_on, true);
    in->block = beyond;
    ValueId object = boxed_whole(in, w);
    side_exit(in, speculate(in, object, type), false);
    in->block = goes_on;
}

Abstract const_float(Infer *in, double number) {
    Instruction *made =
        emit_instruction(in, OP_CONST_FLOAT, type_simple(in->types, TYPE_FLOAT), NULL, 0);
    if (!made)
        return nothing();
    made->number = number;
    return simple_leaf(in, TYPE_FLOAT, made->result);
}

static bool known_float(const Infer *in, Abstract value, double *out) {
    const Instruction *made = fn_definition(in->fn, value.leaves[0]);
    if (!made || made->op != OP_CONST_FLOAT)
        return false;
    *out = made->number;
    return true;
}

/* Goes on where the int fits, for the result to be of the type. False when it is known not to. */
static bool go_on_with_int(Infer *in, const Whole *w, const Type *type, Abstract number) {
    int64_t lowest, highest, known;
    elementwise_bounds(type->dtype, &lowest, &highest);
    if (known_i64(in, number, &known))
        return known >= lowest && known <= highest;
    if (lowest > INT64_MIN)
        guess_beyond(in, w, type, COMPARE_LESS, number, const_i64(in, lowest));
    if (highest < INT64_MAX)
        guess_beyond(in, w, type, COMPARE_GREATER, number, const_i64(in, highest));
    return true;
}

/* The same of a float and float32. NumPy's own bounds; a nan is within them. */
static bool go_on_with_float(Infer *in, const Whole *w, const Type *type, Abstract number) {
    const double highest = 3.4e38;
    double known;
    if (known_float(in, number, &known))
        return known > -highest && known < highest;
    guess_beyond(in, w, type, COMPARE_LESS_EQUAL, number, const_float(in, -highest));
    guess_beyond(in, w, type, COMPARE_GREATER_EQUAL, number, const_float(in, highest));
    return true;
}

/* Goes on where Python numbers among the operands fit the result's dtype, which the others give.
 * False when they are known not to. */
static bool go_on_with_numbers(Infer *in, const Whole *w, const Type *type) {
    bool clips = strcmp(w->word, "clip") == 0; /* a nan is no bound for some versions */
    for (int i = 0; i < elementwise_arity(w->word); i++) {
        TypeKind number = w->operands[i].type->kind;
        bool fits = true;
        if (number == TYPE_I64)
            fits = go_on_with_int(in, w, type, w->operands[i]);
        else if (number == TYPE_FLOAT && type->dtype == DTYPE_FLOAT32)
            fits = go_on_with_float(in, w, type, w->operands[i]);
        if (number == TYPE_FLOAT && clips)
            guess_beyond(in, w, type, COMPARE_NOT_EQUAL, w->operands[i], w->operands[i]);
        if (!fits)
            return false;
    }
    return true;
}

/* ---- what is known ---- */

/* The type of what the step gives, NULL when it is not known. */
static const Type *known_type(Infer *in, const Whole *w) {
    const Type *types[ELEMENTWISE_OPERANDS];
    int arity = w->word ? elementwise_arity(w->word) : 0;
    bool contiguous = true;
    for (int i = 0; i < arity; i++) {
        types[i] = w->operands[i].type;
        contiguous = contiguous && (types[i]->kind != TYPE_ARRAY || types[i]->contiguous);
    }
    Dtype dtype = arity > 0 ? elementwise_of_types(w->word, types) : DTYPE_COUNT;
    if (dtype == DTYPE_COUNT)
        return NULL;
    return type_array(in->types, dtype, elementwise_array(types, arity)->ndim, contiguous);
}

static Abstract whole(Infer *in, const Whole *w, const Type *type) {
    int arity = elementwise_arity(w->word);
    ValueId leaves[ELEMENTWISE_OPERANDS];
    bool all_arrays = arity < 3;
    for (int i = 0; i < arity; i++) {
        all_arrays = all_arrays && w->operands[i].type->kind == TYPE_ARRAY;
        leaves[i] = w->operands[i].leaves[0];
    }
    if (all_arrays) {
        Instruction *made =
            emit_instruction(in, arity == 1 ? OP_NP_UNARY : OP_NP_BINARY, type, leaves, arity);
        if (!made)
            return nothing();
        made->text = w->word;
        return leaf(in, type, made->result);
    }
    bool fits = go_on_with_numbers(in, w, type);
    ValueId object = boxed_whole(in, w);
    return fits && in->block ? unbox(in, object, type) : speculate(in, object, type);
}

/* ---- operators ---- */

static bool is_numeric(Dtype dtype) {
    return dtype != DTYPE_BOOL && dtype != DTYPE_OBJECT;
}

/* What `array op other` gives, when other is not an array. */
static const Type *array_guess(Infer *in, BinaryOperator op, const Type *array, const Type *other) {
    Dtype dtype = array->dtype;
    if (!is_numeric(dtype) || array->ndim == 0)
        return NULL;
    bool is_float = dtype_infos[dtype].kind == 'f';
    if (other->kind == TYPE_FLOAT && !is_float)
        dtype = DTYPE_FLOAT64;
    if (other->kind == TYPE_SCALAR && other->dtype != dtype)
        return NULL;
    if (op == BINARY_TRUE_DIVIDE && !is_float)
        dtype = DTYPE_FLOAT64;
    return type_array(in->types, dtype, array->ndim, array->contiguous);
}

/* Whether array_guess() cannot be wrong, whatever the values and the version of NumPy are. */
static bool guess_is_certain(BinaryOperator op, const Type *array, const Type *other) {
    bool number = other->kind == TYPE_BOOL || other->kind == TYPE_I64 || other->kind == TYPE_FLOAT;
    bool arithmetic = op <= BINARY_MODULO || op == BINARY_POWER;
    bool wide = array->dtype == DTYPE_FLOAT64 || array->dtype == DTYPE_INT64;
    bool same = other->kind == TYPE_SCALAR && other->dtype == array->dtype;
    return wide && arithmetic && (number || same);
}

/* Powers of 2 are squares, of the array's dtype. */
static bool is_square(const Infer *in, const Whole *w) {
    int64_t exponent;
    return w->operator== BINARY_POWER && w->operands[0].type->kind == TYPE_ARRAY &&
           known_i64(in, w->operands[1], &exponent) &&
           exponent == 2;
}

Abstract infer_array_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b) {
    Whole w = {elementwise_operator(op), {a, b}, NULL, op};
    const Type *type = known_type(in, &w);
    if (type)
        return whole(in, &w, type);
    ValueId object = boxed_whole(in, &w);
    if (a.type->kind == TYPE_ARRAY && b.type->kind == TYPE_ARRAY)
        return simple_leaf(in, TYPE_OBJECT, object);
    const Type *array = a.type->kind == TYPE_ARRAY ? a.type : b.type;
    const Type *other = array == a.type ? b.type : a.type;
    const Type *guess = array_guess(in, op, array, other);
    bool certain = guess && (guess_is_certain(op, array, other) || is_square(in, &w));
    return certain && in->block ? unbox(in, object, guess) : speculate(in, object, guess);
}

Abstract infer_array_unary(Infer *in, const char *word, Abstract array) {
    Whole w = {.word = word, .operands = {array}};
    const Type *type = known_type(in, &w);
    return type ? whole(in, &w, type) : nothing();
}

static ValueId boxed_compare(Infer *in, CompareOperator op, Abstract a, Abstract b) {
    ValueId left = box(in, a), right = box(in, b);
    return emit_typed(in, OP_OBJECT_COMPARE, type_simple(in->types, TYPE_OBJECT), op, 2, left,
                      right);
}

static Abstract length_of(Infer *in, Abstract array, int axis) {
    return simple_leaf(
        in, TYPE_I64,
        emit_typed(in, OP_NP_LENGTH, type_simple(in->types, TYPE_I64), axis, 1, array.leaves[0]));
}

/* Goes on where the arrays are of one shape. Of others some versions of NumPy say that they are
 * unequal. */
static void go_on_with_shape(Infer *in, CompareOperator op, Abstract a, Abstract b,
                             const Type *type) {
    for (int axis = 0; axis < a.type->ndim; axis++) {
        Block *differ, *goes_on;
        Abstract differs =
            infer_compare(in, COMPARE_NOT_EQUAL, length_of(in, a, axis), length_of(in, b, axis));
        emit_branch(in, differs.leaves[0], &differ, &goes_on, true);
        in->block = differ;
        side_exit(in, speculate(in, boxed_compare(in, op, a, b), type), false);
        in->block = goes_on;
    }
}

Abstract infer_array_compare(Infer *in, CompareOperator op, Abstract a, Abstract b) {
    Whole w = {.word = elementwise_comparison(op), .operands = {a, b}};
    const Type *type = known_type(in, &w);
    bool are_arrays = a.type->kind == TYPE_ARRAY && b.type->kind == TYPE_ARRAY;
    bool equates = op == COMPARE_EQUAL || op == COMPARE_NOT_EQUAL;
    bool certain = type && !(are_arrays && equates && a.type->ndim != b.type->ndim);
    if (!type && op <= COMPARE_GREATER_EQUAL) {
        const Type *array = a.type->kind == TYPE_ARRAY ? a.type : b.type;
        type = type_array(in->types, DTYPE_BOOL, array->ndim, array->contiguous);
    }
    if (certain && are_arrays && equates)
        go_on_with_shape(in, op, a, b, type);
    ValueId outcome = boxed_compare(in, op, a, b);
    return certain && in->block ? unbox(in, outcome, type) : speculate(in, outcome, type);
}

/* ---- functions ---- */

Abstract call_elementwise(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    Whole w = {.word = elementwise_function(a->callee->qualified), .call = a};
    bool plain = a->positional == a->count && w.word && a->count == elementwise_arity(w.word);
    for (int i = 0; plain && i < a->count; i++)
        w.operands[i] = a->items[i];
    const Type *type = plain ? known_type(in, &w) : NULL;
    return type ? whole(in, &w, type) : boxed_call(in, a, NULL);
}
