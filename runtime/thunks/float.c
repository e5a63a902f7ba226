/* Thunks of Python floats: CPython's own formulas, which libm alone does not give. Powers are not
 * here: the optimiser would replace pow() of a known exponent by multiplications, with other bits.
 */
#include "../exact.h"

#include <math.h>
#include <thunk_prototypes.h>

/* Python's remainder has the divisor's sign, also when it is zero. */
double npjit_float_mod(NpjitContext *context, double a, double b) {
    (void)context;
    double remainder = fmod(a, b);
    if (remainder == 0.0) {
        return copysign(0.0, b);
    }
    return (b < 0) != (remainder < 0) ? remainder + b : remainder;
}

double npjit_float_floordiv(NpjitContext *context, double a, double b) {
    (void)context;
    double remainder = fmod(a, b);
    double quotient = (a - remainder) / b;
    /* nan counts as a remainder that is not zero, as in CPython. */
    if (remainder != 0.0 && (b < 0) != (remainder < 0)) {
        quotient -= 1.0;
    }
    if (quotient == 0.0) {
        return copysign(0.0, a / b);
    }
    double whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

int32_t npjit_float_compare_i64(NpjitContext *context, double a, int64_t b, int64_t operator) {
    (void)context;
    /* Unless rounding brought them together, comparing as floats is right: rounding is monotonic.
     */
    double rounded = (double)b;
    int order = (a > rounded) - (a < rounded);
    if (a == rounded && a != 0x1p63) {
        int64_t whole = (int64_t)a;
        order = (whole > b) - (whole < b);
    } else if (a == rounded) {
        order = 1; /* 2**63 against a smaller int that rounds up to it */
    } else if (a != a) {
        order = 2;
    }
    return exact_holds(operator, order);
}
