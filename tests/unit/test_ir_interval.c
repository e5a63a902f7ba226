/* Arithmetic on intervals, against all pairs of values of small intervals and against the ends of
 * the 64-bit integers. */
#include "../../ir/interval.h"
#include "ir_text.h"

enum { LOWEST = -6, HIGHEST = 7 };

typedef struct Operation {
    const char *name;
    IntRange (*on_ranges)(IntRange a, IntRange b);
    int64_t (*on_values)(int64_t a, int64_t b);
    bool (*is_defined)(int64_t a, int64_t b);
    bool exact; /* the result is the smallest interval, for these operands */
} Operation;

static IntRange add(IntRange a, IntRange b) {
    return range_clip(range_add(a, b));
}
static IntRange subtract(IntRange a, IntRange b) {
    return range_clip(range_subtract(a, b));
}
static IntRange multiply(IntRange a, IntRange b) {
    return range_clip(range_multiply(a, b));
}
static IntRange shift_left(IntRange a, IntRange b) {
    return range_clip(range_shift_left(a, b));
}
static IntRange invert(IntRange a, IntRange b) {
    (void)b;
    return range_invert(a);
}

static int64_t add_values(int64_t a, int64_t b) {
    return a + b;
}
static int64_t subtract_values(int64_t a, int64_t b) {
    return a - b;
}
static int64_t multiply_values(int64_t a, int64_t b) {
    return a * b;
}
static int64_t shift_left_values(int64_t a, int64_t b) {
    return a * (INT64_C(1) << b);
}
static int64_t divide_values(int64_t a, int64_t b) {
    int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}
static int64_t modulo_values(int64_t a, int64_t b) {
    return a - divide_values(a, b) * b;
}
static int64_t and_values(int64_t a, int64_t b) {
    return a & b;
}
static int64_t or_values(int64_t a, int64_t b) {
    return a | b;
}
static int64_t xor_values(int64_t a, int64_t b) {
    return a ^ b;
}
static int64_t shift_right_values(int64_t a, int64_t b) {
    return a >> b;
}
static int64_t invert_values(int64_t a, int64_t b) {
    (void)b;
    return ~a;
}

static bool always(int64_t a, int64_t b) {
    (void)a, (void)b;
    return true;
}
static bool divides(int64_t a, int64_t b) {
    (void)a;
    return b != 0;
}
static bool shifts(int64_t a, int64_t b) {
    (void)a;
    return b >= 0;
}

static const Operation operations[] = {
    {"add", add, add_values, always, true},
    {"subtract", subtract, subtract_values, always, true},
    {"multiply", multiply, multiply_values, always, true},
    {"shift left", shift_left, shift_left_values, shifts, false},
    {"floor divide", range_floor_divide, divide_values, divides, true},
    {"modulo", range_modulo, modulo_values, divides, false},
    {"and", range_and, and_values, always, false},
    {"or", range_or, or_values, always, false},
    {"xor", range_xor, xor_values, always, false},
    {"shift right", range_shift_right, shift_right_values, shifts, false},
    {"invert", invert, invert_values, always, true},
};

/* The smallest interval of the results on all pairs. */
static IntRange all_results(const Operation *operation, IntRange a, IntRange b) {
    IntRange results = RANGE_EMPTY;
    for (int64_t x = a.low; x <= a.high; x++)
        for (int64_t y = b.low; y <= b.high; y++)
            if (operation->is_defined(x, y)) {
                int64_t result = operation->on_values(x, y);
                results = range_join(results, (IntRange){result, result});
            }
    return results;
}

static void assert_covers(const Operation *operation, IntRange a, IntRange b) {
    IntRange found = operation->on_ranges(a, b), needed = all_results(operation, a, b);
    bool covers = range_is_empty(needed) || (found.low <= needed.low && found.high >= needed.high);
    if (!covers || (operation->exact && !range_is_empty(needed) && !range_equal(found, needed)))
        fail_msg("%s of [%d, %d] and [%d, %d]: [%lld, %lld], needed [%lld, %lld]", operation->name,
                 (int)a.low, (int)a.high, (int)b.low, (int)b.high, (long long)found.low,
                 (long long)found.high, (long long)needed.low, (long long)needed.high);
}

/* All intervals from LOWEST to HIGHEST, one after the other; the empty one after the last. */
static const IntRange first_range = {LOWEST, LOWEST};

static IntRange range_after(IntRange a) {
    if (a.high < HIGHEST)
        return (IntRange){a.low, a.high + 1};
    return a.low < HIGHEST ? (IntRange){a.low + 1, a.low + 1} : RANGE_EMPTY;
}

static void assert_covers_all(const Operation *operation) {
    for (IntRange a = first_range; !range_is_empty(a); a = range_after(a))
        for (IntRange b = first_range; !range_is_empty(b); b = range_after(b))
            assert_covers(operation, a, b);
}

