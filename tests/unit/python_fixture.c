/* See python_fixture.h. */
#include "python_fixture.h"

#include <runtime/interpreter.h>
#include <runtime/values.h>
#include <stdio.h>

static PyObject *names;

int python_start(const char *imports) {
    Error error = {.stage = STAGE_NONE};
    InterpreterOptions options = {.python = NPJIT_PYTHON, .argv0 = "test"};
    if (interpreter_start(&options, &error) < 0) {
        fprintf(stderr, "%s\n%s\n", error.message, error.hint);
        return -1;
    }
    names = PyDict_New();
    PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins());
    python_run(imports);
    return 0;
}

void python_stop(void) {
    Py_CLEAR(names);
    interpreter_stop();
}

PyObject *python_names(void) {
    return names;
}

void fail_with_exception(const char *source) {
    PythonException exception;
    exception_take(&exception, NULL);
    fail_msg("%s: %s: %s", source, exception.type, exception.message);
}

void python_run(const char *source) {
    PyObject *value = PyRun_String(source, Py_file_input, names, names);
    if (!value) {
        fail_with_exception(source);
    }
    Py_XDECREF(value);
}

PyObject *python(const char *expression) {
    PyObject *value = PyRun_String(expression, Py_eval_input, names, names);
    if (!value) {
        fail_with_exception(expression);
    }
    return value;
}
