/* Thunks of try statements: taking an exception, matching it, raising it again. */
#include "state.h"

#include <runtime/refusal.h>
#include <thunk_prototypes.h>

void *npjit_exception_take(NpjitContext *context) {
    (void)context;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    refusal_end(); /* which no handler undoes */
    return value ? value : Py_NewRef(Py_None);
}

int64_t npjit_exception_line(NpjitContext *context) {
    return context->error_line;
}

/* Whether an except clause may name it. */
static bool is_exception_class(PyObject *class) {
    if (!PyTuple_Check(class)) {
        return PyExceptionClass_Check(class);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(class); i++) {
        if (!PyExceptionClass_Check(PyTuple_GET_ITEM(class, i))) {
            return false;
        }
    }
    return true;
}

/* Raises what CPython raises for an except clause that names something else. */
static int matching_fails(NpjitContext *context, PyObject *class) {
    static const char source[] = "try:\n raise Exception\nexcept class_:\n pass\n";
    PyObject *globals = PyDict_New();
    PyObject *done = NULL;
    if (globals && PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) == 0 &&
        PyDict_SetItemString(globals, "class_", class) == 0) {
        done = PyRun_String(source, Py_file_input, globals, globals);
    }
    Py_XDECREF(done);
    Py_XDECREF(globals);
    return npjit_raised(context);
}

int npjit_exception_matches(NpjitContext *context, void *exception, void *class, int32_t *out) {
    if (!is_exception_class(class)) {
        return matching_fails(context, class);
    }
    *out = PyErr_GivenExceptionMatches(exception, class);
    return 0;
}

int npjit_exception_again(NpjitContext *context, void *exception, int64_t line) {
    (void)context;
    (void)line; /* compiled code notes it */
    PyErr_SetObject((PyObject *)Py_TYPE((PyObject *)exception), exception);
    return -1;
}
