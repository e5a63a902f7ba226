/* Which strips of turns can be tried without checks (try_strips.c), and what happens in their
 * turns. Nothing is changed here.
 *
 * A turn may go several ways, but not back, and not out of the loop other than by what is cold: the
 * unchecked turns note that they would have gone there. What decides about that are floats, so that
 * the ints of a turn are what ranges() found them to be even in turns that should have ended
 * before. */
#include "trial.h"
#include "strip.h"

#include <ir/passes.h>
#include <string.h>

/* Larger turns are not worth the code. */
enum { BLOCKS_MOST = 12 };

/* How far apart items may be that turns after each other take, and how many floats one hands on. */
enum { NEAR = 2, HANDED_ON_MOST = 4 };

/* How many operations a value is followed through. */
enum { STEPS_MOST = 16 };

/* An index grows by less than this in a turn, so that its last value in a strip is within an array
 * only if it was computed without overflow. */
enum { COEFFICIENT_MOST = 1 << 20 };

bool trial_is_inside(const Trial *s, ValueId value) {
    const Block *block = s->fn->values.items[value].block;
    return block == s->head || s->is_of_turn[block->id];
}

bool trial_is_float64(const Trial *s, ValueId value) {
    const Type *type = fn_type(s->fn, value);
    return type->kind == TYPE_SCALAR && type->dtype == DTYPE_FLOAT64;
}

bool trial_is_arithmetic(const Instruction *instruction) {
    return instruction->op == OP_SCALAR_ADD || instruction->op == OP_SCALAR_SUB ||
           instruction->op == OP_SCALAR_MUL || instruction->op == OP_SCALAR_DIV ||
           instruction->op == OP_SCALAR_NEG;
}

/* ---- indices ---- */

/* By how much the value grows in each turn; false when that differs from turn to turn. */
static bool find_growth(const Trial *s, ValueId value, int64_t *out) {
    *out = value == s->counter;
    if (!trial_is_inside(s, value) || value == s->counter)
        return true;
    const Instruction *made = fn_definition(s->fn, value);
    if (!made || made->op == OP_CONST_I64)
        return made != NULL;
    if (made->op != OP_I64_ADD && made->op != OP_I64_SUB && made->op != OP_I64_MUL)
        return false;
    int64_t left, right;
    if (!find_growth(s, made->operands[0], &left) || !find_growth(s, made->operands[1], &right))
        return false;
    if (made->op != OP_I64_MUL) {
        *out = made->op == OP_I64_ADD ? left + right : left - right;
    } else if (left != 0 || right != 0) {
        const Instruction *factor = fn_definition(s->fn, made->operands[left != 0]);
        if (!factor || factor->op != OP_CONST_I64 || (left != 0 && right != 0) ||
            factor->immediate > COEFFICIENT_MOST || factor->immediate < -COEFFICIENT_MOST)
            return false;
        *out = (left + right) * factor->immediate;
    }
    return *out < COEFFICIENT_MOST && *out > -COEFFICIENT_MOST;
}

static bool is_below_zero(const Trial *s, ValueId value) {
    const Instruction *made = fn_definition(s->fn, value);
    return made && made->op == OP_CONST_I64 && made->immediate < 0;
}

/* Whether it is a view by ints that the turn makes. */
static bool is_step(const Trial *s, const Instruction *made) {
    return made && made->op == OP_NP_VIEW && trial_is_inside(s, made->result) &&
           !made->edge_count && made->text[strspn(made->text, "i")] == '\0';
}

bool trial_access(const Trial *s, const Instruction *instruction, Access *out) {
    if (instruction->op != OP_NP_GETITEM && instruction->op != OP_NP_SETITEM)
        return false;
    bool stores = instruction->op == OP_NP_SETITEM;
    *out = (Access){.array = instruction->operands[0], .stores = stores};
    int first = 1 + stores;
    for (const Instruction *at = instruction; at; first = 1) {
        int count = at->operand_count - first;
        if (out->count + count > VIEW_DIMENSIONS)
            return false;
        memmove(out->indices + count, out->indices, (size_t)out->count * sizeof *out->indices);
        memcpy(out->indices, at->operands + first, (size_t)count * sizeof *out->indices);
        out->count += count;
        out->array = at->operands[0];
        const Instruction *made = fn_definition(s->fn, out->array);
        at = is_step(s, made) ? made : NULL;
    }
    return true;
}

