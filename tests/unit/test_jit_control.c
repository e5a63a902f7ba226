/* Control flow and exceptions in compiled code: loops through block parameters, edges that meet,
 * what is released on the way out and in which order, the line that is reported, polling. */
#include "jit_harness.h"

/* ---- loops and edges ---- */

static void test_loop(void **state) {
    static const char text[] = "fn f(i64) -> (tuple(i64, i64)) file \"t.py\" line 1 {\n"
                               "b0(%1:i64):\n"
                               "    %2:i64 = const.i64 0\n"
                               "    %3:i64 = const.i64 1\n"
                               "    jump b1(%2, %2, %3)\n"
                               "b1.for.head(%4:i64 'i', %5:i64 'a', %6:i64 'b'):\n"
                               "    poll\n"
                               "    %7:bool = i64.compare less %4, %1\n"
                               "    branch %7 -> b2, b3\n"
                               "b2.for.body:\n"
                               "    %8:i64 = i64.add %5, %6\n"
                               "    %9:i64 = i64.add %4, %3\n"
                               "    jump b1(%9, %6, %8)\n" /* a, b = b, a + b: phis swap */
                               "b3:\n"
                               "    return 0 %5, %6\n"
                               "}\n";
    for (int level = 0; level <= 3; level++) {
        NpjitSlot argument = {.i = 50}, r[3];
        assert_int_equal(
            run_text(*state, text, (JitOptions){.opt_level = level}, NULL, &argument, r), 0);
        assert_int_equal(r[1].i, 12586269025);
        assert_int_equal(r[2].i, 20365011074);
    }
}

/* Blocks in an order in which uses are written before definitions. */
static void test_blocks_in_any_order(void **state) {
    static const char text[] = "fn f(i64) -> (i64) file \"t.py\" line 1 {\n"
                               "b0(%1:i64):\n"
                               "    jump b2\n"
                               "b1:\n"
                               "    %2:i64 = i64.add %3, %3\n"
                               "    return 0 %2\n"
                               "b2:\n"
                               "    %3:i64 = i64.add %1, %1\n"
                               "    jump b1\n"
                               "b3.unreachable:\n"
                               "    jump b1\n"
                               "}\n";
    NpjitSlot argument = {.i = 3}, r[2];
    assert_int_equal(run_text(*state, text, (JitOptions){0}, NULL, &argument, r), 0);
    assert_int_equal(r[1].i, 12);
}

static void test_both_edges_to_one_block(void **state) {
    static const char text[] = "fn f(bool, i64, i64) -> (i64) file \"t.py\" line 1 {\n"
                               "b0(%1:bool, %2:i64, %3:i64):\n"
                               "    branch %1 -> b1(%2), b1(%3)\n"
                               "b1(%4:i64):\n"
                               "    branch %1 -> b2, b2\n"
                               "b2:\n"
                               "    return 0 %4\n"
                               "}\n";
    for (int truth = 0; truth < 2; truth++) {
        NpjitSlot arguments[] = {{.i = truth}, {.i = 10}, {.i = 20}}, r[2];
        assert_int_equal(run_text(*state, text, (JitOptions){0}, NULL, arguments, r), 0);
        assert_int_equal(r[1].i, truth ? 10 : 20);
    }
}

/* The entry may be the head of a loop. */
static void test_loop_to_the_entry(void **state) {
    static const char text[] = "fn f(i64) -> (i64) file \"t.py\" line 1 {\n"
                               "b0(%1:i64):\n"
                               "    %2:i64 = const.i64 1\n"
                               "    %3:i64 = i64.sub %1, %2\n"
                               "    %4:bool = i64.compare greater %3, %2\n"
                               "    branch %4 -> b0(%3), b1\n"
                               "b1:\n"
                               "    return 0 %3\n"
                               "}\n";
    NpjitSlot argument = {.i = 9}, r[2];
    assert_int_equal(run_text(*state, text, (JitOptions){.opt_level = 1}, NULL, &argument, r), 0);
    assert_int_equal(r[1].i, 1);
}

