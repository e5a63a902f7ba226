/* What both the terminal report and the JSON document say of a kernel, derived from its
 * measurements. */
#ifndef NPJIT_REPORT_SUMMARY_H
#define NPJIT_REPORT_SUMMARY_H

#include <bench/result.h>
#include <stdbool.h>

typedef enum BandPlace { BAND_NONE, BAND_BELOW, BAND_WITHIN, BAND_ABOVE } BandPlace;

/* Whether the arm's speedup may be shown: a compiled arm of a kernel whose results are all equal,
 * timed. */
bool has_speedup(const KernelResult *kernel, const ArmResult *arm);

/* Whether the speedup's interval contains 1. */
bool is_inconclusive(const ArmResult *arm);

/* The arm that stands for the kernel in one figure: the fastest route by design, thunks inlined
 * before not. It is chosen by what it is, never by what was measured. NULL when no speedup may be
 * shown. */
const ArmResult *headline_arm(const KernelResult *kernel);

/* Where the arm's interval lies against the expected band; within as soon as they overlap. */
BandPlace band_place(const KernelResult *kernel, const ArmResult *arm);

/* All compile phases of an arm together. */
double compile_seconds(const ArmResult *arm);

#endif
