/* Operations on ints, bools, floats and NumPy scalars that the JIT emits itself: boundary values
 * against C's 128-bit integers and against what Python gives, at every optimisation level, with
 * operands known at compile time and not. */
#include "jit_harness.h"

#include <math.h>

static const int64_t edges[] = {
    INT64_MIN,
    INT64_MIN + 1,
    -4611686018427387905,
    -4294967296,
    -65537,
    -8,
    -7,
    -3,
    -2,
    -1,
    0,
    1,
    2,
    3,
    7,
    8,
    63,
    64,
    65536,
    4294967297,
    4611686018427387904,
    INT64_MAX - 1,
    INT64_MAX,
};
enum { EDGE_COUNT = sizeof edges / sizeof *edges };

/* ---- expectations ---- */

static __int128 floor_divide(__int128 left, __int128 right) {
    __int128 quotient = left / right;
    return quotient - (left % right != 0 && (left < 0) != (right < 0));
}

/* The exact result, and whether the operation may be asked for it. */
static bool expected_int(const char *op, __int128 left, __int128 right, __int128 *out) {
    if (strstr(op, "add"))
        *out = left + right;
    else if (strstr(op, "sub"))
        *out = left - right;
    else if (strstr(op, "mul"))
        *out = left * right;
    else if (strstr(op, "floordiv") || strstr(op, "mod")) {
        if (right == 0)
            return false;
        *out = floor_divide(left, right);
        if (strstr(op, "mod"))
            *out = left - *out * right;
    } else if (strstr(op, "shl")) {
        if (right < 0)
            return false;
        /* Beyond 2**63 only that it does not fit matters; shl_checked refuses any count over 63. */
        *out = right > 63 ? (__int128)1 << 100 : left * ((__int128)1 << right);
    } else if (strstr(op, "shr")) {
        if (right < 0)
            return false;
        *out = left >> (right > 63 ? 63 : right);
    } else if (strstr(op, "and"))
        *out = left & right;
    else if (strstr(op, "xor"))
        *out = left ^ right;
    else
        *out = left | right;
    return true;
}

static bool is_in_range(__int128 value) {
    return value >= INT64_MIN && value <= INT64_MAX;
}

/* ---- ints ---- */

/* Kernels with one argument x and the other operand either the argument y or a constant. */
static const char *binary_text(Arena *arena, const char *op, bool checked, bool constant,
                               int64_t value) {
    const char *operand = constant ? arena_format(arena,
                                                  "    %%2:i64 = const.i64 %lld\n"
                                                  "    jump b1(%%1, %%2)\n",
                                                  (long long)value)
                                   : "    jump b1(%1, %8)\n";
    const char *body = checked ? "    %%5:i64 = %s %%3, %%4 -> b2(%%5), b3\n"
                                 "b2(%%6:i64):\n    return 0 %%6\nb3.overflow cold:\n    return 1\n"
                               : "    %%5:i64 = %s %%3, %%4\n    return 0 %%5\n";
    body = arena_format(arena, body, op);
    return arena_format(arena,
                        "fn f(i64, i64) -> (i64, none) file \"t.py\" line 1 {\n"
                        "b0.entry(%%1:i64, %%8:i64):\n%sb1(%%3:i64, %%4:i64):\n%s}\n",
                        operand, body);
}

static void check_binary(NpjitKernel kernel, const char *op, bool checked, int64_t left,
                         int64_t right) {
    __int128 exact;
    if (!expected_int(op, left, right, &exact) || (!checked && !is_in_range(exact)))
        return;
    NpjitContext context = {0};
    NpjitSlot arguments[] = {{.i = left}, {.i = right}}, results[2] = {{0}};
    assert_int_equal(kernel(&context, arguments, results), 0);
    bool has_value = results[0].i == 0;
    if (has_value != is_in_range(exact) || (has_value && results[1].i != (int64_t)exact))
        fail_msg("%s %lld %lld gives %lld of kind %lld", op, (long long)left, (long long)right,
                 (long long)results[1].i, (long long)results[0].i);
}

static void check_operation(Fixture *fixture, const char *op, int level) {
    bool checked = strstr(op, "checked") != NULL;
    JitOptions options = {.opt_level = level};
    JitCode *code =
        compile_text(fixture, binary_text(fixture->arena, op, checked, false, 0), options);
    for (int i = 0; i < EDGE_COUNT; i++)
        for (int k = 0; k < EDGE_COUNT; k++)
            check_binary(jit_entry(code), op, checked, edges[i], edges[k]);
    jit_free(code);
    for (int k = 0; k < EDGE_COUNT; k++) {
        __int128 ignored;
        if (!expected_int(op, 1, edges[k], &ignored))
            continue;
        code = compile_text(fixture, binary_text(fixture->arena, op, checked, true, edges[k]),
                            options);
        for (int i = 0; i < EDGE_COUNT; i++)
            check_binary(jit_entry(code), op, checked, edges[i], edges[k]);
        jit_free(code);
    }
}

