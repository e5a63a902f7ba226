/* Located messages with the source line and a caret. Reads the file named by the error, nothing
 * else. */
#include "layout.h"
#include "unicode.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The 1-based line of a file without its end, in the arena; NULL when it cannot be read. */
static const char *source_line(Arena *arena, const char *path, int number) {
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length = -1;
    for (int i = 0; i < number; i++) {
        length = getline(&line, &capacity, file);
        if (length < 0)
            break;
    }
    const char *copy = NULL;
    if (length >= 0)
        copy = arena_copy_text(arena, line, strcspn(line, "\r\n"));
    free(line);
    fclose(file);
    return copy;
}

/* Bytes of the name or number that begins at `text`, at least one. */
static size_t token_length(const char *text) {
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_' ||
           (unsigned char)text[length] >= 0x80)
        length++;
    return length ? length : 1;
}

static void print_excerpt(const Printer *printer, const Error *error) {
    const char *line = source_line(printer->arena, error->file, error->line);
    if (!line)
        return;
    bool unicode = printer->options->unicode;
    print_format(printer, STYLE_DIM, "%5d %s ", error->line, glyph(printer, GLYPH_TICK));
    fprintf(printer->out, "%s\n", printable(printer->arena, line, unicode, true));
    if (error->column < 1 || (size_t)error->column > strlen(line) + 1)
        return;
    const char *before = arena_copy_text(printer->arena, line, (size_t)error->column - 1);
    const char *rest = line + error->column - 1;
    const char *token = *rest ? arena_copy_text(printer->arena, rest, token_length(rest)) : "";
    int column = display_width(printable(printer->arena, before, unicode, true));
    int width = display_width(printable(printer->arena, token, unicode, true));
    print_format(printer, STYLE_DIM, "%5s %s ", "", glyph(printer, GLYPH_TICK));
    print_spaces(printer, column);
    print_text(printer, STYLE_GOOD, "^");
    for (int i = 1; i < width; i++)
        print_text(printer, STYLE_GOOD, "~");
    fputc('\n', printer->out);
}

static void print_place(const Printer *printer, const Error *error) {
    Arena *arena = printer->arena;
    const char *file = printable(arena, error->file, printer->options->unicode, false);
    const char *place = file;
    if (error->line > 0 && error->column > 0)
        place = arena_format(arena, "%s:%d:%d", file, error->line, error->column);
    else if (error->line > 0)
        place = arena_format(arena, "%s:%d", file, error->line);
    print_format(printer, STYLE_BOLD, "%s: ", place);
    print_text(printer, STYLE_BAD, "error: ");
}

void report_diagnostic(const Error *error, const TextOptions *options, FILE *out) {
    Arena *arena = arena_create();
    if (!arena) {
        fprintf(out, "npjit: %s\n", error->message);
        return;
    }
    Printer printer = {.out = out, .options = options, .arena = arena};
    if (*error->file)
        print_place(&printer, error);
    else
        fputs("npjit: ", out);
    fprintf(out, "%s\n", printable(arena, error->message, options->unicode, false));
    if (*error->file && error->line > 0)
        print_excerpt(&printer, error);
    if (*error->hint) {
        print_text(&printer, STYLE_DIM, *error->file ? "      hint: " : "  hint: ");
        fprintf(out, "%s\n", printable(arena, error->hint, options->unicode, false));
    }
    arena_destroy(arena);
}
