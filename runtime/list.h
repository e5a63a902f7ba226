/* Lists that the interpreter cannot see: growable arrays of 8-byte slots with a reference count. */
#ifndef NPJIT_RUNTIME_LIST_H
#define NPJIT_RUNTIME_LIST_H

#include <runtime/lists.h>

/* How a list holds its items: the immediate of the list.* operations. */
enum { LIST_RAW = 0, LIST_INTS = 1, LIST_OBJECTS = 2, LIST_LISTS = 3 };

/* Room for `more` items (at least one), and as much again as there was. Returns 0, or -1 with
 * MemoryError set. */
int npjit_list_grow(NpjitContext *context, NpjitList *list, int64_t more);

/* An empty list with room for `count` items. Returns 0, or -1 with MemoryError set. */
int list_new_for(int64_t kind, int64_t count, NpjitList **out);

/* Both lists with each other's items, which are of one kind. */
void list_take_items(NpjitList *list, NpjitList *from);

/* Frees what is kept for the next lists. */
void list_memory_clear(void);

/* Frees the list and releases its items. */
void npjit_list_free(NpjitContext *context, NpjitList *list);

/* Raise what CPython raises for these operations and an index out of range. */
void npjit_list_get_fails(NpjitList *list, int64_t index);
void npjit_list_set_fails(NpjitList *list, int64_t index);
void npjit_list_pop_fails(NpjitList *list, int64_t index);

#endif
