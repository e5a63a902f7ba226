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
        [GLYPH_NEAR] = {"=", "━"},   [GLYPH_FAR] = {"-", "─"},
    };
    return glyphs[which][printer->options->unicode];
}

/* The escape sequence that begins a style; "" where none is wanted. */
static const char *style_begin(const Printer *printer, Style style) {
    static const char *const codes[STYLE_COUNT] = {
        [STYLE_PLAIN] = "",        [STYLE_BOLD] = "\033[1m", [STYLE_DIM] = "\033[2m",
        [STYLE_GOOD] = "\033[32m", [STYLE_BAD] = "\033[31m", [STYLE_DOUBTFUL] = "\033[33m",
    };
    return printer->options->color ? codes[style] : "";
}

static const char *style_end(const Printer *printer, Style style) {
    return printer->options->color && style != STYLE_PLAIN ? "\033[0m" : "";
}

void print_text(const Printer *printer, Style style, const char *text) {
    if (*text)
        fprintf(printer->out, "%s%s%s", style_begin(printer, style), text,
                style_end(printer, style));
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

/* A paragraph being printed. */
typedef struct Paragraph {
    const Printer *printer;
    Style style;
    int column, indent;
} Paragraph;

static void begin_line(Paragraph *paragraph) {
    const Printer *printer = paragraph->printer;
    fprintf(printer->out, "%s\n", style_end(printer, paragraph->style));
    print_spaces(printer, paragraph->indent);
    fputs(style_begin(printer, paragraph->style), printer->out);
    paragraph->column = paragraph->indent;
}

/* One word, broken where it does not fit a line of its own. */
static void print_word(Paragraph *paragraph, const char *word) {
    while (*word) {
        size_t length;
        utf8_decode(word, &length);
        int width = display_width(arena_copy_text(paragraph->printer->arena, word, length));
        if (paragraph->column + width > paragraph->printer->options->width)
            begin_line(paragraph);
        fwrite(word, 1, length, paragraph->printer->out);
        paragraph->column += width;
        word += length;
    }
}

static void print_words(Paragraph *paragraph, const char *text) {
    const Printer *printer = paragraph->printer;
    bool first = true;
    while (*text) {
        size_t length = strcspn(text, " ");
        if (length) {
            const char *word = arena_copy_text(printer->arena, text, length);
            if (!first && paragraph->column + 1 + display_width(word) > printer->options->width)
                begin_line(paragraph);
            else if (!first) {
                fputc(' ', printer->out);
                paragraph->column++;
            }
            print_word(paragraph, word);
            first = false;
        }
        text += length + (text[length] == ' ');
    }
}

void print_paragraph(const Printer *printer, Style style, int column, int indent,
                     const char *text) {
    Paragraph paragraph = {printer, style, column, indent};
    fputs(style_begin(printer, style), printer->out);
    for (;;) {
        size_t size = strcspn(text, "\n");
        const char *line = arena_copy_text(printer->arena, text, size);
        print_words(&paragraph, printable(printer->arena, line, printer->options->unicode, true));
        text += size;
        if (!*text || !text[1])
            break;
        text++;
        begin_line(&paragraph);
    }
    fprintf(printer->out, "%s\n", style_end(printer, style));
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
