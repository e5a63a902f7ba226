/* How far this machine can be trusted with measuring. */
#ifndef NPJIT_BENCH_DOCTOR_H
#define NPJIT_BENCH_DOCTOR_H

#include <base/arena.h>
#include <base/error.h>
#include <stdbool.h>

struct BenchOptions;
struct ScenarioList;

/* Something that makes times scatter or drift, and what to do about it. */
typedef struct MachineWarning {
    const char *what, *advice;
} MachineWarning;

/* The interpreter measured against itself, many times over: every conclusive repetition is wrong.
 */
typedef struct AaTest {
    int repetitions, conclusive;
    int rounds;         /* of each repetition */
    double typical;     /* median reach of the intervals, as a part of the ratio */
    double call_median; /* seconds of one call */
    bool interrupted;
} AaTest;

/* Looks at governor, turbo, load, cores and virtualisation. The texts are in `arena`. */
void machine_warnings(Arena *arena, MachineWarning **out, int *count);

/* Runs the test with the scenario B3 at a small size. Returns 0, or -1 with `error`. */
int aa_test(const struct ScenarioList *scenarios, const struct BenchOptions *options,
            int repetitions, AaTest *out, Error *error);

/* Whether at least 95% of the repetitions were inconclusive, as they should be. */
bool aa_test_passed(const AaTest *test);

#endif
