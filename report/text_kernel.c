/* The terminal report of one kernel. The run's profile is text_run.c's; numbers are
 * base/format.c's. */
#include "layout.h"
#include "summary.h"
#include "text_account.h"
#include "text_memory.h"
#include "unicode.h"
#include <base/format.h>
#include <math.h>
#include <string.h>

static const char *safe(const Printer *printer, const char *text) {
    return printable(printer->arena, text ? text : "", printer->options->unicode, false);
}

static void print_title(const Printer *printer, const KernelResult *kernel) {
    print_text(printer, STYLE_BOLD, safe(printer, kernel->id));
    if (kernel->title && *kernel->title) {
        print_spaces(printer, 2);
        int column = display_width(safe(printer, kernel->id)) + 2;
        print_paragraph(printer, STYLE_BOLD, column, INDENT, kernel->title);
    } else
        fputc('\n', printer->out);
}

static void print_origin(const Printer *printer, const KernelResult *kernel) {
    const char *text =
        arena_format(printer->arena, "%s in %s:%d", kernel->function ? kernel->function : "kernel",
                     kernel->source ? kernel->source : "?", kernel->line);
    if (kernel->size > 0)
        text = arena_format(printer->arena, "%s, size %s", text, format_count(kernel->size).text);
    if (kernel->turns > 0)
        text = arena_format(printer->arena, "%s, %s loop turns a call", text,
                            format_count(kernel->turns).text);
    print_spaces(printer, INDENT);
    print_paragraph(printer, STYLE_DIM, INDENT, INDENT, text);
}

/* "returns 990000 (int)", the value shortened so that it fits one line. */
static void print_outcome(const Printer *printer, const KernelResult *kernel) {
    const char *same = kernel->equal && kernel->arm_count > 1 ? ", identical in every arm" : "";
    if (kernel->outcome == OUTCOME_RAISES)
        print_item(
            printer, "raises", STYLE_PLAIN,
            arena_format(printer->arena, "%s%s", kernel->result ? kernel->result : "?", same));
    if (kernel->outcome != OUTCOME_VALUE)
        return;
    const char *type = "";
    if (kernel->result_type)
        type = arena_format(printer->arena, " (%s)", safe(printer, kernel->result_type));
    int room = printer->options->width - LABEL_WIDTH - display_width(type) - display_width(same);
    const char *value = shorten_middle(printer->arena, safe(printer, kernel->result),
                                       room > 12 ? room : 12, printer->options->unicode);
    print_item(printer, "returns", STYLE_PLAIN,
               arena_format(printer->arena, "%s%s%s", value, type, same));
}

/* ---- arms ---- */

static bool is_open(const KernelResult *kernel, const ArmResult *arm) {
    return has_speedup(kernel, arm) && is_inconclusive(arm);
}

static void arm_row(const Printer *printer, Table *table, const KernelResult *kernel,
                    const ArmResult *arm) {
    bool unicode = printer->options->unicode, reference = arm == kernel->arms;
    table_cell(printer, table, STYLE_PLAIN, "%s", arm->name);
    if (arm->sample_count > 0) {
        table_cell(printer, table, STYLE_PLAIN, "%s",
                   format_duration(arm->seconds.median, unicode).text);
        table_cell(
            printer, table, STYLE_DIM, "%s",
            format_spread(arm->seconds.median, arm->seconds.low, arm->seconds.high, unicode).text);
    } else {
        table_cell(printer, table, STYLE_DIM, "%s", reference || arm->identical ? "not timed" : "");
        table_cell(printer, table, STYLE_DIM, "%s", "");
    }
    if (kernel->turns > 0 && arm->sample_count > 0)
        table_cell(printer, table, STYLE_PLAIN, "%s",
                   format_duration(arm->seconds.median / (double)kernel->turns, unicode).text);
    else
        table_cell(printer, table, STYLE_PLAIN, "%s", "");
    if (has_speedup(kernel, arm)) {
        table_cell(printer, table, is_open(kernel, arm) ? STYLE_DIM : STYLE_BOLD, "%s",
                   format_ratio(arm->speedup.median, unicode).text);
        table_cell(printer, table, STYLE_DIM, "%s",
                   format_range(arm->speedup.low, arm->speedup.high, unicode).text);
    } else {
        table_cell(printer, table, STYLE_PLAIN, "%s", "");
        table_cell(printer, table, STYLE_PLAIN, "%s", "");
    }
    table_cell(printer, table, STYLE_DOUBTFUL, "%s", is_open(kernel, arm) ? "?" : "");
    if (reference)
        table_cell(printer, table, STYLE_PLAIN, "%s", "");
    else if (!arm->identical && kernel->interrupted && !kernel->difference)
        table_cell(printer, table, STYLE_PLAIN, "%s", ""); /* not compared yet */
    else if (!arm->identical)
        table_cell(printer, table, STYLE_BAD, "%s", glyph(printer, GLYPH_DIFFERS));
    else
        table_cell(printer, table, STYLE_GOOD, "%s", glyph(printer, GLYPH_SAME));
}

