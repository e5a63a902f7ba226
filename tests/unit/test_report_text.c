/* The terminal report: every outcome, every width, plain and styled. The figures are made up
 * (report_fixture.c); what is tested is what is said and that it fits. */
#include "../../report/unicode.h"
#include "report_fixture.h"
#include <locale.h>
#include <report/report.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static Arena *arena;
static char *written;

static int set_up(void **state) {
    (void)state;
    arena = arena_create();
    written = NULL;
    return arena ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    free(written);
    arena_destroy(arena);
    return 0;
}

/* The whole report as one text. */
static const char *report(const RunResult *run, TextOptions options) {
    size_t size;
    free(written);
    FILE *out = open_memstream(&written, &size);
    assert_non_null(out);
    for (int i = 0; i < run->kernel_count; i++)
        report_text_kernel(run, &run->kernels[i], &options, out);
    report_text_run(run, &options, out);
    fclose(out);
    return written;
}

static const char *report_kernel(const RunResult *run, const KernelResult *kernel,
                                 TextOptions options) {
    RunResult one = *run;
    one.kernels = ARENA_NEW(arena, KernelResult);
    *one.kernels = *kernel;
    one.kernel_count = 1;
    return report(&one, options);
}

static void assert_says(const char *text, const char *part) {
    if (!strstr(text, part))
        fail_msg("'%s' is not said in:\n%s", part, text);
}

static void assert_silent(const char *text, const char *part) {
    if (strstr(text, part))
        fail_msg("'%s' is said in:\n%s", part, text);
}

static const TextOptions plain = {.width = 80, .unicode = true};

static void test_kernel(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    const char *text = report_kernel(run, &run->kernels[FIXTURE_B3], plain);
    assert_says(text, "B3  nested loops over small arrays\n");
    assert_says(text, "kernel in scenarios/x.py:12, size 100, 10,000 loop turns a call\n");
    assert_says(text, "returns          990000 (int), identical in every arm\n");
    assert_says(text, "  interp               21.4 ms  ±0.4%  2.14 µs\n");
    assert_says(text, "  capi                 12.7 ms  ±0.4%  1.27 µs    1.69×  1.68–1.70  ✓\n");
    assert_says(text, "interp: np.array 10,000, np.sum 5,000\n");
    assert_says(text, "capi, capi/noinline: array_from_scalars 10,000, sum 5,000\n");
    assert_says(text, "23.3 ns a call, 95% between 21.0 ns and 25.8 ns\n");
    assert_says(text,
                "  capi              0.41        1.12      0.93          4.21      3.20   9.87\n");
    assert_says(text, "break-even       capi after 2 calls\n");
    assert_says(text, "verdict          Below 3x: NumPy's own work dominates.");
    assert_says(text,
                "rounds           10, after 2 to warm up; a reading of the clock takes 23.0 ns\n");
}

static void test_inconclusive(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    const char *text = report_kernel(run, &run->kernels[FIXTURE_A1], plain);
    assert_says(text, "0.997×  0.991–1.00  ?  ✓\n");
    assert_says(text, "\n  ? inconclusive: the interval contains 1\n");
    assert_says(text, "break-even       capi inconclusive\n");
}

static void test_busy_machine(void **state) {
    (void)state;
    KernelResult *kernel = &fixture_run(arena)->kernels[FIXTURE_B3];
    RunResult *run = fixture_run(arena);
    kernel->waited_share = 0.02;
    assert_silent(report_kernel(run, kernel, plain), "busy");
    kernel->waited_share = 0.31;
    assert_says(report_kernel(run, kernel, plain), "busy machine     31% of the time measured");
}

static void test_boxed_and_slower(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    const char *text = report_kernel(run, &run->kernels[FIXTURE_C3], plain);
    assert_says(text,
                "slower route     np.sum at line 21: capi has no exact form for objects, python\n");
    assert_says(text, "boxed            capi: lines 17, 21\n");
    assert_says(text, "…"); /* 2090 digits on one line */
}

static void test_differs(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    const char *text = report_kernel(run, fixture_differs(run), plain);
    assert_says(text, "✗ the results differ, so no speedup is shown\n");
    assert_says(text, "    interpreter: 24995000 (int)\n");
    assert_says(text, "±0.4%  ✗\n");
    assert_silent(text, "×");
    assert_silent(text, "speedup  ");
    assert_silent(text, "break-even");
}

static void test_refused(void **state) {
    (void)state;
    char path[] = "/tmp/npjit-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    fputs("def f(n):\n    for i in range(n):\n\té = 1; yield i\n", file);
    fclose(file);
    RunResult *run = fixture_run(arena);
    KernelResult *kernel = fixture_refused(run, path);
    Error located = *kernel->refusal;
    error_place(&located, path, 3, 10); /* bytes: a tab, "é" is two of them */
    kernel->refusal = &located;
    const char *text = report_kernel(run, kernel, plain);
    unlink(path);
    assert_says(text, ":3:10: error: a generator cannot be compiled\n");
    assert_says(text, "    3 │     é = 1; yield i\n");
    assert_says(text, "      │            ^~~~~\n");
    assert_says(text, "hint: append to a list and return it\n");
    assert_silent(text, "speedup");
}

static void test_refused_without_source(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    const char *text = report_kernel(run, fixture_refused(run, "/nowhere/mine.py"), plain);
    assert_says(text, "/nowhere/mine.py:3:9: error: a generator cannot be compiled\n      hint:");
}

