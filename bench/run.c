/* A kernel's way through npjit: compile, prove equal, time, prove equal again, count, conclude. The
 * steps are in run_kernel; the work is in arms.c, record.c, counting.c, measure.c. */
#include "run.h"
#include "conclude.h"
#include "describe.h"
#include "explain.h"
#include "measure.h"
#include "memory.h"
#include "profile.h"
#include <stdlib.h>
#include <string.h>

enum { SHOWN_RESULT = 200 };

/* ---- results ---- */

static const char *arena_text(Arena *arena, Text *text) {
    const char *copy = arena_copy_text(arena, text_string(text), text->length);
    text_free(text);
    return copy;
}

/* Exit codes by weight: 4 (a wrong result) over 130 over 3 over 0. */
static void raise_exit_code(RunResult *run, int code) {
    static const int weights[] = {0, 3, 130, 4};
    int old = 0, new = 0;
    for (int i = 0; i < 4; i++) {
        old = weights[i] == run->exit_code ? i : old;
        new = weights[i] == code ? i : new;
    }
    run->exit_code = weights[old > new ? old : new];
}

static void be_interrupted(KernelRun *kernel_run) {
    kernel_run->result->interrupted = true;
    kernel_run->run->interrupted = true;
    raise_exit_code(kernel_run->run, 130);
}

/* A refusal is the user's to read: where, what, and what to do. */
static int refuse(KernelRun *kernel_run, const Error *error) {
    Arena *arena = kernel_run->run->arena;
    KernelResult *result = kernel_run->result;
    Error *refusal = ARENA_NEW(arena, Error);
    *refusal = *error;
    result->outcome = OUTCOME_REFUSED;
    result->refusal = refusal;
    result->arm_count = 0;
    Text text = {0};
    if (error->file[0] != '\0') {
        text_add(&text, "%s:%d:%d: ", error->file, error->line, error->column);
    }
    text_add(&text, "%s", error->message);
    if (error->hint[0] != '\0') {
        text_add(&text, "; %s", error->hint);
    }
    result->result = arena_text(arena, &text);
    result->result_type = "";
    raise_exit_code(kernel_run->run, 3);
    return 0;
}

/* Adds a zeroed row with what is known before anything runs. */
static KernelResult *add_result(RunResult *run, const Kernel *kernel) {
    Arena *arena = run->arena;
    KernelResult *results = ARENA_ARRAY(arena, KernelResult, run->kernel_count + 1);
    if (run->kernel_count > 0) {
        memcpy(results, run->kernels, sizeof *results * (size_t)run->kernel_count);
    }
    run->kernels = results;
    KernelResult *result = &results[run->kernel_count++];
    PyCodeObject *code = (PyCodeObject *)PyFunction_GetCode(kernel->function);
#define COPY(text) arena_copy_text(arena, (text), strlen(text))
    *result = (KernelResult){.id = COPY(kernel->id),
                             .title = COPY(kernel->title),
                             .shows = COPY(kernel->shows),
                             .group = COPY(kernel->group),
                             .source = COPY(kernel->file.path),
                             .function = COPY(kernel->signature.name),
                             .line = code->co_firstlineno,
                             .size = kernel->size,
                             .turns = kernel->turns,
                             .arms = ARENA_ARRAY(arena, ArmResult, MOST_ARMS),
                             .break_even_calls = -1,
                             .band_low = kernel->band_low,
                             .band_high = kernel->band_high};
#undef COPY
    return result;
}

/* ---- equality ---- */

static void describe_outcome(KernelRun *kernel_run, const CallRecord *record) {
    Arena *arena = kernel_run->run->arena;
    KernelResult *result = kernel_run->result;
    Text value = {0}, type = {0};
    if (record->exception != NULL) {
        describe_exception(&value, record->exception);
        describe_type(&type, Py_TYPE(record->exception));
        result->outcome = OUTCOME_RAISES;
    } else {
        describe_value(&value, record->value, SHOWN_RESULT);
        describe_type(&type, Py_TYPE(record->value));
        result->outcome = OUTCOME_VALUE;
    }
    result->result = arena_text(arena, &value);
    result->result_type = arena_text(arena, &type);
}

