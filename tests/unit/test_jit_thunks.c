/* Compiled code and the runtime: every parameter of a thunk where runtime/thunks.h says, inlined
 * and not; routes; counting; planted faults; what cannot be compiled. */
#include "jit_harness.h"

#include <math.h>

/* ---- the binary interface ---- */

/* On a loop, though it never comes round, since only there thunks are inlined. */
static const char every_letter_text[] =
    "fn f(i64, bool, float, object, list(float), array(int64, 1), bool) -> (tuple(bool, float)) "
    "file \"t.py\" line 1 {\n"
    "b0(%1:i64, %2:bool, %3:float, %4:object, %5:list(float), %6:array(int64, 1), %7:bool):\n"
    "    jump b1\n"
    "b1:\n"
    "    %10:object = box.i64 %1\n"
    "    %11:object = box.bool %2\n"
    "    %12:bool = unbox.bool %11\n"
    "    object.setattr \"name\" %10, %4\n"
    "    %13:object = const.string 3 \"a\\x00z\"\n"
    "    %14:int = const.int \"123456789012345678901234567890\"\n"
    "    list.append 0 %5, %3\n"
    "    %15:float = list.get 0 %5, %1\n"
    "    %16:array(float64, 1) = np.array.capi int64 %1, %2, %3, %4\n"
    "    %17:np.int64 = np.sum.capi int64 %6\n"
    "    %18:np.int64 = np.sum.python int64 %6\n"
    "    %19:array(float64, 1) = np.unary.capi 1 \"sin\" %6\n"
    "    branch %7 -> b1, b2\n"
    "b2:\n"
    "    return 0 %12, %15\n"
    "}\n";

static void test_every_letter(void **state) {
    for (int variant = 0; variant < 8; variant++) {
        JitOptions options = {.opt_level = variant % 4, .inline_thunks = variant >= 4};
        NpjitSlot arguments[] = {{.i = 5},
                                 {.i = 1},
                                 {.d = 1.5},
                                 {.p = FAKE_OBJECT("object")},
                                 {.p = FAKE_OBJECT("list")},
                                 {.p = FAKE_OBJECT("array")},
                                 {.i = 0}};
        NpjitSlot r[3];
        npjit_fake_reset();
        assert_int_equal(run_text(*state, every_letter_text, options, NULL, arguments, r), 0);
        const char *expected =
            arena_format(((Fixture *)*state)->arena,
                         "box_i64(5) box_bool(1) unbox_bool(truth) setattr(boxed,object,name) "
                         "const_string(3,122) const_int(123456789012345678901234567890) "
                         "append(list,3ff8000000000000,0) get(list,5,0) "
                         "array(4:5,1,3ff8000000000000,%lx) sum(array,4) python_sum(array,4) "
                         "unary(array,1,sin) ",
                         (unsigned long)(uintptr_t)arguments[3].p);
        assert_string_equal(npjit_fake.log, expected);
        assert_int_equal(r[1].i, 1);
        assert_true(r[2].d == 2.5);
    }
}

static void test_pure_thunks(void **state) {
    static const char text[] =
        "fn f(int, float, float) -> (tuple(bool, bool, i64, float, i64)) file \"t.py\" line 1 {\n"
        "b0(%1:int, %2:float, %3:float):\n"
        "    %4:bool = int.to_bool %1\n"
        "    %5:bool = int.compare less %1, %1\n"
        "    %6:i64 = int.classify %1, %1, %1\n"
        "    %7:float = float.mod %2, %3\n"
        "    %8:i64 = int.classify\n"
        "    return 0 %4, %5, %6, %7, %8\n"
        "}\n";
    for (int variant = 0; variant < 8; variant++) {
        JitOptions options = {.opt_level = variant % 4, .inline_thunks = variant >= 4};
        NpjitSlot arguments[] = {{.n = 7}, {.d = -7.5}, {.d = 2.0}}, r[6];
        assert_int_equal(run_text(*state, text, options, NULL, arguments, r), 0);
        assert_int_equal(r[1].i, 1);
        assert_int_equal(r[2].i, 0);
        assert_int_equal(r[3].i, 21);
        assert_true(r[4].d == -1.5);
        assert_int_equal(r[5].i, 0);
    }
}

