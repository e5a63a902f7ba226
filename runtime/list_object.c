/* Lists and list objects: conversion both ways, and the list methods that are CPython's to define:
 * they are called on a list object with the same items, whose order is then taken over. */
#include "exact_object.h"
#include "identity.h"
#include "list.h"
#include "state.h"

#include <runtime/lists.h>
#include <runtime/values.h>
#include <string.h>
#include <thunk_prototypes.h>

enum { CODE_BITS = 8, KIND_MASK = 15, DTYPE_SHIFT = 4 };

static TypeKind kind_of(int64_t code) {
    return (TypeKind)(code & KIND_MASK);
}

static int dtype_of(int64_t code) {
    return (int)(code >> DTYPE_SHIFT & KIND_MASK);
}

static int64_t storage_of(int64_t code) {
    switch (kind_of(code)) {
    case TYPE_INT: return LIST_INTS;
    case TYPE_ARRAY:
    case TYPE_OBJECT: return LIST_OBJECTS;
    case TYPE_LIST: return LIST_LISTS;
    default: return LIST_RAW;
    }
}

/* ---- to objects ---- */

static PyObject *item_to_object(NpjitSlot item, int64_t code, ListPairs *pairs) {
    switch (kind_of(code)) {
    case TYPE_I64: return PyLong_FromLongLong(item.i);
    case TYPE_INT: return exact_to_object(item.n);
    case TYPE_BOOL: return PyBool_FromLong((long)item.bits);
    case TYPE_FLOAT: return float_to_object(item.d);
    case TYPE_SCALAR: return scalar_to_object(item.bits, dtype_of(code));
    case TYPE_LIST: return list_to_object(item.p, code >> CODE_BITS, pairs);
    default: return Py_NewRef((PyObject *)item.p);
    }
}

/* A list may have been widened since it was as the code says. */
static int64_t present_code(const NpjitList *list, int64_t code) {
    return kind_of(code) == TYPE_I64 && list->kind == LIST_INTS ? TYPE_INT : code;
}

/* The items from `first` on. */
static PyObject *items_to_object(const NpjitList *list, int64_t first, int64_t code,
                                 ListPairs *pairs) {
    int64_t present = present_code(list, code);
    PyObject *object = PyList_New((Py_ssize_t)(list->count - first));
    for (int64_t i = first; object && i < list->count; i++) {
        PyObject *item = item_to_object(list->items[i], present, pairs);
        if (!item) {
            Py_CLEAR(object);
            break;
        }
        PyList_SET_ITEM(object, (Py_ssize_t)(i - first), item);
    }
    return object;
}

void *list_to_object(NpjitList *list, int64_t code, ListPairs *pairs) {
    PyObject *object = object_of_list(pairs, list);
    if (object) {
        return Py_NewRef(object);
    }
    object = items_to_object(list, 0, code, pairs);
    /* One that nobody else holds cannot come up again. */
    bool occurs_once = list->refcount == 1 && !pairs->both_ways;
    if (object && !occurs_once && list_pairs_add(pairs, object, list, code, pairs->both_ways) < 0) {
        Py_CLEAR(object);
    }
    return object;
}

int npjit_list_to_object(NpjitContext *context, NpjitList *list, int64_t code, void **out) {
    (void)context;
    ListPairs pairs = {0};
    /* Without nested lists there is nothing that could occur twice. */
    *out = kind_of(code) == TYPE_LIST ? list_to_object(list, code, &pairs)
                                      : items_to_object(list, 0, code, NULL);
    list_pairs_free(&pairs);
    return *out ? 0 : -1;
}

/* ---- from objects ---- */

static int wrong_item(PyObject *object) {
    PyErr_Format(PyExc_SystemError, "a list item of type %.100s is not what was compiled for",
                 Py_TYPE(object)->tp_name);
    return -1;
}

