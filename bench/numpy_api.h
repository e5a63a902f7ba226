/* The only way in which this folder includes Python's and NumPy's headers. The API table is the
 * runtime's, which fills it when the interpreter starts. */
#ifndef NPJIT_BENCH_NUMPY_API_H
#define NPJIT_BENCH_NUMPY_API_H

#include <Python.h>

#define NPY_API_SYMBOL_ATTRIBUTE
#define PY_ARRAY_UNIQUE_SYMBOL npjit_ARRAY_API
#define NO_IMPORT_ARRAY
#include <numpy/arrayobject.h>

#endif
