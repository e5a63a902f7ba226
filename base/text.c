/* The growable text buffer, and the nearest of some words for "did you mean" hints. */
#include <base/text.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_CAPACITY = 128,
    LONGEST_WORD = 128, /* longer ones are no typing mistakes */
};

/* Makes room for `more` bytes and a NUL. */
static bool reserve(Text *text, size_t more) {
    if (text->failed)
        return false;
    if (text->data && more < text->capacity - text->length)
        return true;
    size_t capacity = text->capacity ? text->capacity : FIRST_CAPACITY;
    while (capacity - text->length <= more) {
        if (capacity > SIZE_MAX / 2) {
            text->failed = true;
            return false;
        }
        capacity *= 2;
    }
    char *data = realloc(text->data, capacity);
    if (!data) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void text_add(Text *text, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        text->failed = true;
    else if (reserve(text, (size_t)length)) {
        vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

void text_add_bytes(Text *text, const char *bytes, size_t length) {
    if (!reserve(text, length))
        return;
    if (length)
        memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

const char *text_string(const Text *text) {
    return text->data ? text->data : "";
}

void text_free(Text *text) {
    free(text->data);
    *text = (Text){0};
}

static int smaller(int a, int b) {
    return a < b ? a : b;
}

/* Damerau's distance in its restricted form (no substring is edited twice), by three rows of the
 * table. Words longer than LONGEST_WORD are only told apart. */
int text_distance(const char *a, const char *b) {
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > LONGEST_WORD || b_length > LONGEST_WORD)
        return strcmp(a, b) == 0 ? 0 : LONGEST_WORD;
    int rows[3][LONGEST_WORD + 1];
    int *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        above[j] = (int)j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = (int)i;
        for (size_t j = 1; j <= b_length; j++) {
            int substitution = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = smaller(substitution, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b_length];
}

static void fold_case(char *out, size_t size, const char *word) {
    size_t length = 0;
    for (; word[length] && length + 1 < size; length++)
        out[length] = (char)tolower((unsigned char)word[length]);
    out[length] = '\0';
}

const char *text_nearest(const char *word, const char *const *candidates) {
    char folded[LONGEST_WORD + 1], candidate[LONGEST_WORD + 1];
    if (strlen(word) > LONGEST_WORD)
        return NULL;
    fold_case(folded, sizeof folded, word);
    const char *nearest = NULL;
    /* A third of the word may be wrong, but never all of it. */
    int length = (int)strlen(word);
    int best = 3 * smaller((length + 2) / 3 + 1, length);
    for (int i = 0; candidates[i]; i++) {
        if (strlen(candidates[i]) > LONGEST_WORD)
            continue;
        fold_case(candidate, sizeof candidate, candidates[i]);
        /* Of two as near: what the word is the beginning of, then one of the same length. */
        bool begins = strncmp(folded, candidate, strlen(folded)) == 0;
        int rank = begins ? 0 : strlen(candidate) == strlen(folded) ? 1 : 2;
        int distance = 3 * text_distance(folded, candidate) + rank;
        if (distance < best) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}
