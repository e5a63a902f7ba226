/* Quoted text in the textual forms of types and functions. */
#ifndef NPJIT_IR_QUOTE_H
#define NPJIT_IR_QUOTE_H

#include <base/arena.h>

/* `length` bytes between two `quote` characters. The quote, backslashes and control bytes are
 * escaped
 * (\\ \n \" \xNN); all others, UTF-8 among them, stay as they are. */
const char *quote_write(Arena *arena, const char *bytes, int length, char quote);

/* Reads what quote_write wrote at *cursor and moves it past. `length` may be NULL. Returns NULL,
 * with *cursor unmoved, when no well-formed quoted text begins there or it does not end on its
 * line. */
const char *quote_read(Arena *arena, const char **cursor, int *length);

#endif
