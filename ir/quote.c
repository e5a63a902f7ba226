/* Quoted text in the textual forms of types and functions: written and read back. */
#include "quote.h"

const char *quote_write(Arena *arena, const char *bytes, int length, char quote) {
    static const char digits[] = "0123456789abcdef";
    char *text = arena_allocate(arena, (size_t)length * 4 + 3);
    char *out = text;
    *out++ = quote;
    for (int i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == (unsigned char)quote || byte == '\\') {
            *out++ = '\\';
            *out++ = (char)byte;
        } else if (byte == '\n') {
            *out++ = '\\';
            *out++ = 'n';
        } else if (byte < 0x20 || byte == 0x7f) {
            *out++ = '\\';
            *out++ = 'x';
            *out++ = digits[byte >> 4];
            *out++ = digits[byte & 15];
        } else
            *out++ = (char)byte;
    }
    *out = quote;
    return text;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

/* The byte that an escape stands for, or -1. *cursor is on the character after the backslash. */
static int read_escape(const char **cursor) {
    char c = **cursor;
    ++*cursor;
    if (c == 'n')
        return '\n';
    if (c == '\\' || c == '"' || c == '\'')
        return c;
    if (c != 'x')
        return -1;
    int high = hex_digit((*cursor)[0]);
    int low = high < 0 ? -1 : hex_digit((*cursor)[1]);
    if (low < 0)
        return -1;
    *cursor += 2;
    return high << 4 | low;
}

const char *quote_read(Arena *arena, const char **cursor, int *length) {
    const char *at = *cursor;
    char quote = *at++;
    if (quote != '"' && quote != '\'')
        return NULL;
    size_t room = 1;
    for (const char *end = at; *end && *end != '\n'; end++)
        room++;
    char *text = arena_allocate(arena, room);
    int count = 0;
    while (*at != quote) {
        if (*at == '\0' || *at == '\n')
            return NULL;
        int byte = (unsigned char)*at++;
        if (byte == '\\') {
            if (*at == '\0' || (byte = read_escape(&at)) < 0)
                return NULL;
        }
        text[count++] = (char)byte;
    }
    *cursor = at + 1;
    if (length)
        *length = count;
    return text;
}
