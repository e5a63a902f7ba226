/* Python exceptions as data. */
#include "traceback.h"

#include <runtime/interpreter.h>

#include <Python.h>

#include <frameobject.h>
#include <stdio.h>
#include <string.h>

/* "ZeroDivisionError", "numpy.exceptions.AxisError": as the interpreter's own reports name it. */
static void take_type(PyObject *type, char *out, size_t size) {
    PyObject *module = PyObject_GetAttrString(type, "__module__");
    PyObject *name = PyObject_GetAttrString(type, "__qualname__");
    const char *module_text = module && PyUnicode_Check(module) ? PyUnicode_AsUTF8(module) : NULL;
    const char *name_text = name && PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : NULL;
    if (!name_text) {
        name_text = ((PyTypeObject *)type)->tp_name;
    }
    if (!module_text || strcmp(module_text, "builtins") == 0 ||
        strcmp(module_text, "__main__") == 0) {
        snprintf(out, size, "%s", name_text);
    } else {
        snprintf(out, size, "%s.%s", module_text, name_text);
    }
    PyErr_Clear();
    Py_XDECREF(module);
    Py_XDECREF(name);
}

static void take_message(PyObject *value, char *out, size_t size) {
    PyObject *text = PyObject_Str(value);
    const char *utf8 = text ? PyUnicode_AsUTF8(text) : NULL;
    snprintf(out, size, "%s", utf8 ? utf8 : "<exception str() failed>");
    PyErr_Clear();
    Py_XDECREF(text);
}

bool entry_lies_in(const PyTracebackObject *entry, const char *file) {
    PyCodeObject *code = PyFrame_GetCode(entry->tb_frame);
    const char *name = PyUnicode_AsUTF8(code->co_filename);
    bool same = name && strcmp(name, file) == 0;
    if (!name) {
        PyErr_Clear();
    }
    Py_DECREF(code);
    return same;
}

/* Line of the innermost frame in `file`, or 0. */
static int find_line(PyObject *traceback, const char *file) {
    int line = 0;
    for (PyTracebackObject *at = (PyTracebackObject *)traceback; at; at = at->tb_next) {
        if (entry_lies_in(at, file)) {
            /* tb_lineno is -1 until asked for through the attribute. */
            PyObject *number = PyObject_GetAttrString((PyObject *)at, "tb_lineno");
            line = number ? (int)PyLong_AsLong(number) : 0;
            Py_XDECREF(number);
            PyErr_Clear();
        }
    }
    return line;
}

void exception_take(PythonException *out, const char *file) {
    PyObject *type = NULL;
    PyObject *value = NULL;
    PyObject *traceback = NULL;
    *out = (PythonException){.line = 0};
    PyErr_Fetch(&type, &value, &traceback);
    if (!type) {
        return;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    take_type(type, out->type, sizeof out->type);
    if (value) {
        take_message(value, out->message, sizeof out->message);
    }
    if (traceback && file) {
        out->line = find_line(traceback, file);
    }
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
}
