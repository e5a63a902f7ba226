/* own(): places retain and release, and says what is to be released when an instruction raises.
 *
 * The convention: a block owns its counted parameters and the counted results of its instructions,
 * once each. Operands are borrowed. Edge arguments and the operands of `return` are handed on:
 * moved where that is their last use, retained before where it is not. Whatever else a block still
 * owns at its end goes on to the successors that use it and is released on the edges to those that
 * do not. Everything is released right after its last use.
 *
 * An edge that needs work of its own leads through a new block, unless its target has no other
 * predecessor. Two edges of one terminator to the same block with different arguments get separate
 * ways too, so that after this pass an edge is known by where it comes from.
 *
 * A view that is held in registers owns nothing, so a use of it is one of its array, too; what
 * list.row gives is to its list as a view is to its array.
 *
 * Liveness is found value by value, from the uses upwards (Boissinot and others, "Computing
 * Liveness Sets for SSA-Form Programs"), in the order of definitions; so every list here is in that
 * order, and the `unwind` lists of a region share their beginnings. */
#include "graph.h"

#include <ir/escape.h>
#include <ir/passes.h>
#include <string.h>

typedef struct Values {
    ValueId *items;
    int count, capacity;
} Values;

typedef struct Blocks {
    const Block **items;
    int count, capacity;
} Blocks;

typedef struct Owner {
    Fn *fn;
    Graph *graph;
    Values *live_in; /* by block id: the counted values that live into it, parameters excluded */
    Values *released_first; /* by block id: values the way there brings that it does not use */
    int *last_use;    /* by value: the last instruction of the current block that uses it, from 1 */
    int *last_use_in; /* by value: the block that last_use is about, as id + 1 */
    int *live_out_of; /* by value: the block at whose end it was seen to live, as id + 1 */
    const ValueId *views; /* by value, see find_views() */
    int *handed_on;       /* by value: scratch of plan_edge, all 0 outside it */
    Values owned;         /* at the current place of the current block */
    ValueId *unwind;      /* a copy of `owned`, NULL when it has changed since */
    struct {              /* the last way made for an edge that only releases */
        Block *between;
        Edge edge; /* that it was made for */
        Values released;
    } way;
    Block *block; /* the current one, and its instructions as they will be */
    struct {
        Instruction **items;
        int count, capacity;
    } out;
} Owner;

static bool is_counted(const Owner *o, ValueId value) {
    return type_is_counted(fn_type(o->fn, value)) && !fn_row_of(o->fn, value);
}

/* ---- liveness ---- */

/* Notes that `value` is used in `block`, or at its end. */
static void add_use(const Owner *o, Blocks *uses, ValueId value, const Block *block) {
    if (!is_counted(o, value))
        return;
    Blocks *list = &uses[value];
    if (list->count == 0 || list->items[list->count - 1] != block)
        ARENA_PUSH(o->fn->arena, list, block);
}

static Blocks *find_uses(const Owner *o) {
    Blocks *uses = ARENA_ARRAY(o->fn->arena, Blocks, o->fn->values.count);
    for (int i = 0; i < o->graph->order_count; i++) {
        const Block *block = o->graph->order[i];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *instruction = block->instructions.items[k];
            for (int n = 0; n < instruction->operand_count; n++)
                for (ValueId value = instruction->operands[n]; value; value = o->views[value])
                    add_use(o, uses, value, block);
            for (int e = 0; e < instruction->edge_count; e++)
                for (int n = 0; n < instruction->edges[e].argument_count; n++)
                    add_use(o, uses, instruction->edges[e].arguments[n], block);
        }
    }
    return uses;
}

/* Puts `value` into live_in of every block on the ways from its definition to its uses. */
static void spread(Owner *o, ValueId value, const Blocks *uses, Blocks *work, int *seen) {
    const Block *definition = o->fn->values.items[value].block;
    work->count = 0;
    for (int i = 0; i < uses->count; i++)
        ARENA_PUSH(o->fn->arena, work, uses->items[i]);
    while (work->count) {
        const Block *block = work->items[--work->count];
        if (block == definition || seen[block->id] == value)
            continue;
        seen[block->id] = value;
        ARENA_PUSH(o->fn->arena, &o->live_in[block->id], value);
        for (int i = o->graph->first_predecessor[block->id];
             i < o->graph->first_predecessor[block->id + 1]; i++)
            ARENA_PUSH(o->fn->arena, work, o->graph->predecessors[i].block);
    }
}

