/* infer(): operators with a NumPy scalar or array among the operands.
 *
 * Scalars of int64 and float64, alone or with Python numbers, and two of one narrower dtype are
 * computed raw, with NumPy's wrapping and its warnings (the scalar.* operations take their slow
 * path for those). So are narrower ones with Python numbers where those take the scalar's dtype:
 * since NumPy 2, and where they fit it; otherwise NumPy is asked. Whatever else is executed boxed,
 * and its result type is guessed: a wrong guess costs a version of the rest, never a wrong result.
 */
#include "infer.h"

#include <ir/elementwise.h>

static bool is_scalar(const Type *type, Dtype dtype) {
    return type->kind == TYPE_SCALAR && type->dtype == dtype;
}

static bool is_small_int_scalar(const Type *type) {
    return type->kind == TYPE_SCALAR && type->dtype != DTYPE_UINT64 &&
           dtype_infos[type->dtype].kind != 'f';
}

static bool is_float_like(const Type *type) {
    return type->kind == TYPE_FLOAT || is_scalar(type, DTYPE_FLOAT64);
}

/* Ints whose value is in a raw register: I64, BOOL, np.int64, np.bool and the narrower ones. */
static bool is_int_like(const Type *type) {
    return type->kind == TYPE_I64 || type->kind == TYPE_BOOL || is_small_int_scalar(type);
}

static ValueId raw_int(Infer *in, Abstract value) {
    return value.type->kind == TYPE_SCALAR
               ? emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, value.leaves[0])
               : to_i64(in, value);
}

/* As a np.float64 leaf. */
static ValueId as_float64(Infer *in, Abstract value) {
    const Type *float64 = type_scalar(in->types, DTYPE_FLOAT64);
    if (value.type == float64) {
        return value.leaves[0];
    }
    ValueId number = value.type->kind == TYPE_FLOAT
                         ? value.leaves[0]
                         : emit(in, OP_I64_TO_FLOAT, TYPE_FLOAT, 1, raw_int(in, value));
    return emit_typed(in, OP_SCALAR_FROM_FLOAT, float64, DTYPE_FLOAT64, 1, number);
}

static ValueId as_int64(Infer *in, Abstract value) {
    const Type *int64 = type_scalar(in->types, DTYPE_INT64);
    if (value.type == int64) {
        return value.leaves[0];
    }
    return emit_typed(in, OP_SCALAR_FROM_I64, int64, DTYPE_INT64, 1, raw_int(in, value));
}

/* The dtype in which two operands meet, DTYPE_COUNT when that is NumPy's business alone. The mixes
 * named here promote alike in NumPy 1.24 and 2. */
static Dtype meeting_dtype(const Type *a, const Type *b) {
    bool float_a = is_float_like(a), float_b = is_float_like(b);
    if (float_a || float_b) {
        bool meet = (float_a || is_int_like(a)) && (float_b || is_int_like(b));
        return meet ? DTYPE_FLOAT64 : DTYPE_COUNT;
    }
    if (is_scalar(a, DTYPE_INT64) || is_scalar(b, DTYPE_INT64)) {
        return is_int_like(a) && is_int_like(b) ? DTYPE_INT64 : DTYPE_COUNT;
    }
    bool alike = a == b && a->kind == TYPE_SCALAR && a->dtype != DTYPE_BOOL;
    return alike ? a->dtype : DTYPE_COUNT;
}

/* The value as a leaf of the dtype in which it meets another. */
static ValueId as_dtype(Infer *in, Dtype dtype, Abstract value) {
    return dtype == DTYPE_INT64     ? as_int64(in, value)
           : dtype == DTYPE_FLOAT64 ? as_float64(in, value)
                                    : value.leaves[0];
}

static Op scalar_operation(BinaryOperator op) {
    switch (op) {
    case BINARY_ADD: return OP_SCALAR_ADD;
    case BINARY_SUBTRACT: return OP_SCALAR_SUB;
    case BINARY_MULTIPLY: return OP_SCALAR_MUL;
    case BINARY_TRUE_DIVIDE: return OP_SCALAR_DIV;
    default: return OP_COUNT;
    }
}

static Op float_operation(BinaryOperator op) {
    switch (op) {
    case BINARY_ADD: return OP_FLOAT_ADD;
    case BINARY_SUBTRACT: return OP_FLOAT_SUB;
    case BINARY_MULTIPLY: return OP_FLOAT_MUL;
    case BINARY_TRUE_DIVIDE: return OP_FLOAT_DIV;
    default: return OP_COUNT;
    }
}

