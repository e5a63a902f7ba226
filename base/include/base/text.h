/* A growable text buffer (malloc'd). All functions are no-ops once an allocation has failed;
 * `failed` tells. Free with text_free. */
#ifndef NPJIT_BASE_TEXT_H
#define NPJIT_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Text {
    char *data; /* NUL-terminated once anything was added; NULL before */
    size_t length, capacity;
    bool failed;
} Text;

void text_add(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_bytes(Text *text, const char *bytes, size_t length);

/* The text so far, "" when empty. Borrowed. */
const char *text_string(const Text *text);

void text_free(Text *text);

/* Edit distance (insertions, deletions, substitutions, transpositions of neighbours). */
int text_distance(const char *a, const char *b);

/* The nearest of `candidates` (NULL-terminated) to `word`, or NULL when none is near enough to be
 * worth suggesting. Case is ignored. Borrowed. */
const char *text_nearest(const char *word, const char *const *candidates);

#endif
