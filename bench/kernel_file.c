/* Loading of kernel files and binding of arguments. Compiles and measures nothing. */
#include "kernel_file.h"
#include "describe.h"
#include <base/text.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- the file ---- */

/* The whole file as bytes, or NULL with `error`. */
static PyObject *read_source(const char *path, Error *error) {
    struct stat status;
    FILE *stream = fopen(path, "rb");
    PyObject *source = NULL;
    if (stream == NULL || fstat(fileno(stream), &status) != 0) {
        error_set(error, STAGE_INPUT, "%s cannot be read: %s", path, strerror(errno));
        goto cleanup;
    }
    if (!S_ISREG(status.st_mode)) {
        error_set(error, STAGE_INPUT, "%s is not a file", path);
        goto cleanup;
    }
    source = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)status.st_size);
    if (source == NULL) {
        PyErr_Clear();
        error_set(error, STAGE_MEMORY, "out of memory for %s", path);
    } else if (fread(PyBytes_AS_STRING(source), 1, (size_t)status.st_size, stream) !=
               (size_t)status.st_size) {
        error_set(error, STAGE_INPUT, "%s cannot be read whole", path);
        Py_CLEAR(source);
    }
cleanup:
    if (stream != NULL) {
        fclose(stream);
    }
    return source;
}

/* Shows the current exception on standard error as Python shows it, unless it is Ctrl-C, and makes
 * it `error`. */
static int file_failed(const char *path, Error *error) {
    PyObject *exception = exception_fetch();
    if (exception == NULL) {
        return error_set(error, STAGE_INPUT, "%s cannot be loaded", path);
    }
    PyObject *traceback = PyException_GetTraceback(exception);
    if (!PyErr_GivenExceptionMatches(exception, PyExc_KeyboardInterrupt)) {
        PyErr_Display((PyObject *)Py_TYPE(exception), exception, traceback);
    }
    PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    Py_XDECREF(traceback);
    error_from_python(error, STAGE_INPUT, path, "the file raises an exception when it is loaded");
    Py_DECREF(exception);
    return -1;
}

/* A module object named after the file, in sys.modules unless the name is taken there: classes of
 * the file find their module, and no library is replaced. */
static PyObject *make_module(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *stem = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(stem, '.');
    PyObject *name = PyUnicode_FromStringAndSize(stem, dot == NULL ? (Py_ssize_t)strlen(stem)
                                                                   : (Py_ssize_t)(dot - stem));
    PyObject *module = name == NULL ? NULL : PyModule_NewObject(name);
    PyObject *modules = PyImport_GetModuleDict(); /* borrowed */
    int taken = module == NULL ? -1 : PyDict_Contains(modules, name);
    if (taken < 0 || (taken == 0 && PyDict_SetItem(modules, name, module) < 0) ||
        PyModule_AddStringConstant(module, "__file__", path) < 0 ||
        PyModule_AddObjectRef(module, "__builtins__", PyEval_GetBuiltins()) < 0) {
        Py_CLEAR(module);
    }
    Py_XDECREF(name);
    return module;
}

/* Puts the file's folder first on sys.path. */
static int add_folder(KernelFile *file) {
    char *resolved = realpath(file->path, NULL);
    char *slash = resolved == NULL ? NULL : strrchr(resolved, '/');
    if (slash == NULL) {
        free(resolved);
        return 0;
    }
    *(slash == resolved ? slash + 1 : slash) = '\0';
    file->folder = PyUnicode_DecodeFSDefault(resolved);
    free(resolved);
    PyObject *path = PySys_GetObject("path"); /* borrowed */
    return file->folder == NULL || path == NULL ? -1 : PyList_Insert(path, 0, file->folder);
}

