/* --processes: the same run again in fresh processes. */
#ifndef NPJIT_CLI_PROCESSES_H
#define NPJIT_CLI_PROCESSES_H

#include "options.h"
#include "terminal.h"

/* Starts this program again with the same command line, options->processes - 1 times one after the
 * other, and adds the rounds that they measure to those of `run`. `seconds` is what this process
 * took for it. Returns 0, also when interrupted (the processes that were complete count), or -1
 * with `error`. */
int processes_measure(const CliOptions *options, double seconds, RunResult *run, Progress *progress,
                      Error *error);

#endif
