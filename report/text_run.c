/* The terminal report of a whole run: the profile of its kernels as a table and a chart, and what
 * they ran on. Each kernel's own report is text_kernel.c's. */
#include "layout.h"
#include "summary.h"
#include "text_sweep.h"
#include "unicode.h"
#include <base/format.h>
#include <base/start.h>
#include <math.h>
#include <string.h>

enum { ARMS_SHOWN = 8 };

/* ---- the profile as a table ---- */

typedef struct ArmNames {
    const char *names[ARMS_SHOWN];
    int count;
    bool more; /* there are others, shown only in the kernels' own tables */
} ArmNames;

/* The compiled arms of all kernels, in the order in which they first occur. */
static ArmNames compiled_arms(const RunResult *run) {
    ArmNames arms = {0};
    for (int k = 0; k < run->kernel_count; k++) {
        for (int i = 1; i < run->kernels[k].arm_count; i++) {
            const char *name = run->kernels[k].arms[i].name;
            int j = 0;
            while (j < arms.count && strcmp(arms.names[j], name) != 0)
                j++;
            if (j < arms.count)
                continue;
            if (arms.count < ARMS_SHOWN)
                arms.names[arms.count++] = name;
            else
                arms.more = true;
        }
    }
    return arms;
}

static const ArmResult *arm_named(const KernelResult *kernel, const char *name) {
    for (int i = 1; i < kernel->arm_count; i++)
        if (strcmp(kernel->arms[i].name, name) == 0)
            return &kernel->arms[i];
    return NULL;
}

static const char *remark(const KernelResult *kernel, Style *style) {
    static const char *const places[] = {"", "below", "as expected", "above"};
    *style = STYLE_BAD;
    if (kernel->outcome == OUTCOME_REFUSED)
        return "not compiled";
    if (kernel->outcome == OUTCOME_DIFFERS || (!kernel->equal && !kernel->interrupted))
        return "results differ";
    *style = STYLE_DOUBTFUL;
    if (kernel->interrupted)
        return "interrupted";
    const ArmResult *arm = headline_arm(kernel);
    if (!arm)
        return "";
    BandPlace place = band_place(kernel, arm);
    if (place == BAND_WITHIN)
        *style = STYLE_GOOD;
    /* Around a band that holds 1 itself, an interval that crosses 1 is the finding, not a doubt. */
    if (is_inconclusive(arm) && place != BAND_WITHIN)
        return "inconclusive";
    return places[place];
}

static void ratio_cells(const Printer *printer, Table *table, const KernelResult *kernel,
                        const ArmResult *arm, bool with_range) {
    bool unicode = printer->options->unicode, known = arm && has_speedup(kernel, arm);
    if (known)
        table_cell(printer, table, arm == headline_arm(kernel) ? STYLE_BOLD : STYLE_PLAIN, "%s",
                   format_ratio(arm->speedup.median, unicode).text);
    else
        table_cell(printer, table, STYLE_DIM, "%s", glyph(printer, GLYPH_NONE));
    if (with_range && known)
        table_cell(printer, table, STYLE_DIM, "%s",
                   format_range(arm->speedup.low, arm->speedup.high, unicode).text);
    else if (with_range)
        table_cell(printer, table, STYLE_PLAIN, "%s", "");
}

static void time_cell(const Printer *printer, Table *table, const ArmResult *arm) {
    if (arm && arm->sample_count)
        table_cell(printer, table, STYLE_PLAIN, "%s",
                   format_duration(arm->seconds.median, printer->options->unicode).text);
    else
        table_cell(printer, table, STYLE_DIM, "%s", glyph(printer, GLYPH_NONE));
}

