/* try_strips(): strips of turns that do sums and products of float64 items and count through arrays
 * are first tried without a check in each turn.
 *
 * An item's indices may be out of range, and any operation on NumPy's floats may have to warn: so
 * many ways out of a loop leave LLVM little to unroll and nothing to vectorise. For a strip whose
 * body is one block and whose indices are linear in the counter, all of it can be known before or
 * afterwards:
 *
 *     if the strip is long, and native.spans of each access:
 *         native.keep each item that will be stored to
 *         do all turns, unchecked; note what underflows or ends up as nan or infinite
 *         if there was nothing: go on behind the loop
 *         native.undo each
 *     do all turns, checked
 *
 * The checked turns warn and raise where and as they always do. A result that is not finite needs
 * no note if that shows in another one: in a sum or product of it, or in what the loop hands on to
 * its next turn. */
#include "graph.h"
#include "strip.h"

#include <ir/passes.h>
#include <string.h>

/* Shorter strips do not pay for the preparations, larger bodies not for the code. */
enum { TURNS_LEAST = 12, ACCESSES_MOST = 24 };

/* How far apart items may be that turns after each other take, and how many floats one hands on. */
enum { NEAR = 2, HANDED_ON_MOST = 1 };

/* An index grows by less than this in a turn, so that its last value in a strip is within an array
 * only if it was computed without overflow. */
enum { COEFFICIENT_MOST = 1 << 20 };

typedef struct Trial {
    Fn *fn;
    const Graph *graph;
    Block *outer, *head, *body, *after; /* the strip's loop as strip() made it */
    Instruction *end;                   /* i64.strip_end */
    ValueId counter;                    /* the head's parameter */
    int parameter_count;                /* the head's, without the end */
    ValueId *copies;                    /* by ValueId: in the unchecked turns; 0: the same */
    ValueId at_counter;                 /* in a copy made before the strip: the counter there */
    ValueId turns, bad;                 /* the number of turns; what is noted so far */
    Block *into;                        /* where instructions are made */
    int number;                         /* of the strip */
} Trial;

static Instruction *definition(const Trial *s, ValueId value) {
    return s->fn->values.items[value].definition;
}

static bool is_inside(const Trial *s, ValueId value) {
    const Block *block = s->fn->values.items[value].block;
    return block == s->head || block == s->body;
}

/* ---- what qualifies ---- */

static bool is_float64(const Trial *s, ValueId value) {
    const Type *type = fn_type(s->fn, value);
    return type->kind == TYPE_SCALAR && type->dtype == DTYPE_FLOAT64;
}

static bool is_arithmetic(Op op) {
    return op == OP_SCALAR_ADD || op == OP_SCALAR_SUB || op == OP_SCALAR_MUL ||
           op == OP_SCALAR_DIV || op == OP_SCALAR_NEG;
}

/* The first index among an access's operands; 0 for what is none. */
static int first_index(const Instruction *instruction) {
    return instruction->op == OP_NP_GETITEM ? 1 : instruction->op == OP_NP_SETITEM ? 2 : 0;
}

/* By how much the value grows in each turn; false when that differs from turn to turn. */
static bool find_growth(const Trial *s, ValueId value, int64_t *out) {
    *out = value == s->counter;
    if (!is_inside(s, value) || value == s->counter)
        return true;
    const Instruction *made = definition(s, value);
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
        const Instruction *factor = definition(s, made->operands[left != 0]);
        if (!factor || factor->op != OP_CONST_I64 || (left != 0 && right != 0) ||
            factor->immediate > COEFFICIENT_MOST || factor->immediate < -COEFFICIENT_MOST)
            return false;
        *out = (left + right) * factor->immediate;
    }
    return *out < COEFFICIENT_MOST && *out > -COEFFICIENT_MOST;
}

static bool is_below_zero(const Trial *s, ValueId value) {
    const Instruction *made = definition(s, value);
    return made && made->op == OP_CONST_I64 && made->immediate < 0;
}

static bool is_access_known(const Trial *s, const Instruction *access) {
    int64_t growth;
    if (is_inside(s, access->operands[0]) ||
        fn_type(s->fn, access->operands[0])->dtype == DTYPE_OBJECT)
        return false;
    for (int i = first_index(access); i < access->operand_count; i++)
        if (is_below_zero(s, access->operands[i]) || !find_growth(s, access->operands[i], &growth))
            return false;
    return true;
}

