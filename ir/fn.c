/* The tables of operations and routes, and construction of functions. */
#include <ir/fn.h>
#include <string.h>

const OpInfo op_infos[OP_COUNT] = {
#define OP(id, name, signature, flags, lowering, doc) {name, signature, flags, lowering, doc},
#include <ir/ops.def>
#undef OP
};

const char *const route_names[ROUTE_COUNT] = {
    [ROUTE_NONE] = "none",   [ROUTE_PYTHON] = "python", [ROUTE_CAPI] = "capi",
    [ROUTE_UFUNC] = "ufunc", [ROUTE_NATIVE] = "native",
};

Op op_by_name(const char *name, int length) {
    for (int op = 0; op < OP_COUNT; op++)
        if (strncmp(op_infos[op].name, name, (size_t)length) == 0 &&
            op_infos[op].name[length] == '\0')
            return (Op)op;
    return OP_COUNT;
}

Fn *fn_create(Arena *arena, TypeTable *types, const char *name, const char *file, int line) {
    Fn *fn = ARENA_NEW(arena, Fn);
    fn->arena = arena;
    fn->types = types;
    fn->name = name;
    fn->file = file;
    fn->line = line;
    ARENA_PUSH(arena, &fn->values, (Value){0});
    return fn;
}

Block *fn_block(Fn *fn, const char *note) {
    Block *block = ARENA_NEW(fn->arena, Block);
    block->id = fn->blocks.count;
    block->note = note;
    ARENA_PUSH(fn->arena, &fn->blocks, block);
    return block;
}

ValueId fn_value(Fn *fn, const Type *type, const char *name) {
    ARENA_PUSH(fn->arena, &fn->values, ((Value){.type = type, .name = name}));
    return fn->values.count - 1;
}

ValueId fn_parameter(Fn *fn, Block *block, const Type *type, const char *name) {
    ValueId value = fn_value(fn, type, name);
    fn->values.items[value].block = block;
    ARENA_PUSH(fn->arena, &block->parameters, value);
    return value;
}

static ValueId *copy_values(Arena *arena, const ValueId *values, int count) {
    if (count == 0)
        return NULL;
    ValueId *copy = ARENA_ARRAY(arena, ValueId, count);
    memcpy(copy, values, sizeof *copy * (size_t)count);
    return copy;
}

Instruction *fn_append(Fn *fn, Block *block, Op op, const Type *type, const ValueId *operands,
                       int operand_count, int line, int column) {
    Instruction *instruction = ARENA_NEW(fn->arena, Instruction);
    instruction->op = op;
    instruction->operands = copy_values(fn->arena, operands, operand_count);
    instruction->operand_count = operand_count;
    instruction->line = line;
    instruction->column = column;
    if (type) {
        instruction->result = fn_value(fn, type, NULL);
        fn->values.items[instruction->result].definition = instruction;
        fn->values.items[instruction->result].block = block;
    }
    ARENA_PUSH(fn->arena, &block->instructions, instruction);
    return instruction;
}

void fn_edge(Fn *fn, Instruction *terminator, Block *target, const ValueId *arguments, int count) {
    /* No operation has more than three edges, so that growing one by one costs nothing. */
    Edge *edges = ARENA_ARRAY(fn->arena, Edge, terminator->edge_count + 1);
    if (terminator->edge_count)
        memcpy(edges, terminator->edges, sizeof *edges * (size_t)terminator->edge_count);
    edges[terminator->edge_count++] = (Edge){
        .target = target,
        .arguments = copy_values(fn->arena, arguments, count),
        .argument_count = count,
    };
    terminator->edges = edges;
}

static void replace_in(ValueId *values, int count, const ValueId *replacement) {
    for (int i = 0; i < count; i++)
        values[i] = replacement[values[i]];
}

void fn_replace_values(Fn *fn, const ValueId *replacement) {
    for (int i = 0; i < fn->blocks.count; i++) {
        Block *block = fn->blocks.items[i];
        for (int k = 0; k < block->instructions.count; k++) {
            Instruction *instruction = block->instructions.items[k];
            replace_in(instruction->operands, instruction->operand_count, replacement);
            for (int e = 0; e < instruction->edge_count; e++)
                replace_in(instruction->edges[e].arguments, instruction->edges[e].argument_count,
                           replacement);
        }
    }
}

int op_edge_count(Op op) {
    switch (op) {
    case OP_PY_JUMP:
    case OP_JUMP: return 1;
    case OP_PY_RETURN:
    case OP_PY_RAISE:
    case OP_PY_RERAISE:
    case OP_RETURN:
    case OP_RAISED: return 0;
    default: return op_infos[op].flags & OPF_TERMINATOR ? 2 : 0;
    }
}

bool instruction_ends_block(const Instruction *instruction) {
    return op_infos[instruction->op].flags & OPF_TERMINATOR || instruction->edge_count;
}

const Edge *instruction_raise_edge(const Instruction *instruction) {
    const OpInfo *info = &op_infos[instruction->op];
    bool goes_on = !(info->flags & OPF_TERMINATOR);
    int count = op_edge_count(instruction->op) + goes_on;
    if (!(info->flags & OPF_RAISES) || instruction->edge_count <= count)
        return NULL;
    return &instruction->edges[instruction->edge_count - 1];
}

bool same_edge(const Edge *a, const Edge *b) {
    if (a->target != b->target)
        return false;
    for (int i = 0; i < a->argument_count; i++)
        if (a->arguments[i] != b->arguments[i])
            return false;
    return true;
}

