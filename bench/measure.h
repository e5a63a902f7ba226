/* Interleaved timing of several ways to call one kernel. */
#ifndef NPJIT_BENCH_MEASURE_H
#define NPJIT_BENCH_MEASURE_H

#include "record.h"
#include <base/error.h>
#include <stdbool.h>
#include <stdint.h>

/* One arm. `samples` and `warmups` have room for as many as the plan asks for; both hold seconds
 * per call. */
typedef struct MeasuredArm {
    const Caller *caller;
    double *samples, *warmups;
    int calls_per_sample; /* chosen by measure() */
} MeasuredArm;

typedef struct MeasurePlan {
    int iterations, warmups;
    double budget;        /* seconds; see BenchOptions.time_budget */
    PyObject *values;     /* what the kernel is called with */
    bool fresh_arguments; /* the kernel changes them: a copy for each call, made outside of the
                             timing */
    bool raises;          /* each call is expected to raise */
    uint64_t seed;        /* of the order of the arms */
    void (*progress)(void *data, int done, int total); /* between rounds; may be NULL */
    void *progress_data;
} MeasurePlan;

/* Seconds by the clock, and how many of them the thread waited for a processor (negative: unknown).
 */
typedef struct Timing {
    double seconds, waited;
} Timing;

/* What was done: the same for all arms. */
typedef struct Measurement {
    int samples, warmups; /* complete rounds */
    Timing total;         /* of all timed calls, those that warm up among them */
    bool interrupted;
} Measurement;

/* Times all arms, round by round. Returns 0 (also when interrupted), or -1 with `error` when a
 * call's outcome is not what was expected, or memory is out. */
int measure(MeasuredArm *arms, int arm_count, const MeasurePlan *plan, Measurement *out,
            Error *error);

/* Whether SIGINT arrived. Then nothing of it stays behind to be raised later. */
bool interrupt_taken(void);

#endif