int kernel_file_open(KernelFile *file, const char *path, Error *error) {
    *file = (KernelFile){.path = strdup(path)};
    PyObject *code = NULL, *done = NULL;
    int status = -1;
    PyObject *source = read_source(path, error);
    if (source == NULL) {
        goto cleanup;
    }
    if (file->path == NULL ||
        strlen(PyBytes_AS_STRING(source)) != (size_t)PyBytes_GET_SIZE(source)) {
        error_set(error, STAGE_INPUT, "%s is not Python source: it contains NUL bytes", path);
        goto cleanup;
    }
    file->module = make_module(path);
    if (file->module == NULL || add_folder(file) < 0) {
        error_from_python(error, STAGE_INPUT, NULL, "the file cannot be loaded");
        goto cleanup;
    }
    code = Py_CompileStringExFlags(PyBytes_AS_STRING(source), path, Py_file_input, NULL, -1);
    if (code != NULL) {
        PyObject *scope = PyModule_GetDict(file->module); /* borrowed */
        done = PyEval_EvalCode(code, scope, scope);
    }
    if (done == NULL) {
        file_failed(path, error);
        goto cleanup;
    }
    status = 0;
cleanup:
    Py_XDECREF(source);
    Py_XDECREF(code);
    Py_XDECREF(done);
    if (status != 0) {
        kernel_file_close(file);
    }
    return status;
}

/* Takes the first item equal to `folder` off sys.path. */
static void remove_folder(PyObject *folder) {
    PyObject *path = PySys_GetObject("path"); /* borrowed */
    PyObject *done = path == NULL ? NULL : PyObject_CallMethod(path, "remove", "O", folder);
    if (done == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(done);
}

/* The module leaves sys.modules, so that the next file of that name is not taken for it. */
static void forget_module(PyObject *module) {
    PyObject *modules = PyImport_GetModuleDict(); /* borrowed */
    PyObject *name = PyModule_GetNameObject(module);
    PyObject *known = name == NULL ? NULL : PyDict_GetItemWithError(modules, name);
    if (known == module) {
        PyDict_DelItem(modules, name);
    }
    Py_XDECREF(name);
    PyErr_Clear();
}

void kernel_file_close(KernelFile *file) {
    if (file->folder != NULL) {
        remove_folder(file->folder);
    }
    if (file->module != NULL) {
        forget_module(file->module);
    }
    Py_CLEAR(file->folder);
    Py_CLEAR(file->module);
    free(file->path);
    file->path = NULL;
}

/* ---- functions ---- */

/* Whether `object` is a Python function whose code comes from the file. */
static bool defined_here(const KernelFile *file, PyObject *object) {
    if (!PyFunction_Check(object)) {
        return false;
    }
    PyObject *name = PyObject_GetAttrString(PyFunction_GetCode(object), "co_filename");
    bool here = name != NULL && PyUnicode_Check(name) &&
                PyUnicode_CompareWithASCIIString(name, file->path) == 0;
    Py_XDECREF(name);
    PyErr_Clear();
    return here;
}

const char **kernel_file_functions(const KernelFile *file, int *count) {
    PyObject *scope = PyModule_GetDict(file->module); /* borrowed */
    const char **names = calloc((size_t)PyDict_Size(scope) + 1, sizeof *names);
    PyObject *key, *value;
    Py_ssize_t position = 0;
    *count = 0;
    while (names != NULL && PyDict_Next(scope, &position, &key, &value)) {
        const char *name = defined_here(file, value) ? PyUnicode_AsUTF8(key) : NULL;
        if (name != NULL) {
            names[(*count)++] = name;
        }
    }
    return names;
}

/* Says that there is no such function, and what there is. */
static void no_function(const KernelFile *file, const char *name, const char **names, int count,
                        Error *error) {
    if (name == NULL) {
        error_set(error, STAGE_INPUT,
                  count == 0 ? "%s defines no function" : "%s defines more than one function",
                  file->path);
    } else {
        error_set(error, STAGE_INPUT, "%s has no function '%s'", file->path, name);
    }
    const char *near = name == NULL ? NULL : text_nearest(name, names);
    if (near != NULL) {
        error_hint(error, "did you mean '%s'?", near);
    } else if (count > 0) {
        Text list = {0};
        for (int i = 0; i < count && i < 8; i++) {
            text_add(&list, i == 0 ? "%s" : ", %s", names[i]);
        }
        error_hint(error, "name one of its functions: %s%s", text_string(&list),
                   count > 8 ? ", …" : "");
        text_free(&list);
    }
}

PyObject *kernel_file_function(const KernelFile *file, const char *name, Error *error) {
    int count;
    PyObject *function = NULL;
    const char **names = kernel_file_functions(file, &count);
    if (names == NULL) {
        error_set(error, STAGE_MEMORY, "out of memory");
        return NULL;
    }
    const char *wanted = name;
    for (int i = 0; i < count && wanted == NULL; i++) {
        wanted = count == 1 || strcmp(names[i], "kernel") == 0 ? names[i] : NULL;
    }
    if (wanted != NULL) {
        function = PyObject_GetAttrString(file->module, wanted);
        PyErr_Clear();
    }
    if (function == NULL) {
        no_function(file, name, names, count, error);
    } else if (!PyFunction_Check(function)) {
        error_set(error, STAGE_INPUT, "'%s' in %s is no Python function but of type %s", wanted,
                  file->path, Py_TYPE(function)->tp_name);
        Py_CLEAR(function);
    }
    free(names);
    return function;
}

PyObject *function_cases(PyObject *function) {
    PyObject *cases = PyObject_GetAttrString(function, "cases");
    if (cases == NULL) {
        if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Clear();
        }
        return NULL;
    }
    if (PyCallable_Check(cases)) {
        Py_SETREF(cases, PyObject_CallNoArgs(cases));
    }
    PyObject *sequence = cases == NULL ? NULL : PySequence_Tuple(cases);
    Py_XDECREF(cases);
    return sequence;
}

