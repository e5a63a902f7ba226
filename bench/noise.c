/* What a sample of timings shows of the machine: outliers, which are counted and kept, and whether
 * the times changed level while measuring. Pure functions of samples. */
#include <bench/statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Linear between the order statistics, as in Hyndman and Fan (1996), definition 7. */
static double quantile(const double *sorted, int count, double part) {
    double place = part * (count - 1);
    int below = (int)place;
    int above = below + 1 < count ? below + 1 : below;
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/* Tukey, Exploratory Data Analysis, section 2D. */
static void count_outliers(const double *samples, int count, Noise *out) {
    double *sorted = malloc(sizeof *sorted * (size_t)count);
    if (sorted == NULL) {
        return;
    }
    memcpy(sorted, samples, sizeof *sorted * (size_t)count);
    qsort(sorted, (size_t)count, sizeof *sorted, compare_doubles);
    double low = quantile(sorted, count, 0.25);
    double high = quantile(sorted, count, 0.75);
    double range = high - low;
    for (int i = 0; i < count; i++) {
        double beyond = fmax(low - samples[i], samples[i] - high);
        out->severe_outliers += beyond > 3 * range;
        out->mild_outliers += beyond > 1.5 * range && beyond <= 3 * range;
    }
    free(sorted);
}

/* Pettitt, "A non-parametric approach to the change-point problem", Applied Statistics 28 (1979):
 * where the rank sum of what came before differs most from that of what came after. */
static void find_change(const double *samples, int count, Noise *out) {
    int64_t sum = 0, largest = 0;
    int at = 0;
    for (int round = 0; round + 1 < count; round++) {
        for (int other = 0; other < count; other++) {
            sum += (samples[round] > samples[other]) - (samples[round] < samples[other]);
        }
        if (llabs(sum) > largest) {
            largest = llabs(sum);
            at = round + 1;
        }
    }
    double n = count;
    double probability = 2 * exp(-6.0 * (double)largest * (double)largest / (n * n * n + n * n));
    if (probability < CHANGE_PROBABILITY) {
        out->change_round = at;
        out->change = median_of(samples + at, count - at) / median_of(samples, at);
    }
}

Noise noise_of(const double *samples, int count) {
    Noise noise = {0};
    if (count >= LEAST_FOR_OUTLIERS) {
        count_outliers(samples, count, &noise);
    }
    if (count > 1 && count <= MOST_FOR_CHANGES) {
        find_change(samples, count, &noise);
    }
    return noise;
}
