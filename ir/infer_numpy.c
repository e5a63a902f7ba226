/* infer(): NumPy's functions. What has a typed operation gets it where the operands' types are
 * known; the rest is called boxed, with a guess at its result. */
#include "infer.h"

#include <ir/elementwise.h>

#include <string.h>

static bool plain(const Arguments *a, int count) {
    return a->positional == a->count && a->count == count;
}

/* ---- dtypes given as arguments ---- */

static const struct {
    const char *name;
    Dtype dtype;
} dtype_symbols[] = {
    {"builtins.int", DTYPE_INT64},    {"builtins.float", DTYPE_FLOAT64},
    {"builtins.bool", DTYPE_BOOL},    {"numpy.bool", DTYPE_BOOL},
    {"numpy.bool_", DTYPE_BOOL},      {"numpy.int8", DTYPE_INT8},
    {"numpy.int16", DTYPE_INT16},     {"numpy.int32", DTYPE_INT32},
    {"numpy.int64", DTYPE_INT64},     {"numpy.uint8", DTYPE_UINT8},
    {"numpy.uint16", DTYPE_UINT16},   {"numpy.uint32", DTYPE_UINT32},
    {"numpy.uint64", DTYPE_UINT64},   {"numpy.float32", DTYPE_FLOAT32},
    {"numpy.float64", DTYPE_FLOAT64},
};

Dtype dtype_argument(const Abstract *argument, Dtype fallback) {
    if (argument == NULL) {
        return fallback;
    }
    const Type *type = argument->type;
    if (type->kind == TYPE_SYMBOL && type->symbol->qualified != NULL) {
        for (size_t k = 0; k < sizeof dtype_symbols / sizeof *dtype_symbols; k++) {
            if (strcmp(dtype_symbols[k].name, type->symbol->qualified) == 0) {
                return dtype_symbols[k].dtype;
            }
        }
    }
    if (is_known_dtype(type)) {
        return type->dtype != DTYPE_OBJECT ? type->dtype : DTYPE_COUNT;
    }
    if (type->kind == TYPE_STRING) {
        for (int k = 0; k < DTYPE_OBJECT; k++) {
            if (strcmp(dtype_infos[k].name, type->text) == 0) {
                return (Dtype)k;
            }
        }
    }
    return DTYPE_COUNT;
}

/* ---- np.array ---- */

static ValueId compare_equal(Infer *in, ValueId a, ValueId b) {
    return emit_typed(in, OP_I64_COMPARE, type_simple(in->types, TYPE_BOOL), COMPARE_EQUAL, 2, a,
                      b);
}

/* Arrays of objects are only made of exact ints here. */
static const Type *array_type(Infer *in, Dtype dtype) {
    Type pattern = {.kind = TYPE_ARRAY, .dtype = dtype, .ndim = 1, .contiguous = true};
    pattern.element = dtype == DTYPE_OBJECT ? type_simple(in->types, TYPE_INT) : NULL;
    return type_intern(in->types, &pattern);
}

static Abstract make_array(Infer *in, Dtype dtype, const ValueId *items, int count) {
    const Type *type = array_type(in, dtype);
    Instruction *made = emit_instruction(in, OP_NP_ARRAY, type, items, count);
    if (made == NULL) {
        return nothing();
    }
    made->immediate = (int64_t)dtype;
    return leaf(in, type, made->result);
}

/* All items in a common machine type, when NumPy's choice for them is plain. */
static Dtype common_dtype(const Abstract *items, int count) {
    bool any_float = false, all_bool = true, numbers = true;
    const Type *first = items[0].type;
    bool scalars = first->kind == TYPE_SCALAR;
    for (int k = 0; k < count; k++) {
        const Type *type = items[k].type;
        any_float |= type->kind == TYPE_FLOAT;
        all_bool &= type->kind == TYPE_BOOL;
        numbers &= type->kind == TYPE_BOOL || type->kind == TYPE_I64 || type->kind == TYPE_FLOAT;
        scalars &= type == first;
    }
    if (scalars) {
        return first->dtype;
    }
    if (!numbers) {
        return DTYPE_COUNT;
    }
    return any_float ? DTYPE_FLOAT64 : all_bool ? DTYPE_BOOL : DTYPE_INT64;
}

