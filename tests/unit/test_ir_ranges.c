/* ranges(): what is found to fit, and what is not; followed by simplify(), as in the pipeline. */
#include "ir_text.h"

#include <ir/passes.h>

static void assert_ranges(void **state, const char *text, const char *expected) {
    Fixture *fixture = *state;
    const char *actual = after_passes(fixture, text, (void (*const[])(Fn *)){ranges, simplify}, 2);
    if (strcmp(condensed(fixture, actual), condensed(fixture, expected)) != 0)
        fail_msg("expected:\n%s\nactual:\n%s", expected, actual);
}

/* for i in range(n): use i + 1. The counter fits, and i + 1 too; i * i does not. */
static void test_counter(void **state) {
    assert_ranges(state,
                  "fn f(i64) -> (i64) line 1 {\n"
                  "b0(%1:i64):\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    jump b1(%2, %2)\n"
                  "b1(%4:i64, %5:i64):\n"
                  "    %6:bool = i64.compare less %4, %1\n"
                  "    branch %6 -> b2, b5\n"
                  "b2:\n"
                  "    %7:i64 = i64.add %4, %3\n"
                  "    %8:i64 = i64.add_checked %4, %3 -> b3, b6\n"
                  "b3:\n"
                  "    %9:i64 = i64.mul_checked %8, %8 -> b4, b6\n"
                  "b4:\n"
                  "    jump b1(%7, %9)\n"
                  "b5:\n"
                  "    return 0 %5\n"
                  "b6 cold:\n"
                  "    raised\n"
                  "}\n",
                  "fn f(i64) -> (i64) line 1 {\n"
                  "b0(%1:i64):\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    jump b1(%2, %2)\n"
                  "b1(%4:i64, %5:i64):\n"
                  "    %6:bool = i64.compare less %4, %1\n"
                  "    branch %6 -> b2, b3\n"
                  "b2:\n"
                  "    %7:i64 = i64.add %4, %3\n"
                  "    %8:i64 = i64.add %4, %3\n"
                  "    %9:i64 = i64.mul_checked %8, %8 -> b1(%7, %9), b4\n"
                  "b3:\n"
                  "    return 0 %5\n"
                  "b4 cold:\n"
                  "    raised\n"
                  "}\n");
}

/* No list and no array of items of two bytes and more is so long that one more would not fit; an
 * array of bytes can be. */
static void test_lengths(void **state) {
    assert_ranges(state,
                  "fn f(array(int16, 1), array(int8, 1), list(int)) -> (i64) line 1 {\n"
                  "b0(%1:array(int16, 1), %2:array(int8, 1), %3:list(int)):\n"
                  "    %4:i64 = const.i64 1\n"
                  "    %5:i64 = np.length 0 %1\n"
                  "    %6:i64 = i64.add_checked %5, %4 -> b1, b4\n"
                  "b1:\n"
                  "    %7:i64 = list.length %3\n"
                  "    %8:i64 = i64.add_checked %7, %4 -> b2, b4\n"
                  "b2:\n"
                  "    %9:i64 = np.length 0 %2\n"
                  "    %10:i64 = i64.add_checked %9, %4 -> b3, b4\n"
                  "b3:\n"
                  "    %11:i64 = i64.and %6, %8\n"
                  "    %12:i64 = i64.and %11, %10\n"
                  "    return 0 %12\n"
                  "b4 cold:\n"
                  "    raised\n"
                  "}\n",
                  "fn f(array(int16, 1), array(int8, 1), list(int)) -> (i64) line 1 {\n"
                  "b0(%1:array(int16, 1), %2:array(int8, 1), %3:list(int)):\n"
                  "    %4:i64 = const.i64 1\n"
                  "    %5:i64 = np.length 0 %1\n"
                  "    %6:i64 = i64.add %5, %4\n"
                  "    %7:i64 = list.length %3\n"
                  "    %8:i64 = i64.add %7, %4\n"
                  "    %9:i64 = np.length 0 %2\n"
                  "    %10:i64 = i64.add_checked %9, %4 -> b1, b2\n"
                  "b1:\n"
                  "    %11:i64 = i64.and %6, %8\n"
                  "    %12:i64 = i64.and %11, %10\n"
                  "    return 0 %12\n"
                  "b2 cold:\n"
                  "    raised\n"
                  "}\n");
}

