/* Checks files of kernels: every function with cases is run interpreted and compiled, and whatever
 * can be told apart is reported. Measures nothing. The interpreter must be running and the GIL
 * held. */
#ifndef NPJIT_BENCH_CHECK_H
#define NPJIT_BENCH_CHECK_H

#include <base/error.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum CheckKind {
    CHECK_DIFFERS, /* a case whose outcome differs from the interpreter's */
    CHECK_LEAKS,   /* a case after which memory of the runtime or a reference is left behind */
    CHECK_REFUSED, /* a function that is not compiled for arguments of these types */
    CHECK_BOXED,   /* only when asked for: a line that ran boxed; no fault */
    CHECK_KIND_COUNT,
} CheckKind;

extern const char *const check_kind_names[CHECK_KIND_COUNT]; /* "differs", … */

typedef struct CheckFinding {
    CheckKind kind;
    const char *source, *function;
    int line;                  /* of the function; CHECK_BOXED: the line that ran boxed */
    int case_index;            /* in the function's `cases` */
    const char *call;          /* "f(1, 2.0)", long arguments shortened */
    const char *configuration; /* "capi inline -O3" */
    const char *text;          /* the difference, or the reason of the refusal */
    const Error *refusal;      /* CHECK_REFUSED, else NULL */
    bool allowed;              /* refused, and the function says `may_refuse` */
    int64_t calls;             /* CHECK_BOXED: how often CPython was called at that line */
} CheckFinding;

typedef struct CheckOptions {
    unsigned routes;   /* 1 << ROUTE_… bits */
    unsigned inlining; /* INLINE_… bits */
    unsigned levels;   /* 1 << optimisation level bits */
    int sample; /* each function in that many of the configurations, all equally often; 0: in all */
    uint64_t seed;           /* of the sample */
    bool boxed;              /* count what runs boxed, where thunks are not inlined */
    const char *break_thunk; /* test builds only */
    int repeats;             /* call each case so often more; memory must be what it was */
    bool fail_allocations;   /* test builds only: fail each allocation of each case in turn */
    void (*begin)(void *data, const char *path); /* before each file; may be NULL */
    void (*report)(void *data, const CheckFinding *finding);
    void *report_data;
} CheckOptions;

typedef struct CheckSummary {
    int64_t functions, cases;
    int64_t compared;                    /* function x configuration: compiled and compared */
    int64_t comparisons;                 /* calls compared: case x configuration */
    int64_t repeats, failed_allocations; /* calls made for these */
    int64_t findings[CHECK_KIND_COUNT];
    int64_t unexpected_refusals; /* of functions that do not say may_refuse */
    bool interrupted;
} CheckSummary;

/* A function has cases when it has the attribute `cases`: a list of arguments, each a tuple or a
 * dict by keyword, or a function that returns it. With `function`, only that one is checked.
 * `path` may be a folder: then all its .py files are checked, in the order of their names, and one
 * that cannot be read or imported is reported as refused. Adds to
 * `out`, which the caller zeroed. Returns 0, or -1 with `error` when a file cannot be read, a case
 * cannot be called at all, or there are no cases. */
int bench_check(const char *path, const char *function, const CheckOptions *options,
                CheckSummary *out, Error *error);

#endif