static void test_int_operations(void **state) {
    static const char *const ops[] = {
        "i64.add",         "i64.sub",         "i64.mul", "i64.add_checked", "i64.sub_checked",
        "i64.mul_checked", "i64.shl_checked", "i64.shr", "i64.and",         "i64.or",
        "i64.xor",         "i64.floordiv",    "i64.mod",
    };
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        for (int level = 0; level <= 2; level += 2)
            check_operation(*state, ops[i], level);
}

/* Division in a loop whose counter LLVM can see to be positive takes other paths of its optimiser.
 */
static void test_division_in_a_loop(void **state) {
    static const char text[] = "fn f(i64, i64) -> (i64) file \"t.py\" line 1 {\n"
                               "b0(%1:i64, %9:i64):\n"
                               "    %2:i64 = const.i64 0\n"
                               "    %3:i64 = const.i64 1\n"
                               "    jump b1(%2, %2)\n"
                               "b1(%4:i64, %5:i64):\n"
                               "    %6:bool = i64.compare less %4, %1\n"
                               "    branch %6 -> b2, b3\n"
                               "b2:\n"
                               "    %10:i64 = i64.sub %9, %4\n"
                               "    %7:i64 = i64.mod %10, %9\n"
                               "    %11:i64 = i64.floordiv %4, %9\n"
                               "    %12:i64 = i64.add %7, %11\n"
                               "    %8:i64 = i64.add %5, %12\n"
                               "    %13:i64 = i64.add %4, %3\n"
                               "    jump b1(%13, %8)\n"
                               "b3:\n"
                               "    return 0 %5\n"
                               "}\n";
    static const int64_t divisors[] = {1, 2, 3, 7, 8, -3, -8, 1000};
    for (int level = 0; level <= 3; level++) {
        JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = level});
        for (int d = 0; d < 8; d++) {
            NpjitContext context = {0};
            NpjitSlot arguments[] = {{.i = 100}, {.i = divisors[d]}}, results[2];
            int64_t sum = 0;
            for (int64_t i = 0; i < 100; i++) {
                __int128 left = divisors[d] - i, quotient = floor_divide(left, divisors[d]);
                sum += (int64_t)(left - quotient * divisors[d]);
                sum += (int64_t)floor_divide(i, divisors[d]);
            }
            assert_int_equal(jit_entry(code)(&context, arguments, results), 0);
            assert_int_equal(results[1].i, sum);
        }
        jit_free(code);
    }
}

static void test_int_compare_and_convert(void **state) {
    static const char text[] =
        "fn f(i64, i64) -> (tuple(bool, bool, bool, bool, bool, bool, bool, float, i64, i64, i64)) "
        "file \"t.py\" line 1 {\n"
        "b0(%1:i64, %2:i64):\n"
        "    %3:bool = i64.compare equal %1, %2\n"
        "    %4:bool = i64.compare not_equal %1, %2\n"
        "    %5:bool = i64.compare less %1, %2\n"
        "    %6:bool = i64.compare less_equal %1, %2\n"
        "    %7:bool = i64.compare greater %1, %2\n"
        "    %8:bool = i64.compare greater_equal %1, %2\n"
        "    %9:bool = i64.to_bool %1\n"
        "    %10:float = i64.to_float %1\n"
        "    %11:i64 = i64.invert %1\n"
        "    %12:i64 = select %5, %1, %2\n"
        "    %13:i64 = bool.to_i64 %5\n"
        "    return 0 %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13\n"
        "}\n";
    for (int level = 0; level <= 2; level += 2) {
        JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = level});
        for (int i = 0; i < EDGE_COUNT; i++)
            for (int k = 0; k < EDGE_COUNT; k++) {
                int64_t a = edges[i], b = edges[k];
                NpjitContext context = {0};
                NpjitSlot arguments[] = {{.i = a}, {.i = b}}, r[12];
                assert_int_equal(jit_entry(code)(&context, arguments, r), 0);
                const int64_t truths[] = {a == b, a != b, a<b, a <= b, a> b, a >= b, a != 0};
                for (int t = 0; t < 7; t++)
                    assert_int_equal(r[1 + t].i, truths[t]);
                assert_true(r[8].d == (double)a);
                assert_int_equal(r[9].i, ~a);
                assert_int_equal(r[10].i, a < b ? a : b);
                assert_int_equal(r[11].i, a < b);
            }
        jit_free(code);
    }
}

