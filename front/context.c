/* What a with statement asks of CPython, as functions that compiled code calls: to enter a context,
 * and to tell it of an exception. Leaving it otherwise is an ordinary call of __exit__. */
#include "unit.h"

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

static PyObject *leave(PyObject *self, PyObject *arguments) {
    (void)self;
    PyObject *callable, *exception;
    if (!PyArg_ParseTuple(arguments, "OO", &callable, &exception)) {
        return NULL;
    }
    PyObject *traceback = PyException_GetTraceback(exception);
    PyObject *ends = call_handling(callable, exception, traceback != NULL ? traceback : Py_None);
    Py_XDECREF(traceback);
    return ends;
}

PyObject *context_enter(void) {
    static PyMethodDef method = {"__enter__ of a context", enter, METH_O, NULL};
    return PyCFunction_New(&method, NULL);
}

PyObject *context_leave(void) {
    static PyMethodDef method = {"__exit__ of a context", leave, METH_VARARGS, NULL};
    return PyCFunction_New(&method, NULL);
}
