/* Starts what is needed, has bench run the kernels one by one, hands each result to the reporters
 * as soon as it is there, and ends everything in order. Measures nothing itself. */
#include "session.h"
#include "gate.h"
#include "processes.h"
#include "selection.h"
#include "terminal.h"
#include <base/version.h>
#include <errno.h>
#include <front/front.h>
#include <jit/jit.h>
#include <report/report.h>
#include <runtime/interpreter.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct Session {
    const CliOptions *options;
    BenchOptions bench;
    TextOptions out_options, err_options;
    ScenarioList scenarios;
    Selection selection;
    RunResult run;
    RunResult baseline; /* --compare */
    Comparison comparison;
    Progress progress;
    bool prints_report; /* on stdout: not while JSON or a dump goes there */
    bool waits;         /* nothing is reported until all processes have measured */
} Session;

int exit_code_of(const Error *error) {
    switch (error->stage) {
    case STAGE_FRONT:
    case STAGE_IR:
    case STAGE_JIT: return EXIT_REFUSED;
    default: return EXIT_USAGE;
    }
}

static int start_interpreter(const CliOptions *options, const char *argv0, Error *error) {
    InterpreterOptions interpreter = {.python = options->python, .argv0 = argv0};
    struct sigaction pipe_action; /* CPython ignores SIGPIPE; a closed pipe shall end us quietly */
    sigaction(SIGPIPE, NULL, &pipe_action);
    int status = interpreter_start(&interpreter, error);
    sigaction(SIGPIPE, &pipe_action, NULL);
    if (status)
        return -1;
    interrupt_install();
    return 0;
}

/* ---- --version, --list ---- */

int session_version(const CliOptions *options, const char *argv0, Error *error) {
    printf("npjit %s (%s)\n", NPJIT_VERSION, NPJIT_GIT_REVISION);
    printf("LLVM %s, host CPU %s\n", jit_llvm_version(), jit_host_cpu());
    int status = start_interpreter(options, argv0, error);
    if (!status) {
        const InterpreterVersions *versions = interpreter_versions();
        printf("CPython %s (%s)\n", versions->python, versions->executable);
        printf("NumPy %s\n", versions->numpy);
        printf("BLAS %s\n", versions->blas);
    }
    interpreter_stop();
    jit_shutdown();
    return status;
}

static void print_list(const Session *session) {
    const ScenarioList *scenarios = &session->scenarios;
    printf("%-4s  %8s  %8s  %s\n", "id", "size", "expected", "what it is");
    for (int i = 0; i < scenarios->count; i++) {
        const Scenario *scenario = &scenarios->items[i];
        char band[32];
        if (scenario->band_low == scenario->band_high)
            snprintf(band, sizeof band, "%gx", scenario->band_low);
        else
            snprintf(band, sizeof band, "%g-%gx", scenario->band_low, scenario->band_high);
        printf("%-4s  %8lld  %8s  %s\n", scenario->id, (long long)scenario->size, band,
               scenario->title);
        if (session->options->verbose)
            printf("%s\n\n", scenario->shows);
    }
}

/* ---- measuring ---- */

/* Reports the kernels from `first` on. */
static int report_new(Session *session, int first, Error *error) {
    if (session->waits)
        return 0;
    /* Of a sweep, the table at the end is the report. */
    bool shows =
        session->prints_report && (!options_sweep(session->options) || session->options->verbose);
    progress_clear(&session->progress);
    for (int i = first; i < session->run.kernel_count; i++) {
        const KernelResult *kernel = &session->run.kernels[i];
        bool seen = shows && !session->options->quiet && streams_are_one();
        if (shows)
            report_text_kernel(&session->run, kernel, &session->out_options, stdout);
        if (!seen)
            report_text_failure(&session->run, kernel, &session->err_options, stderr);
    }
    return stdout_flush(error);
}

static bool was_interrupted(Session *session) {
    if (interrupt_seen())
        session->run.interrupted = true;
    return session->run.interrupted;
}

