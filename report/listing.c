/* Which line of Python a line of code comes from, read off the texts themselves. See listing.h. */
#include "listing.h"
#include <base/text.h>
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct Builder {
    Arena *arena;
    Text text;
    struct {
        int *items;
        int count, capacity;
    } lines;
} Builder;

/* The decimal number that `text` begins with; 0 for none, or one that is no line's. */
static int number_at(const char *text) {
    long number = strtol(text, NULL, 10);
    return number > 0 && number < INT_MAX ? (int)number : 0;
}

static void add(Builder *builder, const char *text, size_t length, int line) {
    while (length > 0 && text[length - 1] == ' ')
        length--;
    if (builder->lines.count)
        text_add_bytes(&builder->text, "\n", 1);
    text_add_bytes(&builder->text, text, length);
    ARENA_PUSH(builder->arena, &builder->lines, line);
}

static Listing finish(Builder *builder) {
    Listing listing = {
        arena_copy_text(builder->arena, text_string(&builder->text), builder->text.length),
        builder->lines.items, builder->lines.count};
    text_free(&builder->text);
    return listing;
}

/* Where the line that begins at `at` ends. */
static size_t line_length(const char *at) {
    return strcspn(at, "\n");
}

/* ---- kernel IR ---- */

/* The last " @12:3" of a line; NULL when it has none. */
static const char *place_in_kir(const char *text, size_t length) {
    const char *at = text + length;
    while (at > text && (isdigit((unsigned char)at[-1]) || at[-1] == ':'))
        at--;
    return at < text + length && at - text >= 2 && at[-1] == '@' && at[-2] == ' ' ? at : NULL;
}

Listing listing_of_kir(Arena *arena, const char *text) {
    Builder builder = {.arena = arena};
    for (size_t length; *text; text += length + (text[length] != '\0')) {
        length = line_length(text);
        const char *place = place_in_kir(text, length);
        if (place)
            add(&builder, text, (size_t)(place - 1 - text), number_at(place));
        else
            add(&builder, text, length, 0);
    }
    return finish(&builder);
}

/* ---- LLVM IR ---- */

typedef struct Places {
    int *items; /* by number of the metadata node: its line */
    int count;
} Places;

/* The number after "line: " in a node that describes a place. */
static int node_line(const char *text, size_t length) {
    static const char *const kinds[] = {"!DILocation(", "!DISubprogram(", "!DILexicalBlock("};
    const char *end = text + length;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *kind = memmem(text, length, kinds[i], strlen(kinds[i]));
        const char *line = kind ? memmem(kind, (size_t)(end - kind), "line: ", 6) : NULL;
        if (line)
            return number_at(line + 6);
    }
    return 0;
}

/* What the nodes of one module mean: it goes on until the next one begins. */
static Places read_places(Arena *arena, const char *module, const char *end) {
    Places places = {NULL, 0};
    for (int pass = 0; pass < 2; pass++) {
        for (const char *at = module; at < end;) {
            size_t length = line_length(at);
            int number = at[0] == '!' && isdigit((unsigned char)at[1]) ? number_at(at + 1) : -1;
            if (number >= 0 && pass == 0 && number >= places.count)
                places.count = number + 1;
            else if (number >= 0 && pass == 1)
                places.items[number] = node_line(at, length);
            at += length + (at[length] != '\0');
        }
        if (pass == 0)
            places.items = ARENA_ARRAY(arena, int, places.count + 1);
    }
    return places;
}

static bool is_overhead(const char *text, size_t length) {
    static const char *const beginnings[] = {"!",           "attributes #",    "target ",
                                             "; ModuleID",  "source_filename", "declare ",
                                             "; Function A"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(text, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return length == 0;
}

/* Where the attachments of an instruction begin: ", !dbg !7, !prof !9"; else `length`. */
static size_t attachments(const char *text, size_t length) {
    for (size_t i = 0; i + 3 < length; i++)
        if ((text[i] == ',' && text[i + 1] == ' ' && text[i + 2] == '!' &&
             isalpha((unsigned char)text[i + 3])))
            return i;
    return length;
}

static int line_of(const char *text, size_t length, const Places *places) {
    const char *debug = memmem(text, length, "!dbg !", 6);
    int number = debug ? number_at(debug + 6) : -1;
    return number >= 0 && number < places->count ? places->items[number] : 0;
}

static void add_module(Builder *builder, const char *module, const char *end) {
    Places places = read_places(builder->arena, module, end);
    for (const char *at = module; at < end;) {
        size_t length = line_length(at);
        if (strncmp(at, "define ", 7) == 0 && builder->lines.count)
            add(builder, "", 0, 0);
        if (!is_overhead(at, length))
            add(builder, at, attachments(at, length), line_of(at, length, &places));
        at += length + (at[length] != '\0');
    }
}

Listing listing_of_llvm(Arena *arena, const char *text) {
    static const char beginning[] = "; ModuleID";
    Builder builder = {.arena = arena};
    while (*text) {
        const char *next = strstr(text + 1, beginning);
        const char *end = next ? next : text + strlen(text);
        add_module(&builder, text, end);
        text = end;
    }
    return finish(&builder);
}

/* ---- assembly ---- */

/* The number in "; file.py:29"; 0 when it is another line. */
static int place_in_assembly(const char *text, size_t length) {
    const char *at = text + length;
    if (length < 4 || text[0] != ';' || text[1] != ' ')
        return 0;
    while (at > text && isdigit((unsigned char)at[-1]))
        at--;
    return at < text + length && at[-1] == ':' ? number_at(at) : 0;
}

Listing listing_of_assembly(Arena *arena, const char *text) {
    Builder builder = {.arena = arena};
    int line = 0;
    for (size_t length; *text; text += length + (text[length] != '\0')) {
        length = line_length(text);
        int place = place_in_assembly(text, length);
        if (place)
            line = place;
        else
            add(&builder, text, length, text[0] == ' ' ? line : 0);
    }
    return finish(&builder);
}

/* ---- remarks ---- */

/* What follows "file:29:14: ", with the line; NULL when that is not there. */
static const char *place_in_remark(const char *text, size_t length, int *line) {
    for (const char *at = memchr(text, ':', length); at;
         at = memchr(at + 1, ':', length - (size_t)(at + 1 - text))) {
        char *end;
        long number = strtol(at + 1, &end, 10);
        if (end == at + 1 || *end != ':' || !isdigit((unsigned char)end[1]))
            continue;
        strtol(end + 1, &end, 10);
        if (end[0] == ':' && end[1] == ' ' && number > 0 && number < INT_MAX) {
            *line = (int)number;
            return end + 2;
        }
    }
    return NULL;
}

Listing listing_of_remarks(Arena *arena, const char *text) {
    Builder builder = {.arena = arena};
    for (size_t length; *text; text += length + (text[length] != '\0')) {
        int line = 0;
        length = line_length(text);
        const char *said = place_in_remark(text, length, &line);
        if (said && said <= text + length)
            add(&builder, said, length - (size_t)(said - text), line);
    }
    return finish(&builder);
}
