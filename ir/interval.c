/* Arithmetic on intervals of 64-bit integers. Every result holds at least all that can come out;
 * most are the smallest such interval. */
#include "interval.h"

static const WideRange wide_empty = {1, 0};

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

IntRange range_join(IntRange a, IntRange b) {
    if (range_is_empty(a))
        return b;
    if (range_is_empty(b))
        return a;
    return (IntRange){smaller(a.low, b.low), larger(a.high, b.high)};
}

IntRange range_meet(IntRange a, IntRange b) {
    IntRange both = {larger(a.low, b.low), smaller(a.high, b.high)};
    return range_is_empty(both) ? RANGE_EMPTY : both;
}

IntRange range_widen(IntRange old, IntRange next, bool far) {
    static const int64_t landmarks[] = {
        INT64_MIN, -(INT64_C(1) << 62), INT32_MIN,        -1,        0, 1,
        INT32_MAX, INT64_C(1) << 32,    INT64_C(1) << 62, INT64_MAX,
    };
    const int count = sizeof landmarks / sizeof *landmarks;
    IntRange result = range_join(old, next);
    if (range_is_empty(old) || range_is_empty(result))
        return result;
    if (result.low < old.low) {
        int i = count - 1;
        while (landmarks[i] > result.low)
            i--;
        result.low = far ? INT64_MIN : landmarks[i];
    }
    if (result.high > old.high) {
        int i = 0;
        while (landmarks[i] < result.high)
            i++;
        result.high = far ? INT64_MAX : landmarks[i];
    }
    return result;
}

/* ---- exact results ---- */

static bool either_empty(IntRange a, IntRange b) {
    return range_is_empty(a) || range_is_empty(b);
}

WideRange range_add(IntRange a, IntRange b) {
    if (either_empty(a, b))
        return wide_empty;
    return (WideRange){(Wide)a.low + b.low, (Wide)a.high + b.high};
}

WideRange range_subtract(IntRange a, IntRange b) {
    if (either_empty(a, b))
        return wide_empty;
    return (WideRange){(Wide)a.low - b.high, (Wide)a.high - b.low};
}

/* The smallest range with the four. */
static WideRange hull(Wide a, Wide b, Wide c, Wide d) {
    const Wide corners[] = {b, c, d};
    WideRange result = {a, a};
    for (int i = 0; i < 3; i++) {
        if (corners[i] < result.low)
            result.low = corners[i];
        if (corners[i] > result.high)
            result.high = corners[i];
    }
    return result;
}

WideRange range_multiply(IntRange a, IntRange b) {
    if (either_empty(a, b))
        return wide_empty;
    return hull((Wide)a.low * b.low, (Wide)a.low * b.high, (Wide)a.high * b.low,
                (Wide)a.high * b.high);
}

WideRange range_shift_left(IntRange a, IntRange count) {
    if (either_empty(a, count))
        return wide_empty;
    if (count.low < 0 || count.high > 63)
        return (WideRange){-((Wide)1 << 126), (Wide)1 << 126};
    Wide least = (Wide)1 << count.low, most = (Wide)1 << count.high;
    return hull(a.low * least, a.low * most, a.high * least, a.high * most);
}

bool range_fits(WideRange a) {
    return a.low >= INT64_MIN && a.high <= INT64_MAX;
}

IntRange range_clip(WideRange a) {
    if (a.low > INT64_MAX || a.high < INT64_MIN || a.low > a.high)
        return RANGE_EMPTY;
    return (IntRange){a.low < INT64_MIN ? INT64_MIN : (int64_t)a.low,
                      a.high > INT64_MAX ? INT64_MAX : (int64_t)a.high};
}

/* ---- division ---- */

