/* Whether what one stage leaves to the next is checked by all means: always in debug builds, in
 * others where the environment has NPJIT_VERIFY. It takes a quarter of the time before LLVM. */
#ifndef NPJIT_BASE_VERIFY_H
#define NPJIT_BASE_VERIFY_H

#include <stdbool.h>
#include <stdlib.h>

static inline bool verifies_stages(void) {
#ifdef NDEBUG
    return getenv("NPJIT_VERIFY") != NULL;
#else
    return true;
#endif
}

#endif
