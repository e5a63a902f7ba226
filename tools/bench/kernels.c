/* The loop scenarios by hand, in C: what a compiler makes of the same work when a person writes it.
 *
 * Exact as the Python source is: every Python int that could outgrow 64 bits is checked; what NumPy
 * wraps around wraps. A kernel that overflows where only big integers would do gives up (-1),
 * except C3, which computes with GMP. No array is made that nobody looks at: that is what a person
 * would write. Not here: compiling it, the comparison of results, statistics (run.py). */
#define _GNU_SOURCE
#include <gmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Sums and products of NumPy's int64 items wrap around. */
static int64_t wrap_add(int64_t a, int64_t b) {
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static int64_t wrap_mul(int64_t a, int64_t b) {
    return (int64_t)((uint64_t)a * (uint64_t)b);
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* ---- B: small arrays in a loop ---- */

static int b1(int64_t n, int64_t *out) {
    int64_t *result = calloc(n > 0 ? (size_t)n : 1, sizeof *result);
    int64_t total = 0;
    int status = -1;
    if (!result)
        return -1;
    for (int64_t i = 0; i < n; i++) {
        int64_t next, after_next;
        if (i % 2 == 0) {
            if (__builtin_add_overflow(i, 1, &next) || __builtin_add_overflow(i, 2, &after_next))
                goto cleanup;
            result[i] = wrap_add(wrap_add(i, next), after_next);
        } else {
            result[i] = wrap_mul(i, 2);
        }
    }
    for (int64_t i = 0; i < n; i++)
        total = wrap_add(total, result[i]);
    *out = total;
    status = 0;
cleanup:
    free(result);
    return status;
}

static int b2(int64_t n, int64_t *out) {
    int64_t total = 0;
    for (int64_t i = 0; i < n; i++) {
        int64_t twice, thrice, item;
        if (__builtin_mul_overflow(i, 2, &twice) || __builtin_mul_overflow(i, 3, &thrice))
            return -1;
        if (i % 3 == 0)
            item = wrap_add(wrap_add(i, twice), thrice);
        else if (i % 3 == 1)
            item = larger(larger(i, twice), thrice);
        else
            item = smaller(smaller(i, twice), thrice);
        if (__builtin_add_overflow(total, item, &total))
            return -1;
    }
    *out = total;
    return 0;
}

static int b3(int64_t n, int64_t *out) {
    int64_t result = 0;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            int64_t both;
            if (__builtin_add_overflow(i, j, &both))
                return -1;
            if (both % 2 == 0 &&
                __builtin_add_overflow(result, wrap_add(wrap_add(i, j), both), &result))
                return -1;
        }
    }
    *out = result;
    return 0;
}

/* ---- C1, C2: a list that grows ---- */

typedef struct Vector {
    int64_t *items;
    size_t count, capacity;
} Vector;

static int vector_append(Vector *vector, int64_t item) {
    if (vector->count == vector->capacity) {
        size_t capacity = vector->capacity ? 2 * vector->capacity : 8;
        int64_t *items = realloc(vector->items, capacity * sizeof *items);
        if (!items)
            return -1;
        vector->items = items;
        vector->capacity = capacity;
    }
    vector->items[vector->count++] = item;
    return 0;
}

static int64_t vector_sum(const Vector *vector) {
    int64_t total = 0;
    for (size_t i = 0; i < vector->count; i++)
        total = wrap_add(total, vector->items[i]);
    return total;
}

/* int() of a float. */
static int truncate_float(double value, int64_t *out) {
    if (!(value >= -0x1p63 && value < 0x1p63))
        return -1;
    *out = (int64_t)value;
    return 0;
}

static int c1(int64_t n, int64_t *out) {
    Vector data = {0};
    int status = -1;
    for (int64_t i = 0; i < n; i++) {
        int64_t value = i;
        if (i % 3 == 0) {
            int64_t twice;
            if (__builtin_mul_overflow(i, 2, &twice))
                goto cleanup;
            value = wrap_add(i, twice);
        } else if (i % 3 == 1) {
            int64_t next, after_next;
            if (__builtin_add_overflow(i, 1, &next) || __builtin_add_overflow(i, 2, &after_next))
                goto cleanup;
            double mean = ((double)i + (double)next + (double)after_next) / 3.0;
            if (truncate_float(mean, &value))
                goto cleanup;
        }
        if (vector_append(&data, value))
            goto cleanup;
    }
    *out = vector_sum(&data);
    status = 0;
cleanup:
    free(data.items);
    return status;
}

