/* Which locals and temporaries of an untyped function are live where: the classic backward dataflow
 * on bit sets. Lists for the middle of a block are made on demand, one backward walk a block. */
#include "infer.h"

#include <string.h>

struct Liveness {
    Arena *arena;
    const Fn *fn;
    int words;
    uint64_t **in;     /* by block id */
    LiveList **before; /* by block id, then instruction index; NULL until asked for */
};

static void set_bit(uint64_t *set, int k) {
    set[k / 64] |= (uint64_t)1 << (k % 64);
}
static void clear_bit(uint64_t *set, int k) {
    set[k / 64] &= ~((uint64_t)1 << (k % 64));
}

/* live := live before `i`, given live after it. py.next reads and writes its operand. */
static void step_back(uint64_t *live, const Instruction *i) {
    if (i->result != 0) {
        clear_bit(live, i->result);
    }
    if (i->op == OP_PY_DELETE) {
        return; /* its operand names the local, it is not read */
    }
    for (int k = 0; k < i->operand_count; k++) {
        set_bit(live, i->operands[k]);
    }
}

/* What the handler needs is live wherever the block may raise. */
static void add_handler(const Liveness *l, const Block *block, uint64_t *live) {
    if (block->handler != NULL) {
        const uint64_t *in = l->in[block->handler->id];
        for (int w = 0; w < l->words; w++) {
            live[w] |= in[w];
        }
    }
}

static void live_out(const Liveness *l, const Block *block, uint64_t *out) {
    memset(out, 0, sizeof *out * (size_t)l->words);
    const Instruction *last = block_terminator(block);
    for (int e = 0; e < last->edge_count; e++) {
        const uint64_t *in = l->in[last->edges[e].target->id];
        for (int w = 0; w < l->words; w++) {
            out[w] |= in[w];
        }
    }
}

Liveness *liveness_create(Arena *arena, const Fn *fn) {
    Liveness *l = ARENA_NEW(arena, Liveness);
    l->arena = arena;
    l->fn = fn;
    l->words = fn->values.count / 64 + 1;
    l->in = ARENA_ARRAY(arena, uint64_t *, fn->blocks.count);
    l->before = ARENA_ARRAY(arena, LiveList *, fn->blocks.count);
    for (int k = 0; k < fn->blocks.count; k++) {
        l->in[k] = ARENA_ARRAY(arena, uint64_t, l->words);
    }
    uint64_t *live = ARENA_ARRAY(arena, uint64_t, l->words);
    for (bool changed = true; changed;) {
        changed = false;
        for (int k = fn->blocks.count - 1; k >= 0; k--) {
            const Block *block = fn->blocks.items[k];
            live_out(l, block, live);
            for (int i = block->instructions.count - 1; i >= 0; i--) {
                step_back(live, block->instructions.items[i]);
                add_handler(l, block, live);
            }
            if (memcmp(live, l->in[k], sizeof *live * (size_t)l->words) != 0) {
                memcpy(l->in[k], live, sizeof *live * (size_t)l->words);
                changed = true;
            }
        }
    }
    return l;
}

static LiveList list_of(Arena *arena, const uint64_t *set, int words) {
    int count = 0;
    for (int w = 0; w < words; w++) {
        count += __builtin_popcountll(set[w]);
    }
    LiveList list = {.values = ARENA_ARRAY(arena, int, count + 1)};
    for (int w = 0; w < words; w++) {
        for (uint64_t bits = set[w]; bits != 0; bits &= bits - 1) {
            list.values[list.count++] = w * 64 + __builtin_ctzll(bits);
        }
    }
    return list;
}

const LiveList *live_before(Liveness *l, const Block *block, int index) {
    LiveList *lists = l->before[block->id];
    if (lists == NULL) {
        lists = l->before[block->id] =
            ARENA_ARRAY(l->arena, LiveList, block->instructions.count + 1);
        uint64_t *live = ARENA_ARRAY(l->arena, uint64_t, l->words);
        live_out(l, block, live);
        for (int i = block->instructions.count - 1; i >= 0; i--) {
            step_back(live, block->instructions.items[i]);
            add_handler(l, block, live);
            lists[i] = list_of(l->arena, live, l->words);
        }
    }
    return &lists[index];
}
