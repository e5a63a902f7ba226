/* The steps of elementwise expressions and the dtypes of what they give; see elementwise.h. Not
 * here: how they are found (fuse_step.c) and emitted (jit/lower_items.c). */
#include <ir/elementwise.h>

#include <ir/escape.h>
#include <string.h>

typedef enum StepKind {
    STEP_ARITHMETIC, /* in the common dtype */
    STEP_QUOTIENT,   /* ints as floats */
    STEP_COMPARISON, /* gives bools */
    STEP_TEST,       /* of one float, gives bools */
    STEP_LOGIC,      /* of what is true */
    STEP_CLIP,       /* the first, between the others */
    STEP_FLOAT,      /* of one float; ints as floats */
    STEP_CHOICE,     /* by a bool, one of the others */
    STEP_COPY,       /* the operand */
    STEP_CAST,       /* the operand in the dtype of the name */
} StepKind;

static const struct {
    const char *word;
    StepKind kind;
    int arity;
    const char *kinds; /* of the common dtypes in which it is emitted */
} steps[] = {
    {"add", STEP_ARITHMETIC, 2, "biuf"},
    {"subtract", STEP_ARITHMETIC, 2, "iuf"},
    {"multiply", STEP_ARITHMETIC, 2, "biuf"},
    {"divide", STEP_QUOTIENT, 2, "biuf"},
    {"floor_divide", STEP_ARITHMETIC, 2, "iuf"},
    {"remainder", STEP_ARITHMETIC, 2, "iuf"},
    {"bitwise_and", STEP_ARITHMETIC, 2, "biu"},
    {"bitwise_or", STEP_ARITHMETIC, 2, "biu"},
    {"bitwise_xor", STEP_ARITHMETIC, 2, "biu"},
    {"left_shift", STEP_ARITHMETIC, 2, "iu"},
    {"right_shift", STEP_ARITHMETIC, 2, "iu"},
    {"maximum", STEP_ARITHMETIC, 2, "biuf"},
    {"minimum", STEP_ARITHMETIC, 2, "biuf"},
    {"negative", STEP_ARITHMETIC, 1, "iuf"},
    {"absolute", STEP_ARITHMETIC, 1, "biuf"},
    {"invert", STEP_ARITHMETIC, 1, "biu"},
    {"square", STEP_ARITHMETIC, 1, "iuf"},
    {"sqrt", STEP_FLOAT, 1, "iuf"},
    {"equal", STEP_COMPARISON, 2, "biuf"},
    {"not_equal", STEP_COMPARISON, 2, "biuf"},
    {"less", STEP_COMPARISON, 2, "biuf"},
    {"less_equal", STEP_COMPARISON, 2, "biuf"},
    {"greater", STEP_COMPARISON, 2, "biuf"},
    {"greater_equal", STEP_COMPARISON, 2, "biuf"},
    {"floor", STEP_ARITHMETIC, 1, "f"},
    {"ceil", STEP_ARITHMETIC, 1, "f"},
    {"trunc", STEP_ARITHMETIC, 1, "f"},
    {"rint", STEP_ARITHMETIC, 1, "f"},
    {"sign", STEP_ARITHMETIC, 1, "iuf"},
    {"clip", STEP_CLIP, 3, "iuf"},
    {"isnan", STEP_TEST, 1, "f"},
    {"isinf", STEP_TEST, 1, "f"},
    {"isfinite", STEP_TEST, 1, "f"},
    {"logical_and", STEP_LOGIC, 2, "biuf"},
    {"logical_or", STEP_LOGIC, 2, "biuf"},
    {"logical_not", STEP_LOGIC, 1, "biuf"},
    {"where", STEP_CHOICE, 3, "biuf"},
    {"copy", STEP_COPY, 1, "biuf"},
#define DTYPE(id, name, bytes, kind) {name, STEP_CAST, 1, "biuf"},
#include <ir/dtypes.def>
#undef DTYPE
};
enum { STEP_COUNT = sizeof steps / sizeof *steps, FIRST_CAST = STEP_COUNT - DTYPE_COUNT };

