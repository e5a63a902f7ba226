/* A bump allocator: everything made while one kernel is compiled lives in one arena and is freed at
 * once. Memory is zeroed. An allocation that the system refuses ends in the arena's failure handler
 * (see arena_create), so callers need no check of their own. */
#ifndef NPJIT_BASE_ARENA_H
#define NPJIT_BASE_ARENA_H

#include <setjmp.h>
#include <stddef.h>

typedef struct Arena Arena;

/* Returns a new arena, or NULL when memory is out. */
Arena *arena_create(void);

/* Frees the arena and all that was allocated from it. NULL is allowed. */
void arena_destroy(Arena *arena);

/* Where control goes when an allocation fails: the compiler driver sets this once with setjmp,
 * every pass then allocates without checks. With NULL (the default) a failure aborts with a
 * message. */
void arena_set_failure_jump(Arena *arena, jmp_buf *jump);

/* `size` zeroed bytes, aligned for any type. Never returns NULL. */
void *arena_allocate(Arena *arena, size_t size);

/* A copy of `length` bytes of `text` plus a NUL. */
char *arena_copy_text(Arena *arena, const char *text, size_t length);

/* printf into the arena. */
char *arena_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes handed out so far. */
size_t arena_used(const Arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_allocate((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count)                                                            \
    ((type *)arena_allocate((arena), sizeof(type) * (size_t)(count)))

/* Growable arrays in an arena: struct { T *items; int count, capacity; }. Growing copies; the old
 * block stays until the arena goes. */
#define ARENA_PUSH(arena, vector, item)                                                            \
    do {                                                                                           \
        (vector)->items = arena_grow((arena), (vector)->items, (vector)->count,                    \
                                     &(vector)->capacity, sizeof *(vector)->items);                \
        (vector)->items[(vector)->count++] = (item);                                               \
    } while (0)

/* Returns `items` when `count < *capacity`, else a larger copy. Used by ARENA_PUSH. */
void *arena_grow(Arena *arena, void *items, int count, int *capacity, size_t item_size);

#endif