static void test_bools(void **state) {
    static const char text[] = "fn f(bool, bool) -> (tuple(bool, bool, bool, bool)) file \"t.py\" "
                               "line 1 {\n"
                               "b0(%1:bool, %2:bool):\n"
                               "    %3:bool = bool.and %1, %2\n"
                               "    %4:bool = bool.or %1, %2\n"
                               "    %5:bool = bool.xor %1, %2\n"
                               "    %6:bool = bool.not %1\n"
                               "    return 0 %3, %4, %5, %6\n"
                               "}\n";
    for (int a = 0; a < 2; a++)
        for (int b = 0; b < 2; b++) {
            NpjitSlot arguments[] = {{.i = a}, {.i = b}}, r[5];
            assert_int_equal(run_text(*state, text, (JitOptions){0}, NULL, arguments, r), 0);
            assert_int_equal(r[1].i, a & b);
            assert_int_equal(r[2].i, a | b);
            assert_int_equal(r[3].i, a ^ b);
            assert_int_equal(r[4].i, !a);
        }
}

/* ---- floats ---- */

static const double float_edges[] = {
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    1.5,
    2.5,
    -2.5,
    3e-324,
    1e308,
    -1e308,
    0x1p52,
    0x1p53,
    0x1p62,
    0x1p63,
    -0x1p63,
    0x1.fffffffffffffp62,
    -0x1.0000000000001p63,
    INFINITY,
    -INFINITY,
    NAN,
    0x1.fffffffffffffp-1,
};
enum { FLOAT_EDGE_COUNT = sizeof float_edges / sizeof *float_edges };

static bool same_bits(double a, double b) {
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void test_float_operations(void **state) {
    static const char text[] =
        "fn f(float, float) -> (tuple(float, float, float, float, float, float, float, float)) "
        "file \"t.py\" line 1 {\n"
        "b0(%1:float, %2:float):\n"
        "    %3:float = float.add %1, %2\n"
        "    %4:float = float.sub %1, %2\n"
        "    %5:float = float.mul %1, %2\n"
        "    %6:float = float.div %1, %2\n"
        "    %7:float = float.neg %1\n"
        "    %8:float = float.abs %1\n"
        "    %9:float = float.floor %1\n"
        "    %10:float = float.ceil %1\n"
        "    return 0 %3, %4, %5, %6, %7, %8, %9, %10\n"
        "}\n";
    for (int level = 0; level <= 3; level += 3) {
        JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = level});
        for (int i = 0; i < FLOAT_EDGE_COUNT; i++)
            for (int k = 0; k < FLOAT_EDGE_COUNT; k++) {
                volatile double a = float_edges[i], b = float_edges[k];
                NpjitContext context = {0};
                NpjitSlot arguments[] = {{.d = a}, {.d = b}}, r[9];
                assert_int_equal(jit_entry(code)(&context, arguments, r), 0);
                const double expected[] = {a + b, a - b,   a * b,    a / b,
                                           -a,    fabs(a), floor(a), ceil(a)};
                for (int e = 0; e < 8; e++)
                    if (!same_bits(r[1 + e].d, expected[e]))
                        fail_msg("operation %d of %a %a gives %a", e, a, b, r[1 + e].d);
            }
        jit_free(code);
    }
}

static void test_float_compare(void **state) {
    static const char text[] =
        "fn f(float, float) -> (tuple(bool, bool, bool, bool, bool, bool, bool)) file \"t.py\" "
        "line 1 {\n"
        "b0(%1:float, %2:float):\n"
        "    %3:bool = float.compare equal %1, %2\n"
        "    %4:bool = float.compare not_equal %1, %2\n"
        "    %5:bool = float.compare less %1, %2\n"
        "    %6:bool = float.compare less_equal %1, %2\n"
        "    %7:bool = float.compare greater %1, %2\n"
        "    %8:bool = float.compare greater_equal %1, %2\n"
        "    %9:bool = float.to_bool %1\n"
        "    return 0 %3, %4, %5, %6, %7, %8, %9\n"
        "}\n";
    for (int level = 0; level <= 2; level += 2) {
        JitCode *code = compile_text(*state, text, (JitOptions){.opt_level = level});
        for (int i = 0; i < FLOAT_EDGE_COUNT; i++)
            for (int k = 0; k < FLOAT_EDGE_COUNT; k++) {
                double a = float_edges[i], b = float_edges[k];
                NpjitContext context = {0};
                NpjitSlot arguments[] = {{.d = a}, {.d = b}}, r[8];
                assert_int_equal(jit_entry(code)(&context, arguments, r), 0);
                const int64_t truths[] = {a == b, a != b, a<b, a <= b, a> b, a >= b, a != 0.0};
                for (int t = 0; t < 7; t++)
                    assert_int_equal(r[1 + t].i, truths[t]);
            }
        jit_free(code);
    }
}

