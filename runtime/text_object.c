/* Texts in compiled code as str objects: the last one made of each text is remembered by where the
 * text lies, as a bytecode's constants are objects once and for all. Where it lies may be another
 * text's place by then, so it is compared. */
#include "text_object.h"

#include <stdint.h>
#include <string.h>

enum { REMEMBERED = 256, LONGEST = 256 };

static PyObject *remembered[REMEMBERED];

static PyObject **place_of(const char *text) {
    uint64_t hash = (uint64_t)(uintptr_t)text * UINT64_C(0x9e3779b97f4a7c15);
    return &remembered[hash >> 56];
}

/* ASCII only: its characters are its UTF-8. */
static int is_text(PyObject *object, const char *text, size_t length) {
    return (size_t)PyUnicode_GET_LENGTH(object) == length &&
           memcmp(PyUnicode_DATA(object), text, length) == 0;
}

PyObject *text_object(const char *text, size_t length) {
    PyObject **place = place_of(text);
    if (*place && is_text(*place, text, length)) {
        return Py_NewRef(*place);
    }
    PyObject *object = PyUnicode_DecodeUTF8(text, (Py_ssize_t)length, "surrogatepass");
    if (object && length <= LONGEST && PyUnicode_IS_COMPACT_ASCII(object)) {
        Py_XSETREF(*place, Py_NewRef(object));
    }
    return object;
}

PyObject *name_object(const char *text, size_t length) {
    PyObject *name = text_object(text, length);
    if (name && !PyUnicode_CHECK_INTERNED(name)) {
        PyUnicode_InternInPlace(&name);
        PyObject **place = place_of(text);
        if (*place && is_text(*place, text, length)) {
            Py_SETREF(*place, Py_NewRef(name));
        }
    }
    return name;
}

void text_objects_clear(void) {
    for (int k = 0; k < REMEMBERED; k++) {
        Py_CLEAR(remembered[k]);
    }
}
