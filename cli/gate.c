/* Gates: a bound, an interval, and three answers. What lies on one side with the whole interval is
 * decided; the rest is inconclusive, never passed or failed by its median alone. */
#include "gate.h"
#include "session.h"
#include <bench/statistics.h>
#include <report/report.h>

typedef struct Tally {
    bool failed, undecided;
} Tally;

static void judge_speedup(const CliOptions *options, const KernelResult *kernel,
                          const ArmResult *arm, Tally *tally, FILE *out) {
    double bound = options->fail_below;
    const Interval *speedup = &arm->speedup;
    bool pooled = arm->process_count > 1;
    int values = pooled ? arm->process_count : arm->sample_count;
    if (median_interval_rank(values) == 0) {
        fprintf(out, "npjit: --fail-below cannot be decided: %s/%s has %d %s, and 95%% need 6\n",
                kernel->id, arm->name, values, pooled ? "processes" : "rounds");
        tally->undecided = true;
    } else if (speedup->high < bound) {
        fprintf(out,
                "npjit: --fail-below failed: %s/%s is %.4g times as fast, at most %.4g, not %g\n",
                kernel->id, arm->name, speedup->median, speedup->high, bound);
        tally->failed = true;
    } else if (speedup->low < bound) {
        fprintf(out,
                "npjit: --fail-below cannot be decided: %s/%s is from %.4g to %.4g times as fast, "
                "which contains %g\n",
                kernel->id, arm->name, speedup->low, speedup->high, bound);
        tally->undecided = true;
    }
}

static const ComparedArm *compared_arm(const Comparison *comparison, const ArmResult *arm) {
    for (int i = 0; i < comparison->arm_count; i++)
        if (comparison->arms[i].arm == arm)
            return comparison->arms[i].resized ? NULL : &comparison->arms[i];
    return NULL;
}

static void judge_change(const CliOptions *options, const Comparison *comparison,
                         const KernelResult *kernel, const ArmResult *arm, Tally *tally,
                         FILE *out) {
    double bound = 1 + options->fail_if_slower / 100;
    const ComparedArm *compared = compared_arm(comparison, arm);
    if (!compared) {
        fprintf(out,
                "npjit: --fail-if-slower cannot be decided: the earlier run has no %s/%s of this "
                "size\n",
                kernel->id, arm->name);
        tally->undecided = true;
    } else if (compared->change.low > bound) {
        fprintf(out, "npjit: --fail-if-slower failed: %s/%s takes %.1f%% longer, at least %.1f%%\n",
                kernel->id, arm->name, 100 * (compared->change.median - 1),
                100 * (compared->change.low - 1));
        tally->failed = true;
    } else if (!(compared->change.high <= bound)) {
        fprintf(out,
                "npjit: --fail-if-slower cannot be decided: the change of %s/%s lies between "
                "%.1f%% and %.1f%%\n",
                kernel->id, arm->name, 100 * (compared->change.low - 1),
                100 * (compared->change.high - 1));
        tally->undecided = true;
    }
}

int gate_judge(const CliOptions *options, const RunResult *run, const Comparison *comparison,
               FILE *out) {
    Tally tally = {false, false};
    for (int k = 0; k < run->kernel_count; k++) {
        const KernelResult *kernel = &run->kernels[k];
        const ArmResult *arm = headline_arm(kernel);
        if (!arm)
            continue; /* refused or different: that has an exit status of its own */
        if (options->fail_below > 0)
            judge_speedup(options, kernel, arm, &tally, out);
        if (options->gates_change && comparison)
            judge_change(options, comparison, kernel, arm, &tally, out);
    }
    return tally.failed ? EXIT_GATE_FAILED : tally.undecided ? EXIT_INCONCLUSIVE : EXIT_DONE;
}
