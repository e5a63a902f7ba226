/* What asks for the frame that calls it, or for the exception that is being handled there. Compiled
 * code has no frame and handles exceptions without CPython's knowledge: it would be answered
 * wrongly. Only what a kernel names itself is found, not what a function of another module asks
 * for. */
#include "unit.h"

#include <string.h>

typedef struct Asking {
    const char *module, *name, *hint;
} Asking;

#define LOCALS  "name the variables, in a dict or a tuple"
#define FRAME   "pass in what is to be known of the caller"
#define HANDLED "name the exception: except ... as e"
#define CODE    "write the code out, or put it in a function of the file"

static const Asking rows[] = {
    {"builtins", "locals", LOCALS},       {"builtins", "globals", "name the global"},
    {"builtins", "eval", CODE},           {"builtins", "exec", CODE},
    {"sys", "_getframe", FRAME},          {"inspect", "currentframe", FRAME},
    {"inspect", "stack", FRAME},          {"sys", "exc_info", HANDLED},
    {"sys", "exception", HANDLED},        {"traceback", "format_exc", HANDLED},
    {"traceback", "print_exc", HANDLED},  {"traceback", "print_stack", FRAME},
    {"traceback", "format_stack", FRAME}, {"traceback", "extract_stack", FRAME},
};

/* These ask only where they are called without arguments. */
static const Asking without_arguments[] = {
    {"builtins", "vars", LOCALS},
    {"builtins", "dir", LOCALS},
};

/* Whether the object is what the module has by that name. */
static bool is_attribute(PyObject *object, const char *module, const char *name) {
    PyObject *module_name = PyUnicode_FromString(module), *text = PyUnicode_FromString(name);
    bool is = module_name != NULL && text != NULL && module_has(module_name, text, object) == 1;
    Py_XDECREF(text);
    Py_XDECREF(module_name);
    PyErr_Clear();
    return is;
}

static const char *own_name(PyObject *object) {
    if (PyCFunction_Check(object)) {
        return ((PyCFunctionObject *)object)->m_ml->ml_name;
    }
    return PyFunction_Check(object) ? PyUnicode_AsUTF8(((PyFunctionObject *)object)->func_name)
                                    : NULL;
}

static const Asking *find(const Asking *table, size_t count, PyObject *object) {
    const char *name = object != NULL ? own_name(object) : NULL;
    for (size_t k = 0; name != NULL && k < count; k++) {
        if (strcmp(table[k].name, name) == 0 && is_attribute(object, table[k].module, name)) {
            return &table[k];
        }
    }
    return NULL;
}

static int refuse(const char *what, const char *hint, Error *error) {
    error_set(error, STAGE_FRONT, "%s cannot be used: compiled code has no frame of its own", what);
    error_hint(error, "%s", hint);
    return -1;
}

int refuse_frame_use(const Symbol *symbol, Error *error) {
    const Asking *asking = find(rows, sizeof rows / sizeof *rows, symbol->object);
    return asking != NULL ? refuse(asking->name, asking->hint, error) : 0;
}

int refuse_frame_call(const Symbol *symbol, Error *error) {
    const Asking *asking = find(
        without_arguments, sizeof without_arguments / sizeof *without_arguments, symbol->object);
    return asking != NULL ? refuse(asking->name, asking->hint, error) : 0;
}

int refuse_frame_attribute(const char *name, Error *error) {
    if (strcmp(name, "__context__") != 0) {
        return 0;
    }
    return refuse(name, "chain exceptions with raise ... from e, and read __cause__", error);
}
