/* Lists that the interpreter cannot see, as list objects and back.
 *
 * An item code says what a list holds: eight bits for each level of nesting, the outermost lowest;
 * the low four of them are the items' ir TypeKind, the high four the dtype of scalars. */
#ifndef NPJIT_RUNTIME_LISTS_H
#define NPJIT_RUNTIME_LISTS_H

#include <runtime/thunks.h>
#include <stdbool.h>

/* Most lists of lists are short: their items lie in the list itself. */
enum { LIST_FEW = 8 };

struct NpjitList {
    union {
        int64_t refcount;
        NpjitList *next; /* of a freed list that is kept */
    };
    int64_t count, capacity; /* compiled code knows where these are, */
    NpjitSlot *items;        /* and this */
    int32_t kind;
    int32_t pair; /* its number in the pairs that it was last entered in */
    NpjitSlot few[LIST_FEW];
};

/* A list and the list object that stands for it, both held. */
typedef struct ListPair {
    void *object;
    NpjitList *list;
    int64_t code;
    int32_t pair_before; /* the list's number in other pairs, which has to be found again */
} ListPair;

typedef struct ListPairs {
    ListPair *items;
    int count, capacity;
    int *slots; /* list_pairs.c */
    int entered, slot_count;
    bool both_ways; /* lists will be made of the objects again */
} ListPairs;

/* Where the object can come up again, it is found from then on. Returns 0, or -1 with MemoryError
 * set. */
int list_pairs_add(ListPairs *pairs, void *object, NpjitList *list, int64_t code, bool comes_again);

/* Borrowed; NULL when there is none. */
NpjitList *list_of_object(const ListPairs *pairs, const void *object);
void *object_of_list(const ListPairs *pairs, const NpjitList *list);

/* No pairs any more; free() the memory too. */
void list_pairs_clear(ListPairs *pairs);
void list_pairs_free(ListPairs *pairs);

/* A list object with the same items, nested lists included: a new one, or that of the pairs, where
 * new ones are added. New reference, NULL with an exception set. */
void *list_to_object(NpjitList *list, int64_t code, ListPairs *pairs);

/* A list with the items of a list object, all of which must be of the kind that the code says: a
 * new one, or that of the pairs, where new ones are added. Returns 0, or -1 with an exception set
 * (SystemError for an item of another kind). */
int list_from_object(void *object, int64_t code, ListPairs *pairs, NpjitList **out);

/* Makes the items of the pair's list object those of its list. Returns 0, or -1 with an exception
 * set. */
int list_write_back(ListPairs *pairs, int number);

#endif
