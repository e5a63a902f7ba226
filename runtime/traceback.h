/* Entries of tracebacks. Private to runtime/. */
#ifndef NPJIT_RUNTIME_TRACEBACK_H
#define NPJIT_RUNTIME_TRACEBACK_H

#include <Python.h>
#include <stdbool.h>

/* Whether the entry's code is of that file. Leaves no exception. */
bool entry_lies_in(const PyTracebackObject *entry, const char *file);

#endif
