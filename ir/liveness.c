/* Which locals and temporaries of an untyped function are live where: the classic backward
 * dataflow, on bit sets of the values that live in more than one block, which are few beside the
 * temporaries of long functions. Lists for the middle of a block are made on demand, one backward
 * walk a block.
 */
#include "infer.h"

#include <string.h>

/* Values in ascending order. */
typedef struct Set {
    ValueId *items;
    int count, capacity;
} Set;

struct Liveness {
    Arena *arena;
    const Fn *fn;
    int *bit;      /* by value: in sets between blocks, or -1: it lives in one block only */
    ValueId *wide; /* by bit: the value, ascending */
    int wide_count, words;
    uint64_t **in;     /* by block id */
    LiveList **before; /* by block id, then instruction index; NULL until asked for */
};

/* ---- which values live in more than one block ---- */

/* An occurrence: elsewhere as well, or before its value is made there, it lives between blocks.
 * `home` is by value: where it was seen first, counted from 1. */
static void see(const Liveness *l, int *home, ValueId value, const Block *block, bool defines) {
    bool first = home[value] == 0;
    if (first ? !defines : home[value] != block->id + 1) {
        l->bit[value] = 0;
    }
    if (first) {
        home[value] = block->id + 1;
    }
}

static void number_values(Liveness *l) {
    int count = l->fn->values.count;
    int *home = ARENA_ARRAY(l->arena, int, count);
    l->bit = ARENA_ARRAY(l->arena, int, count);
    l->wide = ARENA_ARRAY(l->arena, ValueId, count);
    memset(l->bit, -1, sizeof *l->bit * (size_t)count);
    for (int b = 0; b < l->fn->blocks.count; b++) {
        const Block *block = l->fn->blocks.items[b];
        for (int k = 0; k < block->parameters.count; k++) {
            see(l, home, block->parameters.items[k], block, true);
        }
        for (int i = 0; i < block->instructions.count; i++) {
            const Instruction *instruction = block->instructions.items[i];
            for (int k = 0; k < instruction->operand_count; k++) {
                see(l, home, instruction->operands[k], block, false);
            }
            if (instruction->result != 0) {
                see(l, home, instruction->result, block, true);
            }
        }
    }
    for (ValueId value = 0; value < count; value++) {
        if (l->bit[value] == 0) {
            l->bit[value] = l->wide_count;
            l->wide[l->wide_count++] = value;
        }
    }
    l->words = l->wide_count / 64 + 1;
}

/* ---- between blocks ---- */

static void set_bit(const Liveness *l, uint64_t *set, ValueId value) {
    int k = l->bit[value];
    if (k >= 0) {
        set[k / 64] |= (uint64_t)1 << (k % 64);
    }
}

static void clear_bit(const Liveness *l, uint64_t *set, ValueId value) {
    int k = l->bit[value];
    if (k >= 0) {
        set[k / 64] &= ~((uint64_t)1 << (k % 64));
    }
}

static void unite(const Liveness *l, uint64_t *set, const uint64_t *other) {
    for (int w = 0; w < l->words; w++) {
        set[w] |= other[w];
    }
}

/* The operand of a deletion names the local, it is not read. */
static int read_count(const Instruction *i) {
    return i->op == OP_PY_DELETE ? 0 : i->operand_count;
}

static void live_out(const Liveness *l, const Block *block, uint64_t *out) {
    memset(out, 0, sizeof *out * (size_t)l->words);
    const Instruction *last = block_terminator(block);
    for (int e = 0; e < last->edge_count; e++) {
        unite(l, out, l->in[last->edges[e].target->id]);
    }
}

/* live := live where the block begins, given live where it ends. py.next reads and writes its
 * operand. What the handler needs is live wherever the block may raise. */
