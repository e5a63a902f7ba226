/* own(): every counted value is released exactly once on every path, right after its last use. Each
 * result is also verified by check(fn, owned). */
#include "ir_text.h"

#include <ir/passes.h>

static void assert_owns(void **state, const char *text, const char *expected) {
    Fixture *fixture = *state;
    Error error = {0};
    Fn *fn = parse_or_fail(fixture, text);
    if (check(fn, false, &error))
        fail_msg("before: %s", error.message);
    own(fn);
    const char *actual = printed(fixture, fn);
    if (expected && strcmp(condensed(fixture, actual), condensed(fixture, expected)) != 0)
        fail_msg("expected:\n%s\nactual:\n%s", expected, actual);
    if (check(fn, true, &error))
        fail_msg("after: %s\n%s", error.message, actual);
}

static void test_last_use_and_move(void **state) {
    assert_owns(state,
                "fn f(int, int) -> (int) line 1 {\n"
                "b0(%1:int, %2:int):\n"
                "    %3:int = int.add %1, %2\n"
                "    %4:int = int.mul %3, %1\n"
                "    %5:int = int.neg %1\n"
                "    return 0 %4\n"
                "}\n",
                "fn f(int, int) -> (int) line 1 {\n"
                "b0(%1:int, %2:int):\n"
                "    %3:int = int.add %1, %2 unwind(%1, %2)\n"
                "    release %2\n"
                "    %4:int = int.mul %3, %1 unwind(%1, %3)\n"
                "    release %3\n"
                "    %5:int = int.neg %1 unwind(%1, %4)\n"
                "    release %1\n"
                "    release %5\n"
                "    return 0 %4\n"
                "}\n");
}

static void test_unused_parameters(void **state) {
    assert_owns(state,
                "fn f(int, i64, object) -> () line 1 {\n"
                "b0(%1:int, %2:i64, %3:object):\n"
                "    poll\n"
                "    raised\n"
                "}\n",
                "fn f(int, i64, object) -> () line 1 {\n"
                "b0(%1:int, %2:i64, %3:object):\n"
                "    release %1\n"
                "    release %3\n"
                "    poll\n"
                "    raised\n"
                "}\n");
}

static void test_same_operand_twice(void **state) {
    assert_owns(state,
                "fn f(int) -> (tuple(int, int, int)) line 1 {\n"
                "b0(%1:int):\n"
                "    %2:int = int.add %1, %1\n"
                "    return 0 %2, %2, %2\n"
                "}\n",
                "fn f(int) -> (tuple(int, int, int)) line 1 {\n"
                "b0(%1:int):\n"
                "    %2:int = int.add %1, %1 unwind(%1)\n"
                "    release %1\n"
                "    retain %2\n"
                "    retain %2\n"
                "    return 0 %2, %2, %2\n"
                "}\n");
}

/* A loop that carries an exact int; another lives through it unchanged, and into one exit only. */
static void test_loop(void **state) {
    assert_owns(state,
                "fn f(int, int, i64) -> (int) line 1 {\n"
                "b0(%1:int, %2:int, %3:i64):\n"
                "    jump b1(%1, %3)\n"
                "b1(%4:int, %5:i64):\n"
                "    poll\n"
                "    %6:bool = i64.to_bool %5\n"
                "    branch %6 -> b2, b3\n"
                "b2:\n"
                "    %7:int = int.add %4, %2\n"
                "    %8:i64 = i64.invert %5\n"
                "    jump b1(%7, %8)\n"
                "b3:\n"
                "    return 0 %4\n"
                "}\n",
                "fn f(int, int, i64) -> (int) line 1 {\n"
                "b0(%1:int, %2:int, %3:i64):\n"
                "    jump b1(%1, %3)\n"
                "b1(%4:int, %5:i64):\n"
                "    poll unwind(%2, %4)\n"
                "    %6:bool = i64.to_bool %5\n"
                "    branch %6 -> b2, b3\n"
                "b2:\n"
                "    %7:int = int.add %4, %2 unwind(%2, %4)\n"
                "    release %4\n"
                "    %8:i64 = i64.invert %5\n"
                "    jump b1(%7, %8)\n"
                "b3:\n"
                "    release %2\n"
                "    return 0 %4\n"
                "}\n");
}