static int fewest_samples(const KernelResult *kernel) {
    int fewest = 0;
    for (int i = 0; i < kernel->arm_count; i++)
        if (i == 0 || kernel->arms[i].sample_count < fewest)
            fewest = kernel->arms[i].sample_count;
    return fewest;
}

static void print_arms(const Printer *printer, const KernelResult *kernel) {
    if (!kernel->arm_count)
        return;
    bool interval = fewest_samples(kernel) >= INTERVAL_LEAST &&
                    interval_values(&kernel->arms[0]) >= INTERVAL_LEAST;
    Table table = {0};
    table_column(&table, "", false, 0, NAME_WIDTH);
    table_column(&table, "time a call", true, 0, 0);
    table_column(&table, "", false, 3, 0);
    table_column(&table, "a turn", true, 2, 0);
    table_column(&table, "speedup", true, 0, 0);
    table_column(&table, interval ? "95% CI" : "extremes", true, 1, 0);
    table_column(&table, "", false, 0, 0);
    table_column(&table, "identical", false, 0, 0);
    bool open = false;
    for (int i = 0; i < kernel->arm_count; i++) {
        arm_row(printer, &table, kernel, &kernel->arms[i]);
        open |= is_open(kernel, &kernel->arms[i]);
    }
    fputc('\n', printer->out);
    table_print(printer, &table, INDENT);
    if (open)
        print_format(printer, STYLE_DOUBTFUL, "%*s? inconclusive: the interval contains 1\n",
                     INDENT, "");
}

/* ---- calls ---- */

typedef bool (*SameArm)(const ArmResult *a, const ArmResult *b);

/* The names of the compiled arms that are the same as arm `i`; NULL when an earlier one is. The
 * interpreter stands alone. */
static const char *group_names(const Printer *printer, const KernelResult *kernel, int i,
                               SameArm same) {
    const ArmResult *arm = &kernel->arms[i];
    const char *names = arm->name;
    for (int j = 1; j < i; j++)
        if (same(arm, &kernel->arms[j]))
            return NULL;
    for (int j = i + 1; i > 0 && j < kernel->arm_count; j++)
        if (same(arm, &kernel->arms[j]))
            names = arena_format(printer->arena, "%s, %s", names, kernel->arms[j].name);
    return names;
}

static bool same_calls(const ArmResult *a, const ArmResult *b) {
    if (a->ffi_count != b->ffi_count)
        return false;
    for (int i = 0; i < a->ffi_count; i++)
        if (a->ffi_calls[i].calls != b->ffi_calls[i].calls ||
            strcmp(a->ffi_calls[i].name, b->ffi_calls[i].name) != 0)
            return false;
    return true;
}

/* Arms of one route share the run in which calls were timed. */
static bool same_timed_calls(const ArmResult *a, const ArmResult *b) {
    return same_calls(a, b) && (!a->ffi_count || strcmp(a->route, b->route) == 0);
}

