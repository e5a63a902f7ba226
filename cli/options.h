/* What the command line asks for. */
#ifndef NPJIT_CLI_OPTIONS_H
#define NPJIT_CLI_OPTIONS_H

#include <base/error.h>
#include <bench/bench.h>
#include <bench/check.h>
#include <bench/result.h>
#include <report/report.h>
#include <stdbool.h>
#include <stdio.h>

typedef enum Action {
    ACTION_RUN,
    ACTION_CHECK,
    ACTION_LIST_KERNELS,
    ACTION_LIST,
    ACTION_DOCTOR,
    ACTION_VERSION,
    ACTION_HELP,
    ACTION_USAGE
} Action;

typedef enum ColorChoice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorChoice;

enum { MOST_SIZES = 32, LEVEL_COUNT = 4 };

typedef struct CliOptions {
    Action action;
    char *scenarios;      /* the words of all --scenario options, joined by commas; NULL: none */
    KernelRequest kernel; /* path NULL: none */
    char *kernel_path;    /* owns kernel.path, which --kernel or --list-kernels gives */
    BenchOptions bench;
    char *check_path;           /* --check: owns the path and the function's name */
    const char *check_function; /* NULL: all */
    CheckOptions check;
    const char *dump;   /* --dump-ir's argument as given */
    const char *output; /* -o */
    const char *json;
    const char *html;
    ReportFormat format;
    int64_t sizes[MOST_SIZES]; /* --size; one or none: no sweep */
    int size_count;
    int64_t levels[LEVEL_COUNT]; /* --opt-levels */
    int level_count;
    int cpu;               /* --cpu: pinned to that one; -1: not */
    const char *compare;   /* --compare: the earlier result */
    double fail_below;     /* 0: not asked for */
    double fail_if_slower; /* percent */
    bool gates_change;     /* --fail-if-slower was given */
    const char *python;
    int processes;      /* --processes: that many measure */
    const char *worker; /* one of them, other than the first: write the result there, print nothing;
                           else NULL */
    char *program;      /* the command line as given, for them: argv[0], */
    char **arguments;   /* argv, */
    int argument_count; /* argc */
    ColorChoice color;
    bool quiet, verbose;
} CliOptions;

/* Reads the command line. `argv[0]` is replaced by the program's plain name. Returns 0, or -1 with
 * `error` (STAGE_USAGE). What argp itself refuses (a missing argument) it reports, and exits
 * with 2. Free with options_free in either case. */
int options_parse(int argc, char **argv, CliOptions *out, Error *error);
void options_free(CliOptions *options);

/* --help and --usage. */
void options_print_help(FILE *out);
void options_print_usage(FILE *out);

/* Whether there are several runs of each kernel. */
bool options_sweep(const CliOptions *options);

/* Adds to run->options what is in force, given or defaulted. */
void options_record(const CliOptions *options, RunResult *run);

#endif