static void test_float_to_int(void **state) {
    static const char text[] = "fn f(float) -> (i64, none) file \"t.py\" line 1 {\n"
                               "b0(%1:float):\n"
                               "    %2:i64 = float.to_i64_checked %1 -> b1(%2), b2\n"
                               "b1(%3:i64):\n"
                               "    return 0 %3\n"
                               "b2 cold:\n"
                               "    return 1\n"
                               "}\n";
    for (int level = 0; level <= 2; level += 2)
        for (int i = 0; i < FLOAT_EDGE_COUNT; i++) {
            double value = float_edges[i];
            NpjitSlot argument = {.d = value}, r[2];
            JitOptions options = {.opt_level = level};
            assert_int_equal(run_text(*state, text, options, NULL, &argument, r), 0);
            bool in_range = value >= -0x1p63 && value < 0x1p63;
            assert_int_equal(r[0].i, in_range ? 0 : 1);
            if (in_range)
                assert_int_equal(r[1].i, (int64_t)value);
        }
}

static void test_float_square_root(void **state) {
    static const char text[] = "fn f(float) -> (float) file \"t.py\" line 1 {\n"
                               "b0(%1:float):\n"
                               "    %2:float = float.sqrt %1\n"
                               "    return 0 %2\n"
                               "}\n";
    static const double values[] = {0.0, -0.0, 2.0, 0.1, 3e-324, 1e308, INFINITY};
    for (int i = 0; i < 7; i++) {
        NpjitSlot argument = {.d = values[i]}, r[2];
        assert_int_equal(run_text(*state, text, (JitOptions){.opt_level = 2}, NULL, &argument, r),
                         0);
        assert_true(same_bits(r[1].d, sqrt(values[i])));
    }
}

static void test_float_constants_keep_their_bits(void **state) {
    static const char text[] = "fn f() -> (tuple(float, float, float)) file \"t.py\" line 1 {\n"
                               "b0:\n"
                               "    %1:float = const.float nan.fff8000000000001\n"
                               "    %2:float = const.float -0x0p+0\n"
                               "    %3:float = const.float 0x1.999999999999ap-4\n"
                               "    return 0 %1, %2, %3\n"
                               "}\n";
    NpjitSlot r[4], none;
    assert_int_equal(run_text(*state, text, (JitOptions){.opt_level = 2}, NULL, &none, r), 0);
    assert_true(r[1].bits == 0xfff8000000000001u);
    assert_true(r[2].bits == 0x8000000000000000u);
    assert_true(r[3].d == 0.1);
}

/* ---- NumPy scalars ---- */

static uint64_t float32_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void test_scalars_from_ints(void **state) {
    static const struct {
        const char *dtype;
        int64_t from;
        uint64_t bits;
    } rows[] = {
        {"int8", 200, (uint64_t)-56},
        {"int16", 40000, (uint64_t)-25536},
        {"int32", -1, (uint64_t)-1},
        {"int64", INT64_MIN, (uint64_t)INT64_MIN},
        {"uint8", -1, 255},
        {"uint16", 65537, 1},
        {"uint32", -1, 4294967295u},
        {"uint64", -1, UINT64_MAX},
        {"bool", 2, 1},
        {"bool", 0, 0},
        {"float64", 3, 0x4008000000000000u},
        {"float32", 3, 0x40400000u},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = arena_format(((Fixture *)*state)->arena,
                                        "fn f(i64) -> (np.%s) file \"t.py\" line 1 {\n"
                                        "b0(%%1:i64):\n"
                                        "    %%2:np.%s = scalar.from_i64 %%1\n"
                                        "    return 0 %%2\n"
                                        "}\n",
                                        rows[i].dtype, rows[i].dtype);
        NpjitSlot argument = {.i = rows[i].from}, r[2];
        assert_int_equal(run_text(*state, text, (JitOptions){.opt_level = 1}, NULL, &argument, r),
                         0);
        assert_true(r[1].bits == rows[i].bits);
    }
}

