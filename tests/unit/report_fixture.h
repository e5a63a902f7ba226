/* A run as bench would hand it to the reporters, with made-up figures: every outcome a kernel can
 * have. */
#ifndef NPJIT_TESTS_REPORT_FIXTURE_H
#define NPJIT_TESTS_REPORT_FIXTURE_H

#include <bench/result.h>

enum { FIXTURE_A1, FIXTURE_B3, FIXTURE_C3, FIXTURE_KERNELS };

/* A1, B3 and C3, all equal and timed: B3 with thunks inlined and not, C3 with a result of 2090
 * digits. */
RunResult *fixture_run(Arena *arena);

/* The same kernels on the four routes, inlined and not. */
RunResult *fixture_ladder(Arena *arena);

/* Adds to a run a kernel that could not be compiled, with the place in `source`. */
KernelResult *fixture_refused(RunResult *run, const char *source);

/* Adds a kernel whose compiled result differs, one that raises, one that was interrupted. */
KernelResult *fixture_differs(RunResult *run);
KernelResult *fixture_raises(RunResult *run);
KernelResult *fixture_interrupted(RunResult *run);

#endif