/* Whether NumPy has nothing to warn of where `x op y` is `result`. Sums that are tiny are exact. */
static ValueId is_unremarkable(Infer *in, BinaryOperator op, ValueId x, ValueId y, ValueId result) {
    ValueId finite = emit(in, OP_NATIVE_IS_FINITE, TYPE_BOOL, 1, result);
    if (op != BINARY_MULTIPLY && op != BINARY_TRUE_DIVIDE) {
        return finite;
    }
    ValueId underflows = emit(in, OP_NATIVE_UNDERFLOWS, TYPE_BOOL, 3, result, x, y);
    ValueId normal = emit(in, OP_BOOL_NOT, TYPE_BOOL, 1, underflows);
    return emit(in, OP_BOOL_AND, TYPE_BOOL, 2, finite, normal);
}

/* An integer scalar as a float64: with a Python float it goes by way of an array, which words its
 * warnings in its own way. For a result that may have come with one NumPy is asked. */
static Abstract unremarkable_or_numpy(Infer *in, BinaryOperator op, Abstract a, Abstract b,
                                      bool inplace) {
    const Type *float64 = type_scalar(in->types, DTYPE_FLOAT64);
    ValueId left = as_float64(in, a), right = as_float64(in, b);
    ValueId x = emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, left);
    ValueId y = emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, right);
    ValueId number = emit(in, float_operation(op), TYPE_FLOAT, 2, x, y);
    ValueId result = emit_typed(in, OP_SCALAR_FROM_FLOAT, float64, DTYPE_FLOAT64, 1, number);
    Block *fine, *other;
    emit_branch(in, is_unremarkable(in, op, left, right, result), &fine, &other, false);
    if (other != NULL) {
        other->cold = true;
    }
    in->block = other;
    Abstract asked = boxed_binary(in, op, a, b, inplace);
    side_exit(in, unbox(in, asked.leaves[0], float64), false);
    in->block = fine;
    return leaf(in, float64, result);
}

/* ---- integer operations that NumPy carries out without a word for most operands ---- */

static Abstract from_i64(Infer *in, Dtype dtype, ValueId number) {
    const Type *type = type_scalar(in->types, dtype);
    return leaf(in, type, emit_typed(in, OP_SCALAR_FROM_I64, type, (int64_t)dtype, 1, number));
}

/* In `block` NumPy does the operation; the caller goes on where it was. */
static void boxed_in(Infer *in, Block *block, BinaryOperator op, Abstract a, Abstract b,
                     Dtype dtype) {
    Block *goes_on = in->block;
    in->block = block;
    ValueId result = boxed_binary(in, op, a, b, false).leaves[0];
    side_exit(in, speculate(in, result, type_scalar(in->types, dtype)), false);
    in->block = goes_on;
}

/* Goes on where `special` is false; where it is true NumPy does the operation. */
static void boxed_if(Infer *in, ValueId special, BinaryOperator op, Abstract a, Abstract b,
                     Dtype dtype) {
    Block *boxed, *goes_on;
    emit_branch(in, special, &boxed, &goes_on, true);
    in->block = goes_on;
    boxed_in(in, boxed, op, a, b, dtype);
}

static ValueId compare_i64(Infer *in, CompareOperator op, ValueId value, int64_t constant) {
    ValueId number = const_i64(in, constant).leaves[0];
    return emit_typed(in, OP_I64_COMPARE, type_simple(in->types, TYPE_BOOL), op, 2, value, number);
}

/* Division by 0 warns, and the least int divided by -1 overflows. */
static Abstract divide_scalars(Infer *in, BinaryOperator op, Abstract a, Abstract b, Dtype dtype) {
    ValueId left = raw_int(in, a), right = raw_int(in, b);
    int64_t divisor;
    bool known = known_i64(in, b, &divisor);
    for (int64_t special = -1; special <= 0; special++) {
        if (!known || divisor == special) {
            boxed_if(in, compare_i64(in, COMPARE_EQUAL, right, special), op, a, b, dtype);
        }
    }
    ValueId result =
        emit(in, op == BINARY_MODULO ? OP_I64_MOD : OP_I64_FLOORDIV, TYPE_I64, 2, left, right);
    return from_i64(in, dtype, result);
}

/* Shifts by fewer than 64 bits. Of int64 those that lose none; narrower ones lose without a word.
 */