/* Whether turns after each other come to items that are near each other. */
static bool is_near(const Trial *s, const Instruction *access) {
    int64_t growth = 0;
    for (int i = first_index(access); i < access->operand_count; i++) {
        find_growth(s, access->operands[i], &growth);
        if (i < access->operand_count - 1 && growth != 0)
            return false;
    }
    return growth >= -NEAR && growth <= NEAR;
}

static bool is_plain(const Trial *s, const Instruction *instruction) {
    const OpInfo *info = &op_infos[instruction->op];
    return info->flags & OPF_PURE && info->lowering == LOWER_CUSTOM && instruction->result &&
           !type_is_counted(fn_type(s->fn, instruction->result));
}

/* Whether the turn consists of what can be done unchecked, with something to gain by it: turns that
 * store are not done together where items are far from each other. */
static bool is_body_known(const Trial *s) {
    int accesses = 0, stores = 0, operations = 0;
    bool all_near = true;
    for (int i = 0; i < s->body->instructions.count - 1; i++) {
        const Instruction *instruction = s->body->instructions.items[i];
        if (instruction->edge_count)
            return false;
        if (first_index(instruction)) {
            if (!is_access_known(s, instruction))
                return false;
            all_near = all_near && is_near(s, instruction);
            accesses++;
            stores += instruction->op == OP_NP_SETITEM;
        } else if (is_arithmetic(instruction->op)) {
            if (!is_float64(s, instruction->result))
                return false;
            operations++;
        } else if (!is_plain(s, instruction)) {
            return false;
        }
    }
    return accesses > 0 && accesses <= ACCESSES_MOST && stores <= STRIP_STORES_MOST &&
           operations > 0 && (all_near || stores == 0);
}

/* Where much is handed on, a turn waits for the one before, and checks cost nothing beside that. */
static bool are_parameters_known(const Trial *s) {
    int handed_on = 0;
    for (int i = 0; i < s->head->parameters.count; i++) {
        ValueId parameter = s->head->parameters.items[i];
        if (type_is_counted(fn_type(s->fn, parameter)))
            return false;
        handed_on += is_float64(s, parameter);
    }
    return handed_on <= HANDED_ON_MOST;
}

/* Whether the block begins a strip whose loop is a head, which only compares, and a body. */
static bool read_strip(Trial *s, Block *outer) {
    s->outer = outer;
    s->end = strip_end(outer);
    if (outer->cold || !s->end)
        return false;
    s->head = block_terminator(outer)->edges[0].target;
    const Instruction *branch = block_terminator(s->head);
    s->body = branch->edges[0].target;
    s->after = branch->edges[1].target;
    const Instruction *back = block_terminator(s->body);
    if (back->op != OP_JUMP || back->edges[0].target != s->head || s->body->parameters.count ||
        s->after->parameters.count || graph_predecessor_count(s->graph, s->head) != 2)
        return false;
    for (int i = 0; i < s->head->instructions.count - 2; i++)
        if (s->head->instructions.items[i]->op != OP_CONST_I64)
            return false;
    s->counter = definition(s, branch->operands[0])->operands[0];
    s->parameter_count = s->head->parameters.count - 1;
    return true;
}

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
    if (!is_inside(s, index))
        return index;
    const Instruction *made = definition(s, index);
    if (made->op == OP_CONST_I64)
        return make_number(s, made->immediate, made);
    ValueId operands[2] = {index_at(s, made->operands[0]), index_at(s, made->operands[1])};
    return make(s, made->op, fn_type(s->fn, index), operands, 2, 0, made);
}

/* The operation on an access's array, and its indices in the first and the last turn. With `turns`
 * their number is the second operand. */
static ValueId make_span(Trial *s, Op op, const Type *type, const Instruction *access, ValueId last,
                         ValueId turns, int64_t immediate) {
    int indices = access->operand_count - first_index(access), count = 0;
    ValueId *operands = ARENA_ARRAY(s->fn->arena, ValueId, 2 + 2 * indices);
    operands[count++] = access->operands[0];
    if (turns)
        operands[count++] = turns;
    for (int end = 0; end < 2; end++) {
        s->at_counter = end ? last : s->end->operands[0];
        for (int i = first_index(access); i < access->operand_count; i++)
            operands[count++] = index_at(s, access->operands[i]);
    }
    return make(s, op, type, operands, count, immediate, access);
}

/* `keep` or `undo` of all that is stored to. */
static void make_all(Trial *s, Op op, ValueId last, ValueId turns) {
    int number = 0;
    for (int i = 0; i < s->body->instructions.count; i++)
        if (s->body->instructions.items[i]->op == OP_NP_SETITEM)
            make_span(s, op, NULL, s->body->instructions.items[i], last, turns, number++);
}

