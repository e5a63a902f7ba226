/* Conditions on what was measured that decide over the exit status. */
#ifndef NPJIT_CLI_GATE_H
#define NPJIT_CLI_GATE_H

#include "options.h"
#include <bench/compare.h>

/* Judges every kernel's headline arm by --fail-below and, when there is a comparison, by
 * --fail-if-slower, and says on `out` what fails or cannot be decided. Returns EXIT_DONE,
 * EXIT_GATE_FAILED, or EXIT_INCONCLUSIVE when nothing fails but something is undecided. */
int gate_judge(const CliOptions *options, const RunResult *run, const Comparison *comparison,
               FILE *out);

#endif
