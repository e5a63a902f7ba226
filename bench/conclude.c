/* From samples to figures and words. See conclude.h. */
#include "conclude.h"
#include "account.h"
#include "advice.h"
#include "meaning.h"
#include "profile.h"
#include "rounds.h"
#include "verdict.h"
#include <bench/statistics.h>

/* Process by process: that one differs from another is no drift. The change is the first one's. */
static Noise arm_noise(const ArmResult *arm) {
    if (arm->process_count <= 1) {
        return noise_of(arm->samples, arm->sample_count);
    }
    Noise all = noise_of(arm->samples, arm->processes[0].count);
    for (int i = 1; i < arm->process_count; i++) {
        const ProcessRounds *process = &arm->processes[i];
        Noise noise = noise_of(arm->samples + process->first, process->count);
        all.mild_outliers += noise.mild_outliers;
        all.severe_outliers += noise.severe_outliers;
    }
    return all;
}

static void conclude_processes(ArmResult *arms, int arm_count) {
    for (int i = 0; i < arm_count; i++) {
        ArmResult *arm = &arms[i];
        for (int p = 0; p < arm->process_count; p++) {
            ProcessRounds *process = &arm->processes[p];
            process->seconds = median_interval(arm->samples + process->first, process->count);
            if (i > 0) {
                process->speedup = ratio_interval(arms[0].samples + process->first,
                                                  arm->samples + process->first, process->count);
            }
        }
    }
}

void conclude_times(KernelResult *result) {
    ArmResult *arms = result->arms;
    conclude_processes(arms, result->arm_count);
    for (int i = 0; i < result->arm_count; i++) {
        ArmResult *arm = &arms[i];
        arm->noise = arm_noise(arm);
        arm->seconds = paired_interval(arm, NULL, PAIRING_NONE);
        if (i == 0 || arm->sample_count == 0) {
            continue;
        }
        arm->speedup = paired_interval(&arms[0], arm, PAIRING_RATIO);
        double compile_seconds =
            arm->front + arm->generation + arm->inlining + arm->optimisation + arm->emission;
        arm->break_even_calls =
            break_even(compile_seconds, arms[0].seconds.median, arm->seconds.median, arm->speedup);
    }
    if (result->arm_count > 1 && arms[1].sample_count > 0) {
        result->break_even_calls = arms[1].break_even_calls;
    }
}

void conclude_account(Arena *arena, KernelResult *result) {
    Account *account = &result->account;
    account_make(result->arms, result->arm_count, account);
    account_calls(result->arms, result->arm_count);
    result->has_crossing = account->crossing_route != NULL;
    if (result->has_crossing) {
        double scale = 1 / (double)account->crossing_calls;
        const Interval *crossing = &account->crossing;
        result->crossing_seconds =
            (Interval){crossing->median * scale, crossing->low * scale, crossing->high * scale};
    }
    result->meaning = meaning_of(arena, result);
    result->verdict = verdict_of(arena, result);
    if (result->profile != NULL) {
        result->profile->words = prediction_of(arena, result);
    }
    advise(arena, result);
}
