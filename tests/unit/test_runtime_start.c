/* Starting the interpreter, choosing it, and Ctrl-C. */
#include "runtime_fixture.h"

#include "python_search.h"
#include "thunk_prototypes.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "npjit-test-XXXXXX";
static char root[PATH_MAX];

static int setup(void **state) {
    const char *temporary = getenv("TMPDIR");
    snprintf(root, sizeof root, "%s/%s", temporary ? temporary : "/tmp", folder);
    return mkdtemp(root) ? runtime_setup(state) : -1;
}

static int teardown(void **state) {
    char command[PATH_MAX + 10];
    snprintf(command, sizeof command, "rm -r '%s'", root);
    int status = system(command); // NOLINT(cert-env33-c): a path made here
    return runtime_teardown(state) < 0 || status != 0 ? -1 : 0;
}

static void write_file(const char *name, const char *text, mode_t mode) {
    char path[PATH_MAX + 100];
    snprintf(path, sizeof path, "%s/%s", root, name);
    for (char *slash = strchr(path + strlen(root) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0755);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

/* A virtual environment of that version and NumPy (NULL: none), as far as files tell. */
static void write_environment(const char *name, const char *version, const char *numpy) {
    char path[200];
    char text[200];
    snprintf(path, sizeof path, "%s/bin/python", name);
    write_file(path, "#!/bin/sh\nexit 3\n", 0755);
    snprintf(path, sizeof path, "%s/pyvenv.cfg", name);
    snprintf(text, sizeof text,
             "home = /usr/bin\ninclude-system-site-packages = false\nversion = %s\n", version);
    write_file(path, text, 0644);
    if (numpy) {
        snprintf(path, sizeof path, "%s/lib/python%d.%d/site-packages/numpy/version.py", name,
                 PY_MAJOR_VERSION, PY_MINOR_VERSION);
        snprintf(text, sizeof text, "version = \"%s\"\n__version__ = version\n", numpy);
        write_file(path, text, 0644);
    }
}

static const char *in_root(const char *name) {
    static char path[PATH_MAX + 100];
    snprintf(path, sizeof path, "%s/%s", root, name);
    return path;
}

static char found[PATH_MAX];
static Error error;

static int search(const char *requested) {
    error = (Error){.stage = STAGE_NONE};
    return python_search(requested, found, &error);
}

/* The search with these surroundings, after which they are as before. */
static int search_in(const char *working_directory, const char *environment, const char *path) {
    char before[PATH_MAX];
    char *old_path = strdup(getenv("PATH"));
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(working_directory), 0);
    setenv("PATH", path, 1);
    if (environment) {
        setenv("VIRTUAL_ENV", environment, 1);
    } else {
        unsetenv("VIRTUAL_ENV");
    }
    int status = search(NULL);
    assert_int_equal(chdir(before), 0);
    setenv("PATH", old_path, 1);
    unsetenv("VIRTUAL_ENV");
    free(old_path);
    return status;
}

static void test_requested(void **state) {
    (void)state;
    write_environment("good", PY_VERSION, "1.26.4");
    assert_int_equal(search(in_root("good/bin/python")), 0);
    assert_string_equal(found, in_root("good/bin/python"));
    assert_int_equal(search(in_root("good")), 0);
    assert_string_equal(found, in_root("good/bin/python"));
}

static void assert_refused(const char *requested, const char *reason) {
    assert_int_equal(search(requested), -1);
    assert_int_equal(error.stage, STAGE_RUNTIME);
    if (!strstr(error.message, reason)) {
        fail_msg("\"%s\" does not say \"%s\"", error.message, reason);
    }
    assert_non_null(strstr(error.hint, "--python"));
}

static void test_refusals(void **state) {
    (void)state;
    write_environment("old", "3.6.15", "1.19.5");
    write_environment("bare", PY_VERSION, NULL);
    write_environment("ancient", PY_VERSION, "1.19.5");
    write_file("broken/bin/python", "#!/bin/sh\nexit 3\n", 0755);
    write_file("text", "hello", 0644);
    write_file("other", "#!/bin/sh\necho 3.6.15 1.19.5 /usr/bin/python3.6\n", 0755);
    write_file("numberless", "#!/bin/sh\necho " PY_VERSION " - /usr/bin/python3\n", 0755);
    assert_refused(in_root("old/bin/python"), "it is Python 3.6.15");
    assert_refused(in_root("bare/bin/python"), "it has no NumPy");
    assert_refused(in_root("ancient/bin/python"), "NumPy 1.19.5 is older");
    assert_refused(in_root("broken/bin/python"), "it does not run");
    assert_refused(in_root("text"), "it is not a program");
    assert_refused(in_root("absent"), "No such file");
    assert_refused(in_root("other"), "it is Python 3.6.15");
    assert_refused(in_root("numberless"), "it has no NumPy");
    assert_refused("no-such-python", "no such program on PATH");
}

static void test_order(void **state) {
    (void)state;
    write_environment("active", PY_VERSION, "1.26.4");
    write_environment("here/.venv", PY_VERSION, "1.26.4");
    write_environment("path", PY_VERSION, "1.26.4");
    write_file("path/bin/python3", "#!/bin/sh\nexit 3\n", 0755);
    char here[PATH_MAX + 100];
    char active[PATH_MAX + 100];
    char path[PATH_MAX + 100];
    snprintf(here, sizeof here, "%s", in_root("here"));
    snprintf(active, sizeof active, "%s", in_root("active"));
    snprintf(path, sizeof path, "%s", in_root("path/bin"));
    assert_int_equal(search_in(here, active, path), 0);
    assert_string_equal(found, in_root("active/bin/python"));
    assert_int_equal(search_in(here, in_root("old"), path), 0);
    assert_string_equal(found, in_root("here/.venv/bin/python"));
    assert_int_equal(search_in(root, NULL, path), 0);
    assert_string_equal(found, in_root("path/bin/python3"));
    assert_int_equal(search_in(root, in_root("bare"), in_root("nowhere")), -1);
    assert_non_null(strstr(error.message, "bare/bin/python: it has no NumPy"));
}

static void test_versions(void **state) {
    (void)state;
    const InterpreterVersions *versions = interpreter_versions();
    assert_string_equal(versions->python, PY_VERSION);
    PyObject *numpy = python("np.__version__");
    assert_string_equal(versions->numpy, PyUnicode_AsUTF8(numpy));
    Py_DECREF(numpy);
    assert_string_equal(versions->executable, NPJIT_PYTHON);
    assert_true(strlen(versions->blas) > 0);
    PyObject *prefix = python("sys.executable");
    assert_string_equal(PyUnicode_AsUTF8(prefix), NPJIT_PYTHON);
    Py_DECREF(prefix);
    Error again = {.stage = STAGE_NONE};
    assert_int_equal(interpreter_start(&(InterpreterOptions){.python = NULL}, &again), 0);
}

/* ---- Ctrl-C ---- */

static void assert_keyboard_interrupt(void) {
    PythonException exception;
    exception_take(&exception, NULL);
    assert_string_equal(exception.type, "KeyboardInterrupt");
}

static void test_interrupt(void **state) {
    (void)state;
    interrupt_install();
    assert_false(interrupt_seen());
    assert_int_equal(npjit_poll_slow(context), 0);
    raise(SIGINT);
    assert_true(interrupt_seen());
    assert_int_equal(context->interrupted, 1);
    assert_int_equal(npjit_poll_slow(context), -1);
    assert_keyboard_interrupt();
    assert_int_equal(context->interrupted, 0);
    assert_int_equal(npjit_poll_slow(context), 0);
    interrupt_clear();
    assert_false(interrupt_seen());
}

static void test_interrupt_in_the_interpreter(void **state) {
    (void)state;
    usleep(1100 * 1000); /* a second interrupt within a second ends the process */
    python_run("import os, signal\ndef loop():\n    os.kill(os.getpid(), signal.SIGINT)\n    while "
               "True: pass");
    PyObject *loop = python_get("loop");
    assert_null(PyObject_CallNoArgs(loop));
    assert_keyboard_interrupt();
    assert_true(interrupt_seen());
    assert_int_equal(npjit_poll_slow(context), 0);
    interrupt_clear();
    Py_DECREF(loop);
}

static void test_second_interrupt(void **state) {
    (void)state;
    usleep(1100 * 1000);
    pid_t child = fork();
    if (child == 0) {
        raise(SIGINT);
        raise(SIGINT);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 130);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requested),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_interrupt),
        cmocka_unit_test(test_interrupt_in_the_interpreter),
        cmocka_unit_test(test_second_interrupt),
    };
    return cmocka_run_group_tests_name("runtime_start", tests, setup, teardown);
}
