/* One untimed call of a kernel with everything that can be seen of it. */
#ifndef NPJIT_BENCH_RECORD_H
#define NPJIT_BENCH_RECORD_H

#include "numpy_api.h"
#include <base/error.h>
#include <base/text.h>
#include <stdbool.h>
#include <stdint.h>

/* A way to call a kernel: the interpreter's or a compiled one. */
typedef struct Caller {
    const char *name; /* "interp", "capi": as the arm is called */
    /* Calls with the values of all parameters in order. New reference, or NULL with an exception
     * set. */
    PyObject *(*call)(void *data, PyObject *values);
    /* The kernel's line at which the last call raised when no traceback tells, or 0; may be NULL.
     */
    int (*line)(void *data);
    /* Whether the last call was refused; why in *error. May be NULL. */
    bool (*refused)(void *data, Error *error);
    void *data;
} Caller;

/* What goes on around a call while it is recorded or timed: warnings and standard output are
 * caught. */
typedef struct Surroundings {
    PyObject *context; /* warnings.catch_warnings */
    PyObject *log;     /* list of warnings.WarningMessage */
    PyObject *stdout_before, *stdout_now;
} Surroundings;

/* With `recording`, every warning and all printed text is kept. Else warnings are filtered as the
 * user's settings say, and what is shown or printed is dropped. Returns 0, or -1 with a Python
 * exception set. */
int surroundings_enter(Surroundings *surroundings, bool recording);

/* Puts everything back. Keeps a Python exception that is set. */
void surroundings_leave(Surroundings *surroundings);

typedef struct CallRecord {
    PyObject *value;     /* NULL when the kernel raised */
    PyObject *exception; /* the instance, or NULL */
    int line;            /* of the kernel's file at which it was raised, or 0 */
    PyObject *warnings;  /* list of (category, message) */
    PyObject *printed;   /* str */
    PyObject *arguments; /* the values after the call */
    bool interrupted;    /* SIGINT arrived: nothing else holds */
} CallRecord;

/* Calls with a fresh copy of `values`; the global random generators of Python and NumPy start from
 * `seed`. `file` is the kernel's. Returns 0, or -1 with `error` when the call could not be made at
 * all, or was refused. */
int call_record(CallRecord *record, const Caller *caller, PyObject *values, const char *file,
                uint64_t seed, Error *error);
void call_record_free(CallRecord *record);

/* 1 when both calls are indistinguishable, 0 with the difference described, -1 with a Python
 * exception set. `parameters` are the names of the values, NULL-terminated. */
int call_records_identical(const CallRecord *expected, const CallRecord *actual,
                           const char *actual_name, const char *const *parameters,
                           Text *difference);

/* 1 when the call left its arguments as they were, 0 when not, -1 with a Python exception set. */
int call_left_arguments(const CallRecord *record, PyObject *values);

#endif
