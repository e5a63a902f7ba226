/* The clock that phases are measured with. */
#ifndef NPJIT_JIT_SECONDS_H
#define NPJIT_JIT_SECONDS_H

#include <time.h>

static inline double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

#endif
