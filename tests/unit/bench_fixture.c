/* See bench_fixture.h. */
#include "bench_fixture.h"
#include <runtime/interpreter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 256 };

static PyObject *names;
static char folder[] = "/tmp/npjit-test-XXXXXX";
static char *files[MOST_FILES];
static int file_count;

int bench_setup(void **state) {
    (void)state;
    Error error = {0};
    InterpreterOptions options = {.python = NPJIT_PYTHON, .argv0 = "test"};
    if (interpreter_start(&options, &error) < 0) {
        fprintf(stderr, "%s\n%s\n", error.message, error.hint);
        return -1;
    }
    names = PyDict_New();
    PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins());
    python_run("import numpy as np, sys; sys.dont_write_bytecode = True");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

int bench_teardown(void **state) {
    (void)state;
    for (int i = 0; i < file_count; i++) {
        unlink(files[i]);
        free(files[i]);
    }
    rmdir(folder);
    Py_CLEAR(names);
    interpreter_stop();
    return 0;
}

/* Fails the test with the current exception. */
static void fail_with_exception(const char *source) {
    PythonException exception;
    exception_take(&exception, NULL);
    fail_msg("%s: %s: %s", source, exception.type, exception.message);
}

void python_run(const char *source) {
    PyObject *value = PyRun_String(source, Py_file_input, names, names);
    if (value == NULL) {
        fail_with_exception(source);
    }
    Py_XDECREF(value);
}

PyObject *python(const char *expression) {
    PyObject *value = PyRun_String(expression, Py_eval_input, names, names);
    if (value == NULL) {
        fail_with_exception(expression);
    }
    return value;
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
