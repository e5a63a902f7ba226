/* Continuations: what follows a rare event is a function of its own, compiled when it is first
 * entered, and nobody can tell from what the kernel does. */
#include "jit_harness.h"

/* Sums in 64 bits until that overflows, then exactly. %9 is used only after the overflow, %1 and %8
 * before too; the exact loop is long enough to be worth leaving for. */
static const char text[] = "fn f(i64, i64, object) -> (i64, int) file \"t.py\" line 1 {\n"
                           "b0(%1:i64 'step', %8:i64 'turns', %9:object):\n"
                           "    %2:i64 = const.i64 0\n"
                           "    %3:i64 = const.i64 1\n"
                           "    jump b1(%2, %2)\n"
                           "b1.for.head(%4:i64, %5:i64 'total'):\n"
                           "    %6:bool = i64.compare less %4, %8\n"
                           "    branch %6 -> b2, b3\n"
                           "b2:\n"
                           "    %7:i64 = i64.add %4, %3\n"
                           "    %10:i64 = i64.add_checked %5, %1 -> b1(%7, %10), b4(%4, %5) @3:7\n"
                           "b3:\n"
                           "    release %9\n"
                           "    return 0 %5\n"
                           "b4.overflow(%11:i64, %12:i64) cold:\n"
                           "    %13:object = box.i64 %12 unwind(%9) @4:1\n"
                           "    release %13\n"
                           "    %14:array(int64, 1) = np.array.capi int64 %12 unwind(%9) @5:1\n"
                           "    release %14\n"
                           "    %15:int = const.int \"12345\" unwind(%9) @6:1\n"
                           "    jump b5(%11, %15)\n"
                           "b5.for.head(%16:i64, %17:int) cold:\n"
                           "    %18:bool = i64.compare less %16, %8\n"
                           "    branch %18 -> b6, b7\n"
                           "b6 cold:\n"
                           "    %19:i64 = i64.add %16, %3\n"
                           "    %20:int = int.add %17, %17 unwind(%17, %9) @7:1\n"
                           "    release %17\n"
                           "    jump b5(%19, %20)\n"
                           "b7 cold:\n"
                           "    release %9\n"
                           "    return 1 %17\n"
                           "}\n";

static NpjitSlot *arguments_for(NpjitSlot *arguments, int64_t step, int64_t turns) {
    arguments[0].i = step;
    arguments[1].i = turns;
    arguments[2].p = FAKE_OBJECT("o");
    return arguments;
}

static void test_entered_or_not(void **state) {
    for (int variant = 0; variant < 8; variant++) {
        JitOptions options = {.opt_level = variant % 4, .inline_thunks = variant >= 4};
        JitCode *code = compile_text(*state, text, options);
        size_t bytes = jit_code_bytes(code);
        NpjitContext context = {0};
        NpjitSlot arguments[3], r[2];
        npjit_fake_reset();
        assert_int_equal(jit_entry(code)(&context, arguments_for(arguments, 5, 10), r), 0);
        assert_int_equal(r[0].i, 0);
        assert_int_equal(r[1].i, 50);
        assert_string_equal(npjit_fake.log, "release_object(o) ");
        assert_int_equal(jit_code_bytes(code), bytes);
        double emission = jit_times(code)->emission;
        for (int again = 0; again < 2; again++) {
            npjit_fake_reset();
            arguments_for(arguments, (int64_t)1 << 62, 4);
            assert_int_equal(jit_entry(code)(&context, arguments, r), 0);
            assert_int_equal(r[0].i, 1);
            assert_int_equal(r[1].n, 5 << 3); /* 5 digits, doubled by turns 1, 2 and 3 */
            assert_string_equal(npjit_fake.log,
                                "box_i64(4611686018427387904) release_object(boxed) "
                                "array(4:4000000000000000) release_object(array) "
                                "const_int(12345) release_int(5) release_int(10) release_int(20) "
                                "release_object(o) ");
        }
        assert_true(jit_code_bytes(code) > bytes);
        assert_true(jit_times(code)->emission > emission);
        jit_free(code);
    }
}

static void test_raising_there(void **state) {
    static const int lines[] = {4, 5, 6, 7, 7};
    JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = 2});
    for (int fail_at = 1; fail_at <= 5; fail_at++) {
        NpjitContext context = {0};
        NpjitSlot arguments[3], r[2];
        npjit_fake_reset();
        npjit_fake.fail_at = fail_at;
        arguments_for(arguments, (int64_t)1 << 62, 4);
        assert_int_equal(jit_entry(code)(&context, arguments, r), -1);
        assert_int_equal(context.error_line, lines[fail_at - 1]);
        assert_non_null(strstr(npjit_fake.log, "release_object(o) "));
    }
    jit_free(code);
}

