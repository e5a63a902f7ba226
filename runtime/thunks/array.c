/* Thunks that read and write one item of an array: bounds checked here, the rest by NumPy when it
 * must raise. */
#include "../item_access.h"
#include "../numpy_thunks.h"

#include <thunk_prototypes.h>

_Static_assert(offsetof(PyArrayObject_fields, data) == NPJIT_ARRAY_ITEMS &&
                   offsetof(PyArrayObject_fields, dimensions) == NPJIT_ARRAY_SHAPE &&
                   offsetof(PyArrayObject_fields, strides) == NPJIT_ARRAY_STRIDES &&
                   offsetof(PyArrayObject_fields, flags) == NPJIT_ARRAY_FLAGS &&
                   NPY_ARRAY_WRITEABLE == NPJIT_ARRAY_WRITEABLE,
               "compiled code reads these fields");

#define LIKELY(x) __builtin_expect(!!(x), 1)

/* The item's address, or NULL when an index is out of range. */
static inline char *item_address(PyArrayObject *array, const NpjitSlot *items, int64_t count) {
    char *address = PyArray_BYTES(array);
    if (!LIKELY(PyArray_NDIM(array) == count)) {
        return NULL;
    }
    for (int64_t i = 0; i < count; i++) {
        int64_t length = PyArray_DIMS(array)[i];
        int64_t index = items[i].i < 0 ? items[i].i + length : items[i].i;
        if (!LIKELY((uint64_t)index < (uint64_t)length)) {
            return NULL;
        }
        address += index * PyArray_STRIDES(array)[i];
    }
    return address;
}

static inline int get(void *array, const NpjitSlot *items, int64_t count, int64_t dtype,
                      uint64_t *out) {
    const char *address = item_address(array, items, count);
    if (!LIKELY(address)) {
        return npjit_array_get_fails(array, items, count);
    }
    *out = item_load(address, dtype);
    if (dtype == DTYPE_OBJECT) {
        /* A slot that was never written stands for None. */
        PyObject *object = item_object(*out) ? item_object(*out) : Py_None;
        *out = (uint64_t)(uintptr_t)Py_NewRef(object);
    }
    return 0;
}

static inline int set(void *array, uint64_t bits, const NpjitSlot *items, int64_t count,
                      int64_t dtype) {
    char *address = item_address(array, items, count);
    if (!LIKELY(address && PyArray_ISWRITEABLE((PyArrayObject *)array))) {
        return npjit_array_set_fails(array, items, count);
    }
    if (dtype == DTYPE_OBJECT) {
        uint64_t old = item_load(address, dtype);
        Py_INCREF((PyObject *)item_object(bits));
        item_store(address, dtype, bits);
        Py_XDECREF((PyObject *)item_object(old));
        return 0;
    }
    item_store(address, dtype, bits);
    return 0;
}

/* Nothing is left to remove on the faster routes. */
#define ITEM_THUNKS(route)                                                                         \
    int npjit_##route##_getitem(NpjitContext *context, void *array, const NpjitSlot *items,        \
                                int64_t count, int64_t dtype, uint64_t *out) {                     \
        (void)context;                                                                             \
        return get(array, items, count, dtype, out);                                               \
    }                                                                                              \
    int npjit_##route##_setitem(NpjitContext *context, void *array, uint64_t bits,                 \
                                const NpjitSlot *items, int64_t count, int64_t dtype) {            \
        (void)context;                                                                             \
        return set(array, bits, items, count, dtype);                                              \
    }

ITEM_THUNKS(capi)
ITEM_THUNKS(ufunc)
ITEM_THUNKS(native)
