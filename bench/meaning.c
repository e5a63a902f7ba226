/* What an account means: the largest slice, and what the rungs on both sides of it reached. Every
 * number is one that was measured in the same run; nothing is extrapolated. A pure function of a
 * result. */
#include "meaning.h"
#include "account.h"
#include "phrase.h"
#include "verdict.h"
#include <base/text.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *const layer_words[LAYER_COUNT] = {
    [LAYER_INTERPRETATION] = "interpreting bytecode",
    [LAYER_WRAPPERS] = "NumPy's Python-level functions with boxing for them",
    [LAYER_DISPATCH] = "finding and setting up ufuncs",
    [LAYER_ALLOCATION] = "allocating arrays and calling inner loops for them",
    [LAYER_LOOP] = "the loop itself",
};

static const ArmResult *arm_named(const KernelResult *kernel, const char *name) {
    for (int i = 0; i < kernel->arm_count; i++) {
        if (strcmp(kernel->arms[i].name, name) == 0) {
            return &kernel->arms[i];
        }
    }
    return NULL;
}

static void add_layers(Text *out, unsigned layers) {
    bool first = true;
    for (int layer = 0; layer < LAYER_COUNT; layer++) {
        if (layers & 1U << layer) {
            unsigned rest = layers >> (layer + 1);
            text_add(out, "%s%s", first ? "" : rest ? ", " : " and ", layer_words[layer]);
            first = false;
        }
    }
}

static void add_share(Text *out, const Account *account, const AccountSlice *slice) {
    double share = 100 * slice->seconds.median / account->total;
    text_add(out, "%.*f%%", share < 10 ? 1 : 0, share);
}

static const AccountSlice *largest_slice(const Account *account) {
    const AccountSlice *largest = &account->slices[0];
    for (int i = 1; i < account->slice_count; i++) {
        if (account->slices[i].seconds.median > largest->seconds.median) {
            largest = &account->slices[i];
        }
    }
    return largest;
}

/* Whether most of a compiled call is spent before it begins; then says so. */
static bool add_taking(Text *out, const ArmResult *arm) {
    double share = arm->seconds.median > 0 ? arm->taking / arm->seconds.median : 0;
    if (share <= 0.5) {
        return false;
    }
    text_add(out,
             "about %.0f%% of it is taking over the lists among the arguments, all of their items, "
             "whatever the kernel looks at; arrays are taken as they are.",
             fmin(100 * share, 99));
    return true;
}

/* What no rung that was run removes. */
static void add_rest(Text *out, const KernelResult *kernel, const AccountSlice *slice) {
    const ArmResult *last = arm_named(kernel, slice->from);
    int64_t calls = calls_of(last);
    add_share(out, &kernel->account, slice);
    text_add(out, " of the interpreter's time is left on %s: ", slice->from);
    if (slice->layers & (slice->layers - 1)) {
        add_layers(out, slice->layers);
        text_add(out, " together, which routes that were not run would tell apart.");
    } else if (add_taking(out, last)) {
        return;
    } else if (calls > 0) {
        text_add(out, "it is spent in the ");
        phrase_calls(out, calls);
        text_add(out, " that compiled code makes as well, so no route can gain much.");
    } else {
        text_add(out, "it is the kernel's own computation, which compiled code has to do as well.");
    }
}

static void add_largest(Text *out, const KernelResult *kernel, const AccountSlice *slice) {
    const ArmResult *from = arm_named(kernel, slice->from), *to = arm_named(kernel, slice->to);
    text_add(out, "What costs most is ");
    add_layers(out, slice->layers);
    text_add(out, ": ");
    add_share(out, &kernel->account, slice);
    text_add(out, " of the interpreter's time");
    if (!slice->significant) {
        text_add(out, ", though the interval contains 0");
    }
    if (from == kernel->arms) {
        text_add(out, ". Compiling removes it: ");
        phrase_speedup_judged(out, to);
    } else {
        text_add(out, ". It holds compiled code at ");
        phrase_speedup_judged(out, from);
        text_add(out, "; without it, ");
        phrase_speedup_judged(out, to);
    }
    const AccountSlice *last = &kernel->account.slices[kernel->account.slice_count - 1];
    if (strcmp(last->from, slice->to) != 0) {
        text_add(out, ", and on the last rung, ");
        phrase_speedup_judged(out, arm_named(kernel, last->from));
    }
    text_add(out, ".");
}

static void add_payback(Text *out, const KernelResult *kernel) {
    const Account *account = &kernel->account;
    const ArmResult *last = arm_named(kernel, account->slices[account->slice_count - 1].from);
    double calls = last->break_even_calls;
    if (isnan(calls)) {
        text_add(out,
                 " Whether compiling for %s pays is inconclusive: its speedup lies between %.2fx "
                 "and %.2fx.",
                 last->name, last->speedup.low, last->speedup.high);
    } else if (calls < 0) {
        text_add(out, " Compiling never pays.");
    } else if (calls <= 1) {
        text_add(out, " Compiling for %s has paid after the first call.", last->name);
    } else {
        text_add(out, " Compiling for %s has paid after %.0f calls.", last->name, calls);
    }
}

const char *meaning_of(Arena *arena, const KernelResult *kernel) {
    const Account *account = &kernel->account;
    if (account->slice_count == 0 || !kernel->equal) {
        return NULL;
    }
    Text text = {0};
    const AccountSlice *largest = largest_slice(account);
    if (largest->to == NULL) {
        add_rest(&text, kernel, largest);
    } else {
        add_largest(&text, kernel, largest);
    }
    add_payback(&text, kernel);
    const char *meaning = arena_copy_text(arena, text_string(&text), text.length);
    text_free(&text);
    return meaning;
}
