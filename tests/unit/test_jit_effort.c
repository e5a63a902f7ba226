/* How much effort loops are worth: how often a turn leaves for NumPy, by the way that leaves less
 * often where a branch does not say which way it goes. */
#include "ir_text.h"
#include "lowering.h"

#include <stdio.h>

/* A loop whose turns make an array on `route` when `condition`, an instruction that defines %9,
 * holds. */
static Effort effort_of(Fixture *fixture, const char *route, const char *condition) {
    char text[2000];
    snprintf(text, sizeof text,
             "fn loop(i64, bool) -> (i64) file \"t.py\" line 1 {\n"
             "b0.entry(%%1:i64, %%2:bool):\n"
             "    %%3:i64 = const.i64 0\n"
             "    jump b1(%%3)\n"
             "b1.for.head(%%4:i64):\n"
             "    %%5:bool = i64.compare less %%4, %%1\n"
             "    branch %%5 -> b2, b5\n"
             "b2.then:\n"
             "    %%6:i64 = const.i64 1\n"
             "    %%7:i64 = i64.add %%4, %%6\n"
             "%s"
             "    branch %%9 -> b3, b4\n"
             "b3.then:\n"
             "    %%10:array(int64, 1) = np.array.%s int64 %%4\n"
             "    release %%10\n"
             "    jump b1(%%7)\n"
             "b4.else:\n"
             "    jump b1(%%7)\n"
             "b5.after:\n"
             "    return 0 %%4\n"
             "}\n",
             condition, route);
    const Fn *fn = parse_or_fail(fixture, text);
    return effort_worth(fixture->arena, fn, region_hot(fixture->arena, fn));
}

#define REMAINDER(divisor, comparison)                                                             \
    "    %20:i64 = const.i64 " divisor "\n"                                                        \
    "    %21:i64 = i64.mod_natural %4, %20\n"                                                      \
    "    %9:bool = i64.compare " comparison " %21, %3\n"

static void test_remainders_say_how_often(void **state) {
    assert_int_equal(effort_of(*state, "capi", REMAINDER("2", "equal")), EFFORT_LEAST);
    assert_int_equal(effort_of(*state, "capi", REMAINDER("10", "equal")), EFFORT_LEAST);
    assert_int_equal(effort_of(*state, "ufunc", REMAINDER("10", "equal")), EFFORT_QUICK);
    assert_int_equal(effort_of(*state, "capi", REMAINDER("100", "equal")), EFFORT_FULL);
    assert_int_equal(effort_of(*state, "capi", REMAINDER("100", "not_equal")), EFFORT_LEAST);
}

static void test_other_conditions_do_not(void **state) {
    const char *unknown = "    %9:bool = i64.compare less %4, %1\n";
    assert_int_equal(effort_of(*state, "capi", unknown), EFFORT_FULL);
    assert_int_equal(effort_of(*state, "native", REMAINDER("2", "equal")), EFFORT_FULL);
}

/* Each loop counts: here the inner one never leaves. */
static void test_inner_loop(void **state) {
    Fixture *fixture = *state;
    const Fn *fn = parse_or_fail(fixture, "fn loops(i64) -> (i64) file \"t.py\" line 1 {\n"
                                          "b0.entry(%1:i64):\n"
                                          "    %2:i64 = const.i64 0\n"
                                          "    %3:i64 = const.i64 1\n"
                                          "    jump b1(%2)\n"
                                          "b1.outer(%4:i64):\n"
                                          "    %5:bool = i64.compare less %4, %1\n"
                                          "    branch %5 -> b2, b5\n"
                                          "b2.then:\n"
                                          "    %6:array(int64, 1) = np.array.capi int64 %4\n"
                                          "    release %6\n"
                                          "    %7:i64 = i64.add %4, %3\n"
                                          "    jump b3(%2)\n"
                                          "b3.inner(%8:i64):\n"
                                          "    %9:bool = i64.compare less %8, %1\n"
                                          "    branch %9 -> b4, b1(%7)\n"
                                          "b4.then:\n"
                                          "    %10:i64 = i64.add %8, %3\n"
                                          "    jump b3(%10)\n"
                                          "b5.after:\n"
                                          "    return 0 %4\n"
                                          "}\n");
    const bool *hot = region_hot(fixture->arena, fn);
    assert_int_equal(effort_worth(fixture->arena, fn, hot), EFFORT_FULL);
}

static void test_no_loop(void **state) {
    Fixture *fixture = *state;
    const Fn *fn = parse_or_fail(fixture, "fn line(i64) -> (i64) file \"t.py\" line 1 {\n"
                                          "b0.entry(%1:i64):\n"
                                          "    %2:array(int64, 1) = np.array.capi int64 %1\n"
                                          "    release %2\n"
                                          "    return 0 %1\n"
                                          "}\n");
    const bool *hot = region_hot(fixture->arena, fn);
    assert_int_equal(effort_worth(fixture->arena, fn, hot), EFFORT_FULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_remainders_say_how_often, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_other_conditions_do_not, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_inner_loop, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_no_loop, fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
