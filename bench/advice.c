/* Advice: the recommendations of the benchmark's design as sentences about one kernel. A sentence
 * stands only where this run measured what it says; where a variant of the kernel was run (another
 * route, thunks inlined or not), its gain is the measured one. Nothing is extrapolated. */
#include "advice.h"
#include "account.h"
#include "phrase.h"
#include "verdict.h"
#include <base/format.h>
#include <base/text.h>
#include <math.h>
#include <string.h>

static const double MOSTLY = 0.7;       /* of the time: the rule's bound */
static const double WORTH_SAYING = 0.1; /* of an arm's time */
enum { MANY_ARRAYS = 100, MOST_ADVICE = 12 };

typedef struct Adviser {
    Arena *arena;
    KernelResult *result;
    const ArmResult *interpreter, *last; /* the last rung of the ladder */
    Text text;                           /* the sentence that is being written */
} Adviser;

/* The sentence is complete. */
static void say(Adviser *adviser) {
    KernelResult *result = adviser->result;
    if (result->advice_count < MOST_ADVICE) {
        result->advice[result->advice_count++] =
            arena_copy_text(adviser->arena, text_string(&adviser->text), adviser->text.length);
    }
    text_free(&adviser->text);
    adviser->text = (Text){0};
}

static int64_t calls_at(const ArmResult *arm, int line) {
    int64_t calls = 0;
    for (int i = 0; i < arm->ffi_line_count; i++) {
        calls += arm->ffi_lines[i].line == line ? arm->ffi_lines[i].calls : 0;
    }
    return calls;
}

static const ArmResult *last_rung(const KernelResult *kernel) {
    static const char *const routes[] = {"native", "ufunc", "capi", "python"};
    const ArmResult *rung = NULL;
    for (int i = 0; i < 4 && rung == NULL; i++) {
        rung = account_rung(kernel->arms, kernel->arm_count, routes[i]);
    }
    return rung;
}

/* ---- NumPy's own work ---- */

/* More than the rule's bound is left on the last rung, in calls. Whether it was the sentence. */
static bool advise_on_numpys_work(Adviser *adviser) {
    const KernelResult *result = adviser->result;
    double share = adviser->last->seconds.median / adviser->interpreter->seconds.median;
    int64_t calls = calls_of(adviser->last);
    if (share <= MOSTLY || calls == 0) {
        return false;
    }
    Text *text = &adviser->text;
    text_add(text, "Compiling will not help: ");
    phrase_speedup_judged(text, adviser->last);
    text_add(text, ", where ");
    phrase_calls(text, calls);
    text_add(text, " of NumPy or CPython %s left", calls == 1 ? "is" : "are");
    const Profile *profile = result->profile;
    if (profile != NULL && profile->numpy_seconds > MOSTLY * profile->seconds) {
        text_add(text,
                 "; by the profile %.0f%% of the time is NumPy's, so that without everything else "
                 "it could be ",
                 100 * profile->numpy_seconds / profile->seconds);
        text_add(text, "%s", format_ratio(profile->seconds / profile->numpy_seconds, false).text);
        text_add(text, " at most");
    }
    text_add(text, ". Gain is in NumPy's work itself: fewer passes over large arrays, or another "
                   "algorithm.");
    say(adviser);
    return true;
}

/* ---- small arrays ---- */