/* 0 when the interpreter, called again, does something else than the first time: then the kernel
 * depends on more than its arguments, and a difference is no fault of the compiler. 1 when it does
 * the same, or when that cannot be told. */
static int repeats_itself(KernelRun *kernel_run) {
    const Kernel *kernel = kernel_run->kernel;
    const Arm *interpreter = &kernel_run->arms[0];
    CallRecord again;
    Error ignored;
    Text difference = {0};
    if (call_record(&again, &interpreter->caller, kernel->values, kernel->file.path,
                    kernel_run->options->seed, &ignored) != 0) {
        return 1;
    }
    int same = 1;
    if (!again.interrupted) {
        same = call_records_identical(&interpreter->record, &again, "interp",
                                      kernel->signature.names, &difference);
    }
    PyErr_Clear();
    text_free(&difference);
    call_record_free(&again);
    return same != 0;
}

/* Compares an arm's call with the interpreter's. */
static int compare_arm(KernelRun *kernel_run, Arm *arm, const CallRecord *record, Error *error) {
    KernelResult *result = kernel_run->result;
    Text difference = {0};
    int same = call_records_identical(&kernel_run->arms[0].record, record, arm->name,
                                      kernel_run->kernel->signature.names, &difference);
    if (same < 0) {
        text_free(&difference);
        return error_from_python(error, STAGE_MEASURE, NULL, "results cannot be compared");
    }
    arm->result->identical = same;
    if (same == 0) {
        if (result->difference == NULL && repeats_itself(kernel_run) == 0) {
            text_add(&difference, "; the interpreter's second call differs from its first as well");
        }
        const char *text = arena_text(kernel_run->run->arena, &difference);
        result->difference = result->difference == NULL ? text : result->difference;
        result->equal = false;
        result->outcome = OUTCOME_DIFFERS;
        raise_exit_code(kernel_run->run, 4);
    }
    text_free(&difference);
    return 0;
}

/* The first recorded call of each arm; the interpreter's last, so that start-up, which ends with
 * the first compiled call, does not include it. */
static int call_arms(KernelRun *kernel_run, Error *error) {
    const Kernel *kernel = kernel_run->kernel;
    for (int i = 1; i <= kernel_run->arm_count; i++) {
        Arm *arm = &kernel_run->arms[i % kernel_run->arm_count];
        if (call_record(&arm->record, &arm->caller, kernel->values, kernel->file.path,
                        kernel_run->options->seed, error) != 0) {
            return -1;
        }
        if (arm->record.interrupted) {
            be_interrupted(kernel_run);
            return 0;
        }
    }
    return 0;
}

static int check_arms(KernelRun *kernel_run, Error *error) {
    Arm *interpreter = &kernel_run->arms[0];
    if (call_arms(kernel_run, error) != 0) {
        return -1;
    }
    if (kernel_run->result->interrupted) {
        return 0;
    }
    describe_outcome(kernel_run, &interpreter->record);
    interpreter->result->identical = true;
    int left = call_left_arguments(&interpreter->record, kernel_run->kernel->values);
    if (left < 0) {
        return error_from_python(error, STAGE_MEASURE, NULL, "arguments cannot be compared");
    }
    kernel_run->mutates = left == 0;
    for (int i = 1; i < kernel_run->arm_count; i++) {
        if (compare_arm(kernel_run, &kernel_run->arms[i], &kernel_run->arms[i].record, error) !=
            0) {
            return -1;
        }
    }
    kernel_run->result->equal = kernel_run->result->difference == NULL;
    return 0;
}

