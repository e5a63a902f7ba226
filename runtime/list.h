/* Lists that the interpreter cannot see: growable arrays of 8-byte slots with a reference count. */
#ifndef NPJIT_RUNTIME_LIST_H
#define NPJIT_RUNTIME_LIST_H

#include <runtime/lists.h>

/* How a list holds its items: the immediate of the list.* operations. */
enum { LIST_RAW = 0, LIST_INTS = 1, LIST_OBJECTS = 2, LIST_LISTS = 3 };

/* Room for `more` items (at least one), and as much again as there was. Returns 0, or -1 with
 * MemoryError set. */
int npjit_list_grow(NpjitContext *context, NpjitList *list, int64_t more);

/* Frees the list and releases its items. */
void npjit_list_free(NpjitContext *context, NpjitList *list);

/* Raise what CPython raises for these operations and an index out of range. */
void npjit_list_get_fails(NpjitList *list, int64_t index);
void npjit_list_set_fails(NpjitList *list, int64_t index);
void npjit_list_pop_fails(NpjitList *list, int64_t index);

#endif
