/* strip(), reserve() and try_strips(): which loops poll once in many turns, make room for what they
 * append, and are tried without checks. */
#include "ir_text.h"

#include <ir/passes.h>

/* `for i in range(n)` around `body`, which begins in b3 and goes on to b1 with %9, the next i; all
 * on one line. %3 is a new list, %2 another, %10 a truth. */
static const char *stripped(void **state, const char *body) {
    Fixture *fixture = *state;
    const char *text = arena_format(fixture->arena,
                                    "fn f(i64, list(i64), bool) -> (i64) line 1 {\n"
                                    "b0(%%1:i64, %%2:list(i64), %%10:bool):\n"
                                    "    %%3:list(i64) = list.new 0 @1:1\n"
                                    "    %%4:i64 = const.i64 0\n"
                                    "    jump b1(%%4)\n"
                                    "b1(%%5:i64):\n"
                                    "    poll\n"
                                    "    %%6:bool = i64.compare less %%5, %%1\n"
                                    "    branch %%6 -> b3, b2\n"
                                    "b2:\n"
                                    "    return 0 %%1\n"
                                    "b3:\n"
                                    "    %%8:i64 = const.i64 1\n"
                                    "    %%9:i64 = i64.add %%5, %%8\n"
                                    "%s"
                                    "}\n",
                                    body);
    return after_passes(fixture, text, (void (*const[])(Fn *)){strip, reserve}, 2);
}

static void test_one_append(void **state) {
    const char *text = stripped(state, "    list.append 0 %3, %5 @3:1\n"
                                       "    jump b1(%9)\n");
    assert_has(text, "i64.strip_end 1 ");
    assert_has(text, "list.reserve 1 %3, ");
    assert_has(text, "list.push 0 %3, %5");
    assert_lacks(text, "list.append");
}

/* Room for the way through a turn that appends most. */
static void test_most_of_all_ways(void **state) {
    const char *text = stripped(state, "    branch %10 -> b4, b5\n"
                                       "b4:\n"
                                       "    list.append 0 %3, %5 @3:1\n"
                                       "    list.append 0 %3, %5 @4:1\n"
                                       "    jump b1(%9)\n"
                                       "b5:\n"
                                       "    list.append 0 %3, %8 @5:1\n"
                                       "    jump b1(%9)\n");
    assert_has(text, "list.reserve 2 %3, ");
    assert_lacks(text, "list.append");
}

/* Somebody else may append to the caller's list, and a new one in each turn has no room yet. */
static void test_other_lists(void **state) {
    const char *text = stripped(state, "    %11:list(i64) = list.new 0 @3:1\n"
                                       "    list.append 0 %2, %5 @3:1\n"
                                       "    list.append 0 %11, %5 @4:1\n"
                                       "    jump b1(%9)\n");
    assert_lacks(text, "list.reserve");
    assert_lacks(text, "list.push");
}

/* How often an inner loop appends is not known. */
static void test_inner_loop(void **state) {
    const char *text = stripped(state, "    jump b4(%8)\n"
                                       "b4(%12:i64):\n"
                                       "    poll\n"
                                       "    list.append 0 %3, %12 @3:1\n"
                                       "    %13:i64 = i64.add %12, %8\n"
                                       "    branch %10 -> b4(%13), b5\n"
                                       "b5:\n"
                                       "    jump b1(%9)\n");
    assert_has(text, "i64.strip_end");
    assert_lacks(text, "list.reserve");
}

/* A turn that may take long polls itself. */
static void test_long_turn(void **state) {
    const char *text = stripped(state, "    %11:array(float64, 1) = np.zeros float64 %5 @3:1\n"
                                       "    %12:np.float64 = np.sum float64 %11 @3:1\n"
                                       "    list.append 0 %3, %5 @3:1\n"
                                       "    jump b1(%9)\n");
    assert_lacks(text, "i64.strip_end");
    assert_lacks(text, "list.push");
}

