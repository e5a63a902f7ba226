/* Arguments of options, names of options, and what --scenario means. */
#include "../../cli/arguments.h"
#include "../../cli/selection.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_numbers(void **state) {
    (void)state;
    Error error = {0};
    int64_t value = 0;
    assert_int_equal(read_number("--n", "1", 1, 10, &value, &error), 0);
    assert_int_equal(value, 1);
    assert_int_equal(read_number("--n", "010", 1, 10, &value, &error), 0);
    assert_int_equal(value, 10);
    static const char *const bad[] = {"0",
                                      "11",
                                      "-1",
                                      "",
                                      " 3",
                                      "3 ",
                                      "3x",
                                      "x",
                                      "1e3",
                                      "0x2",
                                      "1.5",
                                      "99999999999999999999",
                                      "-99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(read_number("--n", bad[i], 1, 10, &value, &error), -1);
        assert_int_equal(error.stage, STAGE_USAGE);
        assert_non_null(strstr(error.message, "--n needs a whole number from 1 to 10"));
    }
}

static void test_words(void **state) {
    (void)state;
    static const char *const words[] = {"python", "capi", "ufunc", NULL};
    Error error = {0};
    int index;
    unsigned bits;
    assert_int_equal(read_word("--route", "capi", words, &index, &error), 0);
    assert_int_equal(index, 1);
    assert_int_equal(read_word("--route", "cap", words, &index, &error), -1);
    assert_string_equal(error.message, "--route needs python, capi or ufunc, not 'cap'");
    assert_string_equal(error.hint, "did you mean 'capi'?");
    assert_int_equal(read_words("--route", "ufunc,python,ufunc", words, &bits, &error), 0);
    assert_int_equal(bits, 5);
    assert_int_equal(read_words("--route", "capi,", words, &bits, &error), -1);
    assert_int_equal(read_words("--route", "", words, &bits, &error), -1);
}

static const struct argp_option known[] = {
    {"scenario", 256, "ID", 0, NULL, 0},
    {"setup", 257, "CODE", 0, NULL, 0},
    {"dump-ir", 258, "WHAT", OPTION_ARG_OPTIONAL, NULL, 0},
    {"quiet", 'q', NULL, 0, NULL, 0},
    {NULL, 'O', "LEVEL", 0, NULL, 0},
    {0},
};

static int check_names(const char *word, const char *next, Error *error) {
    char first[64], second[64];
    snprintf(first, sizeof first, "%s", word);
    snprintf(second, sizeof second, "%s", next);
    char program[] = "npjit";
    char *argv[] = {program, first, second, NULL};
    return check_option_names(*next ? 3 : 2, argv, known, error);
}

static void test_names(void **state) {
    (void)state;
    static const char *const good[][2] = {
        {"--scenario", "--odd"}, {"--scen", "-z"}, {"--setup=--x", ""}, {"-qO2", ""},  {"-O", "-z"},
        {"--dump-ir", "-q"},     {"--", "--odd"},  {"-", ""},           {"word", "-q"}};
    Error error = {0};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(check_names(good[i][0], good[i][1], &error), 0);
    static const char *const bad[][3] = {{"--scenaro", "B3", "did you mean '--scenario'?"},
                                         {"--Quiet", "", "did you mean '--quiet'?"},
                                         {"-quiet", "", "did you mean '--quiet'?"},
                                         {"--xyzzy", "", "npjit --help lists all options"},
                                         {"-qx", "", "npjit --help lists all options"},
                                         {"--dump-ir", "--oops", "npjit --help lists all options"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(check_names(bad[i][0], bad[i][1], &error), -1);
        assert_int_equal(error.stage, STAGE_USAGE);
        assert_string_equal(error.hint, bad[i][2]);
    }
}

static Scenario items[] = {{.id = "A1", .group = "A"},
                           {.id = "B1", .group = "B"},
                           {.id = "B2", .group = "B"},
                           {.id = "C3", .group = "C"},
                           {.id = "C3m", .group = "C"}};
static const ScenarioList scenarios = {.items = items, .count = sizeof items / sizeof *items};

static void assert_selects(const char *words, const char *expected) {
    Selection selection = {0};
    Error error = {0};
    assert_int_equal(selection_make(&scenarios, words, &selection, &error), 0);
    char joined[64] = "";
    for (int i = 0; i < selection.count; i++)
        snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s ", selection.ids[i]);
    selection_free(&selection);
    assert_string_equal(joined, expected);
}

static void test_selection(void **state) {
    (void)state;
    assert_selects("C3", "C3 ");
    assert_selects("c3M,b2", "C3m B2 ");
    assert_selects("B2,B,B1", "B2 B1 ");
    assert_selects("C,A", "C3 C3m A1 ");
    assert_selects("B2,all", "B2 A1 B1 C3 C3m ");
    static const char *const bad[][2] = {{"B4", "did you mean 'B1'?"},
                                         {"alll", "did you mean 'all'?"},
                                         {"B1,", "npjit --list"},
                                         {"", "npjit --list"},
                                         {"wrong", "npjit --list"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Selection selection = {0};
        Error error = {0};
        assert_int_equal(selection_make(&scenarios, bad[i][0], &selection, &error), -1);
        selection_free(&selection);
        assert_int_equal(error.stage, STAGE_USAGE);
        assert_non_null(strstr(error.hint, bad[i][1]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_selection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
