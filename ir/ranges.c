/* ranges(): which integers each I64 can be, and what need not be checked for that.
 *
 * The lattice: an interval of 64-bit integers for every I64 and bool value (false is 0, true is 1),
 * the empty one meaning that the value is never computed. A comparison that a branch depends on
 * refines its operands on both edges: each gets a name of its own there (ranges_names.c); the
 * analysis is in ranges_analysis.c, what each operation gives in ranges_evaluate.c.
 *
 * Here is what follows: checked operations that always fit become plain ones, decided comparisons
 * constants, and decided branches jumps. Divisions of what is never negative, and ints known to be
 * small, get operations of their own. */
#include "ranges.h"

#include "ranges_analysis.h"

#include <ir/passes.h>

enum { SMALL_BITS = 62 }; /* of an exact int in its small form, and the sign */

static void make_constant(Instruction *instruction, int64_t truth) {
    instruction->op = OP_CONST_BOOL;
    instruction->immediate = truth;
    instruction->operand_count = 0;
}

/* x << n for one known n is a multiplication by a power of two. */
static void make_multiplication(Fn *fn, Block *block, Instruction *shift, int64_t count) {
    block->instructions.count--;
    Instruction *power = fn_append(fn, block, OP_CONST_I64, type_simple(fn->types, TYPE_I64), NULL,
                                   0, shift->line, shift->column);
    power->immediate = INT64_C(1) << count;
    shift->operands[1] = power->result;
    ARENA_PUSH(fn->arena, &block->instructions, shift);
    fn_make_plain(fn, block, shift, OP_I64_MUL);
}

static void rewrite_terminator(const Analysis *a, Block *block, const NodeId *reads) {
    Instruction *terminator = block_terminator(block);
    switch (terminator->op) {
    case OP_BRANCH: {
        IntRange condition = a->range[reads[0]];
        if (!range_is_single(condition))
            return;
        terminator->op = OP_JUMP;
        terminator->operand_count = 0;
        terminator->edges[0] = terminator->edges[condition.low ? 0 : 1];
        terminator->edge_count = 1;
        return;
    }
    case OP_I64_ADD_CHECKED:
        if (!ranges_may_overflow(a, terminator, reads))
            fn_make_plain(a->fn, block, terminator, OP_I64_ADD);
        return;
    case OP_I64_SUB_CHECKED:
        if (!ranges_may_overflow(a, terminator, reads))
            fn_make_plain(a->fn, block, terminator, OP_I64_SUB);
        return;
    case OP_I64_MUL_CHECKED:
        if (!ranges_may_overflow(a, terminator, reads))
            fn_make_plain(a->fn, block, terminator, OP_I64_MUL);
        return;
    case OP_I64_SHL_CHECKED: {
        IntRange count = a->range[reads[1]];
        if (!ranges_may_overflow(a, terminator, reads) && range_is_single(count) && count.low < 63)
            make_multiplication(a->fn, block, terminator, count.low);
        return;
    }
    default: return;
    }
}

/* What is known of the operands spares rounding down, and the test whether an int is small. */
static void specialise(const Analysis *a, Instruction *instruction, const NodeId *reads) {
    switch (instruction->op) {
    case OP_I64_FLOORDIV:
    case OP_I64_MOD:
        if (a->range[reads[0]].low >= 0 && a->range[reads[1]].low > 0)
            instruction->op =
                instruction->op == OP_I64_MOD ? OP_I64_MOD_NATURAL : OP_I64_FLOORDIV_NATURAL;
        return;
    case OP_I64_TO_INT:
        if (a->range[reads[0]].low >= -(INT64_C(1) << SMALL_BITS) &&
            a->range[reads[0]].high < INT64_C(1) << SMALL_BITS)
            instruction->op = OP_I64_TO_SMALL_INT;
        return;
    default: return;
    }
}

static void rewrite_block(const Analysis *a, Block *block) {
    const NodeId *reads = a->reads[block->id].operands;
    for (int i = 0; i < block->instructions.count - 1; i++) {
        Instruction *instruction = block->instructions.items[i];
        specialise(a, instruction, reads);
        reads += instruction->operand_count;
        if ((instruction->op == OP_I64_COMPARE || instruction->op == OP_I64_TO_BOOL) &&
            range_is_single(a->range[instruction->result]))
            make_constant(instruction, a->range[instruction->result].low);
    }
    rewrite_terminator(a, block, reads);
}

const IntRange *find_ranges(Fn *fn) {
    Analysis analysis = {.fn = fn};
    ranges_analyse(&analysis);
    return analysis.range;
}

static void note_naturals(const Analysis *a) {
    for (ValueId value = 1; value < a->fn->values.count; value++) {
        const Type *type = fn_type(a->fn, value);
        a->fn->values.items[value].is_natural = type && type->kind == TYPE_I64 &&
                                                !range_is_empty(a->range[value]) &&
                                                a->range[value].low >= 0;
    }
}

void ranges(Fn *fn) {
    Analysis analysis = {.fn = fn};
    ranges_analyse(&analysis);
    for (int i = 0; i < analysis.graph->order_count; i++)
        if (ranges_is_reached(&analysis, analysis.graph->order[i]))
            rewrite_block(&analysis, analysis.graph->order[i]);
    note_naturals(&analysis);
}
