/* simplify(): each of its steps on the smallest function that needs it. */
#include "ir_text.h"

#include <ir/passes.h>

static void assert_simplifies(void **state, const char *text, const char *expected) {
    Fixture *fixture = *state;
    Error error = {0};
    Fn *fn = parse_or_fail(fixture, text);
    if (check(fn, false, &error))
        fail_msg("before: %s", error.message);
    simplify(fn);
    const char *actual = printed(fixture, fn);
    if (check(fn, false, &error))
        fail_msg("after: %s\n%s", error.message, actual);
    if (strcmp(condensed(fixture, actual), condensed(fixture, expected)) != 0)
        fail_msg("expected:\n%s\nactual:\n%s", expected, actual);
}

static void test_known_branch(void **state) {
    assert_simplifies(state,
                      "fn f(i64, i64) -> (i64) line 1 {\n"
                      "b0(%1:i64, %2:i64):\n"
                      "    %3:bool = const.bool false\n"
                      "    branch %3 -> b1, b2\n"
                      "b1:\n"
                      "    return 0 %1\n"
                      "b2:\n"
                      "    return 0 %2\n"
                      "}\n",
                      "fn f(i64, i64) -> (i64) line 1 {\n"
                      "b0(%1:i64, %2:i64):\n"
                      "    return 0 %2\n"
                      "}\n");
}

static void test_unreachable_blocks(void **state) {
    assert_simplifies(state,
                      "fn f(i64) -> (i64) line 1 {\n"
                      "b0(%1:i64):\n"
                      "    return 0 %1\n"
                      "b1:\n"
                      "    jump b2\n"
                      "b2:\n"
                      "    jump b1\n"
                      "}\n",
                      "fn f(i64) -> (i64) line 1 {\n"
                      "b0(%1:i64):\n"
                      "    return 0 %1\n"
                      "}\n");
}

/* A local that two nested loops carry without changing it, and that keeps its name. */
static void test_loop_invariant_parameters(void **state) {
    assert_simplifies(state,
                      "fn f(object, i64) -> (i64) line 1 {\n"
                      "b0(%1:object, %2:i64):\n"
                      "    jump b1(%2)\n"
                      "b1(%3:i64 'x'):\n"
                      "    poll\n"
                      "    jump b2(%3)\n"
                      "b2(%4:i64 'x'):\n"
                      "    %5:bool = object.truth %1\n"
                      "    branch %5 -> b3, b4\n"
                      "b3:\n"
                      "    poll\n"
                      "    jump b2(%4)\n"
                      "b4:\n"
                      "    %6:bool = object.truth %1\n"
                      "    branch %6 -> b5, b6\n"
                      "b5:\n"
                      "    jump b1(%4)\n"
                      "b6:\n"
                      "    return 0 %4\n"
                      "}\n",
                      "fn f(object, i64) -> (i64) line 1 {\n"
                      "b0(%1:object, %2:i64 'x'):\n"
                      "    jump b1\n"
                      "b1:\n"
                      "    poll\n"
                      "    jump b2\n"
                      "b2:\n"
                      "    %5:bool = object.truth %1\n"
                      "    branch %5 -> b3, b4\n"
                      "b3:\n"
                      "    poll\n"
                      "    jump b2\n"
                      "b4:\n"
                      "    %6:bool = object.truth %1\n"
                      "    branch %6 -> b1, b5\n"
                      "b5:\n"
                      "    return 0 %2\n"
                      "}\n");
}

/* Two locals that change places in the outermost of three loops are invariant in those within. */
static void test_invariants_that_change_outside(void **state) {
    assert_simplifies(state,
                      "fn f(object, i64, i64) -> (i64) line 1 {\n"
                      "b0(%1:object, %2:i64, %3:i64):\n"
                      "    jump b1(%2, %3)\n"
                      "b1(%4:i64, %5:i64):\n"
                      "    %6:bool = object.truth %1\n"
                      "    branch %6 -> b2(%4, %5), b4\n"
                      "b2(%7:i64, %8:i64):\n"
                      "    %9:bool = object.truth %1\n"
                      "    branch %9 -> b3(%7, %8), b1(%8, %7)\n"
                      "b3(%10:i64, %11:i64):\n"
                      "    %12:bool = object.truth %1\n"
                      "    branch %12 -> b3(%10, %11), b2(%10, %11)\n"
                      "b4:\n"
                      "    return 0 %4\n"
                      "}\n",
                      "fn f(object, i64, i64) -> (i64) line 1 {\n"
                      "b0(%1:object, %2:i64, %3:i64):\n"
                      "    jump b1(%2, %3)\n"
                      "b1(%4:i64, %5:i64):\n"
                      "    %6:bool = object.truth %1\n"
                      "    branch %6 -> b2, b4\n"
                      "b2:\n"
                      "    %9:bool = object.truth %1\n"
                      "    branch %9 -> b3, b1(%5, %4)\n"
                      "b3:\n"
                      "    %12:bool = object.truth %1\n"
                      "    branch %12 -> b3, b2\n"
                      "b4:\n"
                      "    return 0 %4\n"
                      "}\n");
}

