/* Hooks in CPython's and NumPy's allocators that count, and hand every request on. They are only
 * there while something is counted, so that nothing that is timed meets them.
 *
 * NumPy's handler is named by every array made with it, for the array's whole life: it and its
 * capsule stay until the process ends. */
#include "allocations.h"
#include "numpy_api.h"
#include <stdbool.h>

static struct {
    Allocations counts;
    PyMemAllocatorEx objects, memory; /* CPython's own */
    PyDataMem_Handler *arrays;        /* the handler before ours */
    PyObject *handler_before;
    bool counting;
} state;

/* ---- CPython's objects ---- */

static void *object_malloc(void *context, size_t size) {
    const PyMemAllocatorEx *own = context;
    state.counts.objects++;
    state.counts.object_bytes += (int64_t)size;
    return own->malloc(own->ctx, size);
}

static void *object_calloc(void *context, size_t count, size_t size) {
    const PyMemAllocatorEx *own = context;
    state.counts.objects++;
    state.counts.object_bytes += (int64_t)(count * size);
    return own->calloc(own->ctx, count, size);
}

static void *object_realloc(void *context, void *block, size_t size) {
    const PyMemAllocatorEx *own = context;
    state.counts.objects++;
    state.counts.object_bytes += (int64_t)size;
    return own->realloc(own->ctx, block, size);
}

static void object_free(void *context, void *block) {
    const PyMemAllocatorEx *own = context;
    own->free(own->ctx, block);
}

static void hook(PyMemAllocatorDomain domain, PyMemAllocatorEx *own) {
    PyMem_GetAllocator(domain, own);
    PyMemAllocatorEx counting = {.ctx = own,
                                 .malloc = object_malloc,
                                 .calloc = object_calloc,
                                 .realloc = object_realloc,
                                 .free = object_free};
    PyMem_SetAllocator(domain, &counting);
}

/* ---- NumPy's items ---- */

static void count_array(size_t bytes) {
    if (state.counting) {
        state.counts.arrays++;
        state.counts.array_bytes += (int64_t)bytes;
    }
}

static void *array_malloc(void *context, size_t size) {
    (void)context;
    count_array(size);
    return state.arrays->allocator.malloc(state.arrays->allocator.ctx, size);
}

static void *array_calloc(void *context, size_t count, size_t size) {
    (void)context;
    count_array(count * size);
    return state.arrays->allocator.calloc(state.arrays->allocator.ctx, count, size);
}

/* An array that grows stays one. */
static void *array_realloc(void *context, void *block, size_t size) {
    (void)context;
    return state.arrays->allocator.realloc(state.arrays->allocator.ctx, block, size);
}

static void array_free(void *context, void *block, size_t size) {
    (void)context;
    state.arrays->allocator.free(state.arrays->allocator.ctx, block, size);
}

static PyDataMem_Handler handler = {
    .name = "npjit_counting",
    .version = 1,
    .allocator = {NULL, array_malloc, array_calloc, array_realloc, array_free}};

/* Borrowed; made once, over the handler that is in force then. */
static PyObject *counting_handler(void) {
    static PyObject *capsule;
    if (capsule == NULL) {
        PyObject *before = PyDataMem_GetHandler();
        if (before == NULL) {
            return NULL;
        }
        state.arrays = PyCapsule_GetPointer(before, "mem_handler");
        capsule = state.arrays == NULL ? NULL : PyCapsule_New(&handler, "mem_handler", NULL);
        if (capsule == NULL) {
            Py_DECREF(before); /* else it lives as long as what we hand on to */
        }
    }
    return capsule;
}

int allocations_begin(void) {
    PyObject *capsule = counting_handler();
    state.handler_before = capsule == NULL ? NULL : PyDataMem_SetHandler(capsule);
    if (state.handler_before == NULL) {
        return -1;
    }
    state.counts = (Allocations){0};
    state.counting = true;
    hook(PYMEM_DOMAIN_OBJ, &state.objects);
    hook(PYMEM_DOMAIN_MEM, &state.memory);
    return 0;
}

Allocations allocations_end(void) {
    PyObject *type, *value, *traceback;
    PyMem_SetAllocator(PYMEM_DOMAIN_MEM, &state.memory);
    PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &state.objects);
    state.counting = false;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *ours = PyDataMem_SetHandler(state.handler_before);
    if (ours == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(ours);
    Py_CLEAR(state.handler_before);
    PyErr_Restore(type, value, traceback);
    return state.counts;
}
