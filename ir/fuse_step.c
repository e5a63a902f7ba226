/* Which operations of a typed function fuse() can make a loop of: arithmetic on the items of arrays
 * and numbers whose dtypes and steps elementwise.c has, whether it is typed or runs through boxes,
 * operators in place, stores to arrays and reductions. Looks at one operation and its operands;
 * does not: ask where it stands, who else uses what it gives (fuse_expression.c), or change it
 * (fuse.c). */
#include "fuse.h"

#include <string.h>

const char *fuse_reduction_word(Op op) {
    switch (op) {
    case OP_NP_SUM: return "sum";
    case OP_NP_PROD: return "prod";
    case OP_NP_MAX: return "max";
    case OP_NP_MIN: return "min";
    case OP_NP_MEAN: return "mean";
    case OP_NP_ANY: return "any";
    case OP_NP_ALL: return "all";
    case OP_NP_ARGMAX: return "argmax";
    case OP_NP_ARGMIN: return "argmin";
    default: return NULL;
    }
}

ValueId fuse_unboxed(const Fn *fn, ValueId value) {
    const Instruction *box = fn_definition(fn, value);
    if (!box)
        return 0;
    switch (box->op) {
    case OP_BOX_ARRAY:
    case OP_BOX_FLOAT:
    case OP_BOX_I64:
    case OP_BOX_SCALAR: return box->operands[0];
    default: return 0;
    }
}

/* NumPy squares where the exponent is the int 2; of 2.0 some versions take the power. */
static bool is_two(const Fn *fn, ValueId value) {
    const Instruction *at = fn_definition(fn, value);
    return at && at->op == OP_CONST_I64 && at->immediate == 2;
}

/* What the operation does, and its first operand that is not the function. */
static const char *boxed_word(const Fn *fn, const Instruction *inside, int *first) {
    *first = 0;
    switch (inside->op) {
    case OP_OBJECT_BINARY: return elementwise_operator(inside->immediate);
    case OP_OBJECT_COMPARE: return elementwise_comparison(inside->immediate);
    case OP_OBJECT_CALL: {
        const Instruction *callee = fn_definition(fn, inside->operands[0]);
        bool known = callee && callee->op == OP_CONST_OBJECT && callee->symbol;
        *first = 1;
        return known ? elementwise_function(callee->symbol->qualified) : NULL;
    }
    default: return NULL;
    }
}

/* The step of copy() and astype() of an array, NULL when it is none of them. The other operands of
 * astype() are what the method was looked up as, which is nothing, and the dtype of `type`. */
static const char *conversion_word(const Instruction *inside, const Type *type) {
    bool is_method = inside->op == OP_OBJECT_METHOD, is_split = inside->op == OP_OBJECT_CALL_METHOD;
    if (is_method && inside->operand_count == 1 && strcmp(inside->text, "copy") == 0)
        return "copy";
    bool converts = (is_method || is_split) && inside->operand_count == 2 + is_split &&
                    strcmp(inside->text, "astype") == 0;
    return converts ? dtype_infos[type->dtype].name : NULL;
}

/* What has a number among its operands runs through objects; its result is known to be an array,
 * though. */
static bool read_boxed_step(const Fn *fn, const Instruction *at, Step *step) {
    const Instruction *inside = fn_definition(fn, at->operands[0]);
    if (!inside)
        return false;
    int first;
    step->inside = inside;
    step->word = boxed_word(fn, inside, &first);
    step->operand_count = inside->operand_count - first;
    if (inside->op == OP_OBJECT_BINARY && inside->immediate == BINARY_POWER &&
        is_two(fn, fuse_unboxed(fn, inside->operands[1]))) {
        step->word = "square";
        step->operand_count = 1;
    }
    const char *conversion = conversion_word(inside, fn_type(fn, at->result));
    if (conversion) {
        step->word = conversion;
        step->operand_count = 1;
    }
    if (!step->word || elementwise_arity(step->word) != step->operand_count)
        return false;
    for (int i = 0; i < step->operand_count; i++) {
        step->operands[i] = fuse_unboxed(fn, inside->operands[first + i]);
        if (!step->operands[i])
            return false;
    }
    return true;
}

