/* What the tests of bench share: the interpreter, whose namespace has `np`, and kernel files
 * written for a test. */
#ifndef NPJIT_TESTS_BENCH_FIXTURE_H
#define NPJIT_TESTS_BENCH_FIXTURE_H

#include "python_fixture.h"

#include <base/error.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Group set-up and tear-down. */
int bench_setup(void **state);
int bench_teardown(void **state);

/* The path of a new file with this content; removed by bench_teardown. */
const char *kernel_file(const char *name, const char *content);

/* Fails when `text` does not contain `part`. */
void assert_contains(const char *text, const char *part);

#endif
