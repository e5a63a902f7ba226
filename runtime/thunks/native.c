/* What the native route has to know of the NumPy that is loaded. */
#include "../sum_seed.h"

#include <thunk_prototypes.h>

uint64_t npjit_native_sum_seed(NpjitContext *context) {
    (void)context;
    return npjit_sum_seed;
}
