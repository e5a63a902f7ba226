/* What a with statement asks of CPython, as functions that compiled code calls: to enter a context,
 * and to tell it of an exception. Leaving it otherwise is an ordinary call of __exit__. */
#include "unit.h"

#include <frameobject.h>

/* A method as the language looks one up: on the type, past the object's own attributes. New
 * reference; NULL, with an exception only where binding it raised one. */
static PyObject *special_method(PyObject *object, PyObject *name) {
    PyObject *found = _PyType_Lookup(Py_TYPE(object), name); /* borrowed */
    if (found == NULL) {
        return NULL;
    }
    Py_INCREF(found);
    descrgetfunc bind = Py_TYPE(found)->tp_descr_get;
    if (bind == NULL) {
        return found;
    }
    PyObject *bound = bind(found, object, (PyObject *)Py_TYPE(object));
    Py_DECREF(found);
    return bound;
}

static PyObject *required_method(PyObject *manager, PyObject *name, const char *missed) {
    PyObject *method = special_method(manager, name);
    if (method == NULL && PyErr_Occurred() == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'%.200s' object does not support the context manager protocol%s",
                     Py_TYPE(manager)->tp_name, missed);
    }
    return method;
}

static PyObject *enter(PyObject *self, PyObject *manager) {
    (void)self;
    const Interned *py = interned();
    PyObject *value = NULL, *leave = NULL, *both = NULL;
    PyObject *begin = py != NULL ? required_method(manager, py->__enter__, "") : NULL;
    if (begin != NULL) {
        leave = required_method(manager, py->__exit__, " (missed __exit__ method)");
    }
    if (leave != NULL) {
        value = PyObject_CallNoArgs(begin);
    }
    if (value != NULL) {
        both = PyTuple_Pack(2, leave, value);
    }
    Py_XDECREF(value);
    Py_XDECREF(leave);
    Py_XDECREF(begin);
    return both;
}

/* ---- the traceback of an exception ---- */

static bool begins_in(PyObject *traceback, PyObject *file) {
    if (traceback == NULL) {
        return false;
    }
    PyCodeObject *code = PyFrame_GetCode(((PyTracebackObject *)traceback)->tb_frame);
    bool same = PyUnicode_Compare(code->co_filename, file) == 0;
    Py_DECREF(code);
    return same;
}

/* Compiled code has no frame of its own: one is made for the entry. */
static int add_entry(PyObject *file, PyObject *function, int line) {
    const char *file_text = PyUnicode_AsUTF8(file), *function_text = PyUnicode_AsUTF8(function);
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *globals = PyDict_New();
    PyCodeObject *code = file_text != NULL && function_text != NULL
                             ? PyCode_NewEmpty(file_text, function_text, line)
                             : NULL;
    PyFrameObject *frame = globals != NULL && code != NULL
                               ? PyFrame_New(PyThreadState_Get(), code, globals, NULL)
                               : NULL;
    int status = -1;
    if (frame != NULL) {
        PyErr_Restore(type, value, traceback);
        status = PyTraceBack_Here(frame);
    } else {
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
    }
    Py_XDECREF(frame);
    Py_XDECREF(code);
    Py_XDECREF(globals);
    return status;
}

/* Sees to it that the exception's traceback begins in the file. New reference. */
static PyObject *traceback_of(PyObject *exception, PyObject *place, int line) {
    PyObject *file, *function;
    PyObject *traceback = PyException_GetTraceback(exception);
    if (!PyArg_ParseTuple(place, "UU", &file, &function) || begins_in(traceback, file)) {
        return traceback;
    }
    PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(exception)), Py_NewRef(exception), traceback);
    if (add_entry(file, function, line) < 0) {
        return NULL;
    }
    PyObject *type, *value;
    PyErr_Fetch(&type, &value, &traceback);
    int status = PyException_SetTraceback(exception, traceback);
    Py_XDECREF(type);
    Py_XDECREF(value);
    if (status < 0) {
        Py_CLEAR(traceback);
    }
    return traceback;
}

/* ---- leaving ---- */

/* While __exit__ runs, the exception is the one being handled: what it raises has it as context. */
static PyObject *call_handling(PyObject *callable, PyObject *exception, PyObject *traceback) {
    PyObject *outer = PyErr_GetHandledException();
    PyErr_SetHandledException(exception);
    PyObject *result = PyObject_CallFunctionObjArgs(callable, (PyObject *)Py_TYPE(exception),
                                                    exception, traceback, NULL);
    int ends = result != NULL ? PyObject_IsTrue(result) : -1;
    Py_XDECREF(result);
    PyErr_SetHandledException(outer);
    Py_XDECREF(outer);
    return ends < 0 ? NULL : PyBool_FromLong(ends);
}

static PyObject *leave(PyObject *place, PyObject *arguments) {
    PyObject *callable, *exception;
    int line;
    if (!PyArg_ParseTuple(arguments, "OOi", &callable, &exception, &line)) {
        return NULL;
    }
    PyObject *traceback = traceback_of(exception, place, line);
    PyObject *ends = traceback != NULL ? call_handling(callable, exception, traceback) : NULL;
    Py_XDECREF(traceback);
    return ends;
}

PyObject *context_enter(void) {
    static PyMethodDef method = {"__enter__ of a context", enter, METH_O, NULL};
    return PyCFunction_New(&method, NULL);
}

PyObject *context_leave(PyObject *place) {
    static PyMethodDef method = {"__exit__ of a context", leave, METH_VARARGS, NULL};
    return PyCFunction_New(&method, place);
}