/* `for i in range(n)` over `body`, with %6, the arrays %2 and %3 and the float scalar %4 for use,
 * and the sum %7; goes on with %12. */
static const char *tried(void **state, const char *body) {
    Fixture *fixture = *state;
    const char *text = arena_format(
        fixture->arena,
        "fn f(i64, array(float64, 1), array(float64, 2), np.float64, i64) -> (np.float64) line 1 "
        "{\n"
        "b0(%%1:i64, %%2:array(float64, 1), %%3:array(float64, 2), %%4:np.float64, %%5:i64):\n"
        "    %%8:i64 = const.i64 0\n"
        "    jump b1(%%8, %%4)\n"
        "b1(%%6:i64, %%7:np.float64):\n"
        "    poll\n"
        "    %%9:bool = i64.compare less %%6, %%1\n"
        "    branch %%9 -> b3, b2\n"
        "b2:\n"
        "    return 0 %%7\n"
        "b3:\n"
        "    %%10:i64 = const.i64 1\n"
        "    %%11:i64 = i64.add %%6, %%10\n"
        "%s"
        "    jump b1(%%11, %%12)\n"
        "}\n",
        body);
    return after_passes(fixture, text, (void (*const[])(Fn *)){strip, try_strips}, 2);
}

static void test_sum_of_products(void **state) {
    const char *text = tried(state, "    %13:np.float64 = np.getitem 10 %2, %11\n"
                                    "    %14:np.float64 = np.getitem 10 %3, %6, %5\n"
                                    "    %15:np.float64 = scalar.mul %13, %14\n"
                                    "    %12:np.float64 = scalar.add %7, %15\n");
    assert_has(text, "= native.spans 0 %2, ");
    assert_has(text, "= native.spans 0 %3, ");
    assert_has(text, "= native.item 0 %2, ");
    assert_has(text, "= native.underflow_ignored");
    assert_has(text, "= np.getitem 10 %2, %11"); /* the checked turns */
    assert_lacks(text, "native.keep");
}

/* A sum that the next turn adds to is noted only after the last, and cannot underflow. */
static void test_what_is_noted(void **state) {
    const char *text = tried(state, "    %13:np.float64 = np.getitem 10 %2, %6\n"
                                    "    %12:np.float64 = scalar.add %7, %13\n");
    assert_lacks(text, "native.underflow_ignored");
    const char *turn = strstr(text, "turn:"), *noted = strstr(text, "noted:");
    const char *finite = strstr(text, "native.is_finite");
    assert_true(turn && noted && finite && finite > noted &&
                !strstr(finite + 1, "native.is_finite"));
}

/* A loop that finds out in each turn whether to add, and where it always comes from. */
static const char *turns_that_branch(void **state, const char *condition, const char *other) {
    Fixture *fixture = *state;
    const char *text = arena_format(
        fixture->arena,
        "fn f(i64, array(float64, 2), array(float64, 1), np.float64, i64) -> (np.float64) line 1 "
        "{\n"
        "b0(%%1:i64, %%2:array(float64, 2), %%3:array(float64, 1), %%4:np.float64, %%5:i64):\n"
        "    %%8:i64 = const.i64 0\n"
        "    jump b1(%%8, %%4, %%5)\n"
        "b1(%%6:i64, %%7:np.float64, %%20:i64):\n"
        "    poll\n"
        "    %%9:bool = i64.compare less %%6, %%1\n"
        "    branch %%9 -> b3, b2\n"
        "b2:\n"
        "    return 0 %%7\n"
        "b3:\n"
        "    %%10:i64 = const.i64 1\n"
        "    %%11:i64 = i64.add %%6, %%10\n"
        "    %%17:float = scalar.to_float %%7\n"
        "    %%18:bool = %s\n"
        "    branch %%18 -> b4, %s\n"
        "b4:\n"
        "    %%12:array(float64, 1) = np.view 10 \"i\" %%2, %%20\n"
        "    %%13:np.float64 = np.getitem 10 %%12, %%6\n"
        "    %%14:np.float64 = scalar.add %%7, %%13\n"
        "    jump b1(%%11, %%14, %%20)\n"
        "b5 cold:\n"
        "    return 0 %%4\n"
        "}\n",
        condition, other);
    return after_passes(fixture, text, (void (*const[])(Fn *)){strip, try_strips}, 2);
}

