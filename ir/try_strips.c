/* try_strips(): strips of turns that do sums and products of float64 items and count through arrays
 * are first tried without a check in each turn.
 *
 * An item's indices may be out of range, and any operation on NumPy's floats may have to warn: so
 * many ways out of a loop leave LLVM little to unroll and nothing to vectorise. For a strip whose
 * indices are linear in the counter (trial.c), all of it can be known before or afterwards:
 *
 *     if the strip is long, underflow is ignored, and native.spans of each access:
 *         native.keep each item that will be stored to
 *         do all turns, unchecked; note what ends up as nan or infinite
 *         if there was nothing: go on behind the loop
 *         native.undo each
 *     do all turns, checked
 *
 * The checked turns warn and raise where and as they always do. A result that is not finite needs
 * no note if that shows in another one: in a sum or product of it, or in what the loop hands on to
 * its next turn. */
#include "strip.h"
#include "trial.h"

#include <ir/escape.h>
#include <ir/passes.h>
#include <string.h>

/* Shorter strips do not pay for the preparations. */
enum { TURNS_LEAST = 12 };

/* ---- making instructions ---- */

static ValueId make(const Trial *s, Op op, const Type *type, const ValueId *operands, int count,
                    int64_t immediate, const Instruction *at) {
    Instruction *made = fn_append(s->fn, s->into, op, type, operands, count, at->line, at->column);
    made->immediate = immediate;
    return made->result;
}

static ValueId make_truth(const Trial *s, Op op, ValueId left, ValueId right, int64_t immediate,
                          const Instruction *at) {
    ValueId operands[2] = {left, right};
    return make(s, op, type_simple(s->fn->types, TYPE_BOOL), operands, right ? 2 : 1, immediate,
                at);
}

static ValueId make_number(const Trial *s, int64_t number, const Instruction *at) {
    return make(s, OP_CONST_I64, type_simple(s->fn->types, TYPE_I64), NULL, 0, number, at);
}

static ValueId copy_of(const Trial *s, ValueId value) {
    return s->copies[value] ? s->copies[value] : value;
}

/* ---- before the strip ---- */

/* What an index is where the counter is `at_counter`. */
static ValueId index_at(const Trial *s, ValueId index) {
    if (index == s->counter)
        return s->at_counter;
    if (!trial_is_inside(s, index))
        return index;
    const Instruction *made = fn_definition(s->fn, index);
    if (made->op == OP_CONST_I64)
        return make_number(s, made->immediate, made);
    ValueId operands[2] = {index_at(s, made->operands[0]), index_at(s, made->operands[1])};
    return make(s, made->op, fn_type(s->fn, index), operands, 2, 0, made);
}

/* The operation on an access's array, and its indices in the first and the last turn. With `turns`
 * their number is the second operand. */
static ValueId make_span(Trial *s, Op op, const Type *type, const Access *access, ValueId last,
                         ValueId turns, int64_t immediate, const Instruction *at) {
    ValueId operands[2 + 2 * VIEW_DIMENSIONS];
    int count = 0;
    operands[count++] = access->array;
    if (turns)
        operands[count++] = turns;
    for (int end = 0; end < 2; end++) {
        s->at_counter = end ? last : s->end->operands[0];
        for (int i = 0; i < access->count; i++)
            operands[count++] = index_at(s, access->indices[i]);
    }
    return make(s, op, type, operands, count, immediate, at);
}

/* `keep` or `undo` of all that is stored to. */
static void make_all(Trial *s, Op op, ValueId last, ValueId turns) {
    int number = 0;
    Access access;
    for (int b = 0; b < s->turn_count; b++)
        for (int i = 0; i < s->turn[b]->instructions.count; i++) {
            const Instruction *instruction = s->turn[b]->instructions.items[i];
            if (trial_access(s, instruction, &access) && access.stores)
                make_span(s, op, NULL, &access, last, turns, number++, instruction);
        }
}

static bool is_same_access(const Access *a, const Access *b) {
    return a->array == b->array && a->count == b->count &&
           memcmp(a->indices, b->indices, (size_t)a->count * sizeof *a->indices) == 0;
}

/* Whether one of the accesses is at the same place, and asks for as much. */
static bool is_seen(const Access *accesses, int count, const Access *access) {
    for (int i = 0; i < count; i++)
        if (is_same_access(&accesses[i], access) && accesses[i].stores >= access->stores)
            return true;
    return false;
}