static bool same_boxed(const ArmResult *a, const ArmResult *b) {
    return a->boxed_count == b->boxed_count &&
           (!a->boxed_count ||
            memcmp(a->boxed_lines, b->boxed_lines, sizeof(int) * (size_t)a->boxed_count) == 0);
}

static const char *call_list(const Printer *printer, const CallCount *calls, int count) {
    const char *text = count ? "" : "no calls";
    for (int i = 0; i < count; i++) {
        text = arena_format(printer->arena, "%s%s%s %s", text, i ? ", " : "", calls[i].name,
                            format_count(calls[i].calls).text);
        if (calls[i].line && calls[i].seconds != 0)
            text = arena_format(printer->arena, "%s (line %d, %s each)", text, calls[i].line,
                                format_duration(calls[i].seconds / (double)calls[i].calls,
                                                printer->options->unicode)
                                    .text);
        else if (calls[i].line)
            text = arena_format(printer->arena, "%s (line %d)", text, calls[i].line);
    }
    return text;
}

static void print_calls(const Printer *printer, const KernelResult *kernel) {
    bool verbose = printer->options->verbose;
    if (!kernel->calls_counted)
        return; /* it ended before that */
    fputc('\n', printer->out);
    for (int i = 0; i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        const char *names =
            group_names(printer, kernel, i, verbose ? same_timed_calls : same_calls);
        if (!names)
            continue;
        bool lines = verbose && arm->ffi_line_count > 0;
        const char *calls = lines ? call_list(printer, arm->ffi_lines, arm->ffi_line_count)
                                  : call_list(printer, arm->ffi_calls, arm->ffi_count);
        print_item(printer, i ? "" : "NumPy calls", STYLE_PLAIN,
                   arena_format(printer->arena, "%s: %s", names, calls));
    }
}

/* On both sides: the interpreter's calls and those of compiled code. */
static void print_call_costs(const Printer *printer, const KernelResult *kernel) {
    bool unicode = printer->options->unicode;
    const char *text = "";
    for (int i = 0; i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        Interval cost = arm->seconds_per_call;
        if (cost.median == 0 || (arm->inlined == 0 && !printer->options->verbose))
            continue;
        text = arena_format(printer->arena, "%s%s%s %s (%s)", text, *text ? ", " : "", arm->name,
                            format_duration(cost.median, unicode).text,
                            format_spread(cost.median, cost.low, cost.high, unicode).text);
    }
    if (*text)
        text = arena_format(printer->arena, "%s beyond native", text);
    print_item(printer, "cost of a call", STYLE_PLAIN, text);
}

static void print_crossing(const Printer *printer, const KernelResult *kernel) {
    if (!kernel->has_crossing)
        return;
    bool unicode = printer->options->unicode;
    Interval crossing = kernel->crossing_seconds;
    const char *doubt = crossing.low <= 0 && crossing.high >= 0 ? ": inconclusive" : "";
    print_item(printer, "crossing", STYLE_PLAIN,
               arena_format(printer->arena, "%s a call, 95%% between %s and %s%s",
                            format_duration(crossing.median, unicode).text,
                            format_duration(crossing.low, unicode).text,
                            format_duration(crossing.high, unicode).text, doubt));
}

/* The compiled loop alone, beside what the ladder says of it. */
static void print_isolation(const Printer *printer, const KernelResult *kernel) {
    const Isolation *isolation = &kernel->isolation;
    bool unicode = printer->options->unicode;
    if (!isolation->route)
        return;
    if (isolation->unavailable) {
        print_item(printer, "isolated", STYLE_PLAIN,
                   arena_format(printer->arena, "not possible: %s", isolation->unavailable));
        return;
    }
    const char *text = arena_format(
        printer->arena, "%s a call (%s); %s with handing back by calls (%s), as %s/noinline",
        format_duration(isolation->inlined.median, unicode).text,
        format_spread(isolation->inlined.median, isolation->inlined.low, isolation->inlined.high,
                      unicode)
            .text,
        format_duration(isolation->called.median, unicode).text,
        format_spread(isolation->called.median, isolation->called.low, isolation->called.high,
                      unicode)
            .text,
        isolation->route);
    text = arena_format(printer->arena, "%s; %s results handed back", text,
                        format_count(isolation->calls).text);
    print_item(printer, "isolated", STYLE_PLAIN, text);
    if (isolation->rung)
        print_item(
            printer, "", isolation->agrees ? STYLE_PLAIN : STYLE_DOUBTFUL,
            arena_format(printer->arena, "%s of what %s takes (%s)%s%s",
                         format_ratio(isolation->ratio.median, unicode).text, isolation->rung,
                         format_range(isolation->ratio.low, isolation->ratio.high, unicode).text,
                         isolation->explanation ? ": " : "",
                         isolation->explanation ? isolation->explanation : ""));
}