/* A small argument bounds the loop, so that i * i fits. */
static void test_small_argument(void **state) {
    assert_ranges(state,
                  "fn f(tuple(float, small)) -> (none) line 1 {\n"
                  "b0(%10:float, %1:i64):\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    jump b1(%2)\n"
                  "b1(%4:i64):\n"
                  "    poll\n"
                  "    %6:bool = i64.compare less %4, %1\n"
                  "    branch %6 -> b2, b5\n"
                  "b2:\n"
                  "    %9:i64 = i64.mul_checked %4, %4 -> b3, b6\n"
                  "b3:\n"
                  "    %8:i64 = i64.add_checked %4, %3 -> b4, b6\n"
                  "b4:\n"
                  "    jump b1(%8)\n"
                  "b5:\n"
                  "    return 0\n"
                  "b6 cold:\n"
                  "    raised\n"
                  "}\n",
                  "fn f(tuple(float, small)) -> (none) line 1 {\n"
                  "b0(%10:float, %1:i64):\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    jump b1(%2)\n"
                  "b1(%4:i64):\n"
                  "    poll\n"
                  "    %6:bool = i64.compare less %4, %1\n"
                  "    branch %6 -> b2, b3\n"
                  "b2:\n"
                  "    %8:i64 = i64.add %4, %3\n"
                  "    jump b1(%8)\n"
                  "b3:\n"
                  "    return 0\n"
                  "}\n");
}

/* (a + b) % (2**61 - 1) carried around a loop, as in a modular Fibonacci. */
static void test_modulo(void **state) {
    assert_ranges(state,
                  "fn f(object) -> (i64) line 1 {\n"
                  "b0(%1:object):\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    %4:i64 = const.i64 2305843009213693951\n"
                  "    jump b1(%2, %3)\n"
                  "b1(%5:i64, %6:i64):\n"
                  "    %7:bool = object.truth %1\n"
                  "    branch %7 -> b2, b4\n"
                  "b2:\n"
                  "    %8:i64 = i64.add_checked %5, %6 -> b3, b5\n"
                  "b3:\n"
                  "    %9:i64 = i64.mod %8, %4\n"
                  "    jump b1(%6, %9)\n"
                  "b4:\n"
                  "    return 0 %5\n"
                  "b5 cold:\n"
                  "    raised\n"
                  "}\n",
                  "fn f(object) -> (i64) line 1 {\n"
                  "b0(%1:object):\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    %4:i64 = const.i64 2305843009213693951\n"
                  "    jump b1(%2, %3)\n"
                  "b1(%5:i64, %6:i64):\n"
                  "    %7:bool = object.truth %1\n"
                  "    branch %7 -> b2, b3\n"
                  "b2:\n"
                  "    %8:i64 = i64.add %5, %6\n"
                  "    %9:i64 = i64.mod_natural %8, %4\n"
                  "    jump b1(%6, %9)\n"
                  "b3:\n"
                  "    return 0 %5\n"
                  "}\n");
}

/* An unbounded sum stays checked, and what is only reached by its overflow stays too. */
static void test_unbounded_sum(void **state) {
    static const char text[] = "fn f(object, small) -> (i64) line 1 {\n"
                               "b0(%1:object, %2:i64):\n"
                               "    jump b1(%2)\n"
                               "b1(%5:i64):\n"
                               "    %7:bool = object.truth %1\n"
                               "    branch %7 -> b2, b3\n"
                               "b2:\n"
                               "    %8:i64 = i64.add_checked %5, %2 -> b1(%8), b4\n"
                               "b3:\n"
                               "    return 0 %5\n"
                               "b4 cold:\n"
                               "    raised\n"
                               "}\n";
    assert_ranges(state, text, text);
}

