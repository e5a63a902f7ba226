/* The result of a run for other programs and documents: Markdown, CSV, and the JSON of Google
 * Benchmark. Each is made from the same arms; what npjit itself writes as JSON is json.c's. */
#include "summary.h"
#include "unicode.h"
#include <base/format.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const report_format_names[FORMAT_COUNT + 1] = {"text", "markdown", "csv", "googlebench",
                                                           NULL};

static const char *const outcomes[] = {[OUTCOME_VALUE] = "value",
                                       [OUTCOME_RAISES] = "raises",
                                       [OUTCOME_REFUSED] = "refused",
                                       [OUTCOME_DIFFERS] = "differs"};

/* ---- Markdown ---- */

/* A text for a cell: on one line, and with nothing that ends the cell or begins a tag. */
static void print_cell(const RunResult *run, const char *text, FILE *out) {
    for (const char *c = printable(run->arena, text, true, true); *c; c++) {
        if (strchr("|<*_`\\", *c))
            fputc('\\', out);
        fputc(*c, out);
    }
}

static void markdown_row(const RunResult *run, const KernelResult *kernel, FILE *out) {
    const ArmResult *arm = headline_arm(kernel);
    fputs("| ", out);
    print_cell(run, kernel->id, out);
    fprintf(out, " | %s | ",
            kernel->arm_count && kernel->arms[0].sample_count
                ? format_duration(kernel->arms[0].seconds.median, true).text
                : "–");
    if (arm)
        fprintf(out, "%s | **%s** | %s | %s |", format_duration(arm->seconds.median, true).text,
                format_ratio(arm->speedup.median, true).text,
                format_range(arm->speedup.low, arm->speedup.high, true).text, arm->name);
    else
        fputs("– | – | – | – |", out);
    fprintf(out, " %s | %s |\n",
            kernel->band_high > 0 ? format_band(kernel->band_low, kernel->band_high, true).text
                                  : "–",
            kernel->outcome == OUTCOME_REFUSED   ? "not compiled"
            : kernel->outcome == OUTCOME_DIFFERS ? "**differs**"
            : kernel->equal                      ? "identical"
                                                 : "not compared");
}

static void markdown_kernel(const RunResult *run, const KernelResult *kernel, FILE *out) {
    fputs("\n### ", out);
    print_cell(run, kernel->id, out);
    if (kernel->title && *kernel->title) {
        fputs(": ", out);
        print_cell(run, kernel->title, out);
    }
    fputs("\n\n", out);
    if (kernel->refusal || kernel->difference) {
        print_cell(run, kernel->refusal ? kernel->result : kernel->difference, out);
        fputs("\n", out);
        return;
    }
    fputs("| arm | one call | interval | speedup | interval | compiling |\n"
          "| --- | ---: | ---: | ---: | ---: | ---: |\n",
          out);
    for (int i = 0; i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        if (!arm->sample_count)
            continue;
        fprintf(out, "| %s | %s | %s | ", arm->name,
                format_duration(arm->seconds.median, true).text,
                format_spread(arm->seconds.median, arm->seconds.low, arm->seconds.high, true).text);
        if (has_speedup(kernel, arm))
            fprintf(out, "%s | %s | %s |\n", format_ratio(arm->speedup.median, true).text,
                    format_range(arm->speedup.low, arm->speedup.high, true).text,
                    format_duration(compile_seconds(arm), true).text);
        else
            fputs("| | |\n", out);
    }
    if (kernel->verdict) {
        fputs("\n", out);
        print_cell(run, kernel->verdict, out);
        fputs("\n", out);
    }
    for (int i = 0; i < kernel->advice_count; i++) {
        fputs(i ? "- " : "\n- ", out);
        print_cell(run, kernel->advice[i], out);
        fputs("\n", out);
    }
}

