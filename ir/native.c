/* native(): small arrays that never leave the kernel become their items.
 *
 * An array made of given items, of which nothing but reductions, its length and items at known
 * places are wanted, needs no memory: its items are values already. The reductions are emitted in
 * NumPy's order of operations. What can warn (a float result that is not finite, or underflowed)
 * branches to the array and NumPy, so that the warning and the result are NumPy's own. An array
 * made of a list of ints only to be summed becomes the sum of the list.
 *
 * Does not: touch arrays that are stored, passed on, boxed or merged with others; those take the
 * routes of routes.def. */
#include <ir/passes.h>

#include <string.h>

/* NumPy adds fewer items than this one after the other; from here on in eight interleaved chains.
 */
enum { PAIRWISE_BLOCK = 8 };

typedef struct Native {
    Fn *fn;
    bool *kept;           /* by value: must stay an array */
    ValueId *replacement; /* by value: what stands for it now, 0: itself */
    Block *block;         /* being refilled */
    const Instruction *at;
    ValueId underflows; /* whether a step before did, of what `at` becomes; 0: none can have */
} Native;

static bool is_array_of_items(const Native *n, ValueId value) {
    const Instruction *made = fn_definition(n->fn, value);
    return made != NULL && made->op == OP_NP_ARRAY;
}

/* Of ints that the list holds raw. */
static bool is_array_of_list(const Native *n, ValueId value) {
    const Instruction *made = fn_definition(n->fn, value);
    return made != NULL && made->op == OP_NP_ARRAY_FROM_LIST && made->immediate == DTYPE_INT64 &&
           fn_type(n->fn, made->operands[0])->element->kind == TYPE_I64;
}

static char kind_of(Dtype dtype) {
    return dtype_infos[dtype].kind;
}

/* ---- what can be done without the array ---- */

static bool constant_index(const Native *n, const Instruction *use, int64_t *out) {
    const Instruction *array = fn_definition(n->fn, use->operands[0]);
    const Instruction *index = fn_definition(n->fn, use->operands[1]);
    if (index == NULL || index->op != OP_CONST_I64) {
        return false;
    }
    *out = index->immediate + (index->immediate < 0 ? array->operand_count : 0);
    return *out >= 0 && *out < array->operand_count;
}

/* Items that are Python ints, boxed only to become items. */
static bool holds_exact_ints(const Native *n, const Instruction *array) {
    for (int k = 0; k < array->operand_count; k++) {
        const Instruction *box = fn_definition(n->fn, array->operands[k]);
        if (box == NULL || box->op != OP_BOX_INT) {
            return false;
        }
    }
    return true;
}

static bool float_reduction(Op op, int count) {
    return op == OP_NP_PROD || ((op == OP_NP_SUM || op == OP_NP_MEAN) && count < PAIRWISE_BLOCK);
}

static bool reducible(const Native *n, const Instruction *use) {
    const Instruction *array = fn_definition(n->fn, use->operands[0]);
    Dtype dtype = (Dtype)array->immediate;
    int count = array->operand_count;
    if (count == 0) {
        return false; /* an empty reduction may raise or warn: NumPy's business */
    }
    switch (kind_of(dtype)) {
    case 'f': return dtype == DTYPE_FLOAT64 && float_reduction(use->op, count);
    case 'O': return use->op == OP_NP_SUM && holds_exact_ints(n, array);
    case 'u': return false;
    default: return use->op != OP_NP_STD && (use->op != OP_NP_MEAN || count < PAIRWISE_BLOCK);
    }
}

static bool needs_no_array(const Native *n, const Instruction *use) {
    int64_t index;
    switch (use->op) {
    case OP_NP_SUM:
    case OP_NP_PROD:
    case OP_NP_MAX:
    case OP_NP_MIN:
    case OP_NP_MEAN: return reducible(n, use);
    case OP_NP_LENGTH: return true;
    case OP_NP_GETITEM: return use->immediate != DTYPE_OBJECT && constant_index(n, use, &index);
    default: return false;
    }
}

