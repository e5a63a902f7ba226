/* infer(): untyped Fn + argument types -> typed SSA Fn, by basic block versioning.
 *
 * Does: walks the untyped blocks from the entry, once for each combination of types with which the
 * live locals arrive, and emits typed instructions; every local live across an edge becomes a block
 * parameter (simplify() removes the needless ones). The rules of single operations are in
 * infer_*.c.
 * Does not: optimise, or know more of NumPy than its result types.
 *
 * Why versions and not one type for each local: an accumulator that starts as 0 and then takes
 * floats is an int if the loop runs zero times, an unbound loop variable raises, an int that
 * overflows 64 bits goes on as an exact one. Each becomes a copy of the loop in which types are
 * fixed: exact, and as fast as if it had been declared. The number of versions of one place is
 * bounded; beyond, types are joined. */
#include "infer.h"

#include <string.h>

/* How often inference may start again with wider types of lists' items. */
enum { RESTART_LIMIT = 64 };

/* `environment` holds nothing but what is alive here. */
static void enter_version(Infer *in, const Version *version) {
    const LiveList *live = live_before(in->liveness, version->source, version->index);
    const ValueId *parameter = version->typed->parameters.items;
    for (int k = 0; k < live->count; k++) {
        Abstract *value = &in->environment[live->values[k]];
        value->type = version->types[k];
        int leaves = type_leaf_count(value->type);
        value->leaves = ARENA_ARRAY(in->arena, ValueId, leaves + 1);
        for (int leaf = 0; leaf < leaves; leaf++) {
            value->leaves[leaf] = *parameter++;
        }
    }
    in->block = version->typed;
    in->source_block = version->source;
    in->source_index = version->index;
}

/* Empties `environment`; not as a whole, which would make inference quadratic. */
static void leave_version(Infer *in, const Version *version) {
    const LiveList *live = live_before(in->liveness, version->source, version->index);
    for (int k = 0; k < live->count; k++) {
        in->environment[live->values[k]] = (Abstract){0};
    }
    for (int k = version->index; k <= in->source_index; k++) {
        in->environment[version->source->instructions.items[k]->result] = (Abstract){0};
    }
}

/* Where versions of cold code may meet: the temporaries of the line before are gone, and with them
 * what made the ways to it differ. */
static bool begins_line(const Block *source, int index) {
    Instruction *const *at = &source->instructions.items[index];
    return at[0]->line != at[-1]->line;
}

static void infer_instructions(Infer *in, const Version *version) {
    const Block *source = version->source;
    for (int k = version->index; k < source->instructions.count && in->block != NULL; k++) {
        if (version->cold && k > version->index && begins_line(source, k)) {
            jump_to_version(in, source, k, false);
            return;
        }
        in->source_index = k;
        in->at = source->instructions.items[k];
        if (!infer_effect(in)) {
            Abstract result = refine(in, infer_result(in));
            in->environment[in->at->result] = result;
        }
        if (in->failed || in->restart) {
            return;
        }
    }
}

static void infer_version(Infer *in, const Version *version) {
    enter_version(in, version);
    infer_instructions(in, version);
    leave_version(in, version);
}

/* A local grows when it is assigned from arithmetic other than a step by a small constant, which
 * could not overflow in a lifetime. After an overflow all that grow become exact together: two
 * versions of a loop, not one for each combination. */
static void find_growing(Infer *in) {
    const Fn *fn = in->source;
    bool *arithmetic = ARENA_ARRAY(in->arena, bool, fn->values.count);
    bool *constant = ARENA_ARRAY(in->arena, bool, fn->values.count);
    for (int pass = 0; pass < 2; pass++) {
        for (int b = 0; b < fn->blocks.count; b++) {
            const Block *block = fn->blocks.items[b];
            for (int k = 0; k < block->instructions.count; k++) {
                const Instruction *i = block->instructions.items[k];
                if (i->op == OP_PY_CONST_INT) {
                    constant[i->result] = strlen(i->text) < 10;
                } else if (i->op == OP_PY_BINARY || i->op == OP_PY_INPLACE) {
                    bool step = (i->immediate == BINARY_ADD || i->immediate == BINARY_SUBTRACT) &&
                                constant[i->operands[1]];
                    arithmetic[i->result] = !step;
                } else if (i->op == OP_PY_MOVE || i->op == OP_PY_LOAD) {
                    in->grows[i->result] |= arithmetic[i->operands[0]] || in->grows[i->operands[0]];
                }
            }
        }
    }
}

/* Inside the function a small int is an I64 like any other; ranges() knows the parameter's bounds.
 */
