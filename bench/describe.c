/* Python objects in words. Compares nothing and measures nothing. */
#include "describe.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
    DECIMAL_BITS = 13000, /* below CPython's 4300 digits */
    SHOWN_ITEMS = 24,
    LONG_SEQUENCE = 200,
};

/* Adds UTF-8 text, line breaks and what follows them as one blank, the middle left out. */
static void add_shortened(Text *out, const char *text, Py_ssize_t length, int limit) {
    Py_ssize_t head = length, tail = length;
    if (length > limit) {
        head = limit / 2;
        tail = length - limit / 2;
        /* Not inside a UTF-8 sequence. */
        while (head > 0 && ((unsigned char)text[head] & 0xc0) == 0x80) {
            head--;
        }
        while (tail < length && ((unsigned char)text[tail] & 0xc0) == 0x80) {
            tail++;
        }
    }
    for (Py_ssize_t i = 0; i < length; i++) {
        if (i == head) {
            text_add(out, "…");
            i = tail;
            if (i >= length) {
                break;
            }
        }
        if (text[i] == '\n' || text[i] == '\r') {
            text_add(out, " ");
            while (i + 1 < length && strchr(" \n\r\t", text[i + 1]) != NULL && i + 1 != head) {
                i++;
            }
        } else {
            text_add_bytes(out, text + i, 1);
        }
    }
}

static void add_string(Text *out, PyObject *string, int limit) {
    Py_ssize_t length;
    const char *text = string == NULL ? NULL : PyUnicode_AsUTF8AndSize(string, &length);
    if (text == NULL) {
        PyErr_Clear();
        text_add(out, "(cannot be shown)");
        return;
    }
    add_shortened(out, text, length, limit);
}

/* str() or repr() without the cost, or the refusal, that a huge object brings. */
static PyObject *text_of(PyObject *object, bool repr) {
    if (PyLong_Check(object) && _PyLong_NumBits(object) > DECIMAL_BITS) {
        return PyNumber_ToBase(object, 16);
    }
    bool is_list = PyList_CheckExact(object);
    if ((is_list || PyTuple_CheckExact(object)) && PySequence_Size(object) > LONG_SEQUENCE) {
        PyObject *start = PySequence_GetSlice(object, 0, SHOWN_ITEMS);
        PyObject *shown = start == NULL
                              ? NULL
                              : PyUnicode_FromFormat("%R and %zd more", start,
                                                     PySequence_Size(object) - SHOWN_ITEMS);
        Py_XDECREF(start);
        return shown;
    }
    return repr ? PyObject_Repr(object) : PyObject_Str(object);
}

void describe_value(Text *out, PyObject *object, int limit) {
    PyObject *text = text_of(object, false);
    add_string(out, text, limit);
    Py_XDECREF(text);
}

void describe_type(Text *out, PyTypeObject *type) {
    PyObject *module = PyObject_GetAttrString((PyObject *)type, "__module__");
    PyObject *name = PyObject_GetAttrString((PyObject *)type, "__qualname__");
    if (module != NULL && PyUnicode_Check(module) &&
        PyUnicode_CompareWithASCIIString(module, "builtins") != 0) {
        add_string(out, module, 100);
        text_add(out, ".");
    }
    add_string(out, name, 100);
    Py_XDECREF(module);
    Py_XDECREF(name);
    PyErr_Clear();
}

static void add_bits(Text *out, PyObject *object) {
    if (PyFloat_CheckExact(object)) {
        double number = PyFloat_AS_DOUBLE(object);
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        text_add(out, " (0x%016llx)", (unsigned long long)bits);
    } else if (PyArray_IsScalar(object, Floating)) {
        PyObject *bytes = PyObject_CallMethod(object, "tobytes", NULL);
        if (bytes != NULL && PyBytes_Check(bytes) && PyBytes_GET_SIZE(bytes) <= 8) {
            text_add(out, " (0x");
            for (Py_ssize_t i = PyBytes_GET_SIZE(bytes) - 1; i >= 0; i--) {
                text_add(out, "%02x", (unsigned char)PyBytes_AS_STRING(bytes)[i]);
            }
            text_add(out, ")");
        }
        Py_XDECREF(bytes);
        PyErr_Clear();
    }
}

