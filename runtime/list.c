/* Lists' memory and errors: the parts of thunks/list.c that are not worth inlining. Errors are
 * CPython's own, raised by doing the same to a list of its own. */
#include "list.h"

#include "exact.h"
#include "usage.h"

#include <runtime/values.h>

#include <Python.h>

#include <stdlib.h>
#include <string.h>
#include <thunk_prototypes.h>

RuntimeCounts npjit_list_counts;

/* Freed lists, for the next ones: lists of lists are made and freed by the thousand, more than
 * malloc keeps at hand. */
static struct {
    NpjitList *first;
    int64_t count;
} kept;

enum { MOST_KEPT = KEPT_AT_MOST(8192) };

static size_t bytes_outside(const NpjitList *list) {
    return list->items == list->few ? 0 : (size_t)list->capacity * sizeof *list->items;
}

static void drop_items(NpjitList *list) {
    npjit_list_counts.bytes -= bytes_outside(list);
    if (list->items != list->few) {
        free(list->items);
    }
}

int npjit_list_new(NpjitContext *context, int64_t kind, NpjitList **out) {
    (void)context;
    NpjitList *list = kept.first;
    if (list) {
        kept.first = list->next;
        kept.count--;
    } else if (!(list = malloc(sizeof *list))) {
        PyErr_NoMemory();
        return -1;
    }
    list->refcount = 1;
    list->count = 0;
    list->capacity = LIST_FEW;
    list->items = list->few;
    list->kind = (int32_t)kind;
    list->pair = 0;
    npjit_list_counts.count++;
    npjit_list_counts.bytes += sizeof *list;
    *out = list;
    return 0;
}

int list_new_for(int64_t kind, int64_t count, NpjitList **out) {
    if (npjit_list_new(&npjit_context, kind, out) < 0) {
        return -1;
    }
    if (count > LIST_FEW && npjit_list_grow(&npjit_context, *out, count) < 0) {
        npjit_release_list(&npjit_context, *out);
        return -1;
    }
    return 0;
}

int npjit_list_grow(NpjitContext *context, NpjitList *list, int64_t more) {
    (void)context;
    int64_t most = INT64_MAX / (int64_t)(2 * sizeof *list->items);
    if (list->capacity > most || more > most - list->count) {
        PyErr_NoMemory();
        return -1;
    }
    int64_t capacity = 2 * list->capacity;
    if (capacity < list->count + more) {
        capacity = list->count + more;
    }
    bool outside = list->items != list->few;
    NpjitSlot *items = realloc(outside ? list->items : NULL, (size_t)capacity * sizeof *items);
    if (!items) {
        PyErr_NoMemory();
        return -1;
    }
    if (!outside) {
        memcpy(items, list->few, (size_t)list->count * sizeof *items);
    }
    npjit_list_counts.bytes += (size_t)capacity * sizeof *items - bytes_outside(list);
    list->items = items;
    list->capacity = capacity;
    return 0;
}

void list_take_items(NpjitList *list, NpjitList *from) {
    NpjitList before = *list;
    bool outside = list->items != list->few, taken_outside = from->items != from->few;
    list->items = taken_outside ? from->items : list->few;
    list->count = from->count;
    list->capacity = from->capacity;
    memcpy(list->few, from->few, sizeof list->few);
    from->items = outside ? before.items : from->few;
    from->count = before.count;
    from->capacity = before.capacity;
    memcpy(from->few, before.few, sizeof from->few);
}

void list_memory_clear(void) {
    while (kept.first) {
        NpjitList *list = kept.first;
        kept.first = list->next;
        free(list);
    }
    kept.count = 0;
}

/* Releases one item of a list of `kind`. */
static void release_item(NpjitContext *context, int64_t kind, NpjitSlot item) {
    switch (kind) {
    case LIST_INTS: npjit_release_int(context, item.n); break;
    case LIST_OBJECTS: npjit_release_object(context, item.p); break;
    case LIST_LISTS: npjit_release_list(context, item.p); break;
    default: break;
    }
}

void npjit_list_free(NpjitContext *context, NpjitList *list) {
    bool uncounted = list->kind == LIST_RAW ||
                     (list->kind == LIST_INTS && exact_all_small(list->items, list->count));
    if (!uncounted) {
        while (list->count > 0) {
            release_item(context, list->kind, list->items[--list->count]);
        }
    }
    drop_items(list);
    npjit_list_counts.count--;
    npjit_list_counts.bytes -= sizeof *list;
    if (kept.count < MOST_KEPT) {
        list->next = kept.first;
        kept.first = list;
        kept.count++;
    } else {
        free(list);
    }
}

/* All or nothing: a list half of whose items are exact would be neither. */
static int widen_items(NpjitContext *context, NpjitList *list) {
    NpjitSlot few[LIST_FEW];
    bool outside = list->items != list->few;
    NpjitSlot *items = outside ? malloc((size_t)list->capacity * sizeof *items) : few;
    if (!items) {
        PyErr_NoMemory();
        return -1;
    }
    for (int64_t i = 0; i < list->count; i++) {
        if (npjit_i64_to_int(context, list->items[i].i, &items[i].n) < 0) {
            while (i > 0) {
                npjit_release_int(context, items[--i].n);
            }
            if (outside) {
                free(items);
            }
            return -1;
        }
    }
    if (outside) {
        free(list->items);
        list->items = items;
    } else {
        memcpy(list->few, few, (size_t)list->count * sizeof *few);
    }
    list->kind = LIST_INTS;
    return 0;
}

/* Lists in the list are of any number of levels, not more than item codes have bytes. */
static int widen(NpjitContext *context, NpjitList *list) {
    if (list->kind == LIST_RAW) {
        return widen_items(context, list);
    }
    for (int64_t i = 0; list->kind == LIST_LISTS && i < list->count; i++) {
        if (widen(context, list->items[i].p) < 0) {
            return -1;
        }
    }
    return 0;
}

int npjit_list_widen(NpjitContext *context, NpjitList *list, NpjitList **out) {
    if (widen(context, list) < 0) {
        return -1;
    }
    list->refcount++;
    *out = list;
    return 0;
}

void npjit_list_get_fails(NpjitList *list, int64_t index) {
    (void)list;
    (void)index;
    PyObject *empty = PyList_New(0);
    PyObject *item = empty ? PySequence_GetItem(empty, 0) : NULL;
    Py_XDECREF(item);
    Py_XDECREF(empty);
}

void npjit_list_set_fails(NpjitList *list, int64_t index) {
    (void)list;
    (void)index;
    PyObject *empty = PyList_New(0);
    if (empty) {
        PySequence_SetItem(empty, 0, Py_None);
    }
    Py_XDECREF(empty);
}

void npjit_list_pop_fails(NpjitList *list, int64_t index) {
    (void)index;
    /* An empty list has a message of its own. */
    PyObject *same = list->count == 0 ? PyList_New(0) : Py_BuildValue("[O]", Py_None);
    PyObject *item = same ? PyObject_CallMethod(same, "pop", "i", 1) : NULL;
    Py_XDECREF(item);
    Py_XDECREF(same);
}
