/* Fresh processes measure what is a matter of luck within one: where memory and code come to lie,
 * the seed of hashes. Each writes its result to a file of its own, which is read and removed; none
 * prints a report. How rounds are pooled is bench's. */
#include "processes.h"
#include <bench/pool.h>
#include <errno.h>
#include <fcntl.h>
#include <report/report.h>
#include <runtime/interpreter.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int cannot_start(int number, int reason, Error *error) {
    return error_set(error, STAGE_MEASURE, "process %d cannot be started: %s", number,
                     strerror(reason));
}

/* The command line, with where to write put first; NULL when memory is out. */
static char **worker_arguments(const CliOptions *options, char *path) {
    static char option[] = "--worker";
    char **arguments = calloc((size_t)options->argument_count + 3, sizeof *arguments);
    if (!arguments)
        return NULL;
    arguments[0] = options->program;
    arguments[1] = option;
    arguments[2] = path;
    for (int i = 1; i < options->argument_count; i++)
        arguments[i + 2] = options->arguments[i];
    return arguments;
}

static int spawn(const CliOptions *options, int number, char *path, pid_t *out, Error *error) {
    posix_spawn_file_actions_t actions;
    char **arguments = worker_arguments(options, path);
    if (!arguments)
        return cannot_start(number, ENOMEM, error);
    int reason = posix_spawn_file_actions_init(&actions);
    if (!reason) {
        reason = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        if (!reason)
            reason =
                posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        if (!reason)
            reason = posix_spawn(out, "/proc/self/exe", &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    free(arguments);
    return reason ? cannot_start(number, reason, error) : 0;
}

/* Ctrl-C reaches both from a terminal; a signal to this process alone is handed on. */
static int wait_for(pid_t process) {
    int status;
    bool told = false;
    while (waitpid(process, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
        if (interrupt_seen() && !told) {
            kill(process, SIGINT);
            told = true;
        }
    }
    return status;
}

static int measure_once(const CliOptions *options, int number, char *path, RunResult *run,
                        Error *error) {
    pid_t process;
    if (spawn(options, number, path, &process, error))
        return -1;
    int status = wait_for(process);
    if (interrupt_seen())
        return 0;
    RunResult *other = ARENA_NEW(run->arena, RunResult);
    Error unread;
    if (report_read_baseline(path, run->arena, other, &unread)) {
        if (WIFSIGNALED(status))
            return error_set(error, STAGE_MEASURE, "process %d was ended by signal %d", number,
                             WTERMSIG(status));
        return error_set(error, STAGE_MEASURE, "process %d measured nothing (status %d)", number,
                         WIFEXITED(status) ? WEXITSTATUS(status) : status);
    }
    pool_process(run, other);
    return 0;
}

/* Shown between processes, never while one measures. */
static void show_progress(const CliOptions *options, int number, double seconds,
                          Progress *progress) {
    char what[64];
    snprintf(what, sizeof what, "process %d of %d, about %.0f s left", number, options->processes,
             seconds * (options->processes - number + 1));
    progress_clear(progress);
    progress->runs = 0;
    progress_show(progress, "npjit", what, 0, 0);
}

static bool was_timed(const RunResult *run) {
    for (int k = 0; k < run->kernel_count; k++)
        if (run->kernels[k].arm_count && run->kernels[k].arms[0].sample_count)
            return true;
    return false;
}

int processes_measure(const CliOptions *options, double seconds, RunResult *run, Progress *progress,
                      Error *error) {
    const char *folder = getenv("TMPDIR");
    char *path = NULL;
    if (!was_timed(run))
        return 0;
    if (asprintf(&path, "%s/npjit-process-XXXXXX", folder && *folder ? folder : "/tmp") < 0)
        return error_set(error, STAGE_MEMORY, "out of memory");
    int file = mkostemp(path, O_CLOEXEC);
    if (file < 0) {
        error_set(error, STAGE_OUTPUT, "cannot write %s: %s", path, strerror(errno));
        free(path);
        return -1;
    }
    close(file);
    int status = 0;
    for (int number = 2; number <= options->processes && !status && !interrupt_seen(); number++) {
        show_progress(options, number, seconds, progress);
        status = measure_once(options, number, path, run, error);
    }
    if (interrupt_seen())
        run->interrupted = true;
    unlink(path);
    free(path);
    return status;
}