static int find(const char *word) {
    int index = 0;
    while (index < STEP_COUNT && strcmp(steps[index].word, word) != 0)
        index++;
    return index;
}

char elementwise_letter(const Type *type) {
    switch (type->kind) {
    case TYPE_ARRAY: return type->ndim > 0 && type->ndim <= VIEW_DIMENSIONS ? 'a' : 0;
    case TYPE_FLOAT: return 'f';
    case TYPE_I64: return 'i';
    case TYPE_SCALAR: return ELEMENTWISE_SCALARS[type->dtype];
    default: return 0;
    }
}

Item elementwise_item(const Type *type) {
    switch (type->kind) {
    case TYPE_FLOAT: return (Item){DTYPE_FLOAT64, true};
    case TYPE_I64: return (Item){DTYPE_INT64, true};
    case TYPE_ARRAY:
    case TYPE_SCALAR: return (Item){type->dtype == DTYPE_OBJECT ? DTYPE_COUNT : type->dtype, false};
    default: return (Item){DTYPE_COUNT, false};
    }
}

int elementwise_arity(const char *word) {
    int index = find(word);
    return index < STEP_COUNT ? steps[index].arity : 0;
}

/* ---- dtypes ---- */

static char kind_of(Dtype dtype) {
    return dtype_infos[dtype].kind;
}

/* The signed integers that hold all of these unsigned ones, or float64. */
static Dtype wide_enough(Dtype of_unsigned) {
    switch (of_unsigned) {
    case DTYPE_UINT8: return DTYPE_INT16;
    case DTYPE_UINT16: return DTYPE_INT32;
    case DTYPE_UINT32: return DTYPE_INT64;
    default: return DTYPE_FLOAT64;
    }
}

/* NumPy's promotion. DTYPE_COUNT stands for nothing. */
static Dtype promoted(Dtype a, Dtype b) {
    if (a == b || b == DTYPE_BOOL || b == DTYPE_COUNT)
        return a;
    if (a == DTYPE_BOOL || a == DTYPE_COUNT)
        return b;
    bool a_is_larger = dtype_infos[a].bytes > dtype_infos[b].bytes;
    if (kind_of(a) == kind_of(b))
        return a_is_larger ? a : b;
    if (kind_of(a) == 'f')
        return a == DTYPE_FLOAT32 && dtype_infos[b].bytes > 2 ? DTYPE_FLOAT64 : a;
    if (kind_of(b) == 'f')
        return promoted(b, a);
    if (kind_of(a) == 'u')
        return promoted(wide_enough(a), b);
    return promoted(a, wide_enough(b));
}

/* What Python numbers make of the dtype of all others. */
static Dtype promoted_by_numbers(Dtype others, const Item *items, int count) {
    Dtype common = others;
    for (int i = 0; i < count; i++) {
        bool is_float = items[i].dtype == DTYPE_FLOAT64;
        bool takes_part =
            others != DTYPE_COUNT && others != DTYPE_BOOL && (kind_of(others) == 'f' || !is_float);
        if (items[i].is_weak && !takes_part)
            common = is_float || common == DTYPE_FLOAT64 ? DTYPE_FLOAT64 : DTYPE_INT64;
    }
    return common;
}

static Dtype common_dtype(const Item *items, int count) {
    Dtype common = DTYPE_COUNT;
    for (int i = 0; i < count; i++) {
        if (items[i].dtype == DTYPE_COUNT)
            return DTYPE_COUNT;
        if (!items[i].is_weak)
            common = promoted(common, items[i].dtype);
    }
    return promoted_by_numbers(common, items, count);
}

/* Of uint64 and signed ints some versions of NumPy compare floats. */
static bool are_compared_as_floats(const Item *items, Dtype common) {
    return kind_of(common) == 'f' && kind_of(items[0].dtype) != 'f' &&
           kind_of(items[1].dtype) != 'f';
}