static bool read_step(const Fn *fn, const Instruction *at, Step *step) {
    *step = (Step){0};
    if (at->op == OP_UNBOX_ARRAY)
        return read_boxed_step(fn, at, step);
    if (at->op != OP_NP_BINARY && at->op != OP_NP_UNARY)
        return false;
    step->word = at->text;
    step->operand_count = at->operand_count;
    for (int i = 0; i < at->operand_count; i++)
        step->operands[i] = at->operands[i];
    return elementwise_arity(step->word) == at->operand_count;
}

/* Of an array whose items, or those of its rows, can be run through; else DTYPE_COUNT. */
static Dtype items_dtype(const Type *type) {
    bool is_run = type->kind == TYPE_ARRAY && elementwise_letter(type);
    return is_run ? elementwise_item(type).dtype : DTYPE_COUNT;
}

Dtype fuse_vector_dtype(const Type *type) {
    return type->kind == TYPE_ARRAY && type->ndim == 1 ? items_dtype(type) : DTYPE_COUNT;
}

/* The dtype that the step gives; else DTYPE_COUNT. */
static Dtype step_dtype(const Fn *fn, const Step *step) {
    const Type *types[ELEMENTWISE_OPERANDS];
    for (int i = 0; i < step->operand_count; i++) {
        types[i] = fn_type(fn, step->operands[i]);
        if (!elementwise_letter(types[i]))
            return DTYPE_COUNT;
    }
    return elementwise_of_types(step->word, types);
}

bool fuse_is_step(const Fn *fn, const Instruction *at, Step *step) {
    if (!read_step(fn, at, step))
        return false;
    Dtype dtype = step_dtype(fn, step);
    return dtype != DTYPE_COUNT && dtype == items_dtype(fn_type(fn, at->result));
}

bool fuse_is_update(const Fn *fn, const Instruction *at, Step *step) {
    const Instruction *inside =
        at->op == OP_UNBOX_ARRAY ? fn_definition(fn, at->operands[0]) : NULL;
    if (!inside || inside->op != OP_OBJECT_INPLACE)
        return false;
    bool squares =
        inside->immediate == BINARY_POWER && is_two(fn, fuse_unboxed(fn, inside->operands[1]));
    *step = (Step){
        .word = squares ? "square" : elementwise_operator(inside->immediate),
        .operands = {fuse_unboxed(fn, inside->operands[0]), fuse_unboxed(fn, inside->operands[1])},
        .operand_count = squares ? 1 : 2,
        .inside = inside};
    if (!step->word || !step->operands[0] || !step->operands[1])
        return false;
    Dtype own = items_dtype(fn_type(fn, step->operands[0])), computed = step_dtype(fn, step);
    int other = squares ? 0 : fn_type(fn, step->operands[1])->ndim;
    return own != DTYPE_COUNT && computed != DTYPE_COUNT && elementwise_casts(computed, own) &&
           other <= fn_type(fn, step->operands[0])->ndim;
}

bool fuse_may_be_stored(const Fn *fn, ValueId value, const Type *array) {
    const Type *type = value ? fn_type(fn, value) : NULL;
    if (!type || items_dtype(array) == DTYPE_COUNT || !elementwise_letter(type) ||
        elementwise_item(type).dtype == DTYPE_COUNT)
        return false;
    return type->kind == TYPE_ARRAY    ? type->ndim <= array->ndim
           : type->kind == TYPE_SCALAR ? elementwise_holds(array->dtype, type->dtype)
                                       : true;
}

bool fuse_is_store(const Fn *fn, const Instruction *at) {
    if (at->op != OP_NP_STORE)
        return false;
    const Type *array = fn_type(fn, at->operands[0]);
    bool is_slice = strlen(at->text) == 1 && at->text[0] != 'i' && array->ndim == 1;
    return (is_slice || at->text[0] == '\0') &&
           fuse_may_be_stored(fn, fuse_unboxed(fn, at->operands[1]), array);
}

bool fuse_is_reduction(const Fn *fn, const Instruction *at) {
    if (!fuse_reduction_word(at->op) || fn_type(fn, at->result)->kind != TYPE_SCALAR)
        return false;
    const Type *type = fn_type(fn, at->operands[0]);
    Dtype items = items_dtype(type), dtype = (Dtype)at->immediate;
    if (items == DTYPE_COUNT || !elementwise_is_in_order(type) ||
        (at->op == OP_NP_MEAN && dtype != DTYPE_FLOAT64 && dtype != items))
        return false;
    return dtype != DTYPE_BOOL || at->op == OP_NP_ANY || at->op == OP_NP_ALL;
}
