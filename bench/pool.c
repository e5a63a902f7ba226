/* Adding one process's rounds to another's. See bench/pool.h. */
#include "conclude.h"
#include <bench/pool.h>
#include <math.h>
#include <string.h>

static const ArmResult *arm_named(const KernelResult *kernel, const char *name) {
    for (int i = 0; i < kernel->arm_count; i++) {
        if (strcmp(kernel->arms[i].name, name) == 0) {
            return &kernel->arms[i];
        }
    }
    return NULL;
}

/* Whether all arms of `kernel` are in `other`, with as many rounds each. */
static bool is_complete(const KernelResult *kernel, const KernelResult *other) {
    if (strcmp(kernel->id, other->id) != 0 || kernel->arm_count == 0 || !kernel->equal ||
        kernel->arms[0].sample_count == 0 || other->arm_count == 0) {
        return false;
    }
    int rounds = other->arms[0].sample_count;
    for (int i = 0; i < kernel->arm_count; i++) {
        const ArmResult *arm = arm_named(other, kernel->arms[i].name);
        if (arm == NULL || arm->sample_count != rounds) {
            return false;
        }
    }
    return rounds > 0;
}

static double *joined(Arena *arena, const double *first, int first_count, const double *second,
                      int second_count) {
    double *all = ARENA_ARRAY(arena, double, first_count + second_count + 1);
    if (first_count > 0) {
        memcpy(all, first, sizeof *all * (size_t)first_count);
    }
    if (second_count > 0) {
        memcpy(all + first_count, second, sizeof *all * (size_t)second_count);
    }
    return all;
}

static ProcessRounds rounds_of(const ArmResult *arm, int first) {
    return (ProcessRounds){.first = first,
                           .count = arm->sample_count,
                           .warmups = arm->warmups,
                           .warmup_count = arm->warmup_count,
                           .calls_per_sample = arm->calls_per_sample};
}

static void add_rounds(Arena *arena, ArmResult *arm, const ArmResult *other) {
    int known = arm->process_count > 0 ? arm->process_count : 1;
    ProcessRounds *processes = ARENA_ARRAY(arena, ProcessRounds, known + 1);
    if (arm->process_count > 0) {
        memcpy(processes, arm->processes, sizeof *processes * (size_t)known);
    } else {
        processes[0] = rounds_of(arm, 0);
    }
    processes[known] = rounds_of(other, arm->sample_count);
    arm->processes = processes;
    arm->process_count = known + 1;
    arm->samples =
        joined(arena, arm->samples, arm->sample_count, other->samples, other->sample_count);
    arm->sample_count += other->sample_count;
}

static void take_difference(RunResult *run, KernelResult *kernel, const KernelResult *other) {
    kernel->outcome = OUTCOME_DIFFERS;
    kernel->equal = false;
    kernel->difference = arena_format(run->arena, "in another process: %s", other->difference);
    run->exit_code = 4;
}

void pool_process(RunResult *run, const RunResult *other) {
    for (int k = 0; k < run->kernel_count && k < other->kernel_count; k++) {
        KernelResult *kernel = &run->kernels[k];
        const KernelResult *more = &other->kernels[k];
        if (more->difference != NULL && kernel->difference == NULL) {
            take_difference(run, kernel, more);
        }
        if (!is_complete(kernel, more)) {
            continue;
        }
        for (int i = 0; i < kernel->arm_count; i++) {
            ArmResult *arm = &kernel->arms[i];
            add_rounds(run->arena, arm, arm_named(more, arm->name));
        }
        kernel->waited_share = fmax(kernel->waited_share, more->waited_share);
        conclude_times(kernel);
        conclude_account(run->arena, kernel);
    }
}