/* Conditions decide later ones, on both sides and through not, and, or. */
static void test_conditions(void **state) {
    assert_ranges(state,
                  "fn f(i64, i64) -> (i64, bool) line 1 {\n"
                  "b0(%1:i64, %2:i64):\n"
                  "    %3:i64 = const.i64 10\n"
                  "    %4:i64 = const.i64 20\n"
                  "    %5:bool = i64.compare less %1, %3\n"
                  "    %6:bool = bool.not %5\n"
                  "    %7:bool = i64.compare greater %2, %4\n"
                  "    %8:bool = bool.and %6, %7\n"
                  "    branch %8 -> b1, b2\n"
                  "b1:\n"
                  "    %9:i64 = const.i64 9\n"
                  "    %10:bool = i64.compare equal %1, %9\n"
                  "    branch %10 -> b3, b4\n"
                  "b2:\n"
                  "    return 0 %1\n"
                  "b3:\n"
                  "    return 0 %2\n"
                  "b4:\n"
                  "    %11:bool = i64.to_bool %2\n"
                  "    return 1 %11\n"
                  "}\n",
                  "fn f(i64, i64) -> (i64, bool) line 1 {\n"
                  "b0(%1:i64, %2:i64):\n"
                  "    %3:i64 = const.i64 10\n"
                  "    %4:i64 = const.i64 20\n"
                  "    %5:bool = i64.compare less %1, %3\n"
                  "    %6:bool = bool.not %5\n"
                  "    %7:bool = i64.compare greater %2, %4\n"
                  "    %8:bool = bool.and %6, %7\n"
                  "    branch %8 -> b1, b2\n"
                  "b1:\n"
                  "    %11:bool = const.bool true\n"
                  "    return 1 %11\n"
                  "b2:\n"
                  "    return 0 %1\n"
                  "}\n");
}

/* What one branch says does not hold where the other way joins. */
static void test_join(void **state) {
    static const char text[] = "fn f(i64) -> (bool) line 1 {\n"
                               "b0(%1:i64):\n"
                               "    %2:i64 = const.i64 0\n"
                               "    %3:bool = i64.compare less %1, %2\n"
                               "    branch %3 -> b1, b2\n"
                               "b1:\n"
                               "    poll\n"
                               "    jump b2\n"
                               "b2:\n"
                               "    %4:bool = i64.compare less %1, %2\n"
                               "    return 0 %4\n"
                               "}\n";
    assert_ranges(state, text, text);
}

/* The refined value is what an edge's own argument brings: abs(x) is not negative. */
static void test_refined_argument(void **state) {
    assert_ranges(state,
                  "fn f(small) -> (bool) line 1 {\n"
                  "b0(%1:i64):\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:bool = i64.compare less %1, %2\n"
                  "    branch %3 -> b1, b2(%1)\n"
                  "b1:\n"
                  "    %4:i64 = i64.sub_checked %2, %1 -> b2(%4), b3\n"
                  "b2(%5:i64):\n"
                  "    %6:bool = i64.compare less %5, %2\n"
                  "    return 0 %6\n"
                  "b3:\n"
                  "    raised\n"
                  "}\n",
                  "fn f(small) -> (bool) line 1 {\n"
                  "b0(%1:i64):\n"
                  "    %6:bool = const.bool false\n"
                  "    return 0 %6\n"
                  "}\n");
}

static void test_shift_and_scalars(void **state) {
    assert_ranges(state,
                  "fn f(np.uint8, i64) -> (tuple(i64, i64)) line 1 {\n"
                  "b0(%1:np.uint8, %2:i64):\n"
                  "    %3:i64 = scalar.to_i64 %1\n"
                  "    %4:i64 = const.i64 40\n"
                  "    %5:i64 = i64.shl_checked %3, %4 -> b1, b3\n"
                  "b1:\n"
                  "    %6:i64 = i64.shl_checked %2, %4 -> b2, b3\n"
                  "b2:\n"
                  "    return 0 %5, %6\n"
                  "b3:\n"
                  "    raised\n"
                  "}\n",
                  "fn f(np.uint8, i64) -> (tuple(i64, i64)) line 1 {\n"
                  "b0(%1:np.uint8, %2:i64):\n"
                  "    %3:i64 = scalar.to_i64 %1\n"
                  "    %4:i64 = const.i64 40\n"
                  "    %7:i64 = const.i64 1099511627776\n"
                  "    %5:i64 = i64.mul %3, %7\n"
                  "    %6:i64 = i64.shl_checked %2, %4 -> b1, b2\n"
                  "b1:\n"
                  "    return 0 %5, %6\n"
                  "b2:\n"
                  "    raised\n"
                  "}\n");
}