static void find_python(Trial *s) {
    const Fn *fn = s->fn;
    s->after_python = ARENA_ARRAY(fn->arena, bool, fn->blocks.count);
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int i = 0; i < block->instructions.count; i++)
            if (op_infos[block->instructions.items[i]->op].flags & OPF_BOXED)
                s->after_python[b] = true;
    }
    fn_spread(fn, s->after_python, false);
}

/* Whether underflow is ignored: only Python code can change that, so where none runs before the
 * strip it is asked when the function begins. */
static ValueId ask_of_underflow(Trial *s) {
    const Type *truth = type_simple(s->fn->types, TYPE_BOOL);
    if (s->after_python[s->outer->id])
        return make(s, OP_NATIVE_UNDERFLOW_IGNORED, truth, NULL, 0, 0, s->end);
    if (!s->ignored) {
        Block *here = s->into, *entry = s->into = s->fn->blocks.items[0];
        s->ignored = make(s, OP_NATIVE_UNDERFLOW_IGNORED, truth, NULL, 0, 0, s->end);
        Instruction **items = entry->instructions.items;
        int last = entry->instructions.count - 1;
        Instruction *asks = items[last];
        memmove(items + 1, items, (size_t)last * sizeof(Instruction *));
        items[0] = asks;
        s->into = here;
    }
    return s->ignored;
}

static ValueId make_spans(Trial *s, ValueId last) {
    const Type *truth = type_simple(s->fn->types, TYPE_BOOL);
    Access seen[TRIAL_ACCESSES_MOST];
    int count = 0;
    ValueId fine = 0;
    if (s->may_underflow)
        fine = ask_of_underflow(s);
    for (int b = 0; b < s->turn_count; b++)
        for (int i = 0; i < s->turn[b]->instructions.count; i++) {
            const Instruction *at = s->turn[b]->instructions.items[i];
            Access access;
            if (!trial_access(s, at, &access) || is_seen(seen, count, &access))
                continue;
            seen[count++] = access;
            ValueId spans = make_span(s, OP_NATIVE_SPANS, truth, &access, last, 0,
                                      2 * s->number + access.stores, at);
            fine = fine ? make_truth(s, OP_BOOL_AND, fine, spans, 0, at) : spans;
        }
    return fine;
}

/* ---- the unchecked turns ---- */

static void note(Trial *s, ValueId truth, const Instruction *at) {
    s->bad = make_truth(s, OP_BOOL_OR, s->bad, truth, 0, at);
}

static void note_infinite(Trial *s, ValueId scalar, const Instruction *at) {
    ValueId finite = make_truth(s, OP_NATIVE_IS_FINITE, scalar, 0, 0, at);
    note(s, make_truth(s, OP_BOOL_NOT, finite, 0, 0, at), at);
}

/* As arithmetic of Python's floats, which never warns. */
static void copy_arithmetic(Trial *s, const Instruction *instruction) {
    static const Op on_floats[OP_COUNT] = {
        [OP_SCALAR_ADD] = OP_FLOAT_ADD, [OP_SCALAR_SUB] = OP_FLOAT_SUB,
        [OP_SCALAR_MUL] = OP_FLOAT_MUL, [OP_SCALAR_DIV] = OP_FLOAT_DIV,
        [OP_SCALAR_NEG] = OP_FLOAT_NEG,
    };
    const Type *number = type_simple(s->fn->types, TYPE_FLOAT);
    ValueId scalars[3] = {0}, floats[2];
    for (int i = 0; i < instruction->operand_count; i++) {
        scalars[1 + i] = copy_of(s, instruction->operands[i]);
        floats[i] = make(s, OP_SCALAR_TO_FLOAT, number, &scalars[1 + i], 1, 0, instruction);
    }
    ValueId result = make(s, on_floats[instruction->op], number, floats, instruction->operand_count,
                          0, instruction);
    scalars[0] = make(s, OP_SCALAR_FROM_FLOAT, fn_type(s->fn, instruction->result), &result, 1,
                      DTYPE_FLOAT64, instruction);
    s->copies[instruction->result] = scalars[0];
    if (!trial_shows(s, instruction->result))
        note_infinite(s, scalars[0], instruction);
}

