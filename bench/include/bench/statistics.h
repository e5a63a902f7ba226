/* Pure functions of samples. Sources are named at each formula in statistics.c. An empty sample
 * gives zeros. */
#ifndef NPJIT_BENCH_STATISTICS_H
#define NPJIT_BENCH_STATISTICS_H

#include <bench/result.h>
#include <stdint.h>

double median_of(const double *values, int count);

/* Median and 95% interval of the median by order statistics (binomial), exact where the sample
 * allows it; for fewer than 6 values, where no 95% interval by order statistics exists, low and
 * high are the extremes. */
Interval median_interval(const double *values, int count);

/* The k for which [k-th smallest, k-th largest] of `count` values covers the median with at least
 * 95% and k is as large as possible; 0 when even the extremes do not. */
int median_interval_rank(int count);

/* With which probability [k-th smallest, k-th largest] of `count` values covers the median. */
double median_interval_coverage(int count, int rank);

/* Median of the per-round ratios numerator[i] / denominator[i] with its interval. */
Interval ratio_interval(const double *numerator, const double *denominator, int count);

/* Median of the per-round differences left[i] - right[i] with its interval. */
Interval difference_interval(const double *left, const double *right, int count);

/* Outliers and a change of level, of samples in the order in which they were taken. */
enum {
    LEAST_FOR_OUTLIERS = 4,
    MOST_FOR_CHANGES = 5000, /* finding one takes the square of the count */
};
#define CHANGE_PROBABILITY 0.01 /* of seeing one where there is none */
Noise noise_of(const double *samples, int count);

/* splitmix64: the next of a sequence of random numbers (state is any 64 bits). */
uint64_t random_next(uint64_t *state);

/* Puts 0 … count-1 into `order`, each order equally likely. */
void random_order(int *order, int count, uint64_t *state);

#endif