/* Handed to a parameter and needed afterwards: retained on the way. */
static void test_retained_for_edge(void **state) {
    assert_owns(state,
                "fn f(int) -> (tuple(int, int)) line 1 {\n"
                "b0(%1:int):\n"
                "    jump b1(%1, %1)\n"
                "b1(%2:int, %3:int):\n"
                "    %4:int = int.add %2, %3\n"
                "    %5:int = int.add %4, %1\n"
                "    return 0 %5, %2\n"
                "}\n",
                "fn f(int) -> (tuple(int, int)) line 1 {\n"
                "b0(%1:int):\n"
                "    retain %1\n"
                "    retain %1\n"
                "    jump b1(%1, %1)\n"
                "b1(%2:int, %3:int):\n"
                "    %4:int = int.add %2, %3 unwind(%1, %2, %3)\n"
                "    release %3\n"
                "    %5:int = int.add %4, %1 unwind(%1, %2, %4)\n"
                "    release %4\n"
                "    release %1\n"
                "    return 0 %5, %2\n"
                "}\n");
}

/* A value that dies on one edge only, into a block that others lead to as well. */
static void test_critical_edge(void **state) {
    assert_owns(state,
                "fn f(int, bool) -> (int) line 1 {\n"
                "b0(%1:int, %2:bool):\n"
                "    branch %2 -> b1, b2\n"
                "b1:\n"
                "    %3:int = int.neg %1\n"
                "    branch %2 -> b2, b3\n"
                "b2.out:\n"
                "    %4:int = const.int \"1\"\n"
                "    return 0 %4\n"
                "b3:\n"
                "    return 0 %3\n"
                "}\n",
                "fn f(int, bool) -> (int) line 1 {\n"
                "b0(%1:int, %2:bool):\n"
                "    branch %2 -> b1, b4\n"
                "b1:\n"
                "    %3:int = int.neg %1 unwind(%1)\n"
                "    release %1\n"
                "    branch %2 -> b5, b3\n"
                "b2.out:\n"
                "    %4:int = const.int \"1\"\n"
                "    return 0 %4\n"
                "b3:\n"
                "    return 0 %3\n"
                "b4.out:\n"
                "    release %1\n"
                "    jump b2\n"
                "b5.out:\n"
                "    release %3\n"
                "    jump b2\n"
                "}\n");
}

/* Overflow leads to an exact version: its edge brings a new value and an old one. */
/* The ways out of cold code are cold, those that several share, too. */
static void test_ways_of_cold_code(void **state) {
    assert_owns(state,
                "fn f(int, int) -> (int) line 1 {\n"
                "b0(%1:int, %2:int):\n"
                "    %3:bool = int.to_bool %1\n"
                "    branch %3 -> b1, b2\n"
                "b1:\n"
                "    return 0 %1\n"
                "b2 cold:\n"
                "    %4:bool = int.to_bool %2\n"
                "    branch %4 -> b3, b4\n"
                "b3 cold:\n"
                "    raised\n"
                "b4 cold:\n"
                "    %5:int = int.add %1, %2\n"
                "    %6:bool = int.to_bool %5\n"
                "    branch %6 -> b3, b5\n"
                "b5 cold:\n"
                "    %7:int = int.add %1, %2\n"
                "    %8:int = int.add %7, %5\n"
                "    return 0 %8\n"
                "}\n",
                "fn f(int, int) -> (int) line 1 {\n"
                "b0(%1:int, %2:int):\n"
                "    %3:bool = int.to_bool %1\n"
                "    branch %3 -> b1, b2\n"
                "b1:\n"
                "    release %2\n"
                "    return 0 %1\n"
                "b2 cold:\n"
                "    %4:bool = int.to_bool %2\n"
                "    branch %4 -> b6, b4\n"
                "b3 cold:\n"
                "    raised\n"
                "b4 cold:\n"
                "    %5:int = int.add %1, %2 unwind(%1, %2)\n"
                "    %6:bool = int.to_bool %5\n"
                "    branch %6 -> b7, b5\n"
                "b5 cold:\n"
                "    %7:int = int.add %1, %2 unwind(%1, %2, %5)\n"
                "    release %1\n"
                "    release %2\n"
                "    %8:int = int.add %7, %5 unwind(%5, %7)\n"
                "    release %7\n"
                "    release %5\n"
                "    return 0 %8\n"
                "b6 cold:\n"
                "    release %1\n"
                "    release %2\n"
                "    jump b3\n"
                "b7 cold:\n"
                "    release %5\n"
                "    jump b6\n"
                "}\n");
}