/* Once more after timing: thousands of calls later the results must still be the same. */
static int check_again(KernelRun *kernel_run, Error *error) {
    const Kernel *kernel = kernel_run->kernel;
    for (int i = 0; i < kernel_run->arm_count; i++) {
        Arm *arm = &kernel_run->arms[i];
        CallRecord record;
        if (call_record(&record, &arm->caller, kernel->values, kernel->file.path,
                        kernel_run->options->seed, error) != 0) {
            return -1;
        }
        int status = 0;
        if (record.interrupted) {
            be_interrupted(kernel_run);
        } else {
            status = compare_arm(kernel_run, arm, &record, error);
        }
        bool stop = record.interrupted;
        call_record_free(&record);
        if (status != 0 || stop) {
            return status;
        }
    }
    return 0;
}

/* ---- timing ---- */

static void report_round(void *data, int done, int total) {
    const KernelRun *kernel_run = data;
    const BenchOptions *options = kernel_run->options;
    if (options->progress != NULL) {
        options->progress(options->progress_data, kernel_run->kernel->id, "measuring", done, total);
    }
}

static void report_step(const KernelRun *kernel_run, const char *what) {
    const BenchOptions *options = kernel_run->options;
    if (options->progress != NULL) {
        options->progress(options->progress_data, kernel_run->kernel->id, what, 0, 0);
    }
}

/* How the compiling of what has run so far went: cold code is compiled when it is first entered,
 * which was in the checking call. */
static void note_compile_times(Arm *arm) {
    const JitTimes *times = jit_times(arm->compiled->code);
    arm->result->generation = times->generation;
    arm->result->inlining = times->inlining;
    arm->result->optimisation = times->optimisation;
    arm->result->emission = times->emission;
}

static void take_samples(KernelRun *kernel_run, const MeasuredArm *measured,
                         const Measurement *measurement) {
    KernelResult *result = kernel_run->result;
    for (int i = 0; i < result->arm_count; i++) {
        ArmResult *arm = &result->arms[i];
        arm->samples = measured[i].samples;
        arm->sample_count = measurement->samples;
        arm->warmups = measured[i].warmups;
        arm->warmup_count = measurement->warmups;
        arm->calls_per_sample = measured[i].calls_per_sample;
        if (i > 0 && measurement->samples > 0) {
            note_compile_times(&kernel_run->arms[i]);
        }
    }
}

static int time_arms(KernelRun *kernel_run, Error *error) {
    Arena *arena = kernel_run->run->arena;
    const BenchOptions *options = kernel_run->options;
    MeasuredArm measured[MOST_ARMS + 2];
    int count = kernel_run->arm_count;
    Measurement measurement;
    MeasurePlan plan = {.iterations = options->iterations,
                        .warmups = options->warmups,
                        .budget = options->time_budget,
                        .values = kernel_run->kernel->values,
                        .fresh_arguments = kernel_run->mutates,
                        .raises = kernel_run->arms[0].record.exception != NULL,
                        .seed = options->seed,
                        .progress = report_round,
                        .progress_data = kernel_run};
    for (int i = 0; i < kernel_run->arm_count; i++) {
        measured[i] = (MeasuredArm){.caller = &kernel_run->arms[i].caller,
                                    .samples = ARENA_ARRAY(arena, double, options->iterations),
                                    .warmups = ARENA_ARRAY(arena, double, options->warmups + 1)};
    }
    for (int inlined = 1; inlined >= 0 && kernel_run->isolated != NULL; inlined--) {
        measured[count++] =
            (MeasuredArm){.caller = isolated_caller(kernel_run, inlined),
                          .samples = ARENA_ARRAY(arena, double, options->iterations),
                          .warmups = ARENA_ARRAY(arena, double, options->warmups + 1)};
    }
    if (measure(measured, count, &plan, &measurement, error) != 0) {
        return -1;
    }
    if (measurement.interrupted) {
        be_interrupted(kernel_run);
    }
    take_samples(kernel_run, measured, &measurement);
    kernel_run->result->waited_share =
        measurement.total.waited > 0 ? measurement.total.waited / measurement.total.seconds : 0;
    conclude_times(kernel_run->result);
    if (kernel_run->isolated != NULL) {
        conclude_isolation(kernel_run, measured[count - 2].samples, measured[count - 1].samples,
                           measurement.samples);
    }
    return 0;
}

/* ---- dumps ---- */

