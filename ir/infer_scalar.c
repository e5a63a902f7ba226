/* infer(): operators with a NumPy scalar or array among the operands.
 *
 * Scalars of int64 and float64, alone or with Python numbers, are computed raw, with NumPy's
 * wrapping and its warnings (the scalar.* operations take their slow path for those). Whatever else
 * is executed boxed, and its result type is guessed: a wrong guess costs a version of the rest,
 * never a wrong result. */
#include "infer.h"

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
        bool wide_a =
            float_a || a->kind == TYPE_I64 || a->kind == TYPE_BOOL || is_scalar(a, DTYPE_INT64);
        bool wide_b =
            float_b || b->kind == TYPE_I64 || b->kind == TYPE_BOOL || is_scalar(b, DTYPE_INT64);
        return wide_a && wide_b ? DTYPE_FLOAT64 : DTYPE_COUNT;
    }
    bool int64 = is_scalar(a, DTYPE_INT64) || is_scalar(b, DTYPE_INT64);
    return int64 && is_int_like(a) && is_int_like(b) ? DTYPE_INT64 : DTYPE_COUNT;
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

static bool int_with_python_float(const Type *a, const Type *b) {
    return is_scalar(a, DTYPE_INT64) && b->kind == TYPE_FLOAT;
}

/* np.int64 with a Python float goes by way of an array, which words its warnings in its own way. A
 * result that is finite gave none; for any other NumPy is asked. */
static Abstract finite_or_numpy(Infer *in, BinaryOperator op, Abstract a, Abstract b,
                                bool inplace) {
    const Type *float64 = type_scalar(in->types, DTYPE_FLOAT64);
    ValueId x = emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, as_float64(in, a));
    ValueId y = emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, as_float64(in, b));
    ValueId number = emit(in, float_operation(op), TYPE_FLOAT, 2, x, y);
    ValueId result = emit_typed(in, OP_SCALAR_FROM_FLOAT, float64, DTYPE_FLOAT64, 1, number);
    Block *finite, *other;
    emit_branch(in, emit(in, OP_NATIVE_IS_FINITE, TYPE_BOOL, 1, result), &finite, &other, false);
    if (other != NULL) {
        other->cold = true;
    }
    in->block = other;
    Abstract asked = boxed_binary(in, op, a, b, inplace);
    side_exit(in, unbox(in, asked.leaves[0], float64), false);
    in->block = finite;
    return leaf(in, float64, result);
}

static Abstract scalars(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    Dtype dtype = meeting_dtype(a.type, b.type);
    if (dtype == DTYPE_COUNT) {
        return boxed_binary(in, op, a, b, inplace);
    }
    Op operation = scalar_operation(op);
    if (op == BINARY_TRUE_DIVIDE) {
        dtype = DTYPE_FLOAT64;
    }
    const Type *type = type_scalar(in->types, dtype);
    if (operation == OP_COUNT) {
        return speculate(in, boxed_binary(in, op, a, b, inplace).leaves[0], type);
    }
    if (int_with_python_float(a.type, b.type) || int_with_python_float(b.type, a.type)) {
        return finite_or_numpy(in, op, a, b, inplace);
    }
    ValueId left = dtype == DTYPE_INT64 ? as_int64(in, a) : as_float64(in, a);
    ValueId right = dtype == DTYPE_INT64 ? as_int64(in, b) : as_float64(in, b);
    return leaf(in, type, emit_typed(in, operation, type, 0, 2, left, right));
}

/* ---- arrays ---- */

static const char *ufunc_name(BinaryOperator op) {
    switch (op) {
    case BINARY_ADD: return "add";
    case BINARY_SUBTRACT: return "subtract";
    case BINARY_MULTIPLY: return "multiply";
    case BINARY_TRUE_DIVIDE: return "divide";
    default: return NULL;
    }
}

static bool numeric(Dtype dtype) {
    return dtype != DTYPE_BOOL && dtype != DTYPE_OBJECT;
}

/* What `array op other` gives, when other is not an array. */
static const Type *array_guess(Infer *in, BinaryOperator op, const Type *array, const Type *other) {
    Dtype dtype = array->dtype;
    if (!numeric(dtype) || array->ndim == 0) {
        return NULL;
    }
    bool is_float = dtype_infos[dtype].kind == 'f';
    if (other->kind == TYPE_FLOAT && !is_float) {
        dtype = DTYPE_FLOAT64;
    }
    if (other->kind == TYPE_SCALAR && other->dtype != dtype) {
        return NULL;
    }
    if (op == BINARY_TRUE_DIVIDE && !is_float) {
        dtype = DTYPE_FLOAT64;
    }
    return type_array(in->types, dtype, array->ndim, array->contiguous);
}

