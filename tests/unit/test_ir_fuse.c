/* fuse(): what becomes one loop, and what must not. */
#include "ir_text.h"

#include <ir/passes.h>

/* A loop of `turns` around `body`, which gives %9 of %2 and %3; all on one line. */
static const char *fused(void **state, const char *body) {
    Fixture *fixture = *state;
    const char *text =
        arena_format(fixture->arena,
                     "fn f(i64, array(float64, 1), array(float64, 1)) -> (np.float64) "
                     "line 1 {\n"
                     "b0(%%1:i64, %%2:array(float64, 1), %%3:array(float64, 1)):\n"
                     "    %%4:np.float64 = np.sum float64 %%2 @1:1\n"
                     "    jump b1(%%1, %%4)\n"
                     "b1(%%5:i64, %%6:np.float64):\n"
                     "    poll\n"
                     "    %%7:bool = i64.to_bool %%5\n"
                     "    branch %%7 -> b2, b3\n"
                     "b2:\n"
                     "%s"
                     "    %%20:i64 = const.i64 1\n"
                     "    %%21:i64 = i64.sub %%5, %%20\n"
                     "    jump b1(%%21, %%9)\n"
                     "b3:\n"
                     "    return 0 %%6\n"
                     "}\n",
                     body);
    return after_passes(fixture, text, (void (*const[])(Fn *)){fuse}, 1);
}

static void test_expression(void **state) {
    const char *text =
        fused(state, "    %8:array(float64, 1) = np.binary 0 \"multiply\" %2, %3 @3:5\n"
                     "    %9:np.float64 = np.sum float64 %8 @3:1\n");
    assert_has(text, "native.reduce float64 \"a0 a1 multiply sum\" %2, %3");
    /* The one before the loop stays. */
    assert_has(text, "%4:np.float64 = np.sum float64 %2");
}

static void test_operand_taken_once(void **state) {
    assert_has(fused(state, "    %8:array(float64, 1) = np.binary 0 \"subtract\" %2, %2 @3:5\n"
                            "    %10:array(float64, 1) = np.unary 0 \"absolute\" %8 @3:5\n"
                            "    %9:np.float64 = np.max float64 %10 @3:1\n"),
               "native.reduce float64 \"a0 a0 subtract absolute max\" %2 ");
}

/* What is wanted elsewhere too is made; only the rest is fused. */
static void test_used_twice(void **state) {
    const char *text =
        fused(state, "    %8:array(float64, 1) = np.binary 0 \"multiply\" %2, %3 @3:5\n"
                     "    %10:i64 = np.length 0 %8 @3:7\n"
                     "    %9:np.float64 = np.sum float64 %8 @3:1\n");
    assert_has(text, "native.reduce float64 \"a0 sum\" %8");
}

static void test_changed_between(void **state) {
    const char *text =
        fused(state, "    %8:array(float64, 1) = np.binary 0 \"multiply\" %2, %3 @3:5\n"
                     "    %10:i64 = const.i64 0\n"
                     "    np.setitem 10 %2, %6, %10 @3:7\n"
                     "    %9:np.float64 = np.sum float64 %8 @3:1\n");
    assert_has(text, "native.map float64 \"a0 a1 multiply\" %2, %3");
    assert_has(text, "native.reduce float64 \"a0 sum\" %8");
}

/* A number with an array runs through objects; none is left. */
static void test_number(void **state) {
    const char *text = fused(state, "    %10:float = const.float 0x1p+1\n"
                                    "    %11:object = box.array %2 @3:5\n"
                                    "    %12:object = box.float %10 @3:5\n"
                                    "    %13:object = object.binary multiply %11, %12 @3:5\n"
                                    "    %8:array(float64, 1) = unbox.array 65802 %13 @3:5\n"
                                    "    %9:np.float64 = np.sum float64 %8 @3:1\n");
    assert_has(text, "native.reduce float64 \"a0 f1 multiply sum\" %2, %10");
    assert_lacks(text, "box.");
}

/* The array stays what it is: what follows reads it, not what CPython would have given back. */
static void test_in_place(void **state) {
    const char *text = fused(state, "    %10:float = const.float 0x1p+1\n"
                                    "    %11:object = box.array %2 @3:5\n"
                                    "    %12:object = box.float %10 @3:5\n"
                                    "    %13:object = object.inplace multiply %11, %12 @3:5\n"
                                    "    %8:array(float64, 1) = unbox.array 65802 %13 @3:5\n"
                                    "    %9:np.float64 = np.sum float64 %8 @4:1\n");
    assert_has(text, "native.store float64 \"a0 f1 multiply a0 update\" %2, %10");
    assert_has(text, "native.reduce float64 \"a0 sum\" %2");
    assert_lacks(text, "object.");
}