/* An access to an item, or a view on the way to one: of it the item's indices are left. */
static void copy_access(Trial *s, const Instruction *instruction) {
    Access access;
    if (!trial_access(s, instruction, &access))
        return;
    ValueId operands[2 + VIEW_DIMENSIONS];
    int count = 0;
    operands[count++] = access.array;
    if (access.stores)
        operands[count++] = copy_of(s, instruction->operands[1]);
    for (int i = 0; i < access.count; i++)
        operands[count++] = copy_of(s, access.indices[i]);
    ValueId item = make(s, access.stores ? OP_NATIVE_PUT : OP_NATIVE_ITEM,
                        instruction->result ? fn_type(s->fn, instruction->result) : NULL, operands,
                        count, s->number, instruction);
    if (instruction->result)
        s->copies[instruction->result] = item;
}

static void copy_plain(Trial *s, const Instruction *instruction) {
    Fn *fn = s->fn;
    Instruction *copy = fn_append(fn, s->into, instruction->op, fn_type(fn, instruction->result),
                                  instruction->operands, instruction->operand_count,
                                  instruction->line, instruction->column);
    for (int i = 0; i < copy->operand_count; i++)
        copy->operands[i] = copy_of(s, copy->operands[i]);
    copy->immediate = instruction->immediate;
    copy->number = instruction->number;
    copy->text = instruction->text;
    copy->symbol = instruction->symbol;
    s->copies[instruction->result] = copy->result;
    fn->values.items[copy->result].is_natural = fn->values.items[instruction->result].is_natural;
}

static void copy_instruction(Trial *s, const Instruction *instruction) {
    switch (instruction->op) {
    case OP_NP_GETITEM:
    case OP_NP_SETITEM:
    case OP_NP_VIEW: copy_access(s, instruction); break;
    default:
        if (trial_is_arithmetic(instruction))
            copy_arithmetic(s, instruction);
        else
            copy_plain(s, instruction);
    }
}

/* Makes a block with parameters like those of `block`, and one more for what is noted so far where
 * that depends on the way there. */
static void copy_head(Trial *s, const Block *block, const char *note) {
    Fn *fn = s->fn;
    Block *copy = s->copied[block->id] = fn_block(fn, note);
    for (int i = 0; i < block->parameters.count; i++) {
        ValueId parameter = block->parameters.items[i];
        const Value *value = &fn->values.items[parameter];
        bool is_natural = value->is_natural;
        ValueId same = s->copies[parameter] = fn_parameter(fn, copy, value->type, value->name);
        fn->values.items[same].is_natural = is_natural;
    }
    if (graph_predecessor_count(s->graph, block) > 1)
        s->noted[block->id] = fn_parameter(fn, copy, type_simple(fn->types, TYPE_BOOL), NULL);
}

static void make_jump(const Trial *s, Block *target, const ValueId *arguments, int count,
                      const Instruction *at) {
    Instruction *jump = fn_append(s->fn, s->into, OP_JUMP, NULL, NULL, 0, at->line, at->column);
    fn_edge(s->fn, jump, target, arguments, count);
}

static Instruction *make_branch(const Trial *s, ValueId truth, const Instruction *at) {
    return fn_append(s->fn, s->into, OP_BRANCH, NULL, &truth, 1, at->line, at->column);
}

/* The copy of an edge within the loop, with what is noted by then. */
static void copy_edge(Trial *s, Instruction *from, const Edge *edge) {
    int count = edge->argument_count, target = edge->target->id;
    ValueId *arguments = ARENA_ARRAY(s->fn->arena, ValueId, count + 1);
    for (int i = 0; i < count; i++)
        arguments[i] = copy_of(s, edge->arguments[i]);
    if (graph_predecessor_count(s->graph, edge->target) > 1)
        arguments[count++] = s->bad;
    else
        s->noted[target] = s->bad;
    fn_edge(s->fn, from, s->copied[target], arguments, count);
}

/* The block's way out. Instead of to what is cold it goes on, and notes that. */
static void copy_way(Trial *s, const Block *block) {
    const Instruction *way = block_terminator(block);
    int cold = trial_cold_edge(block);
    if (cold >= 0) {
        ValueId truth = copy_of(s, way->operands[0]);
        note(s, cold == 0 ? truth : make_truth(s, OP_BOOL_NOT, truth, 0, 0, way), way);
    }
    bool goes_on = cold >= 0 || way->op == OP_JUMP;
    Instruction *copy =
        goes_on ? fn_append(s->fn, s->into, OP_JUMP, NULL, NULL, 0, way->line, way->column)
                : make_branch(s, copy_of(s, way->operands[0]), way);
    for (int i = 0; i < way->edge_count; i++)
        if (i != cold)
            copy_edge(s, copy, &way->edges[i]);
}

