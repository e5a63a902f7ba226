/* The machine-readable result: pyperf's document with npjit's own part beside it, field by field as
 * docs/results.md describes it. Fields are added, never renamed. Where it is written is
 * json_file.c's. */
#include "json.h"
#include "summary.h"
#include "unicode.h"
#include <base/start.h>
#include <jansson.h>
#include <math.h>
#include <report/report.h>
#include <stdlib.h>
#include <string.h>

/* jansson's _new functions take NULL for a failed allocation and fail in turn; `failed` remembers.
 */
typedef struct Builder {
    const RunResult *run;
    bool failed;
} Builder;

static void set(Builder *builder, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value))
        builder->failed = true;
}

static void append(Builder *builder, json_t *array, json_t *value) {
    if (json_array_append_new(array, value))
        builder->failed = true;
}

/* NaN and infinity, which JSON has no words for, become null. */
static json_t *number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *text(const Builder *builder, const char *value) {
    return value ? json_string(valid_utf8(builder->run->arena, value)) : json_null();
}

static json_t *positive_or_null(int64_t value) {
    return value > 0 ? json_integer(value) : json_null();
}

/* A break-even that is never reached, or of which nothing is known, is null. */
static json_t *calls_or_null(double calls) {
    return calls < 0 ? json_null() : number(calls);
}

/* ---- pyperf's part ---- */

/* pyperf takes non-empty strings of one line. */
static void set_metadata(Builder *builder, json_t *object, const char *key, const char *value) {
    char *line = valid_utf8(builder->run->arena, value);
    for (char *c = line; *c; c++)
        if (strchr("\n\r\t", *c))
            *c = ' ';
    if (line[strspn(line, " ")])
        set(builder, object, key, json_string(line));
}

/* pyperf's names for what it knows; the rest with a prefix, so that no name of its own, of which
 * some must be numbers, is hit. */
