/* UTF-8 decoding, display widths and escapes. Knows nothing of colours or tables. */
#include "unicode.h"
#include <base/text.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

uint32_t utf8_decode(const char *text, size_t *length) {
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t first = bytes[0];
    *length = first != 0;
    if (first < 0x80)
        return first;
    size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (first < 0xc2 || first > 0xf4)
        return INVALID_CODE_POINT;
    uint32_t point = first & (0x7fU >> size);
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80) /* also stops at the NUL */
            return INVALID_CODE_POINT;
        point = point << 6 | (bytes[i] & 0x3f);
    }
    bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (point < smallest[size] || point > 0x10ffff || surrogate)
        return INVALID_CODE_POINT;
    *length = size;
    return point;
}

/* wcwidth() knows combining and wide characters, in a UTF-8 locale; elsewhere, one column each. */
static int point_width(uint32_t point) {
    if (point < 0x7f)
        return 1;
    int width = wcwidth((wchar_t)point);
    return width < 0 ? 1 : width;
}

int display_width(const char *text) {
    int width = 0;
    for (size_t length; *text; text += length)
        width += point_width(utf8_decode(text, &length));
    return width;
}

static bool is_control(uint32_t point) {
    /* C0, DEL, C1, and the marks that reorder a terminal's line */
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029 ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

static void add_escape(Text *out, uint32_t point) {
    switch (point) {
    case '\n': text_add(out, "\\n"); return;
    case '\r': text_add(out, "\\r"); return;
    case '\t': text_add(out, "\\t"); return;
    default: break;
    }
    if (point < 0x100)
        text_add(out, "\\x%02x", point);
    else
        text_add(out, point < 0x10000 ? "\\u%04x" : "\\U%08x", point);
}

static char *take_text(Arena *arena, Text *text) {
    char *copy = arena_copy_text(arena, text_string(text), text->length);
    text_free(text);
    return copy;
}

char *printable(Arena *arena, const char *text, bool unicode, bool tabs) {
    Text out = {0};
    for (size_t length; *text; text += length) {
        uint32_t point = utf8_decode(text, &length);
        if (point == INVALID_CODE_POINT)
            text_add(&out, "\\x%02x", (unsigned char)*text);
        else if (point == '\t' && tabs)
            text_add(&out, "    ");
        else if (is_control(point) || (point >= 0x80 && !unicode))
            add_escape(&out, point);
        else
            text_add_bytes(&out, text, length);
    }
    return take_text(arena, &out);
}

/* The bytes at the start of `text` that fill at most `width` columns. */
static size_t bytes_within(const char *text, int width) {
    size_t bytes = 0;
    for (size_t length; text[bytes]; bytes += length) {
        width -= point_width(utf8_decode(text + bytes, &length));
        if (width < 0)
            break;
    }
    return bytes;
}

char *shorten_middle(Arena *arena, const char *text, int width, bool unicode) {
    int total = display_width(text);
    const char *dots = unicode ? "…" : "...";
    int room = width - (unicode ? 1 : 3);
    if (total <= width || room < 2)
        return arena_copy_text(arena, text, strlen(text));
    int tail_width = room / 2;
    size_t head = bytes_within(text, room - tail_width);
    size_t tail = bytes_within(text, total - tail_width);
    /* A wide character across the cut belongs to the part that is left out. */
    while (text[tail] && display_width(text + tail) > tail_width) {
        size_t length;
        utf8_decode(text + tail, &length);
        tail += length;
    }
    return arena_format(arena, "%.*s%s%s", (int)head, text, dots, text + tail);
}

char *valid_utf8(Arena *arena, const char *text) {
    if (!text)
        return NULL;
    Text out = {0};
    for (size_t length; *text; text += length) {
        if (utf8_decode(text, &length) == INVALID_CODE_POINT)
            text_add(&out, "\uFFFD");
        else
            text_add_bytes(&out, text, length);
    }
    return take_text(arena, &out);
}
