/* infer() and native(), fed from untyped text: which versions come to be, what they return, what is
 * raised, which arrays vanish. */
#include "ir_text.h"

#include <ir/passes.h>

/* ---- helpers ---- */

enum { ARGUMENTS_MOST = 4 };

static Fn *infer_text(Fixture *fixture, const char *text, const char *argument_types) {
    const Type *types[ARGUMENTS_MOST];
    int count = 0;
    for (const char *cursor = argument_types; *cursor != '\0' && count < ARGUMENTS_MOST;) {
        types[count] = type_parse(fixture->types, &cursor);
        assert_non_null(types[count++]);
        cursor += strspn(cursor, "; ");
    }
    Error error = {0};
    Fn *typed = NULL;
    if (infer(parse_or_fail(fixture, text), types, count, &typed, &error) != 0) {
        fail_msg("%s", error.message);
    }
    if (check(typed, false, &error) != 0) {
        fail_msg("%s\n%s", error.message, printed(fixture, typed));
    }
    simplify(typed);
    return typed;
}

static const char *checked_text(Fixture *fixture, Fn *fn) {
    Error error = {0};
    const char *text = printed(fixture, fn);
    if (check(fn, false, &error) != 0) {
        fail_msg("%s\n%s", error.message, text);
    }
    return text;
}

static const char *inferred(void **state, const char *text, const char *argument_types) {
    return checked_text(*state, infer_text(*state, text, argument_types));
}

static const char *made_native(void **state, const char *text, const char *argument_types) {
    Fn *fn = infer_text(*state, text, argument_types);
    ranges(fn);
    simplify(fn);
    native(fn);
    simplify(fn);
    return checked_text(*state, fn);
}

/* ---- versions ---- */

/* t = 0; for i in range(n): t += x; return t */
static const char accumulate[] = "untyped fn total(untyped, untyped) -> () line 1 {\n"
                                 "b0(%1 'n', %2 'x'):\n"
                                 "    %5 = py.int \"0\"\n"
                                 "    %3 't' = py.move %5\n"
                                 "    %6 = py.symbol callable \"builtins.range\"\n"
                                 "    %7 = py.load %1\n"
                                 "    %8 = py.call 1 \"\" %6, %7\n"
                                 "    %9 = py.iter %8\n"
                                 "    py.jump b1\n"
                                 "b1:\n"
                                 "    py.poll\n"
                                 "    %10 = py.next %9 -> b2, b3\n"
                                 "b2:\n"
                                 "    %4 'i' = py.move %10\n"
                                 "    %12 = py.load %3\n"
                                 "    %13 = py.load %2\n"
                                 "    %11 = py.inplace add %12, %13\n"
                                 "    %3 't' = py.move %11\n"
                                 "    py.jump b1\n"
                                 "b3:\n"
                                 "    %14 = py.load %3\n"
                                 "    py.return %14\n"
                                 "}\n";

/* An int when the loop runs zero times, a float otherwise; no exact ints anywhere. */
static void test_int_then_float(void **state) {
    const char *text = inferred(state, accumulate, "small; float");
    assert_has(text, "-> (float, i64)");
    assert_has(text, "float.add");
    assert_lacks(text, "int.add");
    assert_lacks(text, "object");
}

static void test_int_then_numpy_scalar(void **state) {
    const char *text = inferred(state, accumulate, "small; np.float64");
    assert_has(text, "-> (np.float64, i64)");
    assert_has(text, "scalar.add");
}

/* Raw until it overflows, exact from there on: two loops, not more. */
static void test_overflow_goes_on_exactly(void **state) {
    const char *text = inferred(state, accumulate, "small; i64");
    assert_has(text, "-> (i64, int)");
    assert_has(text, "i64.add_checked");
    assert_has(text, "int.add");
    int loops = 0;
    for (const char *at = text; (at = strstr(at, "poll")) != NULL; at++) {
        loops++;
    }
    assert_int_equal(loops, 2);
}

static void test_exact_from_the_start(void **state) {
    const char *text = inferred(state, accumulate, "small; int");
    assert_has(text, "-> (int, i64)");
    assert_lacks(text, "i64.add_checked");
}

static void test_unknown_type_is_boxed(void **state) {
    assert_has(inferred(state, accumulate, "small; object"), "object.inplace add");
}

/* for i in range(n): pass; return i */
static void test_unbound_after_zero_turns(void **state) {
    const char *text = inferred(state,
                                "untyped fn last(untyped) -> () line 1 {\n"
                                "b0(%1 'n'):\n"
                                "    %3 = py.symbol callable \"builtins.range\"\n"
                                "    %4 = py.load %1\n"
                                "    %5 = py.call 1 \"\" %3, %4\n"
                                "    %6 = py.iter %5\n"
                                "    py.jump b1\n"
                                "b1:\n"
                                "    py.poll\n"
                                "    %7 = py.next %6 -> b2, b3\n"
                                "b2:\n"
                                "    %2 'i' = py.move %7\n"
                                "    py.jump b1\n"
                                "b3:\n"
                                "    %8 = py.load %2\n"
                                "    py.return %8\n"
                                "}\n",
                                "small");
    assert_has(text, "raise.unbound \"i\"");
    assert_has(text, "-> (i64)");
}

/* ---- structured values ---- */

