/* Exact integers inside the runtime: the memory behind NpjitInt, views of values as limbs, and the
 * paths that are too long to be inlined into kernels. Values are always normalised: what fits the
 * small form is small. Functions that can fail return 0 or -1 with a Python exception set. */
#ifndef NPJIT_RUNTIME_EXACT_H
#define NPJIT_RUNTIME_EXACT_H

#include <runtime/thunks.h>

#include <front/ast.h>
#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>

_Static_assert(sizeof(mp_limb_t) == 8 && GMP_NAIL_BITS == 0, "limbs are 64-bit words");

#define EXACT_SMALL_MAX ((INT64_C(1) << 62) - 1)
#define EXACT_SMALL_MIN (-(INT64_C(1) << 62))
/* 2 GiB; longer results are refused with MemoryError. */
#define EXACT_MAX_LIMBS (INT64_C(1) << 28)

typedef struct ExactBig ExactBig;
struct ExactBig {
    union {
        int64_t refcount;
        ExactBig *next; /* of a freed block that is kept */
    };
    int32_t size; /* limbs in use, negative for a negative value; the top limb is not 0 */
    int32_t capacity;
    mp_limb_t limbs[];
};

/* Freed blocks by size in units of 64 bytes, kept for the next allocation, and what is in use now.
 */
#define EXACT_CLASSES 64
#define EXACT_KEPT    32
typedef struct ExactPool {
    struct {
        ExactBig *first;
        int64_t count;
    } classes[EXACT_CLASSES];
    size_t count, bytes;
} ExactPool;

extern ExactPool npjit_exact_pool;

/* ---- representation ---- */

static inline bool exact_is_small(NpjitInt value) {
    return (value & 1) == 0;
}

static inline int64_t exact_small(NpjitInt value) {
    return value >> 1;
}

static inline ExactBig *exact_big(NpjitInt value) {
    return (ExactBig *)(uintptr_t)(value - 1); // NOLINT(performance-no-int-to-ptr): tagged pointer
}

static inline NpjitInt exact_from_big(const ExactBig *big) {
    return (NpjitInt)(uintptr_t)big + 1;
}

static inline bool exact_fits_small(int64_t value) {
    return value >= EXACT_SMALL_MIN && value <= EXACT_SMALL_MAX;
}

/* Whether both are small: one test for two tags. */
static inline bool exact_are_small(NpjitInt a, NpjitInt b) {
    return ((a | b) & 1) == 0;
}

/* Whether all items are small. Without an early exit, so that it is as fast as memory. */
static inline bool exact_all_small(const NpjitSlot *items, int64_t count) {
    uint64_t tags[4] = {0};
    int64_t i = 0;
    for (; i + 4 <= count; i += 4) {
        for (int k = 0; k < 4; k++) {
            tags[k] |= items[i + k].bits;
        }
    }
    for (; i < count; i++) {
        tags[0] |= items[i].bits;
    }
    return ((tags[0] | tags[1] | tags[2] | tags[3]) & 1) == 0;
}

/* A value's magnitude as limbs and its sign, without copying. Must not be moved: `limbs` may point
 * into it. */
typedef struct ExactView {
    const mp_limb_t *limbs;
    int64_t size; /* as ExactBig's; 0 for zero */
    mp_limb_t limb;
} ExactView;

static inline void exact_view(NpjitInt value, ExactView *out) {
    if (exact_is_small(value)) {
        int64_t small = exact_small(value);
        out->limb = small < 0 ? -(mp_limb_t)small : (mp_limb_t)small;
        out->size = (small > 0) - (small < 0);
        out->limbs = &out->limb;
    } else {
        const ExactBig *big = exact_big(value);
        out->size = big->size;
        out->limbs = big->limbs;
    }
}

/* ---- memory ---- */

/* A block for `limbs` limbs with reference count 1 and no value. NULL with MemoryError set. */
ExactBig *exact_allocate(int64_t limbs);

/* Gives the block back. */
void npjit_exact_free(ExactBig *big);

/* Takes a block that holds |size| limbs (leading zeros allowed) and gives its normalised value. */
NpjitInt exact_finish(ExactBig *big, int64_t size);

/* A new value from limbs that are copied. */
int exact_from_limbs(const mp_limb_t *limbs, int64_t size, NpjitInt *out);

/* Makes GMP's allocations recoverable and empties nothing; called once at start. */
void exact_memory_init(void);

/* Frees the kept blocks. */
void exact_memory_clear(void);

/* Runs `body(data)`, in which GMP may allocate; MemoryError instead of GMP's abort. What `body`
 * leaves allocated stays; on failure everything it allocated is freed. */
int exact_guard(void (*body)(void *data), void *data);

/* ---- arithmetic, out of line: any values ---- */

int npjit_exact_from_i64(int64_t value, NpjitInt *out);
int npjit_exact_from_i128(__int128 value, NpjitInt *out);
int npjit_exact_add(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_sub(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_mul(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_floordiv(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_mod(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_truediv(NpjitInt a, NpjitInt b, double *out);
int npjit_exact_and(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_or(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_xor(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_shl(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_shr(NpjitInt a, NpjitInt b, NpjitInt *out);
int npjit_exact_neg(NpjitInt a, NpjitInt *out);
int npjit_exact_invert(NpjitInt a, NpjitInt *out);
int npjit_exact_to_float(NpjitInt a, double *out);

/* -1, 0 or 1. */
int npjit_exact_compare(NpjitInt a, NpjitInt b);
/* -1, 0 or 1, or 2 for nan. */
int npjit_exact_compare_float(NpjitInt a, double b);

/* The truth of `operator`, a CompareOperator, for operands in that order; 2 means unordered. */
static inline int32_t exact_holds(int64_t operator, int order) {
    switch (operator) {
    case COMPARE_EQUAL: return order == 0;
    case COMPARE_NOT_EQUAL: return order != 0;
    case COMPARE_LESS: return order == -1;
    case COMPARE_LESS_EQUAL: return order <= 0;
    case COMPARE_GREATER: return order == 1;
    default: return order == 0 || order == 1;
    }
}

/* What np.array makes of ints: 0 int64, 1 uint64, 2 float64, 3 object. `count` words. */
int64_t npjit_exact_classify(const NpjitInt *items, int64_t count);

/* The value as a 64-bit word when it is in [-2**63, 2**64). */
bool exact_to_word(NpjitInt value, uint64_t *out, bool *is_negative);

#endif
