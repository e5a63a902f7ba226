/* What the runtime's tests share: the interpreter, whose namespace has `np`, and what Python
 * does as the oracle. */
#ifndef NPJIT_TESTS_RUNTIME_FIXTURE_H
#define NPJIT_TESTS_RUNTIME_FIXTURE_H

#include "python_fixture.h"

#include <runtime/interpreter.h>
#include <runtime/values.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Group set-up and tear-down. The latter fails when the runtime still holds anything. */
int runtime_setup(void **state);
int runtime_teardown(void **state);

/* New reference to the value of an expression that is printf's; fails the test when it raises. */
PyObject *python_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* New reference to a name's value in the namespace, or sets it (borrowed). */
PyObject *python_get(const char *name);
void python_set(const char *name, PyObject *value);

/* Takes both: the same type, and the same repr, bit for bit. `what` is printed when they differ. */
void assert_same(PyObject *actual, PyObject *expected, const char *what);

/* Takes the current exception and compares it with what running `source` raises. */
void assert_raises_as(const char *source);

/* Pseudo-random words, the same in every run. */
uint64_t random_word(void);

extern NpjitContext *const context;

#endif
