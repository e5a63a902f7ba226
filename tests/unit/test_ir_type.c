/* Types: interning, leaves, names; routes and the questions of a report. */
#include "ir_text.h"

#include <ir/passes.h>
#include <ir/query.h>

static const char *const names[] = {
    "bool",
    "i64",
    "int",
    "float",
    "object",
    "np.bool",
    "np.int8",
    "np.uint64",
    "np.float32",
    "array(float64, 2)",
    "array(object, 0)",
    "array(int64, 64, strided)",
    "list(int)",
    "list(list(np.float32))",
    "untyped",
    "unbound",
    "none",
    "range",
    "small",
    "string(\"\")",
    "string(\"a \\\"quoted\\\"\\n\\x00\xc3\xa9 text\")",
    "tuple()",
    "tuple(i64, float, tuple(none, object))",
    "display(i64, i64)",
    "slice(none, i64, none)",
    "iterator.list(list(i64), i64)",
    "iterator.tuple(tuple(i64, float))",
    "iterator.tuple.1(tuple(i64, float))",
    "iterator.range.1(i64, i64)",
    "iterator.enumerate(iterator.list(list(i64), i64), i64)",
    "iterator.zip(iterator.object(object), iterator.object(object))",
};

static void test_names_read_back(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *cursor = names[i];
        const Type *type = type_parse(fixture->types, &cursor);
        if (!type)
            fail_msg("cannot read %s", names[i]);
        assert_string_equal(cursor, "");
        assert_string_equal(type_name(fixture->arena, type), names[i]);
        cursor = names[i];
        assert_ptr_equal(type_parse(fixture->types, &cursor), type);
        for (size_t k = 0; k < i; k++) {
            cursor = names[k];
            assert_ptr_not_equal(type_parse(fixture->types, &cursor), type);
        }
    }
}

static void test_bad_names(void **state) {
    static const char *const bad[] = {
        "",
        "int64",
        "np",
        "np.object",
        "np.int128",
        "list",
        "list()",
        "list(none)",
        "list(i64",
        "array(float64)",
        "array(float64, 65)",
        "array(float64, 2, dense)",
        "tuple(i64",
        "tuple(i64,)",
        "string(x)",
        "string(\"a",
        "iterator",
        "iterator.wat.0()",
        "symbol(numpy.sum)",
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *cursor = bad[i];
        if (type_parse(fixture->types, &cursor))
            fail_msg("read %s", bad[i]);
        assert_ptr_equal(cursor, bad[i]);
    }
    char deep[2000] = "";
    for (int i = 0; i < 300; i++)
        memcpy(deep + 5 * i, "list(", 6);
    const char *cursor = deep;
    assert_null(type_parse(fixture->types, &cursor));
}

static void test_interning(void **state) {
    Fixture *fixture = *state;
    TypeTable *table = fixture->types;
    assert_ptr_equal(type_array(table, DTYPE_FLOAT64, 2, true),
                     type_array(table, DTYPE_FLOAT64, 2, true));
    assert_ptr_not_equal(type_array(table, DTYPE_FLOAT64, 2, true),
                         type_array(table, DTYPE_FLOAT64, 2, false));
    Symbol sum = {.name = "sum", .qualified = "numpy.sum"}, other = sum;
    const Type *symbol = type_intern(table, &(Type){.kind = TYPE_SYMBOL, .symbol = &sum});
    assert_ptr_equal(type_intern(table, &(Type){.kind = TYPE_SYMBOL, .symbol = &sum}), symbol);
    assert_ptr_not_equal(type_intern(table, &(Type){.kind = TYPE_SYMBOL, .symbol = &other}),
                         symbol);
    assert_string_equal(type_name(fixture->arena, symbol), "symbol(numpy.sum)");
    /* Many types, so that the table grows; the items of a pattern may go afterwards. */
    const Type *kept[500];
    for (int i = 0; i < 500; i++) {
        const Type *item = i ? kept[i - 1] : type_simple(table, TYPE_I64);
        kept[i] = type_items(table, TYPE_TUPLE, &item, 1);
    }
    for (int i = 1; i < 500; i++) {
        assert_ptr_equal(type_items(table, TYPE_TUPLE, &kept[i - 1], 1), kept[i]);
        assert_ptr_equal(kept[i]->items[0], kept[i - 1]);
    }
}

