/* What the NumPy thunks of several routes share. */
#ifndef NPJIT_RUNTIME_NUMPY_THUNKS_H
#define NPJIT_RUNTIME_NUMPY_THUNKS_H

#include "state.h"

#include <runtime/thunks.h>

/* Takes the result of a reduction (may be NULL) and stores its bits; for dtype object the object
 * itself, which then is the caller's. A result of another dtype is SystemError. Returns 0 or -1. */
int npjit_take_scalar(PyObject *result, Dtype dtype, uint64_t *out);

/* Takes the result of an operation that gives an array (may be NULL) and stores it. `dtype` is what
 * it must have, DTYPE_COUNT for any. */
int numpy_take_array(PyObject *result, Dtype dtype, void **out);

/* New reference to the Python object that stands for a leaf of an array of `dtype`: int and float
 * objects where these are what makes that dtype, else a NumPy scalar. An object itself for dtype
 * object. */
PyObject *numpy_item_object(NpjitSlot item, Dtype dtype);

/* New reference to the index, or the tuple of indices: as the interpreter would pass it. */
PyObject *numpy_index_object(const NpjitSlot *items, int64_t count);

/* New uninitialised array (object: of None), or NULL with an exception set. */
PyArrayObject *numpy_new_array(Dtype dtype, int ndim, const npy_intp *shape);

/* New array of `base`'s dtype whose items are its; NULL with an exception set. */
PyArrayObject *numpy_new_view(PyArrayObject *base, int ndim, const npy_intp *shape,
                              const npy_intp *strides, void *items, int flags);

/* New slice of three objects, which are taken over. Any of them may be NULL, with an exception set;
 * then so is the slice. */
PyObject *numpy_new_slice(PyObject *start, PyObject *stop, PyObject *step);

/* New reference to the ufunc numpy.<name>. */
PyObject *numpy_find_ufunc(const char *name);

/* Raises what NumPy raises for these indices; SystemError when it raises nothing. Return -1. */
int npjit_array_get_fails(void *array, const NpjitSlot *items, int64_t count);
int npjit_array_set_fails(void *array, const NpjitSlot *items, int64_t count);

#endif
