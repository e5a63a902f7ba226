/* Lists that the interpreter cannot see, as list objects and back.
 *
 * An item code says what a list holds: eight bits for each level of nesting, the outermost lowest;
 * the low four of them are the items' ir TypeKind, the high four the dtype of scalars. */
#ifndef NPJIT_RUNTIME_LISTS_H
#define NPJIT_RUNTIME_LISTS_H

#include <runtime/thunks.h>

struct NpjitList {
    int64_t refcount;
    int64_t count, capacity; /* compiled code knows where these are, */
    NpjitSlot *items;        /* and this */
    int64_t kind;
};

/* A new list object with the same items, nested lists included; NULL with an exception set. */
void *list_to_object(NpjitList *list, int64_t code);

/* A new list with the items of a list object, all of which must be of the kind that the code says.
 * Returns 0, or -1 with an exception set (SystemError for an item of another kind). */
int list_from_object(void *object, int64_t code, NpjitList **out);

/* Makes the list object's items those of the list, which may have been widened since it was as the
 * code says. Returns 0, or -1 with an exception set. */
int list_write_back(NpjitList *list, int64_t code, void *object);

#endif