static bool is_same_access(const Instruction *a, const Instruction *b) {
    int first_a = first_index(a), first_b = first_index(b);
    int count = a->operand_count - first_a;
    return a->operands[0] == b->operands[0] && count == b->operand_count - first_b &&
           memcmp(a->operands + first_a, b->operands + first_b,
                  (size_t)count * sizeof *a->operands) == 0;
}

/* Whether an access before it in the body is at the same place. */
static bool is_seen(const Trial *s, int position) {
    const Instruction *access = s->body->instructions.items[position];
    for (int i = 0; i < position; i++) {
        const Instruction *other = s->body->instructions.items[i];
        if (first_index(other) && is_same_access(other, access) &&
            (other->op == OP_NP_SETITEM || access->op == OP_NP_GETITEM))
            return true;
    }
    return false;
}

static ValueId make_spans(Trial *s, ValueId last) {
    const Type *truth = type_simple(s->fn->types, TYPE_BOOL);
    ValueId fine = 0;
    for (int i = 0; i < s->body->instructions.count; i++) {
        const Instruction *access = s->body->instructions.items[i];
        if (!first_index(access) || is_seen(s, i))
            continue;
        bool stores = access->op == OP_NP_SETITEM;
        ValueId spans =
            make_span(s, OP_NATIVE_SPANS, truth, access, last, 0, 2 * s->number + stores);
        fine = fine ? make_truth(s, OP_BOOL_AND, fine, spans, 0, access) : spans;
    }
    return fine;
}

/* ---- the unchecked turns ---- */

/* Whether a nan or infinity in `value`, an operand, is one in the result. */
static bool shows(const Instruction *instruction, ValueId value) {
    return is_arithmetic(instruction->op) &&
           (instruction->operands[0] == value ||
            (instruction->op != OP_SCALAR_DIV &&
             instruction->operands[instruction->operand_count - 1] == value));
}

static bool shows_in_turn(const Trial *s, ValueId value) {
    for (int i = 0; i < s->body->instructions.count; i++)
        if (shows(s->body->instructions.items[i], value))
            return true;
    return false;
}

/* Whether it is handed on to the next turn, where it shows; that of the last is looked at after the
 * loop. */
static bool shows_next_turn(const Trial *s, ValueId value) {
    const Edge *back = &block_terminator(s->body)->edges[0];
    for (int i = 0; i < s->parameter_count; i++)
        if (back->arguments[i] == value && shows_in_turn(s, s->head->parameters.items[i]))
            return true;
    return false;
}

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
    if (instruction->op == OP_SCALAR_MUL || instruction->op == OP_SCALAR_DIV)
        note(s,
             make(s, OP_NATIVE_UNDERFLOWS, type_simple(s->fn->types, TYPE_BOOL), scalars, 3, 0,
                  instruction),
             instruction);
    if (!shows_in_turn(s, instruction->result) && !shows_next_turn(s, instruction->result))
        note_infinite(s, scalars[0], instruction);
}

static void copy_instruction(Trial *s, const Instruction *instruction) {
    Fn *fn = s->fn;
    if (is_arithmetic(instruction->op)) {
        copy_arithmetic(s, instruction);
        return;
    }
    Op op = instruction->op == OP_NP_GETITEM   ? OP_NATIVE_ITEM
            : instruction->op == OP_NP_SETITEM ? OP_NATIVE_PUT
                                               : instruction->op;
    const Type *type = instruction->result ? fn_type(fn, instruction->result) : NULL;
    Instruction *copy =
        fn_append(fn, s->into, op, type, instruction->operands, instruction->operand_count,
                  instruction->line, instruction->column);
    for (int i = 0; i < copy->operand_count; i++)
        copy->operands[i] = copy_of(s, copy->operands[i]);
    copy->immediate = first_index(instruction) ? s->number : instruction->immediate;
    copy->number = instruction->number;
    copy->text = instruction->text;
    copy->symbol = instruction->symbol;
    if (instruction->result) {
        s->copies[instruction->result] = copy->result;
        fn->values.items[copy->result].is_natural =
            fn->values.items[instruction->result].is_natural;
    }
}

static Block *copy_parameters(const Trial *s, const char *word, int count, ValueId *out) {
    Block *block = fn_block(s->fn, word);
    for (int i = 0; i < count; i++) {
        const Value *value = &s->fn->values.items[s->head->parameters.items[i]];
        const Type *type = value->type;
        const char *name = value->name;
        bool is_natural = value->is_natural;
        out[i] = fn_parameter(s->fn, block, type, name);
        s->fn->values.items[out[i]].is_natural = is_natural;
    }
    return block;
}

