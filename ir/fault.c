/* table: faults planted on purpose, see ir/fault.h. Each is a mistake that a compiler of this kind
 * is prone to; each row is given every instruction and changes those that it is about. */
#include <ir/fault.h>

#include <string.h>

typedef struct Planter {
    Fn *fn;
    Block *block; /* being refilled: what is put here comes before the instruction at hand */
} Planter;

/* Changes the instruction. Returns false when it is to be dropped. */
typedef bool (*Fault)(Planter *p, Instruction *at);

static ValueId put(Planter *p, const Instruction *at, Op op, TypeKind kind, ValueId a, ValueId b) {
    ValueId operands[2] = {a, b};
    return fn_append(p->fn, p->block, op, type_simple(p->fn->types, kind), operands, b == 0 ? 1 : 2,
                     at->line, at->column)
        ->result;
}

static ValueId put_i64(Planter *p, const Instruction *at, int64_t number) {
    Instruction *constant = fn_append(p->fn, p->block, OP_CONST_I64,
                                      type_simple(p->fn->types, TYPE_I64), NULL, 0, at->line, 0);
    constant->immediate = number;
    return constant->result;
}

static ValueId put_compare(Planter *p, const Instruction *at, CompareOperator op, ValueId a,
                           ValueId b) {
    ValueId result = put(p, at, OP_I64_COMPARE, TYPE_BOOL, a, b);
    fn_definition(p->fn, result)->immediate = op;
    return result;
}

/* ---- arithmetic ---- */

/* 1 where Python's quotient is one less than C's, as an I64. */
static ValueId rounding(Planter *p, const Instruction *at) {
    ValueId a = at->operands[0], b = at->operands[1], zero = put_i64(p, at, 0);
    ValueId rest = put(p, at, OP_I64_MOD, TYPE_I64, a, b);
    ValueId inexact = put_compare(p, at, COMPARE_NOT_EQUAL, rest, zero);
    ValueId signs = put(p, at, OP_BOOL_XOR, TYPE_BOOL, put_compare(p, at, COMPARE_LESS, a, zero),
                        put_compare(p, at, COMPARE_LESS, b, zero));
    return put(p, at, OP_BOOL_TO_I64, TYPE_I64, put(p, at, OP_BOOL_AND, TYPE_BOOL, inexact, signs),
               0);
}

static bool truncating_division(Planter *p, Instruction *at) {
    if (at->op == OP_I64_FLOORDIV) {
        ValueId one = rounding(p, at);
        at->op = OP_I64_ADD;
        ValueId floored = put(p, at, OP_I64_FLOORDIV, TYPE_I64, at->operands[0], at->operands[1]);
        at->operands[0] = floored;
        at->operands[1] = one;
    }
    return true;
}

static bool truncating_modulo(Planter *p, Instruction *at) {
    if (at->op == OP_I64_MOD) {
        ValueId less = put(p, at, OP_I64_MUL, TYPE_I64, rounding(p, at), at->operands[1]);
        ValueId rest = put(p, at, OP_I64_MOD, TYPE_I64, at->operands[0], at->operands[1]);
        at->op = OP_I64_SUB;
        at->operands[0] = rest;
        at->operands[1] = less;
    }
    return true;
}

static bool wrap_instead_of_promote(Planter *p, Instruction *at) {
    Op wrapping = at->op == OP_I64_ADD_CHECKED   ? OP_I64_ADD
                  : at->op == OP_I64_SUB_CHECKED ? OP_I64_SUB
                  : at->op == OP_I64_MUL_CHECKED ? OP_I64_MUL
                                                 : OP_COUNT;
    if (wrapping == OP_COUNT) {
        return true;
    }
    Edge *fits = &at->edges[0];
    at->op = wrapping;
    ARENA_PUSH(p->fn->arena, &p->block->instructions, at);
    Instruction *jump = fn_append(p->fn, p->block, OP_JUMP, NULL, NULL, 0, at->line, at->column);
    fn_edge(p->fn, jump, fits->target, fits->arguments, fits->argument_count);
    at->edge_count = 0;
    return false;
}

static bool silent_overflow(Planter *p, Instruction *at) {
    (void)p;
    at->op = at->op == OP_SCALAR_ADD   ? OP_NATIVE_ADD
             : at->op == OP_SCALAR_MUL ? OP_NATIVE_MUL
                                       : at->op;
    return true;
}

static bool lost_negative_zero(Planter *p, Instruction *at) {
    if (at->op == OP_FLOAT_NEG) {
        Instruction *zero = fn_append(p->fn, p->block, OP_CONST_FLOAT,
                                      type_simple(p->fn->types, TYPE_FLOAT), NULL, 0, at->line, 0);
        ValueId *operands = ARENA_ARRAY(p->fn->arena, ValueId, 2);
        operands[0] = zero->result;
        operands[1] = at->operands[0];
        at->op = OP_FLOAT_SUB;
        at->operands = operands;
        at->operand_count = 2;
    }
    return true;
}

