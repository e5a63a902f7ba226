/* UTF-8 widths and escapes, paragraphs, tables. */
#include "../../report/layout.h"
#include "../../report/unicode.h"
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Arena *arena;
static char *written;
static size_t written_size;
static TextOptions options;
static Printer printer;

static int set_up(void **state) {
    (void)state;
    arena = arena_create();
    options = (TextOptions){.width = 40, .unicode = true};
    printer = (Printer){open_memstream(&written, &written_size), &options, arena};
    return arena && printer.out ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    fclose(printer.out);
    free(written);
    arena_destroy(arena);
    return 0;
}

static const char *output(void) {
    fflush(printer.out);
    return written;
}

static void test_decode(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        uint32_t point;
        size_t length;
    } rows[] = {
        {"a", 'a', 1},
        {"", 0, 0},
        {"é", 0xe9, 2},
        {"€", 0x20ac, 3},
        {"😀", 0x1f600, 4},
        {"\xff", INVALID_CODE_POINT, 1},
        {"\x80", INVALID_CODE_POINT, 1},
        {"\xc0\x80", INVALID_CODE_POINT, 1},         /* overlong */
        {"\xe0\x80\x80", INVALID_CODE_POINT, 1},     /* overlong */
        {"\xed\xa0\x80", INVALID_CODE_POINT, 1},     /* surrogate */
        {"\xf4\x90\x80\x80", INVALID_CODE_POINT, 1}, /* above U+10FFFF */
        {"\xe2\x82", INVALID_CODE_POINT, 1},         /* cut off */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = 99;
        assert_int_equal(utf8_decode(rows[i].bytes, &length), rows[i].point);
        assert_int_equal(length, rows[i].length);
    }
}

static void test_width(void **state) {
    (void)state;
    assert_int_equal(display_width("abc"), 3);
    assert_int_equal(display_width("±0.6%"), 5);
    assert_int_equal(display_width("漢字"), 4);
    assert_int_equal(display_width("e\u0301"), 1); /* a combining accent */
}

static void test_printable(void **state) {
    (void)state;
    assert_string_equal(printable(arena, "a\n\t\033[31m\177", true, false),
                        "a\\n\\t\\x1b[31m\\x7f");
    assert_string_equal(printable(arena, "\xff é", true, false), "\\xff é");
    assert_string_equal(printable(arena, "é€😀", false, false), "\\xe9\\u20ac\\U0001f600");
    assert_string_equal(printable(arena, "\tx", true, true), "    x");
    assert_string_equal(printable(arena, "a\u202eb", true, false), "a\\u202eb"); /* reorders a line
                                                                                  */
    assert_string_equal(valid_utf8(arena, "a\xff\xc3z"), "a\uFFFD\uFFFDz");
    assert_null(valid_utf8(arena, NULL));
}

static void test_shorten(void **state) {
    (void)state;
    assert_string_equal(shorten_middle(arena, "0123456789", 10, true), "0123456789");
    assert_string_equal(shorten_middle(arena, "0123456789", 5, true), "01…89");
    assert_string_equal(shorten_middle(arena, "0123456789", 7, false), "01...89");
    for (int width = 4; width < 12; width++)
        assert_true(display_width(shorten_middle(arena, "漢字漢字漢字", width, true)) <= width);
}

static void test_paragraph(void **state) {
    (void)state;
    options.width = 16;
    print_paragraph(&printer, STYLE_PLAIN, 0, 2, "one two three four\nsecond  line");
    assert_string_equal(output(), "one two three\n  four\n  second line\n");
}

static void test_long_word(void **state) {
    (void)state;
    options.width = 8;
    print_paragraph(&printer, STYLE_PLAIN, 0, 2, "x 0123456789abcdef");
    assert_string_equal(output(), "x\n  012345\n  6789ab\n  cdef\n");
}

static void test_colors(void **state) {
    (void)state;
    options.color = true;
    print_paragraph(&printer, STYLE_DIM, 0, 0, "two words");
    print_text(&printer, STYLE_BOLD, "");
    print_text(&printer, STYLE_PLAIN, "plain");
    assert_string_equal(output(), "\033[2mtwo words\033[0m\nplain");
}

static void fill_table(Table *table) {
    table_column(table, "name", false, 0, 4);
    table_column(table, "empty", true, 0, 0);
    table_column(table, "µs", true, 0, 0);
    table_column(table, "extra", true, 1, 0);
    static const char *const cells[] = {"a", "", "1.5", "left out", "a long name", "", "±22", ""};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        table_cell(&printer, table, STYLE_PLAIN, "%s", cells[i]);
}

static void test_table(void **state) {
    (void)state;
    Table table = {0};
    fill_table(&table);
    table_print(&printer, &table, 2);
    assert_string_equal(output(), "  name          µs     extra\n"
                                  "  a            1.5  left out\n"
                                  "  a long name  ±22\n");
}

static void test_narrow_table(void **state) {
    (void)state;
    Table table = {0};
    fill_table(&table);
    options.width = 14; /* the name is shortened as far as it may be, then a column goes */
    table_print(&printer, &table, 2);
    assert_string_equal(output(), "  name   µs\n"
                                  "  a     1.5\n"
                                  "  a …e  ±22\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        return 1;
    const struct CMUnitTest tests[] = {
        TEST(test_decode),  TEST(test_width),     TEST(test_printable),
        TEST(test_shorten), TEST(test_paragraph), TEST(test_long_word),
        TEST(test_colors),  TEST(test_table),     TEST(test_narrow_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
