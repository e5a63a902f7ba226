/* Thunks of exact ints: what small values need, inlined into kernels; everything else is a call
 * into runtime/exact_arithmetic.c. */
#include "../exact.h"

#include <thunk_prototypes.h>

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Small words are values times two, so that sums and differences need no shifting, and the overflow
 * of the word is the overflow of the small range. */

int npjit_int_add(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b))) {
        NpjitInt sum;
        if (LIKELY(!__builtin_add_overflow(a, b, &sum))) {
            *out = sum;
            return 0;
        }
        return npjit_exact_from_i64(exact_small(a) + exact_small(b), out);
    }
    return npjit_exact_add(a, b, out);
}

int npjit_int_sub(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b))) {
        NpjitInt difference;
        if (LIKELY(!__builtin_sub_overflow(a, b, &difference))) {
            *out = difference;
            return 0;
        }
        return npjit_exact_from_i64(exact_small(a) - exact_small(b), out);
    }
    return npjit_exact_sub(a, b, out);
}

int npjit_int_mul(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b))) {
        NpjitInt product;
        if (LIKELY(!__builtin_mul_overflow(exact_small(a), b, &product))) {
            *out = product;
            return 0;
        }
    }
    return npjit_exact_mul(a, b, out);
}

int npjit_int_floordiv(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b) && b != 0)) {
        int64_t quotient = exact_small(a) / exact_small(b);
        quotient -= quotient * exact_small(b) != exact_small(a) && (a < 0) != (b < 0);
        if (LIKELY(quotient <= EXACT_SMALL_MAX)) {
            *out = (NpjitInt)((uint64_t)quotient << 1);
            return 0;
        }
    }
    return npjit_exact_floordiv(a, b, out);
}

int npjit_int_mod(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b) && b != 0)) {
        NpjitInt remainder = a % b;
        *out = remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
        return 0;
    }
    return npjit_exact_mod(a, b, out);
}

int npjit_int_truediv(NpjitContext *context, NpjitInt a, NpjitInt b, double *out) {
    (void)context;
    const int64_t exact = INT64_C(1) << 53;
    if (LIKELY(exact_are_small(a, b) && b != 0)) {
        int64_t dividend = exact_small(a);
        int64_t divisor = exact_small(b);
        if (LIKELY(dividend <= exact && dividend >= -exact && divisor <= exact &&
                   divisor >= -exact)) {
            *out = (double)dividend / (double)divisor;
            return 0;
        }
    }
    return npjit_exact_truediv(a, b, out);
}

int npjit_int_and(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b))) {
        *out = a & b;
        return 0;
    }
    return npjit_exact_and(a, b, out);
}

int npjit_int_or(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b))) {
        *out = a | b;
        return 0;
    }
    return npjit_exact_or(a, b, out);
}

int npjit_int_xor(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b))) {
        *out = a ^ b;
        return 0;
    }
    return npjit_exact_xor(a, b, out);
}

int npjit_int_shl(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b))) {
        int64_t count = exact_small(b);
        if (LIKELY(count >= 0 && count < 63)) {
            NpjitInt shifted = (NpjitInt)((uint64_t)a << count);
            if (LIKELY(shifted >> count == a)) {
                *out = shifted;
                return 0;
            }
        }
    }
    return npjit_exact_shl(a, b, out);
}

int npjit_int_shr(NpjitContext *context, NpjitInt a, NpjitInt b, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_are_small(a, b) && b >= 0)) {
        int64_t count = exact_small(b) < 63 ? exact_small(b) : 63;
        *out = (NpjitInt)((uint64_t)(exact_small(a) >> count) << 1);
        return 0;
    }
    return npjit_exact_shr(a, b, out);
}

int npjit_int_neg(NpjitContext *context, NpjitInt a, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_is_small(a) && a != INT64_MIN)) {
        *out = -a;
        return 0;
    }
    return npjit_exact_neg(a, out);
}

int npjit_int_invert(NpjitContext *context, NpjitInt a, NpjitInt *out) {
    (void)context;
    if (LIKELY(exact_is_small(a))) {
        *out = ~a & ~INT64_C(1);
        return 0;
    }
    return npjit_exact_invert(a, out);
}

int npjit_int_abs(NpjitContext *context, NpjitInt a, NpjitInt *out) {
    if (LIKELY(exact_is_small(a) && a >= 0)) {
        *out = a;
        return 0;
    }
    if (!exact_is_small(a) && exact_big(a)->size > 0) {
        exact_big(a)->refcount++;
        *out = a;
        return 0;
    }
    return npjit_int_neg(context, a, out);
}

int32_t npjit_int_compare(NpjitContext *context, NpjitInt a, NpjitInt b, int64_t operator) {
    (void)context;
    if (LIKELY(exact_are_small(a, b))) {
        return exact_holds(operator,(a > b) - (a < b));
    }
    return exact_holds(operator, npjit_exact_compare(a, b));
}

