/* check(): each invariant broken once, and told by its message. */
#include "ir_text.h"

#include <ir/passes.h>

typedef struct Case {
    const char *text, *message;
} Case;

static void assert_refused(void **state, const Case *cases, size_t count, bool owned) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < count; i++) {
        Error error = {0};
        Fn *fn = parse_or_fail(fixture, cases[i].text);
        if (check(fn, owned, &error) == 0)
            fail_msg("accepted: %s", cases[i].text);
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(error.stage, STAGE_IR);
    }
}

#define COUNT(cases) (sizeof(cases) / sizeof *(cases))

static void test_blocks(void **state) {
    static const Case cases[] = {
        {"fn f() -> () {\n}", "the function has no blocks"},
        {"fn f() -> () {\nb0:\n}", "in b0: it is empty"},
        {"fn f() -> () {\nb0:\n poll\n}",
         "in b0, instruction 1, poll: the block does not end in a terminator"},
        {"fn f() -> (none) {\nb0:\n return 0\n poll\n raised\n}",
         "in b0, instruction 1, return: a terminator before the block's end"},
        {"fn f(i64) -> () {\nb0:\n raised\n}", "in b0: parameter 1 is not leaf 1 of argument 1"},
        {"fn f(tuple(i64, int)) -> () {\nb0(%1:i64, %2:i64):\n raised\n}",
         "in b0: parameter 2 is not leaf 2 of argument 1"},
        {"fn f() -> () {\nb0(%1:i64):\n raised\n}",
         "in b0: 1 parameters, but the arguments have 0 leaves"},
        {"fn f() -> () {\nb0:\n jump b0\n}",
         "in b0, instruction 1, jump: edge 1 leads to the entry"},
    };
    assert_refused(state, cases, COUNT(cases), false);
}

static void test_operations(void **state) {
    static const Case cases[] = {
        {"fn f() -> () {\nb0:\n %1:i64 = py.none\n raised\n}",
         "in b0, instruction 1, py.none: it belongs to the other stage"},
        {"untyped fn f() -> () {\nb0:\n raised\n}",
         "in b0, instruction 1, raised: it belongs to the other stage"},
        {"fn f(i64) -> () {\nb0(%1:i64):\n %2:i64 = i64.add %1\n raised\n}",
         "in b0, instruction 1, i64.add: operand 2 is missing"},
        {"fn f(i64) -> () {\nb0(%1:i64):\n %2:i64 = i64.invert %1, %1\n raised\n}",
         "in b0, instruction 1, i64.invert: 2 operands, but 1 are due"},
        {"fn f(float) -> () {\nb0(%1:float):\n %2:i64 = i64.invert %1\n raised\n}",
         "in b0, instruction 1, i64.invert: operand 1 is of type float, its signature says 'i'"},
        {"fn f(i64) -> () {\nb0(%1:i64):\n %2:float = i64.invert %1\n raised\n}",
         "in b0, instruction 1, i64.invert: its result is of type float, its signature says 'i'"},
        {"fn f(i64) -> () {\nb0(%1:i64):\n i64.invert %1\n raised\n}",
         "in b0, instruction 1, i64.invert: its result is missing"},
        {"fn f() -> () {\nb0:\n %1:i64 = poll\n raised\n}",
         "in b0, instruction 1, poll: it has no result"},
        {"fn f(object) -> () {\nb0(%1:object):\n %2:bool = object.is 0 %1 unwind(%1)\n raised\n}",
         "in b0, instruction 1, object.is: it has an unwind list but no way out of the function"},
        {"fn f(tuple(i64, float)) -> () {\nb0(%1:i64, %2:float):\n"
         " %3:bool = const.bool true\n %4:i64 = select %3, %1, %2\n raised\n}",
         "in b0, instruction 2, select: it chooses between values of another type than its "
         "result's"},
        {"fn f(int) -> () {\nb0(%1:int):\n %3:bool = const.bool true\n"
         " %4:int = select %3, %1, %1\n raised\n}",
         "in b0, instruction 2, select: its type is counted"},
        {"fn f(np.int8, np.int16) -> () {\nb0(%1:np.int8, %2:np.int16):\n"
         " %3:np.int8 = scalar.add %1, %2\n raised\n}",
         "in b0, instruction 1, scalar.add: its operands are of different dtypes"},
        {"fn f(list(int), float) -> () {\nb0(%1:list(int), %2:float):\n"
         " list.append 1 %1, %2\n raised\n}",
         "in b0, instruction 1, list.append: its operand is not of the list's element type"},
        {"fn f(list(int), i64) -> () {\nb0(%1:list(int), %2:i64):\n"
         " %3:i64 = list.get 1 %1, %2\n raised\n}",
         "in b0, instruction 1, list.get: its result is not of the list's element type"},
        {"fn f(i64) -> () {\nb0(%1:i64):\n retain %1\n raised\n}",
         "in b0, instruction 1, retain: its operand is not counted"},
        {"fn f() -> () {\nb0:\n return 0\n}",
         "in b0, instruction 1, return: the function has no result type 0"},
        {"fn f(i64) -> (tuple(i64, i64)) {\nb0(%1:i64):\n return 0 %1\n}",
         "in b0, instruction 1, return: 1 leaves, but tuple(i64, i64) has 2"},
        {"fn f(i64) -> (float) {\nb0(%1:i64):\n return 0 %1\n}",
         "in b0, instruction 1, return: leaf 1 is of type i64, not float"},
    };
    assert_refused(state, cases, COUNT(cases), false);
}