static int dump_kernel(const Kernel *kernel, const BenchOptions *options, Error *error) {
    static const JitDump kinds[] = {[DUMP_LLVM] = JIT_DUMP_LLVM,
                                    [DUMP_LLVM_OPTIMISED] = JIT_DUMP_LLVM_OPTIMISED,
                                    [DUMP_ASSEMBLY] = JIT_DUMP_ASSEMBLY,
                                    [DUMP_REMARKS] = JIT_DUMP_REMARKS};
    for (Route route = ROUTE_PYTHON; route < ROUTE_COUNT; route++) {
        for (int inlined = 1; inlined >= 0; inlined--) {
            /* Inlining comes after the kernel IR. */
            bool before_inlining = options->dump == DUMP_KIR || options->dump == DUMP_EXPLANATION;
            bool skip = before_inlining && !inlined && options->inlining != INLINE_OFF;
            if ((options->routes & 1u << route) == 0 || skip ||
                (options->inlining & (inlined ? INLINE_ON : INLINE_OFF)) == 0) {
                continue;
            }
            CompileOptions compile_options = {.route = route,
                                              .jit = jit_options_of(options, inlined)};
            compile_options.jit.keep_text = !before_inlining;
            compile_options.jit.remarks = options->dump == DUMP_REMARKS;
            compile_options.explain = options->dump == DUMP_EXPLANATION;
            if (options->dump == DUMP_KIR) {
                compile_options.dump_file = options->dump_file;
                compile_options.dump_pass = options->dump_pass;
            }
            Compiled *compiled;
            if (compile(kernel->function, kernel->values, &compile_options, &compiled, error) !=
                0) {
                return -1;
            }
            if (options->dump == DUMP_EXPLANATION) {
                explain_source(kernel, compiled, route, options->dump_file);
            } else if (options->dump != DUMP_KIR) {
                fputs(jit_dump(compiled->code, kinds[options->dump]), options->dump_file);
            }
            compiled_free(compiled);
        }
    }
    return 0;
}

/* ---- the whole way ---- */

static bool is_refusal(const Error *error) {
    return error->stage == STAGE_FRONT || error->stage == STAGE_IR || error->stage == STAGE_JIT;
}

/* For --strict: an error at the first operation, outside of code for rare outcomes, that goes
 * through CPython's objects. */
static int require_unboxed(const Fn *fn, Error *error) {
    const Instruction *first = NULL;
    for (int i = 0; i < fn->blocks.count; i++) {
        const Block *block = fn->blocks.items[i];
        for (int k = 0; !block->cold && k < block->instructions.count; k++) {
            const Instruction *at = block->instructions.items[k];
            bool boxed = (op_infos[at->op].flags & OPF_BOXED) != 0 && at->line != 0;
            if (boxed && (first == NULL || at->line < first->line)) {
                first = at;
            }
        }
    }
    if (first == NULL) {
        return 0;
    }
    error_set(error, STAGE_IR, "this runs through CPython's objects (%s)",
              op_infos[first->op].name);
    error_place(error, fn->file, first->line, first->column);
    error_hint(error, "without --strict it is run so, exactly, at the interpreter's pace");
    return -1;
}