/* What is multiplied out is not all: the call is left for the rest, and not to LLVM, which would
 * make x * x of it. */
static void test_pow_stays_a_call(void **state) {
    static const char text[] = "fn f(float, bool) -> (float) file \"t.py\" line 1 {\n"
                               "b0(%1:float, %4:bool):\n"
                               "    jump b1\n"
                               "b1:\n"
                               "    %2:float = const.float 0x1p+1\n"
                               "    %3:float = float.pow %1, %2\n"
                               "    branch %4 -> b1, b2\n"
                               "b2:\n"
                               "    return 0 %3\n"
                               "}\n";
    JitCode *code = compile_text(
        *state, text, (JitOptions){.opt_level = 3, .inline_thunks = true, .keep_text = true});
    const char *optimised = jit_dump(code, JIT_DUMP_LLVM_OPTIMISED);
    assert_true(strstr(optimised, "@pow(") || strstr(optimised, "call i32 @npjit_float_pow"));
    jit_free(code);
}

/* Of the numbers here pow() rounds some otherwise than multiplying does. */
static void test_powers_are_those_of_libm(void **state) {
    static const char *const exponents[] = {"0x1p+1", "0x1.8p+1", "0x1p-1"};
    static const double exponent_values[] = {2.0, 3.0, 0.5};
    double (*volatile power)(double, double) = pow; /* not the compiler's */
    for (int e = 0; e < 3; e++) {
        char text[512];
        snprintf(text, sizeof text,
                 "fn f(float, bool) -> (float) file \"t.py\" line 1 {\n"
                 "b0(%%1:float, %%4:bool):\n"
                 "    jump b1\n"
                 "b1:\n"
                 "    %%2:float = const.float %s\n"
                 "    %%3:float = float.libm \"pow\" %%1, %%2\n"
                 "    branch %%4 -> b1, b2\n"
                 "b2:\n"
                 "    return 0 %%3\n"
                 "}\n",
                 exponents[e]);
        JitOptions options = {.opt_level = 2, .inline_thunks = true};
        JitCode *code = compile_text(*state, text, options);
        double number = 0x1p-400;
        for (int i = 0; i < 20000; i++) {
            NpjitContext context = {0};
            NpjitSlot arguments[] = {{.d = number}, {.i = 0}}, results[2];
            assert_int_equal(jit_entry(code)(&context, arguments, results), 0);
            double expected = power(number, exponent_values[e]);
            assert_memory_equal(&results[1].d, &expected, sizeof expected);
            number *= 1.0279;
        }
        jit_free(code);
    }
}

static void test_objects(void **state) {
    Symbol symbols[] = {{.kind = SYMBOL_OBJECT, .name = "one", .object = FAKE_OBJECT("first")},
                        {.kind = SYMBOL_OBJECT, .name = "two", .object = FAKE_OBJECT("second")},
                        {.kind = SYMBOL_OBJECT, .name = "alias", .object = symbols[0].object},
                        {.kind = SYMBOL_OBJECT, .name = "none"}};
    static const char text[] = "fn f() -> (object) file \"t.py\" line 1 {\n"
                               "b0:\n"
                               "    %1:object = const.object object \"one\"\n"
                               "    %2:object = const.object object \"two\"\n"
                               "    %3:object = const.object object \"alias\"\n"
                               "    %4:object = const.object object \"none\"\n"
                               "    return 0 %1\n"
                               "}\n";
    for (int level = 0; level <= 2; level++) {
        Fn *fn = parse_or_fail(*state, text);
        for (int i = 0; i < 4; i++)
            fn->blocks.items[0]->instructions.items[i]->symbol = &symbols[i];
        JitOptions options = {.opt_level = level, .inline_thunks = level > 0};
        Error error = {0};
        JitCode *code;
        assert_int_equal(jit_compile(fn, &options, &code, &error), 0);
        NpjitContext context = {0};
        NpjitSlot none, r[2];
        npjit_fake_reset();
        assert_int_equal(jit_entry(code)(&context, &none, r), 0);
        assert_string_equal(npjit_fake.log, "const_object(first) const_object(second) "
                                            "const_object(first) const_object(NULL) ");
        assert_ptr_equal(r[1].p, symbols[0].object);
        jit_free(code);
    }
}

