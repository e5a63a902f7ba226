/* Escape analysis of the native route; see escape.h. An array leaves the kernel where it is
 * returned, boxed, merged with others in a variable that lives across a branch or loop, or given to
 * a call of NumPy. Not here: arrays of given items that are not even needed as memory, see
 * native.c.
 *
 * A view that never leaves needs no array either, but what it is a view of has to be one: that is
 * never on the stack, for others may see what is written to it. Where the rare way makes it an
 * object, as the last thing that comes of it (last_box.c), it still needs none before. */
#include "last_box.h"

#include <ir/escape.h>
#include <string.h>

/* The counts of other ranges are NumPy's to compute. */
static bool counts_up(const Fn *fn, const Instruction *range) {
    const Instruction *step = fn_definition(fn, range->operands[2]);
    return step && step->op == OP_CONST_I64 && step->immediate == 1;
}

static bool may_be_local(const Fn *fn, ValueId value) {
    const Instruction *made = fn_definition(fn, value);
    if (!made)
        return false;
    const Type *type = fn_type(fn, value);
    switch (made->op) {
    case OP_NP_ARANGE: return counts_up(fn, made);
    case OP_NP_ARRAY: return type->dtype != DTYPE_OBJECT && made->operand_count <= LOCAL_ITEMS;
    case OP_NP_ZEROS:
    case OP_NP_ONES:
    case OP_NP_EMPTY: return made->operand_count == 1;
    case OP_NATIVE_MAP: return type->ndim == 1;
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
    case OP_NATIVE_SPANS:
    case OP_NATIVE_ITEM:
    case OP_NATIVE_PUT:
    case OP_NATIVE_KEEP:
    case OP_NATIVE_UNDO:
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

/* ---- views ---- */

bool is_known_step(const Fn *fn, ValueId value) {
    const Instruction *number = fn_definition(fn, value);
    return number && number->op == OP_CONST_I64 && number->immediate != 0 &&
           number->immediate >= INT32_MIN && number->immediate <= INT32_MAX;
}

static bool is_slice_part(char part) {
    return part >= '0' && part <= '7';
}

bool is_added_dimension(const Fn *fn, ValueId value, int axis) {
    const Instruction *view = fn_definition(fn, value);
    if (!view || view->op != OP_NP_VIEW)
        return false;
    for (const char *part = view->text; *part != '\0'; part++)
        if (*part != 'i' && axis-- == 0)
            return *part == 'n';
    return false;
}

static bool has_known_steps(const Fn *fn, const Instruction *view) {
    int operand = 1;
    for (const char *part = view->text; *part != '\0'; part++) {
        if (!is_slice_part(*part)) {
            operand += *part == 'i';
            continue;
        }
        int absent = *part - '0';
        operand += !(absent & 1) + !(absent & 2);
        if (absent & 4)
            continue;
        if (!is_known_step(fn, view->operands[operand++]))
            return false;
    }
    return true;
}

bool is_certain_view(const Fn *fn, const Instruction *view) {
    return view->op == OP_NP_VIEW && !strchr(view->text, 'i') && has_known_steps(fn, view);
}

static bool may_be_local_view(const Fn *fn, ValueId value) {
    const Instruction *view = fn_definition(fn, value);
    return view && view->op == OP_NP_VIEW && fn_type(fn, value)->dtype != DTYPE_OBJECT &&
           fn_type(fn, view->operands[0])->ndim <= VIEW_DIMENSIONS &&
           fn_type(fn, value)->ndim <= VIEW_DIMENSIONS && has_known_steps(fn, view);
}

/* Not yet known what it is a view of: a parameter to which nothing came so far. */
enum { ANY_ARRAY = -1 };

static ValueId base_of_view(const Fn *fn, const ValueId *bases, ValueId view) {
    ValueId of = fn_definition(fn, view)->operands[0];
    return bases[of] ? bases[of] : of;
}

/* Notes what else is known of `value`: two different arrays are none. */
static bool meet(ValueId *bases, ValueId value, ValueId base) {
    ValueId before = bases[value];
    if (before == 0 || base == ANY_ARRAY || before == base)
        return false;
    bases[value] = before == ANY_ARRAY ? base : 0;
    return true;
}

/* Forgets views among what `use` needs arrays of. What an edge hands on is one on both sides of it,
 * or on none. */
static bool look_at_use(const Fn *fn, const bool *last, const Instruction *use, ValueId *bases) {
    bool changed = false;
    bool is_view = use->op == OP_NP_VIEW && bases[use->result];
    bool is_last = use->op == OP_BOX_ARRAY && last[use->operands[0]];
    int first = is_view || is_last ? 1 : stays_local(use);
    if (is_view && bases[use->result] != base_of_view(fn, bases, use->result)) {
        bases[use->result] = base_of_view(fn, bases, use->result);
        changed = true;
    }
    for (int i = first; i < use->operand_count; i++)
        changed = meet(bases, use->operands[i], 0) || changed;
    for (int e = 0; e < use->edge_count; e++)
        for (int i = 0; i < use->edges[e].argument_count; i++) {
            ValueId given = use->edges[e].arguments[i];
            ValueId taken = use->edges[e].target->parameters.items[i];
            if (bases[taken] == 0)
                changed = meet(bases, given, 0) || changed;
            changed = meet(bases, taken, bases[given]) || changed;
        }
    return changed;
}

static bool begin_views(const Fn *fn, ValueId *bases) {
    bool any = false;
    for (ValueId value = 1; value < fn->values.count; value++)
        if (may_be_local_view(fn, value)) {
            bases[value] = ANY_ARRAY;
            any = true;
        }
    for (int b = 1; any && b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int i = 0; i < block->parameters.count; i++) {
            const Type *type = fn_type(fn, block->parameters.items[i]);
            if (type->kind == TYPE_ARRAY && type->ndim <= VIEW_DIMENSIONS)
                bases[block->parameters.items[i]] = ANY_ARRAY;
        }
    }
    return any;
}

const ValueId *local_views(Arena *arena, const Fn *fn) {
    ValueId *bases = ARENA_ARRAY(arena, ValueId, fn->values.count);
    bool any = begin_views(fn, bases);
    const bool *last = any ? last_boxes(arena, fn) : NULL;
    for (bool changed = any; changed;) {
        changed = false;
        for (int b = 0; b < fn->blocks.count; b++) {
            const Block *block = fn->blocks.items[b];
            for (int k = 0; k < block->instructions.count; k++)
                changed = look_at_use(fn, last, block->instructions.items[k], bases) || changed;
        }
    }
    for (ValueId value = 1; value < fn->values.count; value++)
        if (bases[value] == ANY_ARRAY) /* never reached */
            bases[value] = 0;
    return bases;
}
