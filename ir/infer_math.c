/* infer(): the math module. Its functions of floats are libm's, but for what they raise: where a
 * result is not finite CPython is asked, which raises or gives the same. Those with algorithms of
 * their own are called boxed. */
#include "infer.h"

#include <string.h>

static const Type *simple(Infer *in, TypeKind kind) {
    return type_simple(in->types, kind);
}

static bool is_float_scalar(const Type *type) {
    return type->kind == TYPE_SCALAR && dtype_infos[type->dtype].kind == 'f';
}

/* NumPy's integers, but for those that a raw int may not hold. */
static bool is_int_scalar(const Type *type) {
    return type->kind == TYPE_SCALAR && strchr("iu", dtype_infos[type->dtype].kind) != NULL &&
           type->dtype != DTYPE_UINT64;
}

static bool numbers(const Arguments *a, int count) {
    bool all = a->positional == a->count && a->count == count;
    for (int k = 0; all && k < count; k++) {
        const Type *type = a->items[k].type;
        all = is_python_number(type) || is_float_scalar(type) || is_int_scalar(type);
    }
    return all;
}

/* One of `numbers` as a float. */
static ValueId number_of(Infer *in, Abstract value) {
    if (is_float_scalar(value.type)) {
        return emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, value.leaves[0]);
    }
    if (is_int_scalar(value.type)) {
        ValueId number = emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, value.leaves[0]);
        return emit(in, OP_I64_TO_FLOAT, TYPE_FLOAT, 1, number);
    }
    return to_float(in, value);
}

/* math.<name> of `parameter` floats, which libm calls <name>. */
static Abstract call_libm(Infer *in, const Arguments *a, int parameter) {
    if (!numbers(a, parameter)) {
        return call_certain(in, a, TYPE_FLOAT);
    }
    ValueId operands[2];
    for (int k = 0; k < parameter; k++) {
        operands[k] = number_of(in, a->items[k]);
    }
    Instruction *call =
        emit_instruction(in, OP_FLOAT_LIBM, simple(in, TYPE_FLOAT), operands, parameter);
    if (call == NULL) {
        return nothing();
    }
    call->text = strchr(a->callee->qualified, '.') + 1;
    Block *finite, *special;
    emit_branch(in, emit(in, OP_FLOAT_IS_FINITE, TYPE_BOOL, 1, call->result), &finite, &special,
                false);
    special->cold = true;
    in->block = special;
    side_exit(in, call_certain(in, a, TYPE_FLOAT), false);
    in->block = finite;
    return simple_leaf(in, TYPE_FLOAT, call->result);
}

/* Of any number of floats. */
static Abstract call_hypot(Infer *in, const Arguments *a, int parameter) {
    if (!numbers(a, a->count)) {
        return call_certain(in, a, parameter);
    }
    ValueId *operands = ARENA_ARRAY(in->arena, ValueId, a->count + 1);
    for (int k = 0; k < a->count; k++) {
        operands[k] = number_of(in, a->items[k]);
    }
    Instruction *call =
        emit_instruction(in, OP_FLOAT_HYPOT, simple(in, TYPE_FLOAT), operands, a->count);
    return call == NULL ? nothing() : simple_leaf(in, TYPE_FLOAT, call->result);
}

/* Logarithms of ints are defined beyond the range of floats. */
static Abstract call_log(Infer *in, const Arguments *a, int parameter) {
    bool large = !numbers(a, 1) || a->items[0].type->kind == TYPE_INT;
    return large ? call_certain(in, a, TYPE_FLOAT) : call_libm(in, a, parameter);
}

static Abstract call_sqrt(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (!numbers(a, 1)) {
        return call_certain(in, a, TYPE_FLOAT);
    }
    ValueId x = number_of(in, a->items[0]);
    Instruction *zero = emit_instruction(in, OP_CONST_FLOAT, simple(in, TYPE_FLOAT), NULL, 0);
    if (zero == NULL) {
        return nothing();
    }
    Block *fine, *special;
    emit_branch(in,
                emit_typed(in, OP_FLOAT_COMPARE, simple(in, TYPE_BOOL), COMPARE_GREATER_EQUAL, 2, x,
                           zero->result),
                &fine, &special, false);
    special->cold = true;
    in->block = special;
    side_exit(in, call_certain(in, a, TYPE_FLOAT), false);
    in->block = fine;
    return simple_leaf(in, TYPE_FLOAT, emit(in, OP_FLOAT_SQRT, TYPE_FLOAT, 1, x));
}

