/* infer(): operators on Python's bool, int and float. What is not both Python numbers goes to
 * infer_scalar.c (NumPy) or is executed boxed. */
#include "infer.h"

static Abstract i64(Infer *in, ValueId value) {
    return simple_leaf(in, TYPE_I64, value);
}
static Abstract exact(Infer *in, ValueId value) {
    return simple_leaf(in, TYPE_INT, value);
}
static Abstract floating(Infer *in, ValueId value) {
    return simple_leaf(in, TYPE_FLOAT, value);
}

/* ---- boxed ---- */

Abstract boxed_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    ValueId left = box(in, a), right = box(in, b);
    return simple_leaf(in, TYPE_OBJECT,
                       emit_typed(in, inplace ? OP_OBJECT_INPLACE : OP_OBJECT_BINARY,
                                  type_simple(in->types, TYPE_OBJECT), op, 2, left, right));
}

/* In the current block the operation raises: CPython is asked, so that the exception is its own. */
static void raise_boxed(Infer *in, BinaryOperator op, Abstract a, Abstract b) {
    if (in->block != NULL) {
        in->block->cold = true;
    }
    boxed_binary(in, op, a, b, false);
    emit_raised(in);
}

/* Goes on where `condition` is false; where it is true the operation raises. */
static void raise_if(Infer *in, ValueId condition, BinaryOperator op, Abstract a, Abstract b) {
    Block *raises, *goes_on;
    emit_branch(in, condition, &raises, &goes_on, true);
    in->block = raises;
    raise_boxed(in, op, a, b);
    in->block = goes_on;
}

static ValueId compare_i64(Infer *in, CompareOperator op, ValueId a, int64_t constant) {
    return emit_typed(in, OP_I64_COMPARE, type_simple(in->types, TYPE_BOOL), op, 2, a,
                      const_i64(in, constant).leaves[0]);
}

static ValueId compare_float(Infer *in, CompareOperator op, ValueId a, double constant) {
    Instruction *number =
        emit_instruction(in, OP_CONST_FLOAT, type_simple(in->types, TYPE_FLOAT), NULL, 0);
    if (number == NULL) {
        return 0;
    }
    number->number = constant;
    return emit_typed(in, OP_FLOAT_COMPARE, type_simple(in->types, TYPE_BOOL), op, 2, a,
                      number->result);
}

/* ---- exact ints ---- */

static Op exact_operation(BinaryOperator op) {
    switch (op) {
    case BINARY_ADD: return OP_INT_ADD;
    case BINARY_SUBTRACT: return OP_INT_SUB;
    case BINARY_MULTIPLY: return OP_INT_MUL;
    case BINARY_FLOOR_DIVIDE: return OP_INT_FLOORDIV;
    case BINARY_MODULO: return OP_INT_MOD;
    case BINARY_AND: return OP_INT_AND;
    case BINARY_OR: return OP_INT_OR;
    case BINARY_XOR: return OP_INT_XOR;
    case BINARY_LEFT_SHIFT: return OP_INT_SHL;
    case BINARY_RIGHT_SHIFT: return OP_INT_SHR;
    case BINARY_POWER: return OP_INT_POW;
    default: return OP_COUNT;
    }
}

static ValueId exact_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b) {
    ValueId left = to_exact(in, a), right = to_exact(in, b);
    return emit(in, exact_operation(op), TYPE_INT, 2, left, right);
}

/* ---- raw ints ---- */

/* op on two I64; where it overflows the result is exact. */
static Abstract checked(Infer *in, Op op, BinaryOperator binary, Abstract a, Abstract b) {
    Block *overflow;
    ValueId left = to_i64(in, a), right = to_i64(in, b);
    ValueId result = emit_checked(in, op, left, right, &overflow);
    Block *goes_on = in->block;
    in->block = overflow;
    side_exit(in, exact(in, exact_binary(in, binary, i64(in, left), i64(in, right))), true);
    in->block = goes_on;
    return i64(in, result);
}

static Abstract negate_i64(Infer *in, Abstract a) {
    int64_t known;
    if (known_i64(in, a, &known) && known != INT64_MIN) {
        return const_i64(in, -known);
    }
    return checked(in, OP_I64_SUB_CHECKED, BINARY_SUBTRACT, const_i64(in, 0), a);
}

