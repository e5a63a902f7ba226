/* Lists what becomes of the functions of a file when they are compiled. Runs none of them; the file
 * itself is loaded. The interpreter must be running and the GIL held. */
#ifndef NPJIT_BENCH_LISTING_H
#define NPJIT_BENCH_LISTING_H

#include <base/error.h>
#include <stdbool.h>
#include <stdint.h>

struct KernelRequest;

typedef enum ListedStatus {
    LISTED_FULL,    /* machine code throughout */
    LISTED_BOXED,   /* some lines run through CPython's objects */
    LISTED_REFUSED, /* not compiled */
    LISTED_UNTYPED, /* it could be compiled, but nothing is known of some parameter */
    LISTED_STATUS_COUNT,
} ListedStatus;

extern const char *const listed_status_names[LISTED_STATUS_COUNT]; /* "full", … */

/* A line that runs boxed, and one operation of it that does. */
typedef struct BoxedLine {
    int line;
    const char *operation; /* "object.getitem" */
} BoxedLine;

/* One function for one list of argument types. Everything is borrowed for the time of the call. */
typedef struct ListedKernel {
    ListedStatus status;
    const char *source, *function;
    int line;
    const char *parameters; /* "n: int, x: array(float64, 1)"; of unknown ones only the name */
    const char *origin;     /* where the types are from: "call", "cases" or "annotations" */
    const char *unknown;    /* LISTED_UNTYPED: "x, y" */
    const Error *refusal;   /* LISTED_REFUSED */
    const BoxedLine *lines; /* LISTED_BOXED, by line */
    int line_count;
} ListedKernel;

typedef struct ListingSummary {
    int64_t statuses[LISTED_STATUS_COUNT];
} ListingSummary;

/* Hands the functions that the file defines to `report`, in their order: `request->function` only,
 * or all. The types are those of the call in `request` where there is one; else of the function's
 * `cases`, one entry for each different list of types; else what annotations and defaults say.
 * Returns 0, or -1 with `error`. */
int bench_list_kernels(const struct KernelRequest *request,
                       void (*report)(void *data, const ListedKernel *kernel), void *data,
                       ListingSummary *out, Error *error);

#endif
