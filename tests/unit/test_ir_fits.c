/* fits(): which conversions of floats to ints need no test. */
#include "ir_text.h"

/* `body` makes the float %9 of %3, an int of 32 bits, of %2, one of 64, and of %4, any float. */
static const char *fitted(void **state, const char *body) {
    Fixture *fixture = *state;
    const char *text = arena_format(fixture->arena,
                                    "fn f(small, i64, float) -> (i64) line 1 {\n"
                                    "b0(%%3:i64, %%2:i64, %%4:float):\n"
                                    "%s"
                                    "    %%10:i64 = float.to_i64_checked %%9 -> b1, b2\n"
                                    "b1:\n"
                                    "    return 0 %%10\n"
                                    "b2 cold:\n"
                                    "    raised\n"
                                    "}\n",
                                    body);
    return after_passes(fixture, text, (void (*const[])(Fn *)){fits, simplify}, 2);
}

static void assert_fits(void **state, const char *body) {
    const char *text = fitted(state, body);
    assert_has(text, "= float.to_i64 %9");
    assert_lacks(text, "checked");
}

static void assert_is_tested(void **state, const char *body) {
    assert_has(fitted(state, body), "float.to_i64_checked");
}

static void test_ints(void **state) {
    assert_fits(state, "    %9:float = i64.to_float %3\n");
    assert_is_tested(state, "    %9:float = i64.to_float %2\n"); /* 2**63 - 1 is rounded up */
    assert_is_tested(state, "    %9:float = float.neg %4\n");
}

static void test_arithmetic(void **state) {
    assert_fits(state, "    %5:float = i64.to_float %2\n"
                       "    %6:float = const.float 0x1p+1\n"
                       "    %9:float = float.div %5, %6\n");
    assert_is_tested(state, "    %5:float = i64.to_float %3\n"
                            "    %9:float = float.div %5, %4\n");
    assert_is_tested(state, "    %5:float = i64.to_float %3\n"
                            "    %6:float = const.float 0x0p+0\n"
                            "    %9:float = float.div %6, %5\n");
    assert_fits(state, "    %5:float = i64.to_float %3\n"
                       "    %9:float = float.mul %5, %5\n"); /* 2**62 */
    assert_is_tested(state, "    %5:float = i64.to_float %3\n"
                            "    %6:float = float.mul %5, %5\n"
                            "    %9:float = float.add %6, %6\n"); /* 2**63 */
    assert_fits(state, "    %5:float = i64.to_float %2\n"
                       "    %6:float = float.abs %5\n"
                       "    %9:float = float.sqrt %6\n");
}

/* Constants that are no number bound nothing. */
static void test_not_finite(void **state) {
    assert_is_tested(state, "    %9:float = const.float inf\n");
    assert_is_tested(state, "    %5:float = const.float inf\n"
                            "    %6:float = i64.to_float %3\n"
                            "    %9:float = float.mul %5, %6\n");
    assert_is_tested(state, "    %5:float = const.float inf\n"
                            "    %6:float = const.float inf\n"
                            "    %9:float = float.div %5, %6\n");
}

static void test_scalars(void **state) {
    assert_fits(state, "    %5:np.float64 = scalar.from_i64 %3\n"
                       "    %6:np.float64 = native.sum_seed\n"
                       "    %7:np.float64 = native.add %6, %5\n"
                       "    %9:float = scalar.to_float %7\n");
    assert_is_tested(state, "    %5:np.float32 = scalar.from_i64 %3\n"
                            "    %9:float = scalar.to_float %5\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ints, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_arithmetic, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_not_finite, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scalars, fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
