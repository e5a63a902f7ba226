/* A kernel ready to be run, made from a scenario or from what the user asked for. */
#ifndef NPJIT_BENCH_KERNEL_H
#define NPJIT_BENCH_KERNEL_H

#include "kernel_file.h"
#include <bench/bench.h>

typedef struct Kernel {
    const char *id, *title, *shows, *group; /* borrowed */
    int64_t size, turns;                    /* 0: none, unknown */
    double band_low, band_high;             /* 0: nothing expected */
    KernelFile file;
    PyObject *function;
    Signature signature;
    PyObject *values; /* one for each parameter */
    int given;        /* how many of them, from the first, were given by position; -1: by keyword */
} Kernel;

/* `size` 0 is the scenario's own. Return 0, or -1 with `error`. */
int kernel_from_scenario(Kernel *kernel, const Scenario *scenario, int64_t size, uint64_t seed,
                         Error *error);
int kernel_from_request(Kernel *kernel, const KernelRequest *request, Error *error);
void kernel_free(Kernel *kernel);

#endif
