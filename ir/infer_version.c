/* infer(): versions of places in the untyped function, and the jumps that lead to them. */
#include "infer.h"

#include <string.h>

/* Versions of one place before types are joined, and so many times as many before None is joined
 * with anything else. */
enum { VERSION_LIMIT = 12, NONE_APART = 12 };

/* With that many blocks fewer are made: LLVM's time grows faster than their number. */
enum { MANY_BLOCKS = 1000, LATE_VERSION_LIMIT = 2 };

static bool same_types(const Version *version, const Type *const *types, int count) {
    return memcmp(version->types, types, sizeof *types * (size_t)count) == 0;
}

/* By index of the instruction: the last version made of the place. */
static Version **versions_of(Infer *in, const Block *source) {
    Version ***versions = &in->versions[source->id];
    if (*versions == NULL) {
        *versions = ARENA_ARRAY(in->arena, Version *, source->instructions.count);
    }
    return *versions;
}

static Version *create_version(Infer *in, const Block *source, int index, const LiveList *live,
                               const Type *const *types, bool cold) {
    Version *version = ARENA_NEW(in->arena, Version);
    version->cold = cold;
    version->source = source;
    version->index = index;
    version->types = ARENA_ARRAY(in->arena, const Type *, live->count + 1);
    memcpy(version->types, types, sizeof *types * (size_t)live->count);
    version->typed = fn_block(in->fn, source->note);
    version->typed->cold = cold;
    for (int k = 0; k < live->count; k++) {
        int leaves = type_leaf_count(types[k]);
        const Type **leaf_types = ARENA_ARRAY(in->arena, const Type *, leaves + 1);
        type_leaves(types[k], leaf_types);
        for (int j = 0; j < leaves; j++) {
            fn_parameter(in->fn, version->typed, plain_type(in, leaf_types[j]),
                         in->source->values.items[live->values[k]].name);
        }
    }
    Version **first = &versions_of(in, source)[index];
    version->next_here = *first;
    *first = version;
    Version **work = cold ? &in->cold_work : &in->hot_work;
    version->next_work = *work;
    *work = version;
    return version;
}

static bool is_apart(const Type *type, bool none_apart) {
    return type->kind == TYPE_UNBOUND || type->kind == TYPE_ITERATOR ||
           (none_apart && type->kind == TYPE_NONE);
}

/* Iterators and unbound locals have no common form, so that versions that differ in those are never
 * joined, but for how large the ints of a tuple are that is gone through. What None and a number
 * have in common is an object, which would make one of every number that follows: those are joined
 * late. */
static bool comparable(Infer *in, const Version *version, const Type *const *types, int count,
                       bool none_apart) {
    for (int k = 0; k < count; k++) {
        const Type *a = version->types[k], *b = types[k];
        if (a != b && (is_apart(a, none_apart) || is_apart(b, none_apart)) &&
            exact_items(in, a, b) == NULL) {
            return false;
        }
    }
    return true;
}

/* Types for the versions of a place that has too many: each joined with what came before. */
static void join_with_versions(Infer *in, const Version *versions, const LiveList *live,
                               const Type **types, bool cold, bool none_apart) {
    for (const Version *v = versions; v != NULL; v = v->next_here) {
        bool joins = v->cold == cold && comparable(in, v, types, live->count, none_apart);
        for (int k = 0; joins && k < live->count && !in->restart; k++) {
            types[k] = join_types(in, types[k], v->types[k]);
        }
    }
    make_lists_alike(in, types, live->count);
}

/* How many there are that can be joined with such a one: *here with None apart, *all without. */
static Version *find_version(Infer *in, Version *versions, const Type *const *types, int count,
                             bool cold, int *here, int *all) {
    *here = *all = 0;
    for (Version *v = versions; v != NULL; v = v->next_here) {
        if (v->cold == cold && comparable(in, v, types, count, false)) {
            ++*all;
            *here += comparable(in, v, types, count, true);
            if (same_types(v, types, count)) {
                return v;
            }
        }
    }
    return NULL;
}

static Abstract exact_if_growing(Infer *in, Abstract value, int id, bool overflowed) {
    if (overflowed && in->grows[id] && value.type->kind == TYPE_I64) {
        return simple_leaf(in, TYPE_INT, to_exact(in, value));
    }
    return value;
}

/* Ends the current block with a jump to the version of (source, index) for the environment as it
 * is. */
void jump_to_version(Infer *in, const Block *source, int index, bool overflowed) {
    if (in->block == NULL || in->failed || in->restart) {
        return;
    }
    const LiveList *live = live_before(in->liveness, source, index);
    Abstract *values = ARENA_ARRAY(in->arena, Abstract, live->count + 1);
    const Type **types = ARENA_ARRAY(in->arena, const Type *, live->count + 1);
    for (int k = 0; k < live->count; k++) {
        int id = live->values[k];
        values[k] = exact_if_growing(in, in->environment[id], id, overflowed);
        if (values[k].type == NULL) {
            values[k] = no_leaves(in, TYPE_UNBOUND);
        }
        types[k] = values[k].type;
    }
    make_lists_alike(in, types, live->count);
    if (in->restart) {
        in->block = NULL;
        return;
    }
    int here, all;
    bool cold = in->block->cold || source->cold;
    Version *versions = versions_of(in, source)[index];
    Version *version = find_version(in, versions, types, live->count, cold, &here, &all);
    int limit = in->fn->blocks.count < MANY_BLOCKS ? VERSION_LIMIT : LATE_VERSION_LIMIT;
    bool none_apart = all < NONE_APART * limit;
    if (version == NULL && (here >= limit || !none_apart)) {
        join_with_versions(in, versions, live, types, cold, none_apart);
        if (in->restart || in->block == NULL) { /* a list turned out to be an object */
            in->block = NULL;
            return;
        }
        version = find_version(in, versions, types, live->count, cold, &here, &all);
    }
    if (version == NULL) {
        version = create_version(in, source, index, live, types, cold);
    }
    int count = 0;
    ValueId *arguments = ARENA_ARRAY(in->arena, ValueId, version->typed->parameters.count + 1);
    for (int k = 0; k < live->count; k++) {
        Abstract value = convert(in, values[k], types[k]);
        for (int j = 0; j < type_leaf_count(types[k]); j++) {
            arguments[count++] = value.leaves[j];
        }
    }
    Instruction *jump = emit_instruction(in, OP_JUMP, NULL, NULL, 0);
    if (jump != NULL) {
        fn_edge(in->fn, jump, version->typed, arguments, count);
    }
    in->block = NULL;
}

void emit_raise_edge(Infer *in, Instruction *instruction) {
    const Block *handler = in->source_block->handler;
    if (handler == NULL || in->raising) {
        return;
    }
    in->raising = true;
    Block *goes_on = in->block, *raised = successor(in, "raised", true);
    fn_edge(in->fn, instruction, raised, NULL, 0);
    in->block = raised;
    jump_to_version(in, handler, 0, false);
    in->block = goes_on;
    in->raising = false;
}

void side_exit(Infer *in, Abstract result, bool overflowed) {
    if (in->block == NULL || in->failed || in->restart) {
        in->block = NULL;
        return;
    }
    Abstract saved = in->environment[in->at->result];
    in->environment[in->at->result] = result;
    jump_to_version(in, in->source_block, in->source_index + 1, overflowed);
    in->environment[in->at->result] = saved;
}

void leave_by(Infer *in, const Edge *edge) {
    jump_to_version(in, edge->target, 0, false);
}
