/* Paired rounds. See rounds.h. */
#include "rounds.h"
#include <bench/statistics.h>
#include <math.h>
#include <stdlib.h>

static double paired(const ArmResult *left, const ArmResult *right, Pairing pairing, int round) {
    switch (pairing) {
    case PAIRING_RATIO: return left->samples[round] / right->samples[round];
    case PAIRING_DIFFERENCE: return left->samples[round] - right->samples[round];
    case PAIRING_NONE: break;
    }
    return left->samples[round];
}

int paired_values(const ArmResult *left, const ArmResult *right, Pairing pairing, double *out) {
    int rounds = left->sample_count;
    if (right != NULL && right->sample_count < rounds) {
        rounds = right->sample_count;
    }
    for (int i = 0; i < rounds; i++) {
        out[i] = paired(left, right, pairing, i);
    }
    if (left->process_count <= 1) {
        return rounds;
    }
    /* A process has at least one round, so that no value is overwritten before it was read. */
    for (int i = 0; i < left->process_count; i++) {
        const ProcessRounds *process = &left->processes[i];
        out[i] = median_of(out + process->first, process->count);
    }
    return left->process_count;
}

Interval paired_interval(const ArmResult *left, const ArmResult *right, Pairing pairing) {
    if (left->sample_count <= 0) {
        return (Interval){0, 0, 0};
    }
    double *values = malloc(sizeof *values * (size_t)left->sample_count);
    if (values == NULL) {
        return (Interval){NAN, NAN, NAN};
    }
    int count = paired_values(left, right, pairing, values);
    Interval interval = median_interval(values, count);
    free(values);
    return interval;
}
