/* Python values <-> leaves. Types are looked at, never chosen: what a value may be is the runtime's
 * value_shape to say. */
#include "marshal.h"
#include "clock.h"

#include <base/start.h>
#include <ir/query.h>
#include <runtime/lists.h>
#include <runtime/refusal.h>
#include <runtime/values.h>
#include <stdbool.h>
#include <string.h>

/* ---- values to types ---- */

static const Type *tuple_type(Arena *arena, TypeTable *types, PyObject *tuple) {
    int count = (int)PyTuple_GET_SIZE(tuple);
    const Type **items = ARENA_ARRAY(arena, const Type *, count + 1);
    for (int i = 0; i < count; i++) {
        items[i] = value_type(arena, types, PyTuple_GET_ITEM(tuple, i));
    }
    return type_items(types, TYPE_TUPLE, items, count);
}

/* The bounds spare compiled code most checks for overflow. */
static bool is_small(PyObject *value) {
    long long number = PyLong_AsLongLong(value);
    return number >= INT32_MIN && number <= INT32_MAX;
}

const Type *value_type(Arena *arena, TypeTable *types, PyObject *value) {
    ValueShape shape = value_shape(value);
    switch (shape.kind) {
    case VALUE_NONE: return type_simple(types, TYPE_NONE);
    case VALUE_BOOL: return type_simple(types, TYPE_BOOL);
    case VALUE_INT64: return type_simple(types, is_small(value) ? TYPE_SMALL : TYPE_I64);
    case VALUE_INT: return type_simple(types, TYPE_INT);
    case VALUE_FLOAT: return type_simple(types, TYPE_FLOAT);
    case VALUE_SCALAR: return type_scalar(types, (Dtype)shape.dtype);
    case VALUE_ARRAY: return type_array(types, (Dtype)shape.dtype, shape.ndim, shape.contiguous);
    case VALUE_TUPLE: return tuple_type(arena, types, value);
    case VALUE_OTHER: break;
    }
    return type_simple(types, TYPE_OBJECT);
}

/* ---- values to leaves ---- */

static void release_leaf(const Type *leaf, NpjitSlot slot) {
    switch (leaf->kind) {
    case TYPE_INT: npjit_release_int(&npjit_context, slot.n); break;
    case TYPE_LIST: npjit_release_list(&npjit_context, slot.p); break;
    case TYPE_ARRAY:
    case TYPE_OBJECT: npjit_release_object(&npjit_context, slot.p); break;
    default: break;
    }
}

/* Releases the leaves of `type` from *cursor up to `end` and moves it past. */
static void release_leaves(const Type *type, const NpjitSlot **cursor, const NpjitSlot *end) {
    if (type_is_leaf(type)) {
        if (*cursor < end) {
            release_leaf(type, *(*cursor)++);
        }
        return;
    }
    for (int i = 0; i < type->item_count; i++) {
        release_leaves(type->items[i], cursor, end);
    }
}

static int mismatch(const Type *type, PyObject *value) {
    PyErr_Format(PyExc_SystemError, "compiled for another type than %s (kind %d)",
                 Py_TYPE(value)->tp_name, (int)type->kind);
    return -1;
}

static int tuple_to_leaves(const Type *type, PyObject *value, ListPairs *pairs,
                           NpjitSlot **cursor) {
    const NpjitSlot *start = *cursor;
    if (!PyTuple_CheckExact(value) || PyTuple_GET_SIZE(value) != type->item_count) {
        return mismatch(type, value);
    }
    for (int i = 0; i < type->item_count; i++) {
        if (value_to_leaves(type->items[i], PyTuple_GET_ITEM(value, i), pairs, cursor) < 0) {
            release_leaves(type, &start, *cursor);
            return -1;
        }
    }
    return 0;
}

static bool array_matches(const Type *type, PyObject *value) {
    ValueShape shape = value_shape(value);
    return shape.kind == VALUE_ARRAY && shape.dtype == (int)type->dtype &&
           shape.ndim == type->ndim && shape.contiguous == type->contiguous;
}

