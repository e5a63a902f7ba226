/* What a loop of fuse() computes: an operation and what leads to it and is wanted nowhere else, as
 * postfix text over the leaves that are read from memory, and whether all of that may be taken out
 * of its block and done at its end. Does not: decide which operation is a step (fuse_step.c), or
 * change the function (fuse.c). */
#include "fuse.h"

#include "caught.h"

#include <ir/escape.h>

#include <string.h>

/* ---- the text ---- */

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
    const Instruction *left = fn_definition(fn, a), *right = fn_definition(fn, b);
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
        claim(e, fn_definition(f->fn, box));
}

/* ---- slices ---- */

/* Whether `value` is a slice of a vector, as another one, wanted here only. */
static bool is_slice(const Fuse *f, const Expression *e, ValueId value) {
    const Instruction *view = fn_definition(f->fn, value);
    if (!view || view->op != OP_NP_VIEW || view->line != e->root->line || f->uses[value] != 1 ||
        e->most_steps == 0 || f->fn->values.items[value].block != e->block ||
        view->text[1] != '\0' || strcmp(view->text, VIEW_TRANSPOSED) == 0)
        return false;
    Dtype dtype = fuse_vector_dtype(fn_type(f->fn, view->operands[0]));
    return dtype != DTYPE_COUNT && fuse_vector_dtype(fn_type(f->fn, value)) == dtype;
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
    const Instruction *at = fn_definition(f->fn, value);
    Step step;
    bool inside = at && f->fn->values.items[value].block == e->block && at->line == e->root->line &&
                  e->step_count < e->most_steps && fuse_is_step(f->fn, at, &step) &&
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
    ValueId value = fuse_unboxed(f->fn, store->operands[1]);
    const Instruction *updated = value ? fn_definition(f->fn, value) : NULL;
    if (!updated || !fuse_is_update(f->fn, updated, step) || f->uses[value] != 1 ||
        f->fn->values.items[value].block != e->block || !is_free(f, e, step))
        return false;
    const Instruction *view = fn_definition(f->fn, step->operands[0]);
    return view && is_slice(f, e, step->operands[0]) && is_same_slice(f->fn, view, store) &&
           f->uses[step->inside->operands[0]] == 1;
}

/* The same of two views that are the same slices of an array. */
static bool is_view_update(const Fuse *f, const Expression *e, const Instruction *store,
                           Step *step) {
    ValueId value = fuse_unboxed(f->fn, store->operands[1]);
    const Instruction *updated = value ? fn_definition(f->fn, value) : NULL;
    const Instruction *to = fn_definition(f->fn, store->operands[0]);
    if (store->text[0] != '\0' || !to || to->op != OP_NP_VIEW || !updated ||
        !fuse_is_update(f->fn, updated, step) || f->uses[value] != 1 ||
        f->fn->values.items[value].block != e->block || !is_free(f, e, step))
        return false;
    const Instruction *view = fn_definition(f->fn, step->operands[0]);
    return view && view->op == OP_NP_VIEW && is_same_slice(f->fn, view, to);
}

/* What is stored, and where. */
static bool add_store(const Fuse *f, Expression *e, const Instruction *store) {
    Step step;
    ValueId value = fuse_unboxed(f->fn, store->operands[1]);
    claim_box(f, e, store->operands[1]);
    if (e->most_steps > 0 && is_view_update(f, e, store, &step)) {
        claim(e, fn_definition(f->fn, value));
        claim(e, fn_definition(f->fn, store->operands[0]));
        return add_update(f, e, &step, NULL);
    }
    if (e->most_steps > 0 && is_slice_update(f, e, store, &step)) {
        claim(e, fn_definition(f->fn, value));
        claim(e, fn_definition(f->fn, step.operands[0]));
        return add_update(f, e, &step, store);
    }
    bool is_slice = store->text[0] != '\0';
    return add_operand(f, e, value) &&
           add_target(f, e, store->operands[0], is_slice ? store : NULL) && add_word(e, "store");
}

bool fuse_is_claimed(const Expression *e, const Instruction *at) {
    for (int i = 0; i < e->claimed_count; i++)
        if (e->claimed[i] == at)
            return true;
    return false;
}

/* Whether what is claimed raises as the last step does, and between the first and the last nothing
 * happens that is seen outside. */
static bool is_undisturbed(const Expression *e, int root) {
    int left = e->claimed_count - fuse_is_claimed(e, e->root);
    if (e->claimed_count == MOST_CLAIMED)
        return false;
    for (int i = 0; i < e->claimed_count; i++)
        if (op_infos[e->claimed[i]->op].flags & OPF_RAISES &&
            !is_caught_alike(e->root, e->claimed[i]))
            return false;
    for (int k = root - 1; left > 0 && k >= 0; k--) {
        const Instruction *at = e->block->instructions.items[k];
        if (fuse_is_claimed(e, at))
            left--;
        else if (!(op_infos[at->op].flags & (OPF_PURE | OPF_DISCARDABLE)) &&
                 !is_certain_view(e->fn, at))
            return false;
    }
    return left == 0;
}

bool fuse_collect(const Fuse *f, const Block *block, int index, int most_steps, Expression *e) {
    const Instruction *root = block->instructions.items[index];
    Step step;
    *e = (Expression){.fn = f->fn, .block = block, .root = root, .most_steps = most_steps};
    if (fuse_is_update(f->fn, root, &step))
        return is_free(f, e, &step) && add_update(f, e, &step, NULL) && is_undisturbed(e, index);
    if (fuse_is_store(f->fn, root))
        return add_store(f, e, root) && is_undisturbed(e, index);
    if (fuse_is_reduction(f->fn, root))
        return add_operand(f, e, root->operands[0]) &&
               elementwise_are_alike(f->fn, e->leaves, e->leaf_count) &&
               add_word(e, fuse_reduction_word(root->op)) && is_undisturbed(e, index);
    return fuse_is_step(f->fn, root, &step) && is_free(f, e, &step) &&
           add_step(f, e, root, &step) && is_undisturbed(e, index);
}
