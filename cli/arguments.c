/* Reading the arguments of options, with messages that say what would have been right. Knows
 * numbers, words and lists; which options there are is options.c's. */
#include "arguments.h"
#include <base/text.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_SHOWN = 60, MOST_OPTIONS = 64 };

int read_number(const char *option, const char *text, int64_t low, int64_t high, int64_t *out,
                Error *error) {
    char *end = NULL;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    bool number = end != text && !*end && !isspace((unsigned char)*text);
    if (!number || errno == ERANGE || value < low || value > high)
        return error_set(error, STAGE_USAGE,
                         "%s needs a whole number from %" PRId64 " to %" PRId64 ", not '%.*s'",
                         option, low, high, LONGEST_SHOWN, text);
    *out = value;
    return 0;
}

int read_decimal(const char *option, const char *text, double low, double *out, Error *error) {
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end || isspace((unsigned char)*text) || !isfinite(value) || value < low)
        return error_set(error, STAGE_USAGE, "%s needs a number of at least %g, not '%.*s'", option,
                         low, LONGEST_SHOWN, text);
    *out = value;
    return 0;
}

int read_numbers(const char *option, const char *text, int64_t low, int64_t high, int64_t *out,
                 int most, int *count, Error *error) {
    *count = 0;
    for (;;) {
        char word[LONGEST_SHOWN + 1];
        size_t length = strcspn(text, ",");
        if (*count == most)
            return error_set(error, STAGE_USAGE, "%s takes at most %d numbers", option, most);
        snprintf(word, sizeof word, "%.*s", (int)length, text);
        if (read_number(option, word, low, high, &out[*count], error))
            return -1;
        ++*count;
        if (!text[length])
            return 0;
        text += length + 1;
    }
}

static void list_words(Text *out, const char *const *words) {
    for (int i = 0; words[i]; i++)
        text_add(out, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
}

static int find_word(const char *const *words, const char *text, size_t length) {
    for (int i = 0; words[i]; i++)
        if (strlen(words[i]) == length && strncmp(words[i], text, length) == 0)
            return i;
    return -1;
}

static int unknown_word(const char *option, const char *word, const char *const *words,
                        Error *error) {
    Text list = {0};
    list_words(&list, words);
    error_set(error, STAGE_USAGE, "%s needs %s, not '%.*s'", option, text_string(&list),
              LONGEST_SHOWN, word);
    text_free(&list);
    const char *nearest = text_nearest(word, words);
    if (nearest)
        error_hint(error, "did you mean '%s'?", nearest);
    return -1;
}

int read_word(const char *option, const char *text, const char *const *words, int *out,
              Error *error) {
    *out = find_word(words, text, strlen(text));
    return *out < 0 ? unknown_word(option, text, words, error) : 0;
}

int read_words(const char *option, const char *text, const char *const *words, unsigned *out,
               Error *error) {
    unsigned bits = 0;
    for (;;) {
        size_t length = strcspn(text, ",");
        int index = find_word(words, text, length);
        if (index < 0) {
            char word[LONGEST_SHOWN + 1];
            snprintf(word, sizeof word, "%.*s", (int)length, text);
            return unknown_word(option, word, words, error);
        }
        bits |= 1U << index;
        if (!text[length])
            break;
        text += length + 1;
    }
    *out = bits;
    return 0;
}

/* ---- names of options ---- */

static bool is_last(const struct argp_option *option) {
    return !option->name && !option->key && !option->doc && !option->group;
}

/* The option with this long name or an unambiguous beginning of it. `*count` is how many there are.
 */
static const struct argp_option *find_long(const struct argp_option *known, const char *name,
                                           size_t length, int *count) {
    const struct argp_option *found = NULL;
    *count = 0;
    for (; !is_last(known); known++) {
        if (!known->name || strncmp(known->name, name, length) != 0)
            continue;
        if (!known->name[length]) {
            *count = 1;
            return known;
        }
        found = known;
        ++*count;
    }
    return found;
}

static const struct argp_option *find_short(const struct argp_option *known, int key) {
    for (; !is_last(known); known++)
        if (known->key == key)
            return known;
    return NULL;
}

static bool needs_argument(const struct argp_option *option) {
    return option->arg && !(option->flags & OPTION_ARG_OPTIONAL);
}

static int unknown_long(const struct argp_option *known, const char *name, size_t length,
                        Error *error) {
    const char *names[MOST_OPTIONS + 1];
    int count = 0;
    for (const struct argp_option *option = known; !is_last(option) && count < MOST_OPTIONS;
         option++)
        if (option->name && !(option->flags & OPTION_HIDDEN))
            names[count++] = option->name;
    names[count] = NULL;
    char word[LONGEST_SHOWN + 1];
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    error_set(error, STAGE_USAGE, "there is no option '--%s'", word);
    const char *nearest = text_nearest(word, names);
    if (nearest)
        error_hint(error, "did you mean '--%s'?", nearest);
    else
        error_hint(error, "npjit --help lists all options");
    return -1;
}

/* A cluster such as "-qv" or "-O2". *takes_next: its last option takes the next word. */
static int check_short(const char *cluster, const struct argp_option *known, bool *takes_next,
                       Error *error) {
    for (const char *key = cluster; *key; key++) {
        const struct argp_option *option = find_short(known, (unsigned char)*key);
        if (!option) {
            error_set(error, STAGE_USAGE, "there is no option '-%.*s'", LONGEST_SHOWN, cluster);
            int count;
            size_t length = strcspn(cluster, "=");
            const struct argp_option *meant = find_long(known, cluster, length, &count);
            if (count == 1 && length > 1)
                error_hint(error, "did you mean '--%s'?", meant->name);
            else
                error_hint(error, "npjit --help lists all options");
            return -1;
        }
        if (option->arg) {
            *takes_next = needs_argument(option) && !key[1];
            return 0;
        }
    }
    return 0;
}

int check_option_names(int argc, char *const *argv, const struct argp_option *known, Error *error) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *word = argv[i];
        bool takes_next = false;
        if (strncmp(word, "--", 2) == 0) {
            int count;
            size_t length = strcspn(word + 2, "=");
            const struct argp_option *option = find_long(known, word + 2, length, &count);
            if (!option)
                return unknown_long(known, word + 2, length, error);
            takes_next = count == 1 && needs_argument(option) && !word[2 + length];
        } else if (word[0] == '-' && word[1]) {
            if (check_short(word + 1, known, &takes_next, error))
                return -1;
        }
        i += takes_next;
    }
    return 0;
}
