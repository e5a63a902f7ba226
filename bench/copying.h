/* Fresh arguments for a kernel that changes them. */
#ifndef NPJIT_BENCH_COPYING_H
#define NPJIT_BENCH_COPYING_H

#include "numpy_api.h"

/* A deep copy (new reference) of a tuple of arguments that compiled code cannot tell from the
 * original: arrays keep strides, flags and the memory they share with each other, and two names for
 * one object stay two names for one object. Returns NULL with a Python exception set. */
PyObject *arguments_copy(PyObject *arguments);

/* About how many bytes a copy holds: its arrays and lists, not what is nested in them. */
size_t arguments_bytes(PyObject *arguments);

#endif
