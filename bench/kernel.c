/* Kernels from scenarios and from users' files: loaded, with their arguments. Runs none. */
#include "kernel.h"
#include "describe.h"
#include <stdlib.h>
#include <string.h>

/* scenario.make_arguments(size, seed) */
static PyObject *make_arguments(const KernelFile *file, int64_t size, uint64_t seed, Error *error) {
    PyObject *made = PyObject_CallMethod(file->module, "make_arguments", "LK", (long long)size,
                                         (unsigned long long)seed);
    if (made == NULL) {
        error_from_python(error, STAGE_INPUT, file->path, "make_arguments(size, seed) fails");
    }
    return made;
}

/* scenario.turns(size), or 0 */
static int64_t count_turns(const KernelFile *file, int64_t size) {
    PyObject *turns = PyObject_CallMethod(file->module, "turns", "L", (long long)size);
    long long count = turns == NULL ? 0 : PyLong_AsLongLong(turns);
    Py_XDECREF(turns);
    PyErr_Clear();
    return count < 0 ? 0 : count;
}

int kernel_from_scenario(Kernel *kernel, const Scenario *scenario, int64_t size, uint64_t seed,
                         Error *error) {
    *kernel = (Kernel){.id = scenario->id,
                       .title = scenario->title,
                       .shows = scenario->shows,
                       .group = scenario->group,
                       .size = size != 0 ? size : scenario->size,
                       .band_low = scenario->band_low,
                       .band_high = scenario->band_high};
    if (kernel_file_open(&kernel->file, scenario->path, error) != 0) {
        return -1;
    }
    kernel->function = kernel_file_function(&kernel->file, "kernel", error);
    PyObject *arguments = NULL;
    if (kernel->function != NULL &&
        signature_of(&kernel->signature, kernel->function, error) == 0) {
        arguments = make_arguments(&kernel->file, kernel->size, seed, error);
    }
    if (arguments != NULL) {
        kernel->values = signature_bind(&kernel->signature, arguments, error);
        kernel->given = PyTuple_Check(arguments) ? (int)PyTuple_GET_SIZE(arguments) : -1;
        kernel->turns = count_turns(&kernel->file, kernel->size);
        Py_DECREF(arguments);
    }
    if (kernel->values == NULL) {
        kernel_free(kernel);
        return -1;
    }
    return 0;
}

/* What --args-from names: "other.py:function" or "function". */
static PyObject *arguments_from(const KernelFile *file, const char *from, Error *error) {
    KernelFile other = {0};
    PyObject *made = NULL;
    const char *colon = strrchr(from, ':');
    char *path = colon == NULL ? NULL : strndup(from, (size_t)(colon - from));
    bool elsewhere = path != NULL && strcmp(path, file->path) != 0;
    if (elsewhere && kernel_file_open(&other, path, error) != 0) {
        free(path);
        return NULL;
    }
    const KernelFile *source = elsewhere ? &other : file;
    PyObject *function = kernel_file_function(source, colon == NULL ? from : colon + 1, error);
    if (function != NULL) {
        made = PyObject_CallNoArgs(function);
        if (made == NULL) {
            error_from_python(error, STAGE_USAGE, source->path,
                              "the function that makes the arguments fails");
        }
        Py_DECREF(function);
    }
    kernel_file_close(&other);
    free(path);
    return made;
}

static PyObject *requested_arguments(const KernelFile *file, const KernelRequest *request,
                                     Error *error) {
    if (request->arguments_from != NULL) {
        return arguments_from(file, request->arguments_from, error);
    }
    return kernel_file_evaluate(file, request->setup,
                                request->arguments == NULL ? "()" : request->arguments, error);
}

int kernel_from_request(Kernel *kernel, const KernelRequest *request, Error *error) {
    *kernel = (Kernel){.title = "", .shows = "", .group = ""};
    if (kernel_file_open(&kernel->file, request->path, error) != 0) {
        return -1;
    }
    kernel->function = kernel_file_function(&kernel->file, request->function, error);
    PyObject *arguments = NULL;
    if (kernel->function != NULL &&
        signature_of(&kernel->signature, kernel->function, error) == 0) {
        arguments = requested_arguments(&kernel->file, request, error);
    }
    if (arguments != NULL) {
        kernel->id = kernel->signature.name;
        kernel->values = signature_bind(&kernel->signature, arguments, error);
        kernel->given = PyTuple_Check(arguments) ? (int)PyTuple_GET_SIZE(arguments) : -1;
        Py_DECREF(arguments);
    }
    if (kernel->values == NULL) {
        kernel_free(kernel);
        return -1;
    }
    return 0;
}

void kernel_free(Kernel *kernel) {
    signature_free(&kernel->signature);
    Py_CLEAR(kernel->values);
    Py_CLEAR(kernel->function);
    kernel_file_close(&kernel->file);
}