static void copy_block(Trial *s, const Block *block) {
    s->into = s->copied[block->id];
    s->bad = s->noted[block->id];
    for (int i = 0; i < block->instructions.count - 1; i++)
        copy_instruction(s, block->instructions.items[i]);
}

/* All ways back to the head become one: of a turn that changes less on some of them LLVM would make
 * a loop within the loop, and compute anew in both what they share. */
static void make_latch(Trial *s, Block *head) {
    Fn *fn = s->fn;
    Block *latch = fn_block(fn, "turn.end");
    for (int i = 0; i < head->parameters.count; i++) {
        const Value *value = &fn->values.items[head->parameters.items[i]];
        bool is_natural = value->is_natural;
        ValueId same = fn_parameter(fn, latch, value->type, value->name);
        fn->values.items[same].is_natural = is_natural;
    }
    s->into = latch;
    make_jump(s, head, latch->parameters.items, latch->parameters.count, block_terminator(s->head));
    s->copied[s->head->id] = latch;
}

/* The loop without checks; returns its head. What follows it, with all that is noted, is written
 * next. */
static Block *copy_loop(Trial *s) {
    Fn *fn = s->fn;
    s->copies = ARENA_ARRAY(fn->arena, ValueId, fn->values.count);
    s->noted = ARENA_ARRAY(fn->arena, ValueId, fn->blocks.count);
    s->copied = ARENA_ARRAY(fn->arena, Block *, fn->blocks.count);
    copy_head(s, s->head, "unchecked");
    for (int b = 0; b < s->turn_count; b++)
        copy_head(s, s->turn[b], "turn");
    Block *behind = fn_block(fn, "noted");
    copy_block(s, s->head);
    ValueId noted = s->bad;
    const Instruction *branch = block_terminator(s->head);
    Instruction *ends = make_branch(s, copy_of(s, branch->operands[0]), branch);
    copy_edge(s, ends, &branch->edges[0]);
    fn_edge(fn, ends, behind, NULL, 0);
    Block *head = s->copied[s->head->id];
    if (graph_predecessor_count(s->graph, s->head) > 2)
        make_latch(s, head);
    for (int b = 0; b < s->turn_count; b++) {
        copy_block(s, s->turn[b]);
        copy_way(s, s->turn[b]);
    }
    s->into = behind;
    s->bad = noted;
    for (int i = 0; i < s->parameter_count; i++)
        if (trial_is_float64(s, s->head->parameters.items[i]) && trial_parameter_shows(s, i))
            note_infinite(s, copy_of(s, s->head->parameters.items[i]), branch);
    return head;
}

/* ---- putting it together ---- */

/* Constants of the head that are used elsewhere are moved before the loop. */
static void move_constants(const Trial *s) {
    Block *head = s->head, *outer = s->outer;
    int kept = 0;
    Instruction *jump = outer->instructions.items[--outer->instructions.count];
    for (int i = 0; i < head->instructions.count; i++) {
        Instruction *instruction = head->instructions.items[i];
        if (instruction->op == OP_CONST_I64) {
            ARENA_PUSH(s->fn->arena, &outer->instructions, instruction);
            s->fn->values.items[instruction->result].block = outer;
        } else {
            head->instructions.items[kept++] = instruction;
        }
    }
    head->instructions.count = kept;
    ARENA_PUSH(s->fn->arena, &outer->instructions, jump);
}

static void replace_in(ValueId *values, int count, const ValueId *replacement, int known) {
    for (int i = 0; i < count; i++)
        if (values[i] < known && replacement[values[i]])
            values[i] = replacement[values[i]];
}

