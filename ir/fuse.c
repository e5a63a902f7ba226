/* fuse(): reductions of arrays in memory, together with the elementwise operations whose results
 * only they use, become one loop that calls nothing and makes no array between.
 *
 * Only inside of loops, where such calls are made often and cost more than what they compute; and
 * only where NumPy's bits are known without asking it: vectors of int64 and float64. Whether these
 * very items are such that nothing would be rounded, flagged or ordered otherwise shows while the
 * loop runs. Where they are not, its second edge leads to the operations as they were, on the route
 * that they take then, so that results and warnings are NumPy's own.
 *
 * Does not: touch arrays made here whose items are read or written one by one, what may raise
 * inside of a try statement, or anything between whose operations something else happens that could
 * change an array. */
#include <ir/passes.h>

#include <string.h>

enum { MOST_LEAVES = 6, MOST_STEPS = 12, MOST_TEXT = 200 };

typedef struct Fuse {
    Fn *fn;
    int *uses;            /* by value */
    bool *accessed;       /* by value: an array made here whose items are read or written singly */
    ValueId *replacement; /* by value: what stands for it now, 0: itself */
    int value_count;      /* before anything was changed */
} Fuse;

/* A reduction and what leads to it, as postfix text. */
typedef struct Expression {
    const Block *block;
    const Instruction *reduction;
    const Instruction *steps[MOST_STEPS]; /* in the order in which they are written */
    int step_count;
    ValueId leaves[MOST_LEAVES];
    int leaf_count;
    char text[MOST_TEXT];
    int length;
} Expression;

/* ---- what can be emitted ---- */

static const char *reduction_word(Op op) {
    switch (op) {
    case OP_NP_SUM: return "sum";
    case OP_NP_PROD: return "prod";
    case OP_NP_MAX: return "max";
    case OP_NP_MIN: return "min";
    case OP_NP_MEAN: return "mean";
    default: return NULL;
    }
}

static bool is_vector(const Fn *fn, ValueId value) {
    const Type *type = fn_type(fn, value);
    return type->kind == TYPE_ARRAY && type->ndim == 1 &&
           (type->dtype == DTYPE_INT64 || type->dtype == DTYPE_FLOAT64);
}

static bool is_reduction(const Fn *fn, const Instruction *at) {
    if (!reduction_word(at->op) || at->edge_count > 0 || !is_vector(fn, at->operands[0]))
        return false;
    Dtype dtype = fn_type(fn, at->operands[0])->dtype;
    return fn_type(fn, at->result)->kind == TYPE_SCALAR && (Dtype)at->immediate == dtype;
}

