/* Thunks that raise what only CPython's bytecode raises. Each runs a line of Python that does the
 * same, so that type, message and attributes are CPython's own. */
#include "state.h"

#include <stdio.h>
#include <string.h>
#include <thunk_prototypes.h>

static const char helpers_source[] = "def again(): raise\n"
                                     "def raises(e): raise e\n"
                                     "def raises_from(e, c): raise e from c\n";

/* Runs `source` in a fresh module's namespace, or evaluates it when `start` says so. New reference.
 */
static PyObject *run(const char *source, int start, PyObject *globals) {
    PyObject *code = Py_CompileString(source, "<npjit>", start);
    if (!code && !PyErr_Occurred()) {
        PyErr_NoMemory(); /* the compiler may forget to say so */
    }
    PyObject *value = code ? PyEval_EvalCode(code, globals, globals) : NULL;
    Py_XDECREF(code);
    return value;
}

/* New dict in which code can run. */
static PyObject *new_globals(void) {
    PyObject *globals = PyDict_New();
    if (globals && PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) < 0) {
        Py_CLEAR(globals);
    }
    return globals;
}

/* New reference to what `source`, a definition of f, defines. */
static PyObject *define(const char *source) {
    PyObject *globals = new_globals();
    PyObject *done = globals ? run(source, Py_file_input, globals) : NULL;
    PyObject *function = done ? PyMapping_GetItemString(globals, "f") : NULL;
    if (function) {
        PyDict_Clear(globals); /* or function and namespace would keep each other alive */
    }
    Py_XDECREF(done);
    Py_XDECREF(globals);
    return function;
}

/* For what should have raised. */
static int raised(NpjitContext *context, PyObject *value) {
    Py_XDECREF(value);
    return npjit_raised(context);
}

int npjit_raise_unbound(NpjitContext *context, const char *text) {
    const char *name = text[0] == '.' ? text + 1 : text;
    PyObject *source = PyUnicode_FromFormat(text[0] != '.' ? "def f():\n %s\n %s = None\n"
                                                           : "def f():\n (lambda: %s)()\n"
                                                             " %s = None\n",
                                            name, name);
    PyObject *function = source ? define(PyUnicode_AsUTF8(source)) : NULL;
    PyObject *value = function ? PyObject_CallNoArgs(function) : NULL;
    Py_XDECREF(function);
    Py_XDECREF(source);
    return raised(context, value);
}

int npjit_raise_missing(NpjitContext *context, const char *text) {
    PyObject *globals = new_globals();
    PyObject *value = globals ? run(text, Py_eval_input, globals) : NULL;
    Py_XDECREF(globals);
    return raised(context, value);
}

int npjit_raise_object(NpjitContext *context, const NpjitSlot *items, int64_t count) {
    static const char *const names[] = {"again", "raises", "raises_from"};
    RuntimeState *state = &npjit_state;
    if (!state->raise_helpers) {
        PyObject *globals = new_globals();
        PyObject *done = globals ? run(helpers_source, Py_file_input, globals) : NULL;
        if (!done) {
            Py_XDECREF(globals);
            return -1;
        }
        Py_DECREF(done);
        state->raise_helpers = globals;
    }
    PyObject *arguments[2] = {count > 0 ? items[0].p : NULL, count > 1 ? items[1].p : NULL};
    PyObject *helper = PyMapping_GetItemString(state->raise_helpers, names[count]);
    PyObject *value = helper ? PyObject_Vectorcall(helper, arguments, (size_t)count, NULL) : NULL;
    Py_XDECREF(helper);
    return raised(context, value);
}

/* New function of one argument that unpacks it into `count` targets and gives them as a tuple. */
static PyObject *define_unpacking(int64_t count) {
    PyObject *function = NULL;
    PyObject *names = NULL;
    PyObject *source = PyUnicode_FromString("");
    for (int64_t i = 0; source && i < count; i++) {
        PyObject *part = PyUnicode_FromFormat("%Ua%zd,", source, (Py_ssize_t)i);
        Py_SETREF(source, part);
    }
    names = source;
    source =
        names ? PyUnicode_FromFormat("def f(x):\n [%U] = x\n return (%U)\n", names, names) : NULL;
    function = source ? define(PyUnicode_AsUTF8(source)) : NULL;
    Py_XDECREF(source);
    Py_XDECREF(names);
    return function;
}

int npjit_object_unpack(NpjitContext *context, void *object, int64_t count, void **out) {
    (void)context;
    PyObject *tuple = NULL;
    if (PyTuple_CheckExact((PyObject *)object) && PyTuple_GET_SIZE((PyObject *)object) == count) {
        tuple = Py_NewRef((PyObject *)object);
    } else if (PyList_CheckExact((PyObject *)object) &&
               PyList_GET_SIZE((PyObject *)object) == count) {
        tuple = PyList_AsTuple(object);
    } else {
        PyObject *function = define_unpacking(count);
        tuple = function ? PyObject_CallOneArg(function, object) : NULL;
        Py_XDECREF(function);
    }
    *out = tuple;
    return tuple ? 0 : -1;
}
