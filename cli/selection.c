/* From the words of --scenario to the ids of scenarios. Knows no scenario by name. */
#include "selection.h"
#include <base/text.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_WORD = 60 };

static void add_once(Selection *selection, const char *id) {
    for (int i = 0; i < selection->count; i++)
        if (strcmp(selection->ids[i], id) == 0)
            return;
    selection->ids[selection->count++] = id;
}

/* Adds what one word means. Returns whether it means anything. */
static bool add_word(const ScenarioList *scenarios, const char *word, Selection *selection) {
    bool found = false, all = strcasecmp(word, "all") == 0;
    for (int i = 0; i < scenarios->count; i++) {
        const Scenario *scenario = &scenarios->items[i];
        if (all || strcasecmp(word, scenario->id) == 0 || strcasecmp(word, scenario->group) == 0) {
            add_once(selection, scenario->id);
            found = true;
        }
    }
    return found;
}

static int unknown(const ScenarioList *scenarios, const char *word, Error *error) {
    error_set(error, STAGE_USAGE, "there is no scenario '%s'", word);
    const char **candidates = calloc(2 * (size_t)scenarios->count + 2, sizeof *candidates);
    if (!candidates)
        return -1;
    int count = 0;
    for (int i = 0; i < scenarios->count; i++) {
        candidates[count++] = scenarios->items[i].id;
        candidates[count++] = scenarios->items[i].group;
    }
    candidates[count] = "all";
    const char *nearest = text_nearest(word, candidates);
    if (nearest)
        error_hint(error, "did you mean '%s'? npjit --list shows all", nearest);
    else
        error_hint(error, "npjit --list shows all");
    free(candidates);
    return -1;
}

int selection_make(const ScenarioList *scenarios, const char *words, Selection *out, Error *error) {
    out->count = 0;
    out->ids = calloc((size_t)scenarios->count + 1, sizeof *out->ids);
    if (!out->ids)
        return error_set(error, STAGE_MEMORY, "out of memory");
    for (;;) {
        size_t length = strcspn(words, ",");
        char word[LONGEST_WORD + 1];
        snprintf(word, sizeof word, "%.*s", (int)length, words);
        if (!add_word(scenarios, word, out))
            return unknown(scenarios, word, error);
        if (!words[length])
            return 0;
        words += length + 1;
    }
}

void selection_free(Selection *selection) {
    free(selection->ids);
    *selection = (Selection){0};
}