/* Division of integers gives floats, their square roots too. */
static bool is_step(const Fn *fn, const Instruction *at) {
    static const char *const always[] = {"add", "subtract", "multiply", "negative", "absolute"};
    static const char *const floats[] = {"divide", "sqrt"};
    if ((at->op != OP_NP_BINARY && at->op != OP_NP_UNARY) || at->edge_count > 0)
        return false;
    Dtype dtype = fn_type(fn, at->result)->dtype;
    for (int i = 0; i < at->operand_count; i++)
        if (!is_vector(fn, at->operands[i]) || fn_type(fn, at->operands[i])->dtype != dtype)
            return false;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (strcmp(at->text, always[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++)
        if (strcmp(at->text, floats[i]) == 0)
            return dtype == DTYPE_FLOAT64;
    return false;
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

static bool add_leaf(Expression *e, ValueId value) {
    int index = 0;
    while (index < e->leaf_count && e->leaves[index] != value)
        index++;
    if (index == MOST_LEAVES)
        return false;
    if (index == e->leaf_count)
        e->leaves[e->leaf_count++] = value;
    char word[2] = {(char)('0' + index), '\0'};
    return add_word(e, word);
}

/* Operands first; what nobody else uses is computed here, the rest is read from memory. */
static bool add_operand(const Fuse *f, Expression *e, ValueId value) {
    const Instruction *at = value < f->value_count ? f->fn->values.items[value].definition : NULL;
    bool inside = at && f->fn->values.items[value].block == e->block && f->uses[value] == 1 &&
                  at->line == e->reduction->line && is_step(f->fn, at) &&
                  e->step_count < MOST_STEPS;
    if (!inside)
        return is_vector(f->fn, value) && add_leaf(e, value);
    for (int i = 0; i < at->operand_count; i++)
        if (!add_operand(f, e, at->operands[i]))
            return false;
    e->steps[e->step_count++] = at;
    return add_word(e, at->text);
}

static bool is_among(const Expression *e, const Instruction *at) {
    for (int i = 0; i < e->step_count; i++)
        if (e->steps[i] == at)
            return true;
    return false;
}

/* Whether between the first step and the reduction nothing happens that is seen outside. */
static bool is_undisturbed(const Expression *e, int reduction) {
    int left = e->step_count;
    for (int k = reduction - 1; left > 0; k--) {
        const Instruction *at = e->block->instructions.items[k];
        if (is_among(e, at))
            left--;
        else if (!(op_infos[at->op].flags & OPF_PURE))
            return false;
    }
    return true;
}

static bool collect(const Fuse *f, const Block *block, int index, Expression *e) {
    const Instruction *reduction = block->instructions.items[index];
    *e = (Expression){.block = block, .reduction = reduction};
    /* An accessed array that a thunk reduces stays the kernel's alone: its address and length are
     * kept in registers, which is worth more. */
    return is_reduction(f->fn, reduction) && !f->accessed[reduction->operands[0]] &&
           add_operand(f, e, reduction->operands[0]) &&
           add_word(e, reduction_word(reduction->op)) && is_undisturbed(e, index);
}

/* ---- the change ---- */

static void move(Fuse *f, Block *block, Instruction *at) {
    ARENA_PUSH(f->fn->arena, &block->instructions, at);
    if (at->result)
        f->fn->values.items[at->result].block = block;
}

/* The operations as they were, then on to `after`. */
static Block *as_before(Fuse *f, const Expression *e, Block *after) {
    Fn *fn = f->fn;
    const Instruction *old = e->reduction;
    Block *numpy = fn_block(fn, "by.numpy");
    numpy->cold = true;
    for (int k = 0; k < e->block->instructions.count; k++)
        if (is_among(e, e->block->instructions.items[k]))
            move(f, numpy, e->block->instructions.items[k]);
    Instruction *reduction = fn_append(fn, numpy, old->op, fn_type(fn, old->result), old->operands,
                                       1, old->line, old->column);
    reduction->immediate = old->immediate;
    Instruction *jump = fn_append(fn, numpy, OP_JUMP, NULL, NULL, 0, old->line, old->column);
    fn_edge(fn, jump, after, &reduction->result, 1);
    return numpy;
}

/* Cuts the block at the reduction. Returns the rest of it. */
static Block *replace(Fuse *f, Block *block, int index, const Expression *e) {
    Fn *fn = f->fn;
    const Instruction *old = e->reduction;
    Instruction **items = block->instructions.items;
    int count = block->instructions.count;
    Block *after = fn_block(fn, "reduced");
    ValueId result = fn_parameter(fn, after, fn_type(fn, old->result), NULL);
    f->replacement[old->result] = result;
    Block *numpy = as_before(f, e, after);
    block->instructions.items = NULL;
    block->instructions.count = block->instructions.capacity = 0;
    for (int k = 0; k < index; k++)
        if (!is_among(e, items[k]))
            move(f, block, items[k]);
    Instruction *reduce = fn_append(fn, block, OP_NATIVE_REDUCE, fn_type(fn, old->result),
                                    e->leaves, e->leaf_count, old->line, old->column);
    reduce->immediate = old->immediate;
    reduce->text = arena_copy_text(fn->arena, e->text, (size_t)e->length);
    fn_edge(fn, reduce, after, &reduce->result, 1);
    fn_edge(fn, reduce, numpy, NULL, 0);
    for (int k = index + 1; k < count; k++)
        move(f, after, items[k]);
    return after;
}

static void fuse_block(Fuse *f, Block *block) {
    for (int k = 0; k < block->instructions.count; k++) {
        Expression e;
        if (collect(f, block, k, &e)) {
            block = replace(f, block, k, &e);
            k = -1;
        }
    }
}

/* ---- where ---- */

static bool has_reduction(const Fn *fn, const Block *block) {
    for (int k = 0; k < block->instructions.count; k++)
        if (is_reduction(fn, block->instructions.items[k]))
            return true;
    return false;
}

static void count_uses(Fuse *f) {
    for (int b = 0; b < f->fn->blocks.count; b++) {
        const Block *block = f->fn->blocks.items[b];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *at = block->instructions.items[k];
            if ((at->op == OP_NP_GETITEM || at->op == OP_NP_SETITEM) &&
                f->fn->values.items[at->operands[0]].definition)
                f->accessed[at->operands[0]] = true;
            for (int i = 0; i < at->operand_count; i++)
                f->uses[at->operands[i]]++;
            for (int e = 0; e < at->edge_count; e++)
                for (int i = 0; i < at->edges[e].argument_count; i++)
                    f->uses[at->edges[e].arguments[i]]++;
        }
    }
}

static void replace_all(const Fuse *f) {
    int count = f->fn->values.count;
    ValueId *final = ARENA_ARRAY(f->fn->arena, ValueId, count);
    for (ValueId value = 0; value < count; value++)
        final[value] =
            value < f->value_count && f->replacement[value] ? f->replacement[value] : value;
    fn_replace_values(f->fn, final);
}

void fuse(Fn *fn) {
    int block_count = fn->blocks.count;
    Fuse f = {.fn = fn,
              .uses = ARENA_ARRAY(fn->arena, int, fn->values.count),
              .accessed = ARENA_ARRAY(fn->arena, bool, fn->values.count),
              .replacement = ARENA_ARRAY(fn->arena, ValueId, fn->values.count),
              .value_count = fn->values.count};
    count_uses(&f);
    for (int b = 0; b < block_count; b++) { /* those made on the way need no look */
        Block *block = fn->blocks.items[b];
        if (!block->cold && has_reduction(fn, block) && block_repeats(fn->arena, fn, block))
            fuse_block(&f, block);
    }
    replace_all(&f);
}