static void profile_row(const Printer *printer, Table *table, const ArmNames *arms,
                        const KernelResult *kernel) {
    bool single = arms->count == 1;
    table_cell(printer, table, STYLE_BOLD, "%s", kernel->id);
    time_cell(printer, table, kernel->arm_count ? kernel->arms : NULL);
    if (single)
        time_cell(printer, table, arm_named(kernel, arms->names[0]));
    for (int i = 0; i < arms->count; i++)
        ratio_cells(printer, table, kernel, arm_named(kernel, arms->names[i]), single);
    if (kernel->band_high > 0)
        table_cell(
            printer, table, STYLE_DIM, "%s",
            format_band(kernel->band_low, kernel->band_high, printer->options->unicode).text);
    else
        table_cell(printer, table, STYLE_PLAIN, "%s", "");
    Style style;
    const char *text = remark(kernel, &style);
    table_cell(printer, table, style, "%s", text);
}

/* Where there is no room for all arms, those whose thunks are not inlined go first, then the slower
 * routes; the kernels' own tables have them all. */
static int drop_rank(const char *name, int position) {
    return (strchr(name, '/') ? 2 + ARMS_SHOWN : 2) + ARMS_SHOWN - position;
}

static void print_profile(const Printer *printer, const RunResult *run) {
    ArmNames arms = compiled_arms(run);
    bool single = arms.count == 1;
    Table table = {0};
    table_column(&table, "", false, 0, 4);
    table_column(&table, "interp", true, 0, 0);
    if (single) {
        table_column(&table, arms.names[0], true, 2, 0);
        table_column(&table, "speedup", true, 0, 0);
        table_column(&table, "interval", true, 1, 0);
    } else
        for (int i = 0; i < arms.count; i++)
            table_column(&table, arms.names[i], true, drop_rank(arms.names[i], i), 0);
    table_column(&table, "expected", true, 1, 0);
    table_column(&table, "", false, 1, 0);
    for (int k = 0; k < run->kernel_count; k++)
        profile_row(printer, &table, &arms, &run->kernels[k]);
    print_text(printer, STYLE_BOLD, "Profile\n");
    table_print(printer, &table, INDENT);
    if (arms.more) {
        print_spaces(printer, INDENT);
        print_text(printer, STYLE_DIM, "further arms: in each kernel's own table\n");
    }
    fputc('\n', printer->out);
}

/* ---- the profile as a chart ---- */

typedef struct Axis {
    double low, high;  /* both ends, low <= 1 <= high */
    int column, width; /* where it begins on the line, how many columns it has */
} Axis;

/* Where a ratio lies on the axis, in columns (with a fraction), logarithmically. */
static double axis_place(const Axis *axis, double ratio) {
    double place = axis->width * log(ratio / axis->low) / log(axis->high / axis->low);
    return fmin(fmax(place, 0), axis->width);
}

static void extend(Axis *axis, double value) {
    if (value > 0 && isfinite(value)) {
        axis->low = fmin(axis->low, value);
        axis->high = fmax(axis->high, value);
    }
}

static Axis chart_axis(const Printer *printer, const RunResult *run) {
    Axis axis = {.low = 1, .high = 2};
    int names = 0;
    for (int k = 0; k < run->kernel_count; k++) {
        const KernelResult *kernel = &run->kernels[k];
        const ArmResult *arm = headline_arm(kernel);
        extend(&axis, kernel->band_low);
        extend(&axis, kernel->band_high);
        if (arm)
            extend(&axis, arm->speedup.median);
        int width = display_width(kernel->id);
        names = width > names ? width : names;
    }
    /* Noise around 1 is not worth an axis to the left of it. */
    axis.low = axis.low > 0.9 ? 1 : axis.low * 0.9;
    axis.high *= 1.1;
    axis.column = INDENT + (names < 8 ? names : 8) + 2;
    int ratio_width = 9;
    axis.width = printer->options->width - axis.column - ratio_width;
    return axis;
}

/* The line above the bars: "1×   2×   5×   10×", each above its column. */
static void print_ticks(const Printer *printer, const Axis *axis) {
    static const double ticks[] = {0.1, 0.2, 0.5, 1,   2,   5,   10, 20,
                                   50,  100, 200, 500, 1e3, 1e4, 1e5};
    int column = 0;
    for (int i = 0; i < (int)(sizeof ticks / sizeof *ticks); i++) {
        if (ticks[i] < axis->low || ticks[i] > axis->high)
            continue;
        int place = axis->column + (int)axis_place(axis, ticks[i]);
        const char *label =
            arena_format(printer->arena, "%g%s", ticks[i], printer->options->unicode ? "×" : "x");
        if (place < column + (column > 0))
            continue; /* no room beside the one before */
        print_spaces(printer, place - column);
        print_text(printer, STYLE_DIM, label);
        column = place + display_width(label);
    }
    fputc('\n', printer->out);
}