static void test_checked_edges(void **state) {
    assert_owns(state,
                "fn f(i64, int) -> (int) line 1 {\n"
                "b0(%1:i64, %2:int):\n"
                "    %3:i64 = i64.add_checked %1, %1 -> b1(%3, %2), b2(%2, %2)\n"
                "b1(%4:i64, %5:int):\n"
                "    return 0 %5\n"
                "b2(%6:int, %7:int) cold:\n"
                "    %8:int = int.add %6, %7\n"
                "    return 0 %8\n"
                "}\n",
                "fn f(i64, int) -> (int) line 1 {\n"
                "b0(%1:i64, %2:int):\n"
                "    %3:i64 = i64.add_checked %1, %1 -> b1(%3, %2), b3\n"
                "b1(%4:i64, %5:int):\n"
                "    return 0 %5\n"
                "b2(%6:int, %7:int) cold:\n"
                "    %8:int = int.add %6, %7 unwind(%6, %7)\n"
                "    release %6\n"
                "    release %7\n"
                "    return 0 %8\n"
                "b3 cold:\n"
                "    retain %2\n"
                "    jump b2(%2, %2)\n"
                "}\n");
}

/* The result of a raising terminator: the iterator dies where it is exhausted, the item lives on
 * the first edge only, unused here. */
static void test_object_next(void **state) {
    assert_owns(state,
                "fn f(object, object) -> (object) line 1 {\n"
                "b0(%1:object, %2:object):\n"
                "    %3:object = object.iter %1\n"
                "    jump b1(%2)\n"
                "b1(%4:object):\n"
                "    %5:object = object.next %3 -> b2, b3\n"
                "b2:\n"
                "    %6:object = object.binary add %4, %4\n"
                "    jump b1(%6)\n"
                "b3:\n"
                "    return 0 %4\n"
                "}\n",
                "fn f(object, object) -> (object) line 1 {\n"
                "b0(%1:object, %2:object):\n"
                "    %3:object = object.iter %1 unwind(%1, %2)\n"
                "    release %1\n"
                "    jump b1(%2)\n"
                "b1(%4:object):\n"
                "    %5:object = object.next %3 -> b2, b3 unwind(%3, %4)\n"
                "b2:\n"
                "    release %5\n"
                "    %6:object = object.binary add %4, %4 unwind(%3, %4)\n"
                "    release %4\n"
                "    jump b1(%6)\n"
                "b3:\n"
                "    release %3\n"
                "    return 0 %4\n"
                "}\n");
}

/* The item goes straight into the loop's own parameter, the old one dies on that edge. */
static void test_next_into_parameter(void **state) {
    assert_owns(state,
                "fn f(object, object) -> (object) line 1 {\n"
                "b0(%1:object, %2:object):\n"
                "    jump b1(%2)\n"
                "b1(%4:object):\n"
                "    %5:object = object.next %1 -> b1(%5), b2\n"
                "b2:\n"
                "    return 0 %4\n"
                "}\n",
                "fn f(object, object) -> (object) line 1 {\n"
                "b0(%1:object, %2:object):\n"
                "    jump b1(%2)\n"
                "b1(%4:object):\n"
                "    %5:object = object.next %1 -> b3, b2 unwind(%1, %4)\n"
                "b2:\n"
                "    release %1\n"
                "    return 0 %4\n"
                "b3:\n"
                "    release %4\n"
                "    jump b1(%5)\n"
                "}\n");
}

