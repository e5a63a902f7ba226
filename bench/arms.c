/* The arms of a kernel: compiled for each route with thunks inlined and not, what the compiler says
 * about them, and how often they cross into NumPy. Times nothing but compiling. */
#include "clock.h"
#include "copying.h"
#include "counting.h"
#include "describe.h"
#include "marshal.h"
#include "run.h"
#include <ir/query.h>
#include <stdlib.h>
#include <string.h>

JitOptions jit_options_of(const BenchOptions *options, bool inlined) {
    return (JitOptions){.opt_level = options->opt_level,
                        .inline_thunks = inlined,
                        .gdb = options->gdb,
                        .perf = options->perf,
                        .break_thunk = options->break_thunk};
}

/* What the compiler had to do differently from what was asked, for the report. */
static void describe_code(Arena *arena, const Arm *arm) {
    ArmResult *result = arm->result;
    const Fn *fn = arm->compiled->fn;
    const JitTimes *times = jit_times(arm->compiled->code);
    SlowerRoute *slower;
    int *lines;

    result->front = arm->compiled->front;
    result->generation = times->generation;
    result->inlining = times->inlining;
    result->optimisation = times->optimisation;
    result->emission = times->emission;

    result->slower_count = fn_slower_routes(fn, arm->route, &slower);
    result->slower_route_ops = ARENA_ARRAY(arena, const char *, result->slower_count + 1);
    for (int i = 0; i < result->slower_count; i++) {
        result->slower_route_ops[i] =
            arena_format(arena, "%s at line %d: %s has no exact form, %s", slower[i].name,
                         slower[i].line, route_names[arm->route], route_names[slower[i].taken]);
    }
    result->boxed_count = fn_boxed_lines(fn, &lines);
    result->boxed_lines = ARENA_ARRAY(arena, int, result->boxed_count + 1);
    for (int i = 0; i < result->boxed_count; i++) {
        result->boxed_lines[i] = lines[i];
    }
}

static int compile_arm(KernelRun *kernel_run, Route route, bool inlined, Error *error) {
    Arena *arena = kernel_run->run->arena;
    const Kernel *kernel = kernel_run->kernel;
    Arm *arm = &kernel_run->arms[kernel_run->arm_count];
    CompileOptions options = {.route = route, .jit = jit_options_of(kernel_run->options, inlined)};
    arm->route = route;
    arm->inlined = inlined;
    arm->name =
        inlined ? route_names[route] : arena_format(arena, "%s/noinline", route_names[route]);
    if (compile(kernel->function, kernel->values, &options, &arm->compiled, error) != 0) {
        return -1;
    }
    arm->caller = compiled_caller(arm->name, arm->compiled);
    *arm->result = (ArmResult){.name = arm->name,
                               .route = route_names[route],
                               .inlined = inlined,
                               .opt_level = kernel_run->options->opt_level};
    describe_code(arena, arm);
    kernel_run->arm_count++;
    return 0;
}