/* Exact ints become an array of the dtype that NumPy chooses for their values: int64 goes on here,
 * the others in versions of their own. */
static Abstract array_of_ints(Infer *in, const Arguments *a, const Abstract *items, int count) {
    ValueId *exact = ARENA_ARRAY(in->arena, ValueId, count);
    ValueId *leaves = ARENA_ARRAY(in->arena, ValueId, count);
    for (int k = 0; k < count; k++) {
        exact[k] = to_exact(in, items[k]);
    }
    Instruction *classify =
        emit_instruction(in, OP_INT_CLASSIFY, type_simple(in->types, TYPE_I64), exact, count);
    if (classify == NULL) {
        return nothing();
    }
    Block *matches, *differs;
    ValueId three = const_i64(in, 3).leaves[0];
    emit_branch(in, compare_equal(in, classify->result, three), &matches, &differs, true);
    in->block = matches;
    for (int k = 0; k < count; k++) {
        leaves[k] = emit(in, OP_BOX_INT, TYPE_OBJECT, 1, exact[k]);
    }
    side_exit(in, make_array(in, DTYPE_OBJECT, leaves, count), false);
    /* uint64 and float64 are rare enough to share one boxed version. */
    in->block = differs;
    ValueId zero = const_i64(in, 0).leaves[0];
    emit_branch(in, compare_equal(in, classify->result, zero), &matches, &differs, false);
    if (differs != NULL) {
        differs->cold = true;
    }
    in->block = differs;
    side_exit(in, boxed_call(in, a, NULL), false);
    in->block = matches;
    for (int k = 0; k < count; k++) {
        leaves[k] = emit(in, OP_INT_LOW, TYPE_I64, 1, exact[k]);
    }
    return make_array(in, DTYPE_INT64, leaves, count);
}

static Abstract array_of_items(Infer *in, const Arguments *a, Abstract sequence) {
    int count = sequence.type->item_count;
    Abstract *items = ARENA_ARRAY(in->arena, Abstract, count + 1);
    bool ints = true, exact = false, truths = false;
    for (int k = 0; k < count; k++) {
        items[k] = item_of(in, sequence, k);
        ints &= is_python_int(items[k].type);
        exact |= items[k].type->kind == TYPE_INT;
        truths |= items[k].type->kind == TYPE_BOOL;
    }
    if (count == 0) {
        return make_array(in, DTYPE_FLOAT64, NULL, 0);
    }
    if (ints && exact && truths) {
        return boxed_call(in, a, NULL); /* an object array keeps its bools */
    }
    if (ints && exact) {
        return array_of_ints(in, a, items, count);
    }
    Dtype dtype = common_dtype(items, count);
    if (dtype == DTYPE_COUNT) {
        return boxed_call(in, a, NULL);
    }
    ValueId *leaves = ARENA_ARRAY(in->arena, ValueId, count);
    for (int k = 0; k < count; k++) {
        leaves[k] = items[k].type->kind == TYPE_SCALAR ? items[k].leaves[0]
                    : dtype == DTYPE_FLOAT64           ? to_float(in, items[k])
                    : dtype == DTYPE_INT64             ? to_i64(in, items[k])
                                                       : items[k].leaves[0];
    }
    return make_array(in, dtype, leaves, count);
}

static Abstract array_from_list(Infer *in, Abstract list, Dtype dtype) {
    const Type *type = array_type(in, dtype);
    return leaf(in, type,
                emit_typed(in, OP_NP_ARRAY_FROM_LIST, type, (int64_t)dtype, 1, list.leaves[0]));
}