static Abstract matrix_product(Infer *in, Abstract a, Abstract b) {
    if (a.type->kind == TYPE_ARRAY && b.type->kind == TYPE_ARRAY &&
        a.type->dtype == b.type->dtype && a.type->ndim == 2 && b.type->ndim == 2 &&
        numeric(a.type->dtype)) {
        const Type *type = type_array(in->types, a.type->dtype, 2, true);
        return leaf(in, type, emit_typed(in, OP_NP_MATMUL, type, 0, 2, a.leaves[0], b.leaves[0]));
    }
    return boxed_binary(in, BINARY_MATRIX_MULTIPLY, a, b, false);
}

static Abstract arrays(Infer *in, BinaryOperator op, Abstract a, Abstract b) {
    const char *name = ufunc_name(op);
    const Type *type = a.type;
    bool divides = op == BINARY_TRUE_DIVIDE && dtype_infos[type->dtype].kind != 'f';
    if (name == NULL || divides || type->dtype != b.type->dtype || type->ndim != b.type->ndim ||
        type->ndim == 0 || !numeric(type->dtype)) {
        return boxed_binary(in, op, a, b, false);
    }
    type = type_array(in->types, type->dtype, type->ndim, type->contiguous && b.type->contiguous);
    ValueId operands[2] = {a.leaves[0], b.leaves[0]};
    Instruction *made = emit_instruction(in, OP_NP_BINARY, type, operands, 2);
    if (made == NULL) {
        return nothing();
    }
    made->text = name;
    return leaf(in, type, made->result);
}

Abstract infer_numpy_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    bool array_a = a.type->kind == TYPE_ARRAY, array_b = b.type->kind == TYPE_ARRAY;
    if (inplace && a.type->kind != TYPE_SCALAR && !is_python_number(a.type)) {
        /* may change what it is applied to: an array, a list, an object that turns out to be one */
        return speculate(in, boxed_binary(in, op, a, b, true).leaves[0], array_a ? a.type : NULL);
    }
    if (op == BINARY_MATRIX_MULTIPLY) {
        return matrix_product(in, a, b);
    }
    if (array_a && array_b) {
        return arrays(in, op, a, b);
    }
    if (array_a || array_b) {
        const Type *guess =
            array_guess(in, op, array_a ? a.type : b.type, array_a ? b.type : a.type);
        return speculate(in, boxed_binary(in, op, a, b, inplace).leaves[0], guess);
    }
    return scalars(in, op, a, b, inplace);
}

/* ---- comparisons ---- */

Abstract infer_numpy_compare(Infer *in, CompareOperator op, Abstract a, Abstract b) {
    const Type *object = type_simple(in->types, TYPE_OBJECT);
    if (op <= COMPARE_GREATER_EQUAL && a.type->kind != TYPE_ARRAY && b.type->kind != TYPE_ARRAY) {
        Dtype dtype = meeting_dtype(a.type, b.type);
        if (dtype != DTYPE_COUNT) {
            ValueId left = dtype == DTYPE_INT64 ? as_int64(in, a) : as_float64(in, a);
            ValueId right = dtype == DTYPE_INT64 ? as_int64(in, b) : as_float64(in, b);
            ValueId outcome = emit_typed(in, OP_SCALAR_COMPARE, type_simple(in->types, TYPE_BOOL),
                                         op, 2, left, right);
            const Type *boolean = type_scalar(in->types, DTYPE_BOOL);
            return leaf(in, boolean, emit_typed(in, OP_SCALAR_FROM_BOOL, boolean, 0, 1, outcome));
        }
    }
    const Type *guess = NULL;
    if (op <= COMPARE_GREATER_EQUAL && (a.type->kind == TYPE_ARRAY || b.type->kind == TYPE_ARRAY)) {
        const Type *array = a.type->kind == TYPE_ARRAY ? a.type : b.type;
        guess = type_array(in->types, DTYPE_BOOL, array->ndim, array->contiguous);
    }
    ValueId left = box(in, a), right = box(in, b);
    return speculate(in, emit_typed(in, OP_OBJECT_COMPARE, object, op, 2, left, right), guess);
}
