/* Accounts of where the time goes: sums, missing rungs, signs, the crossing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account.h"
#include <bench/statistics.h>
#include <math.h>
#include <string.h>

enum { ROUNDS = 11, MOST_ARMS = 9 };

typedef struct Ladder {
    double samples[MOST_ARMS][ROUNDS];
    ArmResult arms[MOST_ARMS];
    int count;
    uint64_t state;
} Ladder;

/* An arm whose times scatter around `seconds` by up to `noise` of it. */
static ArmResult *add_arm(Ladder *ladder, const char *name, const char *route, int inlined,
                          double seconds, double noise) {
    int i = ladder->count++;
    ArmResult *arm = &ladder->arms[i];
    for (int round = 0; round < ROUNDS; round++) {
        double random = (double)(random_next(&ladder->state) >> 11) * 0x1p-53;
        ladder->samples[i][round] = seconds * (1 + noise * (2 * random - 1));
    }
    *arm = (ArmResult){.name = name,
                       .route = route,
                       .inlined = inlined,
                       .samples = ladder->samples[i],
                       .sample_count = ROUNDS};
    arm->seconds = median_interval(arm->samples, ROUNDS);
    return arm;
}

static void whole_ladder(Ladder *ladder, uint64_t seed, double noise) {
    *ladder = (Ladder){.state = seed};
    add_arm(ladder, "interp", "interp", -1, 21.4e-3, noise);
    add_arm(ladder, "python", "python", 1, 20.0e-3, noise);
    add_arm(ladder, "python/noinline", "python", 0, 20.2e-3, noise);
    add_arm(ladder, "capi", "capi", 1, 12.6e-3, noise);
    add_arm(ladder, "capi/noinline", "capi", 0, 12.7e-3, noise);
    add_arm(ladder, "ufunc", "ufunc", 1, 1.28e-3, noise);
    add_arm(ladder, "ufunc/noinline", "ufunc", 0, 1.3e-3, noise);
    add_arm(ladder, "native", "native", 1, 12e-6, noise);
    add_arm(ladder, "native/noinline", "native", 0, 12e-6, noise);
}

static double sum_of(const Account *account) {
    double sum = 0;
    for (int i = 0; i < account->slice_count; i++) {
        sum += account->slices[i].seconds.median;
    }
    return sum;
}

static void assert_near(double actual, double expected) {
    if (!(fabs(actual - expected) <= 1e-12 * fabs(expected))) {
        fail_msg("%.17g is not %.17g", actual, expected);
    }
}

/* Whatever the noise, the parts are the whole, and each estimate lies in its interval. */
static void test_parts_add_up(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        Ladder ladder;
        Account account;
        whole_ladder(&ladder, seed, seed % 4 == 0 ? 0.9 : 0.02);
        account_make(ladder.arms, ladder.count, &account);
        assert_int_equal(account.slice_count, LAYER_COUNT);
        assert_near(sum_of(&account), ladder.arms[0].seconds.median);
        assert_near(account.total, ladder.arms[0].seconds.median);
        for (int i = 0; i < account.slice_count; i++) {
            const Interval *seconds = &account.slices[i].seconds;
            assert_true(seconds->low <= seconds->median && seconds->median <= seconds->high);
            assert_int_equal(account.slices[i].layers, 1U << i);
        }
    }
}

static void test_names_of_rungs(void **state) {
    (void)state;
    Ladder ladder;
    Account account;
    whole_ladder(&ladder, 7, 0.01);
    account_make(ladder.arms, ladder.count, &account);
    assert_string_equal(account.slices[0].from, "interp");
    assert_string_equal(account.slices[0].to, "python");
    assert_string_equal(account.slices[3].from, "ufunc");
    assert_string_equal(account.slices[3].to, "native");
    assert_string_equal(account.slices[4].from, "native");
    assert_null(account.slices[4].to);
    assert_true(account.slices[2].significant);
}