/* The item is new. */
static int item_from_object(PyObject *object, int64_t code, ListPairs *pairs, NpjitSlot *out) {
    bool right = false;
    switch (kind_of(code)) {
    case TYPE_I64:
        if (PyLong_CheckExact(object)) {
            out->i = PyLong_AsLongLong(object);
            return out->i == -1 && PyErr_Occurred() ? -1 : 0;
        }
        break;
    case TYPE_INT:
        if (PyLong_CheckExact(object)) {
            return exact_from_object(object, &out->n);
        }
        break;
    case TYPE_BOOL:
        right = PyBool_Check(object);
        out->bits = object == Py_True;
        break;
    case TYPE_FLOAT:
        right = PyFloat_CheckExact(object);
        out->d = right ? PyFloat_AS_DOUBLE(object) : 0.0;
        break;
    case TYPE_SCALAR: return scalar_from_object(object, dtype_of(code), &out->bits);
    case TYPE_LIST:
        if (PyList_CheckExact(object)) {
            NpjitList *inner;
            if (list_from_object(object, code >> CODE_BITS, pairs, &inner) < 0) {
                return -1;
            }
            out->p = inner;
            return 0;
        }
        break;
    default:
        right = true;
        out->p = Py_NewRef(object);
        break;
    }
    return right ? 0 : wrong_item(object);
}

/* Takes over the item, also when it fails. */
static int push(NpjitList *list, NpjitSlot item) {
    if (list->count == list->capacity && npjit_list_grow(&npjit_context, list, 1) < 0) {
        if (list->kind == LIST_INTS) {
            npjit_release_int(&npjit_context, item.n);
        } else if (list->kind == LIST_OBJECTS) {
            Py_DECREF((PyObject *)item.p);
        } else if (list->kind == LIST_LISTS) {
            npjit_release_list(&npjit_context, item.p);
        }
        return -1;
    }
    list->items[list->count++] = item;
    return 0;
}

/* Of the items that need nothing else, as many as there are at the beginning. */
static void plain_items_from_object(PyObject *object, int64_t code, NpjitList *list) {
    TypeKind kind = kind_of(code);
    Py_ssize_t count = PyList_GET_SIZE(object), done = 0;
    PyObject **from = PySequence_Fast_ITEMS(object);
    int64_t value;
    if (kind == TYPE_FLOAT) {
        for (; done < count && PyFloat_CheckExact(from[done]); done++) {
            list->items[done].d = PyFloat_AS_DOUBLE(from[done]);
        }
    } else if (kind == TYPE_I64 || kind == TYPE_INT) {
        bool raw = kind == TYPE_I64;
        for (; done < count && PyLong_CheckExact(from[done]) &&
               exact_short_object(from[done], &value);
             done++) {
            list->items[done].i = raw ? value : 2 * value;
        }
    }
    list->count = done;
}

static int items_from_object(PyObject *object, int64_t code, ListPairs *pairs, NpjitList **out) {
    NpjitList *list;
    if (list_new_for(storage_of(code), PyList_GET_SIZE(object), &list) < 0) {
        return -1;
    }
    plain_items_from_object(object, code, list);
    for (Py_ssize_t i = (Py_ssize_t)list->count; i < PyList_GET_SIZE(object); i++) {
        NpjitSlot item;
        if (item_from_object(PyList_GET_ITEM(object, i), code, pairs, &item) < 0 ||
            push(list, item) < 0) {
            npjit_release_list(&npjit_context, list);
            return -1;
        }
    }
    *out = list;
    return 0;
}

int list_from_object(void *object, int64_t code, ListPairs *pairs, NpjitList **out) {
    bool comes_again = Py_REFCNT((PyObject *)object) > 1;
    NpjitList *list = comes_again ? list_of_object(pairs, object) : NULL;
    if (list) {
        npjit_retain_list(&npjit_context, list);
    } else if (items_from_object(object, code, pairs, &list) < 0) {
        return -1;
    } else if (list_pairs_add(pairs, object, list, code, comes_again) < 0) {
        npjit_release_list(&npjit_context, list);
        return -1;
    }
    *out = list;
    return 0;
}

/* ---- back into objects ---- */

/* Whether the object is what the item would become. */
static bool is_item(PyObject *object, NpjitSlot item, int64_t code, const ListPairs *pairs) {
    int64_t value;
    switch (kind_of(code)) {
    case TYPE_I64:
        return PyLong_CheckExact(object) && exact_short_object(object, &value) && value == item.i;
    case TYPE_INT:
        return PyLong_CheckExact(object) && exact_short_object(object, &value) &&
               (NpjitInt)((uint64_t)value << 1) == item.n;
    case TYPE_BOOL: return object == (item.bits != 0 ? Py_True : Py_False);
    case TYPE_FLOAT:
        return PyFloat_CheckExact(object) &&
               (NpjitSlot){.d = PyFloat_AS_DOUBLE(object)}.bits == item.bits;
    case TYPE_LIST: return object == object_of_list(pairs, item.p);
    case TYPE_SCALAR: return false;
    default: return object == item.p;
    }
}

