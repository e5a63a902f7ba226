/* Runs kernels in the interpreter and compiled, proves that the results are identical, times both.
 * The interpreter must be running (runtime/interpreter.h) and the GIL held, in all functions here.
 */
#ifndef NPJIT_BENCH_BENCH_H
#define NPJIT_BENCH_BENCH_H

#include <base/arena.h>
#include <base/error.h>
#include <bench/result.h>
#include <ir/fn.h>
#include <stdio.h>

typedef enum DumpKind {
    DUMP_NONE,
    DUMP_KIR,
    DUMP_EXPLANATION, /* the source, with what became of each line */
    DUMP_LLVM,
    DUMP_LLVM_OPTIMISED,
    DUMP_ASSEMBLY,
    DUMP_REMARKS, /* of LLVM's passes, by line */
} DumpKind;

enum { INLINE_OFF = 1 << 0, INLINE_ON = 1 << 1 };

typedef struct BenchOptions {
    int iterations, warmups;
    double time_budget; /* seconds of timed rounds for each kernel, after which no further round
                           begins once there are six; 0: all iterations */
    unsigned inlining;  /* INLINE_… bits */
    unsigned routes;    /* 1 << ROUTE_… bits */
    int opt_level;
    int64_t size; /* 0: the scenario's own */
    uint64_t seed;
    bool strict;  /* refuse a kernel of which something runs boxed */
    bool isolate; /* time the compiled loop alone, too */
    bool gdb, perf;
    const char *break_thunk;
    DumpKind dump;         /* not DUMP_NONE: print this instead of measuring */
    const char *dump_pass; /* DUMP_KIR: after which pass, one of bench_pass_names; NULL is the last,
                              "all" each of them */
    FILE *dump_file;
    bool times_only;          /* count no calls: only the times are wanted */
    bool memory;              /* look at memory, too */
    bool profile;             /* profile the interpreter, too */
    const char *save_results; /* directory for <kernel>.<arm>.pickle, or NULL */
    /* Called from time to time, never while a timing runs; may be NULL. */
    void (*progress)(void *data, const char *kernel, const char *what, int done, int total);
    void *progress_data;
} BenchOptions;

/* The passes after which the kernel IR can be printed, in order; NULL-terminated. A pass that runs
 * twice has two names ("simplify", "simplify2"). */
extern const char *const bench_pass_names[];

/* One built-in scenario, as its .py file describes it. Strings are owned by the list. */
typedef struct Scenario {
    const char *id, *title, *shows, *path;
    const char *group; /* "A", "B", "C": what `--scenario A` means */
    int64_t size;
    double band_low, band_high;
} Scenario;

typedef struct ScenarioList {
    Scenario *items; /* by id */
    int count;
    Arena *arena; /* of all that is in it */
} ScenarioList;

/* Reads the descriptions of all scenarios in $NPJIT_SCENARIOS, <program>/../share/npjit/scenarios
 * or <program>/../scenarios, whichever is there first. Returns 0, or -1 with `error`. */
int scenarios_load(ScenarioList *out, Error *error);
void scenarios_free(ScenarioList *list);

/* Runs the scenarios with these ids in order and adds one KernelResult each to `run` (which the
 * caller zeroed and gave an arena). What was measured before an interrupt or a failure stays in
 * `run`. Returns 0, or -1 with `error` for what ends the whole run; a refused kernel or a
 * difference is a result, not an error (run->exit_code tells). With options->dump nothing is added.
 */
int bench_run(const ScenarioList *scenarios, const char *const *ids, int id_count,
              const BenchOptions *options, RunResult *run, Error *error);

/* A function of the user's, with the arguments to call it with. */
typedef struct KernelRequest {
    const char *path;      /* a Python file; its directory is importable while it loads */
    const char *function;  /* a function of that file; NULL: the only one it defines, or `kernel` */
    const char *arguments; /* a Python expression for a tuple of arguments (a dict: by keyword),
                              evaluated once in the file's namespace, where `np` is numpy unless the
                              file says otherwise; NULL: no arguments, or arguments_from */
    const char *setup;     /* Python statements run before that in the same namespace, or NULL */
    const char *arguments_from; /* "other.py:function" or "function" of the same file: called
                                   without arguments, returns the tuple or dict; NULL: not used */
} KernelRequest;

/* Runs the user's kernel as bench_run does a scenario. Adds one KernelResult, whose id is the
 * function's name. */
int bench_run_kernel(const KernelRequest *request, const BenchOptions *options, RunResult *run,
                     Error *error);

/* Fills the texts of all results of `run`: source, and of one arm of each route kernel IR, LLVM IR,
 * assembly, remarks. Loads the kernels anew. To be called when nothing is measured any more,
 * because it makes compiling slower from then on. Returns 0, or -1 with `error`. */
int bench_keep_texts(const ScenarioList *scenarios, const KernelRequest *request,
                     const BenchOptions *options, RunResult *run, Error *error);

/* Fills run->environment, run->clock_overhead. */
void environment_collect(RunResult *run);

#endif
