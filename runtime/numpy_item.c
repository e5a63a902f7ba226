/* Thunks that read and write one item of an array on route `python`: subscription as the
 * interpreter does it. */
#include "numpy_thunks.h"

#include <thunk_prototypes.h>

int npjit_python_getitem(NpjitContext *context, void *array, const NpjitSlot *items, int64_t count,
                         int64_t dtype, uint64_t *out) {
    (void)context;
    PyObject *index = numpy_index_object(items, count);
    PyObject *item = index ? PyObject_GetItem(array, index) : NULL;
    Py_XDECREF(index);
    return npjit_take_scalar(item, (Dtype)dtype, out);
}

int npjit_python_setitem(NpjitContext *context, void *array, uint64_t bits, const NpjitSlot *items,
                         int64_t count, int64_t dtype) {
    (void)context;
    NpjitSlot slot = {.bits = bits};
    PyObject *value = numpy_item_object(slot, (Dtype)dtype);
    PyObject *index = value ? numpy_index_object(items, count) : NULL;
    int status = index ? PyObject_SetItem(array, index, value) : -1;
    Py_XDECREF(index);
    Py_XDECREF(value);
    return status;
}
