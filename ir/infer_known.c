/* infer(): objects of which more is known, as items of lists that only objects can be. They stay
 * objects on their way to a local: then a number becomes raw, by a version of the rest for each
 * kind of number that it may be. A tuple stays the object that it is until it is taken apart. */
#include "infer.h"

const Type *plain_type(Infer *in, const Type *type) {
    if (type->kind == TYPE_OBJECT) {
        return type_simple(in->types, TYPE_OBJECT);
    }
    if (type->kind != TYPE_TUPLE) {
        return type;
    }
    const Type **items = ARENA_ARRAY(in->arena, const Type *, type->item_count + 1);
    for (int k = 0; k < type->item_count; k++) {
        items[k] = plain_type(in, type->items[k]);
    }
    return type_items(in->types, TYPE_TUPLE, items, type->item_count);
}

/* The rest for another outcome than the one that is gone on with. */
static void leave_with(Infer *in, Abstract result) {
    if (in->at->op != OP_PY_NEXT) {
        side_exit(in, result, false);
        return;
    }
    in->environment[in->at->result] = result;
    leave_by(in, &in->at->edges[0]);
}

/* The object as what it is known to be. */
static Abstract as_variant(Infer *in, ValueId object, const Type *variant) {
    switch (variant->kind) {
    case TYPE_NONE: return no_leaves(in, TYPE_NONE);
    case TYPE_TUPLE: return leaf(in, known_object(in->types, variant), object);
    case TYPE_INT: {
        ValueId exact = unbox(in, object, variant).leaves[0];
        Block *small, *large;
        emit_branch(in, emit(in, OP_INT_FITS, TYPE_BOOL, 1, exact), &small, &large, false);
        if (large != NULL) {
            large->cold = true;
        }
        in->block = large;
        leave_with(in, leaf(in, variant, exact));
        in->block = small;
        return simple_leaf(in, TYPE_I64, emit(in, OP_INT_LOW, TYPE_I64, 1, exact));
    }
    default: return unbox(in, object, variant);
    }
}

Abstract refine(Infer *in, Abstract value) {
    if (in->block == NULL || value.type == NULL || value.type->kind != TYPE_OBJECT) {
        return value;
    }
    const Type *type = value.type;
    ValueId object = value.leaves[0];
    for (int k = 0; k < type->item_count - 1; k++) {
        Block *yes, *no;
        emit_branch(in,
                    emit_typed(in, OP_OBJECT_IS, type_simple(in->types, TYPE_BOOL),
                               object_test(type->items[k]), 1, object),
                    &yes, &no, false);
        in->block = yes;
        leave_with(in, as_variant(in, object, type->items[k]));
        in->block = no;
    }
    return type->item_count == 0 ? value
                                 : as_variant(in, object, type->items[type->item_count - 1]);
}

Abstract known_item(Infer *in, Abstract tuple, int index) {
    ValueId item = emit_typed(in, OP_OBJECT_ITEM, type_simple(in->types, TYPE_OBJECT), index, 1,
                              tuple.leaves[0]);
    return leaf(in, known_tuple(tuple.type)->items[index], item);
}

Abstract known_items(Infer *in, Abstract tuple) {
    int count = known_tuple(tuple.type)->item_count;
    Abstract *items = ARENA_ARRAY(in->arena, Abstract, count + 1);
    for (int k = 0; k < count; k++) {
        items[k] = known_item(in, tuple, k);
    }
    Type pattern = {.kind = TYPE_TUPLE};
    return aggregate(in, &pattern, items, count);
}