/* A kernel's bar from 1 to its median, in columns; its interval. */
typedef struct Bar {
    double from, to, low, high;
} Bar;

static Bar chart_bar(const Axis *axis, const ArmResult *arm) {
    double one = axis_place(axis, 1), end = arm ? axis_place(axis, arm->speedup.median) : one;
    Bar bar = {.from = fmin(one, end), .to = fmax(one, end)};
    bar.low = arm ? axis_place(axis, arm->speedup.low) : end;
    bar.high = arm ? axis_place(axis, arm->speedup.high) : end;
    return bar;
}

/* What stands in column `i` of a kernel's line: the bar is solid where it is certain. */
static Glyph chart_glyph(const Axis *axis, int i, const Bar *bar, const KernelResult *kernel) {
    bool in_band = false;
    if (kernel->band_high > 0) {
        int first = (int)axis_place(axis, kernel->band_low);
        int last = (int)ceil(axis_place(axis, kernel->band_high)) - 1;
        in_band = i >= first && i <= (last > first ? last : first);
    }
    bool in_bar = i + 0.25 >= bar->from && i + 0.25 < bar->to;
    if (i + 0.5 >= bar->low && i + 0.5 < bar->high)
        return in_bar ? GLYPH_NEAR : GLYPH_FAR;
    if (in_bar && in_band)
        return GLYPH_BAR_IN_BAND;
    if (in_bar)
        return i + 0.75 < bar->to ? GLYPH_BAR : GLYPH_HALF;
    return in_band ? GLYPH_BAND : GLYPH_NONE;
}

static void print_bar(const Printer *printer, const Axis *axis, const KernelResult *kernel) {
    const ArmResult *arm = headline_arm(kernel);
    int room = axis->column - INDENT - 2;
    const char *name = shorten_middle(
        printer->arena, printable(printer->arena, kernel->id, printer->options->unicode, false),
        room, printer->options->unicode);
    print_spaces(printer, INDENT);
    print_text(printer, STYLE_BOLD, name);
    print_spaces(printer, room - display_width(name) + 1);
    print_text(printer, STYLE_DIM, glyph(printer, GLYPH_TICK));
    Bar bar = chart_bar(axis, arm);
    int gap = 0;
    for (int i = 0; i < axis->width; i++) {
        Glyph which = chart_glyph(axis, i, &bar, kernel);
        if (which == GLYPH_NONE) {
            gap++;
            continue;
        }
        print_spaces(printer, gap);
        gap = 0;
        print_text(printer, which == GLYPH_BAND ? STYLE_DIM : STYLE_PLAIN, glyph(printer, which));
    }
    if (arm) {
        print_spaces(printer, gap + 1);
        print_text(printer, STYLE_BOLD,
                   format_ratio(arm->speedup.median, printer->options->unicode).text);
    }
    fputc('\n', printer->out);
}

static void print_chart(const Printer *printer, const RunResult *run) {
    Axis axis = chart_axis(printer, run);
    bool any = false;
    for (int k = 0; k < run->kernel_count; k++)
        any = any || headline_arm(&run->kernels[k]);
    if (!any || axis.width < 20)
        return;
    print_spaces(printer, INDENT);
    print_format(printer, STYLE_DIM, "speedup, logarithmic; %s%s interval, %s expected\n",
                 glyph(printer, GLYPH_NEAR), glyph(printer, GLYPH_FAR), glyph(printer, GLYPH_BAND));
    print_ticks(printer, &axis);
    for (int k = 0; k < run->kernel_count; k++)
        print_bar(printer, &axis, &run->kernels[k]);
    fputc('\n', printer->out);
}