/* Both edges to one block with different arguments get ways of their own. */
static void test_ambiguous_edges(void **state) {
    assert_owns(state,
                "fn f(bool, int, int) -> (int) line 1 {\n"
                "b0(%1:bool, %2:int, %3:int):\n"
                "    branch %1 -> b1(%2), b1(%3)\n"
                "b1(%4:int):\n"
                "    return 0 %4\n"
                "}\n",
                "fn f(bool, int, int) -> (int) line 1 {\n"
                "b0(%1:bool, %2:int, %3:int):\n"
                "    branch %1 -> b2, b3\n"
                "b1(%4:int):\n"
                "    return 0 %4\n"
                "b2:\n"
                "    release %3\n"
                "    jump b1(%2)\n"
                "b3:\n"
                "    release %2\n"
                "    jump b1(%3)\n"
                "}\n");
    assert_owns(state,
                "fn f(bool, i64, i64) -> (i64) line 1 {\n"
                "b0(%1:bool, %2:i64, %3:i64):\n"
                "    branch %1 -> b1(%2), b1(%3)\n"
                "b1(%4:i64):\n"
                "    return 0 %4\n"
                "}\n",
                "fn f(bool, i64, i64) -> (i64) line 1 {\n"
                "b0(%1:bool, %2:i64, %3:i64):\n"
                "    branch %1 -> b1(%2), b2\n"
                "b1(%4:i64):\n"
                "    return 0 %4\n"
                "b2:\n"
                "    jump b1(%3)\n"
                "}\n");
}

/* Elementwise operations learn which operands they may overwrite. */
static void test_dying_operands(void **state) {
    assert_owns(state,
                "fn f(array(float64, 1), array(float64, 1)) -> (array(float64, 1)) line 1 {\n"
                "b0(%1:array(float64, 1), %2:array(float64, 1)):\n"
                "    %3:array(float64, 1) = np.unary 0 \"sin\" %1\n"
                "    %4:array(float64, 1) = np.binary 0 \"add\" %1, %3\n"
                "    %5:array(float64, 1) = np.binary 0 \"add\" %2, %4\n"
                "    %6:array(float64, 1) = np.binary 0 \"add\" %5, %5\n"
                "    return 0 %6\n"
                "}\n",
                "fn f(array(float64, 1), array(float64, 1)) -> (array(float64, 1)) line 1 {\n"
                "b0(%1:array(float64, 1), %2:array(float64, 1)):\n"
                "    %3:array(float64, 1) = np.unary 0 \"sin\" %1 unwind(%1, %2)\n"
                "    %4:array(float64, 1) = np.binary 3 \"add\" %1, %3 unwind(%1, %2, %3)\n"
                "    release %1\n"
                "    release %3\n"
                "    %5:array(float64, 1) = np.binary 3 \"add\" %2, %4 unwind(%2, %4)\n"
                "    release %2\n"
                "    release %4\n"
                "    %6:array(float64, 1) = np.binary 3 \"add\" %5, %5 unwind(%5)\n"
                "    release %5\n"
                "    return 0 %6\n"
                "}\n");
}

/* In a try statement: what the handler does not use is released on the way there, what it uses may
 * not be overwritten, and nothing is left to unwind. */
static void test_raise_edge(void **state) {
    assert_owns(state,
                "fn f(array(float64, 1), array(float64, 1)) -> (array(float64, 1)) line 1 {\n"
                "b0(%1:array(float64, 1), %2:array(float64, 1)):\n"
                "    %3:array(float64, 1) = np.binary 0 \"add\" %1, %2 -> b1, b2(%1)\n"
                "b1:\n"
                "    return 0 %3\n"
                "b2(%4:array(float64, 1)):\n"
                "    poll\n"
                "    return 0 %4\n"
                "}\n",
                "fn f(array(float64, 1), array(float64, 1)) -> (array(float64, 1)) line 1 {\n"
                "b0(%1:array(float64, 1), %2:array(float64, 1)):\n"
                "    %3:array(float64, 1) = np.binary 2 \"add\" %1, %2 -> b1, b2(%1)\n"
                "b1:\n"
                "    release %1\n"
                "    release %2\n"
                "    return 0 %3\n"
                "b2(%4:array(float64, 1)):\n"
                "    release %2\n"
                "    poll unwind(%4)\n"
                "    return 0 %4\n"
                "}\n");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_last_use_and_move),  TEST(test_unused_parameters),
        TEST(test_same_operand_twice), TEST(test_loop),
        TEST(test_retained_for_edge),  TEST(test_critical_edge),
        TEST(test_ways_of_cold_code),  TEST(test_checked_edges),
        TEST(test_object_next),        TEST(test_next_into_parameter),
        TEST(test_ambiguous_edges),    TEST(test_dying_operands),
        TEST(test_raise_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
