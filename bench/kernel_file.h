/* A Python file with a kernel in it, loaded; the kernel's arguments. */
#ifndef NPJIT_BENCH_KERNEL_FILE_H
#define NPJIT_BENCH_KERNEL_FILE_H

#include "numpy_api.h"
#include <base/error.h>
#include <stdbool.h>

typedef struct KernelFile {
    PyObject *module;
    PyObject *folder; /* what was put on sys.path */
    char *path;       /* as given: what code objects and messages call it */
} KernelFile;

/* Executes the file as a module. Its folder is on sys.path until kernel_file_close. An exception in
 * it is shown on standard error as Python shows it. Returns 0, or -1 with `error` (STAGE_INPUT). */
int kernel_file_open(KernelFile *file, const char *path, Error *error);
void kernel_file_close(KernelFile *file);

/* The Python function called `name` (new reference), or with NULL the only one that the file
 * defines, or `kernel`. Returns NULL with `error`, which names near misses. */
PyObject *kernel_file_function(const KernelFile *file, const char *name, Error *error);

/* Names of the file's own functions in their order, borrowed from its namespace; NULL-terminated,
 * to be freed. NULL when there is no memory. */
const char **kernel_file_functions(const KernelFile *file, int *count);

/* What the function's attribute `cases` says, called if it can be: a tuple (new reference) of
 * arguments. NULL when it has none, or with an exception set. */
PyObject *function_cases(PyObject *function);

/* Runs statements, if not NULL, and evaluates an expression in the file's namespace, where `np` is
 * NumPy unless the file has its own. New reference, or NULL with `error` (STAGE_USAGE). */
PyObject *kernel_file_evaluate(const KernelFile *file, const char *setup, const char *expression,
                               Error *error);

/* How a function is called with one value for each of its parameters: those passed by position,
 * those passed by keyword, then the tuple of *name and the dict of **name. */
typedef struct Signature {
    PyObject *function;           /* borrowed */
    const char *name;             /* of the function */
    Py_ssize_t positional;        /* how many of the values are passed by position */
    PyObject *keywords;           /* names of the others, a tuple, or NULL when there are none */
    const char **names;           /* of all parameters, NULL-terminated */
    Py_ssize_t named;             /* how many of them stand for one argument each */
    bool takes_rest, takes_named; /* *name, **name */
} Signature;

/* Returns 0, or -1 with `error` (STAGE_MEMORY). */
int signature_of(Signature *signature, PyObject *function, Error *error);
void signature_free(Signature *signature);

/* The values of all parameters (a new tuple) when the function is called with `arguments`: a tuple
 * by position, a dict by keyword; defaults fill the rest. NULL with `error` (STAGE_USAGE). */
PyObject *signature_bind(const Signature *signature, PyObject *arguments, Error *error);

/* The values as a call has them: *tuple for those passed by position, **dict for the others. New
 * references in *positional and *keywords; -1 with an exception set. */
int signature_spread(const Signature *signature, PyObject *values, PyObject **positional,
                     PyObject **keywords);

/* Calls the function of a Signature, `data`, in the interpreter. New reference, or NULL with an
 * exception set. */
PyObject *signature_call(void *data, PyObject *values);

#endif
