/* table: the options, what each does to CliOptions, and how they fit together. Reading numbers
 * and words is arguments.c's; which scenarios exist is only known later (selection.c). */
#include "options.h"
#include "arguments.h"
#include <argp.h>
#include <base/text.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_ITERATIONS = 10,
    DEFAULT_WARMUPS = 2,
    DEFAULT_LEVEL = 3,
    MOST_ROUNDS = 1000000,
    MOST_SIZE = 1000000000,
    MOST_CPU = 1023,
    MOST_PROCESSES = 1000,
    ROUNDS_IN_BUDGET = 10000,
};

/* Keys of options without a short form. */
enum {
    KEY_SCENARIO = 256,
    KEY_KERNEL,
    KEY_ARGS,
    KEY_ARGS_FROM,
    KEY_SETUP,
    KEY_CHECK,
    KEY_LIST_KERNELS,
    KEY_SAMPLE,
    KEY_BOXED,
    KEY_LIST,
    KEY_SIZE,
    KEY_SEED,
    KEY_PYTHON,
    KEY_ITERS,
    KEY_WARMUP,
    KEY_ROUTE,
    KEY_INLINE,
    KEY_ISOLATE,
    KEY_STRICT,
    KEY_JSON,
    KEY_SAVE,
    KEY_COLOR,
    KEY_DUMP,
    KEY_EXPLAIN,
    KEY_GDB,
    KEY_PERF,
    KEY_USAGE,
    KEY_FORMAT,
    KEY_HTML,
    KEY_CPU,
    KEY_LEVELS,
    KEY_BUDGET,
    KEY_COMPARE,
    KEY_FAIL_BELOW,
    KEY_FAIL_SLOWER,
    KEY_PROCESSES,
    KEY_MEMORY,
    KEY_PROFILE,
    KEY_WORKER,
    KEY_BREAK,
    KEY_REPEAT,
    KEY_FAIL_ALLOCATIONS,
};

