/* Whether NumPy says anything of results that are too small; see error_state.h. Since NumPy 2 the
 * state is an immutable object that a context variable holds: what has been found of an object
 * holds until there is another. Before, NumPy is asked every time. Nothing is changed here. */
#include "error_state.h"

#include <Python.h>
#include <stdbool.h>
#include <thunk_prototypes.h>

static struct {
    PyObject *geterr;   /* np.geterr */
    PyObject *variable; /* holds the state; NULL before NumPy 2 */
    PyObject *known;    /* a state of which `ignored` was found */
    bool ignored;
} error_state;

int error_state_init(void) {
    PyObject *numpy = PyImport_ImportModule("numpy");
    error_state.geterr = numpy ? PyObject_GetAttrString(numpy, "geterr") : NULL;
    Py_XDECREF(numpy);
    if (!error_state.geterr)
        return -1;
    PyObject *umath = PyImport_ImportModule("numpy._core.umath");
    error_state.variable = umath ? PyObject_GetAttrString(umath, "_extobj_contextvar") : NULL;
    Py_XDECREF(umath);
    if (!error_state.variable || !PyContextVar_CheckExact(error_state.variable))
        Py_CLEAR(error_state.variable);
    PyErr_Clear();
    return 0;
}

void error_state_clear(void) {
    Py_CLEAR(error_state.geterr);
    Py_CLEAR(error_state.variable);
    Py_CLEAR(error_state.known);
}

/* Whether NumPy says that it ignores them: not where it cannot be asked. */
static bool ask(void) {
    PyObject *all = PyObject_CallNoArgs(error_state.geterr);
    PyObject *under = all ? PyMapping_GetItemString(all, "under") : NULL;
    bool ignored =
        under && PyUnicode_Check(under) && PyUnicode_CompareWithASCIIString(under, "ignore") == 0;
    Py_XDECREF(under);
    Py_XDECREF(all);
    PyErr_Clear();
    return ignored;
}

int32_t npjit_native_underflow_ignored(NpjitContext *context) {
    (void)context;
    if (!error_state.variable)
        return ask();
    PyObject *state;
    if (PyContextVar_Get(error_state.variable, NULL, &state) < 0) {
        PyErr_Clear();
        return false;
    }
    if (!state)
        return ask();
    if (state != error_state.known) {
        error_state.ignored = ask();
        Py_XSETREF(error_state.known, Py_NewRef(state));
    }
    Py_DECREF(state);
    return error_state.ignored;
}
