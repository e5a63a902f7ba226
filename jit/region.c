/* Which blocks make up a unit, and where continuations begin: where control leaves for something
 * that never leads back to a loop, unless that loop is cold, and that is
 *   - cold: such as the exact-integer version of a loop after the first overflow. Most runs never
 * need it, and compiling it would often cost more than compiling all the rest; or
 *   - what follows the kernel's loops and calls NumPy. It runs once, so that compiling it well
 * would cost more than it ever gains. */
#include "lowering.h"

/* A continuation smaller than this, in instructions, costs more to enter than to compile in place.
 */
enum { WORTH_LEAVING = 5 };

/* By block id: what can be reached from there, the block itself included. */
typedef struct Reach {
    bool *loops, *crosses; /* a hot block, a call of NumPy or CPython */
    const bool *repeats;   /* the block itself again */
} Reach;

static bool crosses(const Block *block) {
    for (int i = 0; i < block->instructions.count; i++) {
        const Instruction *instruction = block->instructions.items[i];
        if (op_infos[instruction->op].flags & OPF_FFI && instruction->route != ROUTE_NATIVE)
            return true;
    }
    return false;
}

static Reach find_reach(Arena *arena, const Fn *fn, const bool *hot, const bool *repeats) {
    int count = fn->blocks.count;
    Reach reach = {ARENA_ARRAY(arena, bool, count), ARENA_ARRAY(arena, bool, count), repeats};
    for (int b = 0; b < count; b++) {
        reach.loops[b] = hot[b];
        reach.crosses[b] = crosses(fn->blocks.items[b]);
    }
    fn_spread(fn, reach.loops, true);
    fn_spread(fn, reach.crosses, true);
    return reach;
}

/* Whether what can be reached from `head` has so many instructions. Each block has one at least. */
static bool is_worth_leaving(const Block *head) {
    const Block *found[WORTH_LEAVING] = {head};
    int count = 1, instructions = 0;
    for (int next = 0; next < count; next++) {
        const Instruction *terminator = block_terminator(found[next]);
        instructions += found[next]->instructions.count;
        if (instructions >= WORTH_LEAVING)
            return true;
        for (int i = 0; i < terminator->edge_count && count < WORTH_LEAVING; i++) {
            bool known = false;
            for (int k = 0; k < count; k++)
                known = known || found[k] == terminator->edges[i].target;
            if (!known)
                found[count++] = terminator->edges[i].target;
        }
    }
    return false;
}

/* Whether control can come back to the cold block `head` by way of one that is not cold: that one
 * may define anew what a continuation beginning at `head` would take over. */
static bool comes_back_warm(Arena *arena, const Fn *fn, const Block *head) {
    bool *after = ARENA_ARRAY(arena, bool, fn->blocks.count);
    bool *before = ARENA_ARRAY(arena, bool, fn->blocks.count);
    before[head->id] = true;
    const Instruction *first = block_terminator(head);
    for (int i = 0; i < first->edge_count; i++)
        after[first->edges[i].target->id] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (int b = 0; b < fn->blocks.count; b++) {
            const Instruction *terminator = block_terminator(fn->blocks.items[b]);
            for (int i = 0; i < terminator->edge_count; i++) {
                int target = terminator->edges[i].target->id;
                changed = changed || (after[b] && !after[target]) || (before[target] && !before[b]);
                after[target] = after[target] || after[b];
                before[b] = before[b] || before[target];
            }
        }
    }
    for (int b = 0; b < fn->blocks.count; b++)
        if (after[b] && before[b] && !fn->blocks.items[b]->cold)
            return true;
    return false;
}

/* Whether a continuation begins where `block` leads to `target`. */
static bool leaves(Arena *arena, const Fn *fn, const bool *hot, const Reach *reach,
                   const Block *block, const Block *target) {
    bool turns_cold = target->cold && !block->cold;
    bool ends_loops = hot[block->id] && !hot[target->id] && !target->cold;
    if (!turns_cold && !ends_loops)
        return false;
    if (reach->loops[target->id] || !is_worth_leaving(target))
        return false;
    if (turns_cold)
        return !reach->repeats[target->id] || !comes_back_warm(arena, fn, target);
    return reach->crosses[target->id];
}

const bool *region_continuations(Arena *arena, const Fn *fn, const bool *hot, const bool *repeats) {
    bool *continues = ARENA_ARRAY(arena, bool, fn->blocks.count);
    Reach reach = find_reach(arena, fn, hot, repeats);
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        const Instruction *terminator = block_terminator(block);
        for (int i = 0; i < terminator->edge_count; i++) {
            const Block *target = terminator->edges[i].target;
            continues[target->id] =
                continues[target->id] || leaves(arena, fn, hot, &reach, block, target);
        }
    }
    return continues;
}