/* a / b becomes a * (1 / b), as fast-math has it. */
static bool reciprocal_division(Planter *p, Instruction *at) {
    if (at->op == OP_FLOAT_DIV) {
        Instruction *one = fn_append(p->fn, p->block, OP_CONST_FLOAT,
                                     type_simple(p->fn->types, TYPE_FLOAT), NULL, 0, at->line, 0);
        one->number = 1.0;
        at->op = OP_FLOAT_MUL;
        at->operands[1] = put(p, at, OP_FLOAT_DIV, TYPE_FLOAT, one->result, at->operands[1]);
    }
    return true;
}

/* ---- comparisons and control ---- */

static bool off_by_one_range(Planter *p, Instruction *at) {
    (void)p;
    if (at->op == OP_I64_COMPARE && at->immediate == COMPARE_LESS) {
        at->immediate = COMPARE_LESS_EQUAL;
    }
    return true;
}

static bool loose_float_compare(Planter *p, Instruction *at) {
    (void)p;
    if (at->op == OP_FLOAT_COMPARE && at->immediate == COMPARE_LESS) {
        at->immediate = COMPARE_LESS_EQUAL;
    }
    return true;
}

static bool swapped_select(Planter *p, Instruction *at) {
    (void)p;
    if (at->op == OP_SELECT) {
        ValueId first = at->operands[1];
        at->operands[1] = at->operands[2];
        at->operands[2] = first;
    }
    return true;
}

/* A check whose unlikely outcome raises is left out. */
static bool missing_check(Planter *p, Instruction *at) {
    (void)p;
    if (at->op != OP_BRANCH) {
        return true;
    }
    for (int k = 0; k < 2; k++) {
        const Block *target = at->edges[k].target;
        int count = target->instructions.count;
        if (target->cold && count > 0 && target->instructions.items[count - 1]->op == OP_RAISED) {
            at->edges[k] = at->edges[1 - k];
        }
    }
    return true;
}

static bool lost_exception(Planter *p, Instruction *at) {
    (void)p;
    return at->op != OP_RAISE_OBJECT && at->op != OP_RAISE_UNBOUND;
}

static bool wrong_line(Planter *p, Instruction *at) {
    (void)p;
    at->line += (op_infos[at->op].flags & OPF_RAISES) != 0;
    return true;
}

/* ---- memory ---- */

static bool missed_retain(Planter *p, Instruction *at) {
    (void)p;
    return at->op != OP_RETAIN;
}

static bool missed_release(Planter *p, Instruction *at) {
    (void)p;
    return at->op != OP_RELEASE;
}

static bool missed_unwind(Planter *p, Instruction *at) {
    (void)p;
    at->unwind_count = 0;
    return true;
}

static bool lost_store(Planter *p, Instruction *at) {
    (void)p;
    return at->op != OP_NP_SETITEM && at->op != OP_LIST_SET;
}

static bool wrong_item(Planter *p, Instruction *at) {
    if (at->op == OP_NP_GETITEM) {
        ValueId *last = &at->operands[at->operand_count - 1];
        *last = put(p, at, OP_I64_SUB, TYPE_I64, *last, put_i64(p, at, 1));
    }
    return true;
}

static bool wrong_reduction(Planter *p, Instruction *at) {
    if (at->op == OP_NP_SUM) { /* the product instead: right for [0, 0] and [2, 2] */
        at->op = OP_NP_PROD;
    }
    (void)p;
    return true;
}

/* ---- the table ---- */

static const struct {
    const char *name;
    Fault fault;
} faults[] = {
    {"truncating-division", truncating_division},
    {"truncating-modulo", truncating_modulo},
    {"wrap-instead-of-promote", wrap_instead_of_promote},
    {"silent-overflow", silent_overflow},
    {"lost-negative-zero", lost_negative_zero},
    {"reciprocal-division", reciprocal_division},
    {"off-by-one-range", off_by_one_range},
    {"loose-float-compare", loose_float_compare},
    {"swapped-select", swapped_select},
    {"missing-check", missing_check},
    {"lost-exception", lost_exception},
    {"wrong-line", wrong_line},
    {"missed-retain", missed_retain},
    {"missed-release", missed_release},
    {"missed-unwind", missed_unwind},
    {"lost-store", lost_store},
    {"wrong-item", wrong_item},
    {"wrong-reduction", wrong_reduction},
};

enum { FAULT_COUNT = sizeof faults / sizeof *faults };

static void plant(Fn *fn, Fault fault) {
    for (int b = 0; b < fn->blocks.count; b++) {
        Block *block = fn->blocks.items[b];
        Instruction **old = block->instructions.items;
        int count = block->instructions.count;
        block->instructions.items = NULL;
        block->instructions.count = block->instructions.capacity = 0;
        Planter p = {.fn = fn, .block = block};
        for (int k = 0; k < count; k++) {
            if (fault(&p, old[k])) {
                ARENA_PUSH(fn->arena, &block->instructions, old[k]);
            }
        }
    }
}

void fault_plant(Fn *fn, const char *name) {
    for (int k = 0; k < FAULT_COUNT; k++) {
        if (strcmp(faults[k].name, name) == 0) {
            plant(fn, faults[k].fault);
        }
    }
}
