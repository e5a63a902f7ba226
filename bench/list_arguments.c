/* Lists among the arguments: which of them compiled code may hold as lists of its own, and which of
 * those it changes. */
#include "marshal.h"

#include <ir/known.h>
#include <runtime/values.h>
#include <stdbool.h>

/* More levels of lists than this are list objects: an item code has a byte for each. */
enum { DEEPEST_LISTS = 6 };

/* ---- what the items are ---- */

/* What an item is that only an object can be, NULL when a part of it may be anything: that may be a
 * list, which somebody else may hold. */
static const Type *wholly_known(const Type *object) {
    for (int i = 0; i < object->item_count; i++) {
        const Type *variant = object->items[i];
        if (variant->kind == TYPE_ARRAY) {
            return NULL;
        }
        for (int k = 0; variant->kind == TYPE_TUPLE && k < variant->item_count; k++) {
            if (wholly_known(variant->items[k]) == NULL) {
                return NULL;
            }
        }
    }
    return object->item_count > 0 ? object : NULL;
}

/* The type of both, NULL when there is none. UNTYPED is the item of an empty list. */
static const Type *join(TypeTable *table, const Type *a, const Type *b) {
    bool ints = (a->kind == TYPE_I64 || a->kind == TYPE_INT) &&
                (b->kind == TYPE_I64 || b->kind == TYPE_INT);
    if (a == b || b->kind == TYPE_UNTYPED) {
        return a;
    }
    if (a->kind == TYPE_UNTYPED) {
        return b;
    }
    if (ints) { /* some are too large to be held raw */
        return type_simple(table, TYPE_INT);
    }
    if (a->kind == TYPE_LIST && b->kind == TYPE_LIST) {
        const Type *element = join(table, a->element, b->element);
        return element != NULL ? type_list(table, element) : NULL;
    }
    if (a->kind == TYPE_LIST || b->kind == TYPE_LIST) {
        return NULL;
    }
    return wholly_known(known_either(table, known_object(table, a), known_object(table, b)));
}

static const Type *list_of(Arena *arena, TypeTable *table, PyObject *list, int depth);

/* The type in which a list holds such an item, NULL when only a list object can. */
static const Type *held_type(Arena *arena, TypeTable *table, PyObject *item, int depth) {
    if (PyList_CheckExact(item)) {
        return list_of(arena, table, item, depth + 1);
    }
    const Type *type = value_type(arena, table, item);
    switch (type->kind) {
    case TYPE_SMALL: return type_simple(table, TYPE_I64);
    case TYPE_I64:
    case TYPE_INT:
    case TYPE_FLOAT:
    case TYPE_BOOL:
    case TYPE_SCALAR: return type;
    default: return wholly_known(known_object(table, type));
    }
}

/* NULL when the items are not all of one type. */
static const Type *list_of(Arena *arena, TypeTable *table, PyObject *list, int depth) {
    const Type *common = type_simple(table, TYPE_UNTYPED);
    for (Py_ssize_t i = 0; common != NULL && i < PyList_GET_SIZE(list); i++) {
        const Type *type =
            depth < DEEPEST_LISTS ? held_type(arena, table, PyList_GET_ITEM(list, i), depth) : NULL;
        common = type != NULL ? join(table, common, type) : NULL;
    }
    return common != NULL ? type_list(table, common) : NULL;
}

/* ---- which of them nobody else holds ---- */

static bool may_hold_list(PyObject *value, int depth) {
    bool sequence = PyTuple_CheckExact(value) || PyList_CheckExact(value);
    if (!sequence) {
        ValueShape shape = value_shape(value);
        bool plain = shape.kind != VALUE_OTHER && shape.dtype != DTYPE_OBJECT;
        return !plain && !PyUnicode_CheckExact(value) && !PyComplex_CheckExact(value);
    }
    if (depth > DEEPEST_LISTS) {
        return true;
    }
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(value); i++) {
        PyObject *item = PySequence_Fast_GET_ITEM(value, i);
        if (PyList_CheckExact(item) || may_hold_list(item, depth + 1)) {
            return true;
        }
    }
    return false;
}