static void make_jump(const Trial *s, Block *target, const ValueId *arguments, int count,
                      const Instruction *at) {
    Instruction *jump = fn_append(s->fn, s->into, OP_JUMP, NULL, NULL, 0, at->line, at->column);
    fn_edge(s->fn, jump, target, arguments, count);
}

static Instruction *make_branch(const Trial *s, ValueId truth, const Instruction *at) {
    return fn_append(s->fn, s->into, OP_BRANCH, NULL, &truth, 1, at->line, at->column);
}

static void copy_block(Trial *s, const Block *block, Block *into) {
    s->into = into;
    for (int i = 0; i < block->instructions.count - 1; i++)
        copy_instruction(s, block->instructions.items[i]);
}

/* The loop without checks: returns its head, whose parameters are the head's and what is noted, and
 * in `held` the block behind it, where only the end is missing. */
static Block *copy_loop(Trial *s, Block **out_held) {
    Fn *fn = s->fn;
    int count = s->head->parameters.count;
    ValueId *parameters = ARENA_ARRAY(fn->arena, ValueId, count + 1);
    ValueId *next = ARENA_ARRAY(fn->arena, ValueId, count + 1);
    Block *head = copy_parameters(s, "unchecked", count, parameters);
    Block *body = fn_block(fn, "turn"), *behind = fn_block(fn, "noted");
    ValueId noted = parameters[count] =
        fn_parameter(fn, head, type_simple(fn->types, TYPE_BOOL), NULL);
    for (int i = 0; i < count; i++)
        s->copies[s->head->parameters.items[i]] = parameters[i];
    copy_block(s, s->head, head);
    const Instruction *branch = block_terminator(s->head);
    Instruction *ends = make_branch(s, copy_of(s, branch->operands[0]), branch);
    fn_edge(fn, ends, body, NULL, 0);
    fn_edge(fn, ends, behind, NULL, 0);
    s->bad = noted;
    copy_block(s, s->body, body);
    const Instruction *back = block_terminator(s->body);
    for (int i = 0; i < count; i++)
        next[i] = copy_of(s, back->edges[0].arguments[i]);
    next[count] = s->bad;
    make_jump(s, head, next, count + 1, back);
    s->into = behind;
    s->bad = noted;
    for (int i = 0; i < s->parameter_count; i++)
        if (is_float64(s, parameters[i]) && shows_in_turn(s, s->head->parameters.items[i]))
            note_infinite(s, parameters[i], branch);
    *out_held = behind;
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

/* Behind the loop its values come from either. `count` blocks are those that were there before. */
static void merge_after(const Trial *s, int count) {
    Fn *fn = s->fn;
    int known = fn->values.count;
    ValueId *replacement = ARENA_ARRAY(fn->arena, ValueId, known);
    for (int i = 0; i < s->parameter_count; i++) {
        ValueId value = s->head->parameters.items[i];
        replacement[value] =
            fn_parameter(fn, s->after, fn_type(fn, value), fn->values.items[value].name);
        fn->values.items[replacement[value]].is_natural = fn->values.items[value].is_natural;
    }
    for (int b = 0; b < count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int i = 0; block != s->head && block != s->body && i < block->instructions.count;
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
    int blocks = fn->blocks.count;
    Block *behind;
    ValueId last;
    move_constants(s);
    s->copies = ARENA_ARRAY(fn->arena, ValueId, fn->values.count);
    Block *unchecked = copy_loop(s, &behind), *undo = fn_block(fn, "undo");
    ValueId bad = s->bad;
    merge_after(s, blocks);
    s->into = behind;
    Instruction *outcome = make_branch(s, bad, block_terminator(s->head));
    fn_edge(fn, outcome, undo, NULL, 0);
    fn_edge(fn, outcome, s->after, unchecked->parameters.items, s->parameter_count);
    enter(s, unchecked, undo, &last);
}

void try_strips(Fn *fn) {
    Trial s = {.fn = fn};
    for (int i = 0, count = fn->blocks.count; i < count; i++) {
        if (!s.graph)
            s.graph = graph_create(fn);
        if (read_strip(&s, fn->blocks.items[i]) && are_parameters_known(&s) && is_body_known(&s)) {
            try_strip(&s);
            s.number++;
            s.graph = NULL;
        }
    }
}