static void test_operations(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        assert_covers_all(&operations[i]);
        assert_true(range_is_empty(operations[i].on_ranges(RANGE_EMPTY, RANGE_FULL)));
    }
}

static bool compare(CompareOperator op, int64_t a, int64_t b) {
    switch (op) {
    case COMPARE_EQUAL: return a == b;
    case COMPARE_NOT_EQUAL: return a != b;
    case COMPARE_LESS: return a < b;
    case COMPARE_LESS_EQUAL: return a <= b;
    case COMPARE_GREATER: return a > b;
    default: return a >= b;
    }
}

/* What remains after refinement is just what can satisfy the comparison, up to holes inside. */
static void assert_compares(CompareOperator op, IntRange a, IntRange b) {
    IntRange kept = RANGE_EMPTY, truth = RANGE_EMPTY;
    for (int64_t x = a.low; x <= a.high; x++)
        for (int64_t y = b.low; y <= b.high; y++) {
            int64_t holds = compare(op, x, y);
            truth = range_join(truth, (IntRange){holds, holds});
            if (holds)
                kept = range_join(kept, (IntRange){x, x});
            assert_true(compare(compare_mirrored(op), y, x) == holds);
            assert_true(compare(compare_negated(op), x, y) != holds);
        }
    assert_true(range_equal(range_refine(a, op, b), kept));
    assert_true(range_equal(range_compare(op, a, b), truth));
}

static void test_comparisons(void **state) {
    (void)state;
    for (int op = COMPARE_EQUAL; op <= COMPARE_GREATER_EQUAL; op++)
        for (IntRange a = first_range; !range_is_empty(a); a = range_after(a))
            for (IntRange b = first_range; !range_is_empty(b); b = range_after(b))
                assert_compares((CompareOperator)op, a, b);
}

static void assert_range(IntRange found, int64_t low, int64_t high) {
    assert_true(found.low == low);
    assert_true(found.high == high);
}

static void test_ends(void **state) {
    (void)state;
    IntRange full = RANGE_FULL, one = {1, 1}, least = {INT64_MIN, INT64_MIN};
    IntRange most = {INT64_MAX, INT64_MAX}, minus_one = {-1, -1};
    assert_false(range_fits(range_add(full, one)));
    assert_range(range_clip(range_add(full, one)), INT64_MIN + 1, INT64_MAX);
    assert_true(range_fits(range_add((IntRange){INT64_MIN, INT64_MAX - 1}, one)));
    assert_false(range_fits(range_subtract((IntRange){0, 0}, least)));
    assert_false(range_fits(range_multiply(least, minus_one)));
    assert_false(range_fits(range_multiply(full, full)));
    assert_true(range_is_empty(range_clip(range_add(most, most))));
    assert_false(range_fits(range_shift_left(one, (IntRange){63, 63})));
    assert_true(range_fits(range_shift_left(minus_one, (IntRange){63, 63})));
    assert_false(range_fits(range_shift_left((IntRange){0, 0}, (IntRange){0, 64})));
    assert_range(range_floor_divide(full, full), INT64_MIN, INT64_MAX);
    assert_range(range_modulo(full, least), INT64_MIN + 1, 0);
    assert_range(range_modulo(full, most), 0, INT64_MAX - 1);
    assert_range(range_invert(full), INT64_MIN, INT64_MAX);
    assert_range(range_and(full, full), INT64_MIN, INT64_MAX);
    assert_range(range_xor(least, most), INT64_MIN, INT64_MAX);
    assert_range(range_shift_right(full, (IntRange){70, 90}), -1, 0);
    assert_true(range_is_empty(range_refine(full, COMPARE_LESS, least)));
    assert_true(range_is_empty(range_refine(full, COMPARE_GREATER, most)));
    assert_range(range_refine(full, COMPARE_NOT_EQUAL, least), INT64_MIN + 1, INT64_MAX);
}

/* However an interval grows, it is widened a few times only. */
static void test_widening_ends(void **state) {
    (void)state;
    IntRange range = {0, 0};
    int steps = 0;
    while (!range_equal(range, RANGE_FULL)) {
        IntRange next = {range.low > INT64_MIN ? range.low - 1 : range.low,
                         range.high < INT64_MAX ? range.high + 1 : range.high};
        range = range_widen(range, next, false);
        assert_true(++steps < 10);
    }
    assert_range(range_widen((IntRange){0, 0}, (IntRange){0, 5}, true), 0, INT64_MAX);
    assert_range(range_widen((IntRange){0, 9}, (IntRange){3, 5}, false), 0, 9);
    assert_range(range_widen(RANGE_EMPTY, (IntRange){3, 5}, false), 3, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operations),
        cmocka_unit_test(test_comparisons),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_widening_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
