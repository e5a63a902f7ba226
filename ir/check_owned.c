/* check_owned(): the balance of retain and release.
 *
 * A forward walk in reverse postorder with the owned values and how many times each is owned. A
 * block's parameters and an instruction's result are owned once; release, return and edge arguments
 * give up one; other operands are borrowed. A row is borrowed as long as its list is owned. All
 * edges into a block must bring the same. */
#include "check.h"

typedef struct Owned {
    ValueId value;
    int count;
} Owned;

typedef struct OwnedList {
    Owned *items;
    int count, capacity;
} OwnedList;

typedef struct OwnedState {
    OwnedList list;
    bool known;
} OwnedState;

static bool is_counted(const Checker *c, ValueId value) {
    return type_is_counted(fn_type(c->fn, value)) && !fn_row_of(c->fn, value);
}

static Owned *find(const OwnedList *list, ValueId value) {
    for (int i = list->count - 1; i >= 0; i--)
        if (list->items[i].value == value)
            return &list->items[i];
    return NULL;
}

static void acquire(const Checker *c, OwnedList *list, ValueId value) {
    Owned *owned = find(list, value);
    if (owned)
        owned->count++;
    else
        ARENA_PUSH(c->fn->arena, list, ((Owned){value, 1}));
}

static int give_up(const Checker *c, OwnedList *list, ValueId value) {
    Owned *owned = find(list, value);
    if (!owned)
        return check_failed(c, "it gives up %%%d, which is not owned here", value);
    if (--owned->count == 0) {
        /* Order is kept: messages name the oldest leak. */
        for (Owned *end = &list->items[--list->count]; owned < end; owned++)
            *owned = owned[1];
    }
    return 0;
}

static OwnedList copy_list(const Checker *c, const OwnedList *list) {
    OwnedList copy = {0};
    for (int i = 0; i < list->count; i++)
        ARENA_PUSH(c->fn->arena, &copy, list->items[i]);
    return copy;
}

/* The unwind list names each owned value as often as it is owned, and no other. */
static int check_unwind(const Checker *c, const OwnedList *list) {
    const Instruction *instruction = c->instruction;
    OwnedList rest = copy_list(c, list);
    for (int i = 0; i < instruction->unwind_count; i++) {
        ValueId value = instruction->unwind[i];
        if (!is_counted(c, value))
            return check_failed(c, "its unwind list has %%%d, which is not counted", value);
        if (!find(&rest, value))
            return check_failed(c, "its unwind list has %%%d, which is not owned here", value);
        give_up(c, &rest, value);
    }
    if (rest.count)
        return check_failed(c, "its unwind list lacks %%%d", rest.items[0].value);
    return 0;
}

static int check_borrowed(const Checker *c, const OwnedList *list) {
    const Instruction *instruction = c->instruction;
    for (int i = 0; i < instruction->operand_count; i++) {
        ValueId value = instruction->operands[i];
        for (ValueId of; (of = fn_row_of(c->fn, value)) != 0;)
            value = of;
        if (is_counted(c, value) && !find(list, value))
            return check_failed(c, "it uses %%%d, which is not owned here", value);
    }
    return 0;
}

/* Hands what is owned at the end of a block to an edge's target. */
static int check_edge(const Checker *c, const OwnedList *list, int number, OwnedState *states) {
    const Edge *edge = &c->instruction->edges[number];
    const Block *target = edge->target;
    OwnedList rest = copy_list(c, list);
    if (number == 0 && c->instruction->result && is_counted(c, c->instruction->result))
        acquire(c, &rest, c->instruction->result);
    for (int i = 0; i < edge->argument_count; i++)
        if (type_is_counted(fn_type(c->fn, edge->arguments[i])) &&
            give_up(c, &rest, edge->arguments[i]))
            return -1;
    for (int i = 0; i < target->parameters.count; i++)
        if (is_counted(c, target->parameters.items[i]))
            acquire(c, &rest, target->parameters.items[i]);
    OwnedState *state = &states[target->id];
    if (!state->known) {
        *state = (OwnedState){rest, true};
        return 0;
    }
    for (int i = 0; i < state->list.count; i++) {
        const Owned *there = &state->list.items[i];
        const Owned *here = find(&rest, there->value);
        if (!here || here->count != there->count)
            return check_failed(
                c, "edge %d brings %%%d owned %d times to b%d, another edge %d times", number + 1,
                there->value, here ? here->count : 0, target->id, there->count);
    }
    for (int i = 0; i < rest.count; i++)
        if (!find(&state->list, rest.items[i].value))
            return check_failed(c, "edge %d brings %%%d owned to b%d, another edge does not",
                                number + 1, rest.items[i].value, target->id);
    return 0;
}

static int check_terminator(const Checker *c, OwnedList *list, OwnedState *states) {
    const Instruction *instruction = c->instruction;
    for (int i = 0; i < instruction->edge_count; i++)
        if (check_edge(c, list, i, states))
            return -1;
    if (instruction->op != OP_RETURN)
        return 0;
    for (int i = 0; i < instruction->operand_count; i++)
        if (is_counted(c, instruction->operands[i]) && give_up(c, list, instruction->operands[i]))
            return -1;
    if (list->count)
        return check_failed(c, "%%%d is still owned", list->items[0].value);
    return 0;
}

static int check_block(Checker *c, OwnedState *states) {
    OwnedList list = copy_list(c, &states[c->block->id].list);
    for (c->index = 1; c->index <= c->block->instructions.count; c->index++) {
        c->instruction = c->block->instructions.items[c->index - 1];
        unsigned flags = op_infos[c->instruction->op].flags;
        bool leaves = flags & OPF_RAISES && !instruction_raise_edge(c->instruction);
        if (check_borrowed(c, &list) || (leaves && check_unwind(c, &list)))
            return -1;
        if (c->instruction->op == OP_RELEASE) {
            if (give_up(c, &list, c->instruction->operands[0]))
                return -1;
        } else if (c->instruction->op == OP_RETAIN) {
            acquire(c, &list, c->instruction->operands[0]);
        } else if (instruction_ends_block(c->instruction)) {
            if (check_terminator(c, &list, states))
                return -1;
        } else if (c->instruction->result && is_counted(c, c->instruction->result)) {
            acquire(c, &list, c->instruction->result);
        }
    }
    c->instruction = NULL;
    return 0;
}

int check_owned(Checker *c) {
    const Fn *fn = c->fn;
    OwnedState *states = ARENA_ARRAY(fn->arena, OwnedState, fn->blocks.count);
    const Block *entry = fn->blocks.items[0];
    states[0].known = true;
    for (int i = 0; i < entry->parameters.count; i++)
        if (is_counted(c, entry->parameters.items[i]))
            acquire(c, &states[0].list, entry->parameters.items[i]);
    for (int i = 0; i < c->graph->order_count; i++) {
        c->block = c->graph->order[i];
        if (check_block(c, states))
            return -1;
    }
    return 0;
}