static int c2(int64_t n, int64_t *out) {
    Vector data = {0};
    int status = -1;
    for (int64_t i = 0; i < n; i++)
        if (i % 2 == 0 && vector_append(&data, i % 5 == 0 ? larger(i, i / 5) : i))
            goto cleanup;
    *out = vector_sum(&data);
    status = 0;
cleanup:
    free(data.items);
    return status;
}

/* ---- C3: Fibonacci ---- */

/* int(np.sum(np.array([a, b]))), which depends on how large the two are. Neither is negative. */
static void add_array_sum(mpz_t total, const mpz_t a, const mpz_t b, mpz_t scratch) {
    size_t a_bits = mpz_sizeinbase(a, 2), b_bits = mpz_sizeinbase(b, 2);
    if (a_bits > 64 || b_bits > 64) { /* dtype object */
        mpz_add(scratch, a, b);
    } else if (a_bits <= 63 && b_bits <= 63) { /* int64 */
        mpz_set_si(scratch, wrap_add(mpz_get_si(a), mpz_get_si(b)));
    } else if (a_bits == 64 && b_bits == 64) { /* uint64 */
        mpz_set_ui(scratch, mpz_get_ui(a) + mpz_get_ui(b));
    } else { /* float64 */
        mpz_set_d(scratch, (double)mpz_get_ui(a) + (double)mpz_get_ui(b));
    }
    mpz_add(total, total, scratch);
}

static int c3(int64_t n, mpz_t total) {
    mpz_t a, b, scratch;
    mpz_init_set_ui(a, 0);
    mpz_init_set_ui(b, 1);
    mpz_init(scratch);
    mpz_set_ui(total, 0);
    for (int64_t i = 0; i < n; i++) {
        mpz_add(a, a, b);
        mpz_swap(a, b);
        if (i % 10 == 0)
            add_array_sum(total, a, b, scratch);
    }
    mpz_clears(a, b, scratch, NULL);
    return 0;
}

/* (a + b) % MODULUS of numbers below it, as Python's exact ints. */
#define MODULUS ((INT64_C(1) << 61) - 1)
static int64_t add_modulo(int64_t a, int64_t b) {
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return (int64_t)(((__int128)a + b) % MODULUS);
    int64_t rest = sum % MODULUS;
    return rest < 0 ? rest + MODULUS : rest;
}

static int c3m(int64_t n, int64_t *out) {
    int64_t a = 0, b = 1, total = 0;
    for (int64_t i = 0; i < n; i++) {
        int64_t c = add_modulo(a, b);
        a = b;
        b = c;
        if (i % 10 == 0)
            total = add_modulo(total, wrap_add(a, b));
    }
    *out = total;
    return 0;
}

/* ---- what run.py calls ---- */

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static const struct {
    const char *id;
    int (*kernel)(int64_t n, int64_t *out);
} kernels[] = {{"B1", b1}, {"B2", b2}, {"B3", b3}, {"C1", c1}, {"C2", c2}, {"C3m", c3m}};

/* NULL: not one of them. */
static int (*find(const char *id))(int64_t, int64_t *) {
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
        if (strcmp(kernels[k].id, id) == 0)
            return kernels[k].kernel;
    return NULL;
}

/* Seconds for each of `repeat` calls; the result, in decimal, is the caller's to give back to
 * bench_free. Negative: the kernel is not known, or it gave up. */
double bench_run(const char *id, int64_t n, int64_t repeat, char **result) {
    int (*volatile kernel)(int64_t, int64_t *) = find(id); /* volatile: every call is made */
    bool is_c3 = strcmp(id, "C3") == 0;
    int64_t value = 0;
    int status = 0;
    mpz_t total;
    if (!kernel && !is_c3)
        return -1;
    mpz_init(total);
    double start = now();
    for (int64_t k = 0; k < repeat && status == 0; k++) {
        if (is_c3) {
            status = c3(n, total);
            mpz_realloc2(total, 64); /* each call allocates its result */
        } else {
            status = kernel(n, &value);
        }
    }
    double seconds = (now() - start) / (double)repeat;
    if (is_c3)
        c3(n, total);
    else
        mpz_set_si(total, value);
    *result = mpz_get_str(NULL, 10, total);
    mpz_clear(total);
    return status ? -1 : seconds;
}

void bench_free(char *result) {
    free(result);
}
