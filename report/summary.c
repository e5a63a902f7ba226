/* Figures derived from a kernel's measurements. Writes nothing. */
#include "summary.h"
#include <string.h>

bool has_speedup(const KernelResult *kernel, const ArmResult *arm) {
    bool comparable = kernel->outcome == OUTCOME_VALUE || kernel->outcome == OUTCOME_RAISES;
    return comparable && kernel->equal && arm != kernel->arms && arm->identical &&
           arm->sample_count > 0 && arm->speedup.median > 0;
}

int interval_values(const ArmResult *arm) {
    return arm->process_count > 1 ? arm->process_count : arm->sample_count;
}

bool is_inconclusive(const ArmResult *arm) {
    return arm->speedup.low <= 1 && arm->speedup.high >= 1;
}

static int route_rank(const char *route) {
    static const char *const routes[] = {"interp", "python", "capi", "ufunc", "native"};
    for (int i = 0; i < (int)(sizeof routes / sizeof *routes); i++)
        if (strcmp(route, routes[i]) == 0)
            return i;
    return 0;
}

const ArmResult *headline_arm(const KernelResult *kernel) {
    const ArmResult *best = NULL;
    for (int i = 1; i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        if (!has_speedup(kernel, arm))
            continue;
        int better = best ? route_rank(arm->route) - route_rank(best->route) : 1;
        if (!better)
            better = arm->inlined - best->inlined;
        if (better > 0)
            best = arm;
    }
    return best;
}

BandPlace band_place(const KernelResult *kernel, const ArmResult *arm) {
    /* A band that is one point would hardly ever be met; the rule for 1x is that 1.1x is too much.
     */
    double tolerance = kernel->band_low == kernel->band_high ? 1.1 : 1;
    if (!(kernel->band_high > 0))
        return BAND_NONE;
    if (arm->speedup.high < kernel->band_low / tolerance)
        return BAND_BELOW;
    if (arm->speedup.low > kernel->band_high * tolerance)
        return BAND_ABOVE;
    return BAND_WITHIN;
}

bool is_sweep(const RunResult *run) {
    for (int k = 1; k < run->kernel_count; k++)
        if (strcmp(run->kernels[k].id, run->kernels[k - 1].id) == 0)
            return true;
    return false;
}

double compile_seconds(const ArmResult *arm) {
    return arm->front + arm->generation + arm->inlining + arm->optimisation + arm->emission;
}