static Abstract divide_i64(Infer *in, BinaryOperator op, Abstract a, Abstract b) {
    int64_t divisor;
    bool known = known_i64(in, b, &divisor);
    if (!known || divisor == 0) {
        raise_if(in, compare_i64(in, COMPARE_EQUAL, b.leaves[0], 0), op, a, b);
    }
    if (op == BINARY_MODULO) {
        return i64(in, emit(in, OP_I64_MOD, TYPE_I64, 2, a.leaves[0], b.leaves[0]));
    }
    if (!known || divisor == -1) {
        Block *negates, *divides;
        emit_branch(in, compare_i64(in, COMPARE_EQUAL, b.leaves[0], -1), &negates, &divides, true);
        in->block = negates;
        Abstract negated = negate_i64(in, a);
        side_exit(in, negated, false);
        in->block = divides;
    }
    return i64(in, emit(in, OP_I64_FLOORDIV, TYPE_I64, 2, a.leaves[0], b.leaves[0]));
}

/* a / b: with both of at most 53 bits the quotient of the floats is correctly rounded; else the
 * exact division is. */
static Abstract true_divide_ints(Infer *in, Abstract a, Abstract b) {
    if (a.type->kind == TYPE_INT || b.type->kind == TYPE_INT) {
        ValueId left = to_exact(in, a), right = to_exact(in, b);
        return floating(in, emit(in, OP_INT_TRUEDIV, TYPE_FLOAT, 2, left, right));
    }
    Abstract left = i64(in, to_i64(in, a)), right = i64(in, to_i64(in, b));
    raise_if(in, compare_i64(in, COMPARE_EQUAL, right.leaves[0], 0), BINARY_TRUE_DIVIDE, a, b);
    const int64_t limit = (int64_t)1 << 53;
    for (int k = 0; k < 2; k++) {
        ValueId value = k == 0 ? left.leaves[0] : right.leaves[0];
        for (int side = 0; side < 2; side++) {
            Block *large, *small;
            emit_branch(in,
                        side == 0 ? compare_i64(in, COMPARE_GREATER, value, limit)
                                  : compare_i64(in, COMPARE_LESS, value, -limit),
                        &large, &small, true);
            in->block = large;
            ValueId x = to_exact(in, left), y = to_exact(in, right);
            side_exit(in, floating(in, emit(in, OP_INT_TRUEDIV, TYPE_FLOAT, 2, x, y)), false);
            in->block = small;
        }
    }
    ValueId x = to_float(in, left), y = to_float(in, right);
    return floating(in, emit(in, OP_FLOAT_DIV, TYPE_FLOAT, 2, x, y));
}

static Abstract shift_i64(Infer *in, BinaryOperator op, Abstract a, Abstract b) {
    int64_t count;
    if (!known_i64(in, b, &count) || count < 0) {
        raise_if(in, compare_i64(in, COMPARE_LESS, b.leaves[0], 0), op, a, b);
    }
    if (op == BINARY_LEFT_SHIFT) {
        return checked(in, OP_I64_SHL_CHECKED, op, a, b);
    }
    return i64(in, emit(in, OP_I64_SHR, TYPE_I64, 2, a.leaves[0], b.leaves[0]));
}

/* ---- powers ---- */

static Abstract power_float(Infer *in, Abstract a, Abstract b);

/* int ** int: a negative exponent makes it a power of floats. */
static Abstract power_ints(Infer *in, Abstract a, Abstract b) {
    int64_t exponent;
    bool known = b.type->kind == TYPE_I64 && known_i64(in, b, &exponent);
    bool small = a.type->kind != TYPE_INT && b.type->kind != TYPE_INT;
    if (known && exponent == 2 && small) {
        return checked(in, OP_I64_MUL_CHECKED, BINARY_MULTIPLY, a, a);
    }
    if (!known || exponent < 0) {
        ValueId is_negative;
        if (b.type->kind == TYPE_INT) {
            is_negative = emit_typed(in, OP_INT_COMPARE, type_simple(in->types, TYPE_BOOL),
                                     COMPARE_LESS, 2, b.leaves[0], to_exact(in, const_i64(in, 0)));
        } else {
            is_negative = compare_i64(in, COMPARE_LESS, to_i64(in, b), 0);
        }
        Block *negative, *whole;
        emit_branch(in, is_negative, &negative, &whole, true);
        in->block = negative;
        Abstract x = floating(in, to_float(in, a)), y = floating(in, to_float(in, b));
        side_exit(in, power_float(in, x, y), false);
        in->block = whole;
    }
    ValueId result = exact_binary(in, BINARY_POWER, a, b);
    return small ? narrow(in, result) : exact(in, result);
}

