/* Verdicts. The rules are those of the benchmark's design: pure NumPy code (group A) must not gain
 * more than 1.1x, mixed code (B) less than 3x and mostly-Python code (C) less than 15x needs a
 * reason, C at about 40x is what Python without NumPy reaches. The reason is taken from the same
 * run's numbers. Pure functions of a result. */
#include "verdict.h"

#include "account.h"
#include "phrase.h"
#include <base/format.h>
#include <base/text.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

static const double A_MOST = 1.1;
static const double B_LEAST = 3;
static const double C_LEAST = 15;
static const double C_FULL = 38; /* "about 40x" */

bool speedup_is_open(Interval speedup) {
    return speedup.low <= 1 && speedup.high >= 1;
}

double break_even(double compile, double interpreted, double compiled, Interval speedup) {
    double saved = interpreted - compiled;
    if (speedup_is_open(speedup)) {
        return NAN;
    }
    if (!(saved > 0)) {
        return -1;
    }
    return fmax(1, ceil(compile / saved));
}

/* The compiled arm with the highest speedup, or NULL. */
static const ArmResult *fastest_arm(const KernelResult *kernel) {
    const ArmResult *best = NULL;
    for (int i = 1; i < kernel->arm_count; i++) {
        const ArmResult *arm = &kernel->arms[i];
        if (arm->sample_count > 0 && arm->inlined != 0 &&
            (best == NULL || arm->speedup.median > best->speedup.median)) {
            best = arm;
        }
    }
    if (best == NULL && kernel->arm_count > 1 && kernel->arms[1].sample_count > 0) {
        best = &kernel->arms[1];
    }
    return best;
}

/* How much of the compiled time there is for each crossing: what NumPy can cost at most. Only when
 * crossings were counted, which an interrupted run has not. */
static void add_call_share(Text *out, const KernelResult *kernel, const ArmResult *arm) {
    int64_t calls = calls_of(arm);
    if (kernel->interrupted) {
        return;
    }
    if (calls == 0) {
        text_add(out, " Compiled, it calls neither NumPy nor CPython.");
        return;
    }
    text_add(out, " Compiled, ");
    phrase_calls(out, calls);
    text_add(out, " of NumPy or CPython %s left", calls == 1 ? "is" : "are");
    if (kernel->turns > 0) {
        text_add(out, " (%.2g per loop turn)", (double)calls / (double)kernel->turns);
    }
    text_add(out, ", ");
    text_add(out, "%s for each with the loop's own share; the interpreter takes %s.",
             format_duration(arm->seconds.median / (double)calls, false).text,
             format_duration(kernel->arms[0].seconds.median / (double)calls, false).text);
}

/* Group A: the band is one point, so it is the rule's bounds that count. */
static void judge_pure(Text *out, const KernelResult *kernel, const ArmResult *arm) {
    double speedup = arm->speedup.median;
    phrase_speedup(out, arm);
    if (speedup > A_MOST) {
        text_add(out,
                 ": above %gx, which pure NumPy code cannot gain; the measurement or the NumPy "
                 "version is at fault.",
                 A_MOST);
    } else if (speedup < 1 / A_MOST) {
        text_add(out, ": compiled code is slower, though both call the same NumPy.");
    } else {
        text_add(out, ": as expected of pure NumPy code, compiling changes nothing.");
    }
    if (arm->speedup.high > A_MOST || arm->speedup.low < 1 / A_MOST) {
        text_add(out, " The interval is %.2f-%.2fx.", arm->speedup.low, arm->speedup.high);
    }
    (void)kernel;
}

static const char *rule_broken(const char *group, double speedup) {
    if (*group == 'B' && speedup < B_LEAST) {
        return "below 3x: NumPy calls dominate more than expected.";
    }
    if (*group == 'C' && speedup < C_LEAST) {
        return "below 15x: NumPy calls, and reaching them, cost more than expected.";
    }
    if (*group == 'C' && speedup >= C_FULL) {
        return "about what pure Python code gains: reaching NumPy costs next to nothing.";
    }
    return NULL;
}

static void judge_band(Text *out, const KernelResult *kernel, const ArmResult *arm) {
    double speedup = arm->speedup.median;
    phrase_speedup(out, arm);
    const char *rule = rule_broken(kernel->group, speedup);
    if (speedup >= kernel->band_low && speedup <= kernel->band_high) {
        text_add(out, ": within the expected ");
    } else {
        text_add(out,
                 speedup < kernel->band_low ? ": below the expected " : ": above the expected ");
    }
    text_add(out, "%s", format_band(kernel->band_low, kernel->band_high, false).text);
    text_add(out, rule == NULL ? "." : ", and %s", rule);
    add_call_share(out, kernel, arm);
}

/* A user's kernel: nothing was expected. */
static void judge_free(Text *out, const KernelResult *kernel, const ArmResult *arm) {
    phrase_speedup(out, arm);
    if (speedup_is_open(arm->speedup)) {
        text_add(out, ": inconclusive, the interval is %.2f-%.2fx.", arm->speedup.low,
                 arm->speedup.high);
    } else {
        text_add(out,
                 arm->speedup.median > 1 ? ": compiling helps." : ": compiling does not help.");
    }
    add_call_share(out, kernel, arm);
}

const char *verdict_of(Arena *arena, const KernelResult *kernel) {
    const ArmResult *arm = fastest_arm(kernel);
    if (arm == NULL || !kernel->equal) {
        return NULL;
    }
    Text text = {0};
    if (kernel->band_high == 0) {
        judge_free(&text, kernel, arm);
    } else if (*kernel->group == 'A') {
        judge_pure(&text, kernel, arm);
    } else {
        judge_band(&text, kernel, arm);
    }
    const char *verdict = arena_copy_text(arena, text_string(&text), text.length);
    text_free(&text);
    return verdict;
}
