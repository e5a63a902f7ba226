/* Pure functions of samples. Sources are named at each formula in statistics.c. */
#ifndef NPJIT_BENCH_STATISTICS_H
#define NPJIT_BENCH_STATISTICS_H

#include <bench/result.h>
#include <stdint.h>

double median_of(const double *values, int count);

/* Median and 95% interval of the median by order statistics (binomial), exact where the sample allows it;
 * for fewer than 6 values, where no 95% interval by order statistics exists, low and high are the extremes. */
Interval median_interval(const double *values, int count);

/* Median of the per-round ratios numerator[i] / denominator[i] with its interval. */
Interval ratio_interval(const double *numerator, const double *denominator, int count);

#endif