static void find_liveness(Owner *o) {
    const Blocks *uses = find_uses(o);
    int *seen = ARENA_ARRAY(o->fn->arena, int, o->fn->blocks.count);
    Blocks work = {0};
    o->live_in = ARENA_ARRAY(o->fn->arena, Values, o->fn->blocks.count);
    for (int i = 0; i < o->graph->order_count; i++) {
        const Block *block = o->graph->order[i];
        for (int k = 0; k < block->parameters.count; k++)
            spread(o, block->parameters.items[k], &uses[block->parameters.items[k]], &work, seen);
        for (int k = 0; k < block->instructions.count; k++) {
            ValueId result = block->instructions.items[k]->result;
            if (result)
                spread(o, result, &uses[result], &work, seen);
        }
    }
}

/* ---- the current block ---- */

static void acquire(Owner *o, ValueId value) {
    ARENA_PUSH(o->fn->arena, &o->owned, value);
    o->unwind = NULL;
}

/* Takes `value` off the owned ones. Returns false when it is not among them. */
static bool give_up(Owner *o, ValueId value) {
    for (int i = o->owned.count - 1; i >= 0; i--)
        if (o->owned.items[i] == value) {
            memmove(&o->owned.items[i], &o->owned.items[i + 1],
                    sizeof *o->owned.items * (size_t)(o->owned.count - i - 1));
            o->owned.count--;
            o->unwind = NULL;
            return true;
        }
    return false;
}

static Instruction *make_counting(const Owner *o, Op op, ValueId value, const Instruction *beside) {
    Instruction *instruction = ARENA_NEW(o->fn->arena, Instruction);
    instruction->op = op;
    instruction->operands = ARENA_NEW(o->fn->arena, ValueId);
    instruction->operands[0] = value;
    instruction->operand_count = 1;
    instruction->line = beside->line;
    instruction->column = beside->column;
    return instruction;
}

static void emit(Owner *o, Instruction *instruction) {
    ARENA_PUSH(o->fn->arena, &o->out, instruction);
}

/* What the instruction has to release when it raises: all that is owned before it. */
static void set_unwind(Owner *o, Instruction *instruction) {
    if (!o->unwind && o->owned.count) {
        o->unwind = ARENA_ARRAY(o->fn->arena, ValueId, o->owned.count);
        memcpy(o->unwind, o->owned.items, sizeof *o->unwind * (size_t)o->owned.count);
    }
    instruction->unwind = o->unwind;
    instruction->unwind_count = o->owned.count;
}

static bool lives_out(const Owner *o, ValueId value) {
    return o->live_out_of[value] == o->block->id + 1;
}

/* Whether instruction `index` is the last to look at `value`. */
static bool dies_at(const Owner *o, ValueId value, int index) {
    return !lives_out(o, value) && o->last_use_in[value] == o->block->id + 1 &&
           o->last_use[value] == index;
}

static bool is_used(const Owner *o, ValueId value) {
    return lives_out(o, value) || o->last_use_in[value] == o->block->id + 1;
}

static void find_last_uses(Owner *o) {
    int stamp = o->block->id + 1;
    for (int i = 1; i <= o->block->instructions.count; i++) {
        const Instruction *instruction = o->block->instructions.items[i - 1];
        for (int n = 0; n < instruction->operand_count; n++)
            for (ValueId value = instruction->operands[n]; value; value = o->views[value]) {
                o->last_use[value] = i;
                o->last_use_in[value] = stamp;
            }
    }
    const Instruction *terminator = block_terminator(o->block);
    for (int e = 0; e < terminator->edge_count; e++) {
        const Edge *edge = &terminator->edges[e];
        const Values *live = &o->live_in[edge->target->id];
        for (int n = 0; n < live->count; n++)
            o->live_out_of[live->items[n]] = stamp;
        for (int n = 0; n < edge->argument_count; n++)
            o->live_out_of[edge->arguments[n]] = stamp;
    }
}

/* ---- edges ---- */

typedef struct EdgeWork {
    Values retained; /* a value as often as it is to be retained */
    Values released;
} EdgeWork;

/* Adds `step` to how often the edge hands each value on: to parameters, and by living into its
 * target. */
static void count_handed_on(const Owner *o, const Edge *edge, int step) {
    const Values *live = &o->live_in[edge->target->id];
    for (int i = 0; i < live->count; i++)
        o->handed_on[live->items[i]] += step;
    for (int i = 0; i < edge->argument_count; i++)
        o->handed_on[edge->arguments[i]] += step;
}

