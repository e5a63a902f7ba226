/* Comparing runs: the estimate and its interval against published values and known coverage, and
 * which arms are compared. */
#include <bench/compare.h>
#include <bench/statistics.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { ROUNDS = 10 };

static void assert_near(double value, double expected) {
    if (fabs(value - expected) > 1e-9 * fabs(expected))
        fail_msg("%.12g is not %.12g", value, expected);
}

static void fill(double *values, int count, double base) {
    for (int i = 0; i < count; i++)
        values[i] = base * (1 + 0.001 * (i * 7 % 10));
}

/* All nine ratios of 1, 2, 4 and 8, 16, 32 in order: 2 4 4 8 8 8 16 16 32. */
static void test_estimate(void **state) {
    (void)state;
    static const double old[] = {4, 1, 2}, new[] = {8, 32, 16};
    Interval ratio = shift_ratio(old, 3, new, 3, 0.1); /* P(U = 0) = 1/20 */
    assert_near(ratio.median, 8);
    assert_near(ratio.low, 2);
    assert_near(ratio.high, 32);
    ratio = shift_ratio(old, 3, new, 3, 0.05); /* three of each cannot give that */
    assert_near(ratio.median, 8);
    assert_true(ratio.low == 0 && isinf(ratio.high));
}

/* Tables of the Mann-Whitney test: with 10 and 10 values U <= 23 has at most 2.5%, with 5 and 5
 * U <= 2. The interval begins at the next smallest ratio. */
static void test_ranks(void **state) {
    (void)state;
    double old[10], new[10];
    for (int i = 0; i < 10; i++) {
        old[i] = exp(-i);
        new[i] = exp(0.001 * i);
    }
    /* logarithms of the ratios: i + 0.001 j, ten of each i */
    assert_near(log(shift_ratio(old, 10, new, 10, 0.05).low), 2.003);
    assert_near(log(shift_ratio(old, 10, new, 10, 0.05).high), 7.006);
    assert_near(log(shift_ratio(old, 5, new, 5, 0.05).low), 0.002);
}

/* Of 2000 pairs of samples of one distribution, at most 5% (and not far less) miss 1. */
static void test_coverage(int old_count, int new_count) {
    uint64_t state = 7;
    int missed = 0;
    for (int k = 0; k < 2000; k++) {
        double old[200], new[200];
        for (int i = 0; i < 200; i++) {
            old[i] = 1 + (double)(random_next(&state) >> 11) * 0x1p-53;
            new[i] = 1 + (double)(random_next(&state) >> 11) * 0x1p-53;
        }
        Interval ratio = shift_ratio(old, old_count, new, new_count, 0.05);
        missed += ratio.low > 1 || ratio.high < 1;
    }
    assert_in_range(missed, 50, 125);
}

static void test_coverages(void **state) {
    (void)state;
    test_coverage(10, 10);
    test_coverage(30, 12);
    test_coverage(200, 60);
}

static void make_run(Arena *arena, RunResult *run, double interpreter, double compiled,
                     int64_t size) {
    ArmResult *arms = ARENA_ARRAY(arena, ArmResult, 2);
    double *samples = ARENA_ARRAY(arena, double, 2 * ROUNDS);
    fill(samples, ROUNDS, interpreter);
    fill(samples + ROUNDS, ROUNDS, compiled);
    arms[0] = (ArmResult){.name = "interp", .samples = samples, .sample_count = ROUNDS};
    arms[1] = (ArmResult){.name = "capi", .samples = samples + ROUNDS, .sample_count = ROUNDS};
    KernelResult *kernel = ARENA_NEW(arena, KernelResult);
    *kernel = (KernelResult){.id = "B3", .size = size, .arms = arms, .arm_count = 2};
    *run = (RunResult){.arena = arena, .kernels = kernel, .kernel_count = 1};
}

static void test_a_slower_machine_drops_out(void **state) {
    (void)state;
    Arena *arena = arena_create();
    RunResult old, new;
    Comparison comparison;
    make_run(arena, &old, 10, 2, 100);
    make_run(arena, &new, 20, 4.4, 100);
    compare_runs(arena, &old, &new, &comparison);
    assert_int_equal(comparison.arm_count, 2);
    assert_near(comparison.error, 0.025);
    assert_near(comparison.arms[0].change.median, 2);
    assert_near(comparison.arms[1].change.median, 1.1);
    arena_destroy(arena);
}

static void test_what_is_not_compared(void **state) {
    (void)state;
    Arena *arena = arena_create();
    RunResult old, new;
    Comparison comparison;
    make_run(arena, &old, 10, 2, 100);
    make_run(arena, &new, 10, 2, 50);
    compare_runs(arena, &old, &new, &comparison);
    assert_int_equal(comparison.arm_count, 2);
    assert_true(comparison.arms[1].resized);
    old.kernels[0].size = 50;
    old.kernels[0].arms[1].name = "native";
    compare_runs(arena, &old, &new, &comparison);
    assert_int_equal(comparison.arm_count, 1);
    old.kernels[0].id = "B2";
    compare_runs(arena, &old, &new, &comparison);
    assert_int_equal(comparison.arm_count, 0);
    arena_destroy(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_estimate),
        cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_coverages),
        cmocka_unit_test(test_a_slower_machine_drops_out),
        cmocka_unit_test(test_what_is_not_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