/* How many items a range has: the choice is refined by its own condition. */
static void test_select(void **state) {
    assert_ranges(state,
                  "fn f(i64) -> (i64) line 1 {\n"
                  "b0(%1:i64):\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    %4:bool = i64.compare greater %1, %2\n"
                  "    %5:i64 = select %4, %1, %3\n"
                  "    %6:i64 = i64.sub_checked %5, %3 -> b1, b2\n"
                  "b1:\n"
                  "    return 0 %6\n"
                  "b2:\n"
                  "    raised\n"
                  "}\n",
                  "fn f(i64) -> (i64) line 1 {\n"
                  "b0(%1:i64):\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    %4:bool = i64.compare greater %1, %2\n"
                  "    %5:i64 = select %4, %1, %3\n"
                  "    %6:i64 = i64.sub %5, %3\n"
                  "    return 0 %6\n"
                  "}\n");
}

/* Nested loops over ranges of constants, total = total + i * j unbounded. */
static void test_nested_loops(void **state) {
    assert_ranges(state,
                  "fn f() -> (i64) line 1 {\n"
                  "b0:\n"
                  "    %1:i64 = const.i64 100\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    jump b1(%2, %2)\n"
                  "b1(%4:i64, %5:i64):\n"
                  "    %6:bool = i64.compare less %4, %1\n"
                  "    branch %6 -> b2, b7\n"
                  "b2:\n"
                  "    jump b3(%2, %5)\n"
                  "b3(%7:i64, %8:i64):\n"
                  "    %9:bool = i64.compare less %7, %1\n"
                  "    branch %9 -> b4, b6\n"
                  "b4:\n"
                  "    %10:i64 = i64.mul_checked %4, %7 -> b5, b8\n"
                  "b5:\n"
                  "    %11:i64 = i64.add %7, %3\n"
                  "    %12:i64 = i64.add_checked %8, %10 -> b3(%11, %12), b8\n"
                  "b6:\n"
                  "    %13:i64 = i64.add_checked %4, %3 -> b1(%13, %8), b8\n"
                  "b7:\n"
                  "    return 0 %5\n"
                  "b8 cold:\n"
                  "    raised\n"
                  "}\n",
                  "fn f() -> (i64) line 1 {\n"
                  "b0:\n"
                  "    %1:i64 = const.i64 100\n"
                  "    %2:i64 = const.i64 0\n"
                  "    %3:i64 = const.i64 1\n"
                  "    jump b1(%2, %2)\n"
                  "b1(%4:i64, %5:i64):\n"
                  "    %6:bool = i64.compare less %4, %1\n"
                  "    branch %6 -> b2(%2, %5), b5\n"
                  "b2(%7:i64, %8:i64):\n"
                  "    %9:bool = i64.compare less %7, %1\n"
                  "    branch %9 -> b3, b4\n"
                  "b3:\n"
                  "    %10:i64 = i64.mul %4, %7\n"
                  "    %11:i64 = i64.add %7, %3\n"
                  "    %12:i64 = i64.add_checked %8, %10 -> b2(%11, %12), b6\n"
                  "b4:\n"
                  "    %13:i64 = i64.add %4, %3\n"
                  "    jump b1(%13, %8)\n"
                  "b5:\n"
                  "    return 0 %5\n"
                  "b6 cold:\n"
                  "    raised\n"
                  "}\n");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_counter), TEST(test_lengths),          TEST(test_small_argument),
        TEST(test_modulo),  TEST(test_unbounded_sum),    TEST(test_conditions),
        TEST(test_join),    TEST(test_refined_argument), TEST(test_shift_and_scalars),
        TEST(test_select),  TEST(test_nested_loops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
