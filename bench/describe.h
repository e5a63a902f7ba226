/* Python objects in words: for results, differences and errors. Nothing here leaves a Python
 * exception set or changes an object. */
#ifndef NPJIT_BENCH_DESCRIBE_H
#define NPJIT_BENCH_DESCRIBE_H

#include "numpy_api.h"
#include <base/error.h>
#include <base/text.h>

/* Adds str(object) on one line, the middle left out when it is longer than `limit` bytes. Works for
 * ints beyond CPython's limit for conversion to decimal too. */
void describe_value(Text *out, PyObject *object, int limit);

/* Adds "int", "numpy.int64", …: the module left out for builtins. */
void describe_type(Text *out, PyTypeObject *type);

/* Adds type, repr() and, for a float or a NumPy scalar of at most 8 bytes, the bits. */
void describe_exactly(Text *out, PyObject *object);

/* Adds "Type: message" as the last line of a traceback has it. `exception` is an instance. */
void describe_exception(Text *out, PyObject *exception);

/* Takes the current exception (there must be one) and makes it `error`, placed at the innermost
 * frame that lies in `file` (may be NULL), or at the place of a SyntaxError. Returns -1. */
int error_from_python(Error *error, ErrorStage stage, const char *file, const char *what);

/* The current exception as a normalised instance with its traceback (new reference), which is
 * cleared; NULL when there is none. */
PyObject *exception_fetch(void);

/* The line of the innermost traceback frame of `exception` that lies in `file`, or 0. */
int exception_line(PyObject *exception, const char *file);

#endif