static Abstract power_of_floats(Infer *in, Abstract a, Abstract b) {
    return floating(in, emit(in, OP_FLOAT_POW, TYPE_FLOAT, 2, a.leaves[0], b.leaves[0]));
}

/* float ** float: a negative base with a fractional exponent is complex, which stays boxed. */
static Abstract power_float(Infer *in, Abstract a, Abstract b) {
    Block *negative, *fine, *fraction, *whole;
    emit_branch(in, compare_float(in, COMPARE_LESS, a.leaves[0], 0.0), &negative, &fine, true);
    in->block = negative;
    ValueId floor = emit(in, OP_FLOAT_FLOOR, TYPE_FLOAT, 1, b.leaves[0]);
    ValueId differs = emit_typed(in, OP_FLOAT_COMPARE, type_simple(in->types, TYPE_BOOL),
                                 COMPARE_NOT_EQUAL, 2, floor, b.leaves[0]);
    emit_branch(in, differs, &fraction, &whole, true);
    in->block = fraction;
    side_exit(in, boxed_binary(in, BINARY_POWER, a, b, false), false);
    in->block = whole;
    side_exit(in, power_of_floats(in, a, b), false);
    in->block = fine;
    return power_of_floats(in, a, b);
}

/* ---- by operand types ---- */

static Abstract binary_i64(Infer *in, BinaryOperator op, Abstract a, Abstract b) {
    switch (op) {
    case BINARY_ADD: return checked(in, OP_I64_ADD_CHECKED, op, a, b);
    case BINARY_SUBTRACT: return checked(in, OP_I64_SUB_CHECKED, op, a, b);
    case BINARY_MULTIPLY: return checked(in, OP_I64_MUL_CHECKED, op, a, b);
    case BINARY_FLOOR_DIVIDE:
    case BINARY_MODULO: return divide_i64(in, op, a, b);
    case BINARY_LEFT_SHIFT:
    case BINARY_RIGHT_SHIFT: return shift_i64(in, op, a, b);
    case BINARY_AND: return i64(in, emit(in, OP_I64_AND, TYPE_I64, 2, a.leaves[0], b.leaves[0]));
    case BINARY_OR: return i64(in, emit(in, OP_I64_OR, TYPE_I64, 2, a.leaves[0], b.leaves[0]));
    case BINARY_XOR: return i64(in, emit(in, OP_I64_XOR, TYPE_I64, 2, a.leaves[0], b.leaves[0]));
    default: return boxed_binary(in, op, a, b, false);
    }
}

static Abstract binary_float(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    Abstract x = floating(in, to_float(in, a)), y = floating(in, to_float(in, b));
    if (op == BINARY_TRUE_DIVIDE || op == BINARY_FLOOR_DIVIDE || op == BINARY_MODULO) {
        raise_if(in, compare_float(in, COMPARE_EQUAL, y.leaves[0], 0.0), op, a, b);
    }
    switch (op) {
    case BINARY_ADD:
        return floating(in, emit(in, OP_FLOAT_ADD, TYPE_FLOAT, 2, x.leaves[0], y.leaves[0]));
    case BINARY_SUBTRACT:
        return floating(in, emit(in, OP_FLOAT_SUB, TYPE_FLOAT, 2, x.leaves[0], y.leaves[0]));
    case BINARY_MULTIPLY:
        return floating(in, emit(in, OP_FLOAT_MUL, TYPE_FLOAT, 2, x.leaves[0], y.leaves[0]));
    case BINARY_TRUE_DIVIDE:
        return floating(in, emit(in, OP_FLOAT_DIV, TYPE_FLOAT, 2, x.leaves[0], y.leaves[0]));
    case BINARY_FLOOR_DIVIDE:
        return floating(in, emit(in, OP_FLOAT_FLOORDIV, TYPE_FLOAT, 2, x.leaves[0], y.leaves[0]));
    case BINARY_MODULO:
        return floating(in, emit(in, OP_FLOAT_MOD, TYPE_FLOAT, 2, x.leaves[0], y.leaves[0]));
    case BINARY_POWER:
        return is_python_int(b.type) ? power_of_floats(in, x, y) : power_float(in, x, y);
    default: return boxed_binary(in, op, a, b, inplace); /* raises, and names the operator */
    }
}

static Abstract binary_bools(Infer *in, BinaryOperator op, Abstract a, Abstract b) {
    Op operation = op == BINARY_AND ? OP_BOOL_AND : op == BINARY_OR ? OP_BOOL_OR : OP_BOOL_XOR;
    return simple_leaf(in, TYPE_BOOL, emit(in, operation, TYPE_BOOL, 2, a.leaves[0], b.leaves[0]));
}