static void test_edges(void **state) {
    static const Case cases[] = {
        {"fn f(bool) -> () {\nb0(%1:bool):\n branch %1 -> b1\nb1:\n raised\n}",
         "in b0, instruction 1, branch: 1 edges, but 2 are due"},
        {"fn f(bool) -> () {\nb0(%1:bool):\n poll b1\n jump b1\nb1:\n raised\n}",
         "in b0, instruction 1, poll: a terminator before the block's end"},
        {"fn f(bool) -> () {\nb0(%1:bool):\n poll b1\nb1:\n raised\n}",
         "in b0, instruction 1, poll: 1 edges, but 0 are due"},
        {"fn f(bool) -> () {\nb0(%1:bool):\n poll b1, b1, b1\nb1:\n raised\n}",
         "in b0, instruction 1, poll: 3 edges, but 2 are due"},
        {"fn f(int) -> () {\nb0(%1:int):\n poll b1, b1 unwind(%1)\nb1:\n raised\n}",
         "in b0, instruction 1, poll: it has an unwind list but no way out of the function"},
        {"fn f(i64) -> () {\nb0(%1:i64):\n jump b1\nb1(%2:i64):\n raised\n}",
         "in b0, instruction 1, jump: edge 1 has 0 arguments, b1 has 1 parameters"},
        {"fn f(i64) -> () {\nb0(%1:i64):\n jump b1(%1)\nb1(%2:int):\n raised\n}",
         "in b0, instruction 1, jump: argument 1 of edge 1 is of type i64, the parameter of int"},
    };
    assert_refused(state, cases, COUNT(cases), false);
}

static void test_dominance(void **state) {
    static const Case cases[] = {
        {"fn f() -> (i64) {\nb0:\n %1:i64 = i64.invert %2\n %2:i64 = const.i64 0\n"
         " return 0 %1\n}",
         "in b0, instruction 1, i64.invert: %2 is used before it is defined"},
        {"fn f(bool) -> (i64) {\nb0(%1:bool):\n branch %1 -> b1, b2\nb1:\n"
         " %2:i64 = const.i64 0\n jump b2\nb2:\n return 0 %2\n}",
         "in b2, instruction 1, return: %2 is defined in b1, which does not dominate this"},
        {"fn f() -> (i64) {\nb0:\n return 0 %2\nb1:\n %2:i64 = const.i64 0\n raised\n}",
         "in b0, instruction 1, return: %2 is defined in unreachable b1"},
        {"fn f(i64) -> (i64) {\nb0(%1:i64):\n %2:i64 = i64.add_checked %1, %1 -> b1, b2\n"
         "b1:\n return 0 %2\nb2:\n return 0 %2\n}",
         "in b2, instruction 1, return: %2 exists only on the first edge of b0"},
        {"fn f(i64) -> (i64) {\nb0(%1:i64):\n %2:i64 = i64.add_checked %1, %1 -> b1(%1), b1(%2)\n"
         "b1(%3:i64):\n return 0 %3\n}",
         "in b0, instruction 1, i64.add_checked: %2 is used before it is defined"},
        {"fn f(i64) -> (i64) {\nb0(%1:i64):\n %2:i64 = i64.add_checked %2, %1 -> b1, b1\n"
         "b1:\n return 0 %1\n}",
         "in b0, instruction 1, i64.add_checked: %2 is used before it is defined"},
        {"fn f(i64) -> (i64) {\nb0(%1:i64):\n %2:i64 = i64.add_checked %1, %1 -> b1, b1\n"
         "b1:\n return 0 %2\n}",
         "in b1, instruction 1, return: %2 exists only on the first edge of b0"},
        {"fn f(i64) -> (none) {\nb0(%1:i64):\n %2:int = i64.to_int %1 unwind(%2)\n return 0\n}",
         "in b0, instruction 1, i64.to_int: %2 is used before it is defined"},
    };
    assert_refused(state, cases, COUNT(cases), false);
}

/* What holds on the first edge also holds in the loop that only it leads into. */
static void test_result_in_loop(void **state) {
    Fixture *fixture = *state;
    Error error = {0};
    Fn *fn = parse_or_fail(fixture, "fn f(i64, bool) -> (i64) {\nb0(%1:i64, %2:bool):\n"
                                    " %3:i64 = i64.add_checked %1, %1 -> b1, b2\n"
                                    "b1:\n branch %2 -> b1, b3\n"
                                    "b2:\n return 0 %1\nb3:\n return 0 %3\n}");
    if (check(fn, true, &error))
        fail_msg("%s", error.message);
}