/* The same, where the inner loop is entered in its middle, as after an overflow. */
static void test_invariant_of_loop_entered_in_its_middle(void **state) {
    assert_simplifies(state,
                      "fn f(object, i64) -> (i64) line 1 {\n"
                      "b0(%1:object, %2:i64):\n"
                      "    poll\n"
                      "    jump b1(%2)\n"
                      "b1(%3:i64):\n"
                      "    poll\n"
                      "    jump b2(%3)\n"
                      "b2(%4:i64):\n"
                      "    %5:bool = object.truth %1\n"
                      "    branch %5 -> b1(%4), b3\n"
                      "b3:\n"
                      "    %6:bool = object.truth %1\n"
                      "    branch %6 -> b2(%2), b4\n"
                      "b4:\n"
                      "    return 0 %4\n"
                      "}\n",
                      "fn f(object, i64) -> (i64) line 1 {\n"
                      "b0(%1:object, %2:i64):\n"
                      "    poll\n"
                      "    jump b1\n"
                      "b1:\n"
                      "    poll\n"
                      "    jump b2\n"
                      "b2:\n"
                      "    %5:bool = object.truth %1\n"
                      "    branch %5 -> b1, b3\n"
                      "b3:\n"
                      "    %6:bool = object.truth %1\n"
                      "    branch %6 -> b2, b4\n"
                      "b4:\n"
                      "    return 0 %2\n"
                      "}\n");
}

static void test_chains(void **state) {
    assert_simplifies(state,
                      "fn f(i64) -> (i64) line 1 {\n"
                      "b0(%1:i64):\n"
                      "    jump b2(%1)\n"
                      "b1(%2:i64):\n"
                      "    poll\n"
                      "    return 0 %2\n"
                      "b2(%3:i64):\n"
                      "    %4:i64 = i64.invert %3\n"
                      "    jump b1(%4)\n"
                      "}\n",
                      "fn f(i64) -> (i64) line 1 {\n"
                      "b0(%1:i64):\n"
                      "    %4:i64 = i64.invert %1\n"
                      "    poll\n"
                      "    return 0 %4\n"
                      "}\n");
}

/* Empty blocks are left out, their parameters replaced; but not where that would make two edges of
 * one branch ambiguous. */
static void test_jump_threading(void **state) {
    assert_simplifies(state,
                      "fn f(bool, bool, i64, i64) -> (i64) line 1 {\n"
                      "b0(%1:bool, %2:bool, %3:i64, %4:i64):\n"
                      "    branch %1 -> b1, b2\n"
                      "b1:\n"
                      "    poll\n"
                      "    branch %2 -> b3(%3), b4\n"
                      "b2:\n"
                      "    jump b5(%4)\n"
                      "b3(%5:i64):\n"
                      "    jump b5(%5)\n"
                      "b4:\n"
                      "    jump b5(%4)\n"
                      "b5(%6:i64):\n"
                      "    return 0 %6\n"
                      "}\n",
                      "fn f(bool, bool, i64, i64) -> (i64) line 1 {\n"
                      "b0(%1:bool, %2:bool, %3:i64, %4:i64):\n"
                      "    branch %1 -> b1, b3(%4)\n"
                      "b1:\n"
                      "    poll\n"
                      "    branch %2 -> b3(%3), b2\n"
                      "b2:\n"
                      "    jump b3(%4)\n"
                      "b3(%6:i64):\n"
                      "    return 0 %6\n"
                      "}\n");
}

static void test_empty_diamond(void **state) {
    assert_simplifies(state,
                      "fn f(bool, i64) -> (i64) line 1 {\n"
                      "b0(%1:bool, %2:i64):\n"
                      "    branch %1 -> b1, b2\n"
                      "b1:\n"
                      "    jump b3(%2)\n"
                      "b2:\n"
                      "    jump b3(%2)\n"
                      "b3(%3:i64):\n"
                      "    return 0 %3\n"
                      "}\n",
                      "fn f(bool, i64) -> (i64) line 1 {\n"
                      "b0(%1:bool, %2:i64):\n"
                      "    return 0 %2\n"
                      "}\n");
}

/* The first edge's result is used beyond the empty block: it has to stay. */
static void test_result_beyond_empty_block(void **state) {
    assert_simplifies(state,
                      "fn f(i64, object) -> (i64) line 1 {\n"
                      "b0(%1:i64, %2:object):\n"
                      "    %3:i64 = i64.add_checked %1, %1 -> b1, b4\n"
                      "b1:\n"
                      "    jump b2\n"
                      "b2:\n"
                      "    %4:bool = object.truth %2\n"
                      "    branch %4 -> b2, b3\n"
                      "b3:\n"
                      "    return 0 %3\n"
                      "b4 cold:\n"
                      "    raised\n"
                      "}\n",
                      "fn f(i64, object) -> (i64) line 1 {\n"
                      "b0(%1:i64, %2:object):\n"
                      "    %3:i64 = i64.add_checked %1, %1 -> b1, b4\n"
                      "b1:\n"
                      "    jump b2\n"
                      "b2:\n"
                      "    %4:bool = object.truth %2\n"
                      "    branch %4 -> b2, b3\n"
                      "b3:\n"
                      "    return 0 %3\n"
                      "b4 cold:\n"
                      "    raised\n"
                      "}\n");
}

