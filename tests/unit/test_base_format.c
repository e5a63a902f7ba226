/* Numbers as the reports write them: significant digits, units, rounding across their borders. */
#include <base/format.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_significant(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {1, "1.00"},
        {1.234, "1.23"},
        {1.235001, "1.24"},
        {9.994, "9.99"},
        {9.996, "10.0"},
        {12.34, "12.3"},
        {99.94, "99.9"},
        {99.96, "100"},
        {178.4, "178"},
        {999.4, "999"},
        {999.6, "1,000"},
        {1783.2, "1,783"},
        {12345678, "12,345,678"},
        {0.5, "0.500"},
        {0.987, "0.987"},
        {0.0123, "0.0123"},
        {0.99949, "0.999"},
        {0.9996, "1.00"},
        {0.1, "0.100"},
        {0.09996, "0.100"},
        {0, "0.00"},
        {-1.5, "-1.50"},
        {-0.02, "-0.0200"},
        {1e18, "1e+18"},
        {NAN, "-"},
        {INFINITY, "-"},
        {-INFINITY, "-"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(format_significant(rows[i].value).text, rows[i].text);
}

static void test_duration(void **state) {
    (void)state;
    static const struct {
        double seconds;
        const char *text;
    } rows[] = {
        {1.2e-9, "1.20 ns"},   {2.5e-10, "0.250 ns"}, {999.4e-9, "999 ns"}, {999.6e-9, "1.00 µs"},
        {12.66e-6, "12.7 µs"}, {0.0214, "21.4 ms"},   {0.9996, "1.00 s"},   {3.05, "3.05 s"},
        {4321, "4,321 s"},     {0, "0 ns"},           {-23e-9, "-23.0 ns"}, {NAN, "-"},
        {INFINITY, "-"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(format_duration(rows[i].seconds, true).text, rows[i].text);
    assert_string_equal(format_duration(12.66e-6, false).text, "12.7 us");
    assert_string_equal(format_milliseconds(0.00041).text, "0.41");
    assert_string_equal(format_milliseconds(NAN).text, "-");
}

static void test_ratio_and_range(void **state) {
    (void)state;
    assert_string_equal(format_ratio(1.6903, true).text, "1.69×");
    assert_string_equal(format_ratio(1783, false).text, "1,783x");
    assert_string_equal(format_ratio(NAN, true).text, "-");
    assert_string_equal(format_range(1.68, 1.71, true).text, "1.68–1.71");
    assert_string_equal(format_range(0.991, 1.003, false).text, "0.991-1.00");
    assert_string_equal(format_range(1, INFINITY, true).text, "-");
    assert_string_equal(format_band(10, 15, true).text, "10–15×");
    assert_string_equal(format_band(1, 1, false).text, "1x");
    assert_string_equal(format_band(0.5, 2.5, false).text, "0.5-2.5x");
}

static void test_spread(void **state) {
    (void)state;
    assert_string_equal(format_spread(10, 9.94, 10.02, true).text, "±0.6%");
    assert_string_equal(format_spread(10, 9.9, 12, false).text, "+-20%");
    assert_string_equal(format_spread(10, 10, 10.001, true).text, "±<0.1%");
    assert_string_equal(format_spread(1, 0.5, 100, true).text, "±>999%");
    assert_string_equal(format_spread(0, 0, 0, true).text, "-");
    assert_string_equal(format_spread(NAN, 0, 1, true).text, "-");
}

static void test_count(void **state) {
    (void)state;
    assert_string_equal(format_count(0).text, "0");
    assert_string_equal(format_count(999).text, "999");
    assert_string_equal(format_count(1000).text, "1,000");
    assert_string_equal(format_count(-123456).text, "-123,456");
    assert_string_equal(format_count(INT64_MIN).text, "-9,223,372,036,854,775,808");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_significant),     cmocka_unit_test(test_duration),
        cmocka_unit_test(test_ratio_and_range), cmocka_unit_test(test_spread),
        cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