static void test_results_of_several_types(void **state) {
    static const char text[] = "fn f(bool) -> (none, tuple(bool, float), object) file \"t.py\" "
                               "line 1 {\n"
                               "b0(%1:bool):\n"
                               "    branch %1 -> b1, b2\n"
                               "b1:\n"
                               "    %2:float = const.float 0x1p+1\n"
                               "    return 1 %1, %2\n"
                               "b2:\n"
                               "    return 0\n"
                               "}\n";
    NpjitSlot argument = {.i = 1}, r[3];
    assert_int_equal(run_text(*state, text, (JitOptions){0}, NULL, &argument, r), 0);
    assert_int_equal(r[0].i, 1);
    assert_int_equal(r[1].i, 1);
    assert_true(r[2].d == 2.0);
    argument.i = 0;
    assert_int_equal(run_text(*state, text, (JitOptions){0}, NULL, &argument, r), 0);
    assert_int_equal(r[0].i, 0);
}

/* ---- exceptions ---- */

/* On a loop, though it never comes round, since only there thunks are inlined. */
static const char raising_text[] =
    "fn f(int, list(int), object, bool) -> (int) file \"t.py\" line 1 {\n"
    "b0(%1:int, %2:list(int), %3:object, %8:bool):\n"
    "    jump b1\n"
    "b1:\n"
    "    %4:int = int.add %1, %1 unwind(%3, %2, %1) @2:3\n"
    "    %5:int = int.add %4, %1 unwind(%3, %2, %1, %4) @3:3\n"
    "    %6:int = int.add %5, %1 unwind(%3, %2, %1, %4, %5) @4:3\n"
    "    release %2\n"
    "    %7:int = int.add %6, %1 unwind(%1, %3, %6) @5:3\n"
    "    retain %7\n"
    "    release %3\n"
    "    branch %8 -> b1, b2\n"
    "b2:\n"
    "    return 0 %7\n"
    "}\n";

static void test_unwinding(void **state) {
    static const struct {
        int fail_at, line;
        const char *log;
    } rows[] = {
        {1, 2, "release_int(1) release_list(list) release_object(object) "},
        {2, 3, "release_int(2) release_int(1) release_list(list) release_object(object) "},
        {3, 4,
         "release_int(3) release_int(2) release_int(1) release_list(list) release_object(object) "},
        {4, 5, "release_list(list) release_int(4) release_object(object) release_int(1) "},
        {0, 0, "release_list(list) retain_int(5) release_object(object) "},
    };
    for (int variant = 0; variant < 8; variant++) {
        JitOptions options = {.opt_level = variant % 4, .inline_thunks = variant >= 4};
        JitCode *code = compile_text(*state, raising_text, options);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            NpjitContext context = {0};
            NpjitSlot arguments[] = {{.n = 1},
                                     {.p = FAKE_OBJECT("list")},
                                     {.p = FAKE_OBJECT("object")},
                                     {.i = 0}},
                      r[2];
            npjit_fake_reset();
            npjit_fake.fail_at = rows[i].fail_at;
            int status = jit_entry(code)(&context, arguments, r);
            assert_int_equal(status, rows[i].fail_at ? -1 : 0);
            assert_int_equal(context.error_line, rows[i].line);
            assert_string_equal(npjit_fake.log, rows[i].log);
            if (!rows[i].fail_at)
                assert_int_equal(r[1].n, 5);
        }
        jit_free(code);
    }
}

static void test_raise(void **state) {
    static const char text[] = "fn f(int) -> (int) file \"t.py\" line 1 {\n"
                               "b0(%1:int):\n"
                               "    raise.unbound \"total\" unwind(%1) @7:1\n"
                               "    raised unwind(%1) @8:1\n"
                               "}\n";
    NpjitContext context = {0};
    NpjitSlot argument = {.n = 5}, r[2];
    npjit_fake_reset();
    assert_int_equal(run_text(*state, text, (JitOptions){0}, &context, &argument, r), -1);
    assert_string_equal(npjit_fake.log, "unbound(total) release_int(5) ");
    assert_int_equal(context.error_line, 7);
}

