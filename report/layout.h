/* Lines, paragraphs and tables on a terminal: styles, glyphs and their plain counterparts, column
 * widths. Knows nothing of results. */
#ifndef NPJIT_REPORT_LAYOUT_H
#define NPJIT_REPORT_LAYOUT_H

#include <base/arena.h>
#include <report/report.h>
#include <stdio.h>

typedef enum Style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_GOOD,
    STYLE_BAD,
    STYLE_DOUBTFUL,
    STYLE_COUNT,
} Style;

typedef enum Glyph {
    GLYPH_SAME,    /* ✓ */
    GLYPH_DIFFERS, /* ✗ */
    GLYPH_NONE,    /* – in an empty cell */
    GLYPH_DASH,    /* between words */
    GLYPH_BAR,     /* a bar's column */
    GLYPH_HALF,    /* a bar's last column, half full */
    GLYPH_BAND,    /* a column of the expected band */
    GLYPH_BAR_IN_BAND,
    GLYPH_NEAR, /* an interval's column on the bar's side of its median */
    GLYPH_FAR,  /* one beyond it */
    GLYPH_TICK, /* where the chart's axis has a line */
    GLYPH_COUNT,
} Glyph;

/* Where a report goes. print_text and print_format write what they are given; a text from outside
 * passes through printable() first. Paragraphs and tables do that themselves. */
typedef struct Printer {
    FILE *out;
    const TextOptions *options;
    Arena *arena; /* for the texts made while printing */
} Printer;

const char *glyph(const Printer *printer, Glyph which);

/* Writes `text` in a style; printf's form below. */
void print_text(const Printer *printer, Style style, const char *text);
void print_format(const Printer *printer, Style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void print_spaces(const Printer *printer, int count);

/* A paragraph wrapped at the printer's width. The first line goes on at column `column`, the others
 * begin at `indent`. A newline in `text` begins a new line. Words longer than a line are broken.
 * Ends with a newline. */
void print_paragraph(const Printer *printer, Style style, int column, int indent, const char *text);

enum {
    INDENT = 2,       /* of everything under a heading */
    LABEL_WIDTH = 19, /* column where the text beside a label begins */
    TABLE_COLUMNS = 12,
    TABLE_GAP = 2, /* between columns */
    NAME_WIDTH = LABEL_WIDTH - INDENT - TABLE_GAP,
};

/* "  label           text", the text wrapped beside the label. A NULL or empty text prints nothing.
 */
void print_item(const Printer *printer, const char *label, Style style, const char *text);

typedef struct TableColumn {
    const char *head;
    bool right; /* aligned to the right */
    int drop;   /* when the table is too wide, columns with the highest rank above 0 go first */
    int width;  /* at least this wide; when the table is too wide, shortened in the middle down to
                   this. 0:  as wide as its cells */
} TableColumn;

typedef struct TableCell {
    const char *text;
    Style style;
} TableCell;

typedef struct Table {
    TableColumn columns[TABLE_COLUMNS];
    int column_count;
    struct {
        TableCell *items;
        int count, capacity;
    } cells; /* row by row */
} Table;

void table_column(Table *table, const char *head, bool right, int drop, int width);
void table_cell(const Printer *printer, Table *table, Style style, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Prints head and rows, `indent` columns in, two spaces between columns. Columns whose cells are
 * all empty are left out. */
void table_print(const Printer *printer, const Table *table, int indent);

#endif