static void print_markdown(const RunResult *run, FILE *out) {
    fputs("| kernel | interpreter | compiled | speedup | interval | arm | expected | result |\n"
          "| --- | ---: | ---: | ---: | ---: | --- | ---: | --- |\n",
          out);
    for (int k = 0; k < run->kernel_count; k++)
        markdown_row(run, &run->kernels[k], out);
    for (int k = 0; k < run->kernel_count; k++)
        markdown_kernel(run, &run->kernels[k], out);
    fputs("\n", out);
    for (int i = 0; i < run->environment_count; i++) {
        fprintf(out, "%s%s: ", i ? "; " : "", run->environment[i].key);
        print_cell(run, run->environment[i].value, out);
    }
    fputs("\n", out);
}

/* ---- CSV, RFC 4180 ---- */

static void csv_text(const char *text, FILE *out) {
    if (!text[strcspn(text, ",\"\r\n")]) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            fputc('"', out);
        fputc(*c, out);
    }
    fputc('"', out);
}

static void csv_interval(bool known, Interval interval, FILE *out) {
    const double values[] = {interval.median, interval.low, interval.high};
    for (int i = 0; i < 3; i++)
        if (known && isfinite(values[i]))
            fprintf(out, ",%.9g", values[i]);
        else
            fputc(',', out);
}

static void csv_row(const RunResult *run, const KernelResult *kernel, const ArmResult *arm,
                    FILE *out) {
    csv_text(valid_utf8(run->arena, kernel->id), out);
    fputc(',', out);
    if (kernel->size)
        fprintf(out, "%" PRId64, kernel->size);
    fprintf(out, ",%s,", outcomes[kernel->outcome]);
    if (arm) {
        bool compiled = arm != kernel->arms;
        fprintf(out, "%s,%s,%s,", arm->name, arm->route,
                compiled ? arm->inlined ? "on" : "off" : "");
        if (compiled)
            fprintf(out, "%d,%s", arm->opt_level, arm->identical ? "true" : "false");
        else
            fputc(',', out);
        fprintf(out, ",%d,%d", arm->sample_count, arm->calls_per_sample);
        csv_interval(arm->sample_count > 0, arm->seconds, out);
        csv_interval(has_speedup(kernel, arm), arm->speedup, out);
        if (compiled && isfinite(compile_seconds(arm)))
            fprintf(out, ",%.9g", compile_seconds(arm));
        else
            fputc(',', out);
    } else
        fputs(",,,,,,,,,,,,,", out);
    fputs("\r\n", out);
}

static void print_csv(const RunResult *run, FILE *out) {
    fputs("kernel,size,outcome,arm,route,inline,opt_level,identical,rounds,calls_per_round,"
          "seconds,seconds_low,seconds_high,speedup,speedup_low,speedup_high,compile_seconds\r\n",
          out);
    for (int k = 0; k < run->kernel_count; k++) {
        const KernelResult *kernel = &run->kernels[k];
        for (int i = 0; i < kernel->arm_count; i++)
            csv_row(run, kernel, &kernel->arms[i], out);
        if (!kernel->arm_count)
            csv_row(run, kernel, NULL, out);
    }
}

/* ---- Google Benchmark ---- */

static json_t *nanoseconds(double seconds) {
    return json_real(seconds * 1e9);
}

/* What all entries of one arm have. Processor time is not measured: it is the elapsed time. */
static json_t *google_entry(const ArmResult *arm, const char *name, const char *suffix, int family,
                            double seconds) {
    json_t *entry = json_object();
    char *full = NULL;
    if (asprintf(&full, "%s%s", name, suffix) < 0)
        full = NULL;
    json_object_set_new(entry, "name", json_string(full ? full : name));
    free(full);
    json_object_set_new(entry, "family_index", json_integer(family));
    json_object_set_new(entry, "per_family_instance_index", json_integer(0));
    json_object_set_new(entry, "run_name", json_string(name));
    json_object_set_new(entry, "repetitions", json_integer(arm->sample_count));
    json_object_set_new(entry, "threads", json_integer(1));
    json_object_set_new(entry, "iterations", json_integer(arm->calls_per_sample));
    json_object_set_new(entry, "real_time", nanoseconds(seconds));
    json_object_set_new(entry, "cpu_time", nanoseconds(seconds));
    json_object_set_new(entry, "time_unit", json_string("ns"));
    return entry;
}