/* `raised` after something that did not raise, against its promise. */
static void test_raised_after_all(void **state) {
    static const char text[] = "fn f(int) -> (int) file \"t.py\" line 1 {\n"
                               "b0(%1:int):\n"
                               "    raised unwind(%1) @8:1\n"
                               "}\n";
    NpjitContext context = {0};
    NpjitSlot argument = {.n = 5}, r[2];
    npjit_fake_reset();
    assert_int_equal(run_text(*state, text, (JitOptions){0}, &context, &argument, r), -1);
    assert_string_equal(npjit_fake.log, "raised release_int(5) ");
    assert_int_equal(context.error_line, 8);
}

/* ---- polling ---- */

static const char polling_text[] = "fn f(i64, int) -> (i64) file \"t.py\" line 1 {\n"
                                   "b0(%1:i64, %2:int):\n"
                                   "    jump b1(%1)\n"
                                   "b1(%3:i64):\n"
                                   "    poll unwind(%2) @3:5\n"
                                   "    %4:i64 = const.i64 1\n"
                                   "    %5:i64 = i64.sub %3, %4\n"
                                   "    %6:bool = i64.to_bool %5\n"
                                   "    branch %6 -> b1(%5), b2\n"
                                   "b2:\n"
                                   "    release %2\n"
                                   "    return 0 %5\n"
                                   "}\n";

static void test_poll(void **state) {
    for (int level = 0; level <= 3; level++) {
        JitOptions options = {.opt_level = level, .inline_thunks = level % 2};
        JitCode *code = compile_text(*state, polling_text, options);
        static const struct {
            int interrupted, fail_at, status, line;
            const char *log;
        } rows[] = {
            {0, 0, 0, 0, "release_int(3) "},
            {1, 0, 0, 0, "poll release_int(3) "}, /* a handler ran and did not raise */
            {1, 1, -1, 3, "poll release_int(3) "},
        };
        for (int i = 0; i < 3; i++) {
            NpjitContext context = {.interrupted = rows[i].interrupted};
            NpjitSlot arguments[] = {{.i = 1000}, {.n = 3}}, r[2];
            npjit_fake_reset();
            npjit_fake.fail_at = rows[i].fail_at;
            assert_int_equal(jit_entry(code)(&context, arguments, r), rows[i].status);
            assert_int_equal(context.error_line, rows[i].line);
            assert_string_equal(npjit_fake.log, rows[i].log);
        }
        jit_free(code);
    }
}

/* ---- iteration over objects ---- */

static void test_object_iteration(void **state) {
    static const char text[] = "fn f(object) -> (i64) file \"t.py\" line 1 {\n"
                               "b0(%1:object):\n"
                               "    %2:i64 = const.i64 0\n"
                               "    %3:i64 = const.i64 1\n"
                               "    jump b1(%2)\n"
                               "b1(%4:i64):\n"
                               "    %5:object = object.next %1 -> b2(%5), b3 unwind(%1) @4:2\n"
                               "b2(%6:object):\n"
                               "    release %6\n"
                               "    %7:i64 = i64.add %4, %3\n"
                               "    jump b1(%7)\n"
                               "b3:\n"
                               "    release %1\n"
                               "    return 0 %4\n"
                               "}\n";
    for (int level = 0; level <= 2; level++) {
        JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = level});
        NpjitContext context = {0};
        NpjitSlot argument = {.p = FAKE_OBJECT("it")}, r[2];
        npjit_fake_reset();
        npjit_fake.items = 2;
        assert_int_equal(jit_entry(code)(&context, &argument, r), 0);
        assert_int_equal(r[1].i, 2);
        assert_string_equal(npjit_fake.log,
                            "next(it) release_object(item) next(it) release_object(item) next(it) "
                            "release_object(it) ");
        npjit_fake_reset();
        npjit_fake.items = 2;
        npjit_fake.fail_at = 2;
        assert_int_equal(jit_entry(code)(&context, &argument, r), -1);
        assert_int_equal(context.error_line, 4);
        assert_string_equal(npjit_fake.log,
                            "next(it) release_object(item) next(it) release_object(it) ");
        jit_free(code);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_loop, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_blocks_in_any_order, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_both_edges_to_one_block, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_loop_to_the_entry, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_results_of_several_types, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_unwinding, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_raise, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_raised_after_all, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_poll, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_object_iteration, fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, shut_down);
}
