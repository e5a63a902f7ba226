/* The account on the terminal. What it consists of is bench's; nothing is computed here but shares.
 */
#include "text_account.h"
#include "summary.h"
#include <base/format.h>
#include <math.h>
#include <string.h>

enum { LEAST_BAR = 20, LEAST_TITLE = 14 };

static const char *const layer_titles[LAYER_COUNT] = {
    [LAYER_INTERPRETATION] = "interpreting bytecode",
    [LAYER_WRAPPERS] = "Python wrappers, boxing",
    [LAYER_DISPATCH] = "ufunc dispatch",
    [LAYER_ALLOCATION] = "allocation, inner loops",
    [LAYER_LOOP] = "compiled loop",
};

static int64_t calls_left(const KernelResult *kernel, const AccountSlice *slice) {
    int64_t calls = 0;
    for (int i = 0; i < kernel->arm_count; i++)
        for (int j = 0; !slice->to && strcmp(kernel->arms[i].name, slice->from) == 0 &&
                        j < kernel->arms[i].ffi_count;
             j++)
            calls += kernel->arms[i].ffi_calls[j].calls;
    return calls;
}

/* Several layers are named in short. */
static const char *slice_title(const Printer *printer, const KernelResult *kernel,
                               const AccountSlice *slice) {
    static const char *const names[LAYER_COUNT] = {
        [LAYER_INTERPRETATION] = "bytecode",
        [LAYER_WRAPPERS] = "wrappers",
        [LAYER_DISPATCH] = "dispatch",
        [LAYER_ALLOCATION] = "allocation",
        [LAYER_LOOP] = "loop",
    };
    int64_t calls = calls_left(kernel, slice);
    const char *title = "";
    if (slice->layers == 1U << LAYER_LOOP && calls)
        return arena_format(printer->arena, "compiled loop, %s call%s left",
                            format_count(calls).text, calls == 1 ? "" : "s");
    for (int layer = 0; layer < LAYER_COUNT; layer++) {
        if (slice->layers == 1U << layer)
            return layer_titles[layer];
        if (slice->layers & 1U << layer)
            title =
                arena_format(printer->arena, "%s%s%s", title, *title ? " + " : "", names[layer]);
    }
    return title;
}

/* What a slice's columns of the bar consist of, and its row's mark. */
static const char *pattern(const Printer *printer, int slice) {
    static const char *const patterns[LAYER_COUNT][2] = {
        {"#", "█"}, {"=", "▓"}, {"+", "▒"}, {":", "░"}, {".", "·"}};
    return patterns[slice][printer->options->unicode];
}

/* ---- the bar ---- */

static double positive(const AccountSlice *slice) {
    return fmax(slice->seconds.median, 0);
}

/* Columns in proportion to the slices; one that is negative has none. */
static void print_bar(const Printer *printer, const Account *account) {
    int width = printer->options->width - 2 * INDENT, column = 0;
    double total = 0, before = 0;
    for (int i = 0; i < account->slice_count; i++)
        total += positive(&account->slices[i]);
    if (width < LEAST_BAR || !(total > 0))
        return;
    print_spaces(printer, INDENT);
    for (int i = 0; i < account->slice_count; i++) {
        before += positive(&account->slices[i]);
        int end = (int)lround(before / total * width);
        for (; column < end; column++)
            print_text(printer, STYLE_PLAIN, pattern(printer, i));
    }
    fputc('\n', printer->out);
}

/* ---- the table ---- */

static void time_cells(const Printer *printer, Table *table, const KernelResult *kernel,
                       Interval seconds, Style style) {
    table_cell(printer, table, style, "%s", format_significant(seconds.median * 1e3).text);
    table_cell(printer, table, STYLE_DIM, "%s to %s", format_significant(seconds.low * 1e3).text,
               format_significant(seconds.high * 1e3).text);
    if (kernel->turns > 0)
        table_cell(printer, table, STYLE_PLAIN, "%s",
                   format_significant(seconds.median * 1e9 / (double)kernel->turns).text);
    else
        table_cell(printer, table, STYLE_PLAIN, "%s", "");
    table_cell(printer, table, style, "%s%%",
               format_significant(100 * seconds.median / kernel->account.total).text);
}

static void slice_row(const Printer *printer, Table *table, const KernelResult *kernel, int i) {
    const AccountSlice *slice = &kernel->account.slices[i];
    table_cell(printer, table, STYLE_PLAIN, "%s%s", pattern(printer, i),
               slice->significant ? "" : "?");
    table_cell(printer, table, STYLE_PLAIN, "%s", slice_title(printer, kernel, slice));
    time_cells(printer, table, kernel, slice->seconds,
               slice->significant ? STYLE_BOLD : STYLE_DOUBTFUL);
}

static bool crossing_is_doubtful(const Account *account) {
    return account->crossing_route && account->crossing.low <= 0 && account->crossing.high >= 0;
}

static bool has_doubts(const Account *account) {
    bool doubts = crossing_is_doubtful(account);
    for (int i = 0; i < account->slice_count; i++)
        doubts = doubts || !account->slices[i].significant;
    return doubts;
}

static void total_row(const Printer *printer, Table *table, const KernelResult *kernel) {
    table_cell(printer, table, STYLE_PLAIN, "%s", "");
    table_cell(printer, table, STYLE_PLAIN, "%s", "together: the interpreter");
    time_cells(printer, table, kernel, kernel->arms[0].seconds, STYLE_BOLD);
}

static void crossing_row(const Printer *printer, Table *table, const KernelResult *kernel) {
    const Account *account = &kernel->account;
    if (!account->crossing_route)
        return;
    bool doubtful = crossing_is_doubtful(account);
    table_cell(printer, table, STYLE_PLAIN, "%s", doubtful ? "?" : "");
    table_cell(printer, table, STYLE_PLAIN, "calls of thunks, besides");
    time_cells(printer, table, kernel, account->crossing, doubtful ? STYLE_DOUBTFUL : STYLE_PLAIN);
}

void print_account(const Printer *printer, const KernelResult *kernel) {
    const Account *account = &kernel->account;
    if (!account->slice_count)
        return;
    Table table = {0};
    table_column(&table, "", false, 0, 0);
    table_column(&table, "where the time goes", false, 0, LEAST_TITLE);
    table_column(&table, "ms", true, 0, 0);
    table_column(&table,
                 interval_values(&kernel->arms[0]) >= INTERVAL_LEAST ? "95% CI" : "extremes", true,
                 1, 0);
    table_column(&table, "ns/turn", true, 2, 0);
    table_column(&table, "share", true, 0, 0);
    for (int i = 0; i < account->slice_count; i++)
        slice_row(printer, &table, kernel, i);
    total_row(printer, &table, kernel);
    crossing_row(printer, &table, kernel);
    fputc('\n', printer->out);
    table_print(printer, &table, INDENT);
    print_bar(printer, account);
    if (has_doubts(account)) {
        print_spaces(printer, INDENT);
        print_text(printer, STYLE_DIM, "? the interval contains 0\n");
    }
}
