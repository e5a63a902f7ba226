/* Advice: what is said of which account, and that every sentence has its figure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conclude.h"
#include <string.h>

enum { ROUNDS = 6 };

typedef struct Bench {
    Arena *arena;
    KernelResult result;
} Bench;

static CallCount arrays[] = {{.name = "np.array", .calls = 500, .line = 7},
                             {.name = "np.array", .calls = 400, .line = 9},
                             {.name = "np.zeros", .calls = 1, .line = 3}};

static void begin(Bench *bench) {
    bench->arena = arena_create();
    bench->result = (KernelResult){.id = "k",
                                   .group = "",
                                   .outcome = OUTCOME_VALUE,
                                   .equal = true,
                                   .arms = ARENA_ARRAY(bench->arena, ArmResult, 5)};
}

static ArmResult *add(Bench *bench, const char *name, double seconds) {
    int i = bench->result.arm_count++;
    ArmResult *arm = &bench->result.arms[i];
    *arm = (ArmResult){.name = name,
                       .route = name,
                       .inlined = i == 0 ? -1 : 1,
                       .identical = true,
                       .front = 10e-3,
                       .samples = ARENA_ARRAY(bench->arena, double, ROUNDS),
                       .sample_count = ROUNDS,
                       .calls_per_sample = 1};
    for (int round = 0; round < ROUNDS; round++) {
        arm->samples[round] = seconds * (1 + 0.01 * (round % 3 - 1) * (i % 2 ? -1 : 1));
    }
    return arm;
}

/* All sentences, one after the other. */
static char *advice_of(Bench *bench) {
    char *all = arena_format(bench->arena, "%s", "");
    conclude_times(&bench->result);
    conclude_account(bench->arena, &bench->result);
    for (int i = 0; i < bench->result.advice_count; i++) {
        all = arena_format(bench->arena, "%s%s\n", all, bench->result.advice[i]);
    }
    return all;
}

static void assert_says(const char *text, const char *part) {
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" does not contain \"%s\"", text, part);
    }
}

static void test_small_arrays(void **state) {
    (void)state;
    Bench bench;
    begin(&bench);
    ArmResult *interp = add(&bench, "interp", 40e-3);
    interp->ffi_lines = arrays;
    interp->ffi_line_count = 3;
    add(&bench, "capi", 20e-3);
    add(&bench, "native", 1e-3);
    const char *text = advice_of(&bench);
    assert_says(text, "Lines 7 (np.array), 9 (np.array) make 900 small arrays a call. native needs "
                      "none of them: 40.0x on native instead of 2.00x on capi, 19 ms less a call, "
                      "48% of what");
    assert_says(text, "has paid in the first call, which saves 39 ms");
    assert_null(strstr(text, "will not help"));
    arena_destroy(bench.arena);
}

static void test_arrays_that_stay(void **state) {
    (void)state;
    Bench bench;
    begin(&bench);
    ArmResult *interp = add(&bench, "interp", 40e-3);
    ArmResult *native = add(&bench, "native", 10e-3);
    interp->ffi_lines = native->ffi_lines = arrays;
    interp->ffi_line_count = native->ffi_line_count = 1;
    native->boxed_lines = ARENA_ARRAY(bench.arena, int, 1);
    native->boxed_lines[0] = 7;
    native->boxed_count = 1;
    const char *text = advice_of(&bench);
    assert_says(text,
                "Line 7 makes 500 arrays a call (np.array), and on native 500 calls are left");
    assert_says(text, "Line 7 runs through CPython's objects on native, 500 calls");
    arena_destroy(bench.arena);
}

static void test_numpys_own_work(void **state) {
    (void)state;
    static CallCount calls[] = {{.name = "matmul", .calls = 1}};
    Bench bench;
    begin(&bench);
    add(&bench, "interp", 40e-3);
    ArmResult *native = add(&bench, "native", 40e-3);
    native->ffi_calls = calls;
    native->ffi_count = 1;
    Profile profile = {.seconds = 1, .numpy_seconds = 0.8};
    bench.result.profile = &profile;
    const char *text = advice_of(&bench);
    assert_says(text, "Compiling will not help: 1.00x on native (inconclusive), where 1 call");
    assert_says(text,
                "80% of the time is NumPy's, so that without everything else it could be 1.25x");
    assert_null(strstr(text, "has paid"));
    arena_destroy(bench.arena);
}

static void test_another_route(void **state) {
    (void)state;
    Bench bench;
    begin(&bench);
    add(&bench, "interp", 40e-3);
    add(&bench, "ufunc", 2e-3);
    add(&bench, "native", 4e-3);
    assert_says(advice_of(&bench), "Take --route=ufunc: 20.0x on ufunc, against 10.0x on native.");
    arena_destroy(bench.arena);
}

static void test_nothing_measured(void **state) {
    (void)state;
    Bench bench;
    begin(&bench);
    add(&bench, "interp", 40e-3)->sample_count = 0;
    assert_string_equal(advice_of(&bench), "");
    arena_destroy(bench.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_arrays),     cmocka_unit_test(test_arrays_that_stay),
        cmocka_unit_test(test_numpys_own_work),  cmocka_unit_test(test_another_route),
        cmocka_unit_test(test_nothing_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