static const struct argp_option option_table[] = {
    {.doc = "Built-in scenarios:", .group = 1},
    {"scenario", KEY_SCENARIO, "ID[,ID...]", 0,
     "Run these in the order given, each once: ids, a group (A, B, C), or all", 1},
    {"list", KEY_LIST, NULL, 0, "List them instead", 1},
    {"size", KEY_SIZE, "N[,N...]", 0,
     "Their main size, 1 to 10^9 (default: each one's own); several: a table over them", 1},
    {"seed", KEY_SEED, "N", 0, "Seed of their inputs (default: 0)", 1},

    {.doc = "A function of your own:", .group = 2},
    {"kernel", KEY_KERNEL, "FILE:FUNC", 0,
     "Run this function. FILE is Python and is executed, so it must be one you trust. Without "
     ":FUNC: its only function, or the one called kernel",
     2},
    {"args", KEY_ARGS, "EXPR", 0,
     "Its arguments: a Python expression for a tuple, or a dict by keyword, evaluated in FILE; np "
     "is "
     "NumPy",
     2},
    {"args-from", KEY_ARGS_FROM, "FILE:FUNC", 0,
     "Its arguments: what this function returns; FUNC alone is one of the kernel's file", 2},
    {"setup", KEY_SETUP, "CODE", 0,
     "Python statements to run in FILE before its arguments are made", 2},

    {.doc = "A file of functions:", .group = 3},
    {"check", KEY_CHECK, "FILE[:FUNC]", 0,
     "Compare every function that has cases (f.cases = [(1, 2.0), ...], a list of arguments) with "
     "the interpreter in every configuration given by --route, --inline and -O (default: all); "
     "nothing is timed. FILE may be a folder of such files",
     3},
    {"list-kernels", KEY_LIST_KERNELS, "FILE[:FUNC]", 0,
     "List which functions compile, fully or with which lines boxed, and which are refused, "
     "without "
     "running them: for the types of --args, else of the cases, else of annotations and defaults",
     3},
    {"sample", KEY_SAMPLE, "N", 0,
     "Each function in only N of the configurations, chosen by --seed", 3},
    {"boxed", KEY_BOXED, NULL, 0,
     "Also list the lines that run through CPython's objects, and how often, where thunks are not "
     "inlined",
     3},

    {.doc = "How to compile:", .group = 4},
    {"route", KEY_ROUTE, "ROUTE[,...]", 0,
     "How compiled code reaches NumPy: python, capi, ufunc, native, or all (default: all; with "
     "--dump-ir capi)",
     4},
    {"inline", KEY_INLINE, "WHICH", 0,
     "Inline the thunks into the kernel: on, off, or both, which measures what a crossing costs "
     "(default: both; with --dump-ir on)",
     4},
    {"isolate", KEY_ISOLATE, NULL, 0,
     "Also time the compiled loop alone: its thunks hand back the results of a recorded call", 4},
    {"strict", KEY_STRICT, NULL, 0,
     "Refuse what would run through CPython's objects instead of running it so", 4},
    {NULL, 'O', "LEVEL", 0,
     "LLVM's optimisation level, 0 to 3 (default: 3); with --check several, or all", 4},

    {"opt-levels", KEY_LEVELS, "LEVEL[,...]", 0, "Each kernel at all these levels: a table", 4},

    {.doc = "How to measure:", .group = 5},
    {"iters", KEY_ITERS, "N", 0, "Timed rounds of each way to run the kernel (default: 10)", 5},
    {"time-budget", KEY_BUDGET, "SECONDS", 0,
     "Measure each kernel for about so long instead: as many rounds as fit, at least six and at "
     "most 10,000, or --iters",
     5},
    {"processes", KEY_PROCESSES, "N", 0,
     "Measure in N fresh processes, one after the other, and pool them: intervals are then over "
     "processes, and need six (default: 1)",
     5},
    {"cpu", KEY_CPU, "N", 0, "Run on this processor only (default: wherever the system likes)", 5},
    {"memory", KEY_MEMORY, NULL, 0,
     "Also tell what is allocated and held by each way to run the kernel, and by compiling it, in "
     "calls of their own",
     5},
    {"profile", KEY_PROFILE, NULL, 0,
     "Also profile the interpreter by cProfile: the share of NumPy, the speedup which that share "
     "predicts, and the measured one beside it",
     5},
    {"python", KEY_PYTHON, "PROGRAM", 0,
     "Python whose packages to use (default: the one of $VIRTUAL_ENV, ./.venv, or PATH)", 5},
    {"warmup", KEY_WARMUP, "N", 0, "Rounds before them that are not counted (default: 2)", 5},

    {.doc = "What to print:", .group = 6},
    {"json", KEY_JSON, "FILE", 0,
     "Write everything to FILE, readable by pyperf; - is standard output, then instead of the "
     "report",
     6},
    {"html", KEY_HTML, "FILE", 0,
     "Write a page for a browser to FILE: the profile, the ladder, every round, and each line of "
     "Python beside what it became",
     6},
    {"format", KEY_FORMAT, "FORMAT", 0,
     "Form of the report: text, markdown, csv, or googlebench, the JSON of Google Benchmark "
     "(default: text)",
     6},
    {"save-results", KEY_SAVE, "DIR", 0,
     "Pickle what the kernel returned, once for each way to run it", 6},
    {"color", KEY_COLOR, "WHEN", 0, "Colours: auto, always or never (default: auto)", 6},
    {"quiet", 'q', NULL, 0, "One line for each kernel, no progress", 6},
    {"verbose", 'v', NULL, 0, "Also calls by line, environment and options", 6},

    {.doc = "Comparing and judging:", .group = 7},
    {"compare", KEY_COMPARE, "FILE", 0,
     "Print how the times have changed since the run whose --json FILE this is", 7},
    {"fail-below", KEY_FAIL_BELOW, "RATIO", 0,
     "Exit status 1 when a kernel's headline arm is not RATIO times as fast as the interpreter, 5 "
     "when its interval leaves that open",
     7},
    {"fail-if-slower", KEY_FAIL_SLOWER, "PERCENT", 0,
     "With --compare: exit status 1 when a headline arm takes over PERCENT longer than before, 5 "
     "when its interval leaves that open",
     7},

    {.doc = "Looking inside:", .group = 8},
    {"dump-ir", KEY_DUMP, "WHAT", OPTION_ARG_OPTIONAL,
     "Print code instead of measuring: kir, kir:PASS (kir:all for every pass), llvm, llvm-opt, "
     "asm, "
     "or remarks, what LLVM's passes say of each line (default: llvm)",
     8},
    {"explain", KEY_EXPLAIN, NULL, 0,
     "Print the source instead, with what became of each line: the route of each call, where "
     "arrays "
     "are kept and why, what runs boxed, types",
     7},
    {"output", 'o', "FILE", 0, "Where --dump-ir and --explain write (default: standard output)", 8},
    {"gdb", KEY_GDB, NULL, 0, "Register the compiled code with gdb", 8},
    {"perf", KEY_PERF, NULL, 0,
     "Tell perf of the compiled code: a map, and a dump with lines for `perf inject --jit`", 8},

    {.doc = "About npjit:", .group = 9},
    {"help", 'h', NULL, 0, "Print this help", 9},
    {"usage", KEY_USAGE, NULL, 0, "Print all options in brief", 9},
    {"version", 'V', NULL, 0, "Print the versions of npjit, LLVM, CPython, NumPy and BLAS", 9},
    {"worker", KEY_WORKER, "FILE", OPTION_HIDDEN, NULL, 9},
    {"repeat", KEY_REPEAT, "N", OPTION_HIDDEN, NULL, 9},
#ifdef NPJIT_TEST_FAULTS
    {"fail-allocations", KEY_FAIL_ALLOCATIONS, NULL, OPTION_HIDDEN, NULL, 9},
    {"break-thunk", KEY_BREAK, "NAME", OPTION_HIDDEN, NULL, 9},
#endif
    {0},
};

