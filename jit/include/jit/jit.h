/* Typed Fn -> LLVM module -> optimised -> ORC LLJIT -> entry point. Knows LLVM, the IR and the
 * thunks' binary interface; not Python, not NumPy. */
#ifndef NPJIT_JIT_JIT_H
#define NPJIT_JIT_JIT_H

#include <base/error.h>
#include <ir/fn.h>
#include <runtime/thunks.h>
#include <stdbool.h>

/* What becomes of calls into NumPy that only give a result (the `np.` operations with OPF_ROUTED
 * and OPF_FFI). */
typedef enum JitThunks {
    JIT_THUNKS_CALLED,   /* the thunk is called */
    JIT_THUNKS_RECORDED, /* it is called, and its result put into the log */
    JIT_THUNKS_CHECKED,  /* instead the next result of the log is handed back; raises SystemError
                            when another call is due there */
    JIT_THUNKS_REPLAYED, /* the same without looking */
} JitThunks;

/* Results of thunks in the order of their calls. An array that nothing but such calls and owners
 * see is not kept: replaying hands back a stand-in that has no owners. An array that compiled code
 * itself reads, writes, or gives away is made anew by the thunk. */
typedef struct JitLog JitLog;

/* Keeps at most `most` results. NULL when memory is out. */
JitLog *jit_log_create(int64_t most);
void jit_log_free(JitLog *log); /* owners of objects in it are the caller's to drop before */

/* To be called before each call of code that uses the log; recording begins anew. */
void jit_log_rewind(JitLog *log, bool recording);

/* Whether the call that was made since has come to the log's end, without a difference. */
bool jit_log_at_end(const JitLog *log);

/* Whether recording had to stop, because of `most` or for want of memory. */
bool jit_log_is_cut(const JitLog *log);

/* How many calls were recorded. */
int64_t jit_log_calls(const JitLog *log);

/* How many of them are read from the log: the others are stand-ins for arrays. */
int64_t jit_log_values(const JitLog *log);

/* The objects in the log, each with one owner. */
void *const *jit_log_objects(const JitLog *log, int64_t *count);

typedef struct JitOptions {
    int opt_level;      /* 0 … 3: default<O0> … default<O3> */
    bool inline_thunks; /* link the thunks' bitcode and inline it */
    bool count_calls;   /* count OPF_FFI operations per call site in context->counters */
    bool time_calls; /* with that: two counters per site, the second is nanoseconds by npjit_clock
                      */
    JitThunks thunks;
    JitLog *log;             /* unless JIT_THUNKS_CALLED; must outlive the code */
    bool gdb, perf;          /* register the code with gdb; write a perf map and jitdump */
    bool keep_text;          /* keep what jit_dump needs, but for remarks */
    bool remarks;            /* keep those; slows down what the process compiles from then on */
    const char *break_thunk; /* test builds only (NPJIT_TEST_FAULTS): a planted fault's name */
} JitOptions;

/* Seconds of each phase (front is the caller's). Grows when a continuation, the code after a rare
 * event such as an overflow, is compiled because it was entered: read it again after the kernel has
 * run. */
typedef struct JitTimes {
    double generation, inlining, optimisation, emission;
} JitTimes;

/* A place where compiled code crosses into NumPy or CPython: index into context->counters. */
typedef struct JitCallSite {
    const char *name;  /* "np.sum" as in ops.def, */
    const char *thunk; /* "sum": the thunk's name without prefix and route */
    int line, column;
} JitCallSite;

typedef struct JitCode JitCode;

/* Starts LLVM in a thread of its own and returns at once; what comes next waits for it where it
 * must. Optional: without it, the first jit_compile also does what LLVM does once per process.
 * `options`: as the kernels'. */
void jit_prepare(const JitOptions *options);

/* How long that took; 0 without jit_prepare. Waits for it. */
double jit_start_seconds(void);

/* Compiles one function to machine code. `fn` must be typed, checked and owned; it is not changed
 * and has to live as long as the code, whose continuations are made from it. Returns 0, or -1 with
 * `error` (STAGE_JIT). */
int jit_compile(const Fn *fn, const JitOptions *options, JitCode **out, Error *error);
void jit_free(JitCode *code);

NpjitKernel jit_entry(const JitCode *code);
const JitTimes *jit_times(const JitCode *code);
const JitCallSite *jit_call_sites(const JitCode *code, int *count);
size_t jit_code_bytes(const JitCode *code); /* grows likewise */

typedef enum JitDump {
    JIT_DUMP_LLVM,
    JIT_DUMP_LLVM_OPTIMISED,
    JIT_DUMP_ASSEMBLY,
    JIT_DUMP_REMARKS,
} JitDump;

/* The text kept by keep_text: LLVM IR as generated (before linking and optimising), after
 * optimisation, or the disassembly of the object that runs, with source lines; by remarks: what
 * LLVM's passes said of lines of the source, each "file:line:column: text" once. Borrowed. */
const char *jit_dump(const JitCode *code, JitDump what);

/* "19.1.7". */
const char *jit_llvm_version(void);

/* Host CPU name and features as LLVM sees them. Borrowed. */
const char *jit_host_cpu(void);

/* The dump of compiled code that `perf inject --jit` reads, or NULL when none was asked for;
 * *failure says why it could not be written, NULL when it was. Borrowed. */
const char *jit_perf_dump(const char **failure);

/* Frees what LLVM keeps for the process. */
void jit_shutdown(void);

#endif