/* Behind the loop its values come from either. */
static void merge_after(const Trial *s) {
    Fn *fn = s->fn;
    int known = fn->values.count;
    ValueId *replacement = ARENA_ARRAY(fn->arena, ValueId, known);
    for (int i = 0; i < s->parameter_count; i++) {
        ValueId value = s->head->parameters.items[i];
        replacement[value] =
            fn_parameter(fn, s->after, fn_type(fn, value), fn->values.items[value].name);
        fn->values.items[replacement[value]].is_natural = fn->values.items[value].is_natural;
    }
    for (int b = 0; b < s->graph->order_count; b++) {
        const Block *block = s->graph->order[b];
        for (int i = 0; graph_dominates(s->graph, s->after, block) && i < block->instructions.count;
             i++) {
            Instruction *instruction = block->instructions.items[i];
            replace_in(instruction->operands, instruction->operand_count, replacement, known);
            for (int e = 0; e < instruction->edge_count; e++)
                replace_in(instruction->edges[e].arguments, instruction->edges[e].argument_count,
                           replacement, known);
        }
    }
    Edge *leaves = &block_terminator(s->head)->edges[1];
    leaves->arguments = ARENA_ARRAY(fn->arena, ValueId, s->parameter_count + 1);
    leaves->argument_count = s->parameter_count;
    for (int i = 0; i < s->parameter_count; i++)
        leaves->arguments[i] = s->head->parameters.items[i];
}

/* Where the strip begins: on to the unchecked turns, or to those there were. */
static void enter(Trial *s, Block *unchecked, Block *checked_again, ValueId *last) {
    Fn *fn = s->fn;
    const Instruction *jump = s->outer->instructions.items[--s->outer->instructions.count];
    const Edge *into_loop = &jump->edges[0];
    Block *ready = fn_block(fn, "spans"), *keeping = fn_block(fn, "keep");
    const Type *number = type_simple(fn->types, TYPE_I64);
    s->into = s->outer;
    ValueId both[2] = {s->end->result, s->end->operands[0]};
    s->turns = make(s, OP_I64_SUB, number, both, 2, 0, s->end);
    Instruction *long_enough =
        make_branch(s,
                    make_truth(s, OP_I64_COMPARE, s->turns, make_number(s, TURNS_LEAST, s->end),
                               COMPARE_GREATER_EQUAL, s->end),
                    s->end);
    s->into = ready;
    ValueId before[2] = {s->end->result, make_number(s, 1, s->end)};
    *last = make(s, OP_I64_SUB, number, before, 2, 0, s->end);
    Instruction *spans = make_branch(s, make_spans(s, *last), s->end);
    fn_edge(fn, long_enough, ready, NULL, 0);
    fn_edge(fn, long_enough, s->head, into_loop->arguments, into_loop->argument_count);
    fn_edge(fn, spans, keeping, NULL, 0);
    fn_edge(fn, spans, s->head, into_loop->arguments, into_loop->argument_count);
    s->into = keeping;
    make_all(s, OP_NATIVE_KEEP, *last, s->turns);
    int count = into_loop->argument_count;
    ValueId *arguments = ARENA_ARRAY(fn->arena, ValueId, count + 1);
    memcpy(arguments, into_loop->arguments, (size_t)count * sizeof *arguments);
    arguments[count] =
        make(s, OP_CONST_BOOL, type_simple(fn->types, TYPE_BOOL), NULL, 0, 0, s->end);
    make_jump(s, unchecked, arguments, count + 1, s->end);
    s->into = checked_again;
    make_all(s, OP_NATIVE_UNDO, *last, s->turns);
    make_jump(s, s->head, into_loop->arguments, count, s->end);
}

static void try_strip(Trial *s) {
    Fn *fn = s->fn;
    ValueId last;
    move_constants(s);
    Block *unchecked = copy_loop(s), *undo = fn_block(fn, "undo");
    merge_after(s);
    Instruction *outcome = make_branch(s, s->bad, block_terminator(s->head));
    fn_edge(fn, outcome, undo, NULL, 0);
    fn_edge(fn, outcome, s->after, unchecked->parameters.items, s->parameter_count);
    enter(s, unchecked, undo, &last);
}

void try_strips(Fn *fn) {
    Trial s = {.fn = fn};
    Graph *graph = NULL;
    for (int i = 0, count = fn->blocks.count; i < count; i++) {
        if (!strip_end(fn->blocks.items[i]))
            continue;
        if (!s.after_python)
            find_python(&s);
        if (!graph)
            s.graph = graph = graph_create(fn);
        if (trial_read(&s, fn->blocks.items[i])) {
            graph_find_dominators(fn, graph);
            try_strip(&s);
            s.number++;
            graph = NULL;
        }
    }
}
