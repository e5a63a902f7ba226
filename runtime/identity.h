/* What CPython decides by which object a nan is: it takes a nan for equal only to itself wherever
 * it searches or compares items. Compiled code holds numbers without their objects, and one that
 * goes back to CPython is a new object. Where the outcome depends on whether two nans are one, the
 * call is refused; see refusal.h. */
#ifndef NPJIT_RUNTIME_IDENTITY_H
#define NPJIT_RUNTIME_IDENTITY_H

#include "numpy_api.h"

#include <front/ast.h>
#include <ir/fn.h>
#include <runtime/thunks.h>
#include <stdbool.h>

/* Whether this call made an object of a nan that it held as a number. Until then every nan is the
 * object that it is for the interpreter, and nothing is refused. */
extern bool npjit_nan_boxed;

/* New reference to a float for one that was held as a number. */
static inline PyObject *float_to_object(double value) {
    npjit_nan_boxed |= value != value;
    return PyFloat_FromDouble(value);
}

/* Each returns 0, or -1 with the call refused when the outcome of that operation is not known. */
int identity_in_compare(PyObject *a, PyObject *b, CompareOperator operator);
int identity_in_binary(Op op, PyObject *a, PyObject *b);
/* `container[key]`, read, stored or deleted by `op`. */
int identity_of_key(Op op, PyObject *container, PyObject *key);
/* The keys of a set or dict display: every `step`-th of the items. */
int identity_of_keys(Op op, const NpjitSlot *items, int64_t count, int step);
/* `callee(...)`, or its method `name` when that is given. */
int identity_in_call(Op op, PyObject *callee, const char *name, PyObject *const *arguments,
                     int64_t count);

#endif