static bool is_access_known(const Trial *s, const Access *access) {
    int64_t growth;
    if (trial_is_inside(s, access->array) || fn_type(s->fn, access->array)->dtype == DTYPE_OBJECT)
        return false;
    for (int i = 0; i < access->count; i++)
        if (is_below_zero(s, access->indices[i]) || !find_growth(s, access->indices[i], &growth))
            return false;
    return true;
}

/* Whether turns after each other come to items that are near each other. */
static bool is_near(const Trial *s, const Access *access) {
    int64_t growth = 0;
    for (int i = 0; i < access->count; i++) {
        find_growth(s, access->indices[i], &growth);
        if (i < access->count - 1 && growth != 0)
            return false;
    }
    return growth >= -NEAR && growth <= NEAR;
}

/* ---- ways through a turn ---- */

int trial_cold_edge(const Block *block) {
    const Instruction *terminator = block_terminator(block);
    for (int i = 0; i < terminator->edge_count; i++)
        if (terminator->edges[i].target->cold)
            return i;
    return -1;
}

/* Whether a truth follows from floats alone. */
static bool is_of_floats(const Trial *s, ValueId truth, int steps) {
    const Instruction *made = fn_definition(s->fn, truth);
    if (!made || steps == 0)
        return false;
    switch (made->op) {
    case OP_BOOL_NOT: return is_of_floats(s, made->operands[0], steps - 1);
    case OP_BOOL_AND:
    case OP_BOOL_OR:
        return is_of_floats(s, made->operands[0], steps - 1) &&
               is_of_floats(s, made->operands[1], steps - 1);
    case OP_NATIVE_IS_FINITE:
    case OP_NATIVE_UNDERFLOWS:
    case OP_FLOAT_IS_FINITE:
    case OP_FLOAT_COMPARE: return true;
    default: return false;
    }
}

/* Whether control may leave the block so; `out_notes` is set where it is to be noted. */
static bool is_way_known(const Trial *s, const Block *block, bool *out_notes) {
    const Instruction *terminator = block_terminator(block);
    if (terminator->op == OP_JUMP)
        return !terminator->edges[0].target->cold;
    if (terminator->op != OP_BRANCH)
        return false;
    int cold = trial_cold_edge(block);
    if (cold < 0)
        return true;
    *out_notes = true;
    return !terminator->edges[!cold].target->cold &&
           is_of_floats(s, terminator->operands[0], STEPS_MOST);
}

/* Adds what the block leads to. */
static bool follow(Trial *s, const Block *block) {
    const Instruction *terminator = block_terminator(block);
    for (int i = 0; i < terminator->edge_count; i++) {
        Block *target = terminator->edges[i].target;
        if (target == s->head || target->cold || s->is_of_turn[target->id])
            continue;
        if (s->turn_count == BLOCKS_MOST)
            return false;
        s->is_of_turn[target->id] = true;
        s->turn[s->turn_count++] = target;
    }
    return true;
}

/* Each block behind those that lead to it. */
static void sort_turn(const Trial *s) {
    for (int i = 1; i < s->turn_count; i++) {
        Block *block = s->turn[i];
        int at = i;
        for (; at > 0 && s->graph->position[s->turn[at - 1]->id] > s->graph->position[block->id];
             at--)
            s->turn[at] = s->turn[at - 1];
        s->turn[at] = block;
    }
}

/* Whether the loop is left at its head only, and nothing leads into the middle of a turn or back
 * within it. */
static bool is_turn_closed(const Trial *s) {
    const Graph *graph = s->graph;
    for (int i = -1; i < s->turn_count; i++) {
        const Block *block = i < 0 ? s->head : s->turn[i];
        for (int k = graph->first_predecessor[block->id];
             k < graph->first_predecessor[block->id + 1]; k++) {
            const Block *from = graph->predecessors[k].block;
            bool inside = s->is_of_turn[from->id];
            if (block == s->head ? !inside && from != s->outer
                                 : !(inside || (block == s->body && from == s->head)) ||
                                       graph->position[from->id] >= graph->position[block->id])
                return false;
        }
    }
    return true;
}