static void plan_value(const Owner *o, ValueId value, EdgeWork *work) {
    int times = o->handed_on[value];
    if (times == 0)
        ARENA_PUSH(o->fn->arena, &work->released, value);
    for (; times > 1; times--)
        ARENA_PUSH(o->fn->arena, &work->retained, value);
}

static EdgeWork plan_edge(const Owner *o, const Instruction *terminator, int number) {
    EdgeWork work = {0};
    const Edge *edge = &terminator->edges[number];
    count_handed_on(o, edge, 1);
    for (int i = 0; i < o->owned.count; i++)
        plan_value(o, o->owned.items[i], &work);
    if (number == 0 && terminator->result && is_counted(o, terminator->result))
        plan_value(o, terminator->result, &work);
    count_handed_on(o, edge, -1);
    return work;
}

static void append_counting(const Owner *o, Block *block, Op op, const Values *values,
                            const Instruction *beside) {
    for (int i = 0; i < values->count; i++)
        ARENA_PUSH(o->fn->arena, &block->instructions,
                   make_counting(o, op, values->items[i], beside));
}

static bool begins_with(const Values *all, const Values *first) {
    return first->count <= all->count &&
           (first->count == 0 ||
            memcmp(first->items, all->items, sizeof *all->items * (size_t)first->count) == 0);
}

/* Whether the last way made does a part of what this edge needs, and leads to where it does, cold
 * code to cold code only. A display of n items in a `try` has n edges to the handler, each with one
 * more to release: without that, code as long as the square. */
static bool way_is_shared(const Owner *o, const Edge *edge, const EdgeWork *work) {
    return o->way.between && (o->way.between->cold || !o->block->cold) &&
           same_edge(&o->way.edge, edge) && work->retained.count == 0 &&
           begins_with(&work->released, &o->way.released);
}

/* Lets the edge lead through a new block that does `work`; what it may share with the last one of
 * these comes after what it alone releases. */
static void split_edge(Owner *o, const Instruction *terminator, Edge *edge, const EdgeWork *work) {
    bool shared = way_is_shared(o, edge, work);
    int done = shared ? o->way.released.count : 0;
    Values released = {work->released.items + done, work->released.count - done, 0};
    Edge onwards = shared ? (Edge){.target = o->way.between} : *edge;
    Block *between = fn_block(o->fn, edge->target->note);
    /* Where several come together, one of them enters cold code: handing n values over takes n
     * instructions, too. What cold code leads to is cold: else all of it would be taken for a way
     * back to hot code, and compiled with it. */
    between->cold = o->block->cold || (edge->target->cold && !shared);
    append_counting(o, between, OP_RETAIN, &work->retained, terminator);
    append_counting(o, between, OP_RELEASE, &released, terminator);
    Instruction *jump =
        fn_append(o->fn, between, OP_JUMP, NULL, NULL, 0, terminator->line, terminator->column);
    fn_edge(o->fn, jump, onwards.target, onwards.arguments, onwards.argument_count);
    if (work->retained.count == 0) {
        o->way.between = between;
        o->way.edge = *edge;
        o->way.released = work->released;
    }
    *edge = (Edge){.target = between};
}

/* Whether an edge before it leads to the same block with other arguments. */
static bool is_ambiguous(const Instruction *terminator, int number) {
    const Edge *edge = &terminator->edges[number];
    for (int i = 0; i < number; i++) {
        const Edge *other = &terminator->edges[i];
        if (other->target == edge->target && !same_edge(other, edge))
            return true;
    }
    return false;
}

static void own_branch(Owner *o, const Instruction *terminator) {
    for (int i = 0; i < terminator->edge_count; i++) {
        Edge *edge = &terminator->edges[i];
        EdgeWork work = plan_edge(o, terminator, i);
        bool alone = graph_predecessor_count(o->graph, edge->target) == 1;
        if (work.retained.count || is_ambiguous(terminator, i) || (work.released.count && !alone))
            split_edge(o, terminator, edge, &work);
        else if (alone)
            o->released_first[edge->target->id] = work.released;
    }
}

/* The only edge: what it needs is done before it. Nothing dies here, for a jump uses nothing. */
static void own_jump(Owner *o, const Instruction *jump) {
    EdgeWork work = plan_edge(o, jump, 0);
    for (int i = 0; i < work.retained.count; i++)
        emit(o, make_counting(o, OP_RETAIN, work.retained.items[i], jump));
}