static Dtype root_dtype(Dtype dtype) {
    switch (dtype_infos[dtype].bytes) {
    case 1: return DTYPE_COUNT; /* a float16 */
    case 2: return DTYPE_FLOAT32;
    default: return kind_of(dtype) == 'f' ? dtype : DTYPE_FLOAT64;
    }
}

Dtype elementwise_result(const char *word, const Item *items, Dtype *common) {
    int index = find(word);
    if (index == STEP_COUNT)
        return DTYPE_COUNT;
    StepKind kind = steps[index].kind;
    int first = kind == STEP_CHOICE;
    Dtype dtype = common_dtype(items + first, steps[index].arity - first);
    if (dtype == DTYPE_COUNT || !strchr(steps[index].kinds, kind_of(dtype)) ||
        (kind == STEP_CHOICE && items[0].dtype != DTYPE_BOOL) ||
        (kind == STEP_COMPARISON && are_compared_as_floats(items, dtype)))
        return DTYPE_COUNT;
    if (kind == STEP_QUOTIENT && kind_of(dtype) != 'f')
        dtype = DTYPE_FLOAT64;
    if (kind == STEP_FLOAT)
        dtype = root_dtype(dtype);
    if (kind == STEP_CAST)
        dtype = (Dtype)(index - FIRST_CAST);
    if (dtype == DTYPE_OBJECT)
        return DTYPE_COUNT;
    if (kind == STEP_LOGIC)
        dtype = DTYPE_BOOL;
    *common = dtype;
    return kind == STEP_COMPARISON || kind == STEP_TEST ? DTYPE_BOOL : dtype;
}

/* ---- types ---- */

bool elementwise_is_in_order(const Type *array) {
    return array->ndim == 1 ||
           (array->contiguous && array->ndim > 1 && array->ndim <= VIEW_DIMENSIONS);
}

const Type *elementwise_array(const Type *const *types, int count) {
    const Type *widest = NULL;
    for (int i = 0; i < count; i++)
        if (types[i]->kind == TYPE_ARRAY && (!widest || types[i]->ndim > widest->ndim))
            widest = types[i];
    return widest;
}

static bool adds_dimensions(const Fn *fn, ValueId array) {
    for (int axis = 0; axis < fn_type(fn, array)->ndim; axis++)
        if (is_added_dimension(fn, array, axis))
            return true;
    return false;
}

bool elementwise_are_alike(const Fn *fn, const ValueId *values, int count) {
    int ndim = 0;
    for (int i = 0; i < count; i++) {
        const Type *type = fn_type(fn, values[i]);
        if (type->kind != TYPE_ARRAY)
            continue;
        if (!elementwise_is_in_order(type) || (ndim > 0 && type->ndim != ndim) ||
            (count > 1 && adds_dimensions(fn, values[i])))
            return false;
        ndim = type->ndim;
    }
    return true;
}

/* Whether versions of NumPy agree on what NumPy's scalars make of arrays: nothing. */
static bool leave_dtypes_alone(const Type *const *types, int count) {
    Dtype arrays = DTYPE_COUNT;
    bool any_scalar = false, any_number = false;
    for (int i = 0; i < count; i++) {
        if (types[i]->kind == TYPE_ARRAY)
            arrays = promoted(arrays, types[i]->dtype);
        any_scalar = any_scalar || types[i]->kind == TYPE_SCALAR;
        any_number = any_number || (types[i]->kind != TYPE_SCALAR && types[i]->kind != TYPE_ARRAY);
    }
    if (arrays == DTYPE_COUNT)
        return !any_scalar || !any_number;
    for (int i = 0; i < count; i++)
        if (types[i]->kind == TYPE_SCALAR && promoted(arrays, types[i]->dtype) != arrays)
            return false;
    return true;
}