static bool find_turn(Trial *s, bool *out_notes) {
    int count = s->fn->blocks.count;
    s->turn = ARENA_ARRAY(s->fn->arena, Block *, BLOCKS_MOST);
    s->is_of_turn = ARENA_ARRAY(s->fn->arena, bool, count);
    s->turn[0] = s->body;
    s->turn_count = 1;
    s->is_of_turn[s->body->id] = true;
    for (int i = 0; i < s->turn_count; i++)
        if (s->turn[i]->cold || !is_way_known(s, s->turn[i], out_notes) || !follow(s, s->turn[i]))
            return false;
    sort_turn(s);
    return is_turn_closed(s);
}

/* ---- what is done in it ---- */

static bool is_plain(const Trial *s, const Instruction *instruction, bool notes) {
    const OpInfo *info = &op_infos[instruction->op];
    for (int i = 0; i < instruction->operand_count; i++)
        if (is_step(s, fn_definition(s->fn, instruction->operands[i])))
            return false;
    return info->flags & OPF_PURE && info->lowering == LOWER_CUSTOM && instruction->result &&
           !(notes && instruction->op == OP_FLOAT_TO_I64) &&
           !type_is_counted(fn_type(s->fn, instruction->result));
}

/* What is known of a turn. */
typedef struct Contents {
    int accesses, stores, operations;
    bool all_near, may_underflow;
} Contents;

static bool read_access(const Trial *s, const Access *access, Contents *contents) {
    if (!is_access_known(s, access))
        return false;
    contents->all_near = contents->all_near && is_near(s, access);
    contents->accesses++;
    contents->stores += access->stores;
    return true;
}

/* Whether an item of the view is read or written: its index is then looked at with the item's. */
static bool is_used(const Trial *s, ValueId view) {
    for (int b = 0; b < s->turn_count; b++)
        for (int i = 0; i < s->turn[b]->instructions.count; i++) {
            const Instruction *instruction = s->turn[b]->instructions.items[i];
            bool takes = instruction->op == OP_NP_GETITEM || instruction->op == OP_NP_SETITEM ||
                         is_step(s, instruction);
            if (takes && instruction->operands[0] == view)
                return true;
        }
    return false;
}

static bool read_instruction(const Trial *s, const Instruction *instruction, bool notes,
                             Contents *contents) {
    Access access;
    if (instruction->edge_count)
        return false;
    if (trial_access(s, instruction, &access))
        return read_access(s, &access, contents);
    if (is_step(s, instruction))
        return is_used(s, instruction->result);
    if (!trial_is_arithmetic(instruction))
        return is_plain(s, instruction, notes);
    contents->operations++;
    contents->may_underflow |= instruction->op == OP_SCALAR_MUL || instruction->op == OP_SCALAR_DIV;
    return trial_is_float64(s, instruction->result);
}

/* Whether no view that a turn makes is handed on. */
static bool are_arguments_plain(const Trial *s, const Block *block) {
    const Instruction *terminator = block_terminator(block);
    for (int e = 0; e < terminator->edge_count; e++)
        for (int i = 0; i < terminator->edges[e].argument_count; i++)
            if (!terminator->edges[e].target->cold &&
                type_is_counted(fn_type(s->fn, terminator->edges[e].arguments[i])))
                return false;
    return true;
}

/* Whether the turn consists of what can be done unchecked, with something to gain by it: turns that
 * store are not done together where items are far from each other. */
static bool is_turn_known(Trial *s, bool notes) {
    Contents contents = {.all_near = true};
    for (int b = 0; b < s->turn_count; b++) {
        const Block *block = s->turn[b];
        for (int i = 0; i < block->instructions.count - 1; i++)
            if (!read_instruction(s, block->instructions.items[i], notes, &contents))
                return false;
        if (!are_arguments_plain(s, block))
            return false;
    }
    s->may_underflow = contents.may_underflow;
    return contents.accesses > 0 && contents.accesses <= TRIAL_ACCESSES_MOST &&
           contents.stores <= STRIP_STORES_MOST && contents.operations > 0 &&
           (contents.all_near || contents.stores == 0);
}

