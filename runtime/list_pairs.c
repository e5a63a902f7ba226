/* Which list stands for which list object, while both are known: found from either side, so that a
 * list that occurs twice stays one. A list knows its number; objects are looked up by open
 * addressing over the pairs' numbers, those only that can occur twice. Nothing is ever taken out
 * but everything at once. */
#include <Python.h>

#include <runtime/lists.h>
#include <stdlib.h>
#include <string.h>
#include <thunk_prototypes.h>

enum { FIRST_PAIRS = 16 };

static size_t slot_of(const void *address, int slot_count) {
    uint64_t hash = (uint64_t)(uintptr_t)address * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash >> 32) & ((size_t)slot_count - 1);
}

/* A slot is a pair's number plus one; half of them are empty. */
static void enter_slot(const ListPair *items, int *slots, int slot_count, int number) {
    size_t at = slot_of(items[number].object, slot_count);
    while (slots[at] != 0) {
        at = (at + 1) & ((size_t)slot_count - 1);
    }
    slots[at] = number + 1;
}

static int grow(ListPairs *pairs) {
    int capacity = pairs->capacity == 0 ? FIRST_PAIRS : 2 * pairs->capacity;
    ListPair *items = realloc(pairs->items, (size_t)capacity * sizeof *items);
    if (items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    pairs->items = items;
    pairs->capacity = capacity;
    return 0;
}

static int grow_slots(ListPairs *pairs) {
    int slot_count = pairs->slot_count == 0 ? 2 * FIRST_PAIRS : 2 * pairs->slot_count;
    int *slots = calloc((size_t)slot_count, sizeof *slots);
    if (slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (int k = 0; k < pairs->slot_count; k++) {
        if (pairs->slots[k] != 0) {
            enter_slot(pairs->items, slots, slot_count, pairs->slots[k] - 1);
        }
    }
    free(pairs->slots);
    pairs->slots = slots;
    pairs->slot_count = slot_count;
    return 0;
}

int list_pairs_add(ListPairs *pairs, void *object, NpjitList *list, int64_t code,
                   bool comes_again) {
    if (pairs->count == pairs->capacity && grow(pairs) < 0) {
        return -1;
    }
    if (comes_again && 2 * pairs->entered >= pairs->slot_count && grow_slots(pairs) < 0) {
        return -1;
    }
    npjit_retain_list(&npjit_context, list);
    pairs->items[pairs->count] = (ListPair){Py_NewRef((PyObject *)object), list, code, list->pair};
    list->pair = pairs->count;
    if (comes_again) {
        enter_slot(pairs->items, pairs->slots, pairs->slot_count, pairs->count);
        pairs->entered++;
    }
    pairs->count++;
    return 0;
}

NpjitList *list_of_object(const ListPairs *pairs, const void *object) {
    if (pairs->entered == 0) {
        return NULL;
    }
    size_t at = slot_of(object, pairs->slot_count);
    for (; pairs->slots[at] != 0; at = (at + 1) & ((size_t)pairs->slot_count - 1)) {
        const ListPair *pair = &pairs->items[pairs->slots[at] - 1];
        if (pair->object == object) {
            return pair->list;
        }
    }
    return NULL;
}

void *object_of_list(const ListPairs *pairs, const NpjitList *list) {
    bool entered = list->pair < pairs->count && pairs->items[list->pair].list == list;
    return entered ? pairs->items[list->pair].object : NULL;
}

void list_pairs_clear(ListPairs *pairs) {
    if (pairs->entered > 0) {
        memset(pairs->slots, 0, (size_t)pairs->slot_count * sizeof *pairs->slots);
        pairs->entered = 0;
    }
    while (pairs->count > 0) {
        ListPair pair = pairs->items[--pairs->count];
        pair.list->pair = pair.pair_before;
        npjit_release_list(&npjit_context, pair.list);
        Py_DECREF((PyObject *)pair.object);
    }
}

void list_pairs_free(ListPairs *pairs) {
    list_pairs_clear(pairs);
    free(pairs->items);
    free(pairs->slots);
    *pairs = (ListPairs){0};
}