/* Hands each operand on: the first mention moves, the others are retained. */
static void own_return(Owner *o, const Instruction *instruction) {
    for (int i = 0; i < instruction->operand_count; i++) {
        ValueId value = instruction->operands[i];
        if (is_counted(o, value) && !give_up(o, value))
            emit(o, make_counting(o, OP_RETAIN, value, instruction));
    }
}

/* ---- the pass ---- */

/* Tells elementwise operations which operands they may overwrite. */
static void set_dying_operands(const Owner *o, Instruction *instruction, int index) {
    if (instruction->op != OP_NP_UNARY && instruction->op != OP_NP_BINARY)
        return;
    for (int i = 0; i < instruction->operand_count; i++)
        if (dies_at(o, instruction->operands[i], index))
            instruction->immediate |= INT64_C(1) << i;
}

static void own_instruction(Owner *o, Instruction *instruction, int index) {
    emit(o, instruction);
    for (int i = 0; i < instruction->operand_count; i++)
        for (ValueId value = instruction->operands[i]; value; value = o->views[value])
            if (is_counted(o, value) && dies_at(o, value, index) && give_up(o, value))
                emit(o, make_counting(o, OP_RELEASE, value, instruction));
    ValueId result = instruction->result;
    if (!result || !is_counted(o, result))
        return;
    if (is_used(o, result))
        acquire(o, result);
    else
        emit(o, make_counting(o, OP_RELEASE, result, instruction));
}

static void enter_block(Owner *o) {
    const Instruction *first = o->block->instructions.items[0];
    const Values *live = &o->live_in[o->block->id];
    const Values *released = &o->released_first[o->block->id];
    o->owned.count = 0;
    o->unwind = NULL;
    o->out.items = NULL;
    o->out.count = o->out.capacity = 0;
    find_last_uses(o);
    for (int i = 0; i < released->count; i++)
        emit(o, make_counting(o, OP_RELEASE, released->items[i], first));
    for (int i = 0; i < live->count; i++)
        acquire(o, live->items[i]);
    for (int i = 0; i < o->block->parameters.count; i++) {
        ValueId parameter = o->block->parameters.items[i];
        if (!is_counted(o, parameter))
            continue;
        if (is_used(o, parameter))
            acquire(o, parameter);
        else
            emit(o, make_counting(o, OP_RELEASE, parameter, first));
    }
}

static void own_block(Owner *o, Block *block) {
    o->block = block;
    enter_block(o);
    for (int i = 1; i <= block->instructions.count; i++) {
        Instruction *instruction = block->instructions.items[i - 1];
        unsigned flags = op_infos[instruction->op].flags;
        if (flags & OPF_RAISES && !instruction_raise_edge(instruction))
            set_unwind(o, instruction);
        set_dying_operands(o, instruction, i);
        if (!instruction_ends_block(instruction)) {
            own_instruction(o, instruction, i);
            continue;
        }
        if (instruction->op == OP_JUMP)
            own_jump(o, instruction);
        else if (instruction->op == OP_RETURN)
            own_return(o, instruction);
        else
            own_branch(o, instruction);
        emit(o, instruction);
    }
    block->instructions.items = o->out.items;
    block->instructions.count = o->out.count;
    block->instructions.capacity = o->out.capacity;
}

/* By value: what it is a view or a row of. */
static const ValueId *find_views(const Fn *fn) {
    const ValueId *local = local_views(fn->arena, fn);
    ValueId *views = ARENA_ARRAY(fn->arena, ValueId, fn->values.count);
    for (ValueId value = 1; value < fn->values.count; value++)
        views[value] = local[value] ? local[value] : fn_row_of(fn, value);
    return views;
}

void own(Fn *fn) {
    Owner owner = {.fn = fn, .graph = graph_create(fn), .views = find_views(fn)};
    int blocks = fn->blocks.count, values = fn->values.count;
    owner.released_first = ARENA_ARRAY(fn->arena, Values, blocks);
    owner.last_use = ARENA_ARRAY(fn->arena, int, values);
    owner.last_use_in = ARENA_ARRAY(fn->arena, int, values);
    owner.live_out_of = ARENA_ARRAY(fn->arena, int, values);
    owner.handed_on = ARENA_ARRAY(fn->arena, int, values);
    find_liveness(&owner);
    /* A block comes after its only predecessor, which says what it has to release first. */
    for (int i = 0; i < owner.graph->order_count; i++)
        own_block(&owner, owner.graph->order[i]);
}
