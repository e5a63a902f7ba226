/* Thunks of NumPy scalars, for code that is cold or has its thunks called (the other is emitted by
 * jit/lower_scalar.c): the plain result where NumPy would give it without a word. What
 * overflows, is not finite or underflows is done again by NumPy itself, which then warns as it is
 * told to. */
#include "numpy_scalar.h"

#include <ir/type.h>
#include <math.h>
#include <string.h>
#include <thunk_prototypes.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)

/* ---- integers ---- */

#define INTEGER_BINARY(operation, OPERATION, checked, dtype, DTYPE, type)                          \
    int npjit_scalar_##operation##_##dtype(NpjitContext *context, uint64_t a, uint64_t b,          \
                                           uint64_t *out) {                                        \
        (void)context;                                                                             \
        type result;                                                                               \
        if (LIKELY(!checked((type)a, (type)b, &result))) {                                         \
            *out = (uint64_t)result;                                                               \
            return 0;                                                                              \
        }                                                                                          \
        return npjit_scalar_binary(SCALAR_##OPERATION, DTYPE_##DTYPE, a, b, out);                  \
    }

#define INTEGER(dtype, DTYPE, type)                                                                \
    INTEGER_BINARY(add, ADD, __builtin_add_overflow, dtype, DTYPE, type)                           \
    INTEGER_BINARY(sub, SUB, __builtin_sub_overflow, dtype, DTYPE, type)                           \
    INTEGER_BINARY(mul, MUL, __builtin_mul_overflow, dtype, DTYPE, type)                           \
    int npjit_scalar_neg_##dtype(NpjitContext *context, uint64_t a, uint64_t *out) {               \
        (void)context;                                                                             \
        type result;                                                                               \
        if (LIKELY(!__builtin_sub_overflow((type)0, (type)a, &result))) {                          \
            *out = (uint64_t)result;                                                               \
            return 0;                                                                              \
        }                                                                                          \
        return npjit_scalar_negative(DTYPE_##DTYPE, a, out);                                       \
    }

INTEGER(int8, INT8, int8_t)
INTEGER(int16, INT16, int16_t)
INTEGER(int32, INT32, int32_t)
INTEGER(int64, INT64, int64_t)
INTEGER(uint8, UINT8, uint8_t)
INTEGER(uint16, UINT16, uint16_t)
INTEGER(uint32, UINT32, uint32_t)
INTEGER(uint64, UINT64, uint64_t)

/* ---- floats ---- */

static inline double double_of(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint64_t bits_of_double(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float float_of(uint64_t bits) {
    uint32_t low = (uint32_t)bits;
    float value;
    memcpy(&value, &low, sizeof value);
    return value;
}

static inline uint64_t bits_of_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

#define NORMAL_float(x)  (fabsf(x) >= 0x1p-126F && fabsf(x) <= 0x1.fffffep127F)
#define NORMAL_double(x) (fabs(x) >= 0x1p-1022 && fabs(x) <= 0x1.fffffffffffffp1023)
#define FINITE_float(x)  (fabsf(x) <= 0x1.fffffep127F)
#define FINITE_double(x) (fabs(x) <= 0x1.fffffffffffffp1023)

/* `plain`: the result raises no flag that NumPy could warn about. */
#define FLOAT_BINARY(operation, OPERATION, operator, plain, dtype, DTYPE, type)                    \
    int npjit_scalar_##operation##_##dtype(NpjitContext *context, uint64_t a, uint64_t b,          \
                                           uint64_t *out) {                                        \
        (void)context;                                                                             \
        type left = type##_of(a);                                                                  \
        type right = type##_of(b);                                                                 \
        type result = left operator right;                                                         \
        if (LIKELY(plain)) {                                                                       \
            *out = bits_of_##type(result);                                                         \
            return 0;                                                                              \
        }                                                                                          \
        return npjit_scalar_binary(SCALAR_##OPERATION, DTYPE_##DTYPE, a, b, out);                  \
    }

/* Sums and differences that are tiny are exact; products and quotients may have underflowed. */
#define FLOAT(dtype, DTYPE, type)                                                                  \
    FLOAT_BINARY(add, ADD, +, FINITE_##type(result), dtype, DTYPE, type)                           \
    FLOAT_BINARY(sub, SUB, -, FINITE_##type(result), dtype, DTYPE, type)                           \
    FLOAT_BINARY(mul, MUL, *, NORMAL_##type(result) || (result == 0 && (left == 0 || right == 0)), \
                 dtype, DTYPE, type)                                                               \
    FLOAT_BINARY(div, DIV, /, NORMAL_##type(result) || (result == 0 && left == 0), dtype, DTYPE,   \
                 type)                                                                             \
    int npjit_scalar_neg_##dtype(NpjitContext *context, uint64_t a, uint64_t *out) {               \
        (void)context;                                                                             \
        *out = bits_of_##type(-type##_of(a));                                                      \
        return 0;                                                                                  \
    }

FLOAT(float32, FLOAT32, float)
FLOAT(float64, FLOAT64, double)
