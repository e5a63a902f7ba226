/* The clock that everything is measured with. */
#ifndef NPJIT_BENCH_CLOCK_H
#define NPJIT_BENCH_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Nanoseconds since some moment; never goes back, is not adjusted to the time of day. */
static inline int64_t clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Seconds since `start`. */
static inline double clock_since(int64_t start) {
    return (double)(clock_now() - start) * 1e-9;
}

/* Seconds that one reading of the clock takes: the median of many. */
double clock_overhead(void);

#endif
