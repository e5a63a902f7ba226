/* Texts in compiled code as str objects. */
#ifndef NPJIT_RUNTIME_TEXT_OBJECT_H
#define NPJIT_RUNTIME_TEXT_OBJECT_H

#include <Python.h>
#include <stddef.h>

/* The literal of that UTF-8; lone surrogates are allowed, as in literals. The same object again,
 * mostly. New reference, NULL with an exception set. */
PyObject *text_object(const char *text, size_t length);

/* The name, interned. New reference, NULL with an exception set. */
PyObject *name_object(const char *text, size_t length);

/* Lets go of all that are remembered. */
void text_objects_clear(void);

#endif
