/* The rules for reading a result, and break-even. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verdict.h"
#include <math.h>
#include <string.h>

/* The verdict of a kernel of `group` whose only compiled arm has this speedup. */
static void assert_verdict(const char *group, double low, double high, double speedup,
                           const char *const *parts) {
    Arena *arena = arena_create();
    CallCount calls[] = {{.name = "sum", .calls = 2000}};
    ArmResult arms[] = {
        {.name = "interp", .sample_count = 9, .inlined = -1, .seconds = {1e-3, 1e-3, 1e-3}},
        {.name = "capi",
         .inlined = 1,
         .sample_count = 9,
         .ffi_calls = calls,
         .ffi_count = 1,
         .seconds = {1e-3 / speedup, 1e-3 / speedup, 1e-3 / speedup},
         .speedup = {speedup, speedup * 0.99, speedup * 1.01}}};
    KernelResult kernel = {.group = group,
                           .equal = true,
                           .turns = 1000,
                           .arms = arms,
                           .arm_count = 2,
                           .band_low = low,
                           .band_high = high};
    const char *verdict = verdict_of(arena, &kernel);
    assert_non_null(verdict);
    for (; *parts != NULL; parts++) {
        if (strstr(verdict, *parts) == NULL) {
            fail_msg("\"%s\" does not contain \"%s\"", verdict, *parts);
        }
    }
    arena_destroy(arena);
}

#define PARTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_group_a(void **state) {
    (void)state;
    assert_verdict("A", 1, 1, 1.01, PARTS("1.01x on capi: as expected of pure NumPy code"));
    assert_verdict("A", 1, 1, 1.5, PARTS("1.50x on capi: above 1.1x", "1.48-1.52x"));
    assert_verdict("A", 1, 1, 0.5, PARTS("slower"));
}

static void test_group_b(void **state) {
    (void)state;
    assert_verdict("B", 5, 10, 7,
                   PARTS("7.00x on capi: within the expected 5-10x.",
                         "2,000 calls of NumPy or CPython are left", "(2 per loop turn)",
                         "71.4 ns for each", "takes 500 ns"));
    assert_verdict("B", 5, 10, 2,
                   PARTS("below the expected 5-10x, and below 3x: NumPy calls dominate"));
    assert_verdict("B", 5, 10, 4, PARTS("below the expected 5-10x."));
    assert_verdict("B", 5, 10, 300, PARTS("300x on capi: above the expected 5-10x."));
}

static void test_group_c(void **state) {
    (void)state;
    assert_verdict("C", 25, 35, 14, PARTS("below the expected 25-35x, and below 15x"));
    assert_verdict("C", 25, 35, 16, PARTS("below the expected 25-35x."));
    assert_verdict("C", 35, 42, 40,
                   PARTS("within the expected 35-42x, and about what pure Python code gains"));
}

static void test_free_kernel(void **state) {
    (void)state;
    assert_verdict("", 0, 0, 3, PARTS("3.00x on capi: compiling helps."));
    assert_verdict("", 0, 0, 0.5, PARTS("compiling does not help."));
    assert_verdict("", 0, 0, 1.001, PARTS("inconclusive"));
}

static void test_no_verdict(void **state) {
    (void)state;
    Arena *arena = arena_create();
    ArmResult arms[] = {{.name = "interp"}, {.name = "capi", .inlined = 1}};
    KernelResult kernel = {.group = "B", .equal = true, .arms = arms, .arm_count = 2};
    assert_null(verdict_of(arena, &kernel));
    arms[1].sample_count = 3;
    kernel.equal = false;
    assert_null(verdict_of(arena, &kernel));
    kernel = (KernelResult){.group = ""};
    assert_null(verdict_of(arena, &kernel));
    arena_destroy(arena);
}

static void test_break_even(void **state) {
    (void)state;
    const Interval faster = {2, 1.5, 3}, slower = {0.8, 0.7, 0.9};
    assert_true(break_even(10e-3, 3e-3, 1e-3, faster) == 5);
    assert_true(break_even(10e-3, 3.5e-3, 1e-3, faster) == 4);
    assert_true(break_even(1e-3, 3e-3, 1e-3, faster) == 1);
    assert_true(break_even(1e-3, 1e-3, 1e-3, slower) == -1);
    assert_true(break_even(1e-3, 1e-3, 2e-3, slower) == -1);
    assert_true(break_even(1e-3, NAN, 2e-3, slower) == -1);
}

/* What is not known to be faster is not said to pay. */
static void test_break_even_of_an_open_speedup(void **state) {
    (void)state;
    assert_true(isnan(break_even(10e-3, 53.8e-3, 51.9e-3, (Interval){1.04, 0.493, 1.39})));
    assert_true(isnan(break_even(10e-3, 51.9e-3, 53.8e-3, (Interval){0.97, 0.8, 1})));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_group_a),
        cmocka_unit_test(test_group_b),
        cmocka_unit_test(test_group_c),
        cmocka_unit_test(test_free_kernel),
        cmocka_unit_test(test_no_verdict),
        cmocka_unit_test(test_break_even),
        cmocka_unit_test(test_break_even_of_an_open_speedup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
