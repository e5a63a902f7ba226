/* Statistics of samples against published tables and values worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <bench/statistics.h>
#include <math.h>

#define assert_near(value, expected, tolerance)                                                    \
    assert_true(fabs((value) - (expected)) <= (tolerance))

static void test_median(void **state) {
    (void)state;
    double odd[] = {5, 1, 3};
    double even[] = {4, 1, 3, 2};
    assert_near(median_of(odd, 3), 3, 0);
    assert_near(median_of(even, 4), 2.5, 0);
    assert_near(median_of(odd, 1), 5, 0);
    assert_near(median_of(odd, 0), 0, 0);
    assert_near(odd[0], 5, 0);
}

static void test_median_does_not_overflow(void **state) {
    (void)state;
    double huge[] = {1.7e308, 1.7e308};
    assert_near(median_of(huge, 2), 1.7e308, 0);
}

/* Ranks from the usual table of the sign test at 5%, two-sided (critical value + 1). */
static void test_rank(void **state) {
    (void)state;
    struct {
        int count, rank;
    } table[] = {{1, 0},   {5, 0},   {6, 1},   {7, 1},   {8, 1},   {9, 2},   {10, 2},
                 {11, 2},  {12, 3},  {15, 4},  {17, 5},  {20, 6},  {25, 8},  {30, 10},
                 {35, 12}, {40, 14}, {50, 18}, {60, 22}, {80, 31}, {100, 40}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(median_interval_rank(table[i].count), table[i].rank);
    }
}

static void test_coverage(void **state) {
    (void)state;
    assert_near(median_interval_coverage(6, 1), 1 - 2.0 / 64, 1e-12);
    assert_near(median_interval_coverage(10, 2), 1 - 2.0 * 11 / 1024, 1e-12);
    for (int count = 6; count < 3000; count += 7) {
        int rank = median_interval_rank(count);
        assert_true(median_interval_coverage(count, rank) >= 0.95);
        assert_true(median_interval_coverage(count, rank + 1) < 0.95);
    }
}

static void test_interval(void **state) {
    (void)state;
    double values[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    Interval interval = median_interval(values, 10);
    assert_near(interval.median, 5.5, 0);
    assert_near(interval.low, 2, 0);
    assert_near(interval.high, 9, 0);
    interval = median_interval(values, 3);
    assert_near(interval.low, 8, 0);
    assert_near(interval.high, 10, 0);
    interval = median_interval(values, 0);
    assert_near(interval.median, 0, 0);
}

static void test_ratio(void **state) {
    (void)state;
    double slow[] = {20, 40, 60};
    double fast[] = {10, 10, 10};
    Interval ratio = ratio_interval(slow, fast, 3);
    assert_near(ratio.median, 4, 0);
    assert_near(ratio.low, 2, 0);
    assert_near(ratio.high, 6, 0);
    Interval difference = difference_interval(fast, slow, 3);
    assert_near(difference.median, -30, 0);
    assert_near(difference.low, -50, 0);
    assert_near(difference.high, -10, 0);
}

/* splitmix64's published first outputs for seed 1234567. */
static void test_random(void **state) {
    (void)state;
    uint64_t seed = 1234567;
    assert_true(random_next(&seed) == 6457827717110365317u);
    assert_true(random_next(&seed) == 3203168211198807973u);
    assert_true(random_next(&seed) == 9817491932198370423u);
}

static void test_random_order(void **state) {
    (void)state;
    uint64_t seed = 1;
    int seen[3][3] = {{0}};
    for (int round = 0; round < 3000; round++) {
        int order[3];
        random_order(order, 3, &seed);
        assert_int_equal((1 << order[0]) | (1 << order[1]) | (1 << order[2]), 7);
        for (int place = 0; place < 3; place++) {
            seen[place][order[place]]++;
        }
    }
    for (int i = 0; i < 9; i++) {
        assert_in_range(seen[i / 3][i % 3], 850, 1150);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_median),   cmocka_unit_test(test_median_does_not_overflow),
        cmocka_unit_test(test_rank),     cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_interval), cmocka_unit_test(test_ratio),
        cmocka_unit_test(test_random),   cmocka_unit_test(test_random_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
