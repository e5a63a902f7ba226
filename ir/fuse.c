/* fuse(): elementwise operations on arrays in memory, and reductions of what they give, become one
 * loop each that calls nothing and makes no array between.
 *
 * Only inside of loops, where such calls are made often and cost more than what they compute; and
 * only where NumPy's bits are known without asking it: arrays of the dtypes and steps of
 * elementwise.c, with numbers. Whether these very items are such that nothing would be rounded,
 * flagged or ordered otherwise shows while the loop runs; where they are not, NumPy does it all
 * again, operator by operator, so that results and warnings are its own.
 *
 * Inside of a try statement the loop raises where its operations would have: all of them go to one
 * handler with the same values.
 *
 * Does not: touch anything between whose operations something else happens that could change an
 * array. */
#include "caught.h"

#include <ir/elementwise.h>
#include <ir/escape.h>
#include <ir/passes.h>

#include <string.h>

enum { MOST_LEAVES = 10, MOST_STEPS = 12, MOST_CLAIMED = 128, MOST_TEXT = 240 };

typedef struct Fuse {
    Fn *fn;
    const int *uses;      /* by value */
    ValueId *replacement; /* by value: what stands for it now, itself where nothing does */
} Fuse;

/* An operation and what leads to it, as postfix text. */
typedef struct Expression {
    const Fn *fn;
    const Block *block;
    const Instruction *root;
    const Instruction *claimed[MOST_CLAIMED]; /* what becomes part of it */
    int claimed_count, step_count, most_steps;
    ValueId leaves[MOST_LEAVES];
    int leaf_count;
    char text[MOST_TEXT];
    int length;
} Expression;

/* One elementwise operation as the kernel has it: `operands` are its own, looked at through the
 * boxes around them. */
typedef struct Step {
    const char *word;
    ValueId operands[ELEMENTWISE_OPERANDS];
    int operand_count;
    const Instruction *inside; /* the boxed operation whose result it unboxes, or NULL */
} Step;

/* ---- what can be emitted ---- */

