/* Reading the result of an earlier run back from its JSON document: what comparing needs, which is
 * the environment and each arm's times. A document of another program, or one cut short, is an
 * error with its place. */
#include <report/report.h>

#include <jansson.h>
#include <string.h>

static const char *copied(Arena *arena, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);
    return text ? arena_copy_text(arena, text, json_string_length(value)) : "";
}

typedef struct Doubles {
    double *items;
    int count, capacity;
} Doubles;

static bool same_id(const json_t *left, const json_t *right) {
    return json_equal(json_object_get(left, "id"), json_object_get(right, "id"));
}

/* One run of a benchmark: the rounds of one process. */
static ProcessRounds read_run(Arena *arena, const json_t *run, Doubles *samples) {
    Doubles warmups = {0};
    ProcessRounds process = {.first = samples->count};
    const json_t *value;
    size_t i;
    json_array_foreach(json_object_get(run, "values"), i, value) {
        if (json_number_value(value) > 0)
            ARENA_PUSH(arena, samples, json_number_value(value));
    }
    json_array_foreach(json_object_get(run, "warmups"), i, value) {
        ARENA_PUSH(arena, &warmups, json_number_value(json_array_get(value, 1)));
    }
    process.count = samples->count - process.first;
    process.warmups = warmups.items;
    process.warmup_count = warmups.count;
    process.calls_per_sample =
        (int)json_integer_value(json_object_get(json_object_get(run, "metadata"), "loops"));
    return process;
}

static const json_t *benchmark_called(const json_t *benchmarks, const char *name) {
    const json_t *benchmark;
    size_t i;
    json_array_foreach(benchmarks, i, benchmark) {
        const char *title =
            json_string_value(json_object_get(json_object_get(benchmark, "metadata"), "name"));
        if (title && strcmp(title, name) == 0)
            return benchmark;
    }
    return NULL;
}

/* The times of the benchmark called "kernel/arm", of all its runs. */
static void read_samples(Arena *arena, const json_t *benchmarks, const char *name, ArmResult *arm) {
    const json_t *runs = json_object_get(benchmark_called(benchmarks, name), "runs"), *run;
    Doubles samples = {0};
    size_t i;
    arm->processes = ARENA_ARRAY(arena, ProcessRounds, json_array_size(runs) + 1);
    json_array_foreach(runs, i, run) {
        ProcessRounds process = read_run(arena, run, &samples);
        if (process.count > 0)
            arm->processes[arm->process_count++] = process;
    }
    arm->samples = samples.items;
    arm->sample_count = samples.count;
    if (arm->process_count > 0) {
        arm->warmups = arm->processes[0].warmups;
        arm->warmup_count = arm->processes[0].warmup_count;
        arm->calls_per_sample = arm->processes[0].calls_per_sample;
    }
    if (arm->process_count == 1)
        arm->process_count = 0;
}

/* `earlier` kernels of the document have the same id: a sweep. */
static void read_kernel(Arena *arena, const json_t *benchmarks, const json_t *object, int earlier,
                        KernelResult *out) {
    const json_t *arms = json_object_get(object, "arms"), *arm;
    size_t i;
    *out = (KernelResult){
        .id = copied(arena, object, "id"),
        .title = copied(arena, object, "title"),
        .size = json_integer_value(json_object_get(object, "size")),
        .waited_share = json_number_value(json_object_get(object, "waited_share")),
        .equal = json_is_true(json_object_get(object, "equal")),
        .difference = json_is_string(json_object_get(object, "difference"))
                          ? copied(arena, object, "difference")
                          : NULL,
        .arm_count = (int)json_array_size(arms),
    };
    out->arms = ARENA_ARRAY(arena, ArmResult, out->arm_count + 1);
    json_array_foreach(arms, i, arm) {
        out->arms[i].name = copied(arena, arm, "name");
        out->arms[i].route = copied(arena, arm, "route");
        const json_t *level = json_object_get(arm, "opt_level");
        out->arms[i].opt_level = json_is_integer(level) ? (int)json_integer_value(level) : -1;
        const char *name = arena_format(arena, "%s/%s", out->id, out->arms[i].name);
        read_samples(arena, benchmarks,
                     earlier ? arena_format(arena, "%s#%d", name, earlier + 1) : name,
                     &out->arms[i]);
    }
}

static void read_environment(Arena *arena, json_t *object, RunResult *out) {
    struct {
        EnvironmentEntry *items;
        int count, capacity;
    } entries = {0};
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        EnvironmentEntry entry = {arena_copy_text(arena, key, strlen(key)),
                                  copied(arena, object, key)};
        ARENA_PUSH(arena, &entries, entry);
    }
    out->environment = entries.items;
    out->environment_count = entries.count;
}

int report_read_baseline(const char *path, Arena *arena, RunResult *out, Error *error) {
    json_error_t problem;
    *out = (RunResult){.arena = arena};
    json_t *document = json_load_file(path, 0, &problem);
    if (!document) {
        error_set(error, STAGE_INPUT, "no earlier result can be read: %s", problem.text);
        error_place(error, path, problem.line > 0 ? problem.line : 0,
                    problem.column > 0 ? problem.column : 0);
        return -1;
    }
    const json_t *own = json_object_get(document, "npjit");
    const json_t *kernels = json_object_get(own, "kernels"), *kernel;
    int status = 0;
    if (!json_is_array(kernels)) {
        status = error_set(error, STAGE_INPUT, "this is not a result that npjit --json wrote");
        error_place(error, path, 0, 0);
    } else {
        size_t i;
        out->kernel_count = (int)json_array_size(kernels);
        out->kernels = ARENA_ARRAY(arena, KernelResult, out->kernel_count + 1);
        json_array_foreach(kernels, i, kernel) {
            int earlier = 0;
            for (size_t k = 0; k < i; k++)
                earlier += same_id(json_array_get(kernels, k), kernel);
            read_kernel(arena, json_object_get(document, "benchmarks"), kernel, earlier,
                        &out->kernels[i]);
        }
        read_environment(arena, json_object_get(own, "environment"), out);
    }
    json_decref(document);
    return status;
}