Dtype elementwise_of_types(const char *word, const Type *const *types) {
    int arity = elementwise_arity(word), first = elementwise_chooses(word);
    const Type *array = elementwise_array(types, arity);
    Item items[ELEMENTWISE_OPERANDS];
    for (int i = 0; i < arity; i++) {
        items[i] = elementwise_item(types[i]);
        if (items[i].dtype == DTYPE_COUNT || (types[i]->kind == TYPE_ARRAY && types[i]->ndim == 0))
            return DTYPE_COUNT;
    }
    Dtype common;
    return array && leave_dtypes_alone(types + first, arity - first)
               ? elementwise_result(word, items, &common)
               : DTYPE_COUNT;
}

void elementwise_bounds(Dtype array, int64_t *lowest, int64_t *highest) {
    int bits = 8 * dtype_infos[array].bytes;
    *lowest = INT64_MIN;
    *highest = INT64_MAX;
    switch (kind_of(array)) {
    case 'i':
        *lowest = INT64_MIN >> (64 - bits);
        *highest = ~*lowest;
        break;
    case 'u':
        *lowest = 0;
        if (bits < 64)
            *highest = (INT64_C(1) << bits) - 1;
        break;
    case 'f':
        if (array == DTYPE_FLOAT32) { /* ints of more than 16 bits make it float64 */
            *lowest = INT16_MIN;
            *highest = UINT16_MAX;
        }
        break;
    default: break;
    }
}

bool elementwise_chooses(const char *word) {
    int index = find(word);
    return index < STEP_COUNT && steps[index].kind == STEP_CHOICE;
}

bool elementwise_compares(const char *word) {
    int index = find(word);
    return index < STEP_COUNT && steps[index].kind == STEP_COMPARISON;
}

bool elementwise_copies(const char *word) {
    int index = find(word);
    return index < STEP_COUNT && (steps[index].kind == STEP_COPY || steps[index].kind == STEP_CAST);
}

bool elementwise_may_warn(const char *word) {
    int index = find(word);
    return index < STEP_COUNT &&
           (steps[index].kind == STEP_QUOTIENT || steps[index].kind == STEP_FLOAT ||
            strcmp(word, "floor_divide") == 0 || strcmp(word, "remainder") == 0);
}

bool elementwise_casts(Dtype from, Dtype to) {
    static const char order[] = "buif";
    return from == to || strchr(order, kind_of(from)) < strchr(order, kind_of(to)) ||
           (kind_of(from) == kind_of(to) && kind_of(from) != 'b');
}

bool elementwise_holds(Dtype array, Dtype scalar) {
    return promoted(array, scalar) == array || (kind_of(array) == 'f' && kind_of(scalar) == 'f');
}

/* ---- names ---- */

const char *elementwise_operator(int64_t binary_operator) {
    switch (binary_operator) {
    case BINARY_ADD: return "add";
    case BINARY_SUBTRACT: return "subtract";
    case BINARY_MULTIPLY: return "multiply";
    case BINARY_TRUE_DIVIDE: return "divide";
    case BINARY_FLOOR_DIVIDE: return "floor_divide";
    case BINARY_MODULO: return "remainder";
    case BINARY_AND: return "bitwise_and";
    case BINARY_OR: return "bitwise_or";
    case BINARY_XOR: return "bitwise_xor";
    case BINARY_LEFT_SHIFT: return "left_shift";
    case BINARY_RIGHT_SHIFT: return "right_shift";
    default: return NULL;
    }
}

const char *elementwise_comparison(int64_t compare_operator) {
    switch (compare_operator) {
    case COMPARE_EQUAL: return "equal";
    case COMPARE_NOT_EQUAL: return "not_equal";
    case COMPARE_LESS: return "less";
    case COMPARE_LESS_EQUAL: return "less_equal";
    case COMPARE_GREATER: return "greater";
    case COMPARE_GREATER_EQUAL: return "greater_equal";
    default: return NULL;
    }
}

const char *elementwise_function(const char *qualified) {
    static const char module[] = "numpy.";
    if (!qualified || strncmp(qualified, module, sizeof module - 1) != 0)
        return NULL;
    const char *name = qualified + sizeof module - 1;
    int index = find(name);
    return index < FIRST_CAST ? name : NULL;
}