/* ---- arguments ---- */

PyObject *kernel_file_evaluate(const KernelFile *file, const char *setup, const char *expression,
                               Error *error) {
    PyObject *result = NULL, *done = NULL;
    PyObject *numpy = PyImport_ImportModule("numpy");
    /* A namespace of its own, so that set-up code cannot change what the kernel means. */
    PyObject *scope = numpy == NULL ? NULL : PyDict_New();
    if (scope == NULL || PyDict_SetItemString(scope, "np", numpy) < 0 ||
        PyDict_Update(scope, PyModule_GetDict(file->module)) < 0) {
        error_from_python(error, STAGE_USAGE, NULL, "arguments cannot be evaluated");
        goto cleanup;
    }
    if (setup != NULL) {
        PyObject *code = Py_CompileString(setup, "<setup>", Py_file_input);
        done = code == NULL ? NULL : PyEval_EvalCode(code, scope, scope);
        Py_XDECREF(code);
        if (done == NULL) {
            error_from_python(error, STAGE_USAGE, "<setup>", "the set-up code fails");
            goto cleanup;
        }
    }
    PyObject *code = Py_CompileString(expression, "<args>", Py_eval_input);
    result = code == NULL ? NULL : PyEval_EvalCode(code, scope, scope);
    Py_XDECREF(code);
    if (result == NULL) {
        error_from_python(error, STAGE_USAGE, "<args>", "the arguments cannot be evaluated");
    }
cleanup:
    Py_XDECREF(done);
    Py_XDECREF(scope);
    Py_XDECREF(numpy);
    return result;
}

/* ---- signatures ---- */

int signature_of(Signature *signature, PyObject *function, Error *error) {
    PyCodeObject *code = (PyCodeObject *)PyFunction_GetCode(function); /* borrowed */
    Py_ssize_t positional = code->co_argcount;
    Py_ssize_t named = positional + code->co_kwonlyargcount;
    *signature = (Signature){.function = function,
                             .name = PyUnicode_AsUTF8(code->co_name),
                             .positional = positional,
                             .named = named,
                             .takes_rest = (code->co_flags & CO_VARARGS) != 0,
                             .takes_named = (code->co_flags & CO_VARKEYWORDS) != 0};
    Py_ssize_t count = named + signature->takes_rest + signature->takes_named;
    signature->names = calloc((size_t)count + 1, sizeof *signature->names);
    PyObject *variables = PyObject_GetAttrString((PyObject *)code, "co_varnames");
    if (signature->name == NULL || signature->names == NULL || variables == NULL) {
        goto fail;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        /* Lives as long as the code object, which keeps the name. */
        signature->names[i] = PyUnicode_AsUTF8(PyTuple_GET_ITEM(variables, i));
        if (signature->names[i] == NULL) {
            goto fail;
        }
    }
    if (named > positional) {
        signature->keywords = PyTuple_GetSlice(variables, positional, named);
        if (signature->keywords == NULL) {
            goto fail;
        }
    }
    Py_DECREF(variables);
    return 0;
fail:
    Py_XDECREF(variables);
    signature_free(signature);
    return error_from_python(error, STAGE_MEMORY, NULL, "the function's signature cannot be read");
}