static bool is_bitwise(BinaryOperator op) {
    return op == BINARY_AND || op == BINARY_OR || op == BINARY_XOR;
}

static Abstract binary_numbers(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    if (op == BINARY_MATRIX_MULTIPLY) {
        return boxed_binary(in, op, a, b, inplace);
    }
    if (a.type->kind == TYPE_FLOAT || b.type->kind == TYPE_FLOAT) {
        return binary_float(in, op, a, b, inplace);
    }
    if (a.type->kind == TYPE_BOOL && b.type->kind == TYPE_BOOL && is_bitwise(op)) {
        return binary_bools(in, op, a, b);
    }
    if (op == BINARY_TRUE_DIVIDE) {
        return true_divide_ints(in, a, b);
    }
    if (op == BINARY_POWER) {
        return power_ints(in, a, b);
    }
    if (a.type->kind == TYPE_INT || b.type->kind == TYPE_INT) {
        return exact(in, exact_binary(in, op, a, b));
    }
    return binary_i64(in, op, i64(in, to_i64(in, a)), i64(in, to_i64(in, b)));
}

static bool is_numpy(const Type *type) {
    return type->kind == TYPE_SCALAR || type->kind == TYPE_ARRAY;
}

Abstract infer_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    if (is_python_number(a.type) && is_python_number(b.type)) {
        return binary_numbers(in, op, a, b, inplace);
    }
    if (is_numpy(a.type) || is_numpy(b.type)) {
        return infer_numpy_binary(in, op, a, b, inplace);
    }
    if (a.type->kind == TYPE_LIST || b.type->kind == TYPE_LIST) {
        Abstract list = infer_list_binary(in, op, a, b, inplace);
        if (list.type != NULL || in->block == NULL) {
            return list;
        }
    }
    return boxed_binary(in, op, a, b, inplace);
}

/* ---- unary ---- */

static Abstract boxed_unary(Infer *in, UnaryOperator op, Abstract a, const Type *guess) {
    ValueId object = box(in, a);
    return speculate(
        in, emit_typed(in, OP_OBJECT_UNARY, type_simple(in->types, TYPE_OBJECT), op, 1, object),
        guess);
}

static Abstract unary_exact(Infer *in, UnaryOperator op, Abstract a) {
    if (op == UNARY_POSITIVE) {
        return a;
    }
    return exact(
        in, emit(in, op == UNARY_NEGATIVE ? OP_INT_NEG : OP_INT_INVERT, TYPE_INT, 1, a.leaves[0]));
}

static Abstract unary_i64(Infer *in, UnaryOperator op, Abstract a) {
    if (op == UNARY_POSITIVE) {
        return a;
    }
    if (op == UNARY_INVERT) {
        return i64(in, emit(in, OP_I64_INVERT, TYPE_I64, 1, a.leaves[0]));
    }
    return negate_i64(in, a);
}

Abstract infer_unary(Infer *in, UnaryOperator op, Abstract a) {
    if (op == UNARY_NOT) {
        ValueId is_true = truth(in, a);
        bool known;
        if (known_bool(in, is_true, &known)) {
            return const_bool(in, !known);
        }
        return simple_leaf(in, TYPE_BOOL, emit(in, OP_BOOL_NOT, TYPE_BOOL, 1, is_true));
    }
    switch (a.type->kind) {
    case TYPE_BOOL: return unary_i64(in, op, i64(in, to_i64(in, a)));
    case TYPE_I64: return unary_i64(in, op, a);
    case TYPE_INT: return unary_exact(in, op, a);
    case TYPE_FLOAT:
        if (op == UNARY_NEGATIVE) {
            return floating(in, emit(in, OP_FLOAT_NEG, TYPE_FLOAT, 1, a.leaves[0]));
        }
        return op == UNARY_POSITIVE ? a : boxed_unary(in, op, a, NULL);
    case TYPE_SCALAR: {
        Abstract scalar = infer_scalar_unary(in, op, a);
        return scalar.type != NULL ? scalar : boxed_unary(in, op, a, a.type);
    }
    case TYPE_ARRAY: {
        const char *word = op == UNARY_NEGATIVE ? "negative" : op == UNARY_INVERT ? "invert" : NULL;
        Abstract array = word != NULL ? infer_array_unary(in, word, a) : nothing();
        if (array.type != NULL || in->block == NULL) {
            return array;
        }
        return boxed_unary(in, op, a, a.type);
    }
    default: return boxed_unary(in, op, a, NULL);
    }
}
