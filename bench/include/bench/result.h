/* What a run of npjit measured: plain data, filled by bench, read by report. All strings and arrays
 * are owned by the arena of the RunResult. Times are in seconds. */
#ifndef NPJIT_BENCH_RESULT_H
#define NPJIT_BENCH_RESULT_H

#include <base/arena.h>
#include <base/error.h>
#include <stdbool.h>
#include <stdint.h>

/* An estimate with its 95% interval. */
typedef struct Interval {
    double median, low, high;
} Interval;

typedef struct CallCount {
    const char *name; /* "np.sum" (interpreter) or the thunk's name "sum" */
    int64_t calls;
    int line; /* 0: all lines together */
} CallCount;

/* One way of running a kernel: the interpreter, or compiled code on one route. */
typedef struct ArmResult {
    const char *name;  /* "interp", "capi", "capi/noinline": unique within the kernel */
    const char *route; /* "interp", "python", "capi", "ufunc", "native" */
    int inlined;       /* 1, 0, or -1: does not apply */
    int opt_level;     /* -1 for the interpreter */
    bool identical;    /* to the interpreter: value, type, dtype, bits, arguments after the call */
    double *samples;   /* seconds per call, one per timed round */
    int sample_count;
    double *warmups;
    int warmup_count;
    int calls_per_sample;
    Interval seconds;
    Interval speedup;     /* interpreter / this arm, from paired rounds; 0 for the interpreter */
    CallCount *ffi_calls; /* per name */
    int ffi_count;
    CallCount *ffi_lines; /* per name and line */
    int ffi_line_count;
    const char **slower_route_ops; /* "np.std at line 9: capi has no exact form, python" */
    int slower_count;
    int *boxed_lines;
    int boxed_count;
    double generation, inlining, optimisation, emission; /* compile phases of this arm */
    double front;
    double break_even_calls; /* calls after which compiling this arm has paid; -1: never */
} ArmResult;

typedef enum Outcome { OUTCOME_VALUE, OUTCOME_RAISES, OUTCOME_REFUSED, OUTCOME_DIFFERS } Outcome;

typedef struct KernelResult {
    const char *id, *title, *shows; /* "B3", one line, one paragraph; a user's kernel: its
                                       function's name, "", "" */
    const char *group;              /* "A", "B", "C", or "" */
    const char *source, *function;  /* file as the user would name it, function name */
    int line;
    int64_t size;  /* main size, 0 when there is none */
    int64_t turns; /* loop turns of one call, 0 when unknown */
    Outcome outcome;
    bool equal;         /* every arm identical */
    const char *result; /* str() of the value (shortened in the middle when huge), "Type: message",
                           or the located reason of a refusal */
    const char *result_type; /* "int", "numpy.int64", … */
    const Error *refusal;    /* OUTCOME_REFUSED: the located reason in its parts, for a message with
                                the    source line; else NULL */
    const char *difference;  /* where and how results differ; NULL when equal */
    ArmResult *arms;         /* arms[0] is the interpreter */
    int arm_count;           /* 0 for a refused kernel; an arm without samples was not timed */
    Interval crossing_seconds; /* cost of one crossing: (inline off - on) / calls, when both were
                                  run */
    bool has_crossing;
    double break_even_calls;    /* of the first compiled arm */
    double band_low, band_high; /* expected speedup; both 0 when nothing is expected */
    const char *verdict; /* one or two sentences with the measured reason; NULL without timings */
    bool interrupted;    /* fewer rounds than asked for */
} KernelResult;

typedef struct EnvironmentEntry {
    const char *key, *value;
} EnvironmentEntry;

typedef struct RunResult {
    Arena *arena;
    EnvironmentEntry *environment; /* "cpu", "kernel", "governor", "llvm", "python", "numpy",
                                      "blas", "npjit", "revision", … */
    int environment_count;
    EnvironmentEntry *options; /* as given or defaulted */
    int option_count;
    double clock_overhead; /* of one clock_gettime */
    uint64_t seed;
    KernelResult *kernels;
    int kernel_count;
    bool interrupted;
    int exit_code; /* 0, 3, 4 or 130 so far */
} RunResult;

#endif