/* ---- what it ran on ---- */

static const char *find_entry(const EnvironmentEntry *entries, int count, const char *key) {
    for (int i = 0; i < count; i++)
        if (strcmp(entries[i].key, key) == 0 && *entries[i].value)
            return entries[i].value;
    return NULL;
}

static const char *entry(const RunResult *run, const char *key) {
    return find_entry(run->environment, run->environment_count, key);
}

/* "10, after 2 to warm up; a reading of the clock takes 24.0 ns". */
static void print_rounds(const Printer *printer, const RunResult *run, Style style) {
    const char *rounds = find_entry(run->options, run->option_count, "iters");
    const char *warmups = find_entry(run->options, run->option_count, "warmup");
    const char *budget = find_entry(run->options, run->option_count, "time_budget");
    Word clock = format_duration(run->clock_overhead, printer->options->unicode);
    if (budget)
        rounds = arena_format(run->arena, "for about %s s a kernel", budget);
    const char *processes = find_entry(run->options, run->option_count, "processes");
    if (rounds && processes)
        rounds = arena_format(run->arena, "%s, in each of %s processes", rounds, processes);
    if (rounds && warmups)
        print_item(printer, "rounds", style,
                   arena_format(run->arena,
                                "%s, after %s to warm up; a reading of the clock takes %s", rounds,
                                warmups, clock.text));
}

static void print_start_up(const Printer *printer) {
    if (start_up_seconds() > 0)
        print_item(
            printer, "start-up", STYLE_PLAIN,
            arena_format(printer->arena, "%s from the start to the first compiled call",
                         format_duration(start_up_seconds(), printer->options->unicode).text));
}

static const char *listed(Arena *arena, const char *list, const char *label, const char *value) {
    if (!value)
        return list;
    return arena_format(arena, "%s%s%s%s", list, *list ? "; " : "", label, value);
}

static void print_environment(const Printer *printer, const RunResult *run) {
    static const char *const versions[][2] = {{"numpy", "NumPy "},    {"blas", ""},
                                              {"python", "CPython "}, {"llvm", "LLVM "},
                                              {"npjit", "npjit "},    {"revision", "revision "}};
    static const char *const machine[][2] = {
        {"cpu", ""}, {"kernel", ""}, {"governor", "governor "}};
    const char *first = "", *second = "";
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        first = listed(run->arena, first, versions[i][1], entry(run, versions[i][0]));
    for (size_t i = 0; i < sizeof machine / sizeof *machine; i++)
        second = listed(run->arena, second, machine[i][1], entry(run, machine[i][0]));
    print_item(printer, "measured with", STYLE_DIM, first);
    print_item(printer, "on", STYLE_DIM, second);
    print_rounds(printer, run, STYLE_DIM);
}

static bool was_timed(const RunResult *run) {
    for (int k = 0; k < run->kernel_count; k++)
        for (int i = 0; i < run->kernels[k].arm_count; i++)
            if (run->kernels[k].arms[i].sample_count)
                return true;
    return false;
}

static void print_entries(const Printer *printer, const char *title,
                          const EnvironmentEntry *entries, int count) {
    if (!count)
        return;
    print_format(printer, STYLE_BOLD, "%s\n", title);
    for (int i = 0; i < count; i++) {
        print_item(printer, entries[i].key, STYLE_PLAIN, entries[i].value);
    }
    fputc('\n', printer->out);
}

void report_text_run(const RunResult *run, const TextOptions *options, FILE *out) {
    Printer printer = {.out = out, .options = options, .arena = run->arena};
    if (options->quiet)
        return;
    if (is_sweep(run))
        print_sweep(&printer, run);
    else if (run->kernel_count > 1) {
        print_profile(&printer, run);
        print_chart(&printer, run);
    }
    if (options->verbose) {
        print_entries(&printer, "Environment", run->environment, run->environment_count);
        print_entries(&printer, "Options", run->options, run->option_count);
        print_rounds(&printer, run, STYLE_PLAIN);
        print_start_up(&printer);
    } else if (was_timed(run))
        print_environment(&printer, run);
}
