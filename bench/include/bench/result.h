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
    int line;       /* 0: all lines together */
    double seconds; /* of them together, each timed by itself in the run that counts; 0: not timed
                     */
} CallCount;

/* What the rounds of an arm show of the machine. Nothing is ever left out for it. */
typedef struct Noise {
    int mild_outliers, severe_outliers; /* beyond 1.5 and 3 interquartile ranges */
    int change_round; /* after how many rounds the times changed their level; 0: they did not */
    double change;    /* median after / before that */
} Noise;

/* What an arm was compiled to, as --dump-ir prints it. */
typedef struct CodeTexts {
    const char *kir, *llvm, *llvm_optimised, *assembly;
    const char *remarks; /* of LLVM's passes: "file:line:column: text", one a line */
} CodeTexts;

/* What one call of an arm takes in memory, seen in calls of their own. */
typedef struct MemoryUse {
    int64_t arrays, array_bytes;   /* made by NumPy with items of their own, all together */
    int64_t objects, object_bytes; /* allocations by CPython's allocator of objects */
    int64_t peak_bytes;            /* of both, held at once, above what was there (tracemalloc) */
    int64_t resident_bytes;        /* how far the process's resident memory rose; -1: unknown */
    int64_t compile_peak_bytes;    /* the same while the arm was compiled; -1: unknown, or interp */
    int64_t compile_kept_bytes;    /* by malloc, until the code is dropped; -1: unknown */
} MemoryUse;

/* What one of several processes adds to an arm's samples. */
typedef struct ProcessRounds {
    int first, count; /* of its samples */
    Interval seconds, speedup;
    double *warmups;
    int warmup_count, calls_per_sample;
} ProcessRounds;

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
    ProcessRounds *processes; /* whose samples these are, in order */
    int process_count;        /* 0: all are of one; else at least two */
    Noise noise;
    Interval seconds;
    Interval speedup; /* interpreter / this arm, from paired rounds; 0 for the interpreter */
    double taking; /* seconds a call that only making compiled lists of the argument lists takes */
    CallCount *ffi_calls; /* per name */
    int ffi_count;
    CallCount *ffi_lines; /* per name and line */
    int ffi_line_count;
    Interval seconds_per_call; /* of NumPy: what this arm takes beyond the last rung, native, for
                                  each of its calls; all 0 where there are none or no such rung */
    const char **slower_route_ops; /* "np.std at line 9: capi has no exact form, python" */
    int slower_count;
    int *boxed_lines;
    int boxed_count;
    double generation, inlining, optimisation, emission; /* compile phases of this arm */
    double front;
    const MemoryUse *memory; /* NULL unless asked for; then of one arm of each route */
    const CodeTexts *texts;  /* NULL unless kept; then of one arm of each route */
    double break_even_calls; /* calls after which compiling this arm has paid; -1: never; NAN:
                                inconclusive, the speedup's interval contains 1 */
} ArmResult;

/* What the interpreter's time consists of, in the order in which routes remove it. */
typedef enum AccountLayer {
    LAYER_INTERPRETATION, /* interpreting bytecode: interp - python */
    LAYER_WRAPPERS,       /* NumPy's Python-level functions, and boxing for them: python - capi */
    LAYER_DISPATCH,       /* ufunc dispatch: capi - ufunc */
    LAYER_ALLOCATION,     /* allocating arrays and calling inner loops: ufunc - native */
    LAYER_LOOP,           /* what is left: native */
    LAYER_COUNT,
} AccountLayer;

/* What lies between two rungs of the ladder; the last slice is what the last rung takes. */
typedef struct AccountSlice {
    unsigned layers;  /* 1 << LAYER_… bits: several where rungs in between were not run */
    const char *from; /* names of arms */
    const char *to;   /* NULL: the last slice */
    Interval seconds; /* of one call of the kernel; the medians of all slices add up to the
                         interpreter's */
    bool significant; /* the interval does not contain 0 */
} AccountSlice;

/* Where the interpreter's time goes. */
typedef struct Account {
    AccountSlice slices[LAYER_COUNT];
    int slice_count; /* 0: there is no account */
    double total;    /* seconds of one call in the interpreter */
    /* Reaching thunks by calls instead of inlining them; contained in no slice. Of the route that
     * tells it most precisely. */
    Interval crossing;          /* seconds of one call of the kernel */
    const char *crossing_route; /* NULL: unknown */
    int64_t crossing_calls;     /* crossings in one call of the kernel */
} Account;

/* The compiled loop alone: machine code whose thunks hand back recorded results. */
typedef struct Isolation {
    const char *route;       /* whose machine code; NULL: not asked for */
    const char *unavailable; /* why there is nothing below, or NULL */
    int64_t calls;           /* results handed back in one call of the kernel */
    int64_t values;          /* of these, read from memory; the others stand in for arrays */
    Interval inlined;        /* seconds of one call, handing back inlined */
    Interval called;         /* the route's own machine code, thunks not inlined: handing back is a
                                call */
    const char *rung;        /* the ladder's estimate: the arm of its last rung, or NULL */
    Interval ratio;          /* inlined / the last rung, per round */
    bool agrees;             /* within 10% */
    const char *explanation; /* what the comparison says, and why the two differ if they do */
} Isolation;

typedef struct ProfileRow {
    const char *name;
    int64_t calls;
    double seconds; /* of its own, without what it calls */
    bool numpy;     /* NumPy's, else Python's logic */
} ProfileRow;

/* One interpreted call under cProfile. */
typedef struct Profile {
    double seconds, numpy_seconds; /* with what the profiler itself takes */
    ProfileRow *rows;              /* most seconds first */
    int row_count;
    double band_low, band_high; /* speedup predicted from the share of NumPy */
    const char *words;          /* prediction against fact; NULL without timings */
} Profile;

typedef enum Outcome { OUTCOME_VALUE, OUTCOME_RAISES, OUTCOME_REFUSED, OUTCOME_DIFFERS } Outcome;

typedef struct KernelResult {
    const char *id, *title, *shows; /* "B3", one line, one paragraph; a user's kernel: its
                                       function's name, "", "" */
    const char *group;              /* "A", "B", "C", or "" */
    const char *source, *function;  /* file as the user would name it, function name */
    int line;
    int64_t size;            /* main size, 0 when there is none */
    int64_t turns;           /* loop turns of one call, 0 when unknown */
    const char *source_text; /* of the function, from its first line on; NULL unless kept */
    Outcome outcome;
    bool equal;         /* every arm identical */
    bool calls_counted; /* the arms' ffi_calls are all there are */
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
    double break_even_calls;     /* of the first compiled arm */
    int64_t peak_resident_bytes; /* of the process, before memory was looked at; 0: not asked for */
    double band_low, band_high;  /* expected speedup; both 0 when nothing is expected */
    const char *verdict; /* one or two sentences with the measured reason; NULL without timings */
    Account account;
    Isolation isolation;
    Profile *profile;    /* NULL unless asked for */
    const char *meaning; /* one or two sentences: which layer holds the speedup back, what removing
                            it brings, after how many calls compiling pays; NULL without account */
    const char **advice; /* what to do, each with its figure; what weighs most first */
    int advice_count;
    double waited_share; /* of the time of the timed calls: waiting for a processor that others had
                          */
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
