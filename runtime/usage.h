/* What the runtime holds now, for leak tests, and what it keeps of what is freed. */
#ifndef NPJIT_RUNTIME_USAGE_H
#define NPJIT_RUNTIME_USAGE_H

#include <stddef.h>

typedef struct RuntimeCounts {
    size_t count, bytes;
} RuntimeCounts;

extern RuntimeCounts npjit_list_counts;

/* How many freed blocks are kept for the next ones: none where AddressSanitizer is to see that one
 * is used after it was freed. */
#ifdef __SANITIZE_ADDRESS__
#define KEPT_AT_MOST(count) 0
#else
#define KEPT_AT_MOST(count) (count)
#endif

#endif