static const char *reduction_word(Op op) {
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

static const Instruction *definition(const Fn *fn, ValueId value) {
    return fn->values.items[value].definition;
}

/* What a box holds. */
static ValueId unboxed(const Fn *fn, ValueId value) {
    const Instruction *box = definition(fn, value);
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
    const Instruction *at = definition(fn, value);
    return at && at->op == OP_CONST_I64 && at->immediate == 2;
}

/* What the operation does, and its first operand that is not the function. */
static const char *boxed_word(const Fn *fn, const Instruction *inside, int *first) {
    *first = 0;
    switch (inside->op) {
    case OP_OBJECT_BINARY: return elementwise_operator(inside->immediate);
    case OP_OBJECT_COMPARE: return elementwise_comparison(inside->immediate);
    case OP_OBJECT_CALL: {
        const Instruction *callee = definition(fn, inside->operands[0]);
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
    const Instruction *inside = definition(fn, at->operands[0]);
    if (!inside)
        return false;
    int first;
    step->inside = inside;
    step->word = boxed_word(fn, inside, &first);
    step->operand_count = inside->operand_count - first;
    if (inside->op == OP_OBJECT_BINARY && inside->immediate == BINARY_POWER &&
        is_two(fn, unboxed(fn, inside->operands[1]))) {
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
        step->operands[i] = unboxed(fn, inside->operands[first + i]);
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

static Dtype vector_dtype(const Type *type) {
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

static bool is_step(const Fn *fn, const Instruction *at, Step *step) {
    if (!read_step(fn, at, step))
        return false;
    Dtype dtype = step_dtype(fn, step);
    return dtype != DTYPE_COUNT && dtype == items_dtype(fn_type(fn, at->result));
}

/* An operator in place on a vector, which stays what it was: `at` unboxes it. What NumPy computes
 * has to be of a dtype that may be stored. */
static bool is_update(const Fn *fn, const Instruction *at, Step *step) {
    const Instruction *inside = at->op == OP_UNBOX_ARRAY ? definition(fn, at->operands[0]) : NULL;
    if (!inside || inside->op != OP_OBJECT_INPLACE)
        return false;
    bool squares =
        inside->immediate == BINARY_POWER && is_two(fn, unboxed(fn, inside->operands[1]));
    *step = (Step){.word = squares ? "square" : elementwise_operator(inside->immediate),
                   .operands = {unboxed(fn, inside->operands[0]), unboxed(fn, inside->operands[1])},
                   .operand_count = squares ? 1 : 2,
                   .inside = inside};
    if (!step->word || !step->operands[0] || !step->operands[1])
        return false;
    Dtype own = items_dtype(fn_type(fn, step->operands[0])), computed = step_dtype(fn, step);
    int other = squares ? 0 : fn_type(fn, step->operands[1])->ndim;
    return own != DTYPE_COUNT && computed != DTYPE_COUNT && elementwise_casts(computed, own) &&
           other <= fn_type(fn, step->operands[0])->ndim;
}

/* Whether what is stored to an array of this type does not depend on the version of NumPy. */
static bool may_be_stored(const Fn *fn, ValueId value, const Type *array) {
    const Type *type = value ? fn_type(fn, value) : NULL;
    if (!type || items_dtype(array) == DTYPE_COUNT || !elementwise_letter(type) ||
        elementwise_item(type).dtype == DTYPE_COUNT)
        return false;
    return type->kind == TYPE_ARRAY    ? type->ndim <= array->ndim
           : type->kind == TYPE_SCALAR ? elementwise_holds(array->dtype, type->dtype)
                                       : true;
}

/* To a vector's slice, or to all of what split_stores() has made of another array's. */
static bool is_store(const Fn *fn, const Instruction *at) {
    if (at->op != OP_NP_STORE)
        return false;
    const Type *array = fn_type(fn, at->operands[0]);
    bool is_slice = strlen(at->text) == 1 && at->text[0] != 'i' && array->ndim == 1;
    return (is_slice || at->text[0] == '\0') &&
           may_be_stored(fn, unboxed(fn, at->operands[1]), array);
}

/* Of numbers in the items' own dtype, or in the one to which NumPy converts them. */
static bool is_reduction(const Fn *fn, const Instruction *at) {
    if (!reduction_word(at->op) || fn_type(fn, at->result)->kind != TYPE_SCALAR)
        return false;
    const Type *type = fn_type(fn, at->operands[0]);
    Dtype items = items_dtype(type), dtype = (Dtype)at->immediate;
    if (items == DTYPE_COUNT || !elementwise_is_in_order(type) ||
        (at->op == OP_NP_MEAN && dtype != DTYPE_FLOAT64 && dtype != items))
        return false;
    return dtype != DTYPE_BOOL || at->op == OP_NP_ANY || at->op == OP_NP_ALL;
}

/* ---- collecting ---- */

static bool add_word(Expression *e, const char *word) {
    int length = (int)strlen(word);
    if (e->length + length + 2 > MOST_TEXT)
        return false;
    if (e->length > 0)
        e->text[e->length++] = ' ';
    memcpy(e->text + e->length, word, (size_t)length + 1);
    e->length += length;
    return true;
}

static bool is_same_int(const Fn *fn, ValueId a, ValueId b) {
    const Instruction *left = definition(fn, a), *right = definition(fn, b);
    return a == b || (left && right && left->op == OP_CONST_I64 && right->op == OP_CONST_I64 &&
                      left->immediate == right->immediate);
}

/* Its number among the operands, or -1 when there are too many. */
static int leaf_index(const Fuse *f, Expression *e, ValueId value) {
    int index = 0;
    while (index < e->leaf_count && !is_same_int(f->fn, e->leaves[index], value))
        index++;
    if (index == MOST_LEAVES)
        return -1;
    if (index == e->leaf_count)
        e->leaves[e->leaf_count++] = value;
    return index;
}

static bool add_leaf(const Fuse *f, Expression *e, ValueId value) {
    char letter = elementwise_letter(fn_type(f->fn, value));
    int index = letter ? leaf_index(f, e, value) : -1;
    char word[] = {letter, (char)('0' + index), '\0'};
    return index >= 0 && add_word(e, word);
}

static void claim(Expression *e, const Instruction *at) {
    if (e->claimed_count < MOST_CLAIMED)
        e->claimed[e->claimed_count++] = at;
}

static void claim_box(const Fuse *f, Expression *e, ValueId box) {
    if (f->uses[box] == 1 && f->fn->values.items[box].block == e->block)
        claim(e, definition(f->fn, box));
}

/* ---- slices ---- */

/* Whether `value` is a slice of a vector, as another one, wanted here only. */
static bool is_slice(const Fuse *f, const Expression *e, ValueId value) {
    const Instruction *view = definition(f->fn, value);
    if (!view || view->op != OP_NP_VIEW || view->line != e->root->line || f->uses[value] != 1 ||
        e->most_steps == 0 || f->fn->values.items[value].block != e->block ||
        view->text[1] != '\0' || strcmp(view->text, VIEW_TRANSPOSED) == 0)
        return false;
    Dtype dtype = vector_dtype(fn_type(f->fn, view->operands[0]));
    return dtype != DTYPE_COUNT && vector_dtype(fn_type(f->fn, value)) == dtype;
}

/* Where the bounds begin in a view or a store to one. */
static const ValueId *bounds_of(const Instruction *slice) {
    return slice->operands + (slice->op == OP_NP_STORE ? 2 : 1);
}

/* Of a view, or of a store to one. */
static bool add_slice(const Fuse *f, Expression *e, const Instruction *slice) {
    int absent = slice->text[0] - '0';
    const ValueId *bounds = bounds_of(slice);
    char word[] = {'v', (char)('0' + leaf_index(f, e, slice->operands[0])), '-', '-', '-', '\0'};
    if (word[1] < '0')
        return false;
    for (int i = 0; i < 3; i++) {
        if (absent & 1 << i)
            continue;
        ValueId bound = *bounds++;
        int index = i == 2 && !is_known_step(f->fn, bound) ? -1 : leaf_index(f, e, bound);
        if (index < 0)
            return false;
        word[2 + i] = (char)('0' + index);
    }
    return add_word(e, word);
}

/* ---- steps ---- */

static bool add_operand(const Fuse *f, Expression *e, ValueId value);

/* Operands first. */
static bool add_step(const Fuse *f, Expression *e, const Instruction *at, const Step *step) {
    for (int i = 0; i < step->operand_count; i++)
        if (!add_operand(f, e, step->operands[i]))
            return false;
    e->step_count++;
    claim(e, at);
    if (step->inside) {
        claim(e, step->inside);
        for (int i = 0; i < step->inside->operand_count; i++)
            claim_box(f, e, step->inside->operands[i]);
    }
    return add_word(e, step->word);
}

/* Whether `value` is wanted at one place only: where a box is, that has to be the only one, too. */
static bool is_used_once(const Fuse *f, const Expression *e, ValueId value) {
    if (f->uses[value] != 1)
        return false;
    for (int k = 0; k < e->block->instructions.count; k++) {
        const Instruction *at = e->block->instructions.items[k];
        if (at->op == OP_BOX_ARRAY && at->operands[0] == value)
            return f->uses[at->result] == 1;
    }
    return true;
}

/* Whether the step, with the operation that it unboxes, can be taken out of the block. */
static bool is_free(const Fuse *f, const Expression *e, const Step *step) {
    return !step->inside || (f->uses[step->inside->result] == 1 &&
                             f->fn->values.items[step->inside->result].block == e->block);
}

/* What nobody else uses is computed here, the rest is read from memory. */
static bool add_operand(const Fuse *f, Expression *e, ValueId value) {
    const Instruction *at = definition(f->fn, value);
    Step step;
    bool inside = at && f->fn->values.items[value].block == e->block && at->line == e->root->line &&
                  e->step_count < e->most_steps && is_step(f->fn, at, &step) &&
                  is_used_once(f, e, value) && is_free(f, e, &step);
    if (inside)
        return add_step(f, e, at, &step);
    if (!is_slice(f, e, value))
        return add_leaf(f, e, value);
    claim(e, at);
    return add_slice(f, e, at);
}

/* ---- stores ---- */

/* The array, or a slice of it where `slice` is one. */
static bool add_target(const Fuse *f, Expression *e, ValueId array, const Instruction *slice) {
    return slice ? add_slice(f, e, slice) : add_leaf(f, e, array);
}

/* The array first, which is also where the items go. */
static bool add_update(const Fuse *f, Expression *e, const Step *step, const Instruction *slice) {
    ValueId array = step->operands[0];
    claim(e, step->inside);
    for (int i = 0; i < 2; i++)
        claim_box(f, e, step->inside->operands[i]);
    e->step_count++;
    return add_target(f, e, array, slice) &&
           (step->operand_count == 1 || add_operand(f, e, step->operands[1])) &&
           add_word(e, step->word) && add_target(f, e, array, slice) && add_word(e, "update");
}

/* Of views and stores. */
static bool is_same_slice(const Fn *fn, const Instruction *a, const Instruction *b) {
    int bounds = a->operand_count - (int)(bounds_of(a) - a->operands);
    if (a->operands[0] != b->operands[0] || strcmp(a->text, b->text) != 0 ||
        bounds != b->operand_count - (int)(bounds_of(b) - b->operands))
        return false;
    for (int i = 0; i < bounds; i++)
        if (!is_same_int(fn, bounds_of(a)[i], bounds_of(b)[i]))
            return false;
    return true;
}

/* Whether `store` only brings back the slice, updated in place, that it would be stored to:
 * `x[i:j] += y`. */
static bool is_slice_update(const Fuse *f, const Expression *e, const Instruction *store,
                            Step *step) {
    ValueId value = unboxed(f->fn, store->operands[1]);
    const Instruction *updated = value ? definition(f->fn, value) : NULL;
    if (!updated || !is_update(f->fn, updated, step) || f->uses[value] != 1 ||
        f->fn->values.items[value].block != e->block || !is_free(f, e, step))
        return false;
    const Instruction *view = definition(f->fn, step->operands[0]);
    return view && is_slice(f, e, step->operands[0]) && is_same_slice(f->fn, view, store) &&
           f->uses[step->inside->operands[0]] == 1;
}

/* The same of two views that are the same slices of an array. */
static bool is_view_update(const Fuse *f, const Expression *e, const Instruction *store,
                           Step *step) {
    ValueId value = unboxed(f->fn, store->operands[1]);
    const Instruction *updated = value ? definition(f->fn, value) : NULL;
    const Instruction *to = definition(f->fn, store->operands[0]);
    if (store->text[0] != '\0' || !to || to->op != OP_NP_VIEW || !updated ||
        !is_update(f->fn, updated, step) || f->uses[value] != 1 ||
        f->fn->values.items[value].block != e->block || !is_free(f, e, step))
        return false;
    const Instruction *view = definition(f->fn, step->operands[0]);
    return view && view->op == OP_NP_VIEW && is_same_slice(f->fn, view, to);
}

/* What is stored, and where. */
static bool add_store(const Fuse *f, Expression *e, const Instruction *store) {
    Step step;
    ValueId value = unboxed(f->fn, store->operands[1]);
    claim_box(f, e, store->operands[1]);
    if (e->most_steps > 0 && is_view_update(f, e, store, &step)) {
        claim(e, definition(f->fn, value));
        claim(e, definition(f->fn, store->operands[0]));
        return add_update(f, e, &step, NULL);
    }
    if (e->most_steps > 0 && is_slice_update(f, e, store, &step)) {
        claim(e, definition(f->fn, value));
        claim(e, definition(f->fn, step.operands[0]));
        return add_update(f, e, &step, store);
    }
    bool is_slice = store->text[0] != '\0';
    return add_operand(f, e, value) &&
           add_target(f, e, store->operands[0], is_slice ? store : NULL) && add_word(e, "store");
}

static bool is_claimed(const Expression *e, const Instruction *at) {
    for (int i = 0; i < e->claimed_count; i++)
        if (e->claimed[i] == at)
            return true;
    return false;
}

/* Whether what is claimed raises as the last step does, and between the first and the last nothing
 * happens that is seen outside. */
static bool is_undisturbed(const Expression *e, int root) {
    int left = e->claimed_count - is_claimed(e, e->root);
    if (e->claimed_count == MOST_CLAIMED)
        return false;
    for (int i = 0; i < e->claimed_count; i++)
        if (op_infos[e->claimed[i]->op].flags & OPF_RAISES &&
            !is_caught_alike(e->root, e->claimed[i]))
            return false;
    for (int k = root - 1; left > 0 && k >= 0; k--) {
        const Instruction *at = e->block->instructions.items[k];
        if (is_claimed(e, at))
            left--;
        else if (!(op_infos[at->op].flags & (OPF_PURE | OPF_DISCARDABLE)) &&
                 !is_certain_view(e->fn, at))
            return false;
    }
    return left == 0;
}

static bool collect(const Fuse *f, const Block *block, int index, int most_steps, Expression *e) {
    const Instruction *root = block->instructions.items[index];
    Step step;
    *e = (Expression){.fn = f->fn, .block = block, .root = root, .most_steps = most_steps};
    if (is_update(f->fn, root, &step))
        return is_free(f, e, &step) && add_update(f, e, &step, NULL) && is_undisturbed(e, index);
    if (is_store(f->fn, root))
        return add_store(f, e, root) && is_undisturbed(e, index);
    if (is_reduction(f->fn, root))
        return add_operand(f, e, root->operands[0]) &&
               elementwise_are_alike(f->fn, e->leaves, e->leaf_count) &&
               add_word(e, reduction_word(root->op)) && is_undisturbed(e, index);
    return is_step(f->fn, root, &step) && is_free(f, e, &step) && add_step(f, e, root, &step) &&
           is_undisturbed(e, index);
}

/* ---- the change ---- */

static void become(const Fuse *f, Instruction *root, const Expression *e) {
    Step step;
    bool updates = is_update(f->fn, root, &step), reduces = reduction_word(root->op);
    bool stores = root->op == OP_NP_STORE;
    if (!reduces)
        root->immediate = (int64_t)fn_type(f->fn, stores ? root->operands[0] : root->result)->dtype;
    root->op = updates || stores ? OP_NATIVE_STORE : reduces ? OP_NATIVE_REDUCE : OP_NATIVE_MAP;
    if (updates) {
        f->replacement[root->result] = step.operands[0];
        root->result = 0;
    }
    root->operands = ARENA_ARRAY(f->fn->arena, ValueId, e->leaf_count);
    memcpy(root->operands, e->leaves, (size_t)e->leaf_count * sizeof *e->leaves);
    root->operand_count = e->leaf_count;
    root->text = arena_copy_text(f->fn->arena, e->text, (size_t)e->length);
}

/* From the last to the first, so that what a later one takes in is gone when its turn comes. */
static void fuse_block(const Fuse *f, Block *block) {
    for (int k = block->instructions.count - 1; k >= 0; k--) {
        Expression e;
        Instruction *root = block->instructions.items[k];
        if (!collect(f, block, k, MOST_STEPS, &e) && !collect(f, block, k, 0, &e))
            continue;
        int kept = 0;
        for (int i = 0; i < block->instructions.count; i++) {
            Instruction *at = block->instructions.items[i];
            k -= i < k && at != root && is_claimed(&e, at);
            if (at == root || !is_claimed(&e, at))
                block->instructions.items[kept++] = at;
        }
        block->instructions.count = kept;
        become(f, root, &e);
    }
}

/* ---- stores to slices of several dimensions ---- */

/* The view to which `store` stores, behind the block's last instruction; NULL where it is not known
 * to be one. */
static Instruction *append_view(Fn *fn, Block *block, const Instruction *store) {
    const Type *array = fn_type(fn, store->operands[0]);
    int bounds = store->operand_count - 2;
    ValueId operands[2 + 3 * VIEW_DIMENSIONS] = {store->operands[0]};
    if (array->ndim < 2 || array->ndim > VIEW_DIMENSIONS || store->text[0] == '\0')
        return NULL;
    memcpy(operands + 1, store->operands + 2, (size_t)bounds * sizeof *operands);
    Instruction view = {
        .op = OP_NP_VIEW, .text = store->text, .operands = operands, .operand_count = 1 + bounds};
    if (!is_certain_view(fn, &view))
        return NULL;
    Instruction *made =
        fn_append(fn, block, OP_NP_VIEW, type_array(fn->types, array->dtype, array->ndim, false),
                  operands, 1 + bounds, store->line, store->column);
    made->immediate = (int64_t)array->dtype;
    made->text = store->text;
    return made;
}

/* a[i:j, k:l] = value becomes a view and a store to all of it. */
static void split_store(Fn *fn, Block *block, int index) {
    Instruction *store = block->instructions.items[index];
    if (store->op != OP_NP_STORE || store->edge_count > 0 ||
        !may_be_stored(fn, unboxed(fn, store->operands[1]), fn_type(fn, store->operands[0])))
        return;
    Instruction *view = append_view(fn, block, store);
    if (!view)
        return;
    for (int k = block->instructions.count - 1; k > index; k--)
        block->instructions.items[k] = block->instructions.items[k - 1];
    block->instructions.items[index] = view;
    store->operands[0] = view->result;
    store->operand_count = 2;
    store->text = "";
}

static void split_stores(Fn *fn, Block *block) {
    for (int k = 0; k < block->instructions.count; k++)
        split_store(fn, block, k);
}

/* ---- where ---- */

static bool has_work(const Fn *fn, const Block *block) {
    Step step;
    for (int k = 0; k < block->instructions.count; k++) {
        const Instruction *at = block->instructions.items[k];
        if (is_reduction(fn, at) || is_step(fn, at, &step) || is_update(fn, at, &step) ||
            is_store(fn, at))
            return true;
    }
    return false;
}

/* With the blocks that only exceptions part from it. */
static void fuse_chain(const Fuse *f, const Graph *graph, Block *head) {
    Chain chain;
    join_caught(f->fn, graph, head, &chain);
    if (has_work(f->fn, head))
        fuse_block(f, head);
    part_caught(f->fn, head, &chain);
}

static const int *count_uses(const Fn *fn) {
    int *uses = ARENA_ARRAY(fn->arena, int, fn->values.count);
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *at = block->instructions.items[k];
            for (int i = 0; i < at->operand_count; i++)
                uses[at->operands[i]]++;
            for (int e = 0; e < at->edge_count; e++)
                for (int i = 0; i < at->edges[e].argument_count; i++)
                    uses[at->edges[e].arguments[i]]++;
        }
    }
    return uses;
}

/* By block id: whether it is run often. Of cold code that is where it goes on after an exception
 * that was caught. */
static const bool *busy_blocks(Fn *fn) {
    const bool *hot = repeating_blocks(fn->arena, fn, false);
    const bool *brisk = brisk_blocks(fn->arena, fn, repeating_blocks(fn->arena, fn, true));
    bool *busy = ARENA_ARRAY(fn->arena, bool, fn->blocks.count);
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int k = 0; k < block->instructions.count; k++)
            busy[b] = busy[b] || block->instructions.items[k]->op == OP_EXCEPTION_TAKE;
    }
    fn_spread(fn, busy, false);
    for (int b = 0; b < fn->blocks.count; b++)
        busy[b] = fn->blocks.items[b]->cold ? busy[b] && brisk[b] : hot[b];
    return busy;
}

void fuse(Fn *fn) {
    const bool *repeats = repeating_blocks(fn->arena, fn, false);
    for (int b = 0; b < fn->blocks.count; b++)
        if (!fn->blocks.items[b]->cold && repeats[b])
            split_stores(fn, fn->blocks.items[b]);
    Fuse f = {fn, count_uses(fn), ARENA_ARRAY(fn->arena, ValueId, fn->values.count)};
    for (ValueId value = 0; value < fn->values.count; value++)
        f.replacement[value] = value;
    const bool *busy = busy_blocks(fn);
    const Graph *graph = graph_create(fn);
    const bool *joined = find_joined(fn, graph);
    for (int b = 0; b < fn->blocks.count; b++) {
        Block *block = fn->blocks.items[b];
        if (busy[b] && !joined[b])
            fuse_chain(&f, graph, block);
    }
    for (ValueId value = 0; value < fn->values.count; value++)
        while (f.replacement[value] != f.replacement[f.replacement[value]])
            f.replacement[value] = f.replacement[f.replacement[value]];
    fn_replace_values(fn, f.replacement);
}