/* A loop of empty blocks remains a loop. */
static void test_empty_loop(void **state) {
    assert_simplifies(state,
                      "fn f() -> () line 1 {\n"
                      "b0:\n"
                      "    poll\n"
                      "    jump b1\n"
                      "b1:\n"
                      "    jump b2\n"
                      "b2:\n"
                      "    jump b3\n"
                      "b3:\n"
                      "    jump b1\n"
                      "}\n",
                      "fn f() -> () line 1 {\n"
                      "b0:\n"
                      "    poll\n"
                      "    jump b1\n"
                      "b1:\n"
                      "    jump b1\n"
                      "}\n");
}

/* A counter that only counts goes, with its parameter; what can raise stays. */
static void test_dead_values(void **state) {
    assert_simplifies(state,
                      "fn f(object) -> (none) line 1 {\n"
                      "b0(%1:object):\n"
                      "    %2:i64 = const.i64 0\n"
                      "    %3:i64 = const.i64 1\n"
                      "    jump b1(%2)\n"
                      "b1(%4:i64):\n"
                      "    %5:bool = object.truth %1\n"
                      "    %6:i64 = i64.add %4, %3\n"
                      "    branch %5 -> b1(%6), b2\n"
                      "b2:\n"
                      "    %7:object = object.iter %1\n"
                      "    return 0\n"
                      "}\n",
                      "fn f(object) -> (none) line 1 {\n"
                      "b0(%1:object):\n"
                      "    jump b1\n"
                      "b1:\n"
                      "    %5:bool = object.truth %1\n"
                      "    branch %5 -> b1, b2\n"
                      "b2:\n"
                      "    %7:object = object.iter %1\n"
                      "    return 0\n"
                      "}\n");
}

/* In a try statement: what only memory can make raise goes when unused, with its way to the
 * handler. */
static void test_dead_value_in_try(void **state) {
    assert_simplifies(state,
                      "fn f(int) -> (int) line 1 {\n"
                      "b0(%1:int):\n"
                      "    %2:int = int.neg %1 -> b1, b2\n"
                      "b1:\n"
                      "    return 0 %1\n"
                      "b2:\n"
                      "    raised\n"
                      "}\n",
                      "fn f(int) -> (int) line 1 {\n"
                      "b0(%1:int):\n"
                      "    return 0 %1\n"
                      "}\n");
}

/* Two parameters that exchange their values are not taken for the same. */
static void test_exchange(void **state) {
    static const char text[] = "fn f(object, i64, i64) -> (i64) line 1 {\n"
                               "b0(%1:object, %2:i64, %3:i64):\n"
                               "    jump b1(%2, %3)\n"
                               "b1(%4:i64, %5:i64):\n"
                               "    %6:bool = object.truth %1\n"
                               "    branch %6 -> b1(%5, %4), b2\n"
                               "b2:\n"
                               "    return 0 %4\n"
                               "}\n";
    assert_simplifies(state, text, text);
}

/* A straight line of many blocks, as long kernels make them. */
static void test_many_blocks(void **state) {
    Fixture *fixture = *state;
    Fn *fn = fn_create(fixture->arena, fixture->types, "f", NULL, 1);
    const Type *word = type_simple(fixture->types, TYPE_I64);
    fn->typed = true;
    ARENA_PUSH(fixture->arena, &fn->arguments, word);
    ARENA_PUSH(fixture->arena, &fn->results, word);
    Block *block = fn_block(fn, "entry");
    ValueId value = fn_parameter(fn, block, word, "x");
    for (int i = 0; i < 50000; i++) {
        Block *next = fn_block(fn, NULL);
        Instruction *jump = fn_append(fn, block, OP_JUMP, NULL, NULL, 0, i, 1);
        fn_edge(fn, jump, next, &value, 1);
        ValueId parameter = fn_parameter(fn, next, word, "x");
        value = fn_append(fn, next, OP_I64_INVERT, word, &parameter, 1, i, 1)->result;
        block = next;
    }
    fn_append(fn, block, OP_RETURN, NULL, &value, 1, 1, 1);
    Error error = {0};
    assert_int_equal(check(fn, false, &error), 0);
    simplify(fn);
    ranges(fn);
    own(fn);
    assert_int_equal(check(fn, true, &error), 0);
    assert_int_equal(fn->blocks.count, 1);
    assert_int_equal(fn->blocks.items[0]->instructions.count, 50001);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_known_branch),
        TEST(test_unreachable_blocks),
        TEST(test_loop_invariant_parameters),
        TEST(test_invariants_that_change_outside),
        TEST(test_invariant_of_loop_entered_in_its_middle),
        TEST(test_chains),
        TEST(test_jump_threading),
        TEST(test_empty_diamond),
        TEST(test_result_beyond_empty_block),
        TEST(test_empty_loop),
        TEST(test_dead_values),
        TEST(test_dead_value_in_try),
        TEST(test_exchange),
        TEST(test_many_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