static Wide floor_quotient(Wide a, Wide b) {
    Wide quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

/* By divisors of one sign the quotient is monotone in each operand. */
static IntRange divide_by(IntRange a, IntRange b) {
    if (either_empty(a, b))
        return RANGE_EMPTY;
    return range_clip(hull(floor_quotient(a.low, b.low), floor_quotient(a.low, b.high),
                           floor_quotient(a.high, b.low), floor_quotient(a.high, b.high)));
}

IntRange range_floor_divide(IntRange a, IntRange b) {
    return range_join(divide_by(a, range_meet(b, (IntRange){INT64_MIN, -1})),
                      divide_by(a, range_meet(b, (IntRange){1, INT64_MAX})));
}

IntRange range_modulo(IntRange a, IntRange b) {
    if (either_empty(a, b))
        return RANGE_EMPTY;
    if (b.low > 0 && a.low >= 0)
        return a.high < b.low ? a : (IntRange){0, smaller(a.high, b.high - 1)};
    if (b.high < 0 && a.high <= 0)
        return a.low > b.high ? a : (IntRange){larger(a.low, b.low + 1), 0};
    /* The result has the divisor's sign and a smaller magnitude. */
    return (IntRange){b.low < 0 ? b.low + 1 : 0, b.high > 0 ? b.high - 1 : 0};
}

/* ---- bits ---- */

/* The least 2**n - 1 that is not below `a` >= 0. */
static int64_t ones_from(int64_t a) {
    uint64_t ones = (uint64_t)a;
    for (int shift = 1; shift < 64; shift *= 2)
        ones |= ones >> shift;
    return (int64_t)ones;
}

/* All integers that need no more bits, sign aside, than those of both ranges: no operation on bits
 * leads out of them. */
static IntRange same_bits(IntRange a, IntRange b) {
    IntRange both = range_join(a, b);
    int64_t low = both.low < 0 ? ~both.low : both.low;
    int64_t high = both.high < 0 ? ~both.high : both.high;
    int64_t ones = ones_from(larger(low, high));
    return (IntRange){both.low < 0 ? ~ones : 0, both.high < 0 && both.low < 0 ? -1 : ones};
}

IntRange range_and(IntRange a, IntRange b) {
    if (either_empty(a, b))
        return RANGE_EMPTY;
    if (a.low >= 0 && b.low >= 0)
        return (IntRange){0, smaller(a.high, b.high)};
    if (a.low >= 0)
        return (IntRange){0, a.high};
    if (b.low >= 0)
        return (IntRange){0, b.high};
    return same_bits(a, b);
}

IntRange range_or(IntRange a, IntRange b) {
    if (either_empty(a, b))
        return RANGE_EMPTY;
    IntRange result = same_bits(a, b);
    if (a.low >= 0 && b.low >= 0)
        result.low = larger(a.low, b.low);
    else if (a.high < 0 || b.high < 0)
        result.high = -1;
    return result;
}

IntRange range_xor(IntRange a, IntRange b) {
    if (either_empty(a, b))
        return RANGE_EMPTY;
    IntRange result = same_bits(a, b);
    if (a.high < 0 && b.high < 0)
        return (IntRange){0, ~result.low};
    return result;
}

IntRange range_invert(IntRange a) {
    return range_is_empty(a) ? RANGE_EMPTY : (IntRange){~a.high, ~a.low};
}

IntRange range_shift_right(IntRange a, IntRange count) {
    if (either_empty(a, count))
        return RANGE_EMPTY;
    int least = (int)smaller(larger(count.low, 0), 63);
    int most = (int)smaller(larger(count.high, 0), 63);
    return (IntRange){smaller(a.low >> least, a.low >> most),
                      larger(a.high >> least, a.high >> most)};
}

/* ---- comparison ---- */

CompareOperator compare_negated(CompareOperator op) {
    switch (op) {
    case COMPARE_EQUAL: return COMPARE_NOT_EQUAL;
    case COMPARE_NOT_EQUAL: return COMPARE_EQUAL;
    case COMPARE_LESS: return COMPARE_GREATER_EQUAL;
    case COMPARE_LESS_EQUAL: return COMPARE_GREATER;
    case COMPARE_GREATER: return COMPARE_LESS_EQUAL;
    case COMPARE_GREATER_EQUAL: return COMPARE_LESS;
    default: return op;
    }
}

CompareOperator compare_mirrored(CompareOperator op) {
    switch (op) {
    case COMPARE_LESS: return COMPARE_GREATER;
    case COMPARE_LESS_EQUAL: return COMPARE_GREATER_EQUAL;
    case COMPARE_GREATER: return COMPARE_LESS;
    case COMPARE_GREATER_EQUAL: return COMPARE_LESS_EQUAL;
    default: return op;
    }
}

IntRange range_refine(IntRange a, CompareOperator op, IntRange b) {
    if (either_empty(a, b))
        return RANGE_EMPTY;
    switch (op) {
    case COMPARE_EQUAL: return range_meet(a, b);
    case COMPARE_NOT_EQUAL:
        if (range_is_single(b) && a.low == b.low)
            return a.low == a.high ? RANGE_EMPTY : (IntRange){a.low + 1, a.high};
        if (range_is_single(b) && a.high == b.low)
            return (IntRange){a.low, a.high - 1};
        return a;
    case COMPARE_LESS:
        return b.high == INT64_MIN ? RANGE_EMPTY : range_meet(a, (IntRange){INT64_MIN, b.high - 1});
    case COMPARE_LESS_EQUAL: return range_meet(a, (IntRange){INT64_MIN, b.high});
    case COMPARE_GREATER:
        return b.low == INT64_MAX ? RANGE_EMPTY : range_meet(a, (IntRange){b.low + 1, INT64_MAX});
    case COMPARE_GREATER_EQUAL: return range_meet(a, (IntRange){b.low, INT64_MAX});
    default: return a;
    }
}

IntRange range_compare(CompareOperator op, IntRange a, IntRange b) {
    if (either_empty(a, b))
        return RANGE_EMPTY;
    bool can_hold = !range_is_empty(range_refine(a, op, b));
    bool can_fail = !range_is_empty(range_refine(a, compare_negated(op), b));
    return (IntRange){can_fail ? 0 : 1, can_hold ? 1 : 0};
}
