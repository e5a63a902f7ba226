/* Which list stands for which list object, while both are known: found from either side, so that a
 * list that occurs twice stays one. Open addressing over the pairs' numbers; nothing is ever taken
 * out but everything at once. */
#include <Python.h>

#include <runtime/lists.h>
#include <stdlib.h>
#include <string.h>
#include <thunk_prototypes.h>

enum { FIRST_PAIRS = 16 };

static size_t slot_of(const void *address, int capacity) {
    uint64_t hash = (uint64_t)(uintptr_t)address * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash >> 32) & (2 * (size_t)capacity - 1);
}

/* The tables have twice as many slots as there can be pairs; a slot is a pair's number plus one. */
static void enter(ListPairs *pairs, int number) {
    const void *sides[2] = {pairs->items[number].object, pairs->items[number].list};
    for (int side = 0; side < 2; side++) {
        int *table = pairs->slots + (side == 0 ? 0 : 2 * (size_t)pairs->capacity);
        size_t at = slot_of(sides[side], pairs->capacity);
        while (table[at] != 0) {
            at = (at + 1) & (2 * (size_t)pairs->capacity - 1);
        }
        table[at] = number + 1;
    }
}

static int grow(ListPairs *pairs) {
    int capacity = pairs->capacity == 0 ? FIRST_PAIRS : 2 * pairs->capacity;
    ListPair *items = realloc(pairs->items, (size_t)capacity * sizeof *items);
    if (items != NULL) {
        pairs->items = items;
    }
    int *slots = calloc(4 * (size_t)capacity, sizeof *slots);
    if (items == NULL || slots == NULL) {
        free(slots);
        PyErr_NoMemory();
        return -1;
    }
    free(pairs->slots);
    pairs->slots = slots;
    pairs->capacity = capacity;
    for (int number = 0; number < pairs->count; number++) {
        enter(pairs, number);
    }
    return 0;
}

int list_pairs_add(ListPairs *pairs, void *object, NpjitList *list, int64_t code) {
    if (pairs->count == pairs->capacity && grow(pairs) < 0) {
        return -1;
    }
    npjit_retain_list(&npjit_context, list);
    pairs->items[pairs->count] = (ListPair){Py_NewRef((PyObject *)object), list, code};
    enter(pairs, pairs->count++);
    return 0;
}

static const ListPair *find(const ListPairs *pairs, const void *address, int side) {
    if (pairs->count == 0) {
        return NULL;
    }
    const int *table = pairs->slots + (side == 0 ? 0 : 2 * (size_t)pairs->capacity);
    size_t at = slot_of(address, pairs->capacity);
    for (; table[at] != 0; at = (at + 1) & (2 * (size_t)pairs->capacity - 1)) {
        const ListPair *pair = &pairs->items[table[at] - 1];
        if (address == (side == 0 ? pair->object : (void *)pair->list)) {
            return pair;
        }
    }
    return NULL;
}

NpjitList *list_of_object(const ListPairs *pairs, const void *object) {
    const ListPair *pair = find(pairs, object, 0);
    return pair != NULL ? pair->list : NULL;
}

void *object_of_list(const ListPairs *pairs, const NpjitList *list) {
    const ListPair *pair = find(pairs, list, 1);
    return pair != NULL ? pair->object : NULL;
}

void list_pairs_clear(ListPairs *pairs) {
    if (pairs->count == 0) {
        return;
    }
    memset(pairs->slots, 0, 4 * (size_t)pairs->capacity * sizeof *pairs->slots);
    while (pairs->count > 0) {
        ListPair pair = pairs->items[--pairs->count];
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
