/* Lists and arrays that only the kernel holds: new ones that no other value can stand for, none of
 * whose uses hands them to anybody. Nothing else can change their length or move their items. */
#include <ir/private.h>

/* Whether the instruction, applied to a list as its first operand, leaves it to the kernel alone.
 */
static bool keeps_list_private(const Instruction *use) {
    switch (use->op) {
    case OP_LIST_APPEND:
    case OP_LIST_RESERVE:
    case OP_LIST_PUSH:
    case OP_LIST_GET:
    case OP_LIST_SET:
    case OP_LIST_LENGTH:
    case OP_LIST_CLASSIFY:
    case OP_NATIVE_LIST_SUM:
    case OP_LIST_TO_OBJECT:
    case OP_LIST_WIDEN: /* its operand is not used any more */
    case OP_NP_ARRAY_FROM_LIST:
    case OP_RELEASE:
    case OP_RETURN: return true;
    default: return false;
    }
}

static bool keeps_array_private(const Instruction *use) {
    switch (use->op) {
    case OP_NP_GETITEM:
    case OP_NP_SETITEM:
    case OP_NP_LENGTH:
    case OP_NATIVE_SPANS:
    case OP_NATIVE_ITEM:
    case OP_NATIVE_PUT:
    case OP_NATIVE_KEEP:
    case OP_NATIVE_UNDO:
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
    case OP_RELEASE:
    case OP_RETURN: return true;
    default: return false;
    }
}

/* A new list of items that are not lists or objects, or a new array of one dimension of numbers. */
static bool may_be_private(const Fn *fn, ValueId value) {
    const Instruction *made = fn_definition(fn, value);
    const Type *type = fn_type(fn, value);
    if (!made)
        return false;
    switch (made->op) {
    case OP_LIST_NEW: return made->immediate <= 1;
    case OP_NP_ARRAY:
    case OP_NP_ZEROS:
    case OP_NP_ONES:
    case OP_NP_EMPTY:
    case OP_NP_ARANGE:
    case OP_NATIVE_MAP:
    case OP_NP_ARRAY_FROM_LIST: return type->ndim == 1 && type->dtype != DTYPE_OBJECT;
    default: return false;
    }
}

static void expose(bool *is_private, const ValueId *values, int first, int count) {
    for (int i = first; i < count; i++)
        is_private[values[i]] = false;
}

const bool *private_values(Arena *arena, const Fn *fn) {
    bool *is_private = ARENA_ARRAY(arena, bool, fn->values.count);
    for (ValueId value = 1; value < fn->values.count; value++)
        is_private[value] = may_be_private(fn, value);
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int i = 0; i < block->instructions.count; i++) {
            const Instruction *use = block->instructions.items[i];
            if (use->op == OP_NATIVE_MAP || use->op == OP_NATIVE_REDUCE ||
                use->op == OP_NATIVE_STORE)
                continue; /* they look at the items of their operands, and nothing else */
            bool fine = use->operand_count > 0 && (fn_type(fn, use->operands[0])->kind == TYPE_LIST
                                                       ? keeps_list_private(use)
                                                       : keeps_array_private(use));
            expose(is_private, use->operands, fine, use->operand_count);
            for (int e = 0; e < use->edge_count; e++)
                expose(is_private, use->edges[e].arguments, 0, use->edges[e].argument_count);
        }
    }
    return is_private;
}