static const Type *entry_type(Infer *in, const Type *type) {
    if (type->kind == TYPE_SMALL) {
        return type_simple(in->types, TYPE_I64);
    }
    if (type->kind == TYPE_LIST) {
        const Type *list = list_type_of_site(in, type->position);
        return list != NULL ? list : type_simple(in->types, TYPE_OBJECT);
    }
    if (type->kind != TYPE_TUPLE) {
        return type;
    }
    const Type **items = ARENA_ARRAY(in->arena, const Type *, type->item_count + 1);
    for (int k = 0; k < type->item_count; k++) {
        items[k] = entry_type(in, type->items[k]);
    }
    return type_items(in->types, TYPE_TUPLE, items, type->item_count);
}

static void start(Infer *in, const Type *const *argument_types, int argument_count) {
    const Block *entry = in->source->blocks.items[0];
    for (int k = 0; k < argument_count; k++) {
        const Type *type = argument_types[k];
        ARENA_PUSH(in->arena, &in->fn->arguments,
                   type->kind == TYPE_LIST ? entry_type(in, type) : type);
    }
    Block *block = fn_block(in->fn, "entry");
    in->block = block;
    in->source_block = entry;
    in->at = entry->instructions.items[0];
    for (int k = 0; k < argument_count; k++) {
        Abstract *value = &in->environment[entry->parameters.items[k]];
        const char *name = in->source->values.items[entry->parameters.items[k]].name;
        value->type = entry_type(in, argument_types[k]);
        int leaves = type_leaf_count(value->type);
        const Type **leaf_types = ARENA_ARRAY(in->arena, const Type *, leaves + 1);
        type_leaves(value->type, leaf_types);
        value->leaves = ARENA_ARRAY(in->arena, ValueId, leaves + 1);
        for (int j = 0; j < leaves; j++) {
            value->leaves[j] = fn_parameter(in->fn, block, leaf_types[j], name);
        }
    }
    jump_to_version(in, entry, 0, false);
    for (int k = 0; k < argument_count; k++) {
        in->environment[entry->parameters.items[k]] = (Abstract){0};
    }
}

/* Lists that are arguments have the first sites, in their order, each followed by that of its items
 * when they are lists. */
static void add_argument_sites(Infer *in, const Type *const *types, int count) {
    for (int k = 0; k < count; k++) {
        for (const Type *list = types[k]; list->kind == TYPE_LIST; list = list->element) {
            const Type *element = list->element;
            ListSite site = {.element = element->kind == TYPE_UNTYPED ? NULL : element,
                             .same_as = in->sites->count};
            ARENA_PUSH(in->arena, in->sites, site);
        }
    }
}

/* Types that do not settle (a list that contains itself has none) leave list objects. */
static void give_up_on_lists(Infer *in) {
    for (int k = 0; k < in->sites->count; k++) {
        in->sites->items[k].boxed = true;
    }
}

static Version *take_work(Infer *in) {
    Version **work = in->hot_work != NULL ? &in->hot_work : &in->cold_work;
    Version *version = *work;
    if (version != NULL) {
        *work = version->next_work;
    }
    return version;
}

int infer(const Fn *untyped, const Type *const *argument_types, int argument_count, Fn **out,
          Error *error) {
    Arena *arena = untyped->arena;
    Liveness *liveness = liveness_create(arena, untyped);
    Infer first = {.source = untyped,
                   .arena = arena,
                   .types = untyped->types,
                   .error = error,
                   .liveness = liveness,
                   .grows = ARENA_ARRAY(arena, bool, untyped->values.count)};
    first.sites = arena_allocate(arena, sizeof *first.sites);
    find_growing(&first);
    add_argument_sites(&first, argument_types, argument_count);
    for (int attempt = 0; attempt < RESTART_LIMIT; attempt++) {
        if (attempt == RESTART_LIMIT / 2) {
            give_up_on_lists(&first);
        }
        Infer in = first;
        in.fn = fn_create(arena, in.types, untyped->name, untyped->file, untyped->line);
        in.fn->typed = true;
        in.environment = ARENA_ARRAY(arena, Abstract, untyped->values.count);
        in.versions = ARENA_ARRAY(arena, Version **, untyped->blocks.count);
        start(&in, argument_types, argument_count);
        for (Version *v; !in.failed && !in.restart && (v = take_work(&in)) != NULL;) {
            infer_version(&in, v);
        }
        if (in.failed) {
            return -1;
        }
        if (!in.restart) {
            *out = in.fn;
            return 0;
        }
    }
    error_set(error, STAGE_IR, "the types of this function's lists do not settle");
    error_place(error, untyped->file, untyped->line, 1);
    return -1;
}
