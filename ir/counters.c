/* counters(): which additions of one need no check, because nobody lives to see them overflow.
 *
 * A value counts when all that it can be is a constant of at most 2**61 in magnitude, or another
 * value that counts, with one added or subtracted. To leave the 64 bits it takes more than 2**62
 * such operations. Every loop polls at least once in 1024 turns, and no optimisation removes a
 * poll: at a nanosecond each, the fastest way there takes 52 days, which the interpreter would need
 * a thousand years for. Without the check a count under a condition needs no branch, and nothing is
 * compiled for what would follow an overflow.
 *
 * The greatest fixpoint over all i64 values: all count at first, and each stops that can be
 * something else. Does not look at intervals, which is ranges()'s. */
#include <ir/passes.h>

enum { MOST_BITS = 61 }; /* of the constant that a count starts from */

typedef struct Counters {
    const Fn *fn;
    bool *counts; /* by value */
} Counters;

static bool is_one(const Fn *fn, ValueId value) {
    const Instruction *made = fn_definition(fn, value);
    return made && made->op == OP_CONST_I64 && (made->immediate == 1 || made->immediate == -1);
}

static bool result_counts(const Counters *c, const Instruction *made) {
    const ValueId *operands = made->operands;
    switch (made->op) {
    case OP_CONST_I64:
        return made->immediate <= INT64_C(1) << MOST_BITS &&
               made->immediate >= -(INT64_C(1) << MOST_BITS);
    case OP_I64_ADD:
    case OP_I64_ADD_CHECKED:
        return (c->counts[operands[0]] && is_one(c->fn, operands[1])) ||
               (c->counts[operands[1]] && is_one(c->fn, operands[0]));
    case OP_I64_SUB:
    case OP_I64_SUB_CHECKED: return c->counts[operands[0]] && is_one(c->fn, operands[1]);
    default: return false;
    }
}

static bool stop(const Counters *c, ValueId value) {
    bool changed = c->counts[value];
    c->counts[value] = false;
    return changed;
}

/* What the edge hands on to a parameter; a parameter counts no more than all that it receives. */
static bool sweep_edge(const Counters *c, const Edge *edge) {
    bool changed = false;
    for (int i = 0; i < edge->argument_count; i++)
        if (!c->counts[edge->arguments[i]])
            changed |= stop(c, edge->target->parameters.items[i]);
    return changed;
}

static bool sweep(const Counters *c) {
    bool changed = false;
    for (int i = 0; i < c->fn->blocks.count; i++) {
        const Block *block = c->fn->blocks.items[i];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *instruction = block->instructions.items[k];
            if (instruction->result && !result_counts(c, instruction))
                changed |= stop(c, instruction->result);
            for (int e = 0; e < instruction->edge_count; e++)
                changed |= sweep_edge(c, &instruction->edges[e]);
        }
    }
    return changed;
}

void counters(Fn *fn) {
    Counters c = {fn, ARENA_ARRAY(fn->arena, bool, fn->values.count)};
    for (ValueId value = 1; value < fn->values.count; value++)
        c.counts[value] = true;
    const Block *entry = fn->blocks.items[0];
    for (int i = 0; i < entry->parameters.count; i++)
        c.counts[entry->parameters.items[i]] = false;
    while (sweep(&c))
        continue;
    for (int i = 0; i < fn->blocks.count; i++) {
        Block *block = fn->blocks.items[i];
        Instruction *terminator = block_terminator(block);
        if (terminator->op == OP_I64_ADD_CHECKED && c.counts[terminator->result])
            fn_make_plain(fn, block, terminator, OP_I64_ADD);
        else if (terminator->op == OP_I64_SUB_CHECKED && c.counts[terminator->result])
            fn_make_plain(fn, block, terminator, OP_I64_SUB);
    }
}