static Abstract call_fabs(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (!numbers(a, 1)) {
        return call_certain(in, a, TYPE_FLOAT);
    }
    return simple_leaf(in, TYPE_FLOAT,
                       emit(in, OP_FLOAT_ABS, TYPE_FLOAT, 1, number_of(in, a->items[0])));
}

/* floor, ceil and trunc; parameter is the operation, or OP_COUNT for none. */
static Abstract call_whole(Infer *in, const Arguments *a, int parameter) {
    if (!numbers(a, 1) ||
        (a->items[0].type->kind == TYPE_SCALAR && a->items[0].type->dtype != DTYPE_FLOAT64)) {
        return boxed_call(in, a, simple(in, TYPE_INT));
    }
    Abstract x = a->items[0];
    if (x.type->kind == TYPE_FLOAT || x.type->kind == TYPE_SCALAR) {
        ValueId number = number_of(in, x);
        return truncated(
            in, parameter == OP_COUNT ? number : emit(in, (Op)parameter, TYPE_FLOAT, 1, number));
    }
    return x.type->kind == TYPE_BOOL ? simple_leaf(in, TYPE_I64, to_i64(in, x)) : x;
}

static Abstract call_isfinite(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (!numbers(a, 1)) {
        return call_certain(in, a, TYPE_BOOL);
    }
    ValueId x = number_of(in, a->items[0]);
    return simple_leaf(in, TYPE_BOOL, emit(in, OP_FLOAT_IS_FINITE, TYPE_BOOL, 1, x));
}

static Abstract call_isnan(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (!numbers(a, 1)) {
        return call_certain(in, a, TYPE_BOOL);
    }
    ValueId x = number_of(in, a->items[0]);
    return simple_leaf(
        in, TYPE_BOOL,
        emit_typed(in, OP_FLOAT_COMPARE, simple(in, TYPE_BOOL), COMPARE_NOT_EQUAL, 2, x, x));
}

static Abstract call_isinf(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (!numbers(a, 1)) {
        return call_certain(in, a, TYPE_BOOL);
    }
    ValueId x = number_of(in, a->items[0]);
    ValueId finite = emit(in, OP_FLOAT_IS_FINITE, TYPE_BOOL, 1, x);
    ValueId number =
        emit_typed(in, OP_FLOAT_COMPARE, simple(in, TYPE_BOOL), COMPARE_EQUAL, 2, x, x);
    ValueId infinite = emit(in, OP_BOOL_NOT, TYPE_BOOL, 1, finite);
    return simple_leaf(in, TYPE_BOOL, emit(in, OP_BOOL_AND, TYPE_BOOL, 2, infinite, number));
}

/* Of two raw ints, by the operation `parameter`. Where that gives a negative number the result is
 * CPython's to give: it does not fit, or there is none. */
static Abstract call_of_ints(Infer *in, const Arguments *a, int parameter) {
    if (a->positional != 2 || a->count != 2 || a->items[0].type->kind != TYPE_I64 ||
        a->items[1].type->kind != TYPE_I64) {
        return call_certain(in, a, TYPE_INT);
    }
    ValueId result =
        emit(in, (Op)parameter, TYPE_I64, 2, a->items[0].leaves[0], a->items[1].leaves[0]);
    Block *fits, *large;
    ValueId zero = const_i64(in, 0).leaves[0];
    emit_branch(in,
                emit_typed(in, OP_I64_COMPARE, simple(in, TYPE_BOOL), COMPARE_GREATER_EQUAL, 2,
                           result, zero),
                &fits, &large, false);
    large->cold = true;
    in->block = large;
    side_exit(in, call_certain(in, a, TYPE_INT), false);
    in->block = fits;
    return simple_leaf(in, TYPE_I64, result);
}

/* n! is the number of ways to put all of n things in order. */
static Abstract call_factorial(Infer *in, const Arguments *a, int parameter) {
    bool raw = a->positional == 1 && a->count == 1 && a->items[0].type->kind == TYPE_I64;
    if (!raw) {
        return call_certain(in, a, TYPE_INT);
    }
    Abstract both[2] = {a->items[0], a->items[0]};
    Arguments pair = *a;
    pair.items = both;
    pair.positional = pair.count = 2;
    return call_of_ints(in, &pair, parameter);
}