Instruction *block_terminator(const Block *block) {
    int count = block->instructions.count;
    Instruction *last = count ? block->instructions.items[count - 1] : NULL;
    return last && instruction_ends_block(last) ? last : NULL;
}

void fn_make_plain(Fn *fn, Block *block, Instruction *terminator, Op plain) {
    Edge first = terminator->edges[0];
    terminator->op = plain;
    terminator->edges = NULL;
    terminator->edge_count = 0;
    Instruction *jump =
        fn_append(fn, block, OP_JUMP, NULL, NULL, 0, terminator->line, terminator->column);
    fn_edge(fn, jump, first.target, first.arguments, first.argument_count);
}

/* The state of Tarjan's search for strongly connected components, without recursion. */
typedef struct Search {
    bool cold;           /* cold blocks are looked at, too */
    int *order, *lowest; /* by block id: when it was found, from 1; what it can reach of the stack
                          */
    bool *on_stack, *repeats;
    int *edge; /* by block id: the next to follow */
    int found;
    struct {
        const Block **items;
        int count;
    } path, stack;
} Search;

static void find_block(Search *s, const Block *block) {
    s->order[block->id] = s->lowest[block->id] = ++s->found;
    s->on_stack[block->id] = true;
    s->path.items[s->path.count++] = block;
    s->stack.items[s->stack.count++] = block;
}

/* Takes the component that begins at `head` off the stack. */
static void take_component(Search *s, const Block *head) {
    bool several = s->stack.items[s->stack.count - 1] != head;
    const Block *block;
    do {
        block = s->stack.items[--s->stack.count];
        s->on_stack[block->id] = false;
        s->repeats[block->id] = s->repeats[block->id] || several;
    } while (block != head);
}

static void follow(Search *s, const Block *from, const Block *target) {
    if (target->cold && !s->cold)
        return;
    if (target == from)
        s->repeats[from->id] = true;
    if (!s->order[target->id])
        find_block(s, target);
    else if (s->on_stack[target->id] && s->order[target->id] < s->lowest[from->id])
        s->lowest[from->id] = s->order[target->id];
}

const bool *repeating_blocks(Arena *arena, const Fn *fn, bool cold) {
    int count = fn->blocks.count;
    Search s = {.cold = cold,
                .order = ARENA_ARRAY(arena, int, count),
                .lowest = ARENA_ARRAY(arena, int, count),
                .on_stack = ARENA_ARRAY(arena, bool, count),
                .repeats = ARENA_ARRAY(arena, bool, count),
                .edge = ARENA_ARRAY(arena, int, count),
                .path.items = ARENA_ARRAY(arena, const Block *, count),
                .stack.items = ARENA_ARRAY(arena, const Block *, count)};
    for (int b = 0; b < count; b++) {
        if ((fn->blocks.items[b]->cold && !cold) || s.order[b])
            continue;
        find_block(&s, fn->blocks.items[b]);
        while (s.path.count > 0) {
            const Block *block = s.path.items[s.path.count - 1];
            const Instruction *terminator = block_terminator(block);
            if (s.edge[block->id] < terminator->edge_count) {
                follow(&s, block, terminator->edges[s.edge[block->id]++].target);
                continue;
            }
            if (s.lowest[block->id] == s.order[block->id])
                take_component(&s, block);
            const Block *from = --s.path.count > 0 ? s.path.items[s.path.count - 1] : NULL;
            if (from && s.lowest[block->id] < s.lowest[from->id])
                s.lowest[from->id] = s.lowest[block->id];
        }
    }
    return s.repeats;
}

void fn_spread(const Fn *fn, bool *marks, bool backwards) {
    for (bool changed = true; changed;) {
        changed = false;
        /* Blocks are numbered about in their order, so that a few walks settle it. */
        for (int i = 0; i < fn->blocks.count; i++) {
            int b = backwards ? fn->blocks.count - 1 - i : i;
            const Instruction *terminator = block_terminator(fn->blocks.items[b]);
            for (int e = 0; e < terminator->edge_count; e++) {
                bool *target = &marks[terminator->edges[e].target->id];
                bool *from = backwards ? target : &marks[b], *to = backwards ? &marks[b] : target;
                changed = changed || (*from && !*to);
                *to = *to || *from;
            }
        }
    }
}

static bool takes_exact_int(const Fn *fn, const Instruction *instruction) {
    bool found = instruction->result && fn_type(fn, instruction->result)->kind == TYPE_INT;
    for (int i = 0; i < instruction->operand_count; i++)
        found = found || fn_type(fn, instruction->operands[i])->kind == TYPE_INT;
    return found;
}

const bool *brisk_blocks(Arena *arena, const Fn *fn, const bool *repeats) {
    int count = fn->blocks.count;
    bool *after = ARENA_ARRAY(arena, bool, count), *before = ARENA_ARRAY(arena, bool, count);
    bool *brisk = ARENA_ARRAY(arena, bool, count);
    for (int b = 0; b < count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int i = 0; repeats[b] && i < block->instructions.count; i++)
            after[b] = after[b] || takes_exact_int(fn, block->instructions.items[i]);
        before[b] = after[b];
    }
    fn_spread(fn, after, false);
    fn_spread(fn, before, true);
    for (int b = 0; b < count; b++)
        brisk[b] = repeats[b] && !(after[b] && before[b]);
    return brisk;
}
