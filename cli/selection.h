/* Which scenarios --scenario means. */
#ifndef NPJIT_CLI_SELECTION_H
#define NPJIT_CLI_SELECTION_H

#include <base/error.h>
#include <bench/bench.h>

typedef struct Selection {
    const char **ids; /* in the order asked for, each once; the strings are the list's */
    int count;
} Selection;

/* `words` are ids, groups or "all", separated by commas, in any case. Returns 0, or -1 with `error`
 * (STAGE_USAGE) and the nearest right word. Free with selection_free. */
int selection_make(const ScenarioList *scenarios, const char *words, Selection *out, Error *error);
void selection_free(Selection *selection);

#endif