/* What the turn does in some way only is tried, too; of a view by an int on the way to an item only
 * the item's indices are left. */
static void test_turns_that_branch(void **state) {
    const char *text = turns_that_branch(state, "i64.compare not_equal %6, %5", "b1(%11, %7, %20)");
    assert_has(text, "turn.end(");
    const char *spans = strstr(text, "= native.spans 0 %2, ");
    assert_non_null(spans);
    const char *unchecked = strstr(text, "unchecked(");
    assert_non_null(unchecked);
    const char *item = strstr(unchecked, "= native.item 0 %2, ");
    assert_non_null(item);
}

/* Where the checked turn would leave for what is cold the unchecked one notes that: if it is floats
 * that say so. */
static void test_turns_that_leave(void **state) {
    const char *text = turns_that_branch(state, "float.is_finite %17", "b5");
    assert_has(text, "= native.item 0 %2, ");
    assert_lacks(turns_that_branch(state, "i64.compare not_equal %6, %5", "b5"), "native.spans");
    assert_lacks(turns_that_branch(state, "i64.compare not_equal %6, %5", "b2"), "native.spans");
}

static void test_stores_are_undone(void **state) {
    const char *text = tried(state, "    %13:np.float64 = np.getitem 10 %3, %5, %6\n"
                                    "    %12:np.float64 = scalar.sub %13, %7\n"
                                    "    np.setitem 10 %3, %12, %5, %6\n"
                                    "    np.setitem 10 %2, %12, %6\n");
    assert_has(text, "= native.spans 1 %3, %5, ");
    assert_has(text, "= native.spans 1 %2, ");
    assert_has(text, "native.keep 0 %3, ");
    assert_has(text, "native.keep 1 %2, ");
    assert_has(text, "native.undo 0 %3, ");
    assert_has(text, "native.undo 1 %2, ");
    assert_has(text, "native.put 0 %2, ");
}

static void test_turns_that_stay_checked(void **state) {
    static const char *const bodies[] = {
        /* an index that is not linear, one from the end, another array in each turn */
        "    %16:i64 = i64.mul %6, %6\n"
        "    %13:np.float64 = np.getitem 10 %2, %16\n"
        "    %12:np.float64 = scalar.add %7, %13\n",
        "    %16:i64 = const.i64 -1\n"
        "    %13:np.float64 = np.getitem 10 %2, %16\n"
        "    %12:np.float64 = scalar.add %7, %13\n",
        "    %16:array(float64, 1) = np.array float64 %4\n"
        "    %13:np.float64 = np.getitem 10 %16, %6\n"
        "    %12:np.float64 = scalar.add %7, %13\n",
        /* nothing to gain, and nothing to look at */
        "    %12:np.float64 = np.getitem 10 %2, %6\n",
        "    %12:np.float64 = scalar.add %7, %4\n",
        /* a store, and items a row apart */
        ("    %12:np.float64 = scalar.add %7, %4\n"
         "    np.setitem 10 %3, %12, %6, %5\n"),
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_lacks(tried(state, bodies[i]), "native.spans");
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_one_append),
        TEST(test_most_of_all_ways),
        TEST(test_other_lists),
        TEST(test_inner_loop),
        TEST(test_long_turn),
        TEST(test_sum_of_products),
        TEST(test_what_is_noted),
        TEST(test_stores_are_undone),
        TEST(test_turns_that_stay_checked),
        TEST(test_turns_that_branch),
        TEST(test_turns_that_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
