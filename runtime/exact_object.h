/* Between exact ints and CPython's: conversion, and handing an operation over to CPython. */
#ifndef NPJIT_RUNTIME_EXACT_OBJECT_H
#define NPJIT_RUNTIME_EXACT_OBJECT_H

#include "exact.h"

#include <runtime/values.h>

#include <Python.h>

#include <cpython/longintrepr.h>
#include <stdbool.h>

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

/* The value of an int object, if it has up to two digits, 60 bits. Returns whether it has. */
static inline bool exact_short_object(PyObject *object, int64_t *out) {
    const PyLongObject *number = (PyLongObject *)object;
#if PY_VERSION_HEX >= 0x030C0000
    const digit *digits = number->long_value.ob_digit;
    uintptr_t count = number->long_value.lv_tag >> 3;
    int64_t sign = 1 - (int64_t)(number->long_value.lv_tag & 3);
    if (count > 2) {
        return false;
    }
    *out = count < 2 ? sign * digits[0] : sign * (digits[0] | (int64_t)digits[1] << PyLong_SHIFT);
#else
    const digit *digits = number->ob_digit;
    Py_ssize_t size = Py_SIZE(object);
    if (size == 1) { /* most */
        *out = digits[0];
        return true;
    }
    if (size < -2 || size > 2) {
        return false;
    }
    int64_t value = size == 0 ? 0 : digits[0];
    if (size == 2 || size == -2) {
        value |= (int64_t)digits[1] << PyLong_SHIFT;
    }
    *out = size < 0 ? -value : value;
#endif
    return true;
}

/* operation(a, b) by CPython: for operands that make it raise, or that only it can serve. The
 * result must be an int. */
int exact_through_python(PyObject *(*operation)(PyObject *, PyObject *), NpjitInt a, NpjitInt b,
                         NpjitInt *out);
int exact_power_through_python(NpjitInt a, NpjitInt b, NpjitInt *out);

#endif
