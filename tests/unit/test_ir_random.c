/* Random functions through the passes. Programs on raw ints are executed before and after simplify
 * and ranges: they return the same. Programs on counted values go through own: check finds the
 * balance even. */
#include "../../ir/ranges.h"
#include "ir_text.h"

#include <ir/passes.h>

enum {
    INT_PROGRAMS = 3000,
    COUNTED_PROGRAMS = 1500,
    RUNS = 10,
    LARGEST_BLOCKS = 9,
    FUEL = 400,
};

/* ---- choices ---- */

static uint64_t random_state;

static uint64_t random_bits(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static int below(int limit) {
    return (int)(random_bits() % (uint64_t)limit);
}

static int64_t random_number(void) {
    static const int64_t special[] = {
        0,         1,         -1,        2,         3,
        7,         10,        -5,        100,       63,
        INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, INT64_C(1) << 62,
    };
    if (below(2))
        return below(24) - 4;
    if (below(4) == 0)
        return (int64_t)random_bits() >> below(64);
    return special[below((int)(sizeof special / sizeof *special))];
}

/* ---- generation ---- */

typedef struct Generator {
    Fn *fn;
    Block *block;
    bool counted;
} Generator;

static const Type *random_type(const Generator *g) {
    static const TypeKind plain[] = {TYPE_I64, TYPE_I64, TYPE_I64, TYPE_BOOL};
    static const TypeKind counted[] = {TYPE_INT, TYPE_INT, TYPE_OBJECT, TYPE_I64};
    return type_simple(g->fn->types, (g->counted ? counted : plain)[below(4)]);
}

static Instruction *put(const Generator *g, Op op, TypeKind result, const ValueId *operands,
                        int count) {
    return fn_append(g->fn, g->block, op, type_simple(g->fn->types, result), operands, count, 1, 1);
}

static ValueId random_constant(const Generator *g, const Type *type) {
    Instruction *constant;
    switch (type->kind) {
    case TYPE_I64:
        constant = put(g, OP_CONST_I64, TYPE_I64, NULL, 0);
        constant->immediate = random_number();
        break;
    case TYPE_BOOL:
        constant = put(g, OP_CONST_BOOL, TYPE_BOOL, NULL, 0);
        constant->immediate = below(2);
        break;
    case TYPE_INT:
        constant = put(g, OP_CONST_INT, TYPE_INT, NULL, 0);
        constant->text = "5";
        break;
    default: constant = put(g, OP_CONST_NONE, TYPE_OBJECT, NULL, 0); break;
    }
    return constant->result;
}

/* A value of the type that the block may use: one of its own, or of the entry, which dominates all.
 */
static ValueId random_operand(const Generator *g, const Type *type) {
    ValueId candidates[256];
    int count = 0;
    for (ValueId value = g->fn->values.count - 1; value > 0 && count < 256; value--) {
        const Value *slot = &g->fn->values.items[value];
        bool on_edge = slot->definition && instruction_ends_block(slot->definition);
        if (slot->type == type && !on_edge &&
            (slot->block == g->block || slot->block == g->fn->blocks.items[0]))
            candidates[count++] = value;
    }
    return count == 0 || below(6) == 0 ? random_constant(g, type) : candidates[below(count)];
}

static ValueId operand(const Generator *g, TypeKind kind) {
    return random_operand(g, type_simple(g->fn->types, kind));
}

static ValueId random_divisor(const Generator *g) {
    static const int64_t divisors[] = {1, 2, 3, 10, -3, 64, INT64_MAX, INT64_C(1000000007)};
    Instruction *constant = put(g, OP_CONST_I64, TYPE_I64, NULL, 0);
    constant->immediate = divisors[below(8)];
    return constant->result;
}

static void put_int_instruction(const Generator *g) {
    static const Op bits[] = {OP_I64_AND, OP_I64_OR, OP_I64_XOR};
    ValueId operands[3] = {operand(g, TYPE_I64)};
    switch (below(8)) {
    case 0:
        operands[1] = random_divisor(g);
        put(g, below(2) ? OP_I64_MOD : OP_I64_FLOORDIV, TYPE_I64, operands, 2);
        break;
    case 1:
        operands[1] = operand(g, TYPE_I64);
        put(g, bits[below(3)], TYPE_I64, operands, 2);
        break;
    case 2: put(g, OP_I64_INVERT, TYPE_I64, operands, 1); break;
    case 3: {
        Instruction *count = put(g, OP_CONST_I64, TYPE_I64, NULL, 0);
        count->immediate = below(80);
        operands[1] = count->result;
        put(g, OP_I64_SHR, TYPE_I64, operands, 2);
        break;
    }
    case 4:
        operands[1] = operands[0];
        operands[2] = operand(g, TYPE_I64);
        operands[0] = operand(g, TYPE_BOOL);
        put(g, OP_SELECT, TYPE_I64, operands, 3);
        break;
    case 5:
        operands[0] = operand(g, TYPE_BOOL);
        operands[1] = operand(g, TYPE_BOOL);
        put(g, below(2) ? OP_BOOL_AND : OP_BOOL_OR, TYPE_BOOL, operands, 2);
        break;
    case 6:
        operands[0] = operand(g, TYPE_BOOL);
        if (below(2))
            put(g, OP_BOOL_NOT, TYPE_BOOL, operands, 1);
        else
            put(g, OP_BOOL_TO_I64, TYPE_I64, operands, 1);
        break;
    default:
        operands[1] = operand(g, TYPE_I64);
        put(g, OP_I64_COMPARE, TYPE_BOOL, operands, 2)->immediate = below(6);
    }
}

static void put_counted_instruction(const Generator *g) {
    ValueId operands[2] = {operand(g, TYPE_INT), operand(g, TYPE_INT)};
    switch (below(6)) {
    case 0: put(g, OP_INT_ADD, TYPE_INT, operands, 2); break;
    case 1: put(g, OP_INT_TO_BOOL, TYPE_BOOL, operands, 1); break;
    case 2: put(g, OP_BOX_INT, TYPE_OBJECT, operands, 1); break;
    case 3:
        operands[0] = operand(g, TYPE_OBJECT);
        operands[1] = operand(g, TYPE_OBJECT);
        put(g, OP_OBJECT_BINARY, TYPE_OBJECT, operands, 2);
        break;
    case 4:
        operands[0] = operand(g, TYPE_OBJECT);
        put(g, OP_UNBOX_INT, TYPE_INT, operands, 1);
        break;
    default: fn_append(g->fn, g->block, OP_POLL, NULL, NULL, 0, 1, 1);
    }
}

static void put_edge(const Generator *g, Instruction *terminator, const ValueId *arguments,
                     Block *target) {
    fn_edge(g->fn, terminator, target, arguments, target->parameters.count);
}

static ValueId fresh_condition(const Generator *g) {
    ValueId operands[2] = {operand(g, TYPE_I64), operand(g, TYPE_I64)};
    Instruction *test = put(g, OP_I64_COMPARE, TYPE_BOOL, operands, 2);
    test->immediate = below(6);
    if (below(4))
        return test->result;
    operands[0] = test->result;
    operands[1] = operand(g, TYPE_BOOL);
    switch (below(3)) {
    case 0: return put(g, OP_BOOL_NOT, TYPE_BOOL, operands, 1)->result;
    case 1: return put(g, OP_BOOL_AND, TYPE_BOOL, operands, 2)->result;
    default: return put(g, OP_BOOL_OR, TYPE_BOOL, operands, 2)->result;
    }
}

/* The arguments are chosen before the terminator is put, since that may need constants. `result`
 * stands for arguments to be replaced by the terminator's result, of type `type`. */
static void put_terminator(const Generator *g) {
    static const Op checked[] = {OP_I64_ADD_CHECKED, OP_I64_SUB_CHECKED, OP_I64_MUL_CHECKED,
                                 OP_I64_SHL_CHECKED};
    Fn *fn = g->fn;
    ValueId arguments[3][8];
    Block *targets[3];
    for (int e = 0; e < 3; e++) {
        targets[e] = fn->blocks.items[1 + below(fn->blocks.count - 1)];
        for (int i = 0; i < targets[e]->parameters.count; i++)
            arguments[e][i] = random_operand(g, fn_type(fn, targets[e]->parameters.items[i]));
    }
    ValueId operands[2];
    Instruction *terminator;
    TypeKind result = TYPE_NONE;
    switch (below(8)) {
    case 0:
        operands[0] = operand(g, g->counted ? TYPE_INT : TYPE_I64);
        fn_append(fn, g->block, OP_RETURN, NULL, operands, 1, 1, 1);
        return;
    case 1:
        terminator = fn_append(fn, g->block, OP_JUMP, NULL, NULL, 0, 1, 1);
        put_edge(g, terminator, arguments[0], targets[0]);
        return;
    case 2:
    case 3:
    case 4:
        result = g->counted ? TYPE_OBJECT : TYPE_I64;
        operands[0] = operand(g, result);
        operands[1] = operand(g, result);
        if (g->counted && below(2)) /* in a try statement */
            terminator = put(g, OP_OBJECT_BINARY, TYPE_OBJECT, operands, 2);
        else if (g->counted)
            terminator = put(g, OP_OBJECT_NEXT, TYPE_OBJECT, operands, 1);
        else
            terminator = put(g, checked[below(4)], TYPE_I64, operands, 2);
        if (terminator->op == OP_I64_SHL_CHECKED) /* its count is not negative */
            terminator->op = OP_I64_ADD_CHECKED;
        break;
    default:
        operands[0] = g->counted ? operand(g, TYPE_BOOL) : fresh_condition(g);
        terminator = fn_append(fn, g->block, OP_BRANCH, NULL, operands, 1, 1, 1);
    }
    for (int i = 0; i < targets[0]->parameters.count; i++)
        if (result != TYPE_NONE && below(2) &&
            fn_type(fn, targets[0]->parameters.items[i])->kind == result)
            arguments[0][i] = terminator->result;
    put_edge(g, terminator, arguments[0], targets[0]);
    put_edge(g, terminator, arguments[1], targets[1]);
    if (terminator->op == OP_OBJECT_NEXT && below(2))
        put_edge(g, terminator, arguments[2], targets[2]);
}

static Fn *random_function(Fixture *fixture, bool counted) {
    Generator g = {.counted = counted};
    g.fn = fn_create(fixture->arena, fixture->types, "f", NULL, 1);
    g.fn->typed = true;
    int blocks = 2 + below(LARGEST_BLOCKS - 1);
    for (int b = 0; b < blocks; b++) {
        Block *block = fn_block(g.fn, NULL);
        int parameters = b == 0 ? 3 : below(4);
        for (int i = 0; i < parameters; i++) {
            const Type *type = random_type(&g);
            fn_parameter(g.fn, block, type, NULL);
            if (b == 0 && type->kind == TYPE_I64 && below(2))
                type = type_simple(fixture->types, TYPE_SMALL);
            if (b == 0)
                ARENA_PUSH(fixture->arena, &g.fn->arguments, type);
        }
    }
    const Type *result = type_simple(fixture->types, counted ? TYPE_INT : TYPE_I64);
    ARENA_PUSH(fixture->arena, &g.fn->results, result);
    for (int b = 0; b < blocks; b++) {
        g.block = g.fn->blocks.items[b];
        for (int i = below(5); i > 0; i--)
            (counted ? put_counted_instruction : put_int_instruction)(&g);
        put_terminator(&g);
    }
    return g.fn;
}

/* ---- execution of programs on raw ints ---- */

static int64_t compare(CompareOperator op, int64_t a, int64_t b) {
    switch (op) {
    case COMPARE_EQUAL: return a == b;
    case COMPARE_NOT_EQUAL: return a != b;
    case COMPARE_LESS: return a < b;
    case COMPARE_LESS_EQUAL: return a <= b;
    case COMPARE_GREATER: return a > b;
    default: return a >= b;
    }
}

static int64_t floor_divide(int64_t a, int64_t b) {
    int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

/* The result; *overflow is set for what does not fit. */
static int64_t execute(const Instruction *instruction, const int64_t *x, bool *overflow) {
    int64_t result = 0;
    switch (instruction->op) {
    case OP_CONST_I64:
    case OP_CONST_BOOL: return instruction->immediate;
    case OP_I64_MOD:
    case OP_I64_MOD_NATURAL: return (int64_t)(x[0] - (__int128)floor_divide(x[0], x[1]) * x[1]);
    case OP_I64_FLOORDIV:
    case OP_I64_FLOORDIV_NATURAL: return floor_divide(x[0], x[1]);
    case OP_I64_AND:
    case OP_BOOL_AND: return x[0] & x[1];
    case OP_I64_OR:
    case OP_BOOL_OR: return x[0] | x[1];
    case OP_I64_XOR: return x[0] ^ x[1];
    case OP_I64_INVERT: return ~x[0];
    case OP_I64_SHR: return x[0] >> (x[1] > 63 ? 63 : x[1]);
    case OP_SELECT: return x[0] ? x[1] : x[2];
    case OP_BOOL_NOT: return !x[0];
    case OP_BOOL_TO_I64: return x[0];
    case OP_I64_COMPARE: return compare((CompareOperator)instruction->immediate, x[0], x[1]);
    case OP_I64_ADD:
    case OP_I64_ADD_CHECKED: *overflow = __builtin_add_overflow(x[0], x[1], &result); return result;
    case OP_I64_SUB:
    case OP_I64_SUB_CHECKED: *overflow = __builtin_sub_overflow(x[0], x[1], &result); return result;
    case OP_I64_MUL:
    case OP_I64_MUL_CHECKED: *overflow = __builtin_mul_overflow(x[0], x[1], &result); return result;
    default: fail_msg("no execution of %s", op_infos[instruction->op].name); return 0;
    }
}

static int64_t *operand_values(const Instruction *instruction, const int64_t *values,
                               int64_t *out) {
    for (int i = 0; i < instruction->operand_count; i++)
        out[i] = values[instruction->operands[i]];
    return out;
}

typedef struct Run {
    Fixture *fixture;
    const Fn *fn;
    const IntRange *ranges; /* what values have to lie in; may be NULL */
    int64_t *values;
} Run;

static void assign(const Run *r, ValueId value, int64_t number) {
    r->values[value] = number;
    if (r->ranges && (number < r->ranges[value].low || number > r->ranges[value].high))
        fail_msg("%%%d is %lld, not in [%lld, %lld]\n%s", value, (long long)number,
                 (long long)r->ranges[value].low, (long long)r->ranges[value].high,
                 printed(r->fixture, r->fn));
}

/* Runs it. Returns false when fuel is out. */
static bool run(Fixture *fixture, const Fn *fn, const IntRange *ranges_found,
                const int64_t *arguments, int64_t *result) {
    Run r = {fixture, fn, ranges_found, ARENA_ARRAY(fixture->arena, int64_t, fn->values.count)};
    const Block *block = fn->blocks.items[0];
    int64_t x[8];
    for (int i = 0; i < block->parameters.count; i++)
        assign(&r, block->parameters.items[i], arguments[i]);
    for (int fuel = FUEL; fuel > 0; fuel--) {
        const Instruction *terminator = block_terminator(block);
        for (int i = 0; i < block->instructions.count - 1; i++) {
            const Instruction *instruction = block->instructions.items[i];
            bool overflow = false;
            assign(&r, instruction->result,
                   execute(instruction, operand_values(instruction, r.values, x), &overflow));
            if (overflow)
                fail_msg("a plain operation overflows:\n%s", printed(fixture, fn));
        }
        operand_values(terminator, r.values, x);
        bool second = false;
        if (terminator->op == OP_RETURN) {
            *result = x[0];
            return true;
        }
        if (terminator->op == OP_BRANCH) {
            second = !x[0];
        } else if (terminator->op != OP_JUMP) {
            int64_t computed = execute(terminator, x, &second);
            if (!second)
                assign(&r, terminator->result, computed);
        }
        const Edge *edge = &terminator->edges[second];
        int64_t given[8];
        for (int i = 0; i < edge->argument_count; i++)
            given[i] = r.values[edge->arguments[i]];
        block = edge->target;
        for (int i = 0; i < edge->argument_count; i++)
            assign(&r, block->parameters.items[i], given[i]);
    }
    return false;
}

/* ---- the tests ---- */

static void assert_checks(Fixture *fixture, const Fn *fn, bool owned, const char *when) {
    Error error = {0};
    if (check(fn, owned, &error))
        fail_msg("%s: %s\n%s", when, error.message, printed(fixture, fn));
}

static int64_t random_argument(const Type *type) {
    switch (type->kind) {
    case TYPE_BOOL: return below(2);
    case TYPE_SMALL: return (int32_t)random_number();
    default: return random_number();
    }
}

static void test_int_programs(void **state) {
    (void)state;
    random_state = UINT64_C(0x9e3779b97f4a7c15);
    int finished = 0;
    for (int program = 0; program < INT_PROGRAMS; program++) {
        Fixture fixture = {.arena = arena_create()};
        fixture.types = type_table_create(fixture.arena);
        Fn *before = random_function(&fixture, false);
        assert_checks(&fixture, before, false, "generated");
        const char *text = printed(&fixture, before);
        Fn *simpler = parse_or_fail(&fixture, text);
        simplify(simpler);
        const IntRange *found = find_ranges(simpler);
        Fn *after = parse_or_fail(&fixture, text);
        simplify(after);
        assert_checks(&fixture, after, false, "simplify");
        ranges(after);
        assert_checks(&fixture, after, false, "ranges");
        simplify(after);
        assert_checks(&fixture, after, false, "simplify again");
        for (int i = 0; i < RUNS; i++) {
            int64_t arguments[3], expected = 0, actual = 0;
            for (int k = 0; k < 3; k++) {
                arguments[k] = random_argument(before->arguments.items[k]);
            }
            run(&fixture, simpler, found, arguments, &actual);
            if (!run(&fixture, before, NULL, arguments, &expected))
                continue;
            finished++;
            if (!run(&fixture, after, NULL, arguments, &actual) || actual != expected)
                fail_msg("program %d, (%lld, %lld, %lld): %lld, not %lld\n%s\n%s", program,
                         (long long)arguments[0], (long long)arguments[1], (long long)arguments[2],
                         (long long)actual, (long long)expected, text, printed(&fixture, after));
        }
        arena_destroy(fixture.arena);
    }
    assert_true(finished > INT_PROGRAMS);
}

static void test_counted_programs(void **state) {
    (void)state;
    random_state = UINT64_C(0x2545f4914f6cdd1d);
    for (int program = 0; program < COUNTED_PROGRAMS; program++) {
        Fixture fixture = {.arena = arena_create()};
        fixture.types = type_table_create(fixture.arena);
        Fn *fn = random_function(&fixture, true);
        assert_checks(&fixture, fn, false, "generated");
        Fn *simpler = parse_or_fail(&fixture, printed(&fixture, fn));
        simplify(simpler);
        assert_checks(&fixture, simpler, false, "simplify");
        own(fn);
        assert_checks(&fixture, fn, true, "own");
        own(simpler);
        assert_checks(&fixture, simpler, true, "own of the simpler one");
        arena_destroy(fixture.arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_int_programs),
        cmocka_unit_test(test_counted_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