int compile_arms(KernelRun *kernel_run, Error *error) {
    const BenchOptions *options = kernel_run->options;
    for (Route route = ROUTE_PYTHON; route < ROUTE_COUNT; route++) {
        if ((options->routes & 1u << route) == 0) {
            continue;
        }
        if ((options->inlining & INLINE_ON) != 0 &&
            compile_arm(kernel_run, route, true, error) != 0) {
            return -1;
        }
        if ((options->inlining & INLINE_OFF) != 0 &&
            compile_arm(kernel_run, route, false, error) != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- counting ---- */

static int by_line(const void *left, const void *right) {
    const CallCount *a = left, *b = right;
    return a->line != b->line ? (a->line > b->line) - (a->line < b->line)
                              : strcmp(a->name, b->name);
}

static int ascending(const void *left, const void *right) {
    const int *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* A line that compiled code was only prepared to run boxed, and did. */
static void add_boxed_line(Arena *arena, ArmResult *result, const JitCallSite *site) {
    Op op = op_by_name(site->name, (int)strlen(site->name));
    if (op == OP_COUNT || (op_infos[op].flags & OPF_BOXED) == 0) {
        return;
    }
    for (int i = 0; i < result->boxed_count; i++) {
        if (result->boxed_lines[i] == site->line) {
            return;
        }
    }
    int *lines = ARENA_ARRAY(arena, int, result->boxed_count + 1);
    if (result->boxed_count > 0) {
        memcpy(lines, result->boxed_lines, sizeof *lines * (size_t)result->boxed_count);
    }
    lines[result->boxed_count++] = site->line;
    qsort(lines, (size_t)result->boxed_count, sizeof *lines, ascending);
    result->boxed_lines = lines;
}

/* The counters of a counting build, calls and nanoseconds of each site, as one row for each thunk
 * and line. Reading the clock twice takes as long as reading it once more. */
static void read_counters(Arena *arena, const JitCode *code, const int64_t *counters,
                          ArmResult *result) {
    int count, used = 0;
    const JitCallSite *sites = jit_call_sites(code, &count);
    CallCount *rows = ARENA_ARRAY(arena, CallCount, count + 1);
    for (int i = 0; i < count; i++) {
        int64_t calls = counters[2 * i];
        if (calls == 0) {
            continue;
        }
        add_boxed_line(arena, result, &sites[i]);
        int row = 0;
        while (row < used &&
               (rows[row].line != sites[i].line || strcmp(rows[row].name, sites[i].thunk) != 0)) {
            row++;
        }
        if (row == used) {
            const char *name = arena_copy_text(arena, sites[i].thunk, strlen(sites[i].thunk));
            rows[used++] = (CallCount){.name = name, .line = sites[i].line};
        }
        rows[row].calls += calls;
        rows[row].seconds += 1e-9 * (double)counters[2 * i + 1] - (double)calls * clock_overhead();
    }
    qsort(rows, (size_t)used, sizeof *rows, by_line);
    result->ffi_lines = rows;
    result->ffi_line_count = used;
}

/* Runs a build that counts, once, and drops it. */
static int count_compiled(KernelRun *kernel_run, Route route, ArmResult *result, Error *error) {
    const Kernel *kernel = kernel_run->kernel;
    Arena *arena = kernel_run->run->arena;
    CompileOptions options = {.route = route, .jit = jit_options_of(kernel_run->options, false)};
    options.jit.count_calls = options.jit.time_calls = true;
    options.jit.gdb = options.jit.perf = false;
    Compiled *compiled;
    CallRecord record;
    int site_count;
    if (compile(kernel->function, kernel->values, &options, &compiled, error) != 0) {
        return -1;
    }
    jit_call_sites(compiled->code, &site_count);
    int status = -1;
    int64_t *counters = calloc(2 * (size_t)site_count + 1, sizeof *counters);
    if (counters == NULL) {
        error_set(error, STAGE_MEMORY, "out of memory");
        goto cleanup;
    }
    Caller caller = compiled_caller("counting", compiled);
    npjit_context.counters = counters;
    status = call_record(&record, &caller, kernel->values, kernel->file.path,
                         kernel_run->options->seed, error);
    npjit_context.counters = NULL;
    if (status == 0) {
        call_record_free(&record);
        read_counters(arena, compiled->code, counters, result);
    }
cleanup:
    free(counters);
    compiled_free(compiled);
    return status;
}

/* Inlining does not change what is called. */
static void take_counts(ArmResult *result, const ArmResult *from) {
    result->ffi_lines = from->ffi_lines;
    result->ffi_line_count = from->ffi_line_count;
    result->boxed_lines = from->boxed_lines;
    result->boxed_count = from->boxed_count;
}

int count_calls(KernelRun *kernel_run, Error *error) {
    Arena *arena = kernel_run->run->arena;
    const Kernel *kernel = kernel_run->kernel;
    for (int i = 0; i < kernel_run->arm_count; i++) {
        Arm *arm = &kernel_run->arms[i];
        ArmResult *result = arm->result;
        int status = 0;
        if (i == 0) {
            const Compiled *compiled = kernel_run->arms[1].compiled;
            status = count_interpreted(arena, kernel->function, kernel->values,
                                       compiled->object_lines, compiled->object_line_count,
                                       &result->ffi_lines, &result->ffi_line_count, error);
        } else if (kernel_run->arms[i - 1].route == arm->route) {
            take_counts(result, kernel_run->arms[i - 1].result);
        } else {
            status = count_compiled(kernel_run, arm->route, result, error);
        }
        if (status != 0) {
            return -1;
        }
        result->taking = i == 0 ? 0 : seconds_taking(arm->compiled, kernel->values);
        result->ffi_calls =
            counts_per_name(arena, result->ffi_lines, result->ffi_line_count, &result->ffi_count);
    }
    return 0;
}
