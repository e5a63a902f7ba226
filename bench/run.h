/* One kernel on its way from source to result. */
#ifndef NPJIT_BENCH_RUN_H
#define NPJIT_BENCH_RUN_H

#include "kernel.h"
#include "pipeline.h"
#include "record.h"
#include <bench/bench.h>

enum { MOST_ARMS = 1 + 2 * ROUTE_COUNT };

/* One way to run the kernel; arm 0 is the interpreter. */
typedef struct Arm {
    const char *name;
    Route route; /* ROUTE_NONE: the interpreter */
    bool inlined;
    Compiled *compiled; /* NULL: the interpreter */
    Caller caller;
    CallRecord record; /* of the checking call */
    ArmResult *result;
} Arm;

typedef struct KernelRun {
    const Kernel *kernel;
    const BenchOptions *options;
    RunResult *run;
    KernelResult *result;
    Arm arms[MOST_ARMS];
    int arm_count;
    bool mutates;              /* the kernel changes its arguments */
    struct Isolated *isolated; /* NULL: not asked for, or not possible */
} KernelRun;

/* The parts of run_kernel, each 0 or -1 with `error` for what ends the whole run. */
int compile_arms(KernelRun *kernel_run, Error *error);
int count_calls(KernelRun *kernel_run, Error *error);

/* Records and prepares replaying; in result->isolation why it is not possible, if so. */
int isolate(KernelRun *kernel_run, Error *error);
void isolated_free(KernelRun *kernel_run);

/* How the machine code with handed back results is called: inlined, and by calls. */
const Caller *isolated_caller(const KernelRun *kernel_run, bool inlined);

/* Fills result->isolation from the samples of both. */
void conclude_isolation(KernelRun *kernel_run, const double *inlined, const double *called,
                        int sample_count);

/* In words, once calls were counted. */
void explain_isolation(KernelRun *kernel_run);

int save_results(const KernelRun *kernel_run, const char *folder, Error *error);

/* JIT options of one arm. */
JitOptions jit_options_of(const BenchOptions *options, bool inlined);

#endif