static int run_scenarios_once(Session *session, int scenario, Error *error) {
    int first = session->run.kernel_count;
    int status = bench_run(&session->scenarios, &session->selection.ids[scenario], 1,
                           &session->bench, &session->run, error);
    Error ignored;
    return report_new(session, first, status ? &ignored : error) || status ? -1 : 0;
}

/* Each scenario at each level and size. */
static int run_scenarios(Session *session, Error *error) {
    const CliOptions *options = session->options;
    int levels = options->level_count ? options->level_count : 1;
    int sizes = options->size_count ? options->size_count : 1;
    int runs = session->selection.count * levels * sizes;
    for (int i = 0; i < runs && !was_interrupted(session); i++) {
        if (options->level_count)
            session->bench.opt_level = (int)options->levels[i / sizes % levels];
        if (options->size_count)
            session->bench.size = options->sizes[i % sizes];
        session->progress.run = i + 1;
        session->progress.runs = runs;
        if (run_scenarios_once(session, i / (sizes * levels), error))
            return -1;
    }
    return 0;
}

/* The user's function at each level. */
static int run_kernel(Session *session, Error *error) {
    const CliOptions *options = session->options;
    int levels = options->level_count ? options->level_count : 1;
    for (int i = 0; options->kernel.path && i < levels && !was_interrupted(session); i++) {
        int first = session->run.kernel_count;
        if (options->level_count)
            session->bench.opt_level = (int)options->levels[i];
        int status = bench_run_kernel(&options->kernel, &session->bench, &session->run, error);
        Error ignored;
        if (report_new(session, first, status ? &ignored : error) || status)
            return -1;
    }
    return 0;
}

/* What is compared and judged is the complete run; an exit status that is there already, of results
 * that differ or a kernel that is refused, weighs more than a gate's. */
static void judge(Session *session) {
    const CliOptions *options = session->options;
    RunResult *run = &session->run;
    const Comparison *comparison = NULL;
    if (options->compare && run->kernel_count) {
        comparison = &session->comparison;
        compare_runs(run->arena, &session->baseline, run, &session->comparison);
        if (session->prints_report)
            report_text_comparison(&session->baseline, run, comparison, &session->out_options,
                                   stdout);
    }
    int code = gate_judge(options, run, comparison, stderr);
    if (run->exit_code == EXIT_DONE)
        run->exit_code = code;
}

/* Both happen even after a failure or an interrupt: nothing that was measured is lost. */
static int finish(Session *session, int status, Error *error) {
    RunResult *run = &session->run;
    if (was_interrupted(session) && run->exit_code != EXIT_DIFFERS)
        run->exit_code = EXIT_INTERRUPTED;
    else if (status)
        run->exit_code = exit_code_of(error);
    if (run->kernel_count && session->prints_report)
        report_text_run(run, &session->out_options, stdout);
    if (run->kernel_count)
        report_formatted(run, session->options->format, stdout);
    judge(session);
    Error second = {0};
    int written = 0;
    if (session->options->json && (run->kernel_count || !status))
        written = report_json(run, session->options->json, &second);
    if (!written && session->options->html && run->kernel_count)
        written = report_html(run, session->options->html, &second);
    if (!written)
        written = stdout_flush(&second);
    if (written && !status)
        *error = second;
    return status || written ? -1 : 0;
}

static int measure(Session *session, Error *error) {
    session->run.arena = arena_create();
    if (!session->run.arena)
        return error_set(error, STAGE_MEMORY, "out of memory");
    if (session->options->compare &&
        report_read_baseline(session->options->compare, session->run.arena, &session->baseline,
                             error))
        return -1;
    options_record(session->options, &session->run);
    environment_collect(&session->run);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    session->waits = session->options->processes > 1 || session->options->worker;
    int status = run_scenarios(session, error);
    if (!status)
        status = run_kernel(session, error);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (!status && session->options->processes > 1 && !was_interrupted(session))
        status = processes_measure(session->options, (double)(end.tv_sec - start.tv_sec),
                                   &session->run, &session->progress, error);
    session->waits = session->options->worker != NULL;
    Error ignored;
    if (session->options->processes > 1 && report_new(session, 0, status ? &ignored : error))
        status = -1;
    if (!status && session->options->html && !was_interrupted(session))
        status = bench_keep_texts(&session->scenarios, &session->options->kernel, &session->bench,
                                  &session->run, error);
    progress_clear(&session->progress);
    return finish(session, status, error);
}