static void test_counting_there(void **state) {
    JitOptions options = {.opt_level = 2, .count_calls = true};
    JitCode *code = compile_text(*state, text, options);
    int count;
    const JitCallSite *sites = jit_call_sites(code, &count);
    assert_int_equal(count, 1); /* known before it is compiled */
    assert_string_equal(sites[0].name, "np.array");
    int64_t counter = 0;
    NpjitContext context = {.counters = &counter};
    NpjitSlot arguments[3], r[2];
    npjit_fake_reset();
    arguments_for(arguments, (int64_t)1 << 62, 4);
    assert_int_equal(jit_entry(code)(&context, arguments, r), 0);
    assert_int_equal(counter, 1);
    jit_free(code);
}

static void test_shown_whole(void **state) {
    JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = 2, .keep_text = true});
    for (int what = JIT_DUMP_LLVM; what <= JIT_DUMP_ASSEMBLY; what++)
        assert_non_null(strstr(jit_dump(code, what), "npjit_box_i64"));
    assert_non_null(strstr(jit_dump(code, JIT_DUMP_LLVM), "@f.overflow("));
    jit_free(code);
}

/* Freed without ever having been entered. */
static void test_never_entered(void **state) {
    for (int i = 0; i < 3; i++)
        jit_free(compile_text(*state, text, (JitOptions){.opt_level = 1}));
}

/* A cold block that leads back stays in place, as does a small one. */
static void test_not_worth_leaving(void **state) {
    static const char rejoining[] = "fn f(i64) -> (i64) file \"t.py\" line 1 {\n"
                                    "b0(%1:i64):\n"
                                    "    %2:i64 = i64.mul_checked %1, %1 -> b1(%2), b2\n"
                                    "b1(%3:i64):\n"
                                    "    return 0 %3\n"
                                    "b2.overflow cold:\n"
                                    "    %4:i64 = const.i64 -1\n"
                                    "    jump b1(%4)\n"
                                    "}\n";
    JitCode *code = compile_text(*state, rejoining, (JitOptions){.keep_text = true});
    assert_null(strstr(jit_dump(code, JIT_DUMP_LLVM), "npjit_jit_enter"));
    NpjitContext context = {0};
    NpjitSlot argument = {.i = (int64_t)1 << 40}, r[2];
    assert_int_equal(jit_entry(code)(&context, &argument, r), 0);
    assert_int_equal(r[1].i, -1);
    jit_free(code);
}

/* What follows the loops and calls NumPy is a continuation too, but compiled at once: it will run.
 */
static void test_after_loops(void **state) {
    static const char tail[] = "fn f(i64, array(int64, 1)) -> (np.int64) file \"t.py\" line 1 {\n"
                               "b0(%1:i64, %2:array(int64, 1)):\n"
                               "    %3:i64 = const.i64 1\n"
                               "    jump b1(%1)\n"
                               "b1(%4:i64):\n"
                               "    %5:i64 = i64.sub %4, %3\n"
                               "    %6:bool = i64.to_bool %5\n"
                               "    branch %6 -> b1(%5), b2(%5)\n"
                               "b2.after(%7:i64):\n"
                               "    %8:object = box.i64 %7 unwind(%2)\n"
                               "    release %8\n"
                               "    %9:np.int64 = np.sum.capi int64 %2 unwind(%2) @9:3\n"
                               "    release %2\n"
                               "    return 0 %9\n"
                               "}\n";
    JitCode *code = compile_text(*state, tail, (JitOptions){.opt_level = 3, .keep_text = true});
    assert_non_null(strstr(jit_dump(code, JIT_DUMP_LLVM), "@f.after("));
    jit_free(code);
    code = compile_text(*state, tail, (JitOptions){.opt_level = 3});
    size_t bytes = jit_code_bytes(code);
    for (int fail_at = 0; fail_at <= 2; fail_at++) {
        NpjitContext context = {0};
        NpjitSlot arguments[] = {{.i = 5}, {.p = FAKE_OBJECT("a")}}, r[2];
        npjit_fake_reset();
        npjit_fake.fail_at = fail_at;
        assert_int_equal(jit_entry(code)(&context, arguments, r), fail_at ? -1 : 0);
        assert_int_equal(context.error_line, fail_at == 2 ? 9 : 0);
        assert_non_null(strstr(npjit_fake.log, "release_object(a) "));
    }
    assert_int_equal(jit_code_bytes(code), bytes);
    jit_free(code);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_entered_or_not, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_raising_there, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_counting_there, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_shown_whole, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_never_entered, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_after_loops, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_not_worth_leaving, fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, shut_down);
}