static Abstract shift_scalars(Infer *in, BinaryOperator op, Abstract a, Abstract b, Dtype dtype) {
    ValueId left = raw_int(in, a), right = raw_int(in, b);
    int64_t count;
    bool known = known_i64(in, b, &count) && count >= 0 && count < 64;
    if (!known) {
        boxed_if(in, compare_i64(in, COMPARE_LESS, right, 0), op, a, b, dtype);
        boxed_if(in, compare_i64(in, COMPARE_GREATER, right, 63), op, a, b, dtype);
    }
    if (op == BINARY_RIGHT_SHIFT) {
        return from_i64(in, dtype, emit(in, OP_I64_SHR, TYPE_I64, 2, left, right));
    }
    Block *loses;
    ValueId shifted = emit_checked(in, OP_I64_SHL_CHECKED, left, right, &loses);
    boxed_in(in, loses, op, a, b, dtype);
    return from_i64(in, dtype, shifted);
}

/* np.bool has no arithmetic of its own: where it stands on the left both go by way of an array,
 * whose ints wrap without a word. */
static Abstract bool_and_int64(Infer *in, BinaryOperator op, Abstract a, Abstract b) {
    Op operation = op == BINARY_ADD        ? OP_I64_ADD_CHECKED
                   : op == BINARY_SUBTRACT ? OP_I64_SUB_CHECKED
                                           : OP_I64_MUL_CHECKED;
    ValueId left = raw_int(in, a), right = raw_int(in, b);
    Block *wraps;
    ValueId result = emit_checked(in, operation, left, right, &wraps);
    boxed_in(in, wraps, op, a, b, DTYPE_INT64);
    return from_i64(in, DTYPE_INT64, result);
}

static Abstract square_scalar(Infer *in, Abstract a, Abstract b) {
    Block *wraps;
    ValueId left = raw_int(in, a);
    ValueId square = emit_checked(in, OP_I64_MUL_CHECKED, left, left, &wraps);
    boxed_in(in, wraps, BINARY_POWER, a, b, DTYPE_INT64);
    return from_i64(in, DTYPE_INT64, square);
}

static Abstract bitwise_scalars(Infer *in, BinaryOperator op, Abstract a, Abstract b, Dtype dtype) {
    ValueId left = raw_int(in, a), right = raw_int(in, b);
    Op operation = op == BINARY_AND ? OP_I64_AND : op == BINARY_OR ? OP_I64_OR : OP_I64_XOR;
    return from_i64(in, dtype, emit(in, operation, TYPE_I64, 2, left, right));
}

/* Powers of float64: the C library's. What overflows, underflows or is not finite is NumPy's, which
 * may warn. */
static Abstract power_scalars(Infer *in, Abstract a, Abstract b) {
    const Type *float64 = type_scalar(in->types, DTYPE_FLOAT64);
    ValueId left = as_float64(in, a), right = as_float64(in, b);
    ValueId operands[2] = {emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, left),
                           emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, right)};
    Instruction *call =
        emit_instruction(in, OP_FLOAT_LIBM, type_simple(in->types, TYPE_FLOAT), operands, 2);
    if (call == NULL) {
        return nothing();
    }
    call->text = "pow";
    ValueId result = emit_typed(in, OP_SCALAR_FROM_FLOAT, float64, DTYPE_FLOAT64, 1, call->result);
    ValueId finite = emit(in, OP_NATIVE_IS_FINITE, TYPE_BOOL, 1, result);
    ValueId underflows = emit(in, OP_NATIVE_UNDERFLOWS, TYPE_BOOL, 3, result, left, left);
    ValueId infinite = emit(in, OP_BOOL_NOT, TYPE_BOOL, 1, finite);
    boxed_if(in, emit(in, OP_BOOL_OR, TYPE_BOOL, 2, underflows, infinite), BINARY_POWER, a, b,
             DTYPE_FLOAT64);
    return leaf(in, float64, result);
}

static bool is_truth(const Type *type) {
    return type->kind == TYPE_BOOL || is_scalar(type, DTYPE_BOOL);
}

