/* Objects of which more is known: see ir/known.h. An int is here of any size: which of them are
 * large is not a matter of types. */
#include <ir/known.h>
#include <stddef.h>

enum {
    MOST_VARIANTS = 4, /* a read tests for each of them */
    MOST_ITEMS = 16,   /* of a tuple */
};

static const Type *unknown(TypeTable *types) {
    return type_simple(types, TYPE_OBJECT);
}

static const Type *one_of(TypeTable *types, const Type *const *variants, int count) {
    return type_items(types, TYPE_OBJECT, variants, count);
}

const Type *known_object(TypeTable *types, const Type *type) {
    const Type *variant = type, *items[MOST_ITEMS];
    switch (type->kind) {
    case TYPE_OBJECT: return type;
    case TYPE_SMALL:
    case TYPE_I64: variant = type_simple(types, TYPE_INT); break;
    case TYPE_TUPLE:
        if (type->item_count > MOST_ITEMS)
            return unknown(types);
        for (int k = 0; k < type->item_count; k++)
            items[k] = known_object(types, type->items[k]);
        variant = type_items(types, TYPE_TUPLE, items, type->item_count);
        break;
    case TYPE_INT:
    case TYPE_BOOL:
    case TYPE_FLOAT:
    case TYPE_SCALAR:
    case TYPE_ARRAY:
    case TYPE_NONE: break;
    default: return unknown(types);
    }
    return one_of(types, &variant, 1);
}

const Type *known_tuple(const Type *object) {
    bool single = object->kind == TYPE_OBJECT && object->item_count == 1;
    return single && object->items[0]->kind == TYPE_TUPLE ? object->items[0] : NULL;
}

const Type *known_dtype(TypeTable *types, Dtype dtype) {
    Type pattern = {.kind = TYPE_OBJECT, .dtype = dtype, .text = "dtype", .text_length = 5};
    return type_intern(types, &pattern);
}

bool is_known_dtype(const Type *type) {
    return type->kind == TYPE_OBJECT && type->text_length > 0;
}

/* The tuple among what an object may be. */
static const Type *last_tuple(const Type *object) {
    const Type *last = object->items[object->item_count - 1];
    return last->kind == TYPE_TUPLE ? last : NULL;
}

/* NULL when the tuples differ in length. */
static const Type *either_tuple(TypeTable *types, const Type *a, const Type *b) {
    const Type *items[MOST_ITEMS];
    if (a->item_count != b->item_count)
        return NULL;
    for (int k = 0; k < a->item_count; k++)
        items[k] = known_either(types, a->items[k], b->items[k]);
    return type_items(types, TYPE_TUPLE, items, a->item_count);
}

/* Adds what of `object` is not a tuple and not among them yet. Returns how many there are then. */
static int add_variants(const Type **variants, int count, const Type *object) {
    for (int k = 0; k < object->item_count; k++) {
        bool is_new = object->items[k]->kind != TYPE_TUPLE;
        for (int j = 0; j < count; j++)
            is_new = is_new && variants[j] != object->items[k];
        if (is_new)
            variants[count++] = object->items[k];
    }
    return count;
}

const Type *known_either(TypeTable *types, const Type *a, const Type *b) {
    if (a == b || a->item_count == 0 || b->item_count == 0)
        return a == b ? a : unknown(types);
    const Type *tuple = last_tuple(a), *other = last_tuple(b);
    if (tuple != NULL && other != NULL) {
        tuple = either_tuple(types, tuple, other);
        if (tuple == NULL)
            return unknown(types);
    } else if (tuple == NULL) {
        tuple = other;
    }
    const Type *variants[2 * MOST_VARIANTS + 1];
    int count = add_variants(variants, add_variants(variants, 0, a), b);
    if (tuple != NULL)
        variants[count++] = tuple;
    return count <= MOST_VARIANTS ? one_of(types, variants, count) : unknown(types);
}