/* The items that both have are replaced one by one where they differ; what is more or less then
 * follows. CPython may be asked for anything while an item is dropped. */
int list_write_back(ListPairs *pairs, int number) {
    ListPair pair = pairs->items[number];
    PyObject *object = pair.object;
    int64_t code = present_code(pair.list, pair.code);
    for (Py_ssize_t i = 0; i < pair.list->count && i < PyList_GET_SIZE(object); i++) {
        if (is_item(PyList_GET_ITEM(object, i), pair.list->items[i], code, pairs)) {
            continue;
        }
        PyObject *item = item_to_object(pair.list->items[i], code, pairs);
        if (!item || PyList_SetItem(object, i, item) < 0) {
            return -1;
        }
    }
    Py_ssize_t size = PyList_GET_SIZE(object), count = (Py_ssize_t)pair.list->count;
    if (size > count) {
        return PyList_SetSlice(object, count, size, NULL);
    }
    PyObject *rest = size < count ? items_to_object(pair.list, size, code, pairs) : NULL;
    int status = size == count ? 0 : rest ? PyList_SetSlice(object, size, size, rest) : -1;
    Py_XDECREF(rest);
    return status;
}

/* ---- methods ---- */

/* Gives the list the items of `object`, a list object of the same kind of items. */
static int take_items(NpjitContext *context, NpjitList *list, PyObject *object, int64_t code,
                      ListPairs *pairs) {
    NpjitList *fresh;
    if (items_from_object(object, code, pairs, &fresh) < 0) {
        return -1;
    }
    list_take_items(list, fresh);
    npjit_release_list(context, fresh);
    return 0;
}

int npjit_list_method(NpjitContext *context, NpjitList *list, const NpjitSlot *arguments,
                      int64_t count, int64_t code, const char *name, void **out) {
    int status = -1;
    PyObject *object = NULL, *method = NULL, *tuple = NULL, *result = NULL;
    ListPairs pairs = {.both_ways = true}; /* of nested lists, which stay what they are */
    if (!(object = items_to_object(list, 0, code, &pairs)) ||
        !(method = PyObject_GetAttrString(object, name)) ||
        !(tuple = PyTuple_New((Py_ssize_t)count))) {
        goto cleanup;
    }
    for (int64_t i = 0; i < count; i++) {
        PyTuple_SET_ITEM(tuple, (Py_ssize_t)i, Py_NewRef((PyObject *)arguments[i].p));
    }
    if (npjit_nan_boxed &&
        identity_in_call(OP_LIST_METHOD, object, name, PySequence_Fast_ITEMS(tuple), count) < 0) {
        goto cleanup;
    }
    result = PyObject_CallObject(method, tuple);
    /* A method that raises may have changed the order already: sort() does. */
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (take_items(context, list, object, code, &pairs) < 0) {
        PyErr_Clear();
    } else if (result) {
        *out = Py_NewRef(result);
        status = 0;
    }
    PyErr_Restore(type, value, traceback);
    if (status < 0 && !PyErr_Occurred()) {
        PyErr_NoMemory();
    }

cleanup:
    list_pairs_free(&pairs);
    Py_XDECREF(result);
    Py_XDECREF(tuple);
    Py_XDECREF(method);
    Py_XDECREF(object);
    return status;
}

/* ---- making lists of lists' items ---- */

static void retain_item(NpjitContext *context, int64_t kind, NpjitSlot item) {
    switch (kind) {
    case LIST_INTS: npjit_retain_int(context, item.n); break;
    case LIST_OBJECTS: npjit_retain_object(context, item.p); break;
    case LIST_LISTS: npjit_retain_list(context, item.p); break;
    default: break;
    }
}

static int push_retained(NpjitContext *context, NpjitList *list, NpjitSlot item) {
    retain_item(context, list->kind, item);
    return push(list, item);
}

