/* How two runs compare: which of their arms belong together, and by what ratio an arm's time has
 * changed. Neither reads files nor prints.
 *
 * The rounds of two runs are not paired with each other, but each is paired with its own
 * interpreter's: what is compared is the arm's time in respect to the interpreter's, round by
 * round. The change is Hodges and Lehmann's estimate of the shift between two samples, with the
 * interval of the Mann-Whitney statistic (Hollander, Wolfe and Chicken, Nonparametric Statistical
 * Methods, sections 4.2 and 4.3), on logarithms: a ratio. */
#include "rounds.h"
#include <bench/compare.h>
#include <bench/statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_EXACT = 50, BISECTIONS = 100 };

/* Upper quantile of the standard normal distribution, by bisection of erfc. */
static double normal_quantile(double tail) {
    double low = 0, high = 40;
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = (low + high) / 2;
        if (0.5 * erfc(middle / M_SQRT2) > tail) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/* In how many of the orders of both samples the Mann-Whitney statistic is u: the coefficients of a
 * Gaussian binomial, built factor by factor. Only sums of what is smaller enter, so that the tail
 * is exact. */
static int exact_rank(int m, int n, double tail) {
    int size = m * n + 1;
    double *orders = calloc((size_t)size, sizeof *orders);
    if (orders == NULL) {
        return 0;
    }
    orders[0] = 1;
    for (int i = 1; i <= n; i++) {
        for (int u = size - 1; u >= m + i; u--) {
            orders[u] -= orders[u - m - i];
        }
        for (int u = i; u < size; u++) {
            orders[u] += orders[u - i];
        }
    }
    double all = exp(lgamma(m + n + 1.0) - lgamma(m + 1.0) - lgamma(n + 1.0));
    double below = 0;
    int rank = 0;
    while (rank < size / 2 && (below + orders[rank]) / all <= tail) {
        below += orders[rank];
        rank++;
    }
    free(orders);
    return rank;
}

/* The k for which [k-th smallest, k-th largest] of the m * n ratios is the interval; 0: none is. */
static int64_t shift_rank(int m, int n, double tail) {
    if (m <= LARGEST_EXACT && n <= LARGEST_EXACT) {
        return exact_rank(m, n, tail);
    }
    double pairs = (double)m * n;
    double rank = pairs / 2 - 0.5 - normal_quantile(tail) * sqrt(pairs * (m + n + 1.0) / 12);
    return rank < 1 ? 0 : (int64_t)rank;
}

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

static double *sorted_logarithms(const double *values, int count) {
    double *sorted = malloc(sizeof *sorted * (size_t)count);
    if (sorted == NULL) {
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        sorted[i] = log(values[i]);
    }
    qsort(sorted, (size_t)count, sizeof *sorted, compare_doubles);
    return sorted;
}

/* How many differences right[j] - left[i] are at most `limit`. Both are sorted. */
static int64_t differences_within(const double *left, int m, const double *right, int n,
                                  double limit) {
    int64_t within = 0;
    int j = 0;
    for (int i = 0; i < m; i++) {
        while (j < n && right[j] - left[i] <= limit) {
            j++;
        }
        within += j;
    }
    return within;
}

/* The rank-th smallest difference, without making all of them. */
static double difference_at(const double *left, int m, const double *right, int n, int64_t rank) {
    double low = right[0] - left[m - 1];
    double high = right[n - 1] - left[0];
    if (differences_within(left, m, right, n, low) >= rank) {
        return low;
    }
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = low + (high - low) / 2;
        if (differences_within(left, m, right, n, middle) >= rank) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

Interval shift_ratio(const double *old, int old_count, const double *new, int new_count,
                     double error) {
    if (old_count <= 0 || new_count <= 0) {
        return (Interval){0, 0, 0};
    }
    double *left = sorted_logarithms(old, old_count);
    double *right = sorted_logarithms(new, new_count);
    Interval ratio = {NAN, NAN, NAN};
    if (left != NULL && right != NULL) {
        int64_t pairs = (int64_t)old_count * new_count;
        int64_t rank = shift_rank(old_count, new_count, error / 2);
        double middle = difference_at(left, old_count, right, new_count, (pairs + 1) / 2);
        if (pairs % 2 == 0) {
            middle += difference_at(left, old_count, right, new_count, pairs / 2 + 1);
            middle /= 2;
        }
        ratio = (Interval){exp(middle), 0, INFINITY};
        if (rank > 0) {
            ratio.low = exp(difference_at(left, old_count, right, new_count, rank));
            ratio.high = exp(difference_at(left, old_count, right, new_count, pairs + 1 - rank));
        }
    }
    free(left);
    free(right);
    return ratio;
}

/* ---- runs ---- */

/* The optimisation level of the compiled arms; -1 where there are none. */
static int level_of(const KernelResult *kernel) {
    return kernel->arm_count > 1 ? kernel->arms[1].opt_level : -1;
}

/* The run's kernel of the same id: of the same size and level where there are several. */
static const KernelResult *counterpart(const RunResult *run, const KernelResult *kernel) {
    const KernelResult *found = NULL;
    for (int i = 0; i < run->kernel_count; i++) {
        const KernelResult *other = &run->kernels[i];
        if (strcmp(other->id, kernel->id) != 0) {
            continue;
        }
        if (found == NULL || (other->size == kernel->size && level_of(other) == level_of(kernel))) {
            found = other;
        }
    }
    return found;
}

static const ArmResult *arm_named(const KernelResult *kernel, const char *name) {
    for (int i = 0; i < kernel->arm_count; i++) {
        if (strcmp(kernel->arms[i].name, name) == 0) {
            return kernel->arms[i].sample_count > 0 ? &kernel->arms[i] : NULL;
        }
    }
    return NULL;
}

/* The arm's times in respect to the interpreter's, round by round or process by process. */
static double *relative_times(Arena *arena, const KernelResult *kernel, const ArmResult *arm,
                              bool plainly, int *count) {
    double *times = ARENA_ARRAY(arena, double, arm->sample_count + 1);
    *count = plainly ? paired_values(arm, NULL, PAIRING_NONE, times)
                     : paired_values(arm, &kernel->arms[0], PAIRING_RATIO, times);
    return times;
}

static void compare_arm(Arena *arena, const KernelResult *old_kernel, const ArmResult *old,
                        ComparedArm *compared, double error) {
    bool plainly = compared->arm == compared->kernel->arms;
    int old_count, new_count;
    const double *before = relative_times(arena, old_kernel, old, plainly, &old_count);
    const double *after =
        relative_times(arena, compared->kernel, compared->arm, plainly, &new_count);
    compared->change = shift_ratio(before, old_count, after, new_count, error);
}

/* All pairs of arms that belong together. */
static int find_pairs(const RunResult *old, const RunResult *new, ComparedArm *pairs,
                      const KernelResult **old_kernels, const ArmResult **old_arms) {
    int count = 0;
    for (int k = 0; k < new->kernel_count; k++) {
        const KernelResult *kernel = &new->kernels[k];
        const KernelResult *before = counterpart(old, kernel);
        for (int i = 0; before != NULL && i < kernel->arm_count; i++) {
            const ArmResult *arm = &kernel->arms[i];
            const ArmResult *old_arm = arm_named(before, arm->name);
            if (old_arm == NULL || arm->sample_count == 0) {
                continue;
            }
            pairs[count] = (ComparedArm){
                .kernel = kernel, .arm = arm, .resized = before->size != kernel->size};
            old_kernels[count] = before;
            old_arms[count++] = old_arm;
        }
    }
    return count;
}

void compare_runs(Arena *arena, const RunResult *old, const RunResult *new, Comparison *out) {
    int most = 1;
    for (int k = 0; k < new->kernel_count; k++) {
        most += new->kernels[k].arm_count;
    }
    const KernelResult **old_kernels = ARENA_ARRAY(arena, const KernelResult *, most);
    const ArmResult **old_arms = ARENA_ARRAY(arena, const ArmResult *, most);
    *out = (Comparison){.arms = ARENA_ARRAY(arena, ComparedArm, most)};
    out->arm_count = find_pairs(old, new, out->arms, old_kernels, old_arms);
    int compared = 0;
    for (int i = 0; i < out->arm_count; i++) {
        compared += !out->arms[i].resized;
    }
    out->error = compared > 0 ? 0.05 / compared : 0.05;
    for (int i = 0; i < out->arm_count; i++) {
        if (!out->arms[i].resized) {
            compare_arm(arena, old_kernels[i], old_arms[i], &out->arms[i], out->error);
        }
    }
}
