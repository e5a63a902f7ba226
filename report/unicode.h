/* UTF-8 as terminals and JSON want it: widths, and texts without what would spoil a line. */
#ifndef NPJIT_REPORT_UNICODE_H
#define NPJIT_REPORT_UNICODE_H

#include <base/arena.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads one code point of NUL-terminated `text`; `*length` becomes the bytes it takes. Malformed
 * bytes give INVALID_CODE_POINT, one byte each. At the NUL: 0 and length 0. */
enum { INVALID_CODE_POINT = 0x110000 };
uint32_t utf8_decode(const char *text, size_t *length);

/* Terminal columns of a text that printable() made. */
int display_width(const char *text);

/* A copy fit for one line of a terminal: control characters as \n or \x1b, malformed bytes as \xff
 * and, without `unicode`, everything that is not ASCII as \xe9, \u20ac or \U0001f600. With `tabs`,
 * tabs become four spaces (source lines). */
char *printable(Arena *arena, const char *text, bool unicode, bool tabs);

/* A copy of at most `width` columns: the middle of what is longer is replaced by "…" ("..."). */
char *shorten_middle(Arena *arena, const char *text, int width, bool unicode);

/* A copy with malformed bytes replaced by U+FFFD, as JSON needs it; NULL stays NULL. */
char *valid_utf8(Arena *arena, const char *text);

#endif
