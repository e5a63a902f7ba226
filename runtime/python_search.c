/* Finds the Python installation to embed; see python_search.h. Does not start it. */
#include "python_search.h"

#include <Python.h>
#include <numpy/numpyconfig.h>

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define STRING_(x)     #x
#define STRING(x)      STRING_(x)
#define LINKED_VERSION STRING(PY_MAJOR_VERSION) "." STRING(PY_MINOR_VERSION)

/* The search so far: what was refused, for the message when nothing is left. */
typedef struct Search {
    char refused[400];
    char reason[200]; /* of the last candidate */
    char *out;
} Search;

static int refuse(Search *search, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Notes why the candidate at hand will not do. Returns -1. */
static int refuse(Search *search, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(search->reason, sizeof search->reason, format, arguments);
    va_end(arguments);
    return -1;
}

/* printf into a path. Returns whether it fits. */
static bool path_format(char out[PATH_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool path_format(char out[PATH_MAX], const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(out, PATH_MAX, format, arguments);
    va_end(arguments);
    return length >= 0 && length < PATH_MAX;
}

/* Cuts the last component off. Returns false when there is none. */
static bool path_cut(char *path) {
    char *slash = strrchr(path, '/');
    if (!slash) {
        return false;
    }
    slash[slash == path] = '\0';
    return true;
}

static bool is_file(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* The start of a small text file. Returns false when it cannot be read. */
static bool read_start(const char *path, char *out, size_t size) {
    FILE *file = fopen(path, "re");
    if (!file) {
        return false;
    }
    size_t length = fread(out, 1, size - 1, file);
    out[length] = '\0';
    fclose(file);
    return true;
}

/* "3.11.2" -> whether it is of the linked minor version. */
static bool version_is_linked(const char *version) {
    size_t length = strlen(LINKED_VERSION);
    return strncmp(version, LINKED_VERSION, length) == 0 &&
           (version[length] == '.' || version[length] == '\0');
}

/* Whether NumPy `version` can be loaded by what this was built against. */
static int numpy_check(Search *search, const char *version) {
    int major = 0;
    int minor = 0;
    if (sscanf(version, "%d.%d", &major, &minor) != 2) { // NOLINT(cert-err34-c): two small numbers
        return refuse(search, "its NumPy has no readable version");
    }
    if (major == 1 && minor < 23) {
        return refuse(search, "its NumPy %s is older than 1.23", version);
    }
    if (NPY_ABI_VERSION < 0x02000000 && major > 1) {
        return refuse(search, "its NumPy %s needs npjit to be built against NumPy 2", version);
    }
    return 0;
}

/* The first quoted number after the word `version` in a Python source: NumPy 2 has version =
 * "2.4.6", NumPy 1 a JSON text with "version": "1.24.2". */
static bool find_version(const char *text, char *out, size_t size) {
    for (const char *at = text; (at = strstr(at, "version")); at += strlen("version")) {
        const char *digits = at + strlen("version");
        digits += strspn(digits, "\": =");
        size_t length = strspn(digits, "0123456789.");
        if (length > 0 && length < size) {
            memcpy(out, digits, length);
            out[length] = '\0';
            return true;
        }
    }
    return false;
}

/* Looks for NumPy in the folder of packages `site`. Returns 1 when it is there and usable, 0 when
 * files do not tell, -1 when refused. */
static int numpy_in(Search *search, const char *site) {
    static const char *const files[] = {"version.py", "_version.py"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[PATH_MAX];
        char text[4096];
        char version[32];
        if (path_format(path, "%s/numpy/%s", site, files[i]) &&
            read_start(path, text, sizeof text) && find_version(text, version, sizeof version)) {
            return numpy_check(search, version) < 0 ? -1 : 1;
        }
    }
    return 0;
}

/* Reads until the other end is closed. */
static void read_all(int descriptor, char *out, size_t size) {
    size_t length = 0;
    ssize_t got = 1;
    while (got > 0 && length < size - 1) {
        got = read(descriptor, out + length, size - 1 - length);
        length += got > 0 ? (size_t)got : 0;
    }
    out[length] = '\0';
}

/* Runs `python -c code` and takes what it prints. Returns 0 when it ended well. */
static int run_python(Search *search, const char *python, const char *code, char *out,
                      size_t size) {
    int status = -1;
    int failure = 0;
    int exit_status = 0;
    pid_t child = 0;
    int pipe_ends[2] = {-1, -1};
    char *name = strdup(python);
    char *source = strdup(code);
    char *const arguments[] = {name, (char[]){"-c"}, source, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (!name || !source || pipe2(pipe_ends, O_CLOEXEC) != 0) {
        refuse(search, "%s", strerror(errno));
        goto cleanup;
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    failure = posix_spawn(&child, python, &actions, NULL, arguments, environ);
    if (failure) {
        refuse(search, "%s", strerror(failure));
        goto cleanup;
    }
    close(pipe_ends[1]);
    pipe_ends[1] = -1;
    read_all(pipe_ends[0], out, size);
    while (waitpid(child, &exit_status, 0) < 0 && errno == EINTR) {
    }
    status = exit_status == 0 ? 0 : refuse(search, "it does not run");
cleanup:
    posix_spawn_file_actions_destroy(&actions);
    for (int i = 0; i < 2; i++) {
        if (pipe_ends[i] >= 0) {
            close(pipe_ends[i]);
        }
    }
    free(source);
    free(name);
    return status;
}

/* Asks the candidate itself. Writes its own idea of its path to search->out. */
static int ask_python(Search *search, const char *python) {
    static const char code[] = "import sys; sys.path[:1] = []\n"
                               "try:\n import numpy; n = numpy.__version__\n"
                               "except ImportError: n = '-'\n"
                               "print('%d.%d.%d' % sys.version_info[:3], n, sys.executable)";
    char answer[PATH_MAX + 100];
    char version[32];
    char numpy[32];
    int path_start = 0;
    if (run_python(search, python, code, answer, sizeof answer) < 0) {
        return -1;
    }
    if (sscanf(answer, "%31s %31s %n", version, numpy, &path_start) < 2) {
        return refuse(search, "it does not run");
    }
    if (!version_is_linked(version)) {
        return refuse(search, "it is Python %s", version);
    }
    if (strcmp(numpy, "-") == 0) {
        return refuse(search, "it has no NumPy");
    }
    if (numpy_check(search, numpy) < 0) {
        return -1;
    }
    /* A version manager's shim is not what it runs. */
    answer[strcspn(answer, "\n")] = '\0';
    const char *own = answer[path_start] == '/' ? answer + path_start : python;
    return path_format(search->out, "%s", own) ? 0 : refuse(search, "its name is too long");
}

/* The value of `key` in the text of a pyvenv.cfg, or false. */
static bool configured(const char *text, const char *key, char *out, size_t size) {
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        size_t length = strlen(key);
        const char *value = line + length;
        if (strncmp(line, key, length) == 0 && strchr(" =", *value)) {
            value += strspn(value, " =");
            size_t end = strcspn(value, "\r\n");
            snprintf(out, size, "%.*s", (int)end, value);
            return true;
        }
    }
    return false;
}

/* A candidate inside a virtual environment. Returns 1 when files alone say that it will do, 0 when
 * it must be asked, -1 when refused. */
static int check_environment(Search *search, const char *prefix, const char *configuration) {
    char value[64];
    if (!configured(configuration, "version", value, sizeof value) &&
        !configured(configuration, "version_info", value, sizeof value)) {
        return 0;
    }
    if (!version_is_linked(value)) {
        return refuse(search, "it is Python %s", value);
    }
    char site[PATH_MAX];
    if (!path_format(site, "%s/lib/python" LINKED_VERSION "/site-packages", prefix)) {
        return 0;
    }
    int found = numpy_in(search, site);
    if (found == 0 &&
        (!configured(configuration, "include-system-site-packages", value, sizeof value) ||
         strcasecmp(value, "true") != 0)) {
        return refuse(search, "it has no NumPy");
    }
    return found;
}

/* A candidate that is an installation: its real name tells the version, and NumPy is looked for
 * where installations keep packages. Result as check_environment's. */
static int check_installation(Search *search, const char *python) {
    char real[PATH_MAX];
    if (!realpath(python, real)) {
        return 0;
    }
    const char *name = strrchr(real, '/') + 1;
    const char *version = name + strlen("python");
    if (strncmp(name, "python", strlen("python")) != 0 || strncmp(version, "3.", 2) != 0) {
        return 0;
    }
    if (strcmp(version, LINKED_VERSION) != 0) {
        return refuse(search, "it is Python %s", version);
    }
    static const char *const sites[] = {
        "local/lib/python" LINKED_VERSION "/dist-packages",
        "lib/python3/dist-packages",
        "lib/python" LINKED_VERSION "/site-packages",
    };
    path_cut(real);
    path_cut(real);
    int found = 0;
    for (size_t i = 0; i < sizeof sites / sizeof *sites && found == 0; i++) {
        char site[PATH_MAX];
        if (path_format(site, "%s/%s", real, sites[i])) {
            found = numpy_in(search, site);
        }
    }
    return found;
}

/* Returns 0 and writes search->out when `python` will do. */
static int check_python(Search *search, const char *python) {
    struct stat status;
    if (stat(python, &status) != 0) {
        return refuse(search, "%s", strerror(errno));
    }
    if (!S_ISREG(status.st_mode) || access(python, X_OK) != 0) {
        return refuse(search, "it is not a program");
    }
    char prefix[PATH_MAX];
    char path[PATH_MAX];
    char configuration[2048];
    int found = 0;
    if (path_format(prefix, "%s", python) && path_cut(prefix) && path_cut(prefix) &&
        path_format(path, "%s/pyvenv.cfg", prefix) &&
        read_start(path, configuration, sizeof configuration)) {
        found = check_environment(search, prefix, configuration);
    } else {
        found = check_installation(search, python);
    }
    if (found == 0) {
        return ask_python(search, python);
    }
    return found > 0 && path_format(search->out, "%s", python) ? 0 : -1;
}

/* Tries one python; notes a refusal. */
static int try_python(Search *search, const char *python) {
    if (check_python(search, python) == 0) {
        return 0;
    }
    size_t length = strlen(search->refused);
    snprintf(search->refused + length, sizeof search->refused - length, "%s%s: %s",
             length > 0 ? "; " : "", python, search->reason);
    return -1;
}

/* Tries the virtual environment `folder` when there is one. */
static int try_environment(Search *search, const char *folder) {
    char python[PATH_MAX];
    if (!path_format(python, "%s/bin/python", folder) || !is_file(python)) {
        return -1;
    }
    return try_python(search, python);
}

/* ./.venv, then .venv beside the program and one level up, where a build folder's parent is the
 * source. */
static int try_nearby(Search *search) {
    char folder[PATH_MAX];
    char path[PATH_MAX];
    if (getcwd(folder, sizeof folder) && path_format(path, "%s/.venv", folder) &&
        try_environment(search, path) == 0) {
        return 0;
    }
    ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
    folder[length > 0 ? length : 0] = '\0';
    for (int level = 0; level < 2 && path_cut(folder); level++) {
        if (path_format(path, "%s/.venv", folder) && try_environment(search, path) == 0) {
            return 0;
        }
    }
    return -1;
}

/* Every `name` on PATH, in order. */
static int try_path(Search *search, const char *name) {
    const char *path = getenv("PATH");
    for (const char *at = path; at && *at; at += *at == ':') {
        size_t length = strcspn(at, ":");
        char python[PATH_MAX];
        if (length > 0 && path_format(python, "%.*s/%s", (int)length, at, name) &&
            is_file(python) && try_python(search, python) == 0) {
            return 0;
        }
        at += length;
    }
    return -1;
}

/* What the user named: a program, a virtual environment's folder, or a name on PATH. */
static int try_requested(Search *search, const char *requested) {
    char absolute[PATH_MAX];
    char folder[PATH_MAX];
    struct stat status;
    if (!strchr(requested, '/') && stat(requested, &status) != 0) {
        return try_path(search, requested);
    }
    /* Not realpath: a virtual environment's python is a link and must stay one. */
    bool fits = requested[0] == '/' ? path_format(absolute, "%s", requested)
                                    : getcwd(folder, sizeof folder) &&
                                          path_format(absolute, "%s/%s", folder, requested);
    if (!fits) {
        return refuse(search, "its name is too long");
    }
    if (stat(absolute, &status) == 0 && S_ISDIR(status.st_mode)) {
        return path_format(folder, "%s/bin/python", absolute) ? try_python(search, folder) : -1;
    }
    return try_python(search, absolute);
}

int python_search(const char *requested, char out[PATH_MAX], Error *error) {
    Search search = {.out = out};
    const char *environment = getenv("VIRTUAL_ENV");
    if (requested) {
        if (try_requested(&search, requested) == 0) {
            return 0;
        }
        error_set(error, STAGE_RUNTIME, "--python=%s cannot be used: %s", requested,
                  search.reason[0] ? search.reason : "no such program on PATH");
    } else {
        if ((environment && *environment && try_environment(&search, environment) == 0) ||
            try_nearby(&search) == 0 || try_path(&search, "python3") == 0 ||
            try_path(&search, "python" LINKED_VERSION) == 0) {
            return 0;
        }
        error_set(error, STAGE_RUNTIME, "no usable Python found (%s)",
                  search.refused[0] ? search.refused : "no .venv, no python3 on PATH");
    }
    error_hint(error, "npjit embeds Python " LINKED_VERSION " and needs NumPy 1.23 or later in it: "
                      "use --python=PATH, or make a .venv of that version with NumPy");
    return -1;
}
