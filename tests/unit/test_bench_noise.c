/* Outliers by Tukey's fences, and changes of level. */
#include <bench/statistics.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Quartiles 2.75 and 6.25 of 1 to 8: the fences are 5.25 and 10.5 beyond. */
static void test_fences(void **state) {
    (void)state;
    static const double samples[] = {1, 2, 3, 4, 5, 6, 7, 8};
    assert_int_equal(noise_of(samples, 8).mild_outliers, 0);
    static const double mild[] = {1, 2, 3, 4, 5, 6, 7, 13};
    assert_int_equal(noise_of(mild, 8).mild_outliers, 1);
    assert_int_equal(noise_of(mild, 8).severe_outliers, 0);
    static const double severe[] = {1, 2, 3, 4, 5, 6, 7, -90};
    assert_int_equal(noise_of(severe, 8).severe_outliers, 1);
    assert_int_equal(noise_of(severe, 3).severe_outliers, 0); /* too few to tell */
    assert_int_equal(noise_of(samples, 0).change_round, 0);
}

static void test_a_change_of_level(void **state) {
    (void)state;
    double samples[30];
    for (int i = 0; i < 30; i++)
        samples[i] = (i < 12 ? 2 : 1) + 0.001 * (i * 7 % 10);
    Noise noise = noise_of(samples, 30);
    assert_int_equal(noise.change_round, 12);
    assert_true(fabs(noise.change - 0.5) < 0.01);
}

/* At most a hundredth of samples without a change seem to have one. */
static void test_no_change(void **state) {
    (void)state;
    uint64_t random = 3;
    int found = 0;
    for (int k = 0; k < 2000; k++) {
        double samples[30];
        for (int i = 0; i < 30; i++)
            samples[i] = 1 + (double)(random_next(&random) >> 11) * 0x1p-53;
        found += noise_of(samples, 30).change_round > 0;
    }
    assert_in_range(found, 0, 25);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fences),
        cmocka_unit_test(test_a_change_of_level),
        cmocka_unit_test(test_no_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