static const char program_doc[] =
    "Runs a Python function that uses NumPy in the interpreter and compiled from the same source, "
    "proves "
    "that both give the same result, and tells how much faster it is, where the time goes, and "
    "what stops "
    "it from being faster still."
    "\vExit status:\n"
    "  0    done, and the results are equal\n"
    "  1    a condition of --fail-below or --fail-if-slower does not hold\n"
    "  2    bad usage, or something that cannot be read or written\n"
    "  3    the kernel uses something that cannot be compiled\n"
    "  4    results differ\n"
    "  5    such a condition can neither be shown to hold nor not to\n"
    "  130  interrupted; what was measured is reported\n"
    "\n"
    "Environment:\n"
    "  NO_COLOR         when set and not empty, no colours\n"
    "  COLUMNS          width of the report (default: the terminal's, or 80)\n"
    "  VIRTUAL_ENV      whose Python to use, see --python\n"
    "  NPJIT_SCENARIOS  directory of the scenarios' files\n"
    "\n"
    "Examples:\n"
    "  $ npjit --scenario B3 --iters 10\n"
    "  $ npjit --scenario all --json profile.json\n"
    "  $ npjit --scenario B,C1 --inline=both\n"
    "  $ npjit --scenario B3 --dump-ir=llvm-opt -o b3.ll\n"
    "  $ npjit --scenario B3 --html b3.html\n"
    "  $ npjit doctor\n"
    "  $ npjit --kernel my.py:func --args '(1000, np.arange(8.0))'\n"
    "  $ npjit --list-kernels my.py";

typedef struct ParseState {
    CliOptions *options;
    Error *error;
} ParseState;

/* ---- one function for each option that is more than a flag ---- */

static int add_scenarios(CliOptions *options, const char *words, Error *error) {
    char *joined = NULL;
    int length = options->scenarios ? asprintf(&joined, "%s,%s", options->scenarios, words)
                                    : asprintf(&joined, "%s", words);
    if (length < 0)
        return error_set(error, STAGE_MEMORY, "out of memory");
    free(options->scenarios);
    options->scenarios = joined;
    return 0;
}

static int set_kernel(CliOptions *options, const char *option, const char *text, Error *error) {
    free(options->kernel_path);
    options->kernel_path = strdup(text);
    if (!options->kernel_path)
        return error_set(error, STAGE_MEMORY, "out of memory");
    char *colon = strrchr(options->kernel_path, ':');
    if (colon)
        *colon = '\0';
    options->kernel.path = options->kernel_path;
    options->kernel.function = colon ? colon + 1 : NULL;
    if (!*options->kernel_path || (colon && !colon[1])) {
        error_set(error, STAGE_USAGE, "%s needs FILE:FUNC, not '%s'", option, text);
        error_hint(error, "for instance %s my.py:func", option);
        return -1;
    }
    return 0;
}

static int set_listing(CliOptions *options, const char *text, Error *error) {
    options->action = ACTION_LIST_KERNELS;
    return set_kernel(options, "--list-kernels", text, error);
}