/* ---- inlining ---- */

static const char inlining_text[] = "fn f(int, int, bool) -> (int) file \"t.py\" line 1 {\n"
                                    "b0(%1:int, %2:int, %3:bool):\n"
                                    "    %4:int = const.int \"7\"\n"
                                    "    jump b1(%1)\n"
                                    "b1(%5:int):\n"
                                    "    %6:int = int.add %5, %2\n"
                                    "    branch %3 -> b1(%6), b2\n"
                                    "b2:\n"
                                    "    return 0 %6\n"
                                    "}\n";

static void test_inlining(void **state) {
    for (int inlined = 0; inlined < 2; inlined++) {
        JitOptions options = {.opt_level = 2, .inline_thunks = inlined, .keep_text = true};
        JitCode *code = compile_text(*state, inlining_text, options);
        assert_non_null(strstr(jit_dump(code, JIT_DUMP_LLVM), "@npjit_int_add"));
        const char *optimised = jit_dump(code, JIT_DUMP_LLVM_OPTIMISED);
        assert_int_equal(strstr(optimised, "call i32 @npjit_int_add") != NULL, !inlined);
        const char *assembly = jit_dump(code, JIT_DUMP_ASSEMBLY);
        assert_int_equal(strstr(assembly, "npjit_int_add") != NULL, !inlined);
        /* What runs once is called where it is; nothing is compiled a second time. */
        assert_non_null(strstr(optimised, "call i32 @npjit_const_int"));
        assert_null(strstr(optimised, "define internal"));
        assert_null(strstr(optimised, "available_externally"));
        const JitTimes *times = jit_times(code);
        assert_true(times->generation > 0 && times->optimisation > 0 && times->emission > 0);
        assert_true(jit_code_bytes(code) > 0);
        jit_free(code);
    }
}

/* ---- counting ---- */

static void test_counting(void **state) {
    static const char text[] = "fn f(i64, array(int64, 1)) -> (none) file \"t.py\" line 1 {\n"
                               "b0(%1:i64, %2:array(int64, 1)):\n"
                               "    %3:np.int64 = np.sum.capi int64 %2 @2:5\n"
                               "    jump b1(%1)\n"
                               "b1(%4:i64):\n"
                               "    %5:array(int64, 1) = np.array.capi int64 %4 @4:9\n"
                               "    %6:np.int64 = np.sum.python int64 %2 @5:9\n"
                               "    %7:i64 = const.i64 1\n"
                               "    %8:i64 = i64.sub %4, %7\n"
                               "    %9:bool = i64.to_bool %8\n"
                               "    branch %9 -> b1(%8), b2\n"
                               "b2:\n"
                               "    %10:object = box.i64 %1\n" /* no crossing */
                               "    return 0\n"
                               "}\n";
    static const JitCallSite expected[] = {
        {"np.sum", "sum", 2, 5}, {"np.array", "array_from_scalars", 4, 9}, {"np.sum", "sum", 5, 9}};
    for (int counting = 0; counting < 2; counting++) {
        JitOptions options = {.opt_level = 2, .inline_thunks = true, .count_calls = counting};
        JitCode *code = compile_text(*state, text, options);
        int count;
        const JitCallSite *sites = jit_call_sites(code, &count);
        assert_int_equal(count, 3);
        for (int i = 0; i < 3; i++) {
            assert_string_equal(sites[i].name, expected[i].name);
            assert_string_equal(sites[i].thunk, expected[i].thunk);
            assert_int_equal(sites[i].line, expected[i].line);
            assert_int_equal(sites[i].column, expected[i].column);
        }
        int64_t counters[3] = {0};
        NpjitContext context = {.counters = counting ? counters : NULL};
        NpjitSlot arguments[] = {{.i = 10}, {.p = FAKE_OBJECT("a")}}, r[1];
        npjit_fake_reset();
        assert_int_equal(jit_entry(code)(&context, arguments, r), 0);
        assert_int_equal(counters[0], counting ? 1 : 0);
        assert_int_equal(counters[1], counting ? 10 : 0);
        assert_int_equal(counters[2], counting ? 10 : 0);
        jit_free(code);
    }
}

