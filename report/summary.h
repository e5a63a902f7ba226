/* What both the terminal report and the JSON document say of a kernel, derived from its
 * measurements. */
#ifndef NPJIT_REPORT_SUMMARY_H
#define NPJIT_REPORT_SUMMARY_H

#include <bench/result.h>
#include <report/report.h> /* headline_arm */
#include <stdbool.h>

enum {
    INTERVAL_LEAST = 6 /* samples below which no 95% interval by order statistics exists */
};

typedef enum BandPlace { BAND_NONE, BAND_BELOW, BAND_WITHIN, BAND_ABOVE } BandPlace;

/* Whether the arm's speedup may be shown: a compiled arm of a kernel whose results are all equal,
 * timed. */
bool has_speedup(const KernelResult *kernel, const ArmResult *arm);

/* Over how many values the arm's intervals are: rounds, or processes where there are several. */
int interval_values(const ArmResult *arm);

/* Whether the speedup's interval contains 1. */
bool is_inconclusive(const ArmResult *arm);

/* Where the arm's interval lies against the expected band; within as soon as they overlap. */
BandPlace band_place(const KernelResult *kernel, const ArmResult *arm);

/* Whether a kernel was run several times, at different sizes or optimisation levels. */
bool is_sweep(const RunResult *run);

/* All compile phases of an arm together. */
double compile_seconds(const ArmResult *arm);

#endif
