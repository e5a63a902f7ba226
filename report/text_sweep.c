/* The terminal report of a sweep over input sizes and optimisation levels: one row a run. */
#include "text_sweep.h"
#include "layout.h"
#include "summary.h"
#include <base/format.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static void time_cell(const Printer *printer, Table *table, const KernelResult *kernel,
                      const ArmResult *arm) {
    bool known = arm && arm->sample_count;
    double parts = kernel->turns ? (double)kernel->turns : 1;
    table_cell(printer, table, STYLE_PLAIN, "%s",
               known ? format_duration(arm->seconds.median / parts, printer->options->unicode).text
                     : glyph(printer, GLYPH_NONE));
}

static void sweep_row(const Printer *printer, Table *table, const KernelResult *kernel,
                      bool repeated, bool with_level) {
    bool unicode = printer->options->unicode;
    const ArmResult *arm = headline_arm(kernel);
    table_cell(printer, table, STYLE_BOLD, "%s", repeated ? "" : kernel->id);
    table_cell(printer, table, STYLE_PLAIN, "%s",
               kernel->size ? format_count(kernel->size).text : "");
    table_cell(printer, table, STYLE_PLAIN, "%s",
               kernel->arm_count > 1 && with_level
                   ? arena_format(printer->arena, "-O%d", kernel->arms[1].opt_level)
                   : "");
    time_cell(printer, table, kernel, kernel->arm_count ? kernel->arms : NULL);
    time_cell(printer, table, kernel, arm);
    if (!arm) {
        table_cell(printer, table, STYLE_BAD, "%s",
                   kernel->outcome == OUTCOME_REFUSED   ? "not compiled"
                   : kernel->outcome == OUTCOME_DIFFERS ? "results differ"
                                                        : "not timed");
        for (int i = 0; i < 3; i++)
            table_cell(printer, table, STYLE_PLAIN, "%s", "");
        return;
    }
    table_cell(printer, table, STYLE_BOLD, "%s", format_ratio(arm->speedup.median, unicode).text);
    table_cell(printer, table, STYLE_DIM, "%s",
               format_range(arm->speedup.low, arm->speedup.high, unicode).text);
    table_cell(printer, table, STYLE_PLAIN, "%s",
               format_duration(compile_seconds(arm), unicode).text);
    table_cell(printer, table, STYLE_PLAIN, "%s",
               isnan(arm->break_even_calls) ? "inconclusive"
               : arm->break_even_calls < 0  ? "never"
                                            : format_count((int64_t)arm->break_even_calls).text);
}

/* ---- curves ---- */

typedef enum Curve { CURVE_INTERPRETED, CURVE_COMPILED, CURVE_SPEEDUP } Curve;

static double curve_value(const KernelResult *kernel, Curve curve) {
    const ArmResult *arm = headline_arm(kernel);
    double parts = kernel->turns ? (double)kernel->turns : 1;
    if (!arm)
        return NAN;
    return curve == CURVE_SPEEDUP    ? arm->speedup.median
           : curve == CURVE_COMPILED ? arm->seconds.median / parts
                                     : kernel->arms[0].seconds.median / parts;
}

/* One column a size, its height by the logarithm between the least and the largest value. */
static const char *curve_text(const Printer *printer, const RunResult *run, int first, int end,
                              Curve curve) {
    static const char *const steps[][2] = {{"_", "▁"}, {".", "▂"}, {":", "▃"}, {"-", "▄"},
                                           {"=", "▅"}, {"+", "▆"}, {"*", "▇"}, {"#", "█"}};
    enum { STEPS = sizeof steps / sizeof *steps };
    double least = INFINITY, most = 0;
    const char *text = "";
    for (int k = first; k < end; k++) {
        least = fmin(least, curve_value(&run->kernels[k], curve));
        most = fmax(most, curve_value(&run->kernels[k], curve));
    }
    for (int k = first; k < end; k++) {
        double value = curve_value(&run->kernels[k], curve);
        double height = most > least ? log(value / least) / log(most / least) : 0.5;
        text = arena_format(printer->arena, "%s%s", text,
                            isfinite(height)
                                ? steps[lround(height * (STEPS - 1))][printer->options->unicode]
                                : " ");
    }
    return text;
}

static const char *curve_word(const Printer *printer, const KernelResult *kernel, Curve curve) {
    bool unicode = printer->options->unicode;
    double value = curve_value(kernel, curve);
    Word word =
        curve == CURVE_SPEEDUP ? format_ratio(value, unicode) : format_duration(value, unicode);
    return arena_format(printer->arena, "%s", word.text);
}