void signature_free(Signature *signature) {
    free(signature->names);
    Py_CLEAR(signature->keywords);
    signature->names = NULL;
}

/* Default of parameter `i` (borrowed), or NULL. */
static PyObject *default_of(const Signature *signature, Py_ssize_t i) {
    if (i < signature->positional) {
        PyObject *defaults = PyFunction_GetDefaults(signature->function); /* borrowed */
        Py_ssize_t count = defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults);
        Py_ssize_t index = i - (signature->positional - count);
        return index < 0 ? NULL : PyTuple_GET_ITEM(defaults, index);
    }
    PyObject *defaults = PyFunction_GetKwDefaults(signature->function); /* borrowed */
    PyObject *name = PyTuple_GET_ITEM(signature->keywords, i - signature->positional);
    return defaults == NULL ? NULL : PyDict_GetItemWithError(defaults, name);
}

/* What the dict `arguments` holds for a name (borrowed), or NULL. */
static PyObject *argument_named(PyObject *arguments, const char *name) {
    PyObject *key = PyUnicode_FromString(name);
    PyObject *value = key == NULL ? NULL : PyDict_GetItemWithError(arguments, key);
    Py_XDECREF(key);
    return value;
}

/* Whether one argument is passed by that name. */
static bool is_parameter(const Signature *signature, const char *name) {
    Py_ssize_t i = 0;
    while (i < signature->named && strcmp(signature->names[i], name) != 0) {
        i++;
    }
    return i < signature->named;
}

/* A dict may only name parameters, unless the function takes any name. */
static int check_keywords(const Signature *signature, PyObject *arguments, Error *error) {
    PyObject *key, *value;
    Py_ssize_t position = 0;
    while (PyDict_Next(arguments, &position, &key, &value)) {
        const char *name = PyUnicode_Check(key) ? PyUnicode_AsUTF8(key) : NULL;
        if (name == NULL || (!signature->takes_named && !is_parameter(signature, name))) {
            PyErr_Clear();
            error_set(error, STAGE_USAGE, "the function has no parameter '%s'",
                      name == NULL ? "(not a str)" : name);
            const char *near = name == NULL ? NULL : text_nearest(name, signature->names);
            if (near != NULL && strcmp(near, name) != 0) {
                error_hint(error, "did you mean '%s'?", near);
            }
            return -1;
        }
    }
    return 0;
}

static int check_arguments(const Signature *signature, PyObject *arguments, Error *error) {
    if (PyDict_CheckExact(arguments)) {
        return check_keywords(signature, arguments, error);
    }
    if (!PyTuple_CheckExact(arguments)) {
        error_set(error, STAGE_USAGE, "the arguments are of type %s, not a tuple",
                  Py_TYPE(arguments)->tp_name);
        error_hint(error, "write (x,) for one argument, or dict(x=…) for keywords");
        return -1;
    }
    if (!signature->takes_rest && PyTuple_GET_SIZE(arguments) > signature->positional) {
        error_set(error, STAGE_USAGE, "the function takes %zd positional arguments, %zd are given",
                  signature->positional, PyTuple_GET_SIZE(arguments));
        return -1;
    }
    return 0;
}

static void missing_argument(const Signature *signature, Py_ssize_t i, Error *error) {
    char all[120] = "";
    size_t length = 0;
    for (Py_ssize_t k = 0; k < signature->named && length < sizeof all; k++) {
        length += (size_t)snprintf(all + length, sizeof all - length, "%s%s", k > 0 ? ", " : "",
                                   signature->names[k]);
    }
    error_set(error, STAGE_USAGE, "argument '%s' is missing", signature->names[i]);
    error_hint(error, "%.60s takes %s%s: give them with --args, as a tuple or as dict(%.40s=…)",
               signature->name, all, length < sizeof all ? "" : "…", signature->names[i]);
}

/* What is left of a dict of arguments when those that have a parameter are taken out. */
static PyObject *other_keywords(const Signature *signature, PyObject *arguments) {
    PyObject *rest = PyDict_New(), *key, *value;
    Py_ssize_t position = 0;
    bool by_keyword = PyDict_CheckExact(arguments);
    while (rest != NULL && by_keyword && PyDict_Next(arguments, &position, &key, &value)) {
        if (!is_parameter(signature, PyUnicode_AsUTF8(key)) &&
            PyDict_SetItem(rest, key, value) < 0) {
            Py_CLEAR(rest);
        }
    }
    return rest;
}

