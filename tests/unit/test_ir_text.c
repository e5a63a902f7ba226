/* The textual form: what is printed reads back as the same, and bad text is refused with its place.
 */
#include "ir_text.h"

#include <ir/passes.h>

static const char typed_text[] =
    "fn B3(i64, array(float64, 2, strided)) -> (int, tuple(i64, none)) file \"scenarios/b3.py\" "
    "line 12 {\n"
    "b0.entry(%1:i64 'n', %20:array(float64, 2, strided)):\n"
    "    %2:i64 = const.i64 -9223372036854775808             @14:5\n"
    "    %21:float = const.float 0x1.8p+1\n"
    "    %22:float = const.float -inf\n"
    "    %23:float = const.float nan.7ff8000000000000\n"
    "    %24:float = const.float nan.fff8000000000001\n"
    "    %25:float = const.float -0x0p+0\n"
    "    %26:bool = const.bool true\n"
    "    %27:object = const.string 3 \"a\\x00\\\"\"\n"
    "    %28:object = const.object callable \"numpy.random.rand\"\n"
    "    %29:int = const.int \"123456789012345678901234567890\"\n"
    "    jump b1(%2, %1)\n"
    "b1.for.head(%3:i64 'total', %4:i64):\n"
    "    poll unwind(%27, %28)\n"
    "    %5:bool = i64.compare less_equal %3, %4\n"
    "    branch %5 -> b2, b3(%4, %29)\n"
    "b2:\n"
    "    %6:array(int64, 1) = np.array.capi int64 %3, %4 unwind(%27) @16:15\n"
    "    %7:np.int64 = np.sum int64 %6                       @16:9\n"
    "    %8:array(float64, 1) = np.unary.ufunc 1 \"sin\" %6\n"
    "    %9:object = object.call 1 \"axis,dtype\" %27, %28, %28, %28\n"
    "    %10:object = object.call 0 %27\n"
    "    %11:i64 'x y' = i64.add_checked %3, %4 -> b1(%11, %4), b3(%3, %29)\n"
    "b3.\"odd note\"(%12:i64, %13:int) cold:\n"
    "    return 0 %13\n"
    "}\n";

static const char untyped_text[] =
    "untyped fn \"<lambda>\"(untyped) -> () file \"a \\\"b\\\".py\" line 3 {\n"
    "b0.entry(%1 'n'):\n"
    "    %2 = py.int \"0\"                                     @3:9\n"
    "    %3 'total' = py.move %2\n"
    "    %4 = py.symbol callable \"builtins.range\"\n"
    "    %5 = py.symbol constant \"LIMIT\" int \"10\"\n"
    "    %6 = py.symbol constant \"RATE\" float 0x1p-1\n"
    "    %7 = py.symbol constant \"NAME\" str \"x\"\n"
    "    %8 = py.symbol constant \"FLAG\" true\n"
    "    %9 = py.symbol missing \"nope\"\n"
    "    %10 = py.load %1 'n'\n"
    "    %11 = py.call 1 %4, %10\n"
    "    %12 = py.iter %11\n"
    "    py.jump b1\n"
    "b1.for.head:\n"
    "    py.poll\n"
    "    %13 'i' = py.next %12 -> b2, b3\n"
    "b2.for.body:\n"
    "    %14 = py.binary multiply %13 'i', %3 'total'\n"
    "    %3 'total' = py.inplace add %3 'total', %14\n"
    "    py.jump b1\n"
    "b3:\n"
    "    py.return %3 'total'\n"
    "}\n";

static void test_round_trip(void **state) {
    const char *const texts[] = {typed_text, untyped_text};
    for (int i = 0; i < 2; i++) {
        Fn *fn = parse_or_fail(*state, texts[i]);
        assert_string_equal(printed(*state, fn), texts[i]);
    }
}

static void test_what_is_read(void **state) {
    Fn *fn = parse_or_fail(*state, typed_text);
    assert_true(fn->typed);
    assert_string_equal(fn->name, "B3");
    assert_string_equal(fn->file, "scenarios/b3.py");
    assert_int_equal(fn->line, 12);
    assert_int_equal(fn->arguments.count, 2);
    assert_int_equal(fn->results.items[1]->kind, TYPE_TUPLE);
    const Block *entry = fn->blocks.items[0];
    assert_true(entry->instructions.items[0]->immediate == INT64_MIN);
    assert_true(entry->instructions.items[1]->number == 3.0);
    assert_int_equal(entry->instructions.items[0]->line, 14);
    assert_int_equal(entry->instructions.items[0]->column, 5);
    const Symbol *symbol = entry->instructions.items[8]->symbol;
    assert_string_equal(symbol->qualified, "numpy.random.rand");
    assert_string_equal(symbol->name, "rand");
    assert_null(symbol->object);
    assert_ptr_equal(fn->values.items[3].block, fn->blocks.items[1]);
    assert_null(fn->values.items[3].definition);
    assert_ptr_equal(fn->values.items[2].definition, entry->instructions.items[0]);
    assert_true(fn->blocks.items[3]->cold);
    const Instruction *array = fn->blocks.items[2]->instructions.items[0];
    assert_int_equal(array->route, ROUTE_CAPI);
    assert_int_equal(array->immediate, DTYPE_INT64);
    assert_int_equal(array->unwind_count, 1);
    assert_int_equal(array->unwind[0], 27);
}