/* As measure(), for --dump-ir: bench prints, nothing is reported. */
static int dump(Session *session, Error *error) {
    const char *path = session->options->output;
    FILE *file = path ? fopen(path, "we") : stdout;
    if (!file)
        return error_set(error, STAGE_OUTPUT, "cannot write %s: %s", path, strerror(errno));
    session->bench.dump_file = file;
    session->run.arena = arena_create();
    int status = session->run.arena ? run_scenarios(session, error)
                                    : error_set(error, STAGE_MEMORY, "out of memory");
    if (!status)
        status = run_kernel(session, error);
    if (was_interrupted(session))
        session->run.exit_code = EXIT_INTERRUPTED;
    if (!path)
        return status;
    bool failed = ferror(file);
    if ((fclose(file) == EOF || failed) && !status)
        status = error_set(error, STAGE_OUTPUT, "cannot write %s: %s", path, strerror(errno));
    return status;
}

/* ---- checking ---- */

static void show_finding(void *data, const CheckFinding *finding) {
    const Session *session = data;
    if (session->options->json)
        report_check_finding_json(finding, stdout);
    else
        report_check_finding(finding, &session->out_options, stdout);
}

/* In JSON, so that a reader knows what was being checked should the program not live on. */
static void begin_file(void *data, const char *path) {
    const Session *session = data;
    if (session->options->json)
        report_check_file_json(path, stdout);
}

static int check(Session *session, Error *error) {
    CheckOptions options = session->options->check;
    CheckSummary summary = {0};
    options.begin = begin_file;
    options.report = show_finding;
    options.report_data = session;
    int status = bench_check(session->options->check_path, session->options->check_function,
                             &options, &summary, error);
    if (session->options->json)
        report_check_summary_json(&summary, stdout);
    else if (!status)
        report_check_summary(&summary, stdout);
    session->run.exit_code = summary.findings[CHECK_DIFFERS] || summary.findings[CHECK_LEAKS]
                                 ? EXIT_DIFFERS
                             : summary.interrupted || interrupt_seen() ? EXIT_INTERRUPTED
                             : summary.unexpected_refusals             ? EXIT_REFUSED
                                                                       : EXIT_DONE;
    return status;
}

/* ---- listing ---- */

static void show_listed(void *data, const ListedKernel *kernel) {
    const Session *session = data;
    if (session->options->json)
        report_listed_kernel_json(kernel, stdout);
    else
        report_listed_kernel(kernel, &session->out_options, stdout);
}

static int list_kernels(Session *session, Error *error) {
    ListingSummary summary = {0};
    if (bench_list_kernels(&session->options->kernel, show_listed, session, &summary, error))
        return -1;
    if (session->options->json)
        report_listing_summary_json(&summary, stdout);
    else
        report_listing_summary(&summary, stdout);
    return 0;
}

/* Before any thread is started, so that NumPy's stay there as well. */
static int pin(int cpu, Error *error) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET((size_t)cpu, &only);
    if (!sched_setaffinity(0, sizeof only, &only))
        return 0;
    return error_set(error, STAGE_USAGE, "--cpu %d: %s", cpu,
                     errno == EINVAL ? "there is no such processor for this process"
                                     : strerror(errno));
}