/* An empty list makes a float64 array; exact ints are classified as above. */
static Abstract array_of_list(Infer *in, const Arguments *a, Abstract list) {
    const Type *element = list.type->element;
    Block *matches, *differs;
    ValueId length = emit(in, OP_LIST_LENGTH, TYPE_I64, 1, list.leaves[0]);
    ValueId some = emit(in, OP_I64_TO_BOOL, TYPE_BOOL, 1, length);
    emit_branch(in, some, &matches, &differs, false);
    if (differs != NULL) {
        differs->cold = true;
    }
    in->block = differs;
    side_exit(in, array_from_list(in, list, DTYPE_FLOAT64), false);
    in->block = matches;
    if (element->kind != TYPE_INT) {
        return array_from_list(in, list,
                               element->kind == TYPE_BOOL    ? DTYPE_BOOL
                               : element->kind == TYPE_I64   ? DTYPE_INT64
                               : element->kind == TYPE_FLOAT ? DTYPE_FLOAT64
                                                             : element->dtype);
    }
    static const Dtype dtypes[] = {DTYPE_INT64, DTYPE_UINT64, DTYPE_FLOAT64, DTYPE_OBJECT};
    ValueId category = emit(in, OP_LIST_CLASSIFY, TYPE_I64, 1, list.leaves[0]);
    for (int k = 3; k > 0; k--) {
        ValueId number = const_i64(in, k).leaves[0];
        emit_branch(in, compare_equal(in, category, number), &matches, &differs, true);
        in->block = matches;
        /* np.array of such ints is of C's unsigned long long, which is not np.uint64. */
        side_exit(in,
                  dtypes[k] == DTYPE_UINT64 ? boxed_call(in, a, NULL)
                                            : array_from_list(in, list, dtypes[k]),
                  false);
        in->block = differs;
    }
    return array_from_list(in, list, DTYPE_INT64);
}

/* Lists whose items lie side by side as numbers; of others NumPy makes what it makes. */
static bool holds_numbers(const Type *list) {
    switch (list->element->kind) {
    case TYPE_BOOL:
    case TYPE_I64:
    case TYPE_INT:
    case TYPE_FLOAT:
    case TYPE_SCALAR:
    case TYPE_UNTYPED: return true;
    default: return false;
    }
}

static Abstract call_array(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (plain(a, 1)) {
        Abstract x = a->items[0];
        if (x.type->kind == TYPE_DISPLAY || x.type->kind == TYPE_TUPLE) {
            return array_of_items(in, a, x);
        }
        if (x.type->kind == TYPE_LIST && holds_numbers(x.type)) {
            return array_of_list(in, a, x);
        }
        if (x.type->kind == TYPE_ARRAY && x.type->contiguous && x.type->ndim > 0) {
            return boxed_call(in, a, x.type);
        }
    }
    return boxed_call(in, a, NULL);
}

/* ---- np.zeros and its like ---- */

static int shape_operands(const Infer *in, Abstract shape, ValueId *out, int most) {
    (void)in;
    bool several = shape.type->kind == TYPE_TUPLE || shape.type->kind == TYPE_DISPLAY;
    int count = several ? shape.type->item_count : 1;
    if (count == 0 || count > most) {
        return -1;
    }
    for (int k = 0; k < count; k++) {
        const Type *type = several ? shape.type->items[k] : shape.type;
        if (type->kind != TYPE_I64) {
            return -1;
        }
        out[k] = shape.leaves[k];
    }
    return count;
}

static Abstract new_array(Infer *in, Op op, Dtype dtype, const ValueId *shape, int ndim) {
    const Type *type = type_array(in->types, dtype, ndim, true);
    Instruction *made = emit_instruction(in, op, type, shape, ndim);
    if (made == NULL) {
        return nothing();
    }
    made->immediate = (int64_t)dtype;
    return leaf(in, type, made->result);
}

enum { MOST_DIMENSIONS = 8 };

/* The dtype, given behind `required` arguments or by its keyword; DTYPE_COUNT when there is more.
 */
static Dtype dtype_behind(const Arguments *a, int required, Dtype fallback) {
    const Abstract *given = keyword(a, "dtype");
    bool known = a->positional >= required && a->positional <= required + 1 &&
                 a->count - a->positional == (given != NULL);
    if (known && a->positional == required + 1) {
        known = given == NULL;
        given = &a->items[required];
    }
    return known ? dtype_argument(given, fallback) : DTYPE_COUNT;
}

