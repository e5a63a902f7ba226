/* The terminal report of a comparison with an earlier run: what has changed around it, and by how
 * much each arm's time has. */
#include "layout.h"
#include <base/format.h>
#include <math.h>
#include <string.h>

static const char *entry(const RunResult *run, const char *key) {
    for (int i = 0; i < run->environment_count; i++)
        if (strcmp(run->environment[i].key, key) == 0 && *run->environment[i].value)
            return run->environment[i].value;
    return NULL;
}

/* What makes the times of two runs less comparable, one item each. */
static void print_surroundings(const Printer *printer, const RunResult *old, const RunResult *new) {
    static const char *const keys[] = {"cpu",   "kernel", "governor", "llvm",    "python",
                                       "numpy", "blas",   "npjit",    "revision"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *before = entry(old, keys[i]), *after = entry(new, keys[i]);
        if (before && after && strcmp(before, after) != 0)
            print_item(printer, keys[i], STYLE_PLAIN,
                       arena_format(printer->arena, "was %s, is %s", before, after));
    }
}

/* "+3.1%", "-12%", from a ratio of times. */
static const char *percent(const Printer *printer, double ratio) {
    double change = 100 * (ratio - 1);
    if (!isfinite(change))
        return "-";
    if (ratio >= 10)
        return arena_format(printer->arena, "%s",
                            format_ratio(ratio, printer->options->unicode).text);
    return arena_format(printer->arena, "%+.*f%%", fabs(change) < 9.95 ? 1 : 0, change);
}

static void finding_cell(const Printer *printer, Table *table, const ComparedArm *compared) {
    const Interval *change = &compared->change;
    if (compared->resized)
        table_cell(printer, table, STYLE_DOUBTFUL, "other size");
    else if (!isfinite(change->high))
        table_cell(printer, table, STYLE_DOUBTFUL, "too few rounds");
    else if (change->low > 1)
        table_cell(printer, table, STYLE_BAD, "slower");
    else if (change->high < 1)
        table_cell(printer, table, STYLE_GOOD, "faster");
    else
        table_cell(printer, table, STYLE_DIM, "no difference shown");
}

void report_text_comparison(const RunResult *old, const RunResult *new,
                            const Comparison *comparison, const TextOptions *options, FILE *out) {
    Printer printer = {.out = out, .options = options, .arena = new->arena};
    print_text(&printer, STYLE_BOLD, "Change of time since the earlier run\n");
    print_surroundings(&printer, old, new);
    if (!comparison->arm_count) {
        print_item(&printer, "no change", STYLE_DOUBTFUL,
                   "the earlier run has no kernel and arm in common with this one");
        return;
    }
    Table table = {0};
    table_column(&table, "", false, 0, 4);
    table_column(&table, "arm", false, 0, 0);
    table_column(&table, "change", true, 0, 0);
    table_column(&table, "interval", true, 1, 0);
    table_column(&table, "", false, 0, 0);
    const KernelResult *last = NULL;
    for (int i = 0; i < comparison->arm_count; i++) {
        const ComparedArm *compared = &comparison->arms[i];
        bool known = !compared->resized, bounded = known && isfinite(compared->change.high);
        table_cell(&printer, &table, STYLE_BOLD, "%s",
                   compared->kernel == last ? "" : compared->kernel->id);
        table_cell(&printer, &table, STYLE_PLAIN, "%s", compared->arm->name);
        table_cell(&printer, &table, STYLE_PLAIN, "%s",
                   known ? percent(&printer, compared->change.median) : "");
        table_cell(&printer, &table, STYLE_DIM, "%s",
                   bounded ? arena_format(printer.arena, "%s to %s",
                                          percent(&printer, compared->change.low),
                                          percent(&printer, compared->change.high))
                           : "");
        finding_cell(&printer, &table, compared);
        last = compared->kernel;
    }
    table_print(&printer, &table, INDENT);
    print_spaces(&printer, INDENT);
    print_paragraph(&printer, STYLE_DIM, INDENT, INDENT,
                    arena_format(printer.arena,
                                 "compiled arms in respect to the interpreter of their own run; "
                                 "all %d intervals together hold with 95%%",
                                 comparison->arm_count));
    fputc('\n', out);
}
