/* Python modules that the program carries as text. */
#ifndef NPJIT_BENCH_EMBEDDED_H
#define NPJIT_BENCH_EMBEDDED_H

#include "numpy_api.h"

/* The module `name`, which executing `source` makes: loaded once for the process. `file` is what
 * tracebacks call it. New reference, or NULL with an exception set. */
PyObject *embedded_module(const char *name, const char *source, const char *file);

#endif