static int set_check(CliOptions *options, const char *text, Error *error) {
    free(options->check_path);
    options->check_path = strdup(text);
    if (!options->check_path)
        return error_set(error, STAGE_MEMORY, "out of memory");
    char *colon = strrchr(options->check_path, ':');
    if (colon)
        *colon = '\0';
    options->check_function = colon ? colon + 1 : NULL;
    options->action = ACTION_CHECK;
    if (!*options->check_path || (colon && !colon[1])) {
        error_set(error, STAGE_USAGE, "--check needs FILE or FILE:FUNC, not '%s'", text);
        error_hint(error, "for instance --check my.py");
        return -1;
    }
    return 0;
}

static int set_count(const char *option, const char *text, int low, int high, int *out,
                     Error *error) {
    int64_t value;
    if (read_number(option, text, low, high, &value, error))
        return -1;
    *out = (int)value;
    return 0;
}

/* One level, or for --check several. */
static int set_levels(CliOptions *options, const char *text, Error *error) {
    static const char *const words[] = {"0", "1", "2", "3", "all", NULL};
    enum { ALL = 1U << 4 };
    unsigned bits;
    if (strchr(text, ',') || strcmp(text, "all") == 0) {
        if (read_words("-O", text, words, &bits, error))
            return -1;
        options->check.levels = bits & ALL ? ALL - 1 : bits;
        return 0;
    }
    if (set_count("-O", text, 0, 3, &options->bench.opt_level, error))
        return -1;
    options->check.levels = 1U << options->bench.opt_level;
    return 0;
}

static int set_dump(CliOptions *options, const char *text, Error *error) {
    static const char *const kinds[] = {"kir", "llvm", "llvm-opt", "asm", "remarks", NULL};
    static const DumpKind values[] = {DUMP_KIR, DUMP_LLVM, DUMP_LLVM_OPTIMISED, DUMP_ASSEMBLY,
                                      DUMP_REMARKS};
    options->dump = text ? text : "llvm";
    options->bench.dump_pass = NULL;
    if (strncmp(options->dump, "kir:", 4) == 0) {
        options->bench.dump = DUMP_KIR;
        options->bench.dump_pass = options->dump + 4;
        int pass;
        if (strcmp(options->bench.dump_pass, "all") == 0)
            return 0;
        return read_word("--dump-ir=kir:PASS", options->bench.dump_pass, bench_pass_names, &pass,
                         error);
    }
    int kind;
    if (read_word("--dump-ir", options->dump, kinds, &kind, error))
        return -1;
    options->bench.dump = values[kind];
    return 0;
}

static int set_routes(CliOptions *options, const char *text, Error *error) {
    const char *words[ROUTE_COUNT + 1] = {NULL};
    int count = 0;
    for (int route = ROUTE_NONE + 1; route < ROUTE_COUNT; route++)
        words[count++] = route_names[route];
    words[count] = "all";
    unsigned bits;
    if (read_words("--route", text, words, &bits, error))
        return -1;
    if (bits & 1U << count)
        bits = (1U << count) - 1;
    options->bench.routes = options->check.routes = bits << (ROUTE_NONE + 1);
    return 0;
}

static int set_inlining(CliOptions *options, const char *text, Error *error) {
    static const char *const words[] = {"on", "off", "both", NULL};
    static const unsigned values[] = {INLINE_ON, INLINE_OFF, INLINE_ON | INLINE_OFF};
    int index;
    if (read_word("--inline", text, words, &index, error))
        return -1;
    options->bench.inlining = options->check.inlining = values[index];
    return 0;
}

static int set_sizes(CliOptions *options, const char *text, Error *error) {
    if (read_numbers("--size", text, 1, MOST_SIZE, options->sizes, MOST_SIZES, &options->size_count,
                     error))
        return -1;
    options->bench.size = options->sizes[0];
    return 0;
}

static int set_format(CliOptions *options, const char *text, Error *error) {
    int index;
    if (read_word("--format", text, report_format_names, &index, error))
        return -1;
    options->format = (ReportFormat)index;
    return 0;
}

static int set_color(CliOptions *options, const char *text, Error *error) {
    static const char *const words[] = {"auto", "always", "never", NULL};
    static const ColorChoice values[] = {COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER};
    int index;
    if (read_word("--color", text, words, &index, error))
        return -1;
    options->color = values[index];
    return 0;
}