static void test_layout_is_free(void **state) {
    Fn *fn = parse_or_fail(*state,
                           "; a comment\n\nfn f() -> ()\tline 1 { ; more\n\n"
                           "b0():\n\n  jump   b1()  ; there\n ; here\nb1 : \r\n return 0\n}\n;end");
    assert_string_equal(printed(*state, fn), "fn f() -> () line 1 {\n"
                                             "b0:\n    jump b1\nb1:\n    return 0\n}\n");
}

static void test_errors(void **state) {
    static const struct {
        const char *text;
        int line, column;
        const char *message;
    } cases[] = {
        {"", 1, 1, "expected 'fn' before the end of the text"},
        {"fn f() -> () line 1", 1, 20, "expected '{' before the end of the text"},
        {"fn f(wat) -> ()", 1, 6, "expected a type, found 'wat'"},
        {"fn f() -> () {\nb1:\n}", 2, 1, "b1 stands where b0 is due"},
        {"fn f() -> () {\nb0:\n  jump b2\n}", 3, 8, "b2 is not defined"},
        {"fn f() -> () {\nb0:\n  jump bx\n}", 3, 8, "expected a block, found 'bx'"},
        {"fn f() -> () {\nb0:\n  return 0 %1\n}", 3, 12, "%1 is not defined"},
        {"fn f() -> () {\nb0(%1:i64, %1:i64):\n}", 2, 14,
         "%1 is defined twice, first mentioned at 2:4"},
        {"fn f() -> () {\nb0:\n  frob %1\n}", 3, 3, "there is no operation 'frob'"},
        {"fn f() -> () {\nb0:\n  poll.capi\n}", 3, 3, "'poll' has no routes"},
        {"fn f() -> () {\nb0:\n  %0:i64 = const.i64 0\n}", 3, 3, "%0 is no value"},
        {"fn f() -> () {\nb0:\n  %99999999:i64 = const.i64 0\n}", 3, 4,
         "a value's number is too large"},
        {"fn f() -> () {\nb0:\n  %1:i64 = const.i64 99999999999999999999\n}", 3, 22,
         "an immediate does not fit in 64 bits"},
        {"fn f() -> () {\nb0:\n  %1:i64 = const.i64\n}", 3, 21,
         "expected an immediate before the end of the line"},
        {"fn f() -> () {\nb0:\n  %1:object = const.string 2 \"abc\"\n}", 3, 30,
         "this text has 3 bytes, but its length is given as 2"},
        {"fn f() -> () {\nb0:\n  raise.unbound \"abc\n}", 3, 17,
         "this string has a bad escape or does not end on its line"},
        {"fn f() -> () {\nb0:\n  raise.unbound \"\\q\"\n}", 3, 17,
         "this string has a bad escape or does not end on its line"},
        {"fn f() -> () {\nb0(%1:i64 'n):\n}", 2, 11,
         "this name has a bad escape or does not end on its line"},
        {"fn f() -> () {\nb0:\n  return 0 @1\n}", 3, 14, "expected ':' before the end of the line"},
        {"fn f() -> () {\nb0:\n}\nfn", 4, 1, "expected nothing after the function, found 'fn'"},
        {"fn f() -> () {\nb0:\n  return 0 %\n}", 3, 13,
         "expected a value's number before the end of the line"},
        {"untyped fn f() -> () {\nb0:\n  %1 'a' = py.move %1 'b'\n}", 3, 23,
         "%1 is called 'a' elsewhere"},
        {"untyped fn f() -> () {\nb0:\n  %1 = py.symbol thing \"x\"\n}", 3, 18,
         "expected a symbol's kind, found 'thing'"},
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error = {0};
        assert_null(fn_parse(fixture->arena, fixture->types, cases[i].text, &error));
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(error.stage, STAGE_IR);
        if (error.line != cases[i].line || error.column != cases[i].column)
            fail_msg("%s: at %d:%d", error.message, error.line, error.column);
    }
}

/* The functions shown in docs/kernel-ir.md are printed like that, and hold all invariants. */
static void test_document(void **state) {
    Fixture *fixture = *state;
    FILE *file = fopen(NPJIT_SOURCE_DIR "/docs/kernel-ir.md", "r");
    assert_non_null(file);
    char *document = arena_allocate(fixture->arena, 100000);
    assert_in_range(fread(document, 1, 99999, file), 1000, 99998);
    fclose(file);
    int count = 0;
    for (const char *at = document; (at = strstr(at, "```kir\n")); count++) {
        at += strlen("```kir\n");
        const char *end = strstr(at, "```");
        assert_non_null(end);
        const char *text = arena_copy_text(fixture->arena, at, (size_t)(end - at));
        Fn *fn = parse_or_fail(fixture, text);
        assert_string_equal(printed(fixture, fn), text);
        Error error = {0};
        if (check(fn, true, &error))
            fail_msg("%s", error.message);
        at = end;
    }
    assert_int_equal(count, 2);
}

/* Every prefix and every text with one byte changed is read or refused, never more. */
static void test_damaged_text(void **state) {
    Fixture *fixture = *state;
    const char *const texts[] = {typed_text, untyped_text};
    for (int i = 0; i < 2; i++) {
        size_t length = strlen(texts[i]);
        for (size_t at = 0; at + 1 < length; at++) {
            Arena *arena = arena_create();
            TypeTable *types = type_table_create(arena);
            Error error = {0};
            char *text = arena_copy_text(fixture->arena, texts[i], at);
            assert_null(fn_parse(arena, types, text, &error));
            text = arena_copy_text(fixture->arena, texts[i], length);
            text[at] = "%b(\"'0@;\n"[at % 9];
            fn_parse(arena, types, text, &error);
            arena_destroy(arena);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_read, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_layout_is_free, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_errors, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_document, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_text, fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
