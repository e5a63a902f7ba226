/* See bench_fixture.h. */
#include "bench_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 256 };

static char folder[] = "/tmp/npjit-test-XXXXXX";
static char *files[MOST_FILES];
static int file_count;

int bench_setup(void **state) {
    (void)state;
    if (python_start("import numpy as np, sys; sys.dont_write_bytecode = True") < 0) {
        return -1;
    }
    return mkdtemp(folder) == NULL ? -1 : 0;
}

int bench_teardown(void **state) {
    (void)state;
    for (int i = 0; i < file_count; i++) {
        unlink(files[i]);
        free(files[i]);
    }
    rmdir(folder);
    python_stop();
    return 0;
}

const char *kernel_file(const char *name, const char *content) {
    assert_true(file_count < MOST_FILES);
    char **path = &files[file_count++];
    assert_true(asprintf(path, "%s/%s", folder, name) > 0);
    FILE *file = fopen(*path, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return *path;
}

void assert_contains(const char *text, const char *part) {
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" does not contain \"%s\"", text, part);
    }
}
