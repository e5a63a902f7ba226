/* Where the interpreter's time goes.
 *
 * A slice is the difference between two neighbouring rungs of the ladder. Its estimate is the
 * difference of the rungs' medians, so that all slices add up to the interpreter's median exactly;
 * its interval is that of the per-round differences, in which slow changes of the machine cancel,
 * widened where the estimate lies outside. Slices may be negative: that is then what was measured.
 * Nothing here looks at a clock. */
#include "account.h"
#include "rounds.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

/* Slowest first; each removes the layer of the same position. */
static const char *const rung_routes[LAYER_COUNT] = {"interp", "python", "capi", "ufunc", "native"};

const ArmResult *account_rung(const ArmResult *arms, int arm_count, const char *route) {
    int wanted = 0; /* thunks inlined, where any arm has them so */
    for (int i = 1; i < arm_count; i++) {
        wanted = wanted || arms[i].inlined == 1;
    }
    for (int i = 1; i < arm_count; i++) {
        if (strcmp(arms[i].route, route) == 0 && arms[i].inlined == wanted) {
            return &arms[i];
        }
    }
    return NULL;
}

static Interval around(double estimate, Interval interval) {
    return (Interval){estimate, fmin(estimate, interval.low), fmax(estimate, interval.high)};
}

static void add_slice(Account *account, const ArmResult *from, const ArmResult *to,
                      unsigned layers) {
    AccountSlice *slice = &account->slices[account->slice_count++];
    *slice = (AccountSlice){.layers = layers, .from = from->name, .seconds = from->seconds};
    if (to != NULL) {
        Interval difference = paired_interval(from, to, PAIRING_DIFFERENCE);
        slice->to = to->name;
        slice->seconds = around(from->seconds.median - to->seconds.median, difference);
    }
    slice->significant = slice->seconds.low > 0 || slice->seconds.high < 0;
}

int64_t calls_of(const ArmResult *arm) {
    int64_t calls = 0;
    for (int i = 0; i < arm->ffi_count; i++) {
        calls += arm->ffi_calls[i].calls;
    }
    return calls;
}

void account_calls(ArmResult *arms, int arm_count) {
    const ArmResult *rung = account_rung(arms, arm_count, "native");
    for (int i = 0; i < arm_count && rung != NULL; i++) {
        ArmResult *arm = &arms[i];
        int64_t calls = calls_of(arm);
        if (calls == 0 || strcmp(arm->route, rung->route) == 0) {
            continue;
        }
        Interval beyond = paired_interval(arm, rung, PAIRING_DIFFERENCE);
        double scale = 1 / (double)calls;
        arm->seconds_per_call =
            (Interval){beyond.median * scale, beyond.low * scale, beyond.high * scale};
    }
}

/* A difference of 50 ns drowns in the noise of a route that takes a hundred times as long for other
 * reasons; so of all routes the one with the narrowest interval per crossing counts. */
static void add_crossing(const ArmResult *arms, int arm_count, Account *account) {
    double best = INFINITY;
    for (int i = 1; i + 1 < arm_count; i++) {
        const ArmResult *on = &arms[i], *off = &arms[i + 1];
        int64_t calls = calls_of(on);
        if (strcmp(on->route, off->route) != 0 || calls == 0 || on->sample_count == 0) {
            continue;
        }
        Interval cost = paired_interval(off, on, PAIRING_DIFFERENCE);
        double width = (cost.high - cost.low) / (double)calls;
        if (width < best) {
            best = width;
            account->crossing = cost;
            account->crossing_route = on->route;
            account->crossing_calls = calls;
        }
    }
}

void account_make(const ArmResult *arms, int arm_count, Account *account) {
    *account = (Account){0};
    if (arm_count < 2 || arms[0].sample_count == 0) {
        return;
    }
    const ArmResult *from = &arms[0];
    unsigned layers = 1U << LAYER_INTERPRETATION;
    for (int rung = 1; rung < LAYER_COUNT; rung++) {
        const ArmResult *to = account_rung(arms, arm_count, rung_routes[rung]);
        if (to != NULL) {
            add_slice(account, from, to, layers);
            from = to;
            layers = 0;
        }
        layers |= 1U << rung;
    }
    if (from == &arms[0]) {
        return;
    }
    add_slice(account, from, NULL, layers);
    account->total = arms[0].seconds.median;
    add_crossing(arms, arm_count, account);
}
