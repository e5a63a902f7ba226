/* The steps of elementwise expressions and the dtypes of what they give; see elementwise.h. Not
 * here: how they are found (fuse.c) and emitted (jit/lower_items.c). */
#include <ir/elementwise.h>

#include <string.h>

typedef enum StepKind {
    STEP_ARITHMETIC, /* in the common dtype */
    STEP_QUOTIENT,   /* ints as floats */
    STEP_COMPARISON, /* gives bools */
    STEP_SIGN,       /* of one operand, in its dtype */
    STEP_FLOAT,      /* of one float */
} StepKind;

static const struct {
    const char *word;
    StepKind kind;
} steps[] = {
    {"add", STEP_ARITHMETIC},      {"subtract", STEP_ARITHMETIC},
    {"multiply", STEP_ARITHMETIC}, {"divide", STEP_QUOTIENT},
    {"negative", STEP_SIGN},       {"absolute", STEP_SIGN},
    {"sqrt", STEP_FLOAT},          {"square", STEP_FLOAT},
    {"equal", STEP_COMPARISON},    {"not_equal", STEP_COMPARISON},
    {"less", STEP_COMPARISON},     {"less_equal", STEP_COMPARISON},
    {"greater", STEP_COMPARISON},  {"greater_equal", STEP_COMPARISON},
};
enum { STEP_COUNT = sizeof steps / sizeof *steps };

static int find(const char *word) {
    int index = 0;
    while (index < STEP_COUNT && strcmp(steps[index].word, word) != 0)
        index++;
    return index;
}

static bool is_float(Dtype dtype) {
    return dtype == DTYPE_FLOAT32 || dtype == DTYPE_FLOAT64;
}

static bool is_int(Dtype dtype) {
    return dtype == DTYPE_INT32 || dtype == DTYPE_INT64;
}

char elementwise_letter(const Type *type) {
    switch (type->kind) {
    case TYPE_ARRAY: return type->ndim == 1 ? 'a' : 0;
    case TYPE_FLOAT: return 'f';
    case TYPE_I64: return 'i';
    case TYPE_SCALAR:
        return type->dtype == DTYPE_FLOAT64 ? 'd' : type->dtype == DTYPE_INT64 ? 'q' : 0;
    default: return 0;
    }
}

Dtype elementwise_operand_dtype(const Type *type) {
    switch (type->kind) {
    case TYPE_FLOAT: return DTYPE_FLOAT64;
    case TYPE_I64: return DTYPE_INT64;
    default:
        return is_float(type->dtype) || is_int(type->dtype) || type->dtype == DTYPE_BOOL
                   ? type->dtype
                   : DTYPE_COUNT;
    }
}

int elementwise_arity(const char *word) {
    int index = find(word);
    if (index == STEP_COUNT)
        return 0;
    return steps[index].kind == STEP_SIGN || steps[index].kind == STEP_FLOAT ? 1 : 2;
}

/* NumPy's promotion of these few. */
static Dtype promoted(Dtype a, Dtype b) {
    if (a == b)
        return a;
    if (is_int(a) && is_int(b))
        return DTYPE_INT64;
    bool numbers = (is_int(a) || is_float(a)) && (is_int(b) || is_float(b));
    return numbers ? DTYPE_FLOAT64 : DTYPE_COUNT;
}

Dtype elementwise_common(const char *word, Dtype a, Dtype b) {
    int index = find(word);
    Dtype common = promoted(a, b);
    if (index == STEP_COUNT || common == DTYPE_COUNT)
        return DTYPE_COUNT;
    switch (steps[index].kind) {
    case STEP_COMPARISON: return common;
    case STEP_QUOTIENT:
        return is_int(common) ? DTYPE_FLOAT64 : is_float(common) ? common : DTYPE_COUNT;
    case STEP_FLOAT: return is_float(common) ? common : DTYPE_COUNT;
    default: return common == DTYPE_BOOL ? DTYPE_COUNT : common;
    }
}

bool elementwise_compares(const char *word) {
    int index = find(word);
    return index < STEP_COUNT && steps[index].kind == STEP_COMPARISON;
}

Dtype elementwise_result(const char *word, Dtype a, Dtype b) {
    Dtype common = elementwise_common(word, a, b);
    return common != DTYPE_COUNT && elementwise_compares(word) ? DTYPE_BOOL : common;
}

bool elementwise_casts(Dtype from, Dtype to) {
    return from == to || (is_int(from) && is_int(to)) ||
           (is_float(to) && (is_int(from) || is_float(from))) ||
           (from == DTYPE_BOOL && (is_int(to) || is_float(to)));
}

const char *elementwise_operator(int64_t binary_operator) {
    switch (binary_operator) {
    case BINARY_ADD: return "add";
    case BINARY_SUBTRACT: return "subtract";
    case BINARY_MULTIPLY: return "multiply";
    case BINARY_TRUE_DIVIDE: return "divide";
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
