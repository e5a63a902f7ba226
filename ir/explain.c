/* What became of a function, line by line, in words. Reads a function that all passes have been
 * over; changes nothing. Cold blocks are left out: most runs never see them. */
#include <ir/escape.h>
#include <ir/query.h>
#include <stdlib.h>
#include <string.h>

typedef struct Explanation {
    const Fn *fn;
    Route wanted;
    const bool *is_local;       /* by ValueId */
    const ValueId *local_views; /* by ValueId */
    struct {
        Fact *items;
        int count, capacity;
    } facts;
} Explanation;

static void say(Explanation *e, int line, const char *text) {
    if (line == 0)
        return;
    for (int i = 0; i < e->facts.count; i++)
        if (e->facts.items[i].line == line && strcmp(e->facts.items[i].text, text) == 0)
            return;
    ARENA_PUSH(e->fn->arena, &e->facts, ((Fact){line, text}));
}

/* ---- calls as written ---- */

static bool is_routed(const Instruction *instruction) {
    return op_infos[instruction->op].flags & OPF_ROUTED && instruction->line;
}

int fn_numpy_calls(const Fn *fn, NumpyCall **out) {
    struct {
        NumpyCall *items;
        int count, capacity;
    } found = {0};
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int k = 0; !block->cold && k < block->instructions.count; k++) {
            const Instruction *at = block->instructions.items[k];
            bool known = !is_routed(at);
            for (int i = 0; i < found.count && !known; i++)
                known = found.items[i].op == at->op && found.items[i].line == at->line &&
                        found.items[i].column == at->column;
            if (!known) {
                bool array = at->result && fn_type(fn, at->result)->kind == TYPE_ARRAY;
                ARENA_PUSH(fn->arena, &found, ((NumpyCall){at->op, at->line, at->column, array}));
            }
        }
    }
    *out = found.items;
    return found.count;
}

/* ---- arrays ---- */

static bool uses(const ValueId *values, int count, ValueId value) {
    for (int i = 0; i < count; i++)
        if (values[i] == value)
            return true;
    return false;
}

/* Why an array cannot be taken apart into its items at this use; NULL when it is none. */
static const char *reason_of_use(const Explanation *e, const Instruction *at, ValueId array) {
    Arena *arena = e->fn->arena;
    for (int i = 0; i < at->edge_count; i++)
        if (uses(at->edges[i].arguments, at->edges[i].argument_count, array))
            return arena_format(arena, "it lives on across a branch or loop at line %d", at->line);
    if (!uses(at->operands, at->operand_count, array))
        return NULL;
    switch (at->op) {
    case OP_RETAIN:
    case OP_RELEASE: return NULL;
    case OP_RETURN: return "it is returned";
    case OP_BOX_ARRAY: return arena_format(arena, "line %d passes it on as an object", at->line);
    case OP_NP_SETITEM: return arena_format(arena, "line %d writes its items", at->line);
    case OP_NP_GETITEM:
        return arena_format(arena, "line %d reads an item at a place known only then", at->line);
    default: return arena_format(arena, "%s at line %d takes it", op_infos[at->op].name, at->line);
    }
}

static const char *why_allocated(const Explanation *e, const Instruction *made) {
    const Fn *fn = e->fn;
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int k = 0; !block->cold && k < block->instructions.count; k++) {
            const char *reason = reason_of_use(e, block->instructions.items[k], made->result);
            if (reason)
                return reason;
        }
    }
    return "rare outcomes need it";
}

static void explain_array(Explanation *e, const Instruction *at) {
    const char *why =
        e->wanted != ROUTE_NATIVE
            ? arena_format(e->fn->arena, "route %s makes every array", route_names[e->wanted])
            : why_allocated(e, at);
    say(e, at->line,
        arena_format(e->fn->arena, "%s: a real array is allocated: %s", op_infos[at->op].name,
                     why));
}

/* ---- calls as they are ---- */

/* The call in one of these blocks (by id), or in any where `among` is NULL. */
static const Instruction *find_at(const Fn *fn, Op op, const NumpyCall *call, const bool *among) {
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int k = 0; !block->cold && k < block->instructions.count; k++) {
            const Instruction *at = block->instructions.items[k];
            if (at->op == op && at->line == call->line && at->column == call->column &&
                (!among || among[b]))
                return at;
        }
    }
    return NULL;
}

/* What became of a call: itself, or the loop whose last step it is. A first turn of a loop may have
 * code of its own, for other types; what the turns after it do is of interest. */
static const Instruction *find_call(const Fn *fn, const NumpyCall *call) {
    const bool *among[] = {repeating_blocks(fn->arena, fn, false), NULL};
    for (int i = 0; i < 2; i++) {
        const Instruction *at = find_at(fn, call->op, call, among[i]);
        if (!at && call->gives_array)
            at = find_at(fn, OP_NATIVE_MAP, call, among[i]);
        if (at)
            return at;
    }
    return NULL;
}

static void explain_local(Explanation *e, int line, const char *name) {
    say(e, line,
        arena_format(e->fn->arena,
                     "%s: never leaves the kernel: up to %d items are kept on the stack or in "
                     "registers, more in a real array that only the kernel knows",
                     name, LOCAL_ITEMS));
}