static void test_scalar_compare(void **state) {
    static const struct {
        const char *dtype;
        uint64_t left, right;
        int less, truth;
    } rows[] = {
        {"int64", (uint64_t)-1, 1, 1, 1},
        {"uint64", UINT64_MAX, 1, 0, 1},
        {"uint64", 0, 1, 1, 0},
        {"bool", 0, 1, 1, 0},
        {"int8", (uint64_t)-128, 127, 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = arena_format(((Fixture *)*state)->arena,
                                        "fn f(np.%s, np.%s) -> (tuple(bool, bool)) file \"t.py\" "
                                        "line 1 {\n"
                                        "b0(%%1:np.%s, %%2:np.%s):\n"
                                        "    %%3:bool = scalar.compare less %%1, %%2\n"
                                        "    %%4:bool = scalar.to_bool %%1\n"
                                        "    return 0 %%3, %%4\n"
                                        "}\n",
                                        rows[i].dtype, rows[i].dtype, rows[i].dtype, rows[i].dtype);
        NpjitSlot arguments[] = {{.bits = rows[i].left}, {.bits = rows[i].right}}, r[3];
        assert_int_equal(run_text(*state, text, (JitOptions){.opt_level = 1}, NULL, arguments, r),
                         0);
        assert_int_equal(r[1].i, rows[i].less);
        assert_int_equal(r[2].i, rows[i].truth);
    }
}

static void test_scalar_floats(void **state) {
    static const char text[] = "fn f(float, np.float32) -> (tuple(np.float32, np.float64, float, "
                               "bool, bool, np.bool, i64, "
                               "np.float32)) file \"t.py\" line 1 {\n"
                               "b0(%1:float, %2:np.float32):\n"
                               "    %3:np.float32 = scalar.from_float %1\n"
                               "    %4:np.float64 = scalar.from_float %1\n"
                               "    %5:float = scalar.to_float %2\n"
                               "    %6:bool = scalar.compare not_equal %2, %2\n"
                               "    %7:bool = scalar.to_bool %2\n"
                               "    %8:np.bool = scalar.from_bool %7\n"
                               "    %9:i64 = scalar.to_i64 %8\n"
                               "    %10:np.float32 = const.scalar 1065353216\n"
                               "    return 0 %3, %4, %5, %6, %7, %8, %9, %10\n"
                               "}\n";
    static const float values[] = {0.0f, -0.0f, 0.1f, -2.5f, INFINITY, NAN};
    for (int i = 0; i < 6; i++) {
        NpjitSlot arguments[] = {{.d = 0.1}, {.bits = float32_bits(values[i])}}, r[9];
        assert_int_equal(run_text(*state, text, (JitOptions){.opt_level = 2}, NULL, arguments, r),
                         0);
        assert_true(r[1].bits == float32_bits(0.1f));
        assert_true(r[2].d == 0.1);
        assert_true(same_bits(r[3].d, (double)values[i]));
        assert_int_equal(r[4].i, isnan(values[i]) != 0);
        assert_int_equal(r[5].i, values[i] != 0.0f);
        assert_int_equal(r[6].i, values[i] != 0.0f);
        assert_int_equal(r[7].i, values[i] != 0.0f);
        assert_true(r[8].bits == float32_bits(1.0f));
    }
}

static void test_scalar_thunks(void **state) {
    static const char text[] =
        "fn f(np.float64, np.float32, np.int8) -> (tuple(np.float64, np.float32, np.int8)) "
        "file \"t.py\" line 1 {\n"
        "b0(%1:np.float64, %2:np.float32, %3:np.int8):\n"
        "    %4:np.float64 = scalar.add %1, %1\n"
        "    %5:np.float32 = scalar.neg %2\n"
        "    %6:np.int8 = scalar.mul %3, %3\n"
        "    return 0 %4, %5, %6\n"
        "}\n";
    for (int inlined = 0; inlined < 2; inlined++) {
        NpjitSlot arguments[] = {{.d = 0.1}, {.bits = float32_bits(2.0f)}, {.i = 12}}, r[4];
        JitOptions options = {.opt_level = 2, .inline_thunks = inlined};
        assert_int_equal(run_text(*state, text, options, NULL, arguments, r), 0);
        assert_true(r[1].d == 0.2);
        assert_true(r[2].bits == float32_bits(-2.0f));
        assert_int_equal(r[3].i, (int8_t)144);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_int_operations, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_division_in_a_loop, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_int_compare_and_convert, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_bools, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_float_operations, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_float_compare, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_float_to_int, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_float_square_root, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_float_constants_keep_their_bits, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scalars_from_ints, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scalar_compare, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scalar_floats, fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(test_scalar_thunks, fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, shut_down);
}