int region_order(Arena *arena, const Fn *fn, const Block *head, const bool *continues,
                 const Block **order) {
    int count = fn->blocks.count, depth = 0, done = 0;
    const Block **stack = ARENA_ARRAY(arena, const Block *, count);
    int *next_edge = ARENA_ARRAY(arena, int, count);
    bool *seen = ARENA_ARRAY(arena, bool, count);
    stack[depth++] = head;
    seen[head->id] = true;
    while (depth > 0) {
        const Block *block = stack[depth - 1];
        const Instruction *terminator = block_terminator(block);
        int edge = next_edge[block->id]++;
        if (edge >= terminator->edge_count) {
            order[done++] = block;
            depth--;
            continue;
        }
        /* The last edge first, so that the first edge's target follows its source in the order. */
        const Block *target = terminator->edges[terminator->edge_count - 1 - edge].target;
        if (!seen[target->id] && (!continues[target->id] || head->cold)) {
            seen[target->id] = true;
            stack[depth++] = target;
        }
    }
    for (int i = 0; i < done / 2; i++) {
        const Block *block = order[i];
        order[i] = order[done - 1 - i];
        order[done - 1 - i] = block;
    }
    return done;
}

/* ---- loops ---- */

const bool *region_hot(Arena *arena, const Fn *fn) {
    return repeating_blocks(arena, fn, false);
}

/* ---- values that a continuation takes over ---- */

typedef struct Uses {
    Kernel *kernel;
    bool *known; /* by ValueId: defined in the unit, or noted already */
    Unit *unit;
    int capacity;
} Uses;

static void note_uses(Uses *uses, const ValueId *values, int count) {
    for (int i = 0; i < count; i++) {
        if (uses->known[values[i]])
            continue;
        uses->known[values[i]] = true;
        Unit *unit = uses->unit;
        unit->live = arena_grow(uses->kernel->arena, unit->live, unit->live_count, &uses->capacity,
                                sizeof *unit->live);
        unit->live[unit->live_count++] = values[i];
    }
}

/* What the continuations that a unit leaves for take over has to be there to be handed on. */
static void note_left(Uses *uses, Kernel *kernel, const Block *const *order, int count) {
    bool *inside = ARENA_ARRAY(kernel->arena, bool, kernel->fn->blocks.count);
    for (int b = 0; b < count; b++)
        inside[order[b]->id] = true;
    for (int b = 0; b < count; b++) {
        const Instruction *terminator = block_terminator(order[b]);
        for (int i = 0; i < terminator->edge_count; i++) {
            const Block *target = terminator->edges[i].target;
            if (inside[target->id])
                continue;
            const Unit *left_for = region_unit(kernel, target);
            note_uses(uses, left_for->live, left_for->live_count);
        }
    }
}

static void find_live(Kernel *kernel, Unit *unit) {
    const Fn *fn = kernel->fn;
    Uses uses = {kernel, ARENA_ARRAY(kernel->arena, bool, fn->values.count), unit, 0};
    const Block **order = ARENA_ARRAY(kernel->arena, const Block *, fn->blocks.count);
    int count = region_order(kernel->arena, fn, unit->head, kernel->continues, order);
    for (int b = 0; b < count; b++) {
        for (int i = 0; i < order[b]->parameters.count; i++)
            uses.known[order[b]->parameters.items[i]] = true;
        for (int i = 0; i < order[b]->instructions.count; i++)
            uses.known[order[b]->instructions.items[i]->result] = true;
    }
    for (int b = 0; b < count; b++)
        for (int i = 0; i < order[b]->instructions.count; i++) {
            const Instruction *instruction = order[b]->instructions.items[i];
            note_uses(&uses, instruction->operands, instruction->operand_count);
            note_uses(&uses, instruction->unwind, instruction->unwind_count);
            for (int e = 0; e < instruction->edge_count; e++)
                note_uses(&uses, instruction->edges[e].arguments,
                          instruction->edges[e].argument_count);
        }
    note_left(&uses, kernel, order, count);
}

Unit *region_unit(Kernel *kernel, const Block *head) {
    for (int i = 0; i < kernel->units.count; i++)
        if (kernel->units.items[i]->head == head)
            return kernel->units.items[i];
    Unit *unit = ARENA_NEW(kernel->arena, Unit);
    unit->code = kernel->code;
    unit->head = head;
    unit->name = kernel->fn->name;
    bool continues = kernel->units.count > 0;
    ARENA_PUSH(kernel->arena, &kernel->units, unit);
    if (continues) {
        unit->name = arena_format(kernel->arena, "%s.%s", kernel->fn->name,
                                  head->note ? head->note : "continuation");
        find_live(kernel, unit);
    }
    return unit;
}