/* Whether an arm before `arm` has the same remark. */
static bool was_said(const KernelResult *kernel, const ArmResult *arm, const char *remark) {
    for (const ArmResult *before = kernel->arms; before < arm; before++)
        for (int i = 0; i < before->slower_count; i++)
            if (strcmp(before->slower_route_ops[i], remark) == 0)
                return true;
    return false;
}

/* Each remark names its route, so the arms with and without inlined thunks share it. */
static void print_slower(const Printer *printer, const KernelResult *kernel) {
    const char *label = "slower route";
    for (int i = 0; i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        for (int j = 0; j < arm->slower_count; j++) {
            if (was_said(kernel, arm, arm->slower_route_ops[j]))
                continue;
            print_item(printer, label, STYLE_PLAIN, arm->slower_route_ops[j]);
            label = "";
        }
    }
}

static void print_boxed(const Printer *printer, const KernelResult *kernel) {
    const char *label = "boxed";
    for (int i = 1; i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        const char *names = group_names(printer, kernel, i, same_boxed);
        if (!names || !arm->boxed_count)
            continue;
        const char *text =
            arena_format(printer->arena, "%s: line%s", names, arm->boxed_count == 1 ? "" : "s");
        for (int j = 0; j < arm->boxed_count; j++)
            text = arena_format(printer->arena, "%s%s %d", text, j ? "," : "", arm->boxed_lines[j]);
        print_item(printer, label, STYLE_PLAIN, text);
        label = "";
    }
}

/* ---- compiling ---- */

static void print_compiling(const Printer *printer, const KernelResult *kernel) {
    Table table = {0};
    table_column(&table, "compiling, ms", false, 0, NAME_WIDTH);
    table_column(&table, "front", true, 1, 0);
    table_column(&table, "generation", true, 1, 0);
    table_column(&table, "inlining", true, 1, 0);
    table_column(&table, "optimisation", true, 1, 0);
    table_column(&table, "emission", true, 1, 0);
    table_column(&table, "total", true, 0, 0);
    bool any = false;
    for (int i = 1; i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        if (!(compile_seconds(arm) > 0))
            continue;
        any = true;
        table_cell(printer, &table, STYLE_PLAIN, "%s", arm->name);
        const double phases[] = {arm->front, arm->generation, arm->inlining, arm->optimisation,
                                 arm->emission};
        for (int p = 0; p < (int)(sizeof phases / sizeof *phases); p++)
            table_cell(printer, &table, STYLE_PLAIN, "%s", format_milliseconds(phases[p]).text);
        table_cell(printer, &table, STYLE_BOLD, "%s",
                   format_milliseconds(compile_seconds(arm)).text);
    }
    if (!any)
        return;
    fputc('\n', printer->out);
    table_print(printer, &table, INDENT);
}

/* "capi after 2 calls, native after 1 call"; where thunks are and are not inlined, the former
 * counts. */
static void print_break_even(const Printer *printer, const KernelResult *kernel) {
    const ArmResult *headline = headline_arm(kernel);
    const char *text = "";
    for (int i = 1; headline && i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        if (!has_speedup(kernel, arm) || arm->inlined != headline->inlined)
            continue;
        const char *calls = isnan(arm->break_even_calls) ? "inconclusive" : "never";
        if (arm->break_even_calls >= 0) {
            int64_t count = llround(arm->break_even_calls);
            calls = arena_format(printer->arena, "after %s call%s", format_count(count).text,
                                 count == 1 ? "" : "s");
        }
        text = arena_format(printer->arena, "%s%s%s %s", text, *text ? ", " : "", arm->name, calls);
    }
    print_item(printer, "break-even", STYLE_PLAIN, text);
}