static const char *metadata_key(const Builder *builder, const char *key) {
    static const char *const known[][2] = {
        {"cpu", "cpu_model_name"},    {"kernel", "platform"},
        {"python", "python_version"}, {"executable", "python_executable"},
        {"npjit", "npjit_version"},   {"date", "date"},
        {"hostname", "hostname"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(key, known[i][0]) == 0)
            return known[i][1];
    return arena_format(builder->run->arena, "npjit_%s", key);
}

static json_t *suite_metadata(Builder *builder) {
    json_t *metadata = json_object();
    const RunResult *run = builder->run;
    for (int i = 0; i < run->environment_count; i++)
        set_metadata(builder, metadata, metadata_key(builder, run->environment[i].key),
                     run->environment[i].value);
    return metadata;
}

static bool has_values(const ArmResult *arm) {
    for (int i = 0; i < arm->sample_count; i++)
        if (!(arm->samples[i] > 0) || !isfinite(arm->samples[i]))
            return false;
    return arm->sample_count > 0;
}

/* The rounds of one process: one run of pyperf's. */
static json_t *pyperf_run(Builder *builder, const ArmResult *arm, const ProcessRounds *process) {
    json_t *values = json_array(), *warmups = json_array(), *metadata = json_object();
    int loops = process->calls_per_sample > 0 ? process->calls_per_sample : 1;
    for (int i = 0; i < process->count; i++)
        append(builder, values, json_real(arm->samples[process->first + i]));
    for (int i = 0; i < process->warmup_count; i++)
        if (process->warmups[i] >= 0 && isfinite(process->warmups[i]))
            append(builder, warmups, json_pack("[i, f]", loops, process->warmups[i]));
    set(builder, metadata, "loops", json_integer(loops));
    json_t *run = json_object();
    set(builder, run, "metadata", metadata);
    if (json_array_size(warmups))
        set(builder, run, "warmups", warmups);
    else
        json_decref(warmups);
    set(builder, run, "values", values);
    return run;
}

static json_t *pyperf_runs(Builder *builder, const ArmResult *arm) {
    json_t *runs = json_array();
    const ProcessRounds only = {.count = arm->sample_count,
                                .warmups = arm->warmups,
                                .warmup_count = arm->warmup_count,
                                .calls_per_sample = arm->calls_per_sample};
    for (int i = 0; i < arm->process_count; i++)
        append(builder, runs, pyperf_run(builder, arm, &arm->processes[i]));
    if (!arm->process_count)
        append(builder, runs, pyperf_run(builder, arm, &only));
    return runs;
}

static bool is_taken(const json_t *benchmarks, const char *name) {
    for (size_t i = 0; i < json_array_size(benchmarks); i++) {
        const json_t *metadata = json_object_get(json_array_get(benchmarks, i), "metadata");
        if (strcmp(json_string_value(json_object_get(metadata, "name")), name) == 0)
            return true;
    }
    return false;
}

/* "B3/capi"; a number is added when two kernels have the same name. */
static const char *unique_name(const Builder *builder, const json_t *benchmarks,
                               const KernelResult *kernel, const ArmResult *arm) {
    Arena *arena = builder->run->arena;
    const char *base = arena_format(arena, "%s/%s", valid_utf8(arena, kernel->id), arm->name);
    const char *name = base;
    for (int i = 2; is_taken(benchmarks, name); i++)
        name = arena_format(arena, "%s#%d", base, i);
    return name;
}

static json_t *pyperf_benchmarks(Builder *builder) {
    json_t *benchmarks = json_array();
    for (int k = 0; k < builder->run->kernel_count; k++) {
        const KernelResult *kernel = &builder->run->kernels[k];
        for (int i = 0; i < kernel->arm_count; i++) {
            const ArmResult *arm = &kernel->arms[i];
            if (!has_values(arm))
                continue;
            json_t *metadata = json_object(), *benchmark = json_object();
            set_metadata(builder, metadata, "name", unique_name(builder, benchmarks, kernel, arm));
            set_metadata(builder, metadata, "unit", "second");
            set_metadata(builder, metadata, "npjit_route", arm->route);
            if (kernel->title)
                set_metadata(builder, metadata, "description", kernel->title);
            set(builder, benchmark, "metadata", metadata);
            set(builder, benchmark, "runs", pyperf_runs(builder, arm));
            append(builder, benchmarks, benchmark);
        }
    }
    return benchmarks;
}

/* ---- npjit's part ---- */

static json_t *interval(Builder *builder, Interval value) {
    json_t *object = json_object();
    set(builder, object, "median", number(value.median));
    set(builder, object, "low", number(value.low));
    set(builder, object, "high", number(value.high));
    return object;
}

static json_t *entries(Builder *builder, const EnvironmentEntry *items, int count) {
    json_t *object = json_object();
    for (int i = 0; i < count; i++)
        set(builder, object, items[i].key, text(builder, items[i].value));
    return object;
}

static json_t *phases(Builder *builder, const ArmResult *arm) {
    json_t *object = json_object();
    set(builder, object, "front", number(arm->front));
    set(builder, object, "generation", number(arm->generation));
    set(builder, object, "inlining", number(arm->inlining));
    set(builder, object, "optimisation", number(arm->optimisation));
    set(builder, object, "emission", number(arm->emission));
    return object;
}

static json_t *call_counts(Builder *builder, const ArmResult *arm) {
    json_t *calls = json_object();
    for (int i = 0; i < arm->ffi_count; i++)
        set(builder, calls, arm->ffi_calls[i].name, json_integer(arm->ffi_calls[i].calls));
    return calls;
}

static json_t *call_lines(Builder *builder, const ArmResult *arm) {
    json_t *lines = json_array();
    for (int i = 0; i < arm->ffi_line_count; i++) {
        json_t *row = json_object();
        set(builder, row, "name", text(builder, arm->ffi_lines[i].name));
        set(builder, row, "line", positive_or_null(arm->ffi_lines[i].line));
        set(builder, row, "calls", json_integer(arm->ffi_lines[i].calls));
        double seconds = arm->ffi_lines[i].seconds;
        set(builder, row, "seconds_per_call",
            seconds != 0 ? number(seconds / (double)arm->ffi_lines[i].calls) : json_null());
        append(builder, lines, row);
    }
    return lines;
}

static json_t *noise_object(Builder *builder, const Noise *noise) {
    json_t *object = json_object();
    set(builder, object, "mild_outliers", json_integer(noise->mild_outliers));
    set(builder, object, "severe_outliers", json_integer(noise->severe_outliers));
    set(builder, object, "change_round", positive_or_null(noise->change_round));
    set(builder, object, "change", noise->change_round ? number(noise->change) : json_null());
    return object;
}

static json_t *process_list(Builder *builder, const KernelResult *kernel, const ArmResult *arm) {
    json_t *processes = json_array();
    for (int i = 0; i < arm->process_count; i++) {
        const ProcessRounds *process = &arm->processes[i];
        json_t *object = json_object();
        set(builder, object, "rounds", json_integer(process->count));
        set(builder, object, "seconds", interval(builder, process->seconds));
        if (arm != kernel->arms)
            set(builder, object, "speedup", interval(builder, process->speedup));
        append(builder, processes, object);
    }
    return processes;
}

static json_t *bytes_or_null(int64_t bytes) {
    return bytes < 0 ? json_null() : json_integer(bytes);
}

static json_t *memory_object(Builder *builder, const KernelResult *kernel, const ArmResult *arm) {
    const MemoryUse *use = arm->memory;
    json_t *object = json_object();
    set(builder, object, "arrays", json_integer(use->arrays));
    set(builder, object, "array_bytes", json_integer(use->array_bytes));
    set(builder, object, "objects", json_integer(use->objects));
    set(builder, object, "object_bytes", json_integer(use->object_bytes));
    set(builder, object, "peak_bytes", json_integer(use->peak_bytes));
    set(builder, object, "resident_bytes", bytes_or_null(use->resident_bytes));
    if (arm == kernel->arms)
        return object;
    set(builder, object, "arrays_avoided",
        json_integer(kernel->arms[0].memory->arrays - use->arrays));
    set(builder, object, "compile_peak_bytes", bytes_or_null(use->compile_peak_bytes));
    set(builder, object, "compile_kept_bytes", bytes_or_null(use->compile_kept_bytes));
    return object;
}

static json_t *arm_object(Builder *builder, const KernelResult *kernel, const ArmResult *arm) {
    bool compiled = arm != kernel->arms;
    json_t *object = json_object();
    set(builder, object, "name", text(builder, arm->name));
    set(builder, object, "route", text(builder, arm->route));
    set(builder, object, "inline", arm->inlined < 0 ? json_null() : json_boolean(arm->inlined));
    set(builder, object, "opt_level",
        arm->opt_level < 0 ? json_null() : json_integer(arm->opt_level));
    if (compiled)
        set(builder, object, "identical", json_boolean(arm->identical));
    set(builder, object, "rounds", json_integer(arm->sample_count));
    set(builder, object, "calls_per_round", json_integer(arm->calls_per_sample));
    set(builder, object, "seconds",
        arm->sample_count ? interval(builder, arm->seconds) : json_null());
    if (arm->process_count)
        set(builder, object, "processes", process_list(builder, kernel, arm));
    set(builder, object, "noise", noise_object(builder, &arm->noise));
    if (compiled)
        set(builder, object, "speedup",
            has_speedup(kernel, arm) ? interval(builder, arm->speedup) : json_null());
    set(builder, object, "ffi_calls", call_counts(builder, arm));
    set(builder, object, "ffi_lines", call_lines(builder, arm));
    set(builder, object, "seconds_per_ffi_call",
        arm->seconds_per_call.median != 0 ? interval(builder, arm->seconds_per_call) : json_null());
    if (arm->memory && kernel->arms[0].memory)
        set(builder, object, "memory", memory_object(builder, kernel, arm));
    if (!compiled)
        return object;
    json_t *slower = json_array(), *boxed = json_array();
    for (int i = 0; i < arm->slower_count; i++)
        append(builder, slower, text(builder, arm->slower_route_ops[i]));
    for (int i = 0; i < arm->boxed_count; i++)
        append(builder, boxed, json_integer(arm->boxed_lines[i]));
    set(builder, object, "slower_route_ops", slower);
    set(builder, object, "boxed_lines", boxed);
    set(builder, object, "compile_seconds", phases(builder, arm));
    set(builder, object, "break_even_calls", calls_or_null(arm->break_even_calls));
    return object;
}

static json_t *refusal_object(Builder *builder, const Error *refusal) {
    json_t *object = json_object();
    set(builder, object, "file", *refusal->file ? text(builder, refusal->file) : json_null());
    set(builder, object, "line", positive_or_null(refusal->line));
    set(builder, object, "column", positive_or_null(refusal->column));
    set(builder, object, "message", text(builder, refusal->message));
    set(builder, object, "hint", *refusal->hint ? text(builder, refusal->hint) : json_null());
    return object;
}

/* A slice of the account, or the crossing: seconds, and the same as a part of the interpreter's. */
static json_t *account_part(Builder *builder, const KernelResult *kernel, Interval seconds) {
    json_t *object = json_object();
    double total = kernel->account.total, turns = (double)kernel->turns;
    Interval share = {seconds.median / total, seconds.low / total, seconds.high / total};
    Interval turn = {seconds.median / turns, seconds.low / turns, seconds.high / turns};
    set(builder, object, "seconds", interval(builder, seconds));
    set(builder, object, "seconds_per_turn",
        kernel->turns > 0 ? interval(builder, turn) : json_null());
    set(builder, object, "share", interval(builder, share));
    return object;
}

static json_t *slice_object(Builder *builder, const KernelResult *kernel,
                            const AccountSlice *slice) {
    static const char *const names[LAYER_COUNT] = {[LAYER_INTERPRETATION] = "interpretation",
                                                   [LAYER_WRAPPERS] = "wrappers",
                                                   [LAYER_DISPATCH] = "dispatch",
                                                   [LAYER_ALLOCATION] = "allocation",
                                                   [LAYER_LOOP] = "loop"};
    json_t *object = account_part(builder, kernel, slice->seconds), *layers = json_array();
    for (int layer = 0; layer < LAYER_COUNT; layer++)
        if (slice->layers & 1U << layer)
            append(builder, layers, json_string(names[layer]));
    set(builder, object, "layers", layers);
    set(builder, object, "from", text(builder, slice->from));
    set(builder, object, "to", text(builder, slice->to));
    set(builder, object, "significant", json_boolean(slice->significant));
    return object;
}

static json_t *account_object(Builder *builder, const KernelResult *kernel) {
    const Account *account = &kernel->account;
    if (!account->slice_count)
        return json_null();
    json_t *object = json_object(), *slices = json_array(), *crossing = json_null();
    for (int i = 0; i < account->slice_count; i++)
        append(builder, slices, slice_object(builder, kernel, &account->slices[i]));
    if (account->crossing_route) {
        crossing = account_part(builder, kernel, account->crossing);
        set(builder, crossing, "route", text(builder, account->crossing_route));
        set(builder, crossing, "calls", json_integer(account->crossing_calls));
    }
    set(builder, object, "total_seconds", number(account->total));
    set(builder, object, "slices", slices);
    set(builder, object, "crossing", crossing);
    return object;
}

static json_t *isolation_object(Builder *builder, const Isolation *isolation) {
    if (!isolation->route)
        return json_null();
    bool timed = !isolation->unavailable, compared = timed && isolation->rung;
    json_t *object = json_object();
    set(builder, object, "route", text(builder, isolation->route));
    set(builder, object, "unavailable", text(builder, isolation->unavailable));
    set(builder, object, "calls", json_integer(isolation->calls));
    set(builder, object, "values", json_integer(isolation->values));
    set(builder, object, "seconds", timed ? interval(builder, isolation->inlined) : json_null());
    set(builder, object, "seconds_called",
        timed ? interval(builder, isolation->called) : json_null());
    set(builder, object, "rung", text(builder, isolation->rung));
    set(builder, object, "ratio", compared ? interval(builder, isolation->ratio) : json_null());
    set(builder, object, "agrees", compared ? json_boolean(isolation->agrees) : json_null());
    set(builder, object, "explanation", text(builder, isolation->explanation));
    return object;
}

static json_t *profile_object(Builder *builder, const Profile *profile) {
    if (!profile)
        return json_null();
    json_t *object = json_object(), *rows = json_array(), *band = json_object();
    for (int i = 0; i < profile->row_count; i++) {
        const ProfileRow *row = &profile->rows[i];
        append(builder, rows,
               json_pack("{s:o, s:I, s:o, s:b}", "name", text(builder, row->name), "calls",
                         (json_int_t)row->calls, "seconds", number(row->seconds), "numpy",
                         row->numpy));
    }
    set(builder, band, "low", number(profile->band_low));
    set(builder, band, "high", number(profile->band_high));
    set(builder, object, "seconds", number(profile->seconds));
    set(builder, object, "numpy_seconds", number(profile->numpy_seconds));
    set(builder, object, "predicted", band);
    set(builder, object, "functions", rows);
    set(builder, object, "words", text(builder, profile->words));
    return object;
}

static void set_findings(Builder *builder, json_t *object, const KernelResult *kernel) {
    const ArmResult *headline = headline_arm(kernel);
    set(builder, object, "headline_arm", headline ? text(builder, headline->name) : json_null());
    set(builder, object, "compile_seconds",
        kernel->arm_count > 1 ? phases(builder, &kernel->arms[1]) : json_null());
    set(builder, object, "break_even_calls", calls_or_null(kernel->break_even_calls));
    set(builder, object, "crossing_seconds",
        kernel->has_crossing ? interval(builder, kernel->crossing_seconds) : json_null());
    set(builder, object, "peak_resident_bytes", positive_or_null(kernel->peak_resident_bytes));
    json_t *band = json_null();
    if (kernel->band_high > 0) {
        band = json_object();
        set(builder, band, "low", number(kernel->band_low));
        set(builder, band, "high", number(kernel->band_high));
    }
    set(builder, object, "band", band);
    set(builder, object, "verdict", text(builder, kernel->verdict));
    set(builder, object, "account", account_object(builder, kernel));
    set(builder, object, "isolation", isolation_object(builder, &kernel->isolation));
    set(builder, object, "profile", profile_object(builder, kernel->profile));
    json_t *advice = json_array();
    for (int i = 0; i < kernel->advice_count; i++)
        append(builder, advice, text(builder, kernel->advice[i]));
    set(builder, object, "advice", advice);
    set(builder, object, "meaning", text(builder, kernel->meaning));
}

static json_t *kernel_object(Builder *builder, const KernelResult *kernel) {
    static const char *const outcomes[] = {[OUTCOME_VALUE] = "value",
                                           [OUTCOME_RAISES] = "raises",
                                           [OUTCOME_REFUSED] = "refused",
                                           [OUTCOME_DIFFERS] = "differs"};
    json_t *object = json_object(), *arms = json_array();
    set(builder, object, "id", text(builder, kernel->id));
    set(builder, object, "title", text(builder, kernel->title));
    set(builder, object, "source", text(builder, kernel->source));
    set(builder, object, "function", text(builder, kernel->function));
    set(builder, object, "line", positive_or_null(kernel->line));
    set(builder, object, "size", positive_or_null(kernel->size));
    set(builder, object, "turns", positive_or_null(kernel->turns));
    set(builder, object, "equal", json_boolean(kernel->equal));
    set(builder, object, "result", text(builder, kernel->result));
    set(builder, object, "result_type", text(builder, kernel->result_type));
    set(builder, object, "outcome", text(builder, outcomes[kernel->outcome]));
    set(builder, object, "difference", text(builder, kernel->difference));
    set(builder, object, "refusal",
        kernel->refusal ? refusal_object(builder, kernel->refusal) : json_null());
    set(builder, object, "waited_share", number(kernel->waited_share));
    set(builder, object, "interrupted", json_boolean(kernel->interrupted));
    for (int i = 0; i < kernel->arm_count; i++)
        append(builder, arms, arm_object(builder, kernel, &kernel->arms[i]));
    set(builder, object, "arms", arms);
    set_findings(builder, object, kernel);
    return object;
}

static json_t *npjit_object(Builder *builder) {
    const RunResult *run = builder->run;
    json_t *object = json_object(), *kernels = json_array();
    set(builder, object, "schema", json_integer(1));
    set(builder, object, "environment", entries(builder, run->environment, run->environment_count));
    set(builder, object, "options", entries(builder, run->options, run->option_count));
    set(builder, object, "seed", json_integer((json_int_t)run->seed));
    set(builder, object, "clock_overhead_seconds", number(run->clock_overhead));
    set(builder, object, "start_up_seconds", number(start_up_seconds()));
    set(builder, object, "interrupted", json_boolean(run->interrupted));
    set(builder, object, "exit_code", json_integer(run->exit_code));
    for (int k = 0; k < run->kernel_count; k++)
        append(builder, kernels, kernel_object(builder, &run->kernels[k]));
    set(builder, object, "kernels", kernels);
    return object;
}

json_t *json_document(const RunResult *run) {
    Builder builder = {.run = run};
    json_t *document = json_object();
    set(&builder, document, "version", json_string("1.0"));
    set(&builder, document, "metadata", suite_metadata(&builder));
    set(&builder, document, "benchmarks", pyperf_benchmarks(&builder));
    set(&builder, document, "npjit", npjit_object(&builder));
    if (builder.failed) {
        json_decref(document);
        document = NULL;
    }
    return document;
}

int report_json(const RunResult *run, const char *path, Error *error) {
    json_t *document = json_document(run);
    char *dumped = document ? json_dumps(document, JSON_INDENT(2)) : NULL;
    json_decref(document);
    if (!dumped)
        return error_set(error, STAGE_MEMORY, "out of memory while writing %s", path);
    int status = write_result(path, dumped, error);
    free(dumped);
    return status;
}