int32_t npjit_int_compare_float(NpjitContext *context, NpjitInt a, double b, int64_t operator) {
    (void)context;
    return exact_holds(operator, npjit_exact_compare_float(a, b));
}

int32_t npjit_int_fits(NpjitContext *context, NpjitInt a) {
    (void)context;
    if (LIKELY(exact_is_small(a))) {
        return 1;
    }
    const ExactBig *big = exact_big(a);
    return (big->size == 1 && big->limbs[0] >> 63 == 0) ||
           (big->size == -1 && big->limbs[0] <= UINT64_C(1) << 63);
}

int64_t npjit_int_low(NpjitContext *context, NpjitInt a) {
    (void)context;
    if (LIKELY(exact_is_small(a))) {
        return exact_small(a);
    }
    const ExactBig *big = exact_big(a);
    return (int64_t)(big->size < 0 ? -big->limbs[0] : big->limbs[0]);
}

int npjit_int_to_float(NpjitContext *context, NpjitInt a, double *out) {
    (void)context;
    if (LIKELY(exact_is_small(a))) {
        *out = (double)exact_small(a);
        return 0;
    }
    return npjit_exact_to_float(a, out);
}

int32_t npjit_int_to_bool(NpjitContext *context, NpjitInt a) {
    (void)context;
    return a != 0;
}

int64_t npjit_int_classify(NpjitContext *context, const NpjitSlot *items, int64_t count) {
    (void)context;
    return exact_all_small(items, count) ? 0 : npjit_exact_classify(&items->n, count);
}

int npjit_i64_to_int(NpjitContext *context, int64_t value, NpjitInt *out) {
    (void)context;
    NpjitInt word;
    if (LIKELY(!__builtin_mul_overflow(value, INT64_C(2), &word))) {
        *out = word;
        return 0;
    }
    return npjit_exact_from_i64(value, out);
}

/* ---- owners ---- */

void npjit_retain_int(NpjitContext *context, NpjitInt value) {
    (void)context;
    if (UNLIKELY(!exact_is_small(value))) {
        exact_big(value)->refcount++;
    }
}

void npjit_release_int(NpjitContext *context, NpjitInt value) {
    (void)context;
    if (UNLIKELY(!exact_is_small(value)) && --exact_big(value)->refcount == 0) {
        npjit_exact_free(exact_big(value));
    }
}

/* Stein's algorithm, on magnitudes: 2**63 is one. A difference has as many twos as its negative, so
 * they are counted while the magnitude is found. */
int64_t npjit_i64_gcd(NpjitContext *context, int64_t a, int64_t b) {
    (void)context;
    uint64_t x = a < 0 ? -(uint64_t)a : (uint64_t)a, y = b < 0 ? -(uint64_t)b : (uint64_t)b;
    if (x == 0 || y == 0) {
        return (int64_t)(x | y);
    }
    int twos = __builtin_ctzll(x | y);
    x >>= __builtin_ctzll(x);
    y >>= __builtin_ctzll(y);
    while (x != y) {
        uint64_t difference = x - y, less = x < y ? x : y;
        y = (x < y ? y - x : difference) >> __builtin_ctzll(difference);
        x = less;
    }
    return (int64_t)(x << twos);
}

/* ---- math.lcm, comb and perm: negative where the result does not fit, or CPython raises ---- */

int64_t npjit_i64_lcm(NpjitContext *context, int64_t a, int64_t b) {
    int64_t divisor = npjit_i64_gcd(context, a, b), product;
    if (divisor <= 0) {
        return divisor;
    }
    return __builtin_mul_overflow(a / divisor, b, &product) || product == INT64_MIN ? -1
           : product < 0                                                            ? -product
                                                                                    : product;
}

int64_t npjit_i64_comb(NpjitContext *context, int64_t n, int64_t k) {
    (void)context;
    if (n < 0 || k < 0 || k > n) {
        return n < 0 || k < 0 ? -1 : 0;
    }
    k = k < n - k ? k : n - k;
    unsigned __int128 ways = 1;
    for (int64_t i = 1; i <= k && ways <= INT64_MAX; i++) {
        ways = ways * (uint64_t)(n - k + i) / (uint64_t)i;
    }
    return ways <= INT64_MAX ? (int64_t)ways : -1;
}

int64_t npjit_i64_perm(NpjitContext *context, int64_t n, int64_t k) {
    (void)context;
    if (n < 0 || k < 0 || k > n) {
        return n < 0 || k < 0 ? -1 : 0;
    }
    int64_t ways = 1;
    for (int64_t i = 0; i < k; i++) {
        if (__builtin_mul_overflow(ways, n - i, &ways)) {
            return -1;
        }
    }
    return ways;
}