static void test_leaves(void **state) {
    Fixture *fixture = *state;
    const char *text = "tuple(i64, tuple(int, none), slice(none, i64, none), range, string(\"x\"))";
    const Type *type = type_parse(fixture->types, &text);
    const Type *leaves[6];
    assert_int_equal(type_leaf_count(type), 6);
    assert_int_equal(type_leaves(type, leaves), 6);
    assert_int_equal(leaves[0]->kind, TYPE_I64);
    assert_int_equal(leaves[1]->kind, TYPE_INT);
    for (int i = 2; i < 6; i++)
        assert_int_equal(leaves[i]->kind, TYPE_I64);
    assert_false(type_is_leaf(type));
    assert_true(type_is_counted(leaves[1]));
    assert_false(type_is_counted(leaves[0]));
}

static void test_operations(void **state) {
    (void)state;
    for (int op = 0; op < OP_COUNT; op++) {
        const char *name = op_infos[op].name;
        assert_int_equal(op_by_name(name, (int)strlen(name)), op);
        assert_non_null(strchr(op_infos[op].signature, ':'));
        bool untyped = strncmp(name, "py.", 3) == 0;
        assert_int_equal(untyped, !!(op_infos[op].flags & OPF_UNTYPED));
        assert_int_equal(untyped, op_infos[op].lowering == LOWER_NEVER);
        assert_int_equal(op_infos[op].lowering == LOWER_ROUTED,
                         !!(op_infos[op].flags & OPF_ROUTED));
    }
    assert_int_equal(op_by_name("nothing", 7), OP_COUNT);
    assert_int_equal(op_by_name("", 0), OP_COUNT);
}

static const char routed_text[] = "fn f(array(float64, 1)) -> () line 1 {\n"
                                  "b0(%1:array(float64, 1)):\n"
                                  "    %2:np.float64 = np.std float64 %1 @9:4\n"
                                  "    %3:np.float64 = np.sum float64 %1 @8:4\n"
                                  "    %4:np.float64 = np.std float64 %1 @9:20\n"
                                  "    %5:object = const.none @7:1\n"
                                  "    %6:object = object.binary add %5, %5 @7:3\n"
                                  "    %7:object = object.iter %6 @5:3\n"
                                  "    %8:object = object.binary add %5, %5 @7:9\n"
                                  "    raised @9:1\n"
                                  "}\n";

static void test_routes(void **state) {
    Fn *fn = parse_or_fail(*state, routed_text);
    for (int route = ROUTE_PYTHON; route < ROUTE_COUNT; route++) {
        choose_routes(fn, (Route)route);
        const Block *block = fn->blocks.items[0];
        for (int i = 0; i < block->instructions.count; i++) {
            const Instruction *instruction = block->instructions.items[i];
            if (op_infos[instruction->op].flags & OPF_ROUTED)
                assert_in_range(instruction->route, ROUTE_PYTHON, route);
            else
                assert_int_equal(instruction->route, ROUTE_NONE);
        }
    }
    choose_routes(fn, ROUTE_PYTHON);
    SlowerRoute *slower;
    assert_int_equal(fn_slower_routes(fn, ROUTE_PYTHON, &slower), 0);
    assert_null(slower);
}

static void test_queries(void **state) {
    Fn *fn = parse_or_fail(*state, routed_text);
    int *lines;
    assert_int_equal(fn_boxed_lines(fn, &lines), 2);
    assert_int_equal(lines[0], 5);
    assert_int_equal(lines[1], 7);
    choose_routes(fn, ROUTE_PYTHON);
    SlowerRoute *slower;
    assert_int_equal(fn_slower_routes(fn, ROUTE_CAPI, &slower), 2);
    assert_string_equal(slower[0].name, "np.sum");
    assert_int_equal(slower[0].line, 8);
    assert_string_equal(slower[1].name, "np.std");
    assert_int_equal(slower[1].line, 9);
    assert_int_equal(slower[1].taken, ROUTE_PYTHON);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_names_read_back), TEST(test_bad_names), TEST(test_interning), TEST(test_leaves),
        TEST(test_operations),      TEST(test_routes),    TEST(test_queries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
