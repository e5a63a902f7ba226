/* What perf is told of compiled code. */
#ifndef NPJIT_JIT_PERF_H
#define NPJIT_JIT_PERF_H

#include "object.h"

/* Tells of the functions of `object` and of the lines of `source` that they come from; `entry` is
 * where its function `name` lies in memory. Names and sizes go into /tmp/perf-<pid>.map, which
 * perf's reports read by themselves; code and lines into a dump that `perf inject --jit` reads.
 * What cannot be written is left out. */
void perf_announce(const Object *object, const char *name, uint64_t entry, const char *source);

/* Ends the dump. */
void perf_stop(void);

#endif