static void google_aggregate(json_t *entries, const ArmResult *arm, const char *name, int family,
                             const char *aggregate, double seconds) {
    char suffix[16];
    snprintf(suffix, sizeof suffix, "_%s", aggregate);
    json_t *entry = google_entry(arm, name, suffix, family, seconds);
    json_object_set_new(entry, "iterations", json_integer(arm->sample_count));
    json_object_set_new(entry, "run_type", json_string("aggregate"));
    json_object_set_new(entry, "aggregate_name", json_string(aggregate));
    json_object_set_new(entry, "aggregate_unit", json_string("time"));
    json_array_append_new(entries, entry);
}

/* Every round is a repetition; then their mean, median and standard deviation. */
static void google_arm(json_t *entries, const ArmResult *arm, const char *name, int family) {
    double sum = 0, squares = 0;
    int count = arm->sample_count;
    for (int i = 0; i < count; i++) {
        json_t *entry = google_entry(arm, name, "", family, arm->samples[i]);
        json_object_set_new(entry, "run_type", json_string("iteration"));
        json_object_set_new(entry, "repetition_index", json_integer(i));
        json_array_append_new(entries, entry);
        sum += arm->samples[i];
    }
    double mean = sum / count;
    for (int i = 0; i < count; i++)
        squares += (arm->samples[i] - mean) * (arm->samples[i] - mean);
    google_aggregate(entries, arm, name, family, "mean", mean);
    google_aggregate(entries, arm, name, family, "median", arm->seconds.median);
    google_aggregate(entries, arm, name, family, "stddev",
                     count > 1 ? sqrt(squares / (count - 1)) : 0);
}

/* "B3/capi"; the runs of a sweep have their size and level behind it, as Google Benchmark names
 * arguments. */
static const char *google_name(const RunResult *run, const KernelResult *kernel,
                               const ArmResult *arm) {
    const char *name =
        arena_format(run->arena, "%s/%s", valid_utf8(run->arena, kernel->id), arm->name);
    if (!is_sweep(run))
        return name;
    if (kernel->size > 0)
        name = arena_format(run->arena, "%s/%" PRId64, name, kernel->size);
    return kernel->arm_count > 1
               ? arena_format(run->arena, "%s/O%d", name, kernel->arms[1].opt_level)
               : name;
}

static void print_googlebench(const RunResult *run, FILE *out) {
    json_t *document = json_object(), *context = json_object(), *entries = json_array();
    int family = 0;
    for (int i = 0; i < run->environment_count; i++) {
        const EnvironmentEntry *entry = &run->environment[i];
        const char *key = strcmp(entry->key, "hostname") == 0 ? "host_name" : entry->key;
        json_object_set_new(context, key, json_string(valid_utf8(run->arena, entry->value)));
    }
    const char *cores = json_string_value(json_object_get(context, "cores"));
    if (cores)
        json_object_set_new(context, "num_cpus", json_integer(strtol(cores, NULL, 10)));
    json_object_set_new(context, "library_build_type", json_string("release"));
    json_object_set_new(context, "caches", json_array());
    json_object_set_new(context, "json_schema_version", json_integer(1));
    for (int k = 0; k < run->kernel_count; k++) {
        const KernelResult *kernel = &run->kernels[k];
        for (int i = 0; i < kernel->arm_count; i++) {
            const ArmResult *arm = &kernel->arms[i];
            if (arm->sample_count)
                google_arm(entries, arm, google_name(run, kernel, arm), family++);
        }
    }
    json_object_set_new(document, "context", context);
    json_object_set_new(document, "benchmarks", entries);
    json_dumpf(document, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(document);
}

void report_formatted(const RunResult *run, ReportFormat format, FILE *out) {
    switch (format) {
    case FORMAT_MARKDOWN: print_markdown(run, out); return;
    case FORMAT_CSV: print_csv(run, out); return;
    case FORMAT_GOOGLEBENCH: print_googlebench(run, out); return;
    case FORMAT_TEXT:
    case FORMAT_COUNT: return;
    }
}
