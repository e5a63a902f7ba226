/* Recorded results of thunks: the log, and which arrays need not exist while it is replayed. What
 * compiled code does with it is lower_replay.c's. Knows nothing of LLVM's IR. */
#include "replay.h"

#include "lowering.h"

#include <stdlib.h>

/* ---- the log ---- */

JitLog *jit_log_create(int64_t most) {
    JitLog *log = calloc(1, sizeof *log);
    if (log)
        log->most = most;
    return log;
}

void jit_log_free(JitLog *log) {
    if (!log)
        return;
    free(log->slots.items);
    free(log->sites.items);
    free(log->objects.items);
    free(log);
}

void jit_log_rewind(JitLog *log, bool recording) {
    if (recording) {
        log->slots.count = log->sites.count = log->objects.count = 0;
        log->cut = false;
    }
    log->next = log->slots.items;
    log->next_site = 0;
    log->differs = false;
}

bool jit_log_at_end(const JitLog *log) {
    bool all_sites = log->next_site == 0 || log->next_site == log->sites.count;
    return !log->differs && all_sites && log->next == log->slots.items + log->slots.count;
}

bool jit_log_is_cut(const JitLog *log) {
    return log->cut;
}

int64_t jit_log_calls(const JitLog *log) {
    return log->sites.count;
}

int64_t jit_log_values(const JitLog *log) {
    return log->slots.count;
}

void *const *jit_log_objects(const JitLog *log, int64_t *count) {
    *count = log->objects.count;
    return log->objects.items;
}

/* Room for one more of `size` bytes. Returns 0, or -1. */
static int make_room(void **items, int64_t count, int64_t *capacity, size_t size) {
    if (count < *capacity)
        return 0;
    int64_t larger = *capacity ? 2 * *capacity : 1024;
    void *moved = realloc(*items, (size_t)larger * size);
    if (!moved)
        return -1;
    *items = moved;
    *capacity = larger;
    return 0;
}

/* All three lists or none, so that the log ends between two calls. */
static bool has_room(JitLog *log) {
    return log->sites.count < log->most &&
           !make_room((void **)&log->sites.items, log->sites.count, &log->sites.capacity,
                      sizeof *log->sites.items) &&
           !make_room((void **)&log->slots.items, log->slots.count, &log->slots.capacity,
                      sizeof *log->slots.items) &&
           !make_room((void **)&log->objects.items, log->objects.count, &log->objects.capacity,
                      sizeof *log->objects.items);
}

int32_t npjit_jit_record(NpjitContext *context, JitLog *log, int64_t site, int64_t bits,
                         int64_t kind) {
    (void)context;
    if (log->cut || !has_room(log)) {
        log->cut = true;
        return 0;
    }
    log->sites.items[log->sites.count++] = (int32_t)site;
    if (kind != REPLAY_STAND_IN)
        log->slots.items[log->slots.count++].i = bits;
    if (kind == REPLAY_OBJECT) {
        log->objects.items[log->objects.count++] = (NpjitSlot){.bits = bits}.p;
        return 1;
    }
    return 0;
}

int npjit_jit_expect(NpjitContext *context, JitLog *log, int64_t site) {
    if (!log->differs && log->next_site < log->sites.count &&
        log->sites.items[log->next_site] == site) {
        log->next_site++;
        return 0;
    }
    log->differs = true;
    return npjit_raised(context);
}

/* ---- arrays that need not exist ---- */

static bool gives_result(const Instruction *instruction) {
    const unsigned both = OPF_ROUTED | OPF_FFI;
    return (op_infos[instruction->op].flags & both) == both && instruction->result &&
           instruction->route != ROUTE_NATIVE;
}

/* Numbers that no value has, as text may leave out some, have no type. */
static bool is_array(const Fn *fn, ValueId value) {
    const Type *type = fn_type(fn, value);
    return type && type->kind == TYPE_ARRAY;
}

/* Owners and calls that hand back do not look at an array. */
static bool looks_at(const Instruction *instruction, const bool *real) {
    if (instruction->op == OP_RETAIN || instruction->op == OP_RELEASE)
        return false;
    return !gives_result(instruction) || real[instruction->result];
}

static void mark(bool *real, ValueId value, bool *changed) {
    *changed = *changed || !real[value];
    real[value] = true;
}

static void spread(const Fn *fn, const Instruction *instruction, bool *real, bool *changed) {
    bool makes = instruction->result && is_array(fn, instruction->result);
    if (makes && !gives_result(instruction))
        mark(real, instruction->result, changed);
    for (int i = 0; i < instruction->operand_count; i++)
        if (is_array(fn, instruction->operands[i]) && looks_at(instruction, real))
            mark(real, instruction->operands[i], changed);
    for (int e = 0; e < instruction->edge_count; e++) {
        const Edge *edge = &instruction->edges[e];
        for (int i = 0; i < edge->argument_count; i++) {
            ValueId given = edge->arguments[i], taken = edge->target->parameters.items[i];
            if (is_array(fn, taken) && real[given] != real[taken]) {
                mark(real, given, changed);
                mark(real, taken, changed);
            }
        }
    }
}

/* A scalar or object result is neither array nor real: gives_result() decides for it alone. */
const bool *replay_borrowed(Arena *arena, const Fn *fn) {
    bool *real = ARENA_ARRAY(arena, bool, fn->values.count), changed = true;
    const Block *entry = fn->blocks.items[0];
    for (int i = 0; i < entry->parameters.count; i++)
        real[entry->parameters.items[i]] = true;
    while (changed) {
        changed = false;
        for (int b = 0; b < fn->blocks.count; b++)
            for (int i = 0; i < fn->blocks.items[b]->instructions.count; i++)
                spread(fn, fn->blocks.items[b]->instructions.items[i], real, &changed);
    }
    bool *borrowed = ARENA_ARRAY(arena, bool, fn->values.count);
    for (ValueId value = 1; value < fn->values.count; value++)
        borrowed[value] = is_array(fn, value) && !real[value];
    return borrowed;
}

bool replay_gives(const Kernel *kernel, const Instruction *instruction) {
    return gives_result(instruction) &&
           (!is_array(kernel->fn, instruction->result) || kernel->borrowed[instruction->result]);
}

bool replay_hands_back(const Kernel *kernel, const Instruction *instruction) {
    return kernel->options->thunks >= JIT_THUNKS_CHECKED && replay_gives(kernel, instruction);
}

ReplayKind replay_kind(const Fn *fn, const Instruction *instruction) {
    switch (fn_type(fn, instruction->result)->kind) {
    case TYPE_ARRAY: return REPLAY_STAND_IN;
    case TYPE_OBJECT: return REPLAY_OBJECT;
    default: return REPLAY_BITS;
    }
}
