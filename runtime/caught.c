/* Thunks of try statements: taking an exception, matching it, raising it again. Its traceback is
 * kept: where it is raised again, the innermost line is the one at which it first was. */
#include "state.h"
#include "traceback.h"

#include <frameobject.h>
#include <runtime/refusal.h>
#include <string.h>
#include <thunk_prototypes.h>

/* Whether the first entry is of that file. */
static bool begins_in(PyObject *traceback, const char *file) {
    return traceback && entry_lies_in((PyTracebackObject *)traceback, file);
}

/* Without the entries of the functions that raise for compiled code (raise.c): their frames hold
 * the exception, which would hold them. Borrowed. */
static PyObject *seen_by_kernel(PyObject *traceback) {
    while (begins_in(traceback, "<npjit>")) {
        traceback = (PyObject *)((PyTracebackObject *)traceback)->tb_next;
    }
    return traceback;
}

void *npjit_exception_take(NpjitContext *context) {
    (void)context;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *seen = seen_by_kernel(traceback);
    if (seen && value && PyException_SetTraceback(value, seen) < 0) {
        PyErr_Clear();
    }
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    refusal_end(); /* which no handler undoes */
    return value ? value : Py_NewRef(Py_None);
}

/* ---- the place of one that gets a name ---- */

/* Compiled code has no frame of its own: one is made for the entry. */
static int add_entry(PyObject *exception, const char *file, const char *function, int line) {
    int status = -1;
    PyObject *globals = PyDict_New();
    PyCodeObject *code = globals ? PyCode_NewEmpty(file, function, line) : NULL;
    PyFrameObject *frame = code ? PyFrame_New(PyThreadState_Get(), code, globals, NULL) : NULL;
    if (frame) {
        PyObject *type, *value, *traceback;
        PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(exception)), Py_NewRef(exception),
                      PyException_GetTraceback(exception));
        status = PyTraceBack_Here(frame);
        PyErr_Fetch(&type, &value, &traceback);
        if (status == 0) {
            status = PyException_SetTraceback(exception, traceback);
        }
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
    }
    Py_XDECREF(frame);
    Py_XDECREF(code);
    Py_XDECREF(globals);
    return status;
}

void npjit_exception_place(NpjitContext *context, void *exception, int64_t line, void *place) {
    (void)context;
    const char *file, *function;
    PyObject *traceback = PyException_GetTraceback(exception);
    if (!PyArg_ParseTuple(place, "ss", &file, &function) ||
        (!begins_in(traceback, file) && add_entry(exception, file, function, (int)line) < 0)) {
        PyErr_Clear(); /* no memory for an entry: the exception goes without */
    }
    Py_XDECREF(traceback);
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
