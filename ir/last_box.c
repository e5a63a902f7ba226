/* See last_box.h. Values that edges hand on to each other may be the same array: they are a web.
 * Of a web that is boxed at one place only, no value may be used after it before it gets another
 * array, which it does where it is defined. */
#include "last_box.h"

#include <string.h>

/* Larger webs are not looked through, nor what is boxed at more places in a function. */
enum { WEB_MOST = 16, BOXES_MOST = 64 };

typedef struct Webs {
    const Fn *fn;
    ValueId *leader; /* by ValueId: a value of the same web, nearer to the one that stands for it */
    ValueId *next;   /* by ValueId: another one of the web; all of them are in a circle */
    int *boxes;      /* by the value that stands for a web: how often it is boxed */
    bool *seen;      /* by block id */
    const Block **stack;
} Webs;

static ValueId web_of(const Webs *w, ValueId value) {
    while (w->leader[value] != value)
        value = w->leader[value] = w->leader[w->leader[value]];
    return value;
}

static void join(const Webs *w, ValueId given, ValueId taken) {
    ValueId one = web_of(w, given), other = web_of(w, taken);
    if (one == other)
        return;
    ValueId behind = w->next[one];
    w->next[one] = w->next[other];
    w->next[other] = behind;
    w->leader[one] = other;
}

static void find_webs(const Webs *w) {
    for (ValueId value = 0; value < w->fn->values.count; value++)
        w->leader[value] = w->next[value] = value;
    for (int b = 0; b < w->fn->blocks.count; b++) {
        const Instruction *terminator = block_terminator(w->fn->blocks.items[b]);
        for (int e = 0; e < terminator->edge_count; e++) {
            const Edge *edge = &terminator->edges[e];
            for (int i = 0; i < edge->argument_count; i++)
                join(w, edge->arguments[i], edge->target->parameters.items[i]);
        }
    }
}

/* Returns whether there is one to look at. */
static bool count_boxes(const Webs *w) {
    int cold = 0;
    for (int b = 0; b < w->fn->blocks.count; b++) {
        const Block *block = w->fn->blocks.items[b];
        for (int k = 0; k < block->instructions.count; k++)
            if (block->instructions.items[k]->op == OP_BOX_ARRAY) {
                w->boxes[web_of(w, block->instructions.items[k]->operands[0])]++;
                cold += block->cold;
            }
    }
    return cold > 0 && cold <= BOXES_MOST;
}

static bool uses(const Instruction *instruction, ValueId value) {
    for (int i = 0; i < instruction->operand_count; i++)
        if (instruction->operands[i] == value && instruction->op != OP_RELEASE &&
            instruction->op != OP_RETAIN)
            return true;
    for (int e = 0; e < instruction->edge_count; e++)
        for (int i = 0; i < instruction->edges[e].argument_count; i++)
            if (instruction->edges[e].arguments[i] == value)
                return true;
    return false;
}

static bool is_used(const Block *block, int first, ValueId value) {
    for (int k = first; k < block->instructions.count; k++)
        if (uses(block->instructions.items[k], value))
            return true;
    return false;
}

/* Whether control that goes on behind instruction `box` of `from` may come to a use of `value`
 * before it comes to where that is defined. */
static bool used_after(const Webs *w, const Block *from, int box, ValueId value) {
    const Block *defined = w->fn->values.items[value].block;
    int depth = 0;
    if (is_used(from, box + 1, value))
        return true;
    memset(w->seen, 0, (size_t)w->fn->blocks.count * sizeof *w->seen);
    for (const Block *block = from; block; block = depth > 0 ? w->stack[--depth] : NULL) {
        const Instruction *terminator = block_terminator(block);
        for (int e = 0; e < terminator->edge_count; e++) {
            const Block *target = terminator->edges[e].target;
            if (w->seen[target->id] || target == defined)
                continue;
            w->seen[target->id] = true;
            if (is_used(target, 0, value))
                return true;
            w->stack[depth++] = target;
        }
    }
    return false;
}

static bool is_last(const Webs *w, const Block *block, int box) {
    ValueId boxed = block->instructions.items[box]->operands[0], value = boxed;
    if (!block->cold || w->boxes[web_of(w, boxed)] != 1)
        return false;
    for (int i = 0; i < WEB_MOST; i++) {
        if (used_after(w, block, box, value))
            return false;
        value = w->next[value];
        if (value == boxed)
            return true;
    }
    return false;
}

const bool *last_boxes(Arena *arena, const Fn *fn) {
    bool *last = ARENA_ARRAY(arena, bool, fn->values.count);
    Webs w = {.fn = fn,
              .leader = ARENA_ARRAY(arena, ValueId, fn->values.count),
              .next = ARENA_ARRAY(arena, ValueId, fn->values.count),
              .boxes = ARENA_ARRAY(arena, int, fn->values.count),
              .seen = ARENA_ARRAY(arena, bool, fn->blocks.count),
              .stack = ARENA_ARRAY(arena, const Block *, fn->blocks.count)};
    find_webs(&w);
    if (!count_boxes(&w))
        return last;
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int k = 0; k < block->instructions.count; k++)
            if (block->instructions.items[k]->op == OP_BOX_ARRAY)
                last[block->instructions.items[k]->operands[0]] = is_last(&w, block, k);
    }
    return last;
}