#ifdef NPJIT_TEST_FAULTS
static void test_planted_fault(void **state) {
    static const char text[] = "fn f(array(int64, 1)) -> (np.int64) file \"t.py\" line 1 {\n"
                               "b0(%1:array(int64, 1)):\n"
                               "    %2:np.int64 = np.sum.capi int64 %1\n"
                               "    return 0 %2\n"
                               "}\n";
    NpjitSlot argument = {.p = FAKE_OBJECT("a")}, r[2];
    JitOptions options = {.opt_level = 2, .break_thunk = "sum"};
    assert_int_equal(run_text(*state, text, options, NULL, &argument, r), 0);
    assert_int_equal(r[1].i, 7); /* 6 with its lowest bit flipped */
    options.break_thunk = "max";
    assert_int_equal(run_text(*state, text, options, NULL, &argument, r), 0);
    assert_int_equal(r[1].i, 6);
}
#endif

/* ---- refusals ---- */

static void refused(Fixture *fixture, const char *text, int level, const char *message, int line) {
    Error error = {0};
    JitCode *code = NULL;
    JitOptions options = {.opt_level = level};
    assert_int_equal(jit_compile(parse_or_fail(fixture, text), &options, &code, &error), -1);
    assert_null(code);
    assert_int_equal(error.stage, STAGE_JIT);
    assert_int_equal(error.line, line);
    if (!strstr(error.message, message))
        fail_msg("\"%s\" does not say \"%s\"", error.message, message);
}

static void test_refusals(void **state) {
    refused(*state,
            "fn f(array(int64, 1)) -> (np.int64) file \"t.py\" line 1 {\n"
            "b0(%1:array(int64, 1)):\n"
            "    %2:np.int64 = np.sum int64 %1 @2:5\n"
            "    return 0 %2\n}\n",
            2, "nothing to call on route none", 2);
    refused(*state,
            "fn f(i64) -> (bool) file \"t.py\" line 1 {\n"
            "b0(%1:i64):\n"
            "    %2:bool = i64.compare in %1, %1 @2:5\n"
            "    return 0 %2\n}\n",
            2, "not an ordering comparison", 2);
    refused(*state,
            "fn f(int) -> (int) file \"t.py\" line 1 {\n"
            "b0(%1:int):\n"
            "    %2:int = int.floordiv %1, %1\n"
            "    return 0 %2\n}\n",
            0, "npjit_int_floordiv", 0); /* the stand-in runtime has none */
    refused(*state, "fn f() -> (none) file \"t.py\" line 1 {\nb0:\n    return 0\n}\n", 4,
            "no optimisation level 4", 0);
}

/* A failed load leaves nothing behind that would harm the next. */
static void test_after_a_refusal(void **state) {
    for (int i = 0; i < 3; i++) {
        test_refusals(state);
        NpjitSlot argument = {.n = 4}, r[2];
        npjit_fake_reset();
        assert_int_equal(run_text(*state,
                                  "fn f(int) -> (int) file \"t.py\" line 1 {\n"
                                  "b0(%1:int):\n"
                                  "    %2:int = int.add %1, %1\n"
                                  "    return 0 %2\n}\n",
                                  (JitOptions){0}, NULL, &argument, r),
                         0);
        assert_int_equal(r[1].n, 8);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_letter, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_pure_thunks, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_pow_stays_a_call, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_powers_are_those_of_libm, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_objects, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_inlining, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_counting, fixture_set_up, fixture_tear_down),
#ifdef NPJIT_TEST_FAULTS
        cmocka_unit_test_setup_teardown(test_planted_fault, fixture_set_up, fixture_tear_down),
#endif
        cmocka_unit_test_setup_teardown(test_refusals, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_after_a_refusal, fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, shut_down);
}
