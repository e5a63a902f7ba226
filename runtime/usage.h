/* What the runtime holds now, for leak tests. */
#ifndef NPJIT_RUNTIME_USAGE_H
#define NPJIT_RUNTIME_USAGE_H

#include <stddef.h>

typedef struct RuntimeCounts {
    size_t count, bytes;
} RuntimeCounts;

extern RuntimeCounts npjit_list_counts;

#endif
