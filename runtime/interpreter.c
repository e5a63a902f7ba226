/* Starts and stops the embedded CPython with NumPy; says which versions run. Which installation it
 * is comes from python_search.c. Once stopped it cannot be started again: NumPy forbids it. */
#include <runtime/interpreter.h>

#include "blas.h"
#include "numpy_api.h"
#include "python_search.h"
#include "state.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static struct {
    bool started;
    char executable[PATH_MAX];
    char python[32], numpy[64], blas[128];
    InterpreterVersions versions;
} interpreter;

static int start_python(Error *error) {
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.parse_argv = 0;
    config.pathconfig_warnings = 0;
    config.install_signal_handlers = 1;
#if PY_VERSION_HEX >= 0x030B0000
    config.safe_path = 1; /* the working directory's modules are not the kernel's */
#endif
    /* The venv's python as `executable` is what makes its prefix and packages the interpreter's. */
    PyStatus status = PyConfig_SetBytesString(&config, &config.executable, interpreter.executable);
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetBytesString(&config, &config.program_name, interpreter.executable);
    }
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) {
        error_set(error, STAGE_RUNTIME, "Python of %s does not start: %s", interpreter.executable,
                  status.err_msg ? status.err_msg : "no reason given");
        error_hint(error, "choose another with --python=PATH");
        return -1;
    }
    return 0;
}

/* The current Python exception as `error`; clears it. */
static int fail_with_exception(Error *error, const char *what) {
    PythonException exception;
    exception_take(&exception, NULL);
    exception.message[strcspn(exception.message, "\n")] = '\0';
    error_set(error, STAGE_RUNTIME, "%s with %s: %s: %.200s", what, interpreter.executable,
              exception.type, exception.message);
    error_hint(error, "choose another with --python=PATH, or install NumPy there");
    return -1;
}

/* Ctrl-C waits until CPython's handler is there, and ours in its place. While NumPy is imported it
 * ends the process: NumPy would not tell it from a broken installation. */
static int start_all(Error *error) {
    sigset_t interrupt, before;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, &before);
    int status = start_python(error);
    interrupt_leaves_at_once();
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (status < 0) {
        return -1;
    }
    interpreter.started = true;
    if (numpy_api_import() < 0) {
        fail_with_exception(error, "NumPy cannot be imported");
        interpreter_stop();
        return -1;
    }
    if (runtime_state_init() < 0) {
        fail_with_exception(error, "The runtime cannot be set up");
        interpreter_stop();
        return -1;
    }
    return 0;
}

int interpreter_start(const InterpreterOptions *options, Error *error) {
    if (interpreter.started) {
        return 0;
    }
    if (python_search(options->python, interpreter.executable, error) < 0) {
        return -1;
    }
    if (start_all(error) < 0) {
        return -1;
    }
    interrupt_install();
    return 0;
}

void interpreter_stop(void) {
    if (!interpreter.started) {
        return;
    }
    interpreter.started = false;
    runtime_state_clear();
    Py_FinalizeEx();
}

static void call_and_drop(PyObject *object, const char *method) {
    PyObject *done = object ? PyObject_CallMethod(object, method, NULL) : NULL;
    Py_XDECREF(done);
    PyErr_Clear();
}

void interpreter_abandon(void) {
    if (!interpreter.started) {
        return;
    }
    interpreter.started = false;
    PyObject *module = PyImport_ImportModule("atexit");
    call_and_drop(module, "_run_exitfuncs");
    Py_XDECREF(module);
    call_and_drop(PySys_GetObject("stdout"), "flush"); /* borrowed */
    call_and_drop(PySys_GetObject("stderr"), "flush");
}

/* numpy.__version__ */
static void read_numpy_version(void) {
    PyObject *module = PyImport_ImportModule("numpy");
    PyObject *version = module ? PyObject_GetAttrString(module, "__version__") : NULL;
    const char *text = version ? PyUnicode_AsUTF8(version) : NULL;
    snprintf(interpreter.numpy, sizeof interpreter.numpy, "%s", text ? text : "unknown");
    PyErr_Clear();
    Py_XDECREF(version);
    Py_XDECREF(module);
}

const InterpreterVersions *interpreter_versions(void) {
    if (!interpreter.versions.python) {
        const char *python = Py_GetVersion();
        snprintf(interpreter.python, sizeof interpreter.python, "%.*s", (int)strcspn(python, " "),
                 python);
        snprintf(interpreter.numpy, sizeof interpreter.numpy, "unknown");
        snprintf(interpreter.blas, sizeof interpreter.blas, "unknown");
        if (interpreter.started) {
            read_numpy_version();
            blas_describe(interpreter.blas, sizeof interpreter.blas);
        }
        interpreter.versions = (InterpreterVersions){
            .python = interpreter.python,
            .numpy = interpreter.numpy,
            .blas = interpreter.blas,
            .executable = interpreter.executable,
        };
    }
    return &interpreter.versions;
}
