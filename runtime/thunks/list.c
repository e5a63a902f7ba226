/* Thunks of lists that the interpreter cannot see: the short paths, inlined into kernels. */
#include "../list.h"

#include "../exact.h"

#include <thunk_prototypes.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)

static inline void retain_item(NpjitContext *context, int64_t kind, NpjitSlot item) {
    switch (kind) {
    case LIST_INTS: npjit_retain_int(context, item.n); break;
    case LIST_OBJECTS: npjit_retain_object(context, item.p); break;
    case LIST_LISTS: npjit_retain_list(context, item.p); break;
    default: break;
    }
}

static inline void release_item(NpjitContext *context, int64_t kind, NpjitSlot item) {
    switch (kind) {
    case LIST_INTS: npjit_release_int(context, item.n); break;
    case LIST_OBJECTS: npjit_release_object(context, item.p); break;
    case LIST_LISTS: npjit_release_list(context, item.p); break;
    default: break;
    }
}

void npjit_list_push(NpjitContext *context, NpjitList *list, uint64_t item, int64_t kind) {
    NpjitSlot slot = {.bits = item};
    retain_item(context, kind, slot);
    list->items[list->count++] = slot;
}

int npjit_list_append(NpjitContext *context, NpjitList *list, uint64_t item, int64_t kind) {
    if (!LIKELY(list->count < list->capacity) && npjit_list_grow(context, list, 1) < 0) {
        return -1;
    }
    npjit_list_push(context, list, item, kind);
    return 0;
}

int npjit_list_reserve(NpjitContext *context, NpjitList *list, int64_t first, int64_t end,
                       int64_t each) {
    int64_t more = first < end ? (end - first) * each : 0;
    return LIKELY(more <= list->capacity - list->count) ? 0 : npjit_list_grow(context, list, more);
}

/* Where the item is that the index means; false when there is none. */
static inline bool find_item(const NpjitList *list, int64_t index, int64_t *at) {
    *at = index < 0 ? index + list->count : index;
    return LIKELY((uint64_t)*at < (uint64_t)list->count);
}

int npjit_list_get(NpjitContext *context, NpjitList *list, int64_t index, int64_t kind,
                   uint64_t *out) {
    int64_t at;
    if (!find_item(list, index, &at)) {
        npjit_list_get_fails(list, index);
        return -1;
    }
    retain_item(context, kind, list->items[at]);
    *out = list->items[at].bits;
    return 0;
}

int npjit_list_row(NpjitContext *context, NpjitList *list, int64_t index, NpjitList **out) {
    (void)context;
    int64_t at;
    if (!find_item(list, index, &at)) {
        npjit_list_get_fails(list, index);
        return -1;
    }
    *out = list->items[at].p;
    return 0;
}

NpjitList *npjit_list_keep(NpjitContext *context, NpjitList *list) {
    (void)context;
    list->refcount++;
    return list;
}

int npjit_list_set(NpjitContext *context, NpjitList *list, int64_t index, uint64_t item,
                   int64_t kind) {
    int64_t at;
    if (!find_item(list, index, &at)) {
        npjit_list_set_fails(list, index);
        return -1;
    }
    NpjitSlot slot = {.bits = item};
    NpjitSlot old = list->items[at];
    retain_item(context, kind, slot);
    list->items[at] = slot;
    release_item(context, kind, old);
    return 0;
}

int npjit_list_pop(NpjitContext *context, NpjitList *list, int64_t index, int64_t kind,
                   uint64_t *out) {
    (void)context;
    (void)kind;
    int64_t at;
    if (!find_item(list, index, &at)) {
        npjit_list_pop_fails(list, index);
        return -1;
    }
    *out = list->items[at].bits;
    __builtin_memmove(&list->items[at], &list->items[at + 1],
                      (size_t)(list->count - at - 1) * sizeof *list->items);
    list->count--;
    return 0;
}

int64_t npjit_list_length(NpjitContext *context, NpjitList *list) {
    (void)context;
    return list->count;
}

int64_t npjit_list_find(NpjitContext *context, NpjitList *list, int64_t wanted) {
    (void)context;
    for (int64_t k = 0; k < list->count; k++) {
        if (list->items[k].i == wanted) {
            return k;
        }
    }
    return -1;
}

int64_t npjit_list_classify(NpjitContext *context, NpjitList *list) {
    return npjit_int_classify(context, list->items, list->count);
}

void npjit_retain_list(NpjitContext *context, NpjitList *list) {
    (void)context;
    list->refcount++;
}

void npjit_release_list(NpjitContext *context, NpjitList *list) {
    if (--list->refcount == 0) {
        npjit_list_free(context, list);
    }
}
