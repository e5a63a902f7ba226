/* --save-results: what each arm returned or raised, pickled. */
#include "describe.h"
#include "run.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The arguments after the call as they were given: a tuple, or a dict of all parameters. */
static PyObject *arguments_given(const Kernel *kernel, const CallRecord *record) {
    if (kernel->given >= 0) {
        return PyTuple_GetSlice(record->arguments, 0, kernel->given);
    }
    PyObject *dict = PyDict_New();
    for (Py_ssize_t i = 0; dict != NULL && kernel->signature.names[i] != NULL; i++) {
        PyObject *value = PyTuple_GET_ITEM(record->arguments, i);
        if (PyDict_SetItemString(dict, kernel->signature.names[i], value) < 0) {
            Py_CLEAR(dict);
        }
    }
    return dict;
}

/* dict(outcome, value, exception, args) */
static PyObject *record_as_dict(const Kernel *kernel, const CallRecord *record) {
    PyObject *exception = Py_NewRef(Py_None);
    if (record->exception != NULL) {
        PyObject *message = PyObject_Str(record->exception);
        Py_SETREF(exception,
                  message == NULL
                      ? NULL
                      : Py_BuildValue("(sO)", Py_TYPE(record->exception)->tp_name, message));
        Py_XDECREF(message);
    }
    PyObject *dict = NULL;
    PyObject *arguments = exception == NULL ? NULL : arguments_given(kernel, record);
    if (arguments != NULL) {
        dict = Py_BuildValue("{s:s,s:O,s:O,s:O}", "outcome",
                             record->exception == NULL ? "value" : "raises", "value",
                             record->value == NULL ? Py_None : record->value, "exception",
                             exception, "args", arguments);
    }
    Py_XDECREF(arguments);
    Py_XDECREF(exception);
    return dict;
}

static PyObject *pickled(const Kernel *kernel, const CallRecord *record) {
    PyObject *module = PyImport_ImportModule("pickle");
    PyObject *dict = module == NULL ? NULL : record_as_dict(kernel, record);
    PyObject *bytes = dict == NULL ? NULL : PyObject_CallMethod(module, "dumps", "Oi", dict, 4);
    Py_XDECREF(dict);
    Py_XDECREF(module);
    return bytes;
}

/* By way of a temporary file beside it, so that nobody reads half a file. */
static int write_whole(const char *path, const char *data, size_t size, Error *error) {
    char *temporary = NULL;
    FILE *stream = NULL;
    int status = -1;
    if (asprintf(&temporary, "%s.XXXXXX", path) < 0) {
        return error_set(error, STAGE_MEMORY, "out of memory");
    }
    int descriptor = mkstemp(temporary);
    if (descriptor >= 0 && fchmod(descriptor, 0644) == 0) {
        stream = fdopen(descriptor, "wb");
    }
    bool written = stream != NULL && fwrite(data, 1, size, stream) == size && fflush(stream) == 0 &&
                   fsync(descriptor) == 0;
    if (stream != NULL) {
        written = fclose(stream) == 0 && written;
    } else if (descriptor >= 0) {
        close(descriptor);
    }
    if (written && rename(temporary, path) == 0) {
        status = 0;
    } else {
        error_set(error, STAGE_OUTPUT, "%s cannot be written: %s", path, strerror(errno));
        if (descriptor >= 0) {
            unlink(temporary);
        }
    }
    free(temporary);
    return status;
}

static int save_arm(const char *folder, const Kernel *kernel, const Arm *arm, Error *error) {
    char *path = NULL;
    PyObject *bytes = pickled(kernel, &arm->record);
    if (bytes == NULL) {
        return error_from_python(error, STAGE_OUTPUT, NULL, "the result cannot be pickled");
    }
    int status = -1;
    if (asprintf(&path, "%s/%s.%s.pickle", folder, kernel->id, arm->name) < 0) {
        path = NULL;
        error_set(error, STAGE_MEMORY, "out of memory");
        goto cleanup;
    }
    /* "capi/noinline" is an arm, not a folder. */
    for (char *letter = path + strlen(folder) + 1; *letter != '\0'; letter++) {
        *letter = *letter == '/' ? '-' : *letter;
    }
    status = write_whole(path, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes), error);
cleanup:
    free(path);
    Py_DECREF(bytes);
    return status;
}

int save_results(const KernelRun *kernel_run, const char *folder, Error *error) {
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return error_set(error, STAGE_OUTPUT, "the folder %s cannot be made: %s", folder,
                         strerror(errno));
    }
    for (int i = 0; i < kernel_run->arm_count; i++) {
        const Arm *arm = &kernel_run->arms[i];
        bool recorded = arm->record.value != NULL || arm->record.exception != NULL;
        if (recorded && save_arm(folder, kernel_run->kernel, arm, error) != 0) {
            return -1;
        }
    }
    return 0;
}