int value_to_leaves(const Type *type, PyObject *value, ListPairs *pairs, NpjitSlot **cursor) {
    NpjitSlot slot = {0};
    switch (type->kind) {
    case TYPE_NONE: return value == Py_None ? 0 : mismatch(type, value);
    case TYPE_TUPLE: return tuple_to_leaves(type, value, pairs, cursor);
    case TYPE_BOOL:
        if (!PyBool_Check(value)) {
            return mismatch(type, value);
        }
        slot.i = value == Py_True;
        break;
    case TYPE_I64:
    case TYPE_SMALL:
        if (!PyLong_CheckExact(value)) {
            return mismatch(type, value);
        }
        slot.i = PyLong_AsLongLong(value);
        if (slot.i == -1 && PyErr_Occurred()) {
            return -1;
        }
        if (type->kind == TYPE_SMALL && !is_small(value)) {
            return mismatch(type, value);
        }
        break;
    case TYPE_INT:
        if (!PyLong_CheckExact(value)) {
            return mismatch(type, value);
        }
        if (exact_from_object(value, &slot.n) < 0) {
            return -1;
        }
        break;
    case TYPE_FLOAT:
        if (!PyFloat_CheckExact(value)) {
            return mismatch(type, value);
        }
        slot.d = PyFloat_AS_DOUBLE(value);
        break;
    case TYPE_SCALAR:
        if (scalar_from_object(value, (int)type->dtype, &slot.bits) < 0) {
            return -1;
        }
        break;
    case TYPE_ARRAY:
        if (!array_matches(type, value)) {
            return mismatch(type, value);
        }
        slot.p = Py_NewRef(value);
        break;
    case TYPE_LIST: {
        NpjitList *list;
        if (!PyList_CheckExact(value)) {
            return mismatch(type, value);
        }
        if (list_from_object(value, type_item_code(type), pairs, &list) < 0) {
            return -1;
        }
        slot.p = list;
        break;
    }
    case TYPE_OBJECT: slot.p = Py_NewRef(value); break;
    default: return mismatch(type, value);
    }
    *(*cursor)++ = slot;
    return 0;
}

/* ---- leaves to values ---- */

static PyObject *leaf_to_value(const Type *type, ListPairs *pairs, NpjitSlot slot) {
    PyObject *value = NULL;
    switch (type->kind) {
    case TYPE_BOOL: return PyBool_FromLong(slot.i & 1);
    case TYPE_I64: return PyLong_FromLongLong(slot.i);
    case TYPE_FLOAT: return PyFloat_FromDouble(slot.d);
    case TYPE_SCALAR: return scalar_to_object(slot.bits, (int)type->dtype);
    case TYPE_ARRAY:
    case TYPE_OBJECT: return slot.p; /* the reference passes on */
    case TYPE_INT: value = exact_to_object(slot.n); break;
    case TYPE_LIST: value = list_to_object(slot.p, type_item_code(type), pairs); break;
    default: PyErr_Format(PyExc_SystemError, "leaf of kind %d", (int)type->kind); break;
    }
    release_leaf(type, slot);
    return value;
}

static PyObject *items_to_tuple(const Type *type, ListPairs *pairs, const NpjitSlot **cursor) {
    PyObject *tuple = PyTuple_New(type->item_count);
    for (int i = 0; i < type->item_count; i++) {
        PyObject *item = leaves_to_value(type->items[i], pairs, cursor);
        if (item == NULL || tuple == NULL) {
            Py_XDECREF(item);
            Py_CLEAR(tuple);
        } else {
            PyTuple_SET_ITEM(tuple, i, item);
        }
    }
    return tuple;
}

/* A list or a slice from the tuple of its parts, which is taken. */
static PyObject *from_parts(const Type *type, PyObject *parts) {
    PyObject *value = NULL;
    if (parts == NULL) {
        return NULL;
    }
    if (type->kind == TYPE_DISPLAY) {
        value = PySequence_List(parts);
    } else {
        value = PyObject_CallObject((PyObject *)&PySlice_Type, parts);
    }
    Py_DECREF(parts);
    return value;
}

/* start, stop, step */
static PyObject *leaves_to_range(const NpjitSlot **cursor) {
    const NpjitSlot *parts = *cursor;
    *cursor += 3;
    return PyObject_CallFunction((PyObject *)&PyRange_Type, "LLL", (long long)parts[0].i,
                                 (long long)parts[1].i, (long long)parts[2].i);
}