/* Operators without an operation of their own; a type of NULL when they have no rule. */
static Abstract other_operators(Infer *in, BinaryOperator op, Abstract a, Abstract b, Dtype dtype) {
    bool ints = dtype != DTYPE_COUNT && dtype != DTYPE_UINT64 && dtype_infos[dtype].kind != 'f';
    int64_t exponent;
    switch (op) {
    case BINARY_FLOOR_DIVIDE:
    case BINARY_MODULO: return ints ? divide_scalars(in, op, a, b, dtype) : nothing();
    case BINARY_LEFT_SHIFT:
    case BINARY_RIGHT_SHIFT: return ints ? shift_scalars(in, op, a, b, dtype) : nothing();
    case BINARY_AND:
    case BINARY_OR:
    case BINARY_XOR:
        if (is_truth(a.type) && is_truth(b.type)) {
            return bitwise_scalars(in, op, a, b, DTYPE_BOOL);
        }
        return ints ? bitwise_scalars(in, op, a, b, dtype) : nothing();
    case BINARY_POWER:
        if (dtype == DTYPE_INT64 && known_i64(in, b, &exponent) && exponent == 2) {
            return square_scalar(in, a, b);
        }
        /* with an integer scalar it goes by way of an array, whose loop may be another */
        return dtype == DTYPE_FLOAT64 && !is_small_int_scalar(a.type) &&
                       !is_small_int_scalar(b.type)
                   ? power_scalars(in, a, b)
                   : nothing();
    default: return nothing();
    }
}

/* The dtype in which NumPy divides: ints of 32 and 64 bits as float64, smaller ones as smaller
 * floats. */
static Dtype quotient_dtype(Dtype dtype) {
    bool wide = dtype == DTYPE_INT32 || dtype == DTYPE_UINT32 || dtype == DTYPE_INT64;
    return wide ? DTYPE_FLOAT64 : dtype_infos[dtype].kind == 'f' ? dtype : DTYPE_COUNT;
}

/* ---- Python numbers beside narrow scalars ---- */

/* The dtype of the scalar, where the other is a Python number that takes it since NumPy 2, and did
 * not before. DTYPE_COUNT: another case. */
static Dtype weak_dtype(const Type *a, const Type *b) {
    const Type *scalar = a->kind == TYPE_SCALAR ? a : b, *number = scalar == a ? b : a;
    if (scalar->kind != TYPE_SCALAR || meeting_dtype(a, b) != DTYPE_COUNT)
        return DTYPE_COUNT;
    bool takes_it = (number->kind == TYPE_I64 && scalar->dtype != DTYPE_BOOL) ||
                    (number->kind == TYPE_FLOAT && scalar->dtype == DTYPE_FLOAT32);
    return takes_it ? scalar->dtype : DTYPE_COUNT;
}

/* Whether two scalars of the dtype have a rule for the operator. */
static bool has_rule(BinaryOperator op, Dtype dtype) {
    switch (op) {
    case BINARY_ADD:
    case BINARY_SUBTRACT:
    case BINARY_MULTIPLY: return true;
    case BINARY_TRUE_DIVIDE: return dtype == DTYPE_FLOAT32;
    case BINARY_FLOOR_DIVIDE:
    case BINARY_MODULO:
    case BINARY_AND:
    case BINARY_OR:
    case BINARY_XOR:
    case BINARY_LEFT_SHIFT:
    case BINARY_RIGHT_SHIFT: return dtype != DTYPE_FLOAT32 && dtype != DTYPE_UINT64;
    default: return false;
    }
}

/* What NumPy makes of an operation is asked where `special` holds; what that is, is guessed where
 * `guess` is a type. */
typedef struct Asked {
    bool compares;
    int64_t operator;
    Abstract a, b;
} Asked;

static void ask_if(Infer *in, ValueId special, const Asked *asked, const Type *guess) {
    Block *boxed, *goes_on;
    emit_branch(in, special, &boxed, &goes_on, true);
    in->block = boxed;
    if (boxed) {
        ValueId left = box(in, asked->a), right = box(in, asked->b);
        ValueId result =
            emit_typed(in, asked->compares ? OP_OBJECT_COMPARE : OP_OBJECT_BINARY,
                       type_simple(in->types, TYPE_OBJECT), asked->operator, 2, left, right);
        side_exit(in, speculate(in, result, guess), false);
    }
    in->block = goes_on;
}

/* The number as a scalar of the dtype; goes on where NumPy has it so, and it fits. NumPy converts
 * to float32 by way of float64. */
