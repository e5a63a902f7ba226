/* Imports NumPy's C API: the one translation unit that owns its tables. */
#define NPJIT_OWNS_NUMPY_API
#include "numpy_api.h"

int numpy_api_import(void) {
    if (_import_array() < 0) {
        return -1;
    }
    return _import_umath();
}