static Abstract call_filled(Infer *in, const Arguments *a, int parameter) {
    ValueId shape[MOST_DIMENSIONS];
    Dtype dtype = dtype_behind(a, 1, DTYPE_FLOAT64);
    int ndim = dtype != DTYPE_COUNT ? shape_operands(in, a->items[0], shape, MOST_DIMENSIONS) : -1;
    return ndim < 1 ? boxed_call(in, a, NULL) : new_array(in, (Op)parameter, dtype, shape, ndim);
}

/* Whether storing the Python number says nothing and raises nothing. */
static bool holds(const Infer *in, Dtype dtype, Abstract number) {
    int64_t known, lowest, highest;
    if (number.type->kind == TYPE_FLOAT) {
        return dtype == DTYPE_FLOAT64;
    }
    if (number.type->kind != TYPE_I64 || dtype == DTYPE_COUNT || dtype == DTYPE_BOOL ||
        dtype == DTYPE_OBJECT) {
        return false;
    }
    elementwise_bounds(dtype, &lowest, &highest);
    bool all = lowest == INT64_MIN && highest == INT64_MAX;
    return all || (known_i64(in, number, &known) && known >= lowest && known <= highest);
}

/* A new array, and the number stored to all of it, as NumPy's own np.full does. */
static Abstract filled_array(Infer *in, Dtype dtype, const ValueId *shape, int ndim,
                             Abstract number) {
    Abstract array = new_array(in, OP_NP_EMPTY, dtype, shape, ndim);
    if (in->block != NULL) {
        Abstract absent = no_leaves(in, TYPE_NONE);
        infer_setitem(in, array, infer_slice(in, (Abstract[]){absent, absent, absent}), number);
    }
    return array;
}

static Abstract call_full(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    ValueId shape[MOST_DIMENSIONS];
    bool is_int = a->count >= 2 && a->items[1].type->kind == TYPE_I64;
    Dtype dtype = dtype_behind(a, 2, is_int ? DTYPE_INT64 : DTYPE_FLOAT64);
    bool known = a->positional >= 2 && holds(in, dtype, a->items[1]);
    int ndim = known ? shape_operands(in, a->items[0], shape, MOST_DIMENSIONS) : -1;
    return ndim < 1 ? boxed_call(in, a, NULL) : filled_array(in, dtype, shape, ndim, a->items[1]);
}

/* The lengths of the array's axes; false when one like it is not simply in C's order. */
static bool shape_like(Infer *in, Abstract array, ValueId *shape) {
    const Type *type = array.type;
    bool known = type->kind == TYPE_ARRAY && type->dtype != DTYPE_OBJECT && type->ndim > 0 &&
                 type->ndim <= MOST_DIMENSIONS && (type->contiguous || type->ndim == 1);
    for (int axis = 0; known && axis < type->ndim; axis++) {
        shape[axis] = emit_typed(in, OP_NP_LENGTH, type_simple(in->types, TYPE_I64), axis, 1,
                                 array.leaves[0]);
    }
    return known;
}

static Abstract call_filled_like(Infer *in, const Arguments *a, int parameter) {
    ValueId shape[MOST_DIMENSIONS];
    if (!plain(a, 1) || !shape_like(in, a->items[0], shape)) {
        return boxed_call(in, a, NULL);
    }
    const Type *type = a->items[0].type;
    return new_array(in, (Op)parameter, type->dtype, shape, type->ndim);
}

static Abstract call_full_like(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    ValueId shape[MOST_DIMENSIONS];
    const Type *type = a->count > 0 ? a->items[0].type : NULL;
    Dtype dtype = type && type->kind == TYPE_ARRAY ? dtype_behind(a, 2, type->dtype) : DTYPE_COUNT;
    if (a->positional < 2 || !holds(in, dtype, a->items[1]) ||
        !shape_like(in, a->items[0], shape)) {
        return boxed_call(in, a, NULL);
    }
    return filled_array(in, dtype, shape, type->ndim, a->items[1]);
}

