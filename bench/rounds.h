/* The rounds of arms, paired with each other. Rounds of one process have more in common with each
 * other than with those of another: where several processes measured, it is they that count, each
 * with the median of its rounds. Pure functions of samples. */
#ifndef NPJIT_BENCH_ROUNDS_H
#define NPJIT_BENCH_ROUNDS_H

#include <bench/result.h>

typedef enum Pairing {
    PAIRING_NONE, /* the left arm alone */
    PAIRING_RATIO,
    PAIRING_DIFFERENCE,
} Pairing;

/* Fills `out`, which has room for all of left's samples: one value for each round, or for each
 * process. Returns how many. Both arms are of one kernel of one run. */
int paired_values(const ArmResult *left, const ArmResult *right, Pairing pairing, double *out);

/* The median of these values with its interval. */
Interval paired_interval(const ArmResult *left, const ArmResult *right, Pairing pairing);

#endif