/* What the processes measured, each by its median; of the interpreter and the headline arm. */
static void print_processes(const Printer *printer, const KernelResult *kernel) {
    const ArmResult *arms[] = {kernel->arms, headline_arm(kernel)};
    bool unicode = printer->options->unicode;
    for (int i = 0; i < 2; i++) {
        const ArmResult *arm = arms[i];
        if (!arm || arm->process_count < 2)
            continue;
        double least = arm->processes[0].seconds.median, most = least, within = 0;
        const char *text = "";
        for (int p = 0; p < arm->process_count; p++) {
            Interval seconds = arm->processes[p].seconds;
            least = fmin(least, seconds.median);
            most = fmax(most, seconds.median);
            within = fmax(
                within, fmax(seconds.high / seconds.median - 1, 1 - seconds.low / seconds.median));
            text = arena_format(printer->arena, "%s%s%s", text, p ? ", " : "",
                                format_duration(seconds.median, unicode).text);
        }
        print_item(printer, i ? "" : "processes", STYLE_PLAIN,
                   arena_format(printer->arena,
                                "%s: %s; the slowest takes %.1f%% longer than the fastest, within "
                                "one the interval reaches up to %.1f%%",
                                arm->name, text, 100 * (most / least - 1), 100 * within));
    }
}

static const double WAITED_MUCH = 0.02; /* as much as the ratios that people ask about */

/* Others on the processor, severe outliers and changes of level, with what may help against them.
 */
static void print_noise(const Printer *printer, const KernelResult *kernel) {
    if (kernel->waited_share > WAITED_MUCH)
        print_item(printer, "busy machine", STYLE_DOUBTFUL,
                   arena_format(printer->arena,
                                "%.0f%% of the time measured went by while other programs had the "
                                "processor. Long calls suffer most, so that speedups come out too "
                                "high: measure again when the machine is idle",
                                100 * kernel->waited_share));
    int severe = 0, mild = 0, timings = 0;
    const char *changes = "";
    for (int i = 0; i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        severe += arm->noise.severe_outliers;
        mild += arm->noise.mild_outliers;
        timings += arm->sample_count;
        if (arm->noise.change_round)
            changes = arena_format(printer->arena, "%s%s%s %+.0f%% after round %d", changes,
                                   *changes ? ", " : "", arm->name, 100 * (arm->noise.change - 1),
                                   arm->noise.change_round);
    }
    if (severe)
        print_item(printer, "outliers", STYLE_DOUBTFUL,
                   arena_format(printer->arena,
                                "%d severe and %d mild ones (Tukey) among %d timings; all are kept",
                                severe, mild, timings));
    if (*changes)
        print_item(printer, "drift", STYLE_DOUBTFUL,
                   arena_format(printer->arena,
                                "the level changed: %s; ratios of paired rounds suffer less, "
                                "--warmup helps where the first rounds are slow",
                                changes));
}

static void print_conclusion(const Printer *printer, const KernelResult *kernel) {
    if (headline_arm(kernel) || kernel->verdict || kernel->interrupted)
        fputc('\n', printer->out);
    print_break_even(printer, kernel);
    print_item(printer, "verdict", STYLE_PLAIN, kernel->verdict);
    print_item(printer, "what it means", STYLE_PLAIN, kernel->meaning);
    for (int i = 0; i < kernel->advice_count; i++)
        print_item(printer, i ? "" : "advice", STYLE_PLAIN, kernel->advice[i]);
    print_processes(printer, kernel);
    print_noise(printer, kernel);
    if (kernel->interrupted)
        print_item(printer, "interrupted", STYLE_DOUBTFUL,
                   arena_format(printer->arena, "after %d rounds; the figures are of those",
                                fewest_samples(kernel)));
}

/* ---- what went wrong ---- */

