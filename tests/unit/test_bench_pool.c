/* Rounds of several processes: what is pooled, and over what the intervals are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conclude.h"
#include "rounds.h"
#include <bench/pool.h>
#include <string.h>

enum { ROUNDS = 3 };

static Arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = arena_create();
    return arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    arena_destroy(arena);
    return 0;
}

/* The interpreter takes `seconds` and compiled code half of it, each ten percent more and less. */
static RunResult *measured(double seconds) {
    static const char *const names[] = {"interp", "capi"};
    RunResult *run = ARENA_NEW(arena, RunResult);
    KernelResult *kernel = ARENA_NEW(arena, KernelResult);
    *kernel = (KernelResult){.id = "k",
                             .group = "",
                             .outcome = OUTCOME_VALUE,
                             .equal = true,
                             .arms = ARENA_ARRAY(arena, ArmResult, 2),
                             .arm_count = 2};
    for (int i = 0; i < 2; i++) {
        ArmResult *arm = &kernel->arms[i];
        *arm = (ArmResult){.name = names[i],
                           .route = names[i],
                           .inlined = i == 0 ? -1 : 1,
                           .identical = true,
                           .samples = ARENA_ARRAY(arena, double, ROUNDS),
                           .sample_count = ROUNDS,
                           .calls_per_sample = 1};
        for (int round = 0; round < ROUNDS; round++) {
            arm->samples[round] = seconds / (i + 1) * (0.9 + 0.1 * round);
        }
    }
    *run = (RunResult){.arena = arena, .kernels = kernel, .kernel_count = 1};
    conclude_times(kernel);
    return run;
}

static void test_intervals_are_over_processes(void **state) {
    (void)state;
    RunResult *run = measured(1);
    const ArmResult *interpreter = &run->kernels[0].arms[0];
    assert_true(interpreter->seconds.high > 1.05); /* one process: over rounds */
    for (int i = 2; i <= 5; i++) {
        pool_process(run, measured(i));
    }
    assert_int_equal(interpreter->process_count, 5);
    assert_int_equal(interpreter->sample_count, 5 * ROUNDS);
    assert_true(interpreter->seconds.median == 3 && interpreter->seconds.low == 1 &&
                interpreter->seconds.high == 5);
    assert_true(interpreter->processes[3].first == 9 && interpreter->processes[3].count == 3);
    assert_true(interpreter->processes[3].seconds.median == 4);
    double values[5 * ROUNDS];
    const ArmResult *compiled = &run->kernels[0].arms[1];
    assert_int_equal(paired_values(interpreter, compiled, PAIRING_DIFFERENCE, values), 5);
    assert_true(values[0] == 0.5 && values[4] == 2.5);
    assert_true(compiled->speedup.median == 2);
}

static void test_what_another_did_not_complete_is_left_out(void **state) {
    (void)state;
    RunResult *run = measured(1), *cut = measured(2), *other = measured(2);
    cut->kernels[0].arms[1].sample_count = 1;
    pool_process(run, cut);
    other->kernels[0].id = "another";
    pool_process(run, other);
    other->kernel_count = 0;
    pool_process(run, other);
    assert_int_equal(run->kernels[0].arms[0].process_count, 0);
    assert_int_equal(run->kernels[0].arms[0].sample_count, ROUNDS);
}

static void test_a_difference_in_one_is_one_of_all(void **state) {
    (void)state;
    RunResult *run = measured(1), *other = measured(2);
    other->kernels[0].equal = false;
    other->kernels[0].difference = "1 is not 2";
    pool_process(run, other);
    assert_false(run->kernels[0].equal);
    assert_string_equal(run->kernels[0].difference, "in another process: 1 is not 2");
    assert_int_equal(run->exit_code, 4);
}

/* What is not known to be faster is not said to pay, in words either. */
static void test_an_open_speedup_in_words(void **state) {
    (void)state;
    RunResult *run = measured(1);
    KernelResult *kernel = &run->kernels[0];
    for (int round = 0; round < ROUNDS; round++) {
        kernel->arms[1].samples[round] = 1.1 - 0.1 * round;
    }
    conclude_times(kernel);
    conclude_account(arena, kernel);
    assert_non_null(strstr(kernel->meaning, "pays is inconclusive"));
    assert_null(strstr(kernel->meaning, "has paid"));
}

/* A compiled call that only takes over its lists is slower by nature, and is said to be. */
static void test_taking_over_lists_in_words(void **state) {
    (void)state;
    RunResult *run = measured(1);
    KernelResult *kernel = &run->kernels[0];
    for (int round = 0; round < ROUNDS; round++) {
        kernel->arms[0].samples[round] = 0.125;
        kernel->arms[1].samples[round] = 1;
    }
    kernel->arms[1].name = kernel->arms[1].route = "native";
    kernel->arms[1].taking = 0.9;
    conclude_times(kernel);
    conclude_account(arena, kernel);
    assert_non_null(strstr(kernel->meaning, "about 90% of it is taking over the lists"));
    kernel->arms[1].taking = 0.25;
    conclude_account(arena, kernel);
    assert_null(strstr(kernel->meaning, "taking over"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_intervals_are_over_processes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_another_did_not_complete_is_left_out, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_difference_in_one_is_one_of_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_open_speedup_in_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_taking_over_lists_in_words, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
