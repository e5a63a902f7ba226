/* Words of the textual form that stand for numbers. */
#include "lexicon.h"

#include <ctype.h>
#include <string.h>

#define WORDS(array) ((Words){(array), (int)(sizeof(array) / sizeof *(array))})

static const char *const truths[] = {"false", "true"};
static const char *const unary_operators[] = {
    [UNARY_NEGATIVE] = "negative",
    [UNARY_POSITIVE] = "positive",
    [UNARY_INVERT] = "invert",
    [UNARY_NOT] = "not",
};
static const char *const binary_operators[] = {
#define BINARY_OPERATOR(id, name, function, inplace) [BINARY_##id] = (name),
#include <front/operators.def>
#undef BINARY_OPERATOR
};
static const char *const compare_operators[] = {
    [COMPARE_EQUAL] = "equal",     [COMPARE_NOT_EQUAL] = "not_equal",
    [COMPARE_LESS] = "less",       [COMPARE_LESS_EQUAL] = "less_equal",
    [COMPARE_GREATER] = "greater", [COMPARE_GREATER_EQUAL] = "greater_equal",
    [COMPARE_IS] = "is",           [COMPARE_IS_NOT] = "is_not",
    [COMPARE_IN] = "in",           [COMPARE_NOT_IN] = "not_in",
};
static const char *const dtypes[] = {
#define DTYPE(id, name, bytes, kind) name,
#include <ir/dtypes.def>
#undef DTYPE
};
static const char *const symbol_kinds[] = {
    [SYMBOL_MODULE] = "module",     [SYMBOL_CALLABLE] = "callable", [SYMBOL_FUNCTION] = "function",
    [SYMBOL_CONSTANT] = "constant", [SYMBOL_OBJECT] = "object",     [SYMBOL_MISSING] = "missing",
};

Words immediate_words(Op op) {
    switch (op) {
    case OP_PY_CONST_BOOL:
    case OP_CONST_BOOL: return WORDS(truths);
    case OP_PY_UNARY:
    case OP_OBJECT_UNARY: return WORDS(unary_operators);
    case OP_PY_BINARY:
    case OP_PY_INPLACE:
    case OP_OBJECT_BINARY:
    case OP_OBJECT_INPLACE: return WORDS(binary_operators);
    case OP_PY_COMPARE:
    case OP_I64_COMPARE:
    case OP_INT_COMPARE:
    case OP_INT_COMPARE_FLOAT:
    case OP_FLOAT_COMPARE:
    case OP_FLOAT_COMPARE_I64:
    case OP_SCALAR_COMPARE:
    case OP_OBJECT_COMPARE: return WORDS(compare_operators);
    case OP_NP_ARRAY:
    case OP_NP_ARRAY_FROM_LIST:
    case OP_NP_ZEROS:
    case OP_NP_ONES:
    case OP_NP_EMPTY:
    case OP_NP_ARANGE:
    case OP_NP_SUM:
    case OP_NP_PROD:
    case OP_NP_MAX:
    case OP_NP_MIN:
    case OP_NP_MEAN:
    case OP_NP_STD:
    case OP_NP_ANY:
    case OP_NP_ALL:
    case OP_NP_ARGMAX:
    case OP_NP_ARGMIN:
    case OP_NATIVE_REDUCE:
    case OP_NATIVE_MAP:
    case OP_NATIVE_STORE:
    case OP_BOX_SCALAR:
    case OP_UNBOX_SCALAR: return WORDS(dtypes);
    default: return (Words){0};
    }
}

Words symbol_kind_words(void) {
    return WORDS(symbol_kinds);
}

int instruction_text_length(const Instruction *instruction) {
    if (instruction->op == OP_PY_CONST_STRING || instruction->op == OP_CONST_STRING)
        return (int)instruction->immediate;
    return (int)strlen(instruction->text);
}

int name_length(const char *text) {
    int length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_' || text[length] == '.' ||
           (unsigned char)text[length] >= 0x80)
        length++;
    return length;
}
