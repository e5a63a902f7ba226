/* Runs of the same kernels at several sizes or optimisation levels, as one table. */
#ifndef NPJIT_REPORT_TEXT_SWEEP_H
#define NPJIT_REPORT_TEXT_SWEEP_H

#include "layout.h"
#include <bench/result.h>

void print_sweep(const Printer *printer, const RunResult *run);

#endif