static int set_seed(CliOptions *options, const char *text, Error *error) {
    int64_t value;
    if (read_number("--seed", text, 0, INT64_MAX, &value, error))
        return -1;
    options->bench.seed = (uint64_t)value;
    return 0;
}

static int set_text(const char *option, const char *text, const char **out, Error *error) {
    *out = text;
    return *text ? 0
                 : error_set(error, STAGE_USAGE, "%s needs something that is not empty", option);
}

static int unexpected_word(const char *word, const struct argp_state *state, Error *error) {
    error_set(error, STAGE_USAGE, "'%s' belongs to no option", word);
    const char *before = state->next >= 2 ? state->argv[state->next - 2] : "";
    if (strcmp(before, "--dump-ir") == 0)
        error_hint(error, "write --dump-ir=%s", word);
    else if (strstr(word, ".py"))
        error_hint(error, "to run a function of a file: npjit --kernel %.100s%s", word,
                   strchr(word, ':') ? "" : ":FUNCTION");
    else
        error_hint(error, "to run a scenario: npjit --scenario %s", strlen(word) < 8 ? word : "B3");
    return -1;
}

/* The one command there is, or a mistake. */
static int take_word(CliOptions *options, const char *word, const struct argp_state *state,
                     Error *error) {
    if (strcmp(word, "doctor") != 0)
        return unexpected_word(word, state, error);
    options->action = ACTION_DOCTOR;
    return 0;
}