static int compile_all_arms(KernelRun *kernel_run, Error *error) {
    if (compile_arms(kernel_run, error) != 0) {
        return -1;
    }
    for (int i = 1; i < kernel_run->arm_count && kernel_run->options->strict; i++) {
        if (require_unboxed(kernel_run->arms[i].compiled->fn, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int run_steps(KernelRun *kernel_run, Error *error) {
    KernelResult *result = kernel_run->result;

    report_step(kernel_run, "compiling");
    if (compile_all_arms(kernel_run, error) != 0) {
        return is_refusal(error) ? refuse(kernel_run, error) : -1;
    }
    result->arm_count = kernel_run->arm_count;
    report_step(kernel_run, "checking");
    if (check_arms(kernel_run, error) != 0) {
        return is_refusal(error) ? refuse(kernel_run, error) : -1;
    }
    if (kernel_run->options->save_results != NULL &&
        save_results(kernel_run, kernel_run->options->save_results, error) != 0) {
        return -1;
    }
    if (!result->equal || result->interrupted) {
        return 0;
    }
    if (kernel_run->options->isolate && isolate(kernel_run, error) != 0) {
        return -1;
    }
    if (time_arms(kernel_run, error) != 0) {
        return -1;
    }
    if (!result->interrupted) {
        report_step(kernel_run, "checking");
        if (check_again(kernel_run, error) != 0) {
            return -1;
        }
    }
    /* Last, because it may take the longest: an interrupt then loses no timing. */
    if (!result->interrupted && !kernel_run->options->times_only) {
        report_step(kernel_run, "counting");
        if (count_calls(kernel_run, error) != 0) {
            return -1;
        }
        result->calls_counted = !result->interrupted;
    }
    if (kernel_run->options->memory && !result->interrupted) {
        report_step(kernel_run, "looking at memory");
        if (measure_memory(kernel_run, error) != 0) {
            return -1;
        }
    }
    if (kernel_run->options->profile && !result->interrupted) {
        report_step(kernel_run, "profiling");
        if (profile_interpreter(kernel_run, error) != 0) {
            return -1;
        }
    }
    conclude_account(kernel_run->run->arena, result);
    explain_isolation(kernel_run);
    return 0;
}

static int run_kernel(Kernel *kernel, const BenchOptions *options, RunResult *run, Error *error) {
    if (options->dump != DUMP_NONE) {
        return dump_kernel(kernel, options, error);
    }
    KernelRun *kernel_run = calloc(1, sizeof *kernel_run);
    if (kernel_run == NULL) {
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    *kernel_run = (KernelRun){.kernel = kernel, .options = options, .run = run, .arm_count = 1};
    kernel_run->result = add_result(run, kernel);
    for (int i = 0; i < MOST_ARMS; i++) {
        kernel_run->arms[i].result = &kernel_run->result->arms[i];
    }
    Arm *interpreter = &kernel_run->arms[0];
    interpreter->name = "interp";
    interpreter->caller =
        (Caller){.name = "interp", .call = signature_call, .data = &kernel->signature};
    *interpreter->result =
        (ArmResult){.name = "interp", .route = "interp", .inlined = -1, .opt_level = -1};

    int status = run_steps(kernel_run, error);
    isolated_free(kernel_run);
    for (int i = 0; i < MOST_ARMS; i++) {
        call_record_free(&kernel_run->arms[i].record);
        compiled_free(kernel_run->arms[i].compiled);
    }
    free(kernel_run);
    return status;
}

static const Scenario *find_scenario(const ScenarioList *scenarios, const char *id) {
    for (int i = 0; i < scenarios->count; i++) {
        if (strcmp(scenarios->items[i].id, id) == 0) {
            return &scenarios->items[i];
        }
    }
    return NULL;
}

int bench_run(const ScenarioList *scenarios, const char *const *ids, int id_count,
              const BenchOptions *options, RunResult *run, Error *error) {
    run->seed = options->seed;
    for (int i = 0; i < id_count && !run->interrupted; i++) {
        const Scenario *scenario = find_scenario(scenarios, ids[i]);
        Kernel kernel;
        if (scenario == NULL) {
            return error_set(error, STAGE_USAGE, "there is no scenario '%s'", ids[i]);
        }
        if (kernel_from_scenario(&kernel, scenario, options->size, options->seed, error) != 0) {
            return -1;
        }
        int status = run_kernel(&kernel, options, run, error);
        kernel_free(&kernel);
        if (status != 0) {
            return -1;
        }
    }
    return 0;
}

int bench_run_kernel(const KernelRequest *request, const BenchOptions *options, RunResult *run,
                     Error *error) {
    Kernel kernel;
    run->seed = options->seed;
    if (kernel_from_request(&kernel, request, error) != 0) {
        return -1;
    }
    int status = run_kernel(&kernel, options, run, error);
    kernel_free(&kernel);
    return status;
}
