/* Reading the arguments of options. All return 0, or -1 with `error` (STAGE_USAGE) naming the
 * option, what was given and what may be. */
#ifndef NPJIT_CLI_ARGUMENTS_H
#define NPJIT_CLI_ARGUMENTS_H

#include <argp.h>
#include <base/error.h>
#include <stdint.h>

/* A whole number from `low` to `high`. */
int read_number(const char *option, const char *text, int64_t low, int64_t high, int64_t *out,
                Error *error);

/* A finite number of at least `low`. */
int read_decimal(const char *option, const char *text, double low, double *out, Error *error);

/* Numbers separated by commas, at most `most` of them. */
int read_numbers(const char *option, const char *text, int64_t low, int64_t high, int64_t *out,
                 int most, int *count, Error *error);

/* One of the NULL-terminated `words`; *out is its index. */
int read_word(const char *option, const char *text, const char *const *words, int *out,
              Error *error);

/* Words separated by commas, as a set of bits 1 << index. */
int read_words(const char *option, const char *text, const char *const *words, unsigned *out,
               Error *error);

/* Finds long and short options that do not exist, and says which one may have been meant: getopt,
 * which argp asks, does not. */
int check_option_names(int argc, char *const *argv, const struct argp_option *known, Error *error);

#endif