/* Damage that no text can express. */
static void test_structure(void **state) {
    static const char text[] = "fn f(i64) -> (i64) {\nb0(%1:i64):\n %2:i64 = i64.invert %1\n"
                               " jump b1\nb1:\n return 0 %2\n}";
    Fixture *fixture = *state;
    Error error = {0};

    Fn *fn = parse_or_fail(fixture, text);
    fn->values.items[2].definition = NULL;
    assert_int_equal(check(fn, false, &error), -1);
    assert_string_equal(error.message,
                        "in b0, instruction 1, i64.invert: %2 is recorded as defined elsewhere");

    fn = parse_or_fail(fixture, text);
    fn->blocks.items[1]->id = 0;
    assert_int_equal(check(fn, false, &error), -1);
    assert_string_equal(error.message, "in b0: it is block 1 of the function");

    fn = parse_or_fail(fixture, text);
    fn->blocks.items[0]->instructions.items[0]->operands[0] = 77;
    assert_int_equal(check(fn, false, &error), -1);
    assert_string_equal(error.message,
                        "in b0, instruction 1, i64.invert: operand 1 is no value (%77)");

    fn = parse_or_fail(fixture, text);
    fn->blocks.items[0]->instructions.items[0]->op = OP_COUNT;
    assert_int_equal(check(fn, false, &error), -1);
    assert_non_null(strstr(error.message, "unknown operation"));
}

static void test_owned(void **state) {
    static const Case cases[] = {
        {"fn f(int) -> (none) {\nb0(%1:int):\n return 0\n}",
         "in b0, instruction 1, return: %1 is still owned"},
        {"fn f(int) -> (none) {\nb0(%1:int):\n release %1\n release %1\n return 0\n}",
         "in b0, instruction 2, release: it uses %1, which is not owned here"},
        {"fn f(int) -> (tuple(int, int)) {\nb0(%1:int):\n return 0 %1, %1\n}",
         "in b0, instruction 1, return: it gives up %1, which is not owned here"},
        {"fn f(int) -> (bool) {\nb0(%1:int):\n release %1\n %2:bool = int.to_bool %1\n"
         " return 0 %2\n}",
         "in b0, instruction 2, int.to_bool: it uses %1, which is not owned here"},
        {"fn f(int) -> (int) {\nb0(%1:int):\n %2:int = int.neg %1 unwind(%1)\n"
         " return 0 %2\n}",
         "in b0, instruction 2, return: %1 is still owned"},
        {"fn f(int) -> (int) {\nb0(%1:int):\n poll\n return 0 %1\n}",
         "in b0, instruction 1, poll: its unwind list lacks %1"},
        {"fn f(int) -> (int) {\nb0(%1:int):\n poll unwind(%1, %1)\n return 0 %1\n}",
         "in b0, instruction 1, poll: its unwind list has %1, which is not owned here"},
        {"fn f(i64) -> (i64) {\nb0(%1:i64):\n poll unwind(%1)\n return 0 %1\n}",
         "in b0, instruction 1, poll: its unwind list has %1, which is not counted"},
        {"fn f(int, bool) -> (none) {\nb0(%1:int, %2:bool):\n branch %2 -> b1, b2\n"
         "b1:\n release %1\n jump b2\nb2:\n release %1\n return 0\n}",
         "in b1, instruction 2, jump: edge 1 brings %1 owned 0 times to b2, another edge 1 times"},
        {"fn f(int, bool) -> (none) {\nb0(%1:int, %2:bool):\n branch %2 -> b1, b2\n"
         "b1:\n release %1\n jump b3\nb2:\n jump b3\nb3:\n return 0\n}",
         "in b2, instruction 1, jump: edge 1 brings %1 owned to b3, another edge does not"},
        {"fn f(int, bool) -> (none) {\nb0(%1:int, %2:bool):\n jump b1(%1)\n"
         "b1(%3:int):\n jump b1(%1)\n}",
         "in b1, instruction 1, jump: it gives up %1, which is not owned here"},
        {"fn f(bool, i64, i64) -> (i64) {\nb0(%1:bool, %2:i64, %3:i64):\n"
         " branch %1 -> b1(%2), b1(%3)\nb1(%4:i64):\n return 0 %4\n}",
         "in b0, instruction 1, branch: its edges lead to b1 with different arguments"},
        {"fn f(object, i64, i64) -> (i64) {\nb0(%1:object, %2:i64, %3:i64):\n"
         " %4:object = object.next %1 -> b1, b2(%2), b2(%3)\nb1:\n raised\n"
         "b2(%5:i64):\n return 0 %5\n}",
         "in b0, instruction 1, object.next: its edges lead to b2 with different arguments"},
        {"fn f(int) -> (none) {\nb0(%1:int):\n %2:int = int.neg %1 -> b1, b2\n"
         "b1:\n release %1\n release %2\n return 0\nb2:\n return 0\n}",
         "in b2, instruction 1, return: %1 is still owned"},
    };
    assert_refused(state, cases, COUNT(cases), true);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_blocks),         TEST(test_operations), TEST(test_edges), TEST(test_dominance),
        TEST(test_result_in_loop), TEST(test_structure),  TEST(test_owned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