static Abstract weakened(Infer *in, Dtype dtype, Abstract number, const Asked *asked) {
    const Type *type = type_scalar(in->types, dtype);
    const Type *guess = asked->compares ? type_scalar(in->types, DTYPE_BOOL) : type;
    const double most = 3.4e38; /* NumPy's own bound; a nan is within it */
    ValueId weak = emit(in, OP_SCALAR_WEAK, TYPE_BOOL, 0);
    ask_if(in, emit(in, OP_BOOL_NOT, TYPE_BOOL, 1, weak), asked, asked->compares ? guess : NULL);
    if (dtype == DTYPE_FLOAT32) {
        if (number.type->kind == TYPE_FLOAT) {
            ValueId size = emit(in, OP_FLOAT_ABS, TYPE_FLOAT, 1, number.leaves[0]);
            ValueId beyond = emit_typed(in, OP_FLOAT_COMPARE, type_simple(in->types, TYPE_BOOL),
                                        COMPARE_GREATER, 2, size, const_float(in, most).leaves[0]);
            ask_if(in, beyond, asked, guess);
        }
        ValueId wide = number.type->kind == TYPE_FLOAT
                           ? number.leaves[0]
                           : emit(in, OP_I64_TO_FLOAT, TYPE_FLOAT, 1, number.leaves[0]);
        return leaf(in, type, emit_typed(in, OP_SCALAR_FROM_FLOAT, type, dtype, 1, wide));
    }
    int64_t lowest, highest, known;
    elementwise_bounds(dtype, &lowest, &highest);
    bool is_known = known_i64(in, number, &known);
    if (lowest > INT64_MIN && !(is_known && known >= lowest))
        ask_if(in, compare_i64(in, COMPARE_LESS, number.leaves[0], lowest), asked, guess);
    if (highest < INT64_MAX && !(is_known && known <= highest))
        ask_if(in, compare_i64(in, COMPARE_GREATER, number.leaves[0], highest), asked, guess);
    return from_i64(in, dtype, number.leaves[0]);
}

/* Makes scalars of both, which are then of one type. */
static void weaken(Infer *in, Dtype dtype, Abstract *a, Abstract *b, const Asked *asked) {
    Abstract *number = a->type->kind == TYPE_SCALAR ? b : a;
    *number = weakened(in, dtype, *number, asked);
}

static Abstract scalars(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    Dtype weak = weak_dtype(a.type, b.type);
    if (weak != DTYPE_COUNT && has_rule(op, weak)) {
        Asked asked = {false, op, a, b};
        weaken(in, weak, &a, &b, &asked);
        if (in->block == NULL)
            return nothing();
    }
    Dtype dtype = meeting_dtype(a.type, b.type);
    Op operation = scalar_operation(op);
    if (operation == OP_COUNT) {
        Abstract result = other_operators(in, op, a, b, dtype);
        if (result.type != NULL || in->block == NULL) {
            return result;
        }
    }
    if (dtype != DTYPE_COUNT && op == BINARY_TRUE_DIVIDE) {
        dtype = quotient_dtype(dtype);
    }
    if (dtype == DTYPE_COUNT) {
        return boxed_binary(in, op, a, b, inplace);
    }
    const Type *type = type_scalar(in->types, dtype);
    if (operation == OP_COUNT) {
        return speculate(in, boxed_binary(in, op, a, b, inplace).leaves[0], type);
    }
    if (dtype == DTYPE_FLOAT64 && (is_small_int_scalar(a.type) || is_small_int_scalar(b.type))) {
        return unremarkable_or_numpy(in, op, a, b, inplace);
    }
    if (dtype == DTYPE_INT64 && is_scalar(a.type, DTYPE_BOOL)) {
        return bool_and_int64(in, op, a, b);
    }
    ValueId left = as_dtype(in, dtype, a), right = as_dtype(in, dtype, b);
    return leaf(in, type, emit_typed(in, operation, type, 0, 2, left, right));
}

/* ---- one scalar ---- */

Abstract infer_scalar_unary(Infer *in, UnaryOperator op, Abstract a) {
    char kind = dtype_infos[a.type->dtype].kind;
    if (kind == 'b') {
        return nothing();
    }
    switch (op) {
    case UNARY_POSITIVE: return a;
    case UNARY_NEGATIVE:
        return leaf(in, a.type, emit_typed(in, OP_SCALAR_NEG, a.type, 0, 1, a.leaves[0]));
    case UNARY_INVERT:
        if (!is_small_int_scalar(a.type)) {
            return nothing();
        }
        return from_i64(in, a.type->dtype, emit(in, OP_I64_INVERT, TYPE_I64, 1, raw_int(in, a)));
    default: return nothing();
    }
}

