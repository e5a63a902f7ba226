/* Two runs of the same kernels, compared. Pure functions of results. */
#ifndef NPJIT_BENCH_COMPARE_H
#define NPJIT_BENCH_COMPARE_H

#include <bench/result.h>

/* One arm that both runs timed. */
typedef struct ComparedArm {
    const KernelResult *kernel; /* the new run's */
    const ArmResult *arm;
    Interval change; /* new / old time of one call, each in respect to the interpreter's of the same
                        round, so that a faster or slower machine drops out; of the interpreter
                        itself the plain ratio. Above 1: slower than before */
    bool resized;    /* the sizes of the inputs differ: there is nothing to compare, change is 0 */
} ComparedArm;

typedef struct Comparison {
    ComparedArm *arms;
    int arm_count;
    double error; /* of each interval; all of them hold together with 95% (Bonferroni) */
} Comparison;

/* Compares arms of the same name of kernels of the same id. Strings stay the runs'; the array is
 * allocated in `arena`. */
void compare_runs(Arena *arena, const RunResult *old, const RunResult *new, Comparison *out);

/* How many times larger `new` is than `old`, two independent samples of positive numbers: the
 * median of all ratios new[i] / old[j], with the interval that misses with a probability of at most
 * `error`. Where even the extremes do not reach that, the interval is from 0 to infinity. */
Interval shift_ratio(const double *old, int old_count, const double *new, int new_count,
                     double error);

#endif