/* CPython multiplies by one constant as well. */
static Abstract call_scaled(Infer *in, const Arguments *a, int parameter) {
    if (!numbers(a, 1)) {
        return call_certain(in, a, TYPE_FLOAT);
    }
    const double pi = 3.141592653589793238462643383279502884197;
    Instruction *scale = emit_instruction(in, OP_CONST_FLOAT, simple(in, TYPE_FLOAT), NULL, 0);
    if (scale == NULL) {
        return nothing();
    }
    scale->number = parameter ? 180.0 / pi : pi / 180.0;
    return simple_leaf(
        in, TYPE_FLOAT,
        emit(in, OP_FLOAT_MUL, TYPE_FLOAT, 2, number_of(in, a->items[0]), scale->result));
}

/* The root of a float of at most 52 bits, rounded down, is that of the int. */
static Abstract call_isqrt(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (!numbers(a, 1) || a->items[0].type->kind != TYPE_I64) {
        return call_certain(in, a, TYPE_INT);
    }
    ValueId n = a->items[0].leaves[0];
    for (int side = 0; side < 2; side++) {
        Block *outside, *inside;
        ValueId limit = const_i64(in, side == 0 ? 0 : (int64_t)1 << 52).leaves[0];
        emit_branch(in,
                    emit_typed(in, OP_I64_COMPARE, simple(in, TYPE_BOOL),
                               side == 0 ? COMPARE_LESS : COMPARE_GREATER_EQUAL, 2, n, limit),
                    &outside, &inside, true);
        in->block = outside;
        side_exit(in, call_certain(in, a, TYPE_INT), false);
        in->block = inside;
    }
    ValueId number = emit(in, OP_I64_TO_FLOAT, TYPE_FLOAT, 1, n);
    return truncated(in, emit(in, OP_FLOAT_SQRT, TYPE_FLOAT, 1, number));
}

const CallRow math_calls[] = {
    {"math.sin", call_libm, 1},
    {"math.cos", call_libm, 1},
    {"math.tan", call_libm, 1},
    {"math.asin", call_libm, 1},
    {"math.acos", call_libm, 1},
    {"math.atan", call_libm, 1},
    {"math.sinh", call_libm, 1},
    {"math.cosh", call_libm, 1},
    {"math.tanh", call_libm, 1},
    {"math.asinh", call_libm, 1},
    {"math.acosh", call_libm, 1},
    {"math.atanh", call_libm, 1},
    {"math.exp", call_libm, 1},
    {"math.expm1", call_libm, 1},
    {"math.erf", call_libm, 1},
    {"math.erfc", call_libm, 1},
    {"math.atan2", call_libm, 2},
    {"math.copysign", call_libm, 2},
    {"math.sqrt", call_sqrt, 0},
    {"math.fabs", call_fabs, 0},
    {"math.floor", call_whole, OP_FLOAT_FLOOR},
    {"math.ceil", call_whole, OP_FLOAT_CEIL},
    {"math.trunc", call_whole, OP_COUNT},
    {"math.isnan", call_isnan, 0},
    {"math.isfinite", call_isfinite, 0},
    {"math.isinf", call_isinf, 0},
    {"math.log", call_log, 1},
    {"math.log1p", call_libm, 1},
    {"math.log2", call_log, 1},
    {"math.log10", call_log, 1},
    {"math.pow", call_libm, 2},
    {"math.hypot", call_hypot, TYPE_FLOAT},
    {"math.fmod", call_libm, 2},
    {"math.dist", call_certain, TYPE_FLOAT},
    {"math.fsum", call_certain, TYPE_FLOAT},
    {"math.degrees", call_scaled, true},
    {"math.radians", call_scaled, false},
    {"math.gcd", call_of_ints, OP_I64_GCD},
    {"math.lcm", call_of_ints, OP_I64_LCM},
    {"math.isqrt", call_isqrt, 0},
    {"math.comb", call_of_ints, OP_I64_COMB},
    {"math.perm", call_of_ints, OP_I64_PERM},
    {"math.factorial", call_factorial, OP_I64_PERM},
    {NULL, NULL, 0},
};