static void test_store_to_slice(void **state) {
    const char *text = fused(state, "    %10:i64 = const.i64 1\n"
                                    "    %8:array(float64, 1) = np.binary 0 \"add\" %3, %3 @3:5\n"
                                    "    %11:object = box.array %8 @3:1\n"
                                    "    np.store \"6\" %2, %11, %10 @3:1\n"
                                    "    %9:np.float64 = np.sum float64 %2 @4:1\n");
    assert_has(text, "native.store float64 \"a0 a0 add v12-- store\" %3, %2, %10");
    assert_lacks(text, "np.store");
}

static const char *slice_of(void **state, const char *view, const char *use) {
    Fixture *fixture = *state;
    return fused(state, arena_format(fixture->arena,
                                     "    %%10:i64 = const.i64 1\n"
                                     "    %%8:array(float64, 1, strided) = np.view 10 %s @3:5\n"
                                     "%s"
                                     "    %%9:np.float64 = np.sum float64 %%8 @3:1\n",
                                     view, use));
}

/* No view is made of a slice that only a loop reads. */
static void test_slice(void **state) {
    const char *text = slice_of(state, "\"6\" %2, %10", "");
    assert_has(text, "native.reduce float64 \"v01-- sum\" %2, %10");
    assert_lacks(text, "np.view");
}

static void test_slice_with_bounds(void **state) {
    assert_has(slice_of(state, "\"0\" %2, %10, %5, %10", ""),
               "native.reduce float64 \"v0121 sum\" %2, %10, %5");
}

static void test_slice_with_unknown_step(void **state) {
    assert_has(slice_of(state, "\"2\" %2, %10, %5", ""), "native.reduce float64 \"a0 sum\" %8");
}

static void test_slice_used_twice(void **state) {
    assert_has(slice_of(state, "\"6\" %2, %10", "    %17:i64 = np.length 0 %8 @3:1\n"),
               "native.reduce float64 \"a0 sum\" %8");
}

static void test_comparison(void **state) {
    const char *text = fused(state, "    %11:object = box.array %2 @3:5\n"
                                    "    %12:object = box.array %3 @3:5\n"
                                    "    %13:object = object.compare less %11, %12 @3:5\n"
                                    "    %8:array(bool, 1) = unbox.array 65792 %13 @3:5\n"
                                    "    %10:np.int64 = np.sum int64 %8 @3:1\n"
                                    "    %9:np.float64 = np.sum float64 %2 @3:1\n");
    assert_has(text, "native.reduce int64 \"a0 a1 less sum\" %2, %3");
}

/* A Python number takes the dtype of the array beside it. */
static void test_narrow_with_number(void **state) {
    const char *text = fused(state, "    %10:array(float32, 1) = np.zeros float32 %5 @3:5\n"
                                    "    %14:float = const.float 0x1p+1\n"
                                    "    %11:object = box.array %10 @3:5\n"
                                    "    %12:object = box.float %14 @3:5\n"
                                    "    %13:object = object.binary multiply %11, %12 @3:5\n"
                                    "    %8:array(float32, 1) = unbox.array 65801 %13 @3:5\n"
                                    "    %15:np.float32 = np.sum float32 %8 @3:1\n"
                                    "    %9:np.float64 = np.sum float64 %2 @3:1\n");
    assert_has(text, "native.reduce float32 \"a0 f1 multiply sum\"");
    assert_lacks(text, "object.binary");
}

static void test_other_line(void **state) {
    const char *text =
        fused(state, "    %8:array(float64, 1) = np.binary 0 \"multiply\" %2, %3 @2:5\n"
                     "    %9:np.float64 = np.sum float64 %8 @3:1\n");
    assert_has(text, "native.reduce float64 \"a0 sum\" %8");
}

static void test_unknown_ufunc(void **state) {
    const char *text = fused(state, "    %8:array(float64, 1) = np.unary 0 \"exp\" %2 @3:5\n"
                                    "    %9:np.float64 = np.sum float64 %8 @3:1\n");
    assert_has(text, "native.reduce float64 \"a0 sum\" %8");
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_expression),
        TEST(test_operand_taken_once),
        TEST(test_used_twice),
        TEST(test_changed_between),
        TEST(test_other_line),
        TEST(test_unknown_ufunc),
        TEST(test_slice),
        TEST(test_slice_with_bounds),
        TEST(test_slice_with_unknown_step),
        TEST(test_slice_used_twice),
        TEST(test_number),
        TEST(test_in_place),
        TEST(test_store_to_slice),
        TEST(test_comparison),
        TEST(test_narrow_with_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