static Abstract call_copy(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    const Type *type = a->count > 0 ? a->items[0].type : NULL;
    bool known = plain(a, 1) && type->kind == TYPE_ARRAY && type->ndim > 0 &&
                 type->dtype != DTYPE_OBJECT && (type->contiguous || type->ndim == 1);
    Abstract result = boxed_call(in, a, NULL);
    return known && in->block != NULL
               ? unbox(in, result.leaves[0], type_array(in->types, type->dtype, type->ndim, true))
               : result;
}

static Abstract call_arange(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    bool known = a->positional == a->count && a->count >= 1 && a->count <= 3;
    for (int k = 0; known && k < a->count; k++) {
        known = a->items[k].type->kind == TYPE_I64;
    }
    if (!known) {
        return boxed_call(in, a, NULL);
    }
    ValueId start = a->count == 1 ? const_i64(in, 0).leaves[0] : a->items[0].leaves[0];
    ValueId stop = a->items[a->count == 1 ? 0 : 1].leaves[0];
    ValueId step = a->count == 3 ? a->items[2].leaves[0] : const_i64(in, 1).leaves[0];
    const Type *type = type_array(in->types, DTYPE_INT64, 1, true);
    return leaf(in, type, emit_typed(in, OP_NP_ARANGE, type, DTYPE_INT64, 3, start, stop, step));
}

/* ---- reductions ---- */

const Type *reduction_type(Infer *in, Op op, const Type *array) {
    Dtype dtype = array->dtype;
    char kind = dtype_infos[dtype].kind;
    if (dtype == DTYPE_OBJECT) {
        /* Python ints add up to a Python int. */
        bool is_known = op == OP_NP_SUM || op == OP_NP_PROD || op == OP_NP_MAX || op == OP_NP_MIN;
        return !is_known                ? NULL
               : array->element != NULL ? array->element
                                        : type_simple(in->types, TYPE_OBJECT);
    }
    switch (op) {
    case OP_NP_SUM:
    case OP_NP_PROD: dtype = kind == 'f' ? dtype : kind == 'u' ? DTYPE_UINT64 : DTYPE_INT64; break;
    case OP_NP_MEAN:
    case OP_NP_STD: dtype = kind == 'f' ? dtype : DTYPE_FLOAT64; break;
    case OP_NP_ANY:
    case OP_NP_ALL: dtype = DTYPE_BOOL; break;
    case OP_NP_ARGMAX:
    case OP_NP_ARGMIN: dtype = DTYPE_INT64; break;
    default: break;
    }
    return type_scalar(in->types, dtype);
}

Abstract infer_reduction(Infer *in, Op op, Abstract array) {
    const Type *type = reduction_type(in, op, array.type);
    if (type->kind == TYPE_SCALAR) {
        return leaf(in, type, emit_typed(in, op, type, (int64_t)type->dtype, 1, array.leaves[0]));
    }
    ValueId object =
        emit_typed(in, op, type_simple(in->types, TYPE_OBJECT), DTYPE_OBJECT, 1, array.leaves[0]);
    return type->kind == TYPE_INT ? unbox(in, object, type) : simple_leaf(in, TYPE_OBJECT, object);
}

static Abstract call_reduction(Infer *in, const Arguments *a, int parameter) {
    if (plain(a, 1) && a->items[0].type->kind == TYPE_ARRAY &&
        reduction_type(in, (Op)parameter, a->items[0].type) != NULL) {
        return infer_reduction(in, (Op)parameter, a->items[0]);
    }
    return boxed_call(in, a, NULL);
}

/* ---- ufuncs of one array ---- */

/* Of floats, which keep their dtype. */
static Abstract ufunc_of_floats(Infer *in, const char *name, Abstract array) {
    Instruction *made = emit_instruction(in, OP_NP_UNARY, array.type, array.leaves, 1);
    if (made == NULL) {
        return nothing();
    }
    made->text = name;
    return leaf(in, array.type, made->result);
}

