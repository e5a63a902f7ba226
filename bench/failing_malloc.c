/* npjit's own malloc when allocations are to fail, see failing.h. The linker puts these in the
 * place of malloc and its like in npjit's objects; those of CPython, NumPy and LLVM are not
 * touched. Only in builds with NPJIT_TEST_FAULTS. */
#include "failing.h"

#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

void *__wrap_malloc(size_t size) {
    return failing_refuses() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return failing_refuses() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) {
    return failing_refuses() ? NULL : __real_realloc(block, size);
}