static void test_raises(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    const char *text = report_kernel(run, fixture_raises(run), plain);
    assert_says(text, "raises           ZeroDivisionError: integer division or modulo by zero,\n");
    assert_says(text, "?  ✓\n");
}

static void test_interrupted(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    const char *text = report_kernel(run, fixture_interrupted(run), plain);
    assert_says(text, "extremes"); /* three rounds have no 95% interval */
    assert_silent(text, "95% CI");
    assert_says(text, "interrupted      after 3 rounds");
    assert_says(text, "\\x1b[31mred"); /* a result cannot steer the terminal */
}

static void test_profile(void **state) {
    (void)state;
    const char *text = report(fixture_run(arena), plain);
    assert_says(text, "Profile\n         interp    capi  capi/noinline  expected\n");
    assert_says(text, "  B3    21.4 ms   1.69×          1.65×    10–15×  below\n");
    assert_says(text, "░ expected\n");
    assert_says(text, "  A1 │░ ");
}

static void test_quiet(void **state) {
    (void)state;
    RunResult *run = fixture_run(arena);
    fixture_differs(run);
    TextOptions options = plain;
    options.quiet = true;
    const char *text = report(run, options);
    assert_says(text,
                "B3  interp 21.4 ms, capi 1.69× (1.68–1.70), capi/noinline 1.65× (1.64–1.65), "
                "identical\n");
    assert_says(text, "B2  results differ\n");
}

static RunResult *everything(void) {
    RunResult *run = fixture_run(arena);
    fixture_refused(run, "/nowhere/mine.py");
    fixture_differs(run);
    fixture_raises(run);
    fixture_interrupted(run);
    return run;
}

static void assert_fits(const char *text, int width) {
    while (*text) {
        size_t length = strcspn(text, "\n");
        char *line = arena_copy_text(arena, text, length);
        if (display_width(line) > width)
            fail_msg("wider than %d: %s", width, line);
        if (length && line[length - 1] == ' ')
            fail_msg("ends with a space: '%s'", line);
        text += length + (text[length] == '\n');
    }
}

static void test_every_width(void **state) {
    (void)state;
    RunResult *runs[] = {everything(), fixture_ladder(arena)};
    for (int width = 60; width <= 120; width++)
        for (int bits = 0; bits < 8; bits++) {
            TextOptions options = {.width = width, .unicode = bits & 1, .verbose = bits & 2};
            assert_fits(report(runs[bits >> 2], options), width);
        }
}

static void test_ascii(void **state) {
    (void)state;
    TextOptions options = {.width = 80};
    for (const char *c = report(everything(), options); *c; c++)
        assert_true(*c == '\n' || (*c >= ' ' && *c <= '~'));
}

/* Taking the colours away must give the plain report. */
static void test_color(void **state) {
    (void)state;
    RunResult *run = everything();
    const char *expected = arena_format(arena, "%s", report(run, plain));
    TextOptions options = plain;
    options.color = true;
    const char *colored = report(run, options);
    assert_non_null(strchr(colored, '\033'));
    char *stripped = arena_copy_text(arena, colored, strlen(colored)), *end = stripped;
    for (const char *c = colored; *c; c++) {
        if (*c == '\033')
            c = strchr(c, 'm');
        else
            *end++ = *c;
    }
    *end = '\0';
    assert_string_equal(stripped, expected);
}

static void test_failure_for_stderr(void **state) {
    (void)state;
    RunResult *run = everything();
    size_t size;
    FILE *out = open_memstream(&written, &size);
    for (int i = 0; i < run->kernel_count; i++)
        report_text_failure(run, &run->kernels[i], &plain, out);
    fclose(out);
    assert_says(written, "/nowhere/mine.py:3:9: error:");
    assert_says(written, "B2  an accumulator over small arrays\n  ✗ the results differ");
    assert_silent(written, "B3");
    assert_silent(written, "long");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static void test_account(void **state) {
    (void)state;
    const RunResult *run = fixture_run(arena);
    const char *text = report_kernel(run, &run->kernels[FIXTURE_B3], (TextOptions){.width = 80});
    assert_says(text, "#   bytecode + wrappers          8.74");
    assert_says(text, "=   ufunc dispatch             -0.340");
    assert_says(text, "+?  allocation + loop            13.0");
    assert_says(text, "together: the interpreter    21.4");
    assert_says(text, "? the interval contains 0");
    assert_says(text, "-1.59%"); /* negative, and said so */
    assert_says(text, "##+++");  /* no column of the bar is negative */
    assert_says(text, "what it means    What costs most is allocation.");
    assert_says(text, "15,000 results handed back");
    assert_says(text, "2.10x of what native takes (2.00-2.20): reading");
}

int main(void) {
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        return 1;
    const struct CMUnitTest tests[] = {
        TEST(test_kernel),
        TEST(test_account),
        TEST(test_inconclusive),
        TEST(test_busy_machine),
        TEST(test_boxed_and_slower),
        TEST(test_differs),
        TEST(test_refused),
        TEST(test_refused_without_source),
        TEST(test_raises),
        TEST(test_interrupted),
        TEST(test_profile),
        TEST(test_quiet),
        TEST(test_every_width),
        TEST(test_ascii),
        TEST(test_color),
        TEST(test_failure_for_stderr),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