/* np.sqrt of a number; of a negative one it warns. */
static Abstract root_of_scalar(Infer *in, const Arguments *a, Abstract x) {
    const Type *float64 = type_scalar(in->types, DTYPE_FLOAT64);
    ValueId number = x.type->kind == TYPE_FLOAT
                         ? x.leaves[0]
                         : emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, x.leaves[0]);
    Instruction *zero =
        emit_instruction(in, OP_CONST_FLOAT, type_simple(in->types, TYPE_FLOAT), NULL, 0);
    if (zero == NULL) {
        return nothing();
    }
    Block *fine, *special;
    emit_branch(in,
                emit_typed(in, OP_FLOAT_COMPARE, type_simple(in->types, TYPE_BOOL),
                           COMPARE_GREATER_EQUAL, 2, number, zero->result),
                &fine, &special, false);
    special->cold = true;
    in->block = special;
    side_exit(in, boxed_call(in, a, float64), false);
    in->block = fine;
    ValueId root = emit(in, OP_FLOAT_SQRT, TYPE_FLOAT, 1, number);
    return leaf(in, float64, emit_typed(in, OP_SCALAR_FROM_FLOAT, float64, DTYPE_FLOAT64, 1, root));
}

/* Calls whose result is guessed to be of the array's type, or of a new one of float64. */
static Abstract call_like(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    const Type *type = a->count > 0 ? a->items[0].type : NULL;
    bool known = plain(a, 1) && type->kind == TYPE_ARRAY && type->contiguous && type->ndim > 0;
    return boxed_call(in, a, known ? type : NULL);
}

static Abstract call_float64(Infer *in, const Arguments *a, int ndim) {
    bool known = a->positional == a->count;
    return boxed_call(in, a, known ? type_array(in->types, DTYPE_FLOAT64, ndim, true) : NULL);
}

/* float64 and float32 arrays keep their dtype under these. */
static Abstract call_unary(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (plain(a, 1)) {
        Abstract x = a->items[0];
        const Type *type = x.type;
        if (type->kind == TYPE_ARRAY && type->ndim > 0 && dtype_infos[type->dtype].kind == 'f') {
            return ufunc_of_floats(in, strchr(a->callee->qualified, '.') + 1, x);
        }
        if (type->kind == TYPE_FLOAT ||
            (type->kind == TYPE_SCALAR && type->dtype == DTYPE_FLOAT64)) {
            if (strcmp(a->callee->qualified, "numpy.sqrt") == 0) {
                return root_of_scalar(in, a, x);
            }
            return boxed_call(in, a, type_scalar(in->types, DTYPE_FLOAT64));
        }
    }
    return call_elementwise(in, a, 0);
}

static Abstract call_matmul(Infer *in, const Arguments *a, int parameter) {
    (void)parameter;
    if (plain(a, 2) && a->items[0].type->kind == TYPE_ARRAY &&
        a->items[1].type->kind == TYPE_ARRAY) {
        return infer_numpy_binary(in, BINARY_MATRIX_MULTIPLY, a->items[0], a->items[1], false);
    }
    return boxed_call(in, a, NULL);
}

/* np.int64(x), np.float64(x) of Python numbers that convert without question. */
static Abstract call_scalar(Infer *in, const Arguments *a, int parameter) {
    const Type *type = type_scalar(in->types, (Dtype)parameter);
    if (plain(a, 1)) {
        Abstract x = a->items[0];
        bool raw = x.type->kind == TYPE_I64 || x.type->kind == TYPE_BOOL;
        if (x.type == type) {
            return x;
        }
        if (raw) {
            ValueId number = to_i64(in, x);
            return leaf(in, type, emit_typed(in, OP_SCALAR_FROM_I64, type, parameter, 1, number));
        }
        if (x.type->kind == TYPE_FLOAT && parameter == DTYPE_FLOAT64) {
            return leaf(in, type,
                        emit_typed(in, OP_SCALAR_FROM_FLOAT, type, parameter, 1, x.leaves[0]));
        }
    }
    return boxed_call(in, a, type);
}

