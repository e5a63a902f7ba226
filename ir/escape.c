/* Escape analysis of the native route; see escape.h. An array leaves the kernel where it is
 * returned, boxed, merged with others in a variable that lives across a branch or loop, or given to
 * a call of NumPy. Not here: arrays of given items that are not even needed as memory, see
 * native.c. */
#include <ir/escape.h>

/* The counts of other ranges are NumPy's to compute. */
static bool counts_up(const Fn *fn, const Instruction *range) {
    const Instruction *step = fn->values.items[range->operands[2]].definition;
    return step && step->op == OP_CONST_I64 && step->immediate == 1;
}

static bool may_be_local(const Fn *fn, ValueId value) {
    const Instruction *made = fn->values.items[value].definition;
    if (!made)
        return false;
    const Type *type = fn_type(fn, value);
    switch (made->op) {
    case OP_NP_ARANGE: return counts_up(fn, made);
    case OP_NP_ARRAY: return type->dtype != DTYPE_OBJECT && made->operand_count <= LOCAL_ITEMS;
    case OP_NP_ZEROS:
    case OP_NP_ONES:
    case OP_NP_EMPTY: return made->operand_count == 1;
    case OP_NATIVE_MAP: return true;
    default: return false;
    }
}

/* How many of its operands, from the first on, the instruction leaves where they are: it may write
 * their items. */
static int stays_local(const Instruction *use) {
    switch (use->op) {
    case OP_NP_GETITEM:
    case OP_NP_SETITEM:
    case OP_NP_LENGTH:
    case OP_RELEASE: return 1;
    case OP_NATIVE_MAP:
    case OP_NATIVE_REDUCE:
    case OP_NATIVE_STORE: return use->operand_count;
    default: return 0;
    }
}

const bool *local_arrays(Arena *arena, const Fn *fn) {
    bool *is_local = ARENA_ARRAY(arena, bool, fn->values.count);
    for (ValueId value = 1; value < fn->values.count; value++)
        is_local[value] = may_be_local(fn, value);
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *use = block->instructions.items[k];
            for (int i = stays_local(use); i < use->operand_count; i++)
                is_local[use->operands[i]] = false;
            for (int e = 0; e < use->edge_count; e++)
                for (int i = 0; i < use->edges[e].argument_count; i++)
                    is_local[use->edges[e].arguments[i]] = false;
        }
    }
    return is_local;
}
