/* Standard streams and the progress line. See terminal.h. */
#include "terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80, LEAST_WIDTH = 60, MOST_WIDTH = 120 };

void streams_open(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            /* the lowest free number is this one */
            int taken = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
            if (taken != fd)
                _exit(2);
        }
}

/* Whether a terminal behind `stream` understands escape sequences. */
static bool is_capable_terminal(FILE *stream) {
    const char *term = getenv("TERM");
    return isatty(fileno(stream)) && term && *term && strcmp(term, "dumb") != 0;
}

static int stream_width(FILE *stream) {
    int width = USUAL_WIDTH;
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    char *end;
    long given = columns ? strtol(columns, &end, 10) : 0;
    if (given > 0 && !*end)
        width = given > MOST_WIDTH ? MOST_WIDTH : (int)given;
    else if (isatty(fileno(stream)) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col)
        width = size.ws_col;
    return width < LEAST_WIDTH ? LEAST_WIDTH : width > MOST_WIDTH ? MOST_WIDTH : width;
}

TextOptions stream_text_options(const CliOptions *options, FILE *stream) {
    const char *no_color = getenv("NO_COLOR");
    bool color = options->color == COLOR_ALWAYS;
    if (options->color == COLOR_AUTO)
        color = is_capable_terminal(stream) && !(no_color && *no_color);
    return (TextOptions){.width = stream_width(stream),
                         .color = color,
                         .unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                         .quiet = options->quiet,
                         .verbose = options->verbose};
}

bool streams_are_one(void) {
    struct stat out, err;
    return fstat(STDOUT_FILENO, &out) == 0 && fstat(STDERR_FILENO, &err) == 0 &&
           out.st_dev == err.st_dev && out.st_ino == err.st_ino;
}

int stdout_flush(Error *error) {
    errno = 0;
    if (fflush(stdout) != EOF && !ferror(stdout))
        return 0;
    return error_set(error, STAGE_OUTPUT, "cannot write to standard output%s%s", errno ? ": " : "",
                     errno ? strerror(errno) : "");
}

/* ---- progress ---- */

Progress progress_create(const CliOptions *options) {
    return (Progress){.enabled = !options->quiet && is_capable_terminal(stderr),
                      .budget = options->bench.time_budget};
}

/* Seconds until the last round, from those that were; less than 0 when that is not known. */
static double time_left(const Progress *progress, double now, int done, int total) {
    double passed = now - progress->began;
    double left = done > 1 ? passed / (done - 1) * (total - done) : -1;
    if (progress->budget > 0 && (left < 0 || progress->budget - passed < left))
        left = fmax(progress->budget - passed, 0);
    return left;
}

static void show_left(double seconds) {
    if (seconds >= 59.5)
        fprintf(stderr, ", %d:%02d left", (int)(seconds + 0.5) / 60, (int)(seconds + 0.5) % 60);
    else if (seconds >= 0)
        fprintf(stderr, ", %.0f s left", seconds);
}

void progress_show(void *data, const char *kernel, const char *what, int done, int total) {
    static const double interval = 0.1;
    Progress *progress = data;
    struct timespec now;
    if (!progress->enabled || clock_gettime(CLOCK_MONOTONIC, &now))
        return;
    double seconds = (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
    if (done <= 1)
        progress->began = seconds;
    if (progress->shown && done > 1 && seconds - progress->last < interval)
        return;
    progress->last = seconds;
    progress->shown = true;
    fprintf(stderr, "\r\033[K%.40s", kernel);
    if (progress->runs > 1)
        fprintf(stderr, " (%d of %d)", progress->run, progress->runs);
    fprintf(stderr, ": %s", what);
    if (total > 0 && progress->budget > 0)
        fprintf(stderr, ", round %d", done);
    else if (total > 0)
        fprintf(stderr, " %d of %d", done, total);
    if (total > 0)
        show_left(time_left(progress, seconds, done, total));
    fflush(stderr);
}

void progress_clear(Progress *progress) {
    if (!progress->shown)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->shown = false;
}
