/* The interpreter as the tests of bench and runtime have it: started once for a program, with one
 * namespace in which statements run and expressions are the oracle. */
#ifndef NPJIT_TESTS_PYTHON_FIXTURE_H
#define NPJIT_TESTS_PYTHON_FIXTURE_H

#include "numpy_api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Starts it and runs `imports`. Returns 0, or -1 with the reason on standard error. */
int python_start(const char *imports);
void python_stop(void);

/* Borrowed: the namespace of the tests. */
PyObject *python_names(void);

/* Runs statements in it. */
void python_run(const char *source);

/* New reference to the value of an expression; fails the test when it raises. */
PyObject *python(const char *expression);

/* Fails the test with the current exception; `source` is what raised it. */
void fail_with_exception(const char *source);

#endif