/* `from` may be `list` itself: its length is taken first, as CPython does. */
static int extend(NpjitContext *context, NpjitList *list, const NpjitList *from) {
    int64_t count = from->count;
    if (count > list->capacity - list->count && npjit_list_grow(context, list, count) < 0) {
        return -1;
    }
    for (int64_t i = 0; i < count; i++) {
        if (list->kind != LIST_RAW) {
            retain_item(context, list->kind, from->items[i]);
        }
        list->items[list->count + i] = from->items[i];
    }
    list->count += count;
    return 0;
}

int npjit_list_extend(NpjitContext *context, NpjitList *list, NpjitList *from) {
    return extend(context, list, from);
}

int npjit_list_concat(NpjitContext *context, NpjitList *a, NpjitList *b, NpjitList **out) {
    NpjitList *list;
    if (npjit_list_new(context, a->kind, &list) < 0) {
        return -1;
    }
    if (extend(context, list, a) < 0 || extend(context, list, b) < 0) {
        npjit_release_list(context, list);
        return -1;
    }
    *out = list;
    return 0;
}

int npjit_list_repeat(NpjitContext *context, NpjitList *from, int64_t times, NpjitList **out) {
    NpjitList *list;
    if (times > 0 && from->count > INT64_MAX / 16 / times) {
        PyErr_NoMemory();
        return -1;
    }
    if (npjit_list_new(context, from->kind, &list) < 0) {
        return -1;
    }
    times = from->count > 0 && times > 0 ? times : 0;
    if (times > 0 && npjit_list_grow(context, list, times * from->count) < 0) {
        npjit_release_list(context, list);
        return -1;
    }
    for (int64_t k = 0; k < times; k++) {
        (void)extend(context, list, from); /* there is room */
    }
    *out = list;
    return 0;
}

/* Raises what CPython raises for [::0]. */
static int zero_step_fails(void) {
    Py_ssize_t first, last, step;
    PyObject *zero = PyLong_FromLong(0);
    PyObject *slice = zero ? PySlice_New(NULL, NULL, zero) : NULL;
    if (slice) {
        PySlice_Unpack(slice, &first, &last, &step);
    }
    Py_XDECREF(slice);
    Py_XDECREF(zero);
    return -1;
}

static int slice(NpjitContext *context, NpjitList *from, Py_ssize_t first, Py_ssize_t last,
                 Py_ssize_t step, NpjitList **out) {
    NpjitList *list;
    Py_ssize_t count = PySlice_AdjustIndices((Py_ssize_t)from->count, &first, &last, step);
    if (npjit_list_new(context, from->kind, &list) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (push_retained(context, list, from->items[first + i * step]) < 0) {
            npjit_release_list(context, list);
            return -1;
        }
    }
    *out = list;
    return 0;
}

/* start, stop and step are list indices as written; bits 0, 1, 2 of `absent` say which were left
 * out. */
int npjit_list_slice(NpjitContext *context, NpjitList *from, int64_t start, int64_t stop,
                     int64_t step, int64_t absent, NpjitList **out) {
    step = absent & 4 ? 1 : step;
    if (step == 0) {
        return zero_step_fails();
    }
    step = step < -PY_SSIZE_T_MAX ? -PY_SSIZE_T_MAX : step;
    Py_ssize_t first = absent & 1 ? (step < 0 ? PY_SSIZE_T_MAX : 0) : start;
    Py_ssize_t last = absent & 2 ? (step < 0 ? PY_SSIZE_T_MIN : PY_SSIZE_T_MAX) : stop;
    return slice(context, from, first, last, step, out);
}

int npjit_list_slice_object(NpjitContext *context, NpjitList *from, void *object, NpjitList **out) {
    Py_ssize_t first, last, step;
    return PySlice_Unpack(object, &first, &last, &step) < 0
               ? -1
               : slice(context, from, first, last, step, out);
}

int npjit_list_insert(NpjitContext *context, NpjitList *list, int64_t index, uint64_t item) {
    int64_t at = index < 0 ? index + list->count : index;
    at = at < 0 ? 0 : at > list->count ? list->count : at;
    NpjitSlot slot = {.bits = item};
    if (push_retained(context, list, slot) < 0) {
        return -1;
    }
    memmove(&list->items[at + 1], &list->items[at],
            (size_t)(list->count - 1 - at) * sizeof *list->items);
    list->items[at] = slot;
    return 0;
}
