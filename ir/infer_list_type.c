/* infer(): what is known of lists: where they are made, what they hold.
 *
 * A list is kept outside of the interpreter. Its place of creation (a site) remembers the items'
 * type; what is put in may need a wider one, and then inference starts again. Items of several
 * types, and those of a type that has no leaf, such as tuples, are objects of which the site
 * remembers what they may be (ir/known.h). A list that boxed code must see is a list object from
 * its creation, and so is one of lists and other items.
 *
 * Python ints are held raw as long as they fit. The first that does not, on a path that is cold
 * since some arithmetic has overflowed, widens the list in place: what follows on that path is a
 * version of its own in which the list holds exact ints. Nothing else may hold the list then but
 * the locals, which all are known. */
#include "infer.h"

#include <string.h>

/* ---- sites ---- */

/* The site that stands for `id` and all that were merged with it. */
static int canonical_site(const Infer *in, int id) {
    while (in->sites->items[id].same_as != id) {
        id = in->sites->items[id].same_as;
    }
    return id;
}

int list_site(Infer *in) {
    for (int k = 0; k < in->sites->count; k++) {
        if (in->sites->items[k].instruction == in->at) {
            return canonical_site(in, k);
        }
    }
    ListSite site = {.instruction = in->at, .same_as = in->sites->count};
    ARENA_PUSH(in->arena, in->sites, site);
    return in->sites->count - 1;
}

/* More levels of lists than this are list objects: an item code has a byte for each. */
enum { DEEPEST_LISTS = 7 };

static const Type *list_type(Infer *in, int id, int depth) {
    id = canonical_site(in, id);
    ListSite *site = &in->sites->items[id];
    if (site->boxed) {
        return NULL;
    }
    /* An empty list that nothing is put into can say it holds ints. */
    const Type *element = site->element != NULL ? site->element : type_simple(in->types, TYPE_I64);
    if (element->kind == TYPE_LIST) { /* as far as that is known by now */
        element = depth < DEEPEST_LISTS ? list_type(in, element->position, depth + 1) : NULL;
        if (element == NULL) {
            site->boxed = true;
            return NULL;
        }
    }
    Type pattern = {.kind = TYPE_LIST, .element = element, .position = id};
    return type_intern(in->types, &pattern);
}

const Type *list_type_of_site(Infer *in, int id) {
    return list_type(in, id, 1);
}

bool nothing_put_in(const Infer *in, const Type *list) {
    return in->sites->items[canonical_site(in, list->position)].element == NULL;
}

static void start_again(Infer *in) {
    in->restart = true;
    in->block = NULL;
}

/* Start again with the list of this type as a list object. */
void demote(Infer *in, const Type *list) {
    in->sites->items[canonical_site(in, list->position)].boxed = true;
    start_again(in);
}

/* Lists that hold ints either way can all hold exact ones. */
static bool holds_ints(const Type *element) {
    return element->kind == TYPE_I64 || element->kind == TYPE_INT;
}

/* The site's lists hold values of another type as well. Of lists and others no list does. */
static void join_elements(Infer *in, ListSite *site, const Type *other) {
    const Type *element = site->element;
    if (holds_ints(element) && holds_ints(other)) {
        site->element = type_simple(in->types, TYPE_INT);
    } else if (element->kind == TYPE_LIST || other->kind == TYPE_LIST) {
        site->boxed = true;
    } else {
        site->element = known_either(in->types, known_object(in->types, element),
                                     known_object(in->types, other));
    }
}

static void merge_sites(Infer *in, int first, int second) {
    first = canonical_site(in, first);
    second = canonical_site(in, second);
    ListSite *kept = &in->sites->items[first], *merged = &in->sites->items[second];
    if (first == second) {
        return;
    }
    const Type *a = kept->element, *b = merged->element;
    merged->same_as = first;
    kept->boxed |= merged->boxed;
    if (a == NULL) {
        kept->element = b;
    } else if (b != NULL && a->kind == TYPE_LIST && b->kind == TYPE_LIST) {
        merge_sites(in, a->position, b->position);
    } else if (b != NULL && a != b) {
        join_elements(in, kept, b);
    }
}

/* Start again with the lists of both sites as of one type. */
void merge_lists(Infer *in, const Type *a, const Type *b) {
    ListSite *site = &in->sites->items[canonical_site(in, a->position)];
    if (canonical_site(in, a->position) != canonical_site(in, b->position)) {
        merge_sites(in, a->position, b->position);
    } else if (site->element != NULL && holds_ints(site->element)) { /* widened, and not yet */
        site->element = type_simple(in->types, TYPE_INT);
    } else {
        site->boxed = true;
    }
    start_again(in);
}

/* ---- widening ---- */

/* The type with lists of type `from` in it replaced. */
static const Type *with_list(Infer *in, const Type *type, const Type *from, const Type *to) {
    if (type == from || type->item_count == 0) {
        return type == from ? to : type;
    }
    const Type **items = ARENA_ARRAY(in->arena, const Type *, type->item_count);
    bool changed = false;
    for (int k = 0; k < type->item_count; k++) {
        items[k] = with_list(in, type->items[k], from, to);
        changed = changed || items[k] != type->items[k];
    }
    Type pattern = *type;
    pattern.items = items;
    return changed ? type_intern(in->types, &pattern) : type;
}