/* dispatch: one row per option */
static int apply(int key, const char *text, const struct argp_state *state) {
    const ParseState *parse = state->input;
    CliOptions *options = parse->options;
    BenchOptions *bench = &options->bench;
    Error *error = parse->error;
    switch (key) {
    case KEY_SCENARIO: return add_scenarios(options, text, error);
    case KEY_KERNEL: return set_kernel(options, "--kernel", text, error);
    case KEY_ARGS: return set_text("--args", text, &options->kernel.arguments, error);
    case KEY_ARGS_FROM:
        return set_text("--args-from", text, &options->kernel.arguments_from, error);
    case KEY_SETUP: options->kernel.setup = text; return 0;
    case KEY_SIZE: return set_sizes(options, text, error);
    case KEY_LEVELS:
        return read_numbers("--opt-levels", text, 0, LEVEL_COUNT - 1, options->levels, LEVEL_COUNT,
                            &options->level_count, error);
    case KEY_SEED: return set_seed(options, text, error);
    case KEY_PYTHON: return set_text("--python", text, &options->python, error);
    case KEY_LIST: options->action = ACTION_LIST; return 0;
    case KEY_ROUTE: return set_routes(options, text, error);
    case KEY_INLINE: return set_inlining(options, text, error);
    case KEY_EXPLAIN: bench->dump = DUMP_EXPLANATION; return 0;
    case KEY_STRICT: bench->strict = true; return 0;
    case KEY_ISOLATE: bench->isolate = true; return 0;
    case KEY_CHECK: return set_check(options, text, error);
    case KEY_LIST_KERNELS: return set_listing(options, text, error);
    case KEY_SAMPLE:
        return set_count("--sample", text, 1, MOST_ROUNDS, &options->check.sample, error);
    case KEY_BOXED: options->check.boxed = true; return 0;
    case 'O': return set_levels(options, text, error);
    case KEY_ITERS: return set_count("--iters", text, 1, MOST_ROUNDS, &bench->iterations, error);
    case KEY_WARMUP: return set_count("--warmup", text, 0, MOST_ROUNDS, &bench->warmups, error);
    case KEY_JSON: return set_text("--json", text, &options->json, error);
    case KEY_SAVE: return set_text("--save-results", text, &bench->save_results, error);
    case KEY_COLOR: return set_color(options, text, error);
    case 'q': options->quiet = true; return 0;
    case 'v': options->verbose = true; return 0;
    case KEY_DUMP: return set_dump(options, text, error);
    case 'o': return set_text("--output", text, &options->output, error);
    case KEY_GDB: bench->gdb = true; return 0;
    case KEY_PERF: bench->perf = true; return 0;
    case 'h': options->action = ACTION_HELP; return 0;
    case KEY_USAGE: options->action = ACTION_USAGE; return 0;
    case 'V': options->action = ACTION_VERSION; return 0;
    case KEY_CPU: return set_count("--cpu", text, 0, MOST_CPU, &options->cpu, error);
    case KEY_BUDGET: return read_decimal("--time-budget", text, 0, &bench->time_budget, error);
    case KEY_HTML: return set_text("--html", text, &options->html, error);
    case KEY_FORMAT: return set_format(options, text, error);
    case KEY_COMPARE: return set_text("--compare", text, &options->compare, error);
    case KEY_FAIL_BELOW: return read_decimal("--fail-below", text, 0, &options->fail_below, error);
    case KEY_FAIL_SLOWER:
        options->gates_change = true;
        return read_decimal("--fail-if-slower", text, 0, &options->fail_if_slower, error);
    case KEY_PROCESSES:
        return set_count("--processes", text, 1, MOST_PROCESSES, &options->processes, error);
    case KEY_MEMORY: bench->memory = true; return 0;
    case KEY_PROFILE: bench->profile = true; return 0;
    case KEY_WORKER: return set_text("--worker", text, &options->worker, error);
    case KEY_BREAK: bench->break_thunk = text; return 0;
    case KEY_REPEAT:
        return set_count("--repeat", text, 1, MOST_ROUNDS, &options->check.repeats, error);
    case KEY_FAIL_ALLOCATIONS: options->check.fail_allocations = true; return 0;
    case ARGP_KEY_ARG: return take_word(options, text, state, error);
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_option(int key, char *text, struct argp_state *state) {
    int status = apply(key, text, state);
    return status == ARGP_ERR_UNKNOWN ? ARGP_ERR_UNKNOWN : status ? EINVAL : 0;
}

static const struct argp program = {
    .options = option_table,
    .parser = parse_option,
    .args_doc = "\ndoctor",
    .doc = program_doc,
};

/* ---- how options fit together ---- */

static int needs(bool given, bool other, const char *option, const char *needed, Error *error) {
    if (!given || other)
        return 0;
    return error_set(error, STAGE_USAGE, "%s is of no use without %s", option, needed);
}

/* --check looks at one file, in all configurations unless told otherwise. */
static int complete_check(CliOptions *options, Error *error) {
    CheckOptions *check = &options->check;
    const char *other = options->scenarios                 ? "--scenario"
                        : options->kernel.path             ? "--kernel"
                        : options->bench.dump != DUMP_NONE ? "--dump-ir"
                                                           : NULL;
    if (other)
        return error_set(error, STAGE_USAGE, "--check and %s do not go together", other);
    if (options->json && strcmp(options->json, "-") != 0)
        return error_set(error, STAGE_USAGE,
                         "--check writes JSON, a line for each finding, only to standard output: "
                         "--json -");
    if (options->level_count)
        return error_set(error, STAGE_USAGE, "--check takes several levels by -O: -O0,3");
    check->routes = check->routes ? check->routes : (1U << ROUTE_COUNT) - (1U << ROUTE_PYTHON);
    check->inlining = check->inlining ? check->inlining : INLINE_OFF | INLINE_ON;
    check->levels = check->levels ? check->levels : (1U << 4) - 1;
    check->seed = options->bench.seed;
    check->break_thunk = options->bench.break_thunk;
    return 0;
}

/* --list-kernels compiles for one call or for what the file says, and runs nothing. */
static int check_listing(const CliOptions *options, Error *error) {
    const KernelRequest *kernel = &options->kernel;
    bool call = kernel->arguments || kernel->arguments_from;
    if (options->scenarios || options->bench.dump != DUMP_NONE)
        return error_set(error, STAGE_USAGE, "--list-kernels and %s do not go together",
                         options->scenarios ? "--scenario" : "--dump-ir");
    if (options->json && strcmp(options->json, "-") != 0)
        return error_set(error, STAGE_USAGE,
                         "--list-kernels writes JSON, a line for each function, only to standard "
                         "output: --json -");
    return needs(kernel->setup, call, "--setup", "--args", error);
}

/* One of several processes only measures: the first one reports. */
static void complete_worker(CliOptions *options) {
    options->json = options->worker;
    options->html = options->compare = NULL;
    options->format = FORMAT_TEXT;
    options->fail_below = 0;
    options->gates_change = false;
    options->processes = 1;
    options->quiet = true;
    options->bench.times_only = true;
    options->bench.isolate = options->bench.memory = options->bench.profile = false;
    options->bench.save_results = NULL;
}

/* Everything is measured, one form is shown. */
static void complete_arms(BenchOptions *bench) {
    bool dumps = bench->dump != DUMP_NONE;
    if (!bench->routes)
        bench->routes = bench->dump == DUMP_EXPLANATION ? 1U << ROUTE_NATIVE
                        : dumps                         ? 1U << ROUTE_CAPI
                                : (1U << ROUTE_COUNT) - (1U << ROUTE_PYTHON);
    if (!bench->inlining)
        bench->inlining = dumps ? INLINE_ON : INLINE_OFF | INLINE_ON;
}

static int check_combination(CliOptions *options, Error *error) {
    const KernelRequest *kernel = &options->kernel;
    const unsigned levels = options->check.levels;
    if (options->action == ACTION_CHECK)
        return complete_check(options, error);
    if (options->action == ACTION_LIST_KERNELS)
        return check_listing(options, error);
    if (options->action != ACTION_RUN)
        return 0;
    if (!options->bench.iterations)
        options->bench.iterations =
            options->bench.time_budget > 0 ? ROUNDS_IN_BUDGET : DEFAULT_ITERATIONS;
    complete_arms(&options->bench);
    if (options->worker)
        complete_worker(options);
    if (options->processes > 1 && options->bench.dump != DUMP_NONE)
        return error_set(error, STAGE_USAGE,
                         "--dump-ir and --explain measure nothing for --processes to repeat");
    if (levels & (levels - 1))
        return error_set(error, STAGE_USAGE, "-O takes several levels only with --check");
    if (needs(options->check.sample, false, "--sample", "--check", error) ||
        needs(options->check.boxed, false, "--boxed", "--check", error))
        return -1;
    if (needs(kernel->arguments, kernel->path, "--args", "--kernel", error) ||
        needs(kernel->arguments_from, kernel->path, "--args-from", "--kernel", error) ||
        needs(kernel->setup, kernel->path, "--setup", "--kernel", error) ||
        needs(options->output, options->bench.dump != DUMP_NONE, "--output", "--dump-ir", error))
        return -1;
    if (options_sweep(options) && options->bench.dump != DUMP_NONE)
        return error_set(error, STAGE_USAGE, "--dump-ir takes one size and one level");
    if (needs(options->gates_change, options->compare, "--fail-if-slower", "--compare", error))
        return -1;
    if (kernel->arguments && kernel->arguments_from)
        return error_set(error, STAGE_USAGE,
                         "--args and --args-from both give the arguments: use one");
    if (options->json && options->bench.dump != DUMP_NONE)
        return error_set(error, STAGE_USAGE,
                         "--dump-ir and --explain measure nothing that --json could write");
    if (options->html && options->bench.dump != DUMP_NONE)
        return error_set(error, STAGE_USAGE, "--dump-ir measures nothing that --html could show");
    if (options->html && strcmp(options->html, "-") == 0)
        return error_set(error, STAGE_USAGE, "--html needs a file, not standard output");
    if (options->format != FORMAT_TEXT && options->bench.dump != DUMP_NONE)
        return error_set(error, STAGE_USAGE, "--dump-ir measures nothing for --format to report");
    if (options->format != FORMAT_TEXT && options->json && strcmp(options->json, "-") == 0)
        return error_set(
            error, STAGE_USAGE,
            "--json - and --format=%s both write to standard output: give --json a file",
            report_format_names[options->format]);
    if (options->bench.save_results && options->bench.dump != DUMP_NONE)
        return error_set(error, STAGE_USAGE,
                         "--dump-ir and --explain run nothing that --save-results could save");
    if (!options->scenarios && !kernel->path) {
        error_set(error, STAGE_USAGE, "nothing to run");
        error_hint(error,
                   "npjit --scenario B3 runs one scenario, --list shows all, --help explains");
        return -1;
    }
    return 0;
}

int options_parse(int argc, char **argv, CliOptions *out, Error *error) {
    static char name[] = "npjit"; /* in getopt's messages */
    *out = (CliOptions){.cpu = -1,
                        .processes = 1,
                        .arguments = argv,
                        .argument_count = argc,
                        .bench = {.warmups = DEFAULT_WARMUPS, .opt_level = DEFAULT_LEVEL}};
    ParseState state = {out, error};
    argp_err_exit_status = 2;
    if (argc < 1)
        return error_set(error, STAGE_USAGE, "nothing to run");
    out->program = argv[0];
    argv[0] = name;
    if (check_option_names(argc, argv, option_table, error) ||
        argp_parse(&program, argc, argv, ARGP_NO_HELP, NULL, &state) ||
        check_combination(out, error)) {
        if (error->stage == STAGE_NONE) /* argp's own: it has said why */
            error_set(error, STAGE_USAGE, "npjit --help lists all options");
        return -1;
    }
    return 0;
}

void options_free(CliOptions *options) {
    free(options->scenarios);
    free(options->kernel_path);
    free(options->check_path);
    *options = (CliOptions){0};
}

void options_print_help(FILE *out) {
    char name[] = "npjit";
    argp_help(&program, out, ARGP_HELP_STD_HELP & ~(unsigned)ARGP_HELP_EXIT_OK, name);
}

void options_print_usage(FILE *out) {
    char name[] = "npjit";
    argp_help(&program, out, ARGP_HELP_USAGE, name);
}

/* ---- for the record ---- */

typedef struct Entries {
    EnvironmentEntry *items;
    int count, capacity;
} Entries;

static void record(Arena *arena, Entries *entries, const char *key, const char *value) {
    if (value)
        ARENA_PUSH(arena, entries, ((EnvironmentEntry){key, value}));
}

static const char *number_text(Arena *arena, int64_t value) {
    return arena_format(arena, "%" PRId64, value);
}

/* "10,100"; NULL when there are none. */
static const char *listed(Arena *arena, const int64_t *numbers, int count) {
    const char *text = NULL;
    for (int i = 0; i < count; i++)
        text = arena_format(arena, "%s%s%" PRId64, text ? text : "", text ? "," : "", numbers[i]);
    return text;
}

bool options_sweep(const CliOptions *options) {
    return options->size_count > 1 || options->level_count > 1;
}

void options_record(const CliOptions *options, RunResult *run) {
    Arena *arena = run->arena;
    const BenchOptions *bench = &options->bench;
    Entries entries = {0};
    const char *routes = "";
    for (int route = ROUTE_NONE + 1; route < ROUTE_COUNT; route++)
        if (bench->routes & 1U << route)
            routes = arena_format(arena, "%s%s%s", routes, *routes ? "," : "", route_names[route]);
    record(arena, &entries, "scenario", options->scenarios);
    record(arena, &entries, "kernel", options->kernel.path);
    record(arena, &entries, "function", options->kernel.function);
    record(arena, &entries, "args", options->kernel.arguments);
    record(arena, &entries, "args_from", options->kernel.arguments_from);
    record(arena, &entries, "setup", options->kernel.setup);
    record(arena, &entries, "iters", number_text(arena, bench->iterations));
    record(arena, &entries, "time_budget",
           bench->time_budget > 0 ? arena_format(arena, "%g", bench->time_budget) : NULL);
    record(arena, &entries, "processes",
           options->processes > 1 ? number_text(arena, options->processes) : NULL);
    record(arena, &entries, "cpu", options->cpu >= 0 ? number_text(arena, options->cpu) : NULL);
    record(arena, &entries, "warmup", number_text(arena, bench->warmups));
    record(arena, &entries, "route", routes);
    record(arena, &entries, "inline",
           bench->inlining == INLINE_ON    ? "on"
           : bench->inlining == INLINE_OFF ? "off"
                                           : "both");
    record(arena, &entries, "opt_level",
           options->level_count ? listed(arena, options->levels, options->level_count)
                                : number_text(arena, bench->opt_level));
    record(arena, &entries, "size", listed(arena, options->sizes, options->size_count));
    record(arena, &entries, "seed", number_text(arena, (int64_t)bench->seed));
    record(arena, &entries, "python", options->python);
    record(arena, &entries, "strict", bench->strict ? "on" : NULL);
    record(arena, &entries, "isolate", bench->isolate ? "on" : NULL);
    record(arena, &entries, "memory", bench->memory ? "on" : NULL);
    record(arena, &entries, "profile", bench->profile ? "on" : NULL);
    record(arena, &entries, "gdb", bench->gdb ? "on" : NULL);
    record(arena, &entries, "perf", bench->perf ? "on" : NULL);
    record(arena, &entries, "break_thunk", bench->break_thunk);
    run->options = entries.items;
    run->option_count = entries.count;
    run->seed = bench->seed;
}