void describe_exactly(Text *out, PyObject *object) {
    if (object == Py_None) {
        text_add(out, "None");
        return;
    }
    describe_type(out, Py_TYPE(object));
    text_add(out, " ");
    bool plain = PyArray_IsScalar(object, Generic);
    PyObject *text = text_of(object, !plain);
    add_string(out, text, 100);
    Py_XDECREF(text);
    add_bits(out, object);
}

void describe_exception(Text *out, PyObject *exception) {
    describe_type(out, Py_TYPE(exception));
    PyObject *message = PyObject_Str(exception);
    if (message == NULL || PyUnicode_GetLength(message) != 0) {
        text_add(out, ": ");
        add_string(out, message, 400);
    }
    Py_XDECREF(message);
    PyErr_Clear();
}

PyObject *exception_fetch(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (type == NULL) {
        return NULL;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    if (value != NULL && traceback != NULL) {
        PyException_SetTraceback(value, traceback);
    }
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
}

/* Whether a traceback entry's frame runs code of `file`. */
static bool frame_in_file(PyObject *entry, const char *file) {
    PyObject *frame = PyObject_GetAttrString(entry, "tb_frame");
    PyObject *code = frame == NULL ? NULL : PyObject_GetAttrString(frame, "f_code");
    PyObject *name = code == NULL ? NULL : PyObject_GetAttrString(code, "co_filename");
    const char *text = name == NULL ? NULL : PyUnicode_AsUTF8(name);
    bool inside = text != NULL && strcmp(text, file) == 0;
    Py_XDECREF(name);
    Py_XDECREF(code);
    Py_XDECREF(frame);
    PyErr_Clear();
    return inside;
}

int exception_line(PyObject *exception, const char *file) {
    int line = 0;
    PyObject *entry = PyException_GetTraceback(exception);
    while (entry != NULL && entry != Py_None) {
        if (frame_in_file(entry, file)) {
            PyObject *number = PyObject_GetAttrString(entry, "tb_lineno");
            line = number == NULL ? 0 : (int)PyLong_AsLong(number);
            Py_XDECREF(number);
        }
        PyObject *next = PyObject_GetAttrString(entry, "tb_next");
        Py_SETREF(entry, next);
    }
    Py_XDECREF(entry);
    PyErr_Clear();
    return line;
}

/* The place that a SyntaxError carries. */
static void place_syntax_error(Error *error, PyObject *exception, const char *file) {
    PyObject *line = PyObject_GetAttrString(exception, "lineno");
    PyObject *column = PyObject_GetAttrString(exception, "offset");
    if (line != NULL && PyLong_Check(line)) {
        error_place(error, file, (int)PyLong_AsLong(line),
                    column != NULL && PyLong_Check(column) ? (int)PyLong_AsLong(column) : 0);
    }
    Py_XDECREF(line);
    Py_XDECREF(column);
    PyErr_Clear();
}

int error_from_python(Error *error, ErrorStage stage, const char *file, const char *what) {
    PyObject *exception = exception_fetch();
    if (exception == NULL) {
        return error_set(error, stage, "%s", what);
    }
    Text text = {0};
    describe_exception(&text, exception);
    error_set(error, stage, "%s: %s", what, text_string(&text));
    if (file != NULL) {
        int line = exception_line(exception, file);
        if (line != 0) {
            error_place(error, file, line, 0);
        } else if (PyErr_GivenExceptionMatches(exception, PyExc_SyntaxError)) {
            place_syntax_error(error, exception, file);
        }
    }
    text_free(&text);
    Py_DECREF(exception);
    return -1;
}