static void keep(Native *n, const ValueId *values, int count) {
    for (int k = 0; k < count; k++) {
        n->kept[values[k]] = true;
    }
}

static void find_kept(Native *n) {
    for (int b = 0; b < n->fn->blocks.count; b++) {
        const Block *block = n->fn->blocks.items[b];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *use = block->instructions.items[k];
            bool fine = use->operand_count > 0 &&
                        ((is_array_of_items(n, use->operands[0]) && needs_no_array(n, use)) ||
                         (is_array_of_list(n, use->operands[0]) && use->op == OP_NP_SUM));
            keep(n, use->operands + fine, use->operand_count - fine);
            for (int e = 0; e < use->edge_count; e++) {
                keep(n, use->edges[e].arguments, use->edges[e].argument_count);
            }
        }
    }
}

/* ---- emission ---- */

/* What raises goes to the handler of what it takes the place of. */
static Instruction *emit(Native *n, Op op, const Type *type, const ValueId *operands, int count) {
    Instruction *made =
        fn_append(n->fn, n->block, op, type, operands, count, n->at->line, n->at->column);
    const Edge *handler = instruction_raise_edge(n->at);
    if (handler && op_infos[op].flags & OPF_RAISES) {
        Block *goes_on = fn_block(n->fn, "goes_on");
        goes_on->cold = n->block->cold;
        fn_edge(n->fn, made, goes_on, NULL, 0);
        fn_edge(n->fn, made, handler->target, handler->arguments, handler->argument_count);
        n->block = goes_on;
    }
    return made;
}

static ValueId value_of(Native *n, Op op, const Type *type, ValueId a, ValueId b) {
    ValueId operands[2] = {a, b};
    return emit(n, op, type, operands, b == 0 ? 1 : 2)->result;
}

static void replace(Native *n, ValueId result) {
    n->replacement[n->at->result] = result;
}

static const Type *simple(const Native *n, TypeKind kind) {
    return type_simple(n->fn->types, kind);
}

/* Item k as the integer it is. */
static ValueId raw_item(Native *n, const Instruction *array, int k) {
    ValueId item = array->operands[k];
    switch (fn_type(n->fn, item)->kind) {
    case TYPE_BOOL: return value_of(n, OP_BOOL_TO_I64, simple(n, TYPE_I64), item, 0);
    case TYPE_SCALAR: return value_of(n, OP_SCALAR_TO_I64, simple(n, TYPE_I64), item, 0);
    default: return item;
    }
}

/* Item k as a scalar of `dtype`: what NumPy's cast for the reduction makes of it. */
static ValueId item_as(Native *n, const Instruction *array, int k, Dtype dtype) {
    const Type *scalar = type_scalar(n->fn->types, dtype);
    ValueId item = array->operands[k];
    const Type *type = fn_type(n->fn, item);
    if (type == scalar) {
        return item;
    }
    if (type->kind == TYPE_FLOAT) {
        return value_of(n, OP_SCALAR_FROM_FLOAT, scalar, item, 0);
    }
    if (dtype == DTYPE_BOOL) {
        return value_of(n, OP_SCALAR_FROM_BOOL, scalar, item, 0);
    }
    return value_of(n, OP_SCALAR_FROM_I64, scalar, raw_item(n, array, k), 0);
}

static Op step(Op reduction) {
    switch (reduction) {
    case OP_NP_PROD: return OP_NATIVE_MUL;
    case OP_NP_MAX: return OP_NATIVE_MAX;
    case OP_NP_MIN: return OP_NATIVE_MIN;
    default: return OP_NATIVE_ADD;
    }
}

/* What is tiny because a product or quotient was rounded to it: NumPy may have been told to warn.
 */
static void note_underflow(Native *n, ValueId result, ValueId a, ValueId b) {
    const Type *truth = simple(n, TYPE_BOOL);
    ValueId operands[3] = {result, a, b};
    ValueId tiny = emit(n, OP_NATIVE_UNDERFLOWS, truth, operands, 3)->result;
    n->underflows = n->underflows == 0 ? tiny : value_of(n, OP_BOOL_OR, truth, n->underflows, tiny);
}

