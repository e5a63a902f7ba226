/* Allocators that refuse once, see failing.h. npjit's own malloc asks here as well, by way of
 * failing_malloc.c; GMP's memory comes from there. */
#include "failing.h"
#include "numpy_api.h"
#include <stdlib.h>

static struct {
    bool armed, reached;
    int64_t left; /* allocations that succeed before the one that fails */
} state;

void failing_arm(int64_t which) {
    state.left = which;
    state.reached = false;
    state.armed = true;
}

bool failing_disarm(void) {
    state.armed = false;
    return state.reached;
}

bool failing_refuses(void) {
    if (!state.armed || state.reached) {
        return false;
    }
    state.reached = state.left-- == 0;
    return state.reached;
}

static PyMemAllocatorEx before[3];
static PyObject *handler_before;

static void *counted_malloc(void *inner, size_t size) {
    PyMemAllocatorEx *allocator = inner;
    return failing_refuses() ? NULL : allocator->malloc(allocator->ctx, size);
}

static void *counted_calloc(void *inner, size_t count, size_t size) {
    PyMemAllocatorEx *allocator = inner;
    return failing_refuses() ? NULL : allocator->calloc(allocator->ctx, count, size);
}

static void *counted_realloc(void *inner, void *block, size_t size) {
    PyMemAllocatorEx *allocator = inner;
    return failing_refuses() ? NULL : allocator->realloc(allocator->ctx, block, size);
}

static void counted_free(void *inner, void *block) {
    PyMemAllocatorEx *allocator = inner;
    allocator->free(allocator->ctx, block);
}

/* NumPy's handler: malloc as it is in this program, and no cache of small blocks before it. */
static void *data_malloc(void *context, size_t size) {
    (void)context;
    return malloc(size);
}

static void *data_calloc(void *context, size_t count, size_t size) {
    (void)context;
    return calloc(count, size);
}

static void *data_realloc(void *context, void *block, size_t size) {
    (void)context;
    return realloc(block, size);
}

static void data_free(void *context, void *block, size_t size) {
    (void)context, (void)size;
    free(block);
}

static PyDataMem_Handler data_handler = {
    .name = "counted",
    .version = 1,
    .allocator = {NULL, data_malloc, data_calloc, data_realloc, data_free}};

static int set_data_handler(void) {
    PyObject *capsule = PyCapsule_New(&data_handler, "mem_handler", NULL);
    handler_before = capsule == NULL ? NULL : PyDataMem_SetHandler(capsule);
    Py_XDECREF(capsule);
    return handler_before == NULL ? -1 : 0;
}

int failing_install(void) {
    if (set_data_handler() != 0) {
        return -1;
    }
    for (PyMemAllocatorDomain domain = PYMEM_DOMAIN_RAW; domain <= PYMEM_DOMAIN_OBJ; domain++) {
        PyMem_GetAllocator(domain, &before[domain]);
        PyMem_SetAllocator(domain,
                           &(PyMemAllocatorEx){&before[domain], counted_malloc, counted_calloc,
                                               counted_realloc, counted_free});
    }
    return 0;
}

void failing_uninstall(void) {
    for (PyMemAllocatorDomain domain = PYMEM_DOMAIN_RAW; domain <= PYMEM_DOMAIN_OBJ; domain++) {
        PyMem_SetAllocator(domain, &before[domain]);
    }
    Py_XDECREF(PyDataMem_SetHandler(handler_before));
    Py_CLEAR(handler_before);
}
