/* Styled text, wrapped paragraphs and tables. See layout.h. */
#include "layout.h"
#include "unicode.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *glyph(const Printer *printer, Glyph which) {
    static const char *const glyphs[GLYPH_COUNT][2] = {
        [GLYPH_SAME] = {"yes", "✓"}, [GLYPH_DIFFERS] = {"NO", "✗"},    [GLYPH_NONE] = {"-", "–"},
        [GLYPH_DASH] = {"-", "–"},   [GLYPH_BAR] = {"#", "█"},         [GLYPH_HALF] = {"#", "▌"},
        [GLYPH_BAND] = {".", "░"},   [GLYPH_BAR_IN_BAND] = {"%", "▓"}, [GLYPH_TICK] = {"|", "│"},
    };
    return glyphs[which][printer->options->unicode];
}

void print_text(const Printer *printer, Style style, const char *text) {
    static const char *const codes[STYLE_COUNT] = {
        [STYLE_PLAIN] = "",        [STYLE_BOLD] = "\033[1m", [STYLE_DIM] = "\033[2m",
        [STYLE_GOOD] = "\033[32m", [STYLE_BAD] = "\033[31m", [STYLE_DOUBTFUL] = "\033[33m",
    };
    bool styled = printer->options->color && style != STYLE_PLAIN && *text;
    fprintf(printer->out, "%s%s%s", styled ? codes[style] : "", text, styled ? "\033[0m" : "");
}

void print_format(const Printer *printer, Style style, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    print_text(printer, style, text);
    free(text);
}

void print_spaces(const Printer *printer, int count) {
    fprintf(printer->out, "%*s", count > 0 ? count : 0, "");
}

/* ---- paragraphs ---- */

/* One word, broken where it does not fit a line of its own. Returns the column after it. */
static int print_long_word(const Printer *printer, Style style, int column, int indent,
                           const char *word) {
    while (*word) {
        size_t bytes = 0, length;
        int width = 0;
        for (; word[bytes]; bytes += length) {
            utf8_decode(word + bytes, &length);
            char *point = arena_copy_text(printer->arena, word + bytes, length);
            int more = display_width(point);
            if (bytes && column + width + more > printer->options->width)
                break;
            width += more;
        }
        print_text(printer, style, arena_copy_text(printer->arena, word, bytes));
        word += bytes;
        column += width;
        if (*word) {
            fputc('\n', printer->out);
            print_spaces(printer, indent);
            column = indent;
        }
    }
    return column;
}

static void print_wrapped_line(const Printer *printer, Style style, int column, int indent,
                               const char *line) {
    bool first = true;
    while (*line) {
        size_t length = strcspn(line, " ");
        if (length) {
            char *word = arena_copy_text(printer->arena, line, length);
            int width = display_width(word), space = !first;
            if (column + space + width > printer->options->width && !first) {
                fputc('\n', printer->out);
                print_spaces(printer, indent);
                column = indent;
                space = 0;
            }
            print_spaces(printer, space);
            column = print_long_word(printer, style, column + space, indent, word);
            first = false;
        }
        line += length + (line[length] == ' ');
    }
    fputc('\n', printer->out);
}

void print_paragraph(const Printer *printer, Style style, int column, int indent,
                     const char *text) {
    for (;;) {
        size_t size = strcspn(text, "\n");
        const char *line = arena_copy_text(printer->arena, text, size);
        line = printable(printer->arena, line, printer->options->unicode, true);
        print_wrapped_line(printer, style, column, indent, line);
        text += size;
        if (!*text || !text[1])
            return;
        text++;
        print_spaces(printer, indent);
        column = indent;
    }
}

void print_item(const Printer *printer, const char *label, Style style, const char *text) {
    if (!text || !*text)
        return;
    print_spaces(printer, INDENT);
    print_text(printer, STYLE_DIM, label);
    int column = INDENT + display_width(label);
    int gap = column < LABEL_WIDTH ? LABEL_WIDTH - column : 1;
    print_spaces(printer, gap);
    print_paragraph(printer, style, column + gap, LABEL_WIDTH, text);
}

/* ---- tables ---- */

void table_column(Table *table, const char *head, bool right, int drop, int width) {
    if (table->column_count < TABLE_COLUMNS)
        table->columns[table->column_count++] = (TableColumn){head, right, drop, width};
}

void table_cell(const Printer *printer, Table *table, Style style, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    const char *copy = "";
    if (length >= 0) {
        copy = printable(printer->arena, text, printer->options->unicode, false);
        free(text);
    }
    ARENA_PUSH(printer->arena, &table->cells, ((TableCell){copy, style}));
}

static int larger(int a, int b) {
    return a > b ? a : b;
}

/* Widths of the columns as their cells want them; 0 for one that has nothing in its cells. */
static void measure(const Table *table, int *widths) {
    for (int c = 0; c < table->column_count; c++) {
        widths[c] = 0;
        for (int i = c; i < table->cells.count; i += table->column_count) {
            widths[c] = larger(widths[c], display_width(table->cells.items[i].text));
        }
        if (!widths[c])
            continue;
        widths[c] = larger(widths[c], display_width(table->columns[c].head));
        widths[c] = larger(widths[c], table->columns[c].width);
    }
}

static int total_width(const Table *table, const int *widths) {
    int total = 0;
    for (int c = 0; c < table->column_count; c++)
        total += widths[c] ? widths[c] + TABLE_GAP : 0;
    return total - TABLE_GAP;
}

/* Shortens, then drops columns until the table fits. */
static void fit(const Table *table, int *widths, int room) {
    for (int c = 0; c < table->column_count; c++) {
        int excess = total_width(table, widths) - room;
        int least = table->columns[c].width;
        if (excess > 0 && least && widths[c] > least)
            widths[c] = larger(widths[c] - excess, least);
    }
    while (total_width(table, widths) > room) {
        int victim = -1;
        for (int c = 0; c < table->column_count; c++) {
            int rank = widths[c] ? table->columns[c].drop : 0;
            if (rank && (victim < 0 || rank > table->columns[victim].drop))
                victim = c;
        }
        if (victim < 0)
            return;
        widths[victim] = 0;
    }
}

/* One row without spaces at its end. */
static void print_row(const Printer *printer, const Table *table, const int *widths, int indent,
                      const TableCell *cells) {
    int pending = indent;
    for (int c = 0; c < table->column_count; c++) {
        if (!widths[c])
            continue;
        const char *text =
            shorten_middle(printer->arena, cells[c].text, widths[c], printer->options->unicode);
        int padding = widths[c] - display_width(text);
        if (table->columns[c].right)
            pending += padding;
        if (*text) {
            print_spaces(printer, pending);
            print_text(printer, cells[c].style, text);
            pending = 0;
        }
        pending += (table->columns[c].right ? 0 : padding) + TABLE_GAP;
    }
    fputc('\n', printer->out);
}

void table_print(const Printer *printer, const Table *table, int indent) {
    int widths[TABLE_COLUMNS];
    measure(table, widths);
    fit(table, widths, printer->options->width - indent);
    TableCell heads[TABLE_COLUMNS];
    for (int c = 0; c < table->column_count; c++)
        heads[c] = (TableCell){table->columns[c].head, STYLE_DIM};
    print_row(printer, table, widths, indent, heads);
    for (int i = 0; i < table->cells.count; i += table->column_count)
        print_row(printer, table, widths, indent, table->cells.items + i);
}
