/* counters(): what is found to count only, and what is not. */
#include "ir_text.h"

#include <ir/passes.h>

static void assert_counters(void **state, const char *text, const char *expected) {
    Fixture *fixture = *state;
    const char *actual = after_passes(fixture, text, (void (*const[])(Fn *)){counters}, 1);
    if (strcmp(condensed(fixture, actual), condensed(fixture, expected)) != 0)
        fail_msg("expected:\n%s\nactual:\n%s", expected, actual);
}

/* A loop around a count in %4, changed by `change`, which gives %7; it starts as `start`. */
#define LOOP(start, change)                                                                        \
    "fn f(i64) -> (i64) line 1 {\n"                                                                \
    "b0(%1:i64):\n"                                                                                \
    "    %2:i64 = const.i64 " start "\n"                                                           \
    "    %3:i64 = const.i64 1\n"                                                                   \
    "    jump b1(%2)\n"                                                                            \
    "b1(%4:i64):\n"                                                                                \
    "    %5:bool = i64.compare less %4, %1\n"                                                      \
    "    branch %5 -> b2, b3\n"                                                                    \
    "b2:\n"                                                                                        \
    "    %6:i64 = const.i64 2\n"                                                                   \
    "    " change "b3:\n"                                                                          \
    "    return 0 %4\n"                                                                            \
    "b4 cold:\n"                                                                                   \
    "    raised\n"                                                                                 \
    "}\n"

static void test_count(void **state) {
    assert_counters(state, LOOP("0", "%7:i64 = i64.add_checked %4, %3 -> b1(%7), b4\n"),
                    LOOP("0", "%7:i64 = i64.add %4, %3\njump b1(%7)\n"));
    assert_counters(state, LOOP("-7", "%7:i64 = i64.add_checked %3, %4 -> b1(%7), b4\n"),
                    LOOP("-7", "%7:i64 = i64.add %3, %4\njump b1(%7)\n"));
    assert_counters(state, LOOP("0", "%7:i64 = i64.sub_checked %4, %3 -> b1(%7), b4\n"),
                    LOOP("0", "%7:i64 = i64.sub %4, %3\njump b1(%7)\n"));
}

static void test_what_may_overflow_soon(void **state) {
    static const char *const texts[] = {
        /* by two; by itself; 1 - n */
        LOOP("0", "%7:i64 = i64.add_checked %4, %6 -> b1(%7), b4\n"),
        LOOP("0", "%7:i64 = i64.add_checked %4, %4 -> b1(%7), b4\n"),
        LOOP("0", "%7:i64 = i64.sub_checked %3, %4 -> b1(%7), b4\n"),
        /* starts from beyond 2**61 */
        LOOP("2305843009213693953", "%7:i64 = i64.add_checked %4, %3 -> b1(%7), b4\n"),
        /* starts again from an argument */
        LOOP("0", "%7:i64 = i64.add_checked %4, %3 -> b1(%1), b4\n"),
        LOOP("0", "%7:i64 = i64.add_checked %1, %3 -> b1(%7), b4\n"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_counters(state, texts[i], texts[i]);
}

/* What a count is handed on to is no count when it receives something else, too; the count is. */
static void test_handed_on(void **state) {
    assert_counters(state,
                    "fn f(i64) -> (i64) line 1 {\n"
                    "b0(%1:i64):\n"
                    "    %2:i64 = const.i64 0\n"
                    "    %3:i64 = const.i64 1\n"
                    "    jump b1(%2, %1)\n"
                    "b1(%4:i64, %5:i64):\n"
                    "    %6:i64 = i64.add_checked %4, %3 -> b2, b4\n"
                    "b2:\n"
                    "    %7:i64 = i64.add_checked %5, %3 -> b3, b4\n"
                    "b3:\n"
                    "    %8:bool = i64.compare less %6, %7\n"
                    "    branch %8 -> b1(%6, %6), b5\n"
                    "b4 cold:\n"
                    "    raised\n"
                    "b5:\n"
                    "    return 0 %7\n"
                    "}\n",
                    "fn f(i64) -> (i64) line 1 {\n"
                    "b0(%1:i64):\n"
                    "    %2:i64 = const.i64 0\n"
                    "    %3:i64 = const.i64 1\n"
                    "    jump b1(%2, %1)\n"
                    "b1(%4:i64, %5:i64):\n"
                    "    %6:i64 = i64.add %4, %3\n"
                    "    jump b2\n"
                    "b2:\n"
                    "    %7:i64 = i64.add_checked %5, %3 -> b3, b4\n"
                    "b3:\n"
                    "    %8:bool = i64.compare less %6, %7\n"
                    "    branch %8 -> b1(%6, %6), b5\n"
                    "b4 cold:\n"
                    "    raised\n"
                    "b5:\n"
                    "    return 0 %7\n"
                    "}\n");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_count),
        TEST(test_what_may_overflow_soon),
        TEST(test_handed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