PyObject *leaves_to_value(const Type *type, ListPairs *pairs, const NpjitSlot **cursor) {
    if (type_is_leaf(type)) {
        return leaf_to_value(type, pairs, *(*cursor)++);
    }
    switch (type->kind) {
    case TYPE_NONE: Py_RETURN_NONE;
    case TYPE_SYMBOL: return Py_XNewRef(type->symbol->object);
    case TYPE_STRING: return PyUnicode_FromStringAndSize(type->text, type->text_length);
    case TYPE_TUPLE: return items_to_tuple(type, pairs, cursor);
    case TYPE_RANGE: return leaves_to_range(cursor);
    case TYPE_DISPLAY:
    case TYPE_SLICE: return from_parts(type, items_to_tuple(type, pairs, cursor));
    default: PyErr_Format(PyExc_SystemError, "a result of kind %d", (int)type->kind); return NULL;
    }
}

/* ---- calls ---- */

static int take_arguments(Compiled *compiled, PyObject *values) {
    NpjitSlot *end = compiled->arguments;
    const Type *const *types = compiled->fn->arguments.items;
    for (int i = 0; i < compiled->argument_count; i++) {
        if (value_to_leaves(types[i], PyTuple_GET_ITEM(values, i), &compiled->lists, &end) < 0) {
            const NpjitSlot *start = compiled->arguments;
            for (int taken = 0; taken < i; taken++) {
                release_leaves(types[taken], &start, end);
            }
            return -1;
        }
        compiled->lists_before[i + 1] = compiled->lists.count;
    }
    return 0;
}

/* Also after an exception: the interpreter's lists have changed as far as it came. */
static int write_lists_back(Compiled *compiled) {
    int status = 0;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    for (int i = 0; i < compiled->argument_count; i++) {
        int first = compiled->lists_before[i], end = compiled->lists_before[i + 1];
        for (int number = compiled->list_changes[i] ? first : end; number < end; number++) {
            if (list_write_back(&compiled->lists, number) < 0) {
                status = -1;
            }
        }
    }
    if (status == 0) {
        PyErr_Restore(type, value, traceback);
    } else {
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
    }
    return status;
}

enum { TAKEN_TIMES = 5 };

double seconds_taking(Compiled *compiled, PyObject *values) {
    bool lists = false;
    for (int i = 0; i < compiled->argument_count; i++) {
        lists = lists || compiled->fn->arguments.items[i]->kind == TYPE_LIST;
    }
    double least = 0;
    for (int k = 0; lists && k < TAKEN_TIMES; k++) {
        int64_t start = clock_now();
        if (take_arguments(compiled, values) < 0) {
            PyErr_Clear();
            least = 0;
            break;
        }
        const NpjitSlot *taken = compiled->arguments;
        for (int i = 0; i < compiled->argument_count; i++) {
            const Type *type = compiled->fn->arguments.items[i];
            release_leaves(type, &taken, taken + type_leaf_count(type));
        }
        list_pairs_clear(&compiled->lists);
        double seconds = clock_since(start);
        least = k == 0 || seconds < least ? seconds : least;
    }
    list_pairs_clear(&compiled->lists);
    return least;
}

PyObject *compiled_call(Compiled *compiled, PyObject *values) {
    PyObject *result = NULL;
    refusal_begin();
    if (take_arguments(compiled, values) < 0) {
        goto cleanup;
    }
    start_up_done();
    int status = jit_entry(compiled->code)(&npjit_context, compiled->arguments, compiled->results);
    if (status == 0) {
        const NpjitSlot *cursor = compiled->results + 1;
        const Type *type = compiled->fn->results.items[compiled->results[0].i];
        /* A list argument that is returned is the caller's object. */
        result = leaves_to_value(type, &compiled->lists, &cursor);
    }
    refusal_end();
    if (write_lists_back(compiled) < 0) {
        Py_CLEAR(result);
    }

cleanup:
    list_pairs_clear(&compiled->lists);
    return result;
}

static bool was_refused(void *data, Error *error) {
    const Compiled *compiled = data;
    if (npjit_refusal.message == NULL) {
        return false;
    }
    error_set(error, STAGE_IR, "%s", npjit_refusal.message);
    error_hint(error, "%s", npjit_refusal.hint);
    error_place(error, compiled->fn->file, npjit_refusal.line,
                fn_column(compiled->fn, (Op)npjit_refusal.operation, npjit_refusal.line));
    return true;
}

static PyObject *call(void *data, PyObject *values) {
    return compiled_call(data, values);
}

static int raising_line(void *data) {
    (void)data;
    return npjit_context.error_line;
}

Caller compiled_caller(const char *name, Compiled *compiled) {
    return (Caller){
        .name = name, .call = call, .line = raising_line, .refused = was_refused, .data = compiled};
}
