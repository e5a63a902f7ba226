/* The compiled loop alone: every result that a thunk gave in one call is recorded, then handed back
 * to the same machine code. Proves that replaying makes the same calls in the same order and ends
 * with the same result; times nothing itself. */
#include "account.h"
#include "describe.h"
#include "marshal.h"
#include "run.h"
#include <base/format.h>
#include <bench/statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RECORDED = 10 * 1000 * 1000 };

static const double AGREEMENT = 0.1;

/* One way to replay. */
typedef struct Replay {
    Compiled *compiled;
    JitLog *log;
    Caller caller;
} Replay;

typedef struct Isolated {
    JitLog *log;
    Replay inlined, called;
} Isolated;

static PyObject *call_replay(void *data, PyObject *values) {
    const Replay *replay = data;
    jit_log_rewind(replay->log, false);
    PyObject *result = compiled_call(replay->compiled, values);
    if (result != NULL && !jit_log_at_end(replay->log)) {
        PyErr_SetString(PyExc_SystemError,
                        "a replayed call took another way than the recorded one");
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *call_recording(void *data, PyObject *values) {
    const Replay *replay = data;
    jit_log_rewind(replay->log, true);
    return compiled_call(replay->compiled, values);
}

static int compile_replay(const KernelRun *kernel_run, Route route, JitThunks thunks, bool inlined,
                          JitLog *log, Replay *out, Error *error) {
    const Kernel *kernel = kernel_run->kernel;
    CompileOptions options = {.route = route, .jit = jit_options_of(kernel_run->options, inlined)};
    options.jit.thunks = thunks;
    options.jit.log = log;
    *out = (Replay){.log = log};
    out->caller = (Caller){.name = "isolated",
                           .call = thunks == JIT_THUNKS_RECORDED ? call_recording : call_replay,
                           .data = out};
    return compile(kernel->function, kernel->values, &options, &out->compiled, error);
}

/* Calls once and compares with the interpreter. Returns 1 when all is the same, 0 when not, -1 with
 * `error`. Warnings are left out: they come from the thunks. */
static int same_outcome(const KernelRun *kernel_run, const Replay *replay, Error *error) {
    const Kernel *kernel = kernel_run->kernel;
    CallRecord record;
    Text difference = {0};
    if (call_record(&record, &replay->caller, kernel->values, kernel->file.path,
                    kernel_run->options->seed, error) != 0) {
        return -1;
    }
    int same = 0;
    if (!record.interrupted) {
        Py_XSETREF(record.warnings, Py_XNewRef(kernel_run->arms[0].record.warnings));
        same = call_records_identical(&kernel_run->arms[0].record, &record, "isolated",
                                      kernel->signature.names, &difference);
    }
    text_free(&difference);
    call_record_free(&record);
    return same < 0 ? error_from_python(error, STAGE_MEASURE, NULL, "results cannot be compared")
                    : same;
}

/* A build for one call only. */
static int call_once(const KernelRun *kernel_run, Route route, JitThunks thunks, JitLog *log,
                     Error *error) {
    Replay once;
    int same = -1;
    if (compile_replay(kernel_run, route, thunks, false, log, &once, error) == 0) {
        same = same_outcome(kernel_run, &once, error);
        compiled_free(once.compiled);
    }
    return same;
}

/* The route whose machine code is isolated: where thunks do most and nothing is boxed for them. */
static Route isolated_route(const KernelRun *kernel_run) {
    static const Route preferred[] = {ROUTE_CAPI, ROUTE_UFUNC, ROUTE_PYTHON, ROUTE_NATIVE};
    for (size_t i = 0; i < sizeof preferred / sizeof *preferred; i++) {
        if (kernel_run->options->routes & 1U << preferred[i]) {
            return preferred[i];
        }
    }
    return ROUTE_NATIVE;
}

/* The log has been filled when this returns 1; 0 leaves in *why what stands against it. */
static int record_and_prove(const KernelRun *kernel_run, Route route, JitLog *log, const char **why,
                            Error *error) {
    int same = call_once(kernel_run, route, JIT_THUNKS_RECORDED, log, error);
    if (same == 1 && jit_log_is_cut(log)) {
        *why = "its thunks give too many results to record";
        return 0;
    }
    if (same == 1 && jit_log_calls(log) == 0) {
        *why = "nothing in it calls a thunk whose result could be recorded";
        return 0;
    }
    if (same == 1) {
        same = call_once(kernel_run, route, JIT_THUNKS_CHECKED, log, error);
    }
    if (same == 0) {
        *why = "replaying recorded results takes another way through the kernel";
    }
    return same;
}

static int prepare(KernelRun *kernel_run, Isolated *isolated, Route route, Error *error) {
    Isolation *isolation = &kernel_run->result->isolation;
    if (kernel_run->arms[0].record.exception != NULL) {
        isolation->unavailable = "it raises";
        return 0;
    }
    int same = record_and_prove(kernel_run, route, isolated->log, &isolation->unavailable, error);
    if (same <= 0) {
        return same;
    }
    isolation->calls = jit_log_calls(isolated->log);
    isolation->values = jit_log_values(isolated->log);
    if (compile_replay(kernel_run, route, JIT_THUNKS_REPLAYED, true, isolated->log,
                       &isolated->inlined, error) != 0 ||
        compile_replay(kernel_run, route, JIT_THUNKS_REPLAYED, false, isolated->log,
                       &isolated->called, error) != 0) {
        return -1;
    }
    same = same_outcome(kernel_run, &isolated->inlined, error);
    if (same == 1) {
        same = same_outcome(kernel_run, &isolated->called, error);
    }
    if (same == 0) {
        isolation->unavailable = "replaying recorded results gives another result";
    }
    return same < 0 ? -1 : 0;
}

int isolate(KernelRun *kernel_run, Error *error) {
    Isolation *isolation = &kernel_run->result->isolation;
    Route route = isolated_route(kernel_run);
    Isolated *isolated = calloc(1, sizeof *isolated);
    if (isolated == NULL || (isolated->log = jit_log_create(MOST_RECORDED)) == NULL) {
        free(isolated);
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    kernel_run->isolated = isolated;
    isolation->route = route_names[route];
    int status = prepare(kernel_run, isolated, route, error);
    if (status != 0 || isolation->unavailable != NULL) {
        isolated_free(kernel_run);
    }
    return status;
}

void isolated_free(KernelRun *kernel_run) {
    Isolated *isolated = kernel_run->isolated;
    kernel_run->isolated = NULL;
    if (isolated == NULL) {
        return;
    }
    compiled_free(isolated->inlined.compiled);
    compiled_free(isolated->called.compiled);
    int64_t count;
    void *const *objects = jit_log_objects(isolated->log, &count);
    for (int64_t i = 0; i < count; i++) {
        Py_DECREF((PyObject *)objects[i]);
    }
    jit_log_free(isolated->log);
    free(isolated);
}

const Caller *isolated_caller(const KernelRun *kernel_run, bool inlined) {
    const Isolated *isolated = kernel_run->isolated;
    return inlined ? &isolated->inlined.caller : &isolated->called.caller;
}

/* ---- beside the ladder ---- */

/* Why the isolated loop is slower or faster than the last rung; in numbers of this run. */
static const char *explain(Arena *arena, const Isolation *isolation, const ArmResult *rung) {
    double apart = isolation->inlined.median - rung->seconds.median;
    int64_t left = calls_of(rung);
    if (isolation->agrees) {
        return "they agree within 10%";
    }
    if (isolation->ratio.low <= 1 + AGREEMENT && isolation->ratio.high >= 1 - AGREEMENT) {
        return "the interval does not rule out that they agree within 10%";
    }
    double microseconds = fabs(apart) * 1e6;
    if (isolation->values == 0) {
        return arena_format(arena, "%.3g us apart, with no result to read back", microseconds);
    }
    double each = fabs(apart) * 1e9 / (double)isolation->values;
    Word values = format_count(isolation->values);
    if (apart > 0) {
        return arena_format(arena,
                            "reading %s results back takes %.3g us, %.2g ns each, more than %s "
                            "needs to compute them",
                            values.text, microseconds, each, rung->name);
    }
    if (left > 0) {
        return arena_format(arena,
                            "%s still makes %s %s and computes the other results itself, which "
                            "takes %.3g us, %.2g ns each, more than reading %s results back",
                            rung->name, format_count(left).text, left == 1 ? "call" : "calls",
                            microseconds, each, values.text);
    }
    return arena_format(arena,
                        "%s computes the results itself, which takes %.3g us, %.2g ns each, more "
                        "than reading %s back",
                        rung->name, microseconds, each, values.text);
}

void conclude_isolation(KernelRun *kernel_run, const double *inlined, const double *called,
                        int sample_count) {
    KernelResult *result = kernel_run->result;
    Isolation *isolation = &result->isolation;
    isolation->inlined = median_interval(inlined, sample_count);
    isolation->called = median_interval(called, sample_count);
    const ArmResult *rung = account_rung(result->arms, result->arm_count, "native");
    if (rung == NULL || sample_count == 0) {
        return;
    }
    isolation->rung = rung->name;
    isolation->ratio = ratio_interval(inlined, rung->samples, sample_count);
    isolation->agrees = fabs(isolation->ratio.median - 1) <= AGREEMENT;
}

void explain_isolation(KernelRun *kernel_run) {
    KernelResult *result = kernel_run->result;
    Isolation *isolation = &result->isolation;
    if (isolation->rung != NULL) {
        isolation->explanation = explain(kernel_run->run->arena, isolation,
                                         account_rung(result->arms, result->arm_count, "native"));
    }
}
