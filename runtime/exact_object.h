/* Between exact ints and CPython's: conversion, and handing an operation over to CPython. */
#ifndef NPJIT_RUNTIME_EXACT_OBJECT_H
#define NPJIT_RUNTIME_EXACT_OBJECT_H

#include "exact.h"

#include <runtime/values.h>

#include <Python.h>

/* One more owner. */
static inline void exact_retain(NpjitInt value) {
    if (!exact_is_small(value)) {
        exact_big(value)->refcount++;
    }
}

static inline void exact_release(NpjitInt value) {
    if (!exact_is_small(value) && --exact_big(value)->refcount == 0) {
        npjit_exact_free(exact_big(value));
    }
}

/* operation(a, b) by CPython: for operands that make it raise, or that only it can serve. The
 * result must be an int. */
int exact_through_python(PyObject *(*operation)(PyObject *, PyObject *), NpjitInt a, NpjitInt b,
                         NpjitInt *out);
int exact_power_through_python(NpjitInt a, NpjitInt b, NpjitInt *out);

#endif
