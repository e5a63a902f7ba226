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
#include "fuse.h"

#include "caught.h"

#include <ir/escape.h>
#include <ir/passes.h>

#include <string.h>

/* ---- the change ---- */

static void become(const Fuse *f, Instruction *root, const Expression *e) {
    Step step;
    bool updates = fuse_is_update(f->fn, root, &step), reduces = fuse_reduction_word(root->op);
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
        if (!fuse_collect(f, block, k, MOST_STEPS, &e) && !fuse_collect(f, block, k, 0, &e))
            continue;
        int kept = 0;
        for (int i = 0; i < block->instructions.count; i++) {
            Instruction *at = block->instructions.items[i];
            k -= i < k && at != root && fuse_is_claimed(&e, at);
            if (at == root || !fuse_is_claimed(&e, at))
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
        !fuse_may_be_stored(fn, fuse_unboxed(fn, store->operands[1]),
                            fn_type(fn, store->operands[0])))
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
        if (fuse_is_reduction(fn, at) || fuse_is_step(fn, at, &step) ||
            fuse_is_update(fn, at, &step) || fuse_is_store(fn, at))
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
