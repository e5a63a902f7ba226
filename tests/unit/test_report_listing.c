/* Listings: which line of Python each line of code comes from. */
#include "../../report/listing.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect(Listing listing, const char *text, const int *lines, int count) {
    assert_string_equal(listing.text, text);
    assert_int_equal(listing.line_count, count);
    for (int i = 0; i < count; i++)
        assert_int_equal(listing.lines[i], lines[i]);
}

static void test_kir(void **state) {
    (void)state;
    Arena *arena = arena_create();
    expect(listing_of_kir(arena, "fn f() -> (i64) line 3 {\n"
                                 "b0.entry(%1:i64 'n'):\n"
                                 "    %3:i64 = const.i64 0      @29:14\n"
                                 "    %4:object = const \"a@b\"\n"
                                 "    return %3 @7:1\n"
                                 "}\n"),
           "fn f() -> (i64) line 3 {\nb0.entry(%1:i64 'n'):\n    %3:i64 = const.i64 0\n"
           "    %4:object = const \"a@b\"\n    return %3\n}",
           (const int[]){0, 0, 29, 0, 7, 0}, 6);
    expect(listing_of_kir(arena, ""), "", NULL, 0);
    arena_destroy(arena);
}

/* The same node has another meaning in each module. */
static void test_llvm(void **state) {
    (void)state;
    Arena *arena = arena_create();
    static const char text[] = "; ModuleID = 'a'\n"
                               "target triple = \"x\"\n"
                               "\n"
                               "define i32 @a() #0 !dbg !1 {\n"
                               "  %n = load i64, ptr %p, align 8, !dbg !2, !tbaa !4\n"
                               "  ret i32 0\n"
                               "}\n"
                               "attributes #0 = { nounwind }\n"
                               "!1 = distinct !DISubprogram(name: \"a\", file: !3, line: 5)\n"
                               "!2 = !DILocation(line: 6, column: 17, scope: !1)\n"
                               "; ModuleID = 'b'\n"
                               "define i32 @b() {\n"
                               "  ret i32 0, !dbg !2\n"
                               "}\n"
                               "!2 = !DILocation(line: 9, scope: !1)\n";
    expect(listing_of_llvm(arena, text),
           "define i32 @a() #0 !dbg !1 {\n  %n = load i64, ptr %p, align 8\n  ret i32 0\n}\n\n"
           "define i32 @b() {\n  ret i32 0\n}",
           (const int[]){5, 6, 0, 0, 0, 0, 9, 0}, 8);
    expect(listing_of_llvm(arena, "  ret i32 0, !dbg !99999\n"), "  ret i32 0", (const int[]){0},
           1);
    arena_destroy(arena);
}

static void test_assembly(void **state) {
    (void)state;
    Arena *arena = arena_create();
    expect(listing_of_assembly(arena,
                               "f:\n; dir/f.py:12\n     0:\tret\n; note\n; f.py:3\n     1:\tret"),
           "f:\n     0:\tret\n; note\n     1:\tret", (const int[]){0, 12, 0, 3}, 4);
    arena_destroy(arena);
}

static void test_remarks(void **state) {
    (void)state;
    Arena *arena = arena_create();
    expect(listing_of_remarks(arena, "dir:x/f.py:12:4: a: 3:1\n\nf.py:0:0: of no line\nno place\n"
                                     "f.py:7:1: b\nf.py:8:12\n"),
           "a: 3:1\nb", (const int[]){12, 7}, 2);
    expect(listing_of_remarks(arena, ""), "", NULL, 0);
    arena_destroy(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kir),
        cmocka_unit_test(test_llvm),
        cmocka_unit_test(test_assembly),
        cmocka_unit_test(test_remarks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