static bool is_creation(const char *name) {
    static const char *const names[] = {"np.array", "np.zeros",  "np.ones",   "np.empty",
                                        "np.full",  "np.arange", "np.asarray"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The rung before the last that was run, or NULL. */
static const ArmResult *rung_before(const Adviser *adviser) {
    const Account *account = &adviser->result->account;
    const char *name =
        account->slice_count > 1 ? account->slices[account->slice_count - 2].from : NULL;
    const KernelResult *result = adviser->result;
    for (int i = 1; name != NULL && i < result->arm_count; i++) {
        if (strcmp(result->arms[i].name, name) == 0) {
            return &result->arms[i];
        }
    }
    return NULL;
}

static bool makes_many(const CallCount *row) {
    return row->calls >= MANY_ARRAYS && is_creation(row->name);
}

/* The lines of which the last rung makes no array any more: what that is worth is told for all of
 * them together, because it was measured so. */
static void advise_on_arrays_gone(Adviser *adviser) {
    const ArmResult *interpreter = adviser->interpreter, *last = adviser->last;
    const ArmResult *before =
        account_rung(adviser->result->arms, adviser->result->arm_count, "capi");
    int64_t made = 0;
    int lines = 0;
    Text places = {0}, *text = &adviser->text;
    before = before != NULL && before != last ? before : rung_before(adviser);
    for (int i = 0; i < interpreter->ffi_line_count; i++) {
        const CallCount *row = &interpreter->ffi_lines[i];
        if (makes_many(row) && calls_at(last, row->line) == 0) {
            text_add(&places, "%s%d (%s)", lines++ > 0 ? ", " : "", row->line, row->name);
            made += row->calls;
        }
    }
    if (lines > 0) {
        text_add(text, "Line%s %s make%s %s small arrays a call. %s needs none of them: ",
                 lines > 1 ? "s" : "", text_string(&places), lines > 1 ? "" : "s",
                 format_count(made).text, last->name);
        phrase_speedup_judged(text, last);
        if (before != NULL) {
            double saved = before->seconds.median - last->seconds.median;
            text_add(text, " instead of ");
            phrase_speedup_judged(text, before);
            text_add(text, ", %.3g ms less a call, %.0f%% of what the interpreter takes",
                     1e3 * saved, 100 * saved / interpreter->seconds.median);
        }
        text_add(text, ".");
        say(adviser);
    }
    text_free(&places);
}

static void advise_on_arrays_left(Adviser *adviser) {
    const ArmResult *interpreter = adviser->interpreter;
    for (int i = 0; i < interpreter->ffi_line_count; i++) {
        const CallCount *row = &interpreter->ffi_lines[i];
        int64_t left = calls_at(adviser->last, row->line);
        if (!makes_many(row) || left == 0) {
            continue;
        }
        text_add(&adviser->text,
                 "Line %d makes %s arrays a call (%s), and on %s %s calls are left there: one "
                 "larger array, made before the loop or reduced after it, would do without.",
                 row->line, format_count(row->calls).text, row->name, adviser->last->name,
                 format_count(left).text);
        say(adviser);
    }
}

/* ---- Python's logic ---- */

static void advise_on_logic(Adviser *adviser) {
    const Account *account = &adviser->result->account;
    for (int i = 0; i + 1 < account->slice_count; i++) {
        const AccountSlice *slice = &account->slices[i];
        double share = slice->seconds.median / account->total;
        if (slice->layers != 1U << LAYER_INTERPRETATION || !slice->significant || share <= MOSTLY) {
            continue;
        }
        text_add(&adviser->text, "%.0f%% of the interpreter's time is bytecode: compile it, ",
                 100 * share);
        phrase_speedup_judged(&adviser->text, adviser->last);
        text_add(&adviser->text, ".");
        say(adviser);
    }
}

static void advise_on_boxed_lines(Adviser *adviser) {
    const ArmResult *last = adviser->last;
    int64_t calls = 0;
    if (last->boxed_count == 0) {
        return;
    }
    Text *text = &adviser->text;
    text_add(text, "Line%s ", last->boxed_count == 1 ? "" : "s");
    for (int i = 0; i < last->boxed_count; i++) {
        text_add(text, "%s%d", i == 0 ? "" : ", ", last->boxed_lines[i]);
        calls += calls_at(last, last->boxed_lines[i]);
    }
    text_add(
        text,
        " run%s through CPython's objects on %s, %s calls in one call of the kernel: typed "
        "numbers, arrays or lists of one type there would be compiled (--explain tells what each "
        "line became).",
        last->boxed_count == 1 ? "s" : "", last->name, format_count(calls).text);
    say(adviser);
}

/* ---- how it is compiled ---- */

/* Of the routes that were run, the fastest is another than the last rung, and both intervals say
 * so. */
static void advise_on_route(Adviser *adviser) {
    const KernelResult *result = adviser->result;
    const ArmResult *best = adviser->last;
    for (int i = 1; i < result->arm_count; i++) {
        const ArmResult *arm = &result->arms[i];
        best = arm->inlined == best->inlined && arm->speedup.low > best->speedup.high ? arm : best;
    }
    if (best == adviser->last) {
        return;
    }
    text_add(&adviser->text, "Take --route=%s: ", best->route);
    phrase_speedup_judged(&adviser->text, best);
    text_add(&adviser->text, ", against ");
    phrase_speedup_judged(&adviser->text, adviser->last);
    text_add(&adviser->text, ".");
    say(adviser);
}

static void advise_on_crossing(Adviser *adviser) {
    const Account *account = &adviser->result->account;
    if (account->crossing_route == NULL || account->crossing.low <= 0) {
        return;
    }
    const ArmResult *rung =
        account_rung(adviser->result->arms, adviser->result->arm_count, account->crossing_route);
    if (rung == NULL || account->crossing.median < WORTH_SAYING * rung->seconds.median) {
        return;
    }
    text_add(&adviser->text,
             "Leave thunks inlined: on %s, reaching them by %s calls takes %.0f%% longer.",
             rung->name, format_count(account->crossing_calls).text,
             100 * account->crossing.median / rung->seconds.median);
    say(adviser);
}

static void advise_on_use(Adviser *adviser) {
    const ArmResult *last = adviser->last;
    double calls = last->break_even_calls;
    double compiling =
        last->front + last->generation + last->inlining + last->optimisation + last->emission;
    if (isnan(calls) || calls < 0) {
        return;
    }
    text_add(&adviser->text, "Compiling for %s takes %.3g ms and ", last->name, 1e3 * compiling);
    if (calls <= 1) {
        text_add(&adviser->text, "has paid in the first call, which saves %.3g ms.",
                 1e3 * (adviser->interpreter->seconds.median - last->seconds.median));
    } else {
        text_add(&adviser->text,
                 "saves %.3g ms a call: below %.0f calls, leave the kernel to the interpreter.",
                 1e3 * (adviser->interpreter->seconds.median - last->seconds.median), calls);
    }
    say(adviser);
}

static void advise_on_measuring(Adviser *adviser) {
    const ArmResult *last = adviser->last;
    if (!speedup_is_open(last->speedup)) {
        return;
    }
    text_add(
        &adviser->text,
        "More rounds (--iters, --time-budget) would tell whether %s is faster: the interval is "
        "%.2f-%.2fx.",
        last->name, last->speedup.low, last->speedup.high);
    say(adviser);
}

void advise(Arena *arena, KernelResult *result) {
    Adviser adviser = {.arena = arena, .result = result, .interpreter = result->arms};
    result->advice = ARENA_ARRAY(arena, const char *, MOST_ADVICE);
    result->advice_count = 0;
    adviser.last = result->account.slice_count > 0 ? last_rung(result) : NULL;
    if (adviser.last == NULL || !result->equal) {
        return;
    }
    if (!advise_on_numpys_work(&adviser)) {
        advise_on_measuring(&adviser);
    }
    advise_on_arrays_gone(&adviser);
    advise_on_arrays_left(&adviser);
    advise_on_logic(&adviser);
    advise_on_boxed_lines(&adviser);
    advise_on_route(&adviser);
    advise_on_crossing(&adviser);
    advise_on_use(&adviser);
}
