/* Memory of exact ints: reference-counted blocks from size-classed free lists, and GMP's own
 * temporary allocations made recoverable. Knows no arithmetic. */
#include "exact.h"

#include "usage.h"

#include <Python.h>

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNIT = 64 };

ExactPool npjit_exact_pool;

static size_t block_units(int64_t limbs) {
    return (sizeof(ExactBig) + (size_t)limbs * sizeof(mp_limb_t) + UNIT - 1) / UNIT;
}

static int64_t units_capacity(size_t units) {
    return (int64_t)((units * UNIT - sizeof(ExactBig)) / sizeof(mp_limb_t));
}

ExactBig *exact_allocate(int64_t limbs) {
    ExactPool *pool = &npjit_exact_pool;
    size_t units = block_units(limbs);
    ExactBig *big = NULL;
    if (units < EXACT_CLASSES && pool->classes[units].first) {
        big = pool->classes[units].first;
        pool->classes[units].first = big->next;
        pool->classes[units].count--;
    } else {
        big = limbs <= EXACT_MAX_LIMBS ? malloc(units * UNIT) : NULL;
        if (!big) {
            PyErr_NoMemory();
            return NULL;
        }
        big->capacity = (int32_t)units_capacity(units);
    }
    big->refcount = 1;
    big->size = 0;
    pool->count++;
    pool->bytes += units * UNIT;
    return big;
}

void npjit_exact_free(ExactBig *big) {
    ExactPool *pool = &npjit_exact_pool;
    size_t units = block_units(big->capacity);
    pool->count--;
    pool->bytes -= units * UNIT;
    if (units < EXACT_CLASSES && pool->classes[units].count < KEPT_AT_MOST(EXACT_KEPT)) {
        big->next = pool->classes[units].first;
        pool->classes[units].first = big;
        pool->classes[units].count++;
        return;
    }
    free(big);
}

void exact_memory_clear(void) {
    for (size_t units = 0; units < EXACT_CLASSES; units++) {
        ExactBig *big = npjit_exact_pool.classes[units].first;
        while (big) {
            ExactBig *next = big->next;
            free(big);
            big = next;
        }
        npjit_exact_pool.classes[units].first = NULL;
        npjit_exact_pool.classes[units].count = 0;
    }
}

NpjitInt exact_finish(ExactBig *big, int64_t size) {
    int64_t count = size < 0 ? -size : size;
    while (count > 0 && big->limbs[count - 1] == 0) {
        count--;
    }
    if (count <= 1) {
        mp_limb_t limb = count == 0 ? 0 : big->limbs[0];
        if (limb <= (mp_limb_t)EXACT_SMALL_MAX + (size < 0)) {
            npjit_exact_free(big);
            return (NpjitInt)((size < 0 ? -limb : limb) << 1);
        }
    }
    big->size = (int32_t)(size < 0 ? -count : count);
    return exact_from_big(big);
}

int exact_from_limbs(const mp_limb_t *limbs, int64_t size, NpjitInt *out) {
    int64_t count = size < 0 ? -size : size;
    ExactBig *big = exact_allocate(count);
    if (!big) {
        return -1;
    }
    memcpy(big->limbs, limbs, (size_t)count * sizeof *limbs);
    *out = exact_finish(big, size);
    return 0;
}

/* ---- GMP's allocations ---- */

/* The guarded section. GMP gives no way to report a failed allocation but to leave by longjmp; what
 * it had allocated until then is noted here, because blocks cannot carry a header: another user of
 * the same GMP may free them. */
static struct {
    bool active;
    int count;
    void *blocks[64];
    jmp_buf jump;
} guard;

/* Where the guarded section notes `block`, or NULL. */
static void **find_note(const void *block) {
    for (int i = guard.active ? guard.count - 1 : -1; i >= 0; i--) {
        if (guard.blocks[i] == block) {
            return &guard.blocks[i];
        }
    }
    return NULL;
}

_Noreturn static void give_up(void) {
    if (guard.active) {
        longjmp(guard.jump, 1);
    }
    fputs("npjit: out of memory in an exact integer operation\n", stderr);
    abort();
}

static void *gmp_allocate(size_t size) {
    void *block = malloc(size);
    if (!block) {
        give_up();
    }
    if (guard.active && guard.count < (int)(sizeof guard.blocks / sizeof *guard.blocks)) {
        guard.blocks[guard.count++] = block;
    }
    return block;
}

static void *gmp_reallocate(void *block, size_t old_size, size_t size) {
    (void)old_size;
    void **noted = find_note(block);
    void *moved = realloc(block, size);
    if (!moved) {
        give_up();
    }
    if (noted) {
        *noted = moved;
    }
    return moved;
}

static void gmp_free(void *block, size_t size) {
    (void)size;
    void **noted = find_note(block);
    if (noted) {
        *noted = guard.blocks[--guard.count];
    }
    free(block);
}

void exact_memory_init(void) {
    mp_set_memory_functions(gmp_allocate, gmp_reallocate, gmp_free);
}

int exact_guard(void (*body)(void *data), void *data) {
    guard.count = 0;
    guard.active = true;
    if (_setjmp(guard.jump) == 0) {
        body(data);
        guard.active = false;
        return 0;
    }
    guard.active = false;
    for (int i = 0; i < guard.count; i++) {
        free(guard.blocks[i]);
    }
    PyErr_NoMemory();
    return -1;
}
