/* One run of the program after its command line was understood. */
#ifndef NPJIT_CLI_SESSION_H
#define NPJIT_CLI_SESSION_H

#include "options.h"

enum {
    EXIT_DONE = 0,
    EXIT_GATE_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_REFUSED = 3,
    EXIT_DIFFERS = 4,
    EXIT_INCONCLUSIVE = 5, /* under a gate */
    EXIT_INTERRUPTED = 130,
};

/* The status that an error ends with. */
int exit_code_of(const Error *error);

/* Lists, dumps or measures. `argv0` is the program as it was called. Returns 0 with *exit_code set,
 * or -1 with `error`; what had been measured until then is printed and written all the same. */
int session_run(const CliOptions *options, const char *argv0, int *exit_code, Error *error);

/* --version: npjit and LLVM first, which are known without an interpreter. */
int session_version(const CliOptions *options, const char *argv0, Error *error);

#endif
