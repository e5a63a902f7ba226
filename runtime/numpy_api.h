/* The only way in which this folder includes Python's and NumPy's headers: one API table for all
 * files, imported by numpy_api.c. The table's name must not be hidden, because the kernels' copy of
 * the thunks refers to it from far away. */
#ifndef NPJIT_RUNTIME_NUMPY_API_H
#define NPJIT_RUNTIME_NUMPY_API_H

#include <Python.h>

#define NPY_API_SYMBOL_ATTRIBUTE
#define PY_ARRAY_UNIQUE_SYMBOL npjit_ARRAY_API
#define PY_UFUNC_UNIQUE_SYMBOL npjit_UFUNC_API
#ifndef NPJIT_OWNS_NUMPY_API
#define NO_IMPORT_ARRAY
#define NO_IMPORT_UFUNC
#endif
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>
#include <numpy/ufuncobject.h>

/* NumPy 1's headers have no name for "all axes at once". */
#ifndef NPY_RAVEL_AXIS
#define NPY_RAVEL_AXIS NPY_MAXDIMS
#endif

/* Imports NumPy and fills the API tables. Returns 0, or -1 with a Python exception set. */
int numpy_api_import(void);

#endif
