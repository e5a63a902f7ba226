/* The standard streams: what they can show, and whether everything reached them. */
#ifndef NPJIT_CLI_TERMINAL_H
#define NPJIT_CLI_TERMINAL_H

#include "options.h"
#include <report/report.h>
#include <stdbool.h>
#include <stdio.h>

/* Makes sure that file descriptors 0 to 2 are taken, so that no file opened later gets the number
 * of a stream that was closed, and is written into. What stands in fails on use, as a closed one
 * would. */
void streams_open(void);

/* How to print to `stream` under these options. */
TextOptions stream_text_options(const CliOptions *options, FILE *stream);

/* Whether stdout and stderr are the same terminal, pipe or file. */
bool streams_are_one(void);

/* Writes out what stdout still holds. Returns 0, or -1 with `error` (STAGE_OUTPUT). When the reader
 * of a pipe has gone, ends the process as SIGPIPE does. */
int stdout_flush(Error *error);

/* ---- live progress on stderr ---- */

typedef struct Progress {
    bool enabled; /* stderr is a terminal that can erase a line */
    bool shown;
    double last;   /* when it was last drawn, in seconds */
    double began;  /* when the first round of this kernel ended */
    double budget; /* --time-budget; 0: none */
    int run, runs; /* which kernel of how many it is; 0: not said */
} Progress;

Progress progress_create(const CliOptions *options);

/* Matches BenchOptions.progress; `data` is a Progress. Tells from the second round on how long the
 * others will take. */
void progress_show(void *data, const char *kernel, const char *what, int done, int total);

/* Takes it off the screen. */
void progress_clear(Progress *progress);

#endif