const CallRow numpy_calls[] = {
    {"numpy.array", call_array, 0},
    {"numpy.zeros", call_filled, OP_NP_ZEROS},
    {"numpy.ones", call_filled, OP_NP_ONES},
    {"numpy.empty", call_filled, OP_NP_EMPTY},
    {"numpy.arange", call_arange, 0},
    {"numpy.sum", call_reduction, OP_NP_SUM},
    {"numpy.prod", call_reduction, OP_NP_PROD},
    {"numpy.max", call_reduction, OP_NP_MAX},
    {"numpy.min", call_reduction, OP_NP_MIN},
    {"numpy.mean", call_reduction, OP_NP_MEAN},
    {"numpy.std", call_reduction, OP_NP_STD},
    {"numpy.any", call_reduction, OP_NP_ANY},
    {"numpy.all", call_reduction, OP_NP_ALL},
    {"numpy.argmax", call_reduction, OP_NP_ARGMAX},
    {"numpy.argmin", call_reduction, OP_NP_ARGMIN},
    {"numpy.sin", call_unary, 0},
    {"numpy.cos", call_unary, 0},
    {"numpy.tan", call_unary, 0},
    {"numpy.exp", call_unary, 0},
    {"numpy.log", call_unary, 0},
    {"numpy.sqrt", call_unary, 0},
    {"numpy.absolute", call_unary, 0},
    {"numpy.negative", call_unary, 0},
    {"numpy.square", call_unary, 0},
    {"numpy.tanh", call_unary, 0},
    {"numpy.floor", call_unary, 0},
    {"numpy.ceil", call_unary, 0},
    {"numpy.matmul", call_matmul, 0},
    {"numpy.full", call_full, 0},
    {"numpy.full_like", call_full_like, 0},
    {"numpy.copy", call_copy, 0},
    {"numpy.zeros_like", call_filled_like, OP_NP_ZEROS},
    {"numpy.ones_like", call_filled_like, OP_NP_ONES},
    {"numpy.empty_like", call_filled_like, OP_NP_EMPTY},
    {"numpy.sort", call_like, 0},
    {"numpy.eye", call_float64, 2},
    {"numpy.identity", call_float64, 2},
    {"numpy.linspace", call_float64, 1},
    {"numpy.add", call_elementwise, 0},
    {"numpy.subtract", call_elementwise, 0},
    {"numpy.multiply", call_elementwise, 0},
    {"numpy.divide", call_elementwise, 0},
    {"numpy.floor_divide", call_elementwise, 0},
    {"numpy.remainder", call_elementwise, 0},
    {"numpy.bitwise_and", call_elementwise, 0},
    {"numpy.bitwise_or", call_elementwise, 0},
    {"numpy.bitwise_xor", call_elementwise, 0},
    {"numpy.left_shift", call_elementwise, 0},
    {"numpy.right_shift", call_elementwise, 0},
    {"numpy.maximum", call_elementwise, 0},
    {"numpy.minimum", call_elementwise, 0},
    {"numpy.invert", call_elementwise, 0},
    {"numpy.less", call_elementwise, 0},
    {"numpy.less_equal", call_elementwise, 0},
    {"numpy.greater", call_elementwise, 0},
    {"numpy.greater_equal", call_elementwise, 0},
    {"numpy.where", call_elementwise, 0},
    {"numpy.trunc", call_elementwise, 0},
    {"numpy.rint", call_elementwise, 0},
    {"numpy.sign", call_elementwise, 0},
    {"numpy.clip", call_elementwise, 0},
    {"numpy.isnan", call_elementwise, 0},
    {"numpy.isinf", call_elementwise, 0},
    {"numpy.isfinite", call_elementwise, 0},
    {"numpy.logical_and", call_elementwise, 0},
    {"numpy.logical_or", call_elementwise, 0},
    {"numpy.logical_not", call_elementwise, 0},
    {"numpy.int64", call_scalar, DTYPE_INT64},
    {"numpy.float64", call_scalar, DTYPE_FLOAT64},
    {NULL, NULL, 0},
};