/* Layers between two rungs that are not neighbours stay together. */
static void test_missing_rungs(void **state) {
    (void)state;
    Ladder ladder = {.state = 3};
    Account account;
    add_arm(&ladder, "interp", "interp", -1, 20e-3, 0.01);
    add_arm(&ladder, "capi", "capi", 1, 10e-3, 0.01);
    account_make(ladder.arms, ladder.count, &account);
    assert_int_equal(account.slice_count, 2);
    assert_int_equal(account.slices[0].layers, 1U << LAYER_INTERPRETATION | 1U << LAYER_WRAPPERS);
    assert_int_equal(account.slices[1].layers,
                     1U << LAYER_DISPATCH | 1U << LAYER_ALLOCATION | 1U << LAYER_LOOP);
    assert_near(sum_of(&account), account.total);
    assert_null(account.crossing_route);
}

static void test_without_inlined_arms(void **state) {
    (void)state;
    Ladder ladder = {.state = 3};
    Account account;
    add_arm(&ladder, "interp", "interp", -1, 20e-3, 0.01);
    add_arm(&ladder, "python/noinline", "python", 0, 18e-3, 0.01);
    add_arm(&ladder, "native/noinline", "native", 0, 1e-3, 0.01);
    account_make(ladder.arms, ladder.count, &account);
    assert_int_equal(account.slice_count, 3);
    assert_string_equal(account.slices[1].from, "python/noinline");
    assert_near(sum_of(&account), account.total);
}

static void test_negative_and_doubtful_slices(void **state) {
    (void)state;
    Ladder ladder = {.state = 11};
    Account account;
    add_arm(&ladder, "interp", "interp", -1, 10e-3, 0.001);
    add_arm(&ladder, "python", "python", 1, 14e-3, 0.001); /* slower than the interpreter */
    add_arm(&ladder, "capi", "capi", 1, 5e-3, 0.2);
    add_arm(&ladder, "ufunc", "ufunc", 1, 5e-3, 0.2);
    account_make(ladder.arms, ladder.count, &account);
    assert_true(account.slices[0].seconds.median < 0);
    assert_true(account.slices[0].significant);
    assert_false(account.slices[2].significant);
    assert_near(sum_of(&account), account.total);
}

static void test_nothing_to_account_for(void **state) {
    (void)state;
    Ladder ladder = {.state = 1};
    Account account;
    account_make(ladder.arms, 0, &account);
    assert_int_equal(account.slice_count, 0);
    add_arm(&ladder, "interp", "interp", -1, 10e-3, 0.001);
    account_make(ladder.arms, 1, &account);
    assert_int_equal(account.slice_count, 0);
    add_arm(&ladder, "capi", "capi", 1, 10e-3, 0.001);
    ladder.arms[0].sample_count = ladder.arms[1].sample_count = 0;
    account_make(ladder.arms, 2, &account);
    assert_int_equal(account.slice_count, 0);
}

/* Of the routes with crossings, the one that tells their cost most precisely. */
static void test_crossing(void **state) {
    (void)state;
    Ladder ladder;
    Account account;
    CallCount calls[] = {{.name = "array_from_scalars", .calls = 10000},
                         {.name = "sum", .calls = 5000}};
    whole_ladder(&ladder, 5, 0.002);
    for (int i = 1; i < 7; i++) {
        ladder.arms[i].ffi_calls = calls;
        ladder.arms[i].ffi_count = 2;
    }
    account_make(ladder.arms, ladder.count, &account);
    assert_string_equal(account.crossing_route, "ufunc");
    assert_int_equal(account.crossing_calls, 15000);
    assert_true(account.crossing.low <= 20e-6 && account.crossing.high >= 20e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_add_up),
        cmocka_unit_test(test_names_of_rungs),
        cmocka_unit_test(test_missing_rungs),
        cmocka_unit_test(test_without_inlined_arms),
        cmocka_unit_test(test_negative_and_doubtful_slices),
        cmocka_unit_test(test_nothing_to_account_for),
        cmocka_unit_test(test_crossing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
