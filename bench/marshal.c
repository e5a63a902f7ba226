/* Python values <-> leaves. Types are looked at, never chosen: what a value may be is the runtime's
 * value_shape to say. */
#include "marshal.h"

#include <base/start.h>
#include <runtime/lists.h>
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

static int tuple_to_leaves(const Type *type, PyObject *value, NpjitSlot **cursor) {
    const NpjitSlot *start = *cursor;
    if (!PyTuple_CheckExact(value) || PyTuple_GET_SIZE(value) != type->item_count) {
        return mismatch(type, value);
    }
    for (int i = 0; i < type->item_count; i++) {
        if (value_to_leaves(type->items[i], PyTuple_GET_ITEM(value, i), cursor) < 0) {
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

int value_to_leaves(const Type *type, PyObject *value, NpjitSlot **cursor) {
    NpjitSlot slot = {0};
    switch (type->kind) {
    case TYPE_NONE: return value == Py_None ? 0 : mismatch(type, value);
    case TYPE_TUPLE: return tuple_to_leaves(type, value, cursor);
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
        if (list_from_object(value, type_item_code(type), &list) < 0) {
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

static PyObject *leaf_to_value(const Type *type, NpjitSlot slot);

/* The list objects made for one result, by the address of the list: a list that occurs twice is one
 * object. NULL outside of a call. */
static PyObject *made_lists;

/* Notes that `object` stands for the list. */
static int note_list(NpjitList *list, PyObject *object) {
    if (made_lists == NULL) {
        return 0;
    }
    PyObject *address = PyLong_FromVoidPtr(list);
    int status = address != NULL ? PyDict_SetItem(made_lists, address, object) : -1;
    Py_XDECREF(address);
    return status;
}

/* Borrowed; NULL when there is none yet, or with an exception set. */
static PyObject *noted_list(NpjitList *list) {
    if (made_lists == NULL) {
        return NULL;
    }
    PyObject *address = PyLong_FromVoidPtr(list);
    PyObject *object = address != NULL ? PyDict_GetItemWithError(made_lists, address) : NULL;
    Py_XDECREF(address);
    return object;
}

/* A real list; the items keep their owner. */
static PyObject *list_to_value(const Type *type, NpjitList *list) {
    int64_t count;
    const NpjitSlot *items = list_items(list, &count);
    PyObject *value = noted_list(list);
    if (value != NULL || PyErr_Occurred()) {
        return Py_XNewRef(value);
    }
    value = PyList_New((Py_ssize_t)count);
    if (value != NULL && note_list(list, value) < 0) {
        Py_CLEAR(value);
    }
    for (int64_t i = 0; value != NULL && i < count; i++) {
        NpjitSlot item = items[i];
        if (type->element->kind == TYPE_INT) {
            npjit_retain_int(&npjit_context, item.n);
        } else if (type->element->kind == TYPE_LIST) {
            npjit_retain_list(&npjit_context, item.p);
        } else if (type_is_counted(type->element)) {
            npjit_retain_object(&npjit_context, item.p);
        }
        PyObject *object = leaf_to_value(type->element, item);
        if (object == NULL) {
            Py_CLEAR(value);
        } else {
            PyList_SET_ITEM(value, (Py_ssize_t)i, object);
        }
    }
    return value;
}

static PyObject *leaf_to_value(const Type *type, NpjitSlot slot) {
    PyObject *value = NULL;
    switch (type->kind) {
    case TYPE_BOOL: return PyBool_FromLong(slot.i & 1);
    case TYPE_I64: return PyLong_FromLongLong(slot.i);
    case TYPE_FLOAT: return PyFloat_FromDouble(slot.d);
    case TYPE_SCALAR: return scalar_to_object(slot.bits, (int)type->dtype);
    case TYPE_ARRAY:
    case TYPE_OBJECT: return slot.p; /* the reference passes on */
    case TYPE_INT: value = exact_to_object(slot.n); break;
    case TYPE_LIST: value = list_to_value(type, slot.p); break;
    default: PyErr_Format(PyExc_SystemError, "leaf of kind %d", (int)type->kind); break;
    }
    release_leaf(type, slot);
    return value;
}

static PyObject *items_to_tuple(const Type *type, const NpjitSlot **cursor) {
    PyObject *tuple = PyTuple_New(type->item_count);
    for (int i = 0; i < type->item_count; i++) {
        PyObject *item = leaves_to_value(type->items[i], cursor);
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

PyObject *leaves_to_value(const Type *type, const NpjitSlot **cursor) {
    if (type_is_leaf(type)) {
        return leaf_to_value(type, *(*cursor)++);
    }
    switch (type->kind) {
    case TYPE_NONE: Py_RETURN_NONE;
    case TYPE_SYMBOL: return Py_XNewRef(type->symbol->object);
    case TYPE_STRING: return PyUnicode_FromStringAndSize(type->text, type->text_length);
    case TYPE_TUPLE: return items_to_tuple(type, cursor);
    case TYPE_RANGE: return leaves_to_range(cursor);
    case TYPE_DISPLAY:
    case TYPE_SLICE: return from_parts(type, items_to_tuple(type, cursor));
    default: PyErr_Format(PyExc_SystemError, "a result of kind %d", (int)type->kind); return NULL;
    }
}

/* ---- lists as arguments ---- */

/* The type of the items when they are all of one, UNTYPED when there are none, else NULL. */
static const Type *item_type(Arena *arena, TypeTable *types, PyObject *list) {
    const Type *common = NULL;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        const Type *type = value_type(arena, types, PyList_GET_ITEM(list, i));
        if (type->kind == TYPE_SMALL) {
            type = type_simple(types, TYPE_I64);
        }
        bool ints = common != NULL && (type->kind == TYPE_I64 || type->kind == TYPE_INT) &&
                    (common->kind == TYPE_I64 || common->kind == TYPE_INT);
        if (ints && type != common) { /* some are too large to be held raw */
            common = type = type_simple(types, TYPE_INT);
        }
        bool held = type->kind == TYPE_I64 || type->kind == TYPE_INT || type->kind == TYPE_FLOAT ||
                    type->kind == TYPE_BOOL || type->kind == TYPE_SCALAR;
        if (!held || (common != NULL && type != common)) {
            return NULL;
        }
        common = type;
    }
    return common != NULL ? common : type_simple(types, TYPE_UNTYPED);
}

static bool holds_objects(const Type *type) {
    for (int i = 0; i < type->item_count; i++) {
        if (holds_objects(type->items[i])) {
            return true;
        }
    }
    return type->kind == TYPE_OBJECT;
}

void type_lists(Arena *arena, TypeTable *table, PyObject *values, const Type **types) {
    int count = (int)PyTuple_GET_SIZE(values), lists = 0;
    for (int i = 0; i < count; i++) {
        PyObject *value = PyTuple_GET_ITEM(values, i);
        const Type *items = PyList_CheckExact(value) ? item_type(arena, table, value) : NULL;
        /* Another argument could be the same list, or hold it. */
        for (int k = 0; items != NULL && k < count; k++) {
            PyObject *other = PyTuple_GET_ITEM(values, k);
            bool may_hold = !PyList_CheckExact(other) || item_type(arena, table, other) == NULL;
            if (k != i && (other == value || (may_hold && holds_objects(types[k])))) {
                items = NULL;
            }
        }
        if (items != NULL) {
            Type pattern = {.kind = TYPE_LIST, .element = items, .position = lists++};
            types[i] = type_intern(table, &pattern);
        }
    }
}

static bool changes_lists(Op op) {
    return op == OP_LIST_APPEND || op == OP_LIST_SET || op == OP_LIST_POP || op == OP_LIST_INSERT ||
           op == OP_LIST_EXTEND || op == OP_LIST_METHOD || op == OP_LIST_WIDEN;
}

bool list_changes(const Fn *fn, const Type *type) {
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *instruction = block->instructions.items[k];
            if (changes_lists(instruction->op) && fn_type(fn, instruction->operands[0]) == type) {
                return true;
            }
        }
    }
    return false;
}

/* ---- calls ---- */

static int take_arguments(Compiled *compiled, PyObject *values) {
    NpjitSlot *end = compiled->arguments;
    const Type *const *types = compiled->fn->arguments.items;
    for (int i = 0; i < compiled->argument_count; i++) {
        NpjitSlot *first = end;
        if (value_to_leaves(types[i], PyTuple_GET_ITEM(values, i), &end) < 0) {
            const NpjitSlot *start = compiled->arguments;
            for (int taken = 0; taken < i; taken++) {
                release_leaves(types[taken], &start, end);
            }
            return -1;
        }
        compiled->changed_lists[i] = compiled->list_changes[i] ? first->p : NULL;
    }
    for (int i = 0; i < compiled->argument_count; i++) {
        if (compiled->changed_lists[i] != NULL) {
            npjit_retain_list(&npjit_context, compiled->changed_lists[i]);
        }
    }
    return 0;
}

/* Also after an exception: the interpreter's lists have changed as far as it came. */
static int write_lists_back(Compiled *compiled, PyObject *values) {
    int status = 0;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    for (int i = 0; i < compiled->argument_count; i++) {
        if (compiled->changed_lists[i] == NULL) {
            continue;
        }
        NpjitList *list = compiled->changed_lists[i];
        int64_t code = type_item_code(compiled->fn->arguments.items[i]);
        if (list_write_back(list, code, PyTuple_GET_ITEM(values, i)) < 0) {
            status = -1;
        }
        npjit_release_list(&npjit_context, list);
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

static bool holds_lists(const Type *type) {
    for (int i = 0; i < type->item_count; i++) {
        if (holds_lists(type->items[i])) {
            return true;
        }
    }
    return type->kind == TYPE_LIST;
}

bool returns_lists(const Fn *fn) {
    for (int i = 0; i < fn->results.count; i++) {
        if (holds_lists(fn->results.items[i])) {
            return true;
        }
    }
    return false;
}

/* A list argument that is returned is the caller's object. */
static PyObject *take_result(Compiled *compiled, PyObject *values) {
    const Type *type = compiled->fn->results.items[compiled->results[0].i];
    const NpjitSlot *cursor = compiled->results + 1;
    if (!holds_lists(type)) {
        return leaves_to_value(type, &cursor);
    }
    int status = (made_lists = PyDict_New()) != NULL ? 0 : -1;
    for (int i = 0; status == 0 && i < compiled->argument_count; i++) {
        if (compiled->changed_lists[i] != NULL) {
            status = note_list(compiled->changed_lists[i], PyTuple_GET_ITEM(values, i));
        }
    }
    PyObject *result = leaves_to_value(type, &cursor);
    Py_CLEAR(made_lists);
    if (status < 0) {
        Py_CLEAR(result);
    }
    return result;
}

PyObject *compiled_call(Compiled *compiled, PyObject *values) {
    if (take_arguments(compiled, values) < 0) {
        return NULL;
    }
    start_up_done();
    int status = jit_entry(compiled->code)(&npjit_context, compiled->arguments, compiled->results);
    PyObject *result = status == 0 ? take_result(compiled, values) : NULL;
    if (write_lists_back(compiled, values) < 0) {
        Py_CLEAR(result);
    }
    return result;
}