/* a, b = b, a; return a - b */
static void test_tuples_cost_nothing(void **state) {
    Fixture *fixture = *state;
    Fn *fn = infer_text(fixture,
                        "untyped fn swap(untyped, untyped) -> () line 1 {\n"
                        "b0(%1 'a', %2 'b'):\n"
                        "    %3 = py.load %2\n"
                        "    %4 = py.load %1\n"
                        "    %5 = py.tuple %3, %4\n"
                        "    %6 = py.unpack 2 %5\n"
                        "    %7 = py.item 0 %6\n"
                        "    %1 = py.move %7\n"
                        "    %8 = py.item 1 %6\n"
                        "    %2 = py.move %8\n"
                        "    %9 = py.load %1\n"
                        "    %10 = py.load %2\n"
                        "    %11 = py.binary subtract %9, %10\n"
                        "    py.return %11\n"
                        "}\n",
                        "float; float");
    assert_prints(fixture, fn,
                  "fn swap(float, float) -> (float) line 1 {\n"
                  "b0.entry(%1:float 'a', %2:float 'b'):\n"
                  "    %5:float = float.sub %2, %1\n"
                  "    return 0 %5\n"
                  "}\n");
}

/* ---- lists ---- */

/* xs = []; xs.append(a); xs.append(b); return xs */
static const char collect[] = "untyped fn collect(untyped, untyped) -> () line 1 {\n"
                              "b0(%1 'a', %2 'b'):\n"
                              "    %4 = py.list\n"
                              "    %3 'xs' = py.move %4\n"
                              "    %5 = py.load %3\n"
                              "    %6 = py.load %1\n"
                              "    %7 = py.method 1 \"append\" %5, %6\n"
                              "    %8 = py.load %3\n"
                              "    %9 = py.load %2\n"
                              "    %10 = py.method 1 \"append\" %8, %9\n"
                              "    %11 = py.load %3\n"
                              "    py.return %11\n"
                              "}\n";

static void test_list_takes_the_type_put_in(void **state) {
    assert_has(inferred(state, collect, "i64; int"), "-> (list(int))");
    assert_has(inferred(state, collect, "float; float"), "-> (list(float))");
}

static void test_list_of_mixed_items_knows_what_they_are(void **state) {
    const char *text = inferred(state, collect, "i64; float");
    assert_has(text, "-> (list(object(int, float)))");
    assert_has(text, "box.float");
    assert_has(text, "list.append 2");
}

/* ---- operators ---- */

static void test_division_asks_cpython_to_raise(void **state) {
    const char *text = inferred(state,
                                "untyped fn divide(untyped, untyped) -> () line 1 {\n"
                                "b0(%1 'a', %2 'b'):\n"
                                "    %3 = py.load %1\n"
                                "    %4 = py.load %2\n"
                                "    %5 = py.binary true_divide %3, %4\n"
                                "    py.return %5\n"
                                "}\n",
                                "float; float");
    assert_has(text, "float.div");
    assert_has(text, "object.binary true_divide");
    assert_has(text, "raised");
}

static void test_missing_name(void **state) {
    assert_has(inferred(state,
                        "untyped fn f() -> () line 1 {\n"
                        "b0:\n"
                        "    %1 = py.symbol missing \"nowhere\"\n"
                        "    py.return %1\n"
                        "}\n",
                        ""),
               "raise.missing \"nowhere\"");
}

/* ---- native ---- */

/* return np.<reduction>(np.array([i, j])) */
static const char *reduction(Fixture *fixture, const char *name) {
    return arena_format(fixture->arena,
                        "untyped fn small(untyped, untyped) -> () line 1 {\n"
                        "b0(%%1 'i', %%2 'j'):\n"
                        "    %%3 = py.symbol callable \"numpy.%s\"\n"
                        "    %%4 = py.symbol callable \"numpy.array\"\n"
                        "    %%5 = py.load %%1\n"
                        "    %%6 = py.load %%2\n"
                        "    %%7 = py.display %%5, %%6\n"
                        "    %%8 = py.call 1 \"\" %%4, %%7\n"
                        "    %%9 = py.call 1 \"\" %%3, %%8\n"
                        "    py.return %%9\n"
                        "}\n",
                        name);
}

static void test_native_leaves_no_array(void **state) {
    static const char *const names[] = {"sum", "prod", "max", "min", "mean"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        const char *text = made_native(state, reduction(*state, names[k]), "i64; i64");
        assert_lacks(text, "np.array");
    }
    assert_has(made_native(state, reduction(*state, "sum"), "i64; i64"), "native.add");
}

/* A float sum that is not finite warns: the array is made for it then, and only then. */
static void test_native_float_sum_may_warn(void **state) {
    const char *text = made_native(state, reduction(*state, "sum"), "float; float");
    assert_has(text, "native.is_finite");
    const char *cold = strstr(text, "not.finite cold");
    assert_non_null(cold);
    assert_true(strstr(text, "np.array") > cold);
}

/* Which zero NumPy's loops give for 0.0 and -0.0 is theirs to say. */
static void test_native_leaves_float_extremes_to_numpy(void **state) {
    assert_has(made_native(state, reduction(*state, "max"), "float; float"), "np.array");
}

static void test_native_keeps_what_leaves(void **state) {
    assert_has(made_native(state,
                           "untyped fn made(untyped) -> () line 1 {\n"
                           "b0(%1 'i'):\n"
                           "    %2 = py.symbol callable \"numpy.array\"\n"
                           "    %3 = py.load %1\n"
                           "    %4 = py.display %3, %3\n"
                           "    %5 = py.call 1 \"\" %2, %4\n"
                           "    py.return %5\n"
                           "}\n",
                           "i64"),
               "np.array int64");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_int_then_float, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_int_then_numpy_scalar, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_overflow_goes_on_exactly, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_exact_from_the_start, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_unknown_type_is_boxed, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_unbound_after_zero_turns, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_tuples_cost_nothing, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_list_takes_the_type_put_in, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_list_of_mixed_items_knows_what_they_are,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_division_asks_cpython_to_raise, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_missing_name, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_native_leaves_no_array, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_native_float_sum_may_warn, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_native_leaves_float_extremes_to_numpy, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_native_keeps_what_leaves, fixture_set_up,
                                        fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