static void print_curves(const Printer *printer, const RunResult *run, int first, int end) {
    static const char *const names[] = {"interp", "compiled", "speedup"};
    const KernelResult *smallest = &run->kernels[first], *largest = &run->kernels[end - 1];
    const char *unit = smallest->turns ? " a turn" : " a call";
    for (Curve curve = CURVE_INTERPRETED; curve <= CURVE_SPEEDUP; curve++)
        print_item(
            printer, curve ? "" : smallest->id, STYLE_PLAIN,
            arena_format(printer->arena, "%s %s%s: %s at size %s, %s at %s",
                         curve_text(printer, run, first, end, curve), names[curve],
                         curve == CURVE_SPEEDUP ? "" : unit, curve_word(printer, smallest, curve),
                         format_count(smallest->size).text, curve_word(printer, largest, curve),
                         format_count(largest->size).text));
}

/* ---- where compiling begins to pay ---- */

static bool is_faster(const KernelResult *kernel) {
    const ArmResult *arm = headline_arm(kernel);
    return arm && arm->speedup.low > 1;
}

static bool pays_at_once(const KernelResult *kernel) {
    const ArmResult *arm = headline_arm(kernel);
    return arm && arm->break_even_calls >= 0 && arm->break_even_calls <= 1;
}

/* The least size from which on `holds` up to the largest; 0: not even there. Sizes are ascending.
 */
static int64_t size_from(const RunResult *run, int first, int end,
                         bool (*holds)(const KernelResult *kernel)) {
    int64_t size = 0;
    for (int k = end - 1; k >= first && holds(&run->kernels[k]); k--)
        size = run->kernels[k].size;
    return size;
}

static void print_start(const Printer *printer, const RunResult *run, int first, int end) {
    int64_t faster = size_from(run, first, end, is_faster);
    int64_t pays = size_from(run, first, end, pays_at_once);
    const char *text =
        faster ? arena_format(printer->arena, "compiled code is faster from size %s on; ",
                              format_count(faster).text)
               : "compiled code is not known to be faster at the largest of these sizes; ";
    print_item(
        printer, "", STYLE_PLAIN,
        pays ? arena_format(printer->arena, "%scompiling pays in its first call from size %s on",
                            text, format_count(pays).text)
             : arena_format(printer->arena,
                            "%scompiling does not pay in one call alone at the largest", text));
}

/* Whether the runs of one kernel differ in nothing but a growing size. */
static bool is_ascending(const RunResult *run, int first, int end) {
    for (int k = first + 1; k < end; k++)
        if (run->kernels[k].size <= run->kernels[k - 1].size)
            return false;
    return end - first > 1;
}

static bool has_levels(const RunResult *run) {
    int level = -1;
    for (int k = 0; k < run->kernel_count; k++) {
        const KernelResult *kernel = &run->kernels[k];
        if (kernel->arm_count > 1 && level >= 0 && kernel->arms[1].opt_level != level)
            return true;
        if (kernel->arm_count > 1)
            level = kernel->arms[1].opt_level;
    }
    return false;
}

static int kernel_end(const RunResult *run, int first) {
    int end = first + 1;
    while (end < run->kernel_count && strcmp(run->kernels[end].id, run->kernels[first].id) == 0)
        end++;
    return end;
}

void print_sweep(const Printer *printer, const RunResult *run) {
    Table table = {0};
    bool with_levels = has_levels(run);
    table_column(&table, "", false, 0, 4);
    table_column(&table, "size", true, 0, 0);
    table_column(&table, "level", false, 0, 0);
    table_column(&table, "interp/turn", true, 0, 0);
    table_column(&table, "compiled/turn", true, 0, 0);
    table_column(&table, "speedup", true, 0, 0);
    table_column(&table, "interval", true, 2, 0);
    table_column(&table, "compiling", true, 1, 0);
    table_column(&table, "pays after", true, 1, 0);
    for (int k = 0; k < run->kernel_count; k++)
        sweep_row(printer, &table, &run->kernels[k],
                  k > 0 && strcmp(run->kernels[k].id, run->kernels[k - 1].id) == 0, with_levels);
    print_text(printer, STYLE_BOLD, "Sweep\n");
    table_print(printer, &table, INDENT);
    fputc('\n', printer->out);
    bool any = false;
    for (int k = 0; k < run->kernel_count; k = kernel_end(run, k)) {
        if (!is_ascending(run, k, kernel_end(run, k)))
            continue;
        print_curves(printer, run, k, kernel_end(run, k));
        print_start(printer, run, k, kernel_end(run, k));
        any = true;
    }
    if (any)
        fputc('\n', printer->out);
}