/* Fills in the values of *name and **name, which come last. */
static int bind_rest(const Signature *signature, PyObject *arguments, PyObject *values) {
    Py_ssize_t last = signature->named;
    if (signature->takes_rest) {
        PyObject *rest = PyTuple_CheckExact(arguments)
                             ? PyTuple_GetSlice(arguments, signature->positional, PY_SSIZE_T_MAX)
                             : PyTuple_New(0);
        if (rest == NULL) {
            return -1;
        }
        PyTuple_SET_ITEM(values, last++, rest);
    }
    if (signature->takes_named) {
        PyObject *rest = other_keywords(signature, arguments);
        if (rest == NULL) {
            return -1;
        }
        PyTuple_SET_ITEM(values, last, rest);
    }
    return 0;
}

/* The value of parameter i, borrowed; NULL when there is none. */
static PyObject *bound_value(const Signature *signature, PyObject *arguments, Py_ssize_t i) {
    PyObject *value = NULL;
    if (PyDict_CheckExact(arguments)) {
        value = argument_named(arguments, signature->names[i]);
    } else if (i < signature->positional && i < PyTuple_GET_SIZE(arguments)) {
        value = PyTuple_GET_ITEM(arguments, i);
    }
    return value == NULL ? default_of(signature, i) : value;
}

PyObject *signature_bind(const Signature *signature, PyObject *arguments, Error *error) {
    Py_ssize_t count = signature->named + signature->takes_rest + signature->takes_named;
    if (check_arguments(signature, arguments, error) != 0) {
        return NULL;
    }
    PyObject *values = PyTuple_New(count);
    for (Py_ssize_t i = 0; values != NULL && i < signature->named; i++) {
        PyObject *value = bound_value(signature, arguments, i);
        if (value == NULL) {
            PyErr_Clear();
            missing_argument(signature, i, error);
            Py_DECREF(values);
            return NULL;
        }
        PyTuple_SET_ITEM(values, i, Py_NewRef(value));
    }
    if (values != NULL && bind_rest(signature, arguments, values) < 0) {
        Py_CLEAR(values);
    }
    if (values == NULL) {
        error_from_python(error, STAGE_MEMORY, NULL, "out of memory");
    }
    return values;
}

static PyObject *spread_positional(const Signature *signature, PyObject *values) {
    PyObject *first = PyTuple_GetSlice(values, 0, signature->positional);
    if (first == NULL || !signature->takes_rest) {
        return first;
    }
    PyObject *all = PySequence_Concat(first, PyTuple_GET_ITEM(values, signature->named));
    Py_DECREF(first);
    return all;
}

static PyObject *spread_keywords(const Signature *signature, PyObject *values) {
    PyObject *all = signature->takes_named
                        ? PyDict_Copy(PyTuple_GET_ITEM(values, PyTuple_GET_SIZE(values) - 1))
                        : PyDict_New();
    for (Py_ssize_t i = signature->positional; all != NULL && i < signature->named; i++) {
        PyObject *name = PyTuple_GET_ITEM(signature->keywords, i - signature->positional);
        if (PyDict_SetItem(all, name, PyTuple_GET_ITEM(values, i)) < 0) {
            Py_CLEAR(all);
        }
    }
    return all;
}

int signature_spread(const Signature *signature, PyObject *values, PyObject **positional,
                     PyObject **keywords) {
    *positional = spread_positional(signature, values);
    *keywords = *positional == NULL ? NULL : spread_keywords(signature, values);
    if (*keywords == NULL) {
        Py_CLEAR(*positional);
        return -1;
    }
    return 0;
}

PyObject *signature_call(void *data, PyObject *values) {
    const Signature *signature = data;
    if (!signature->takes_rest && !signature->takes_named) {
        return PyObject_Vectorcall(signature->function, ((PyTupleObject *)values)->ob_item,
                                   (size_t)signature->positional, signature->keywords);
    }
    PyObject *positional, *keywords;
    if (signature_spread(signature, values, &positional, &keywords) < 0) {
        return NULL;
    }
    PyObject *result = PyObject_Call(signature->function, positional, keywords);
    Py_DECREF(positional);
    Py_DECREF(keywords);
    return result;
}
