/* Which functions change the state of their module: STORE_GLOBAL and DELETE_GLOBAL in their code,
 * or in that of functions within. A kernel that calls one is refused: it is called many times, by
 * the interpreter and compiled, and each call has to find what the first one found. */
#include "unit.h"

#include <opcode.h>

/* The instruction of the code itself that changes a global: 1 with the name, which the code holds,
 * and its line; 0: there is none; -1. */
static int find_change(PyCodeObject *code, const char **name, int *line) {
    PyObject *names = PyObject_GetAttrString((PyObject *)code, "co_names");
    PyObject *bytes = names != NULL ? PyCode_GetCode(code) : NULL;
    int status = bytes != NULL ? 0 : -1;
    Py_ssize_t size = bytes != NULL ? PyBytes_GET_SIZE(bytes) : 0, argument = 0;
    for (Py_ssize_t k = 0; status == 0 && k + 1 < size; k += 2) {
        const unsigned char *at = (const unsigned char *)PyBytes_AS_STRING(bytes) + k;
        argument = argument << 8 | at[1];
        if (*at == EXTENDED_ARG) {
            continue;
        }
        if ((*at == STORE_GLOBAL || *at == DELETE_GLOBAL) && argument < PyTuple_GET_SIZE(names)) {
            *name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(names, argument));
            *line = PyCode_Addr2Line(code, (int)k);
            status = *name != NULL ? 1 : -1;
        }
        argument = 0;
    }
    Py_XDECREF(bytes);
    Py_XDECREF(names);
    return status;
}

static int find_change_within(PyCodeObject *code, const char **name, int *line) {
    int status = find_change(code, name, line);
    PyObject *constants =
        status == 0 ? PyObject_GetAttrString((PyObject *)code, "co_consts") : NULL;
    if (status == 0 && constants == NULL) {
        return -1;
    }
    for (Py_ssize_t k = 0; status == 0 && k < PyTuple_GET_SIZE(constants); k++) {
        PyObject *constant = PyTuple_GET_ITEM(constants, k);
        if (PyCode_Check(constant)) {
            status = find_change_within((PyCodeObject *)constant, name, line);
        }
    }
    Py_XDECREF(constants);
    return status;
}

int refuse_changed_globals(const FrontUnit *unit, PyObject *function, Error *error) {
    const char *name;
    int line;
    PyCodeObject *code = (PyCodeObject *)PyFunction_GET_CODE(function);
    int status = find_change_within(code, &name, &line);
    if (status <= 0) {
        return status == 0 ? 0
                           : front_python_error(error, STAGE_FRONT, "a function cannot be read");
    }
    const char *called = PyUnicode_AsUTF8(code->co_name);
    error_set(error, STAGE_FRONT,
              "%.100s() changes the global %.100s, so that the kernel would not find the same in "
              "each of its calls",
              called != NULL ? called : "a function", name);
    error_hint(error, "pass the value in as an argument and return the new one");
    error_place(error, unit->file, line, 1);
    return -1;
}
