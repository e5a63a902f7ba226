/* Whether two results are indistinguishable, and if not, where. */
#ifndef NPJIT_BENCH_EQUALITY_H
#define NPJIT_BENCH_EQUALITY_H

#include "numpy_api.h"
#include <base/text.h>

/* One comparison: objects that were met once must be met again as each other's partners, so that a
 * result that is the argument itself differs from one that is a copy of it. */
typedef struct Comparison {
    const char *left_name, *right_name; /* "interpreter", "capi" */
    PyObject *partners;                 /* id of left object -> right object */
    PyObject *reverse;                  /* id of right object -> left object */
    Text *difference;
} Comparison;

/* Returns 0, or -1 with a Python exception set. */
int comparison_begin(Comparison *comparison, const char *left_name, const char *right_name,
                     Text *difference);
void comparison_end(Comparison *comparison);

/* 1 when both are the same in type, value, dtype, bits, shape, nested items and what is shared; 0
 * when not, with the place and both sides added to the difference; -1 with a Python exception set.
 * `place` is how the object is called: "result", "argument 1 ('x')". */
int identical(Comparison *comparison, PyObject *left, PyObject *right, const char *place);

#endif