static void explain_map(Explanation *e, const Instruction *map, const char *name) {
    say(e, map->line, arena_format(e->fn->arena, "%s: a loop of compiled code, no call", name));
    if (e->is_local[map->result])
        explain_local(e, map->line, name);
    else
        explain_array(e, map);
}

static void explain_call(Explanation *e, const NumpyCall *call) {
    const char *name = op_infos[call->op].name;
    const Instruction *at = find_call(e->fn, call);
    if (at && at->op == OP_NATIVE_MAP) {
        explain_map(e, at, name);
        return;
    }
    if (!at) {
        say(e, call->line,
            arena_format(e->fn->arena,
                         call->gives_array ? "%s: no array, its items are kept in registers"
                                           : "%s: computed in place, no call",
                         name));
        return;
    }
    if (call->gives_array && e->wanted == ROUTE_NATIVE && e->is_local[at->result]) {
        explain_local(e, at->line, name);
        return;
    }
    if (call->gives_array && at->route == ROUTE_NATIVE && e->local_views[at->result]) {
        say(e, at->line,
            arena_format(e->fn->arena,
                         "%s: never leaves the kernel: registers hold its place, shape and strides",
                         name));
        return;
    }
    const char *slower = at->route < e->wanted ? ", there is no faster exact form here" : "";
    if (op_infos[at->op].flags & OPF_FFI || at->route == ROUTE_PYTHON)
        say(e, at->line,
            arena_format(e->fn->arena, "%s: a call, route %s%s", name, route_names[at->route],
                         slower));
    else
        say(e, at->line,
            arena_format(e->fn->arena, "%s: compiled code's own access to memory", name));
    if (call->gives_array)
        explain_array(e, at);
}

/* ---- boxed operations, ints, names ---- */

static const char *about_ints(Op op) {
    switch (op) {
    case OP_I64_ADD:
    case OP_I64_SUB:
    case OP_I64_MUL: return "ints raw, no overflow is possible";
    case OP_I64_ADD_CHECKED:
    case OP_I64_SUB_CHECKED:
    case OP_I64_MUL_CHECKED:
    case OP_I64_SHL_CHECKED: return "ints raw, checked; after an overflow exact";
    case OP_INT_ADD:
    case OP_INT_SUB:
    case OP_INT_MUL:
    case OP_INT_FLOORDIV:
    case OP_INT_MOD:
    case OP_INT_POW:
    case OP_INT_SHL: return "ints exact, of any size";
    default: return NULL;
    }
}

static const char *plain_type(Arena *arena, const Type *type) {
    switch (type->kind) {
    case TYPE_I64: return "int, raw";
    case TYPE_INT: return "int, exact";
    case TYPE_OBJECT: return "boxed object";
    default: return type_name(arena, type);
    }
}

static void explain_name(Explanation *e, ValueId value, int line) {
    const Value *about = &e->fn->values.items[value];
    if (about->name)
        say(e, line,
            arena_format(e->fn->arena, "%s: %s", about->name,
                         plain_type(e->fn->arena, about->type)));
}

static void explain_block(Explanation *e, const Block *block) {
    int line = block->instructions.items[0]->line;
    for (int i = 0; i < block->parameters.count; i++)
        explain_name(e, block->parameters.items[i], block->id == 0 ? e->fn->line : line);
    for (int k = 0; k < block->instructions.count; k++) {
        const Instruction *at = block->instructions.items[k];
        if (op_infos[at->op].flags & OPF_BOXED)
            say(e, at->line,
                arena_format(e->fn->arena, "%s: boxed, CPython executes it",
                             op_infos[at->op].name));
        if (about_ints(at->op))
            say(e, at->line, about_ints(at->op));
        if (at->op == OP_NATIVE_STORE)
            say(e, at->line,
                arena_format(e->fn->arena, "%s: a loop of compiled code, no call",
                             op_infos[at->op].name));
        if (at->result)
            explain_name(e, at->result, at->line);
    }
}

static int by_line(const void *a, const void *b) {
    const Fact *left = a, *right = b;
    return (left->line > right->line) - (left->line < right->line);
}

/* Keeps the order of facts about one line: insertion sort, there are few. */
static void sort_facts(Fact *facts, int count) {
    for (int i = 1; i < count; i++) {
        Fact fact = facts[i];
        int k = i;
        for (; k > 0 && by_line(&facts[k - 1], &fact) > 0; k--)
            facts[k] = facts[k - 1];
        facts[k] = fact;
    }
}

int fn_explain(const Fn *fn, Route wanted, const NumpyCall *written, int written_count,
               Fact **out) {
    Explanation e = {.fn = fn,
                     .wanted = wanted,
                     .is_local = local_arrays(fn->arena, fn),
                     .local_views = local_views(fn->arena, fn)};
    for (int i = 0; i < written_count; i++)
        explain_call(&e, &written[i]);
    for (int b = 0; b < fn->blocks.count; b++)
        if (!fn->blocks.items[b]->cold)
            explain_block(&e, fn->blocks.items[b]);
    sort_facts(e.facts.items, e.facts.count);
    *out = e.facts.items;
    return e.facts.count;
}