static int prepare(Session *session, const char *argv0, Error *error) {
    const CliOptions *options = session->options;
    if (options->cpu >= 0 && pin(options->cpu, error))
        return -1;
    if (options->action == ACTION_RUN && options->json && report_json_check(options->json, error))
        return -1;
    if (options->action == ACTION_RUN && options->html && report_json_check(options->html, error))
        return -1;
    if (options->action == ACTION_RUN) /* LLVM starts while the interpreter does */
        jit_prepare(&(JitOptions){.opt_level = options->bench.opt_level,
                                  .inline_thunks = options->bench.inlining & INLINE_ON});
    if (start_interpreter(options, argv0, error))
        return -1;
    if (options->action == ACTION_RUN && front_prepare(error))
        return -1;
    if ((options->scenarios || options->action == ACTION_LIST ||
         options->action == ACTION_DOCTOR) &&
        scenarios_load(&session->scenarios, error))
        return -1;
    return options->action == ACTION_RUN && options->scenarios
               ? selection_make(&session->scenarios, options->scenarios, &session->selection, error)
               : 0;
}

/* ---- doctor ---- */

enum { DOCTOR_REPETITIONS = 200 };

static int examine(Session *session, Error *error) {
    RunResult *run = &session->run;
    AaTest test;
    MachineWarning *warnings;
    int count;
    run->arena = arena_create();
    if (!run->arena)
        return error_set(error, STAGE_MEMORY, "out of memory");
    environment_collect(run);
    machine_warnings(run->arena, &warnings, &count);
    if (aa_test(&session->scenarios, &session->bench, DOCTOR_REPETITIONS, &test, error))
        return -1;
    progress_clear(&session->progress);
    report_doctor(run, warnings, count, &test, &session->out_options, stdout);
    run->exit_code = test.interrupted        ? EXIT_INTERRUPTED
                     : aa_test_passed(&test) ? EXIT_DONE
                                             : EXIT_GATE_FAILED;
    return 0;
}

/* Where --perf put what `perf inject` needs: nobody would guess it. */
static void tell_perf(const CliOptions *options) {
    const char *failure, *path = jit_perf_dump(&failure);
    if (failure)
        fprintf(stderr, "npjit: %s cannot be written (%s): perf will know names, not lines\n", path,
                failure);
    else if (path && !options->quiet && !options->worker)
        fprintf(stderr,
                "npjit: %s describes the code; after perf record -k mono,\n"
                "npjit: perf inject --jit -i perf.data -o jit.data, and perf report -i jit.data\n",
                path);
}

int session_run(const CliOptions *options, const char *argv0, int *exit_code, Error *error) {
    Session session = {.options = options,
                       .bench = options->bench,
                       .out_options = stream_text_options(options, stdout),
                       .err_options = stream_text_options(options, stderr),
                       .progress = progress_create(options)};
    session.prints_report = options->format == FORMAT_TEXT &&
                            !(options->json && strcmp(options->json, "-") == 0) && !options->worker;
    session.bench.progress = progress_show;
    session.bench.progress_data = &session.progress;
    int status = prepare(&session, argv0, error);
    if (status && interrupt_seen())
        session.run.exit_code = EXIT_INTERRUPTED;
    if (!status && options->action == ACTION_LIST)
        print_list(&session);
    else if (!status && options->action == ACTION_DOCTOR)
        status = examine(&session, error);
    else if (!status && options->action == ACTION_CHECK)
        status = check(&session, error);
    else if (!status && options->action == ACTION_LIST_KERNELS)
        status = list_kernels(&session, error);
    else if (!status && options->bench.dump != DUMP_NONE)
        status = dump(&session, error);
    else if (!status)
        status = measure(&session, error);
    progress_clear(&session.progress);
    *exit_code = session.run.exit_code;
    selection_free(&session.selection);
    scenarios_free(&session.scenarios);
    arena_destroy(session.run.arena);
    tell_perf(options);
    if (session.run.exit_code == EXIT_INTERRUPTED)
        interpreter_abandon();
    else
        interpreter_stop();
    jit_shutdown();
    return status;
}