/* The items combined from the first to the last, in the dtype of the result. */
static ValueId chain(Native *n, const Instruction *array, Dtype dtype) {
    const Type *scalar = type_scalar(n->fn->types, dtype);
    ValueId result = item_as(n, array, 0, dtype);
    if (kind_of(dtype) == 'f' && n->at->op != OP_NP_PROD) {
        /* NumPy starts from zero; which zero shows when all items are -0.0. */
        ValueId seed = emit(n, OP_NATIVE_SUM_SEED, scalar, NULL, 0)->result;
        result = value_of(n, OP_NATIVE_ADD, scalar, seed, result);
    }
    for (int k = 1; k < array->operand_count; k++) {
        ValueId before = result, item = item_as(n, array, k, dtype);
        result = value_of(n, step(n->at->op), scalar, before, item);
        if (kind_of(dtype) == 'f' && n->at->op == OP_NP_PROD) {
            note_underflow(n, result, before, item);
        }
    }
    return result;
}

static ValueId divided(Native *n, ValueId sum, int count) {
    const Type *scalar = type_scalar(n->fn->types, DTYPE_FLOAT64);
    Instruction *number = emit(n, OP_CONST_FLOAT, simple(n, TYPE_FLOAT), NULL, 0);
    number->number = count;
    ValueId float_sum = value_of(n, OP_SCALAR_TO_FLOAT, simple(n, TYPE_FLOAT), sum, 0);
    ValueId mean = value_of(n, OP_FLOAT_DIV, simple(n, TYPE_FLOAT), float_sum, number->result);
    ValueId result = value_of(n, OP_SCALAR_FROM_FLOAT, scalar, mean, 0);
    note_underflow(n, result, sum, sum);
    return result;
}

/* Goes on with `result` where it is finite and nothing underflowed. Where not, the array is made
 * and NumPy reduces it. */
static void finite_or_numpy(Native *n, const Instruction *array, ValueId result) {
    Fn *fn = n->fn;
    const Type *truth = simple(n, TYPE_BOOL);
    ValueId fine = value_of(n, OP_NATIVE_IS_FINITE, truth, result, 0);
    if (n->underflows != 0) {
        ValueId stays = value_of(n, OP_BOOL_NOT, truth, n->underflows, 0);
        fine = value_of(n, OP_BOOL_AND, truth, fine, stays);
    }
    Block *numpy = fn_block(fn, "not.finite"), *after = fn_block(fn, "reduced");
    numpy->cold = true;
    after->cold = n->block->cold;
    ValueId parameter = fn_parameter(fn, after, fn_type(fn, n->at->result), NULL);
    replace(n, parameter);
    Instruction *branch = emit(n, OP_BRANCH, NULL, &fine, 1);
    fn_edge(fn, branch, after, &result, 1);
    fn_edge(fn, branch, numpy, NULL, 0);
    n->block = numpy;
    Instruction *copy =
        emit(n, OP_NP_ARRAY, fn_type(fn, array->result), array->operands, array->operand_count);
    copy->immediate = array->immediate;
    ValueId made = copy->result;
    Instruction *reduction = emit(n, n->at->op, fn_type(fn, parameter), &made, 1);
    reduction->immediate = n->at->immediate;
    Instruction *jump = emit(n, OP_JUMP, NULL, NULL, 0);
    fn_edge(fn, jump, after, &reduction->result, 1);
    n->block = after;
}

/* Python ints add up exactly; the box around the sum is all that is left of the array. */
static void emit_exact_sum(Native *n, const Instruction *array) {
    const Type *exact = simple(n, TYPE_INT);
    ValueId sum = fn_definition(n->fn, array->operands[0])->operands[0];
    for (int k = 1; k < array->operand_count; k++) {
        sum = value_of(n, OP_INT_ADD, exact, sum,
                       fn_definition(n->fn, array->operands[k])->operands[0]);
    }
    replace(n, value_of(n, OP_BOX_INT, simple(n, TYPE_OBJECT), sum, 0));
}

