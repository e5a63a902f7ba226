/* Statistics of timing samples: arrays in, numbers out. Knows nothing of kernels or clocks.
 *
 * The interval of a median is read off the sorted sample: it needs no assumption about the
 * distribution of timings, which is skewed and has several peaks. */
#include <bench/statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* A sorted copy to be freed, or NULL when memory is out. */
static double *sorted_copy(const double *values, int count) {
    double *sorted = malloc(sizeof *sorted * (size_t)count);
    if (sorted != NULL) {
        memcpy(sorted, values, sizeof *sorted * (size_t)count);
        qsort(sorted, (size_t)count, sizeof *sorted, compare_doubles);
    }
    return sorted;
}

static double sorted_median(const double *sorted, int count) {
    int middle = count / 2;
    if (count % 2 != 0) {
        return sorted[middle];
    }
    return sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
}

/* P(X = i) for X binomial with `count` trials of probability 1/2. Logarithms, because 2**-count
 * underflows long before --iters ends. */
static double binomial_half(int count, int i) {
    return exp(lgamma(count + 1.0) - lgamma(i + 1.0) - lgamma(count - i + 1.0) - count * M_LN2);
}

/* Thompson (1936); Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed.,
 * section 3.6; David and Nagaraja, Order Statistics, 3rd ed., section 7.1: the k-th smallest is
 * above the median exactly when fewer than k of the values are below it. */
double median_interval_coverage(int count, int rank) {
    double below = 0;
    for (int i = 0; i < rank; i++) {
        below += binomial_half(count, i);
    }
    return 1 - 2 * below;
}

int median_interval_rank(int count) {
    int rank = 0;
    double below = 0;
    while (rank < count / 2 && 2 * (below + binomial_half(count, rank)) <= 0.05) {
        below += binomial_half(count, rank);
        rank++;
    }
    return rank;
}

double median_of(const double *values, int count) {
    if (count <= 0) {
        return 0;
    }
    double *sorted = sorted_copy(values, count);
    double median = sorted == NULL ? NAN : sorted_median(sorted, count);
    free(sorted);
    return median;
}

Interval median_interval(const double *values, int count) {
    if (count <= 0) {
        return (Interval){0, 0, 0};
    }
    double *sorted = sorted_copy(values, count);
    if (sorted == NULL) {
        return (Interval){NAN, NAN, NAN};
    }
    int rank = median_interval_rank(count);
    if (rank == 0) {
        rank = 1;
    }
    Interval interval = {sorted_median(sorted, count), sorted[rank - 1], sorted[count - rank]};
    free(sorted);
    return interval;
}

/* Interval of op(left[i], right[i]). */
static Interval paired_interval(const double *left, const double *right, int count, bool ratio) {
    if (count <= 0) {
        return (Interval){0, 0, 0};
    }
    double *paired = malloc(sizeof *paired * (size_t)count);
    if (paired == NULL) {
        return (Interval){NAN, NAN, NAN};
    }
    for (int i = 0; i < count; i++) {
        paired[i] = ratio ? left[i] / right[i] : left[i] - right[i];
    }
    Interval interval = median_interval(paired, count);
    free(paired);
    return interval;
}

Interval ratio_interval(const double *numerator, const double *denominator, int count) {
    return paired_interval(numerator, denominator, count, true);
}

Interval difference_interval(const double *left, const double *right, int count) {
    return paired_interval(left, right, count, false);
}

/* Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. */
uint64_t random_next(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Fisher and Yates' shuffle, from the front. The remainder's bias is below 2**-56 for any arm
 * count. */
void random_order(int *order, int count, uint64_t *state) {
    for (int i = 0; i < count; i++) {
        int j = (int)(random_next(state) % (uint64_t)(i + 1));
        order[i] = order[j];
        order[j] = i;
    }
}