/* Where much is handed on, a turn waits for the one before, and checks cost nothing beside that. */
static bool are_parameters_known(const Trial *s) {
    int handed_on = 0;
    for (int i = 0; i < s->head->parameters.count; i++) {
        ValueId parameter = s->head->parameters.items[i];
        if (type_is_counted(fn_type(s->fn, parameter)))
            return false;
        handed_on += trial_is_float64(s, parameter);
    }
    return handed_on <= HANDED_ON_MOST;
}

bool trial_read(Trial *s, Block *outer) {
    s->outer = outer;
    s->end = strip_end(outer);
    if (outer->cold || !s->end || s->graph->position[outer->id] < 0)
        return false;
    s->head = block_terminator(outer)->edges[0].target;
    const Instruction *branch = block_terminator(s->head);
    s->body = branch->edges[0].target;
    s->after = branch->edges[1].target;
    if (s->body->parameters.count || s->after->parameters.count ||
        graph_predecessor_count(s->graph, s->after) != 1)
        return false;
    for (int i = 0; i < s->head->instructions.count - 2; i++)
        if (s->head->instructions.items[i]->op != OP_CONST_I64)
            return false;
    const Instruction *compare = fn_definition(s->fn, branch->operands[0]);
    s->counter = compare->operands[0];
    s->parameter_count = s->head->parameters.count;
    if (s->head->parameters.items[s->parameter_count - 1] == compare->operands[1])
        s->parameter_count--;
    bool notes = false;
    return find_turn(s, &notes) && are_parameters_known(s) && is_turn_known(s, notes);
}

/* ---- where what is not finite shows ---- */

/* Whether a nan or infinity in `value`, an operand, is one in the result. */
static bool shows_in(const Instruction *instruction, ValueId value) {
    return trial_is_arithmetic(instruction) &&
           (instruction->operands[0] == value ||
            (instruction->op != OP_SCALAR_DIV &&
             instruction->operands[instruction->operand_count - 1] == value));
}

/* Whether it does in a result of the block. */
static bool shows_in_block(const Block *block, ValueId value) {
    for (int i = 0; i < block->instructions.count; i++)
        if (shows_in(block->instructions.items[i], value))
            return true;
    return false;
}

/* Whether a nan or infinity in `from` is one in `value`. */
static bool comes_through(const Trial *s, ValueId value, ValueId from, int steps) {
    if (value == from)
        return true;
    const Instruction *made = fn_definition(s->fn, value);
    if (steps == 0 || !made || !trial_is_arithmetic(made) || !trial_is_inside(s, value))
        return false;
    for (int i = 0; i < made->operand_count; i++)
        if (shows_in(made, made->operands[i]) &&
            comes_through(s, made->operands[i], from, steps - 1))
            return true;
    return false;
}

bool trial_parameter_shows(const Trial *s, int parameter) {
    ValueId value = s->head->parameters.items[parameter];
    if (shows_in_block(s->body, value))
        return true;
    for (int b = 0; b < s->turn_count; b++) {
        const Instruction *way = block_terminator(s->turn[b]);
        for (int e = 0; e < way->edge_count; e++)
            if (way->edges[e].target == s->head &&
                !comes_through(s, way->edges[e].arguments[parameter], value, STEPS_MOST))
                return false;
    }
    return true;
}

/* What is handed on to the next turn is looked at there, or after the last. */
bool trial_shows(const Trial *s, ValueId value) {
    const Block *block = s->fn->values.items[value].block;
    if (shows_in_block(block, value))
        return true;
    const Instruction *way = block_terminator(block);
    if (way->op != OP_JUMP || way->edges[0].target != s->head)
        return false;
    for (int i = 0; i < s->parameter_count; i++)
        if (way->edges[0].arguments[i] == value && trial_parameter_shows(s, i))
            return true;
    return false;
}
