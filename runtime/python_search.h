/* Which Python installation to embed: one of the linked version that has a usable NumPy. Only files
 * are looked at where that is enough, because a trial run of a candidate costs more than all of
 * npjit's own start. Does not start the interpreter. */
#ifndef NPJIT_RUNTIME_PYTHON_SEARCH_H
#define NPJIT_RUNTIME_PYTHON_SEARCH_H

#include <base/error.h>
#include <limits.h>

/* Writes the chosen python's path to `out`. `requested` is --python or NULL. Returns 0, or -1 with
 * `error` (STAGE_RUNTIME): what was tried and what is wrong with each. */
int python_search(const char *requested, char out[PATH_MAX], Error *error);

#endif