static void walk_back(const Liveness *l, const Block *block, uint64_t *live) {
    for (int i = block->instructions.count - 1; i >= 0; i--) {
        const Instruction *instruction = block->instructions.items[i];
        if (instruction->result != 0) {
            clear_bit(l, live, instruction->result);
        }
        for (int k = 0; k < read_count(instruction); k++) {
            set_bit(l, live, instruction->operands[k]);
        }
        if (block->handler != NULL) {
            unite(l, live, l->in[block->handler->id]);
        }
    }
}

Liveness *liveness_create(Arena *arena, const Fn *fn) {
    Liveness *l = ARENA_NEW(arena, Liveness);
    l->arena = arena;
    l->fn = fn;
    number_values(l);
    l->in = ARENA_ARRAY(arena, uint64_t *, fn->blocks.count);
    l->before = ARENA_ARRAY(arena, LiveList *, fn->blocks.count);
    for (int k = 0; k < fn->blocks.count; k++) {
        l->in[k] = ARENA_ARRAY(arena, uint64_t, l->words);
    }
    uint64_t *live = ARENA_ARRAY(arena, uint64_t, l->words);
    for (bool changed = true; changed;) {
        changed = false;
        for (int k = fn->blocks.count - 1; k >= 0; k--) {
            live_out(l, fn->blocks.items[k], live);
            walk_back(l, fn->blocks.items[k], live);
            if (memcmp(live, l->in[k], sizeof *live * (size_t)l->words) != 0) {
                memcpy(l->in[k], live, sizeof *live * (size_t)l->words);
                changed = true;
            }
        }
    }
    return l;
}

/* ---- within a block ---- */

/* Where the value is, or belongs. */
static int place_of(const Set *set, ValueId value) {
    int low = 0, high = set->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (set->items[middle] < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_at(const Set *set, int place, ValueId value) {
    return place < set->count && set->items[place] == value;
}

static void add(Arena *arena, Set *set, ValueId value) {
    int place = place_of(set, value);
    if (is_at(set, place, value)) {
        return;
    }
    ARENA_PUSH(arena, set, value);
    memmove(&set->items[place + 1], &set->items[place],
            sizeof *set->items * (size_t)(set->count - 1 - place));
    set->items[place] = value;
}

static void take_out(Set *set, ValueId value) {
    int place = place_of(set, value);
    if (is_at(set, place, value)) {
        set->count--;
        memmove(&set->items[place], &set->items[place + 1],
                sizeof *set->items * (size_t)(set->count - place));
    }
}

static void add_bits(const Liveness *l, Set *set, const uint64_t *bits) {
    for (int w = 0; w < l->words; w++) {
        for (uint64_t rest = bits[w]; rest != 0; rest &= rest - 1) {
            add(l->arena, set, l->wide[w * 64 + __builtin_ctzll(rest)]);
        }
    }
}

static LiveList copy_of(Arena *arena, const Set *set) {
    LiveList list = {.values = ARENA_ARRAY(arena, ValueId, set->count + 1), .count = set->count};
    if (set->count > 0) {
        memcpy(list.values, set->items, sizeof *set->items * (size_t)set->count);
    }
    return list;
}

const LiveList *live_before(Liveness *l, const Block *block, int index) {
    LiveList *lists = l->before[block->id];
    if (lists != NULL) {
        return &lists[index];
    }
    lists = l->before[block->id] = ARENA_ARRAY(l->arena, LiveList, block->instructions.count + 1);
    uint64_t *out = ARENA_ARRAY(l->arena, uint64_t, l->words);
    Set live = {0};
    live_out(l, block, out);
    add_bits(l, &live, out);
    for (int i = block->instructions.count - 1; i >= 0; i--) {
        const Instruction *instruction = block->instructions.items[i];
        if (instruction->result != 0) {
            take_out(&live, instruction->result);
        }
        for (int k = 0; k < read_count(instruction); k++) {
            add(l->arena, &live, instruction->operands[k]);
        }
        if (block->handler != NULL) {
            add_bits(l, &live, l->in[block->handler->id]);
        }
        lists[i] = copy_of(l->arena, &live);
    }
    return &lists[index];
}