static void emit_reduction(Native *n, const Instruction *array) {
    if (array->immediate == DTYPE_OBJECT) {
        emit_exact_sum(n, array);
        return;
    }
    Dtype dtype = (Dtype)n->at->immediate;
    bool may_warn = kind_of((Dtype)array->immediate) == 'f';
    n->underflows = 0;
    ValueId result = chain(n, array, dtype);
    if (n->at->op == OP_NP_MEAN) {
        result = divided(n, result, array->operand_count);
    }
    if (may_warn) {
        finite_or_numpy(n, array, result);
    } else {
        replace(n, result);
    }
}

/* Emits what the instruction becomes; false when it stays as it is. */
static bool replaced(Native *n) {
    const Instruction *at = n->at;
    if (at->op == OP_NP_ARRAY) {
        return !n->kept[at->result];
    }
    if (at->op == OP_NP_ARRAY_FROM_LIST && is_array_of_list(n, at->result) &&
        !n->kept[at->result]) {
        /* Here, not where it is asked for: the list may have changed by then. */
        const Type *scalar = type_scalar(n->fn->types, DTYPE_INT64);
        replace(n, value_of(n, OP_NATIVE_LIST_SUM, scalar, at->operands[0], 0));
        return true;
    }
    if (at->op == OP_NP_SUM && is_array_of_list(n, at->operands[0]) && !n->kept[at->operands[0]]) {
        replace(n, at->operands[0]);
        return true;
    }
    if (at->operand_count == 0 || !is_array_of_items(n, at->operands[0]) ||
        n->kept[at->operands[0]] || !needs_no_array(n, at)) {
        return false;
    }
    const Instruction *array = fn_definition(n->fn, at->operands[0]);
    int64_t index;
    if (at->op == OP_NP_LENGTH) {
        Instruction *length = emit(n, OP_CONST_I64, simple(n, TYPE_I64), NULL, 0);
        length->immediate = array->operand_count;
        replace(n, length->result);
    } else if (at->op == OP_NP_GETITEM) {
        constant_index(n, at, &index);
        replace(n, item_as(n, array, (int)index, (Dtype)at->immediate));
    } else {
        emit_reduction(n, array);
    }
    return true;
}

static void refill(Native *n, Block *block) {
    Instruction **old = block->instructions.items;
    int count = block->instructions.count;
    block->instructions.items = NULL;
    block->instructions.count = block->instructions.capacity = 0;
    n->block = block;
    for (int k = 0; k < count; k++) {
        n->at = old[k];
        if (replaced(n)) {
            if (old[k]->edge_count > 0) { /* it cannot raise any more */
                const Edge *edge = &old[k]->edges[0];
                Instruction *jump = emit(n, OP_JUMP, NULL, NULL, 0);
                fn_edge(n->fn, jump, edge->target, edge->arguments, edge->argument_count);
            }
        } else {
            ARENA_PUSH(n->fn->arena, &n->block->instructions, old[k]);
            if (old[k]->result != 0) {
                n->fn->values.items[old[k]->result].block = n->block;
            }
        }
    }
}

static void replace_all(Native *n, int old_count) {
    int count = n->fn->values.count;
    ValueId *final = ARENA_ARRAY(n->fn->arena, ValueId, count);
    for (ValueId value = 0; value < count; value++) {
        final[value] = value;
        while (final[value] < old_count && n->replacement[final[value]] != 0) {
            final[value] = n->replacement[final[value]];
        }
    }
    fn_replace_values(n->fn, final);
}

void native(Fn *fn) {
    int value_count = fn->values.count, block_count = fn->blocks.count;
    Native n = {.fn = fn,
                .kept = ARENA_ARRAY(fn->arena, bool, value_count),
                .replacement = ARENA_ARRAY(fn->arena, ValueId, value_count)};
    find_kept(&n);
    for (int b = 0; b < block_count; b++) { /* those made on the way need no look */
        refill(&n, fn->blocks.items[b]);
    }
    replace_all(&n, value_count);
}
