/* Writing a result so that a reader never sees half of it: temporary file beside the target, fsync,
 * rename. What is not a regular file (a pipe, /dev/null) is written to directly. */
#include "json.h"
#include <errno.h>
#include <fcntl.h>
#include <report/report.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(Error *error, const char *path) {
    return error_set(error, STAGE_OUTPUT, "cannot write %s: %s", path, strerror(errno));
}

static int write_all(FILE *file, const char *text) {
    if (fputs(text, file) == EOF || fputc('\n', file) == EOF || fflush(file) == EOF)
        return -1;
    return 0;
}

static int write_directly(const char *path, const char *text, Error *error) {
    FILE *file = fopen(path, "we");
    if (!file)
        return fail(error, path);
    int status = write_all(file, text);
    int reason = errno;
    if (fclose(file) == EOF && status == 0) {
        status = -1;
        reason = errno;
    }
    errno = reason;
    return status ? fail(error, path) : 0;
}

/* The directory a file lies in (malloc'd, NULL when memory is out). */
static char *directory_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
}

/* The name in the directory must survive a crash as well. Not every file system can do this: no
 * error. */
static void sync_directory(const char *path) {
    char *directory = directory_of(path);
    int fd = directory ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(directory);
}

/* The mode the file has, or would get if it were created in the ordinary way. */
static mode_t wanted_mode(const struct stat *existing) {
    if (existing)
        return existing->st_mode & 07777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static int replace_file(const char *path, const char *text, mode_t mode, Error *error) {
    char *temporary = NULL;
    FILE *file = NULL;
    int fd = -1, status = -1;
    if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
        return error_set(error, STAGE_MEMORY, "out of memory while writing %s", path);
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) {
        fail(error, path);
        free(temporary);
        return -1;
    }
    file = fdopen(fd, "w");
    if (!file || write_all(file, text) || fchmod(fd, mode) || fsync(fd))
        goto cleanup;
    int closed = fclose(file);
    file = NULL;
    fd = -1;
    if (closed == EOF || rename(temporary, path))
        goto cleanup;
    sync_directory(path);
    status = 0;
cleanup:
    if (status) {
        fail(error, path);
        unlink(temporary);
    }
    if (file)
        fclose(file);
    else if (fd >= 0)
        close(fd);
    free(temporary);
    return status;
}

int report_json_check(const char *path, Error *error) {
    struct stat existing;
    if (strcmp(path, "-") == 0)
        return 0;
    bool exists = stat(path, &existing) == 0;
    if (exists && S_ISDIR(existing.st_mode))
        return error_set(error, STAGE_OUTPUT, "cannot write %s: it is a directory", path);
    if (exists && !S_ISREG(existing.st_mode))
        return access(path, W_OK) ? fail(error, path) : 0;
    char *target = exists ? realpath(path, NULL) : NULL;
    char *directory = directory_of(target ? target : path);
    int status = 0;
    if (!directory)
        status = error_set(error, STAGE_MEMORY, "out of memory");
    else if (access(directory, W_OK | X_OK))
        status = fail(error, path);
    free(directory);
    free(target);
    return status;
}

int write_result(const char *path, const char *text, Error *error) {
    if (strcmp(path, "-") == 0)
        return write_all(stdout, text) ? fail(error, "the result to standard output") : 0;
    struct stat existing;
    bool exists = stat(path, &existing) == 0;
    if (exists && S_ISDIR(existing.st_mode))
        return error_set(error, STAGE_OUTPUT, "cannot write %s: it is a directory", path);
    if (exists && !S_ISREG(existing.st_mode))
        return write_directly(path, text, error);
    /* Through a symbolic link, the file it names is replaced, not the link. */
    char *target = exists ? realpath(path, NULL) : NULL;
    int status =
        replace_file(target ? target : path, text, wanted_mode(exists ? &existing : NULL), error);
    free(target);
    return status;
}
