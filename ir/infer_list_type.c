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
 * version of its own in which the list holds exact ints. Which list it is that another local holds,
 * or a list of lists, is not known, so all lists of the place of creation that locals hold,
 * directly or in lists of lists, are widened with it. Where lines begin, either all lists of a
 * place hold exact ints or none does. */
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

/* The lists that hold no lists in lists of lists. */
static const Type *innermost(const Type *list) {
    while (list->element->kind == TYPE_LIST) {
        list = list->element;
    }
    return list;
}

/* Whether both are of one site, and one is widened. */
static bool differ_in_width(const Infer *in, const Type *a, const Type *b) {
    while (canonical_site(in, a->position) == canonical_site(in, b->position)) {
        if (a->element->kind != TYPE_LIST || b->element->kind != TYPE_LIST) {
            return holds_ints(a->element) && holds_ints(b->element);
        }
        a = a->element;
        b = b->element;
    }
    return false;
}

/* Start again with lists of this type and what is in them holding exact ints. */
static void begin_exact(Infer *in, const Type *list) {
    int site = canonical_site(in, innermost(list)->position);
    in->sites->items[site].element = type_simple(in->types, TYPE_INT);
    start_again(in);
}

/* Start again with the lists of both sites as of one type. */
void merge_lists(Infer *in, const Type *a, const Type *b) {
    if (differ_in_width(in, a, b)) {
        begin_exact(in, a);
        return;
    }
    int site = canonical_site(in, a->position);
    if (site != canonical_site(in, b->position)) {
        merge_sites(in, a->position, b->position);
    } else {
        in->sites->items[site].boxed = true;
    }
    start_again(in);
}

/* ---- widening ---- */

/* The type with lists of type `from` in it replaced. */
static const Type *with_list(Infer *in, const Type *type, const Type *from, const Type *to) {
    if (type == from) {
        return to;
    }
    if (type->kind == TYPE_LIST) {
        Type list = *type;
        list.element = with_list(in, type->element, from, to);
        return list.element != type->element ? type_intern(in->types, &list) : type;
    }
    if (type->item_count == 0) {
        return type;
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

/* The type of the innermost lists of that one with raw ints, and with exact ones. */
static const Type *innermost_of(Infer *in, const Type *list, TypeKind items) {
    Type pattern = *innermost(list);
    pattern.element = type_simple(in->types, items);
    return type_intern(in->types, &pattern);
}

/* Whether lists like that can be widened here: all of them are found, and what holds half of them
 * widened, when memory is at an end, is not seen by anybody. */
static bool may_widen(const Infer *in) {
    return in->block != NULL && in->block->cold && in->source_block->handler == NULL;
}

const Type *wider_list(const Infer *in, const Type *a, const Type *b) {
    if (!differ_in_width(in, a, b) || !may_widen(in)) {
        return NULL;
    }
    return innermost(a)->element->kind == TYPE_INT ? a : b;
}

Abstract widened_value(Infer *in, Abstract value, const Type *to) {
    int count = type_leaf_count(to);
    const Type **before = ARENA_ARRAY(in->arena, const Type *, count + 1);
    const Type **after = ARENA_ARRAY(in->arena, const Type *, count + 1);
    type_leaves(value.type, before);
    type_leaves(to, after);
    Abstract result = {.type = to, .leaves = ARENA_ARRAY(in->arena, ValueId, count + 1)};
    for (int k = 0; k < count; k++) {
        Abstract item = leaf(in, before[k], value.leaves[k]);
        result.leaves[k] = before[k] == after[k] ? value.leaves[k]
                           : after[k]->kind == TYPE_INT
                               ? to_exact(in, item)
                               : emit_typed(in, OP_LIST_WIDEN, after[k], 0, 1, value.leaves[k]);
    }
    return result;
}

static Abstract with_widened(Infer *in, Abstract value, const Type *from, const Type *to) {
    const Type *type = with_list(in, value.type, from, to);
    return type == value.type ? value : widened_value(in, value, type);
}

/* All locals' lists of the innermost type hold exact ints from here on. Some may be the same list;
 * widening one twice changes nothing. */
static bool widen(Infer *in, Abstract *list) {
    if (!may_widen(in)) {
        begin_exact(in, list->type);
        return false;
    }
    const Type *from = innermost_of(in, list->type, TYPE_I64);
    const Type *to = innermost_of(in, list->type, TYPE_INT);
    *list = with_widened(in, *list, from, to);
    for (int k = 0; k < in->source->values.count; k++) {
        if (in->environment[k].type != NULL) {
            in->environment[k] = with_widened(in, in->environment[k], from, to);
        }
    }
    return true;
}

/* ---- lists of one width ---- */

/* Whether the leaf is a list that was widened: the site says raw ints. */
static bool is_widened(const Infer *in, const Type *leaf) {
    if (leaf->kind != TYPE_LIST || innermost(leaf)->element->kind != TYPE_INT) {
        return false;
    }
    const Type *element = in->sites->items[canonical_site(in, innermost(leaf)->position)].element;
    return element == NULL || element->kind != TYPE_INT;
}

static void widen_like(Infer *in, const Type *list, const Type **types, int count) {
    const Type *from = innermost_of(in, list, TYPE_I64), *to = innermost_of(in, list, TYPE_INT);
    for (int k = 0; k < count && !in->restart; k++) {
        const Type *type = with_list(in, types[k], from, to);
        if (type != types[k] && !may_widen(in)) {
            begin_exact(in, list);
        }
        types[k] = type;
    }
}

void make_lists_alike(Infer *in, const Type **types, int count) {
    for (int k = 0; k < count && !in->restart; k++) {
        int leaves = type_leaf_count(types[k]);
        const Type **leaf_types = ARENA_ARRAY(in->arena, const Type *, leaves + 1);
        type_leaves(types[k], leaf_types);
        for (int j = 0; j < leaves; j++) {
            if (is_widened(in, leaf_types[j])) {
                widen_like(in, leaf_types[j], types, count);
            }
        }
    }
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
        if (differ_in_width(in, element, storage)) {
            return widen(in, list);
        }
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
    if (differ_in_width(in, a->type, b->type)) {
        return widen(in, a) && widen(in, b);
    }
    merge_lists(in, a->type, b->type);
    return false;
}