Abstract absolute_scalar(Infer *in, const Arguments *call, Abstract a) {
    char kind = dtype_infos[a.type->dtype].kind;
    if (kind == 'f') {
        ValueId number = emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, a.leaves[0]);
        ValueId size = emit(in, OP_FLOAT_ABS, TYPE_FLOAT, 1, number);
        return leaf(in, a.type,
                    emit_typed(in, OP_SCALAR_FROM_FLOAT, a.type, (int64_t)a.type->dtype, 1, size));
    }
    if (kind != 'i') {
        return kind == 'u' ? a : boxed_call(in, call, a.type);
    }
    Block *negative, *fine, *least, *others;
    ValueId number = raw_int(in, a);
    emit_branch(in, compare_i64(in, COMPARE_LESS, number, 0), &negative, &fine, false);
    in->block = negative;
    int64_t lowest = INT64_MIN >> (64 - 8 * dtype_infos[a.type->dtype].bytes);
    emit_branch(in, compare_i64(in, COMPARE_EQUAL, number, lowest), &least, &others, true);
    in->block = least;
    side_exit(in, boxed_call(in, call, a.type), false);
    in->block = others;
    side_exit(in, leaf(in, a.type, emit_typed(in, OP_SCALAR_NEG, a.type, 0, 1, a.leaves[0])),
              false);
    in->block = fine;
    return a;
}

/* ---- arrays ---- */

static Abstract matrix_product(Infer *in, Abstract a, Abstract b) {
    if (a.type->kind == TYPE_ARRAY && b.type->kind == TYPE_ARRAY &&
        a.type->dtype == b.type->dtype && a.type->ndim == 2 && b.type->ndim == 2 &&
        a.type->dtype != DTYPE_BOOL && a.type->dtype != DTYPE_OBJECT) {
        const Type *type = type_array(in->types, a.type->dtype, 2, true);
        return leaf(in, type, emit_typed(in, OP_NP_MATMUL, type, 0, 2, a.leaves[0], b.leaves[0]));
    }
    return boxed_binary(in, BINARY_MATRIX_MULTIPLY, a, b, false);
}

Abstract infer_numpy_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    bool array_a = a.type->kind == TYPE_ARRAY, array_b = b.type->kind == TYPE_ARRAY;
    if (inplace && a.type->kind != TYPE_SCALAR && !is_python_number(a.type)) {
        /* may change what it is applied to: an array, a list, an object that turns out to be one */
        Abstract result = boxed_binary(in, op, a, b, true);
        bool certain = array_a && b.type->kind != TYPE_OBJECT && op != BINARY_MATRIX_MULTIPLY;
        if (certain && in->block != NULL) {
            return unbox(in, result.leaves[0], a.type);
        }
        return speculate(in, result.leaves[0], array_a ? a.type : NULL);
    }
    if (op == BINARY_MATRIX_MULTIPLY) {
        return matrix_product(in, a, b);
    }
    if (array_a || array_b) {
        return infer_array_binary(in, op, a, b);
    }
    return scalars(in, op, a, b, inplace);
}

/* ---- comparisons ---- */

Abstract infer_numpy_compare(Infer *in, CompareOperator op, Abstract a, Abstract b) {
    const Type *object = type_simple(in->types, TYPE_OBJECT);
    if (op <= COMPARE_GREATER_EQUAL && a.type->kind != TYPE_ARRAY && b.type->kind != TYPE_ARRAY) {
        bool ints = is_int_like(a.type) && is_int_like(b.type);
        Dtype dtype = ints ? DTYPE_INT64 : meeting_dtype(a.type, b.type);
        if (dtype != DTYPE_COUNT) {
            ValueId left = as_dtype(in, dtype, a), right = as_dtype(in, dtype, b);
            ValueId outcome = emit_typed(in, OP_SCALAR_COMPARE, type_simple(in->types, TYPE_BOOL),
                                         op, 2, left, right);
            const Type *boolean = type_scalar(in->types, DTYPE_BOOL);
            return leaf(in, boolean, emit_typed(in, OP_SCALAR_FROM_BOOL, boolean, 0, 1, outcome));
        }
    }
    if (a.type->kind == TYPE_ARRAY || b.type->kind == TYPE_ARRAY) {
        return infer_array_compare(in, op, a, b);
    }
    if (op <= COMPARE_GREATER_EQUAL && weak_dtype(a.type, b.type) == DTYPE_FLOAT32) {
        Asked asked = {true, op, a, b};
        weaken(in, DTYPE_FLOAT32, &a, &b, &asked);
        return in->block ? infer_numpy_compare(in, op, a, b) : nothing();
    }
    ValueId left = box(in, a), right = box(in, b);
    return simple_leaf(in, TYPE_OBJECT,
                       emit_typed(in, OP_OBJECT_COMPARE, object, op, 2, left, right));
}
