/* See phrase.h. */
#include "phrase.h"

#include "verdict.h"
#include <base/format.h>

void phrase_speedup(Text *out, const ArmResult *arm) {
    text_add(out, "%s on %s", format_ratio(arm->speedup.median, false).text, arm->name);
}

void phrase_speedup_judged(Text *out, const ArmResult *arm) {
    phrase_speedup(out, arm);
    if (speedup_is_open(arm->speedup)) {
        text_add(out, " (inconclusive)");
    }
}

void phrase_calls(Text *out, int64_t calls) {
    text_add(out, "%s %s", format_count(calls).text, calls == 1 ? "call" : "calls");
}