/* Notes the list and those in it as found in argument number `place` at that depth. Returns whether
 * one of them has been found elsewhere, then which argument that was in *other; -1 with an
 * exception set. */
static int note_places(PyObject *found, PyObject *list, int place, int depth, int *other) {
    PyObject *address = PyLong_FromVoidPtr(list);
    PyObject *here = PyLong_FromLong((long)place * (DEEPEST_LISTS + 2) + depth);
    PyObject *known = NULL;
    int status = -1;
    if (address == NULL || here == NULL ||
        ((known = PyDict_SetDefault(found, address, here)) == NULL)) {
        goto cleanup;
    }
    long before = PyLong_AsLong(known);
    status = before != PyLong_AsLong(here);
    *other = (int)(before / (DEEPEST_LISTS + 2));
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(list); i++) {
        PyObject *item = PyList_GET_ITEM(list, i);
        if (!PyList_CheckExact(item)) {
            break;
        }
        status = note_places(found, item, place, depth + 1, other);
    }

cleanup:
    Py_XDECREF(here);
    Py_XDECREF(address);
    return status;
}

/* The type with its lists numbered, the outer ones first: infer()'s sites. */
static const Type *numbered(TypeTable *table, const Type *type, int *next) {
    if (type->kind != TYPE_LIST) {
        return type;
    }
    Type pattern = {.kind = TYPE_LIST, .position = (*next)++};
    pattern.element = numbered(table, type->element, next);
    return type_intern(table, &pattern);
}

/* Lists that occur in two places, where one could be widened and the other not, stay objects. */
static void leave_shared_lists(PyObject *values, const Type **lists, int count) {
    PyObject *found = PyDict_New();
    for (int i = 0; i < count; i++) {
        int other = i;
        int status = lists[i] == NULL ? 0
                     : found == NULL
                         ? -1
                         : note_places(found, PyTuple_GET_ITEM(values, i), i, 0, &other);
        if (status != 0) {
            PyErr_Clear(); /* out of memory: an object is always right */
            lists[i] = lists[other] = NULL;
        }
    }
    Py_XDECREF(found);
}

void type_lists(Arena *arena, TypeTable *table, PyObject *values, const Type **types) {
    int count = (int)PyTuple_GET_SIZE(values), next = 0;
    const Type **lists = ARENA_ARRAY(arena, const Type *, count + 1);
    bool held_elsewhere = false;
    for (int i = 0; i < count; i++) {
        PyObject *value = PyTuple_GET_ITEM(values, i);
        lists[i] = PyList_CheckExact(value) ? list_of(arena, table, value, 0) : NULL;
        held_elsewhere = held_elsewhere || (lists[i] == NULL && may_hold_list(value, 0));
    }
    if (held_elsewhere) {
        return;
    }
    leave_shared_lists(values, lists, count);
    for (int i = 0; i < count; i++) {
        if (lists[i] != NULL) {
            types[i] = numbered(table, lists[i], &next);
        }
    }
}

/* ---- which of them the function changes ---- */

static bool changes_lists(Op op) {
    return op == OP_LIST_APPEND || op == OP_LIST_PUSH || op == OP_LIST_SET || op == OP_LIST_POP ||
           op == OP_LIST_INSERT || op == OP_LIST_EXTEND || op == OP_LIST_METHOD ||
           op == OP_LIST_WIDEN;
}

static bool is_among(const Type *type, const Type *list) {
    return type == list || (list->kind == TYPE_LIST && is_among(type, list->element));
}

bool list_changes(const Fn *fn, const Type *type) {
    for (int b = 0; b < fn->blocks.count; b++) {
        const Block *block = fn->blocks.items[b];
        for (int k = 0; k < block->instructions.count; k++) {
            const Instruction *instruction = block->instructions.items[k];
            if (changes_lists(instruction->op) &&
                is_among(fn_type(fn, instruction->operands[0]), type)) {
                return true;
            }
        }
    }
    return false;
}