static void print_failure(const Printer *printer, const KernelResult *kernel) {
    if (kernel->outcome == OUTCOME_REFUSED && kernel->refusal)
        report_diagnostic(kernel->refusal, printer->options, printer->out);
    else if (kernel->outcome == OUTCOME_REFUSED)
        print_item(printer, "not compiled", STYLE_BAD, kernel->result);
    else if (kernel->outcome == OUTCOME_DIFFERS || !kernel->equal) {
        print_spaces(printer, INDENT);
        print_format(printer, STYLE_BAD, "%s the results differ, so no speedup is shown\n",
                     printer->options->unicode ? glyph(printer, GLYPH_DIFFERS) : "error:");
        if (kernel->difference) {
            print_spaces(printer, 2 * INDENT);
            print_paragraph(printer, STYLE_PLAIN, 2 * INDENT, 2 * INDENT, kernel->difference);
        }
    }
}

static bool failed(const KernelResult *kernel) {
    return kernel->outcome == OUTCOME_REFUSED || kernel->outcome == OUTCOME_DIFFERS ||
           (!kernel->equal && !kernel->interrupted);
}

void report_text_failure(const RunResult *run, const KernelResult *kernel,
                         const TextOptions *options, FILE *out) {
    Printer printer = {.out = out, .options = options, .arena = run->arena};
    if (!failed(kernel))
        return;
    if (kernel->outcome != OUTCOME_REFUSED || !kernel->refusal)
        print_title(&printer, kernel);
    print_failure(&printer, kernel);
}

static void print_quiet(const Printer *printer, const KernelResult *kernel) {
    bool unicode = printer->options->unicode;
    print_text(printer, STYLE_BOLD, safe(printer, kernel->id));
    if (kernel->outcome == OUTCOME_REFUSED)
        print_text(printer, STYLE_BAD, "  not compiled");
    else if (failed(kernel))
        print_text(printer, STYLE_BAD, "  results differ");
    else {
        for (int i = 0; i < kernel->arm_count; i++) {
            const ArmResult *arm = &kernel->arms[i];
            print_format(printer, STYLE_PLAIN, "%s%s ", i ? ", " : "  ", arm->name);
            if (has_speedup(kernel, arm))
                print_format(printer, STYLE_PLAIN, "%s (%s)%s",
                             format_ratio(arm->speedup.median, unicode).text,
                             format_range(arm->speedup.low, arm->speedup.high, unicode).text,
                             is_inconclusive(arm) ? " inconclusive" : "");
            else
                print_text(printer, STYLE_PLAIN,
                           arm->sample_count ? format_duration(arm->seconds.median, unicode).text
                                             : "not timed");
        }
        if (kernel->equal)
            print_text(printer, STYLE_GOOD, ", identical");
    }
    fputc('\n', printer->out);
}

void report_text_kernel(const RunResult *run, const KernelResult *kernel,
                        const TextOptions *options, FILE *out) {
    Printer printer = {.out = out, .options = options, .arena = run->arena};
    if (options->quiet) {
        print_quiet(&printer, kernel);
        return;
    }
    print_title(&printer, kernel);
    print_origin(&printer, kernel);
    if (options->verbose && kernel->shows) {
        print_spaces(&printer, INDENT);
        print_paragraph(&printer, STYLE_DIM, INDENT, INDENT, kernel->shows);
    }
    print_outcome(&printer, kernel);
    if (failed(kernel))
        print_failure(&printer, kernel);
    if (kernel->outcome != OUTCOME_REFUSED)
        print_arms(&printer, kernel);
    if (!failed(kernel)) {
        print_account(&printer, kernel);
        print_calls(&printer, kernel);
        print_call_costs(&printer, kernel);
        print_crossing(&printer, kernel);
        print_isolation(&printer, kernel);
        print_slower(&printer, kernel);
        print_boxed(&printer, kernel);
        print_compiling(&printer, kernel);
        print_memory(&printer, kernel);
        print_profile(&printer, kernel);
        print_conclusion(&printer, kernel);
    }
    fputc('\n', out);
}