typedef struct WidenedList {
    ValueId raw, exact;
} WidenedList;

/* The lists widened so far. */
typedef struct Widened {
    const Type *from, *to;
    WidenedList *items;
    int count, capacity;
} Widened;

static ValueId widened_list(Infer *in, Widened *widened, ValueId list) {
    for (int k = 0; k < widened->count; k++) {
        if (widened->items[k].raw == list) {
            return widened->items[k].exact;
        }
    }
    ValueId exact = emit_typed(in, OP_LIST_WIDEN, widened->to, 0, 1, list);
    WidenedList pair = {list, exact};
    ARENA_PUSH(in->arena, widened, pair);
    return exact;
}

/* The value with its lists widened. */
static Abstract widened_value(Infer *in, Widened *widened, Abstract value) {
    const Type *type = with_list(in, value.type, widened->from, widened->to);
    if (type == value.type) {
        return value;
    }
    int count = type_leaf_count(type);
    const Type **leaf_types = ARENA_ARRAY(in->arena, const Type *, count + 1);
    type_leaves(value.type, leaf_types);
    Abstract result = {.type = type, .leaves = ARENA_ARRAY(in->arena, ValueId, count + 1)};
    for (int k = 0; k < count; k++) {
        result.leaves[k] = leaf_types[k] == widened->from
                               ? widened_list(in, widened, value.leaves[k])
                               : value.leaves[k];
    }
    return result;
}

/* Whether lists of the site are items of other lists, where they cannot be found. */
static bool is_nested(const Infer *in, int site) {
    for (int k = 0; k < in->sites->count; k++) {
        const Type *element = in->sites->items[k].element;
        if (element != NULL && element->kind == TYPE_LIST &&
            canonical_site(in, element->position) == site) {
            return true;
        }
    }
    return false;
}

/* Whether lists of the site can be widened here, where all that hold them are known. */
static bool may_widen(const Infer *in, int site) {
    return in->block != NULL && in->block->cold && in->source_block->handler == NULL &&
           !is_nested(in, site);
}

const Type *wider_list(const Infer *in, const Type *a, const Type *b) {
    int site = canonical_site(in, a->position);
    bool ints = holds_ints(a->element) && holds_ints(b->element);
    if (!ints || site != canonical_site(in, b->position) || !may_widen(in, site)) {
        return NULL;
    }
    return a->element->kind == TYPE_INT ? a : b;
}

/* All locals' lists of this type hold exact ints from here on. Other lists of the type may be the
 * same list, and widening one twice changes nothing. */
static bool widen(Infer *in, Abstract *list) {
    int id = canonical_site(in, list->type->position);
    if (!may_widen(in, id)) {
        in->sites->items[id].element = type_simple(in->types, TYPE_INT);
        start_again(in);
        return false;
    }
    Type pattern = *list->type;
    pattern.element = type_simple(in->types, TYPE_INT);
    Widened widened = {.from = list->type, .to = type_intern(in->types, &pattern)};
    *list = widened_value(in, &widened, *list);
    for (int k = 0; k < in->source->values.count; k++) {
        if (in->environment[k].type != NULL) {
            in->environment[k] = widened_value(in, &widened, in->environment[k]);
        }
    }
    return true;
}

/* ---- what is put in ---- */

/* The type in which a list holds such a value. */
static const Type *storage_type(Infer *in, const Type *type) {
    switch (type->kind) {
    case TYPE_I64:
    case TYPE_INT:
    case TYPE_BOOL:
    case TYPE_FLOAT:
    case TYPE_LIST:
    case TYPE_ARRAY:
    case TYPE_SCALAR: return type;
    default: return known_object(in->types, type);
    }
}

/* Whether a list of such items holds the value without becoming another. */
static bool holds(Infer *in, const Type *element, const Type *storage) {
    if (element == storage) {
        return true;
    }
    return element->kind == TYPE_OBJECT && storage->kind != TYPE_LIST &&
           known_either(in->types, element, known_object(in->types, storage)) == element;
}

bool list_admits(Infer *in, Abstract *list, const Type *type) {
    ListSite *site = &in->sites->items[canonical_site(in, list->type->position)];
    const Type *storage = storage_type(in, type);
    const Type *element = site->element != NULL ? list->type->element : NULL;
    if (element != NULL && holds_ints(storage) && holds_ints(element)) {
        return element->kind == TYPE_INT || storage->kind == TYPE_I64 || widen(in, list);
    }
    if (element != NULL && holds(in, element, storage)) {
        return true;
    }
    if (element == NULL) {
        site->element = storage;
    } else if (element->kind == TYPE_LIST && storage->kind == TYPE_LIST) {
        merge_lists(in, element, storage);
    } else {
        join_elements(in, site, storage);
    }
    start_again(in);
    return false;
}

bool list_meets(Infer *in, Abstract *a, Abstract *b) {
    if (a->type == b->type) {
        return true;
    }
    bool one_site = canonical_site(in, a->type->position) == canonical_site(in, b->type->position);
    if (!one_site) {
        merge_lists(in, a->type, b->type);
        return false;
    }
    return widen(in, a->type->element->kind == TYPE_INT ? b : a);
}
