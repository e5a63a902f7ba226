/* The bump allocator: a list of zeroed chunks, the newest first. Does not free single objects. */
#include <base/arena.h>
#include <limits.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_CHUNK_BYTES = 16 * 1024,
    LARGEST_CHUNK_BYTES = 1024 * 1024,
    FIRST_CAPACITY = 4,
};

typedef struct Chunk Chunk;
struct Chunk {
    Chunk *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct Arena {
    Chunk *chunks; /* the one that is allocated from comes first */
    size_t next_chunk_bytes;
    size_t used;
    jmp_buf *failure_jump;
};

Arena *arena_create(void) {
    Arena *arena = calloc(1, sizeof *arena);
    if (arena)
        arena->next_chunk_bytes = FIRST_CHUNK_BYTES;
    return arena;
}

void arena_destroy(Arena *arena) {
    if (!arena)
        return;
    for (Chunk *chunk = arena->chunks; chunk;) {
        Chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(arena);
}

void arena_set_failure_jump(Arena *arena, jmp_buf *jump) {
    arena->failure_jump = jump;
}

static _Noreturn void fail(Arena *arena) {
    if (arena->failure_jump)
        longjmp(*arena->failure_jump, 1);
    fputs("npjit: out of memory\n", stderr);
    abort();
}

static Chunk *add_chunk(Arena *arena, size_t size) {
    size_t bytes = arena->next_chunk_bytes;
    if (bytes < size)
        bytes = size;
    else if (bytes < LARGEST_CHUNK_BYTES)
        arena->next_chunk_bytes *= 2;
    if (bytes > SIZE_MAX - sizeof(Chunk))
        fail(arena);
    Chunk *chunk = calloc(1, sizeof(Chunk) + bytes);
    if (!chunk)
        fail(arena);
    chunk->size = bytes;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return chunk;
}

void *arena_allocate(Arena *arena, size_t size) {
    const size_t alignment = alignof(max_align_t);
    if (size > SIZE_MAX - alignment)
        fail(arena);
    size_t rounded = (size + alignment - 1) / alignment * alignment;
    Chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < rounded)
        chunk = add_chunk(arena, rounded);
    void *result = chunk->bytes + chunk->used;
    chunk->used += rounded;
    arena->used += rounded;
    return result;
}

char *arena_copy_text(Arena *arena, const char *text, size_t length) {
    char *copy = arena_allocate(arena, length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *arena_format(Arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *result = arena_allocate(arena, length < 0 ? 1 : (size_t)length + 1);
    if (length > 0)
        vsnprintf(result, (size_t)length + 1, format, again);
    va_end(again);
    return result;
}

size_t arena_used(const Arena *arena) {
    return arena->used;
}

void *arena_grow(Arena *arena, void *items, int count, int *capacity, size_t item_size) {
    if (count < *capacity)
        return items;
    if (*capacity > INT_MAX / 2 || (size_t)*capacity > SIZE_MAX / 2 / item_size)
        fail(arena);
    int larger = *capacity ? *capacity * 2 : FIRST_CAPACITY;
    void *copy = arena_allocate(arena, (size_t)larger * item_size);
    if (count)
        memcpy(copy, items, (size_t)count * item_size);
    *capacity = larger;
    return copy;
}
