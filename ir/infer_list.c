/* infer(): lists: displays, methods, operators and subscripts. What they hold is the business of
 * infer_list_type.c. */
#include "infer.h"

#include <string.h>

/* An exact int as an index or count. Where it is too large, `op` on an empty list object raises
 * what it would for any. */
static Abstract index_that_fits(Infer *in, Abstract index, Op op) {
    if (index.type->kind != TYPE_INT || in->block == NULL) {
        return index;
    }
    Block *fits, *too_large;
    emit_branch(in, emit(in, OP_INT_FITS, TYPE_BOOL, 1, index.leaves[0]), &fits, &too_large, false);
    too_large->cold = true;
    in->block = too_large;
    Instruction *list =
        emit_instruction(in, OP_BOX_LIST, type_simple(in->types, TYPE_OBJECT), NULL, 0);
    emit_typed(in, op, type_simple(in->types, TYPE_OBJECT), BINARY_MULTIPLY, 2, list->result,
               box(in, index));
    emit_raised(in);
    in->block = fits;
    return simple_leaf(in, TYPE_I64, emit(in, OP_INT_LOW, TYPE_I64, 1, index.leaves[0]));
}

/* How the runtime holds the items; runtime/list.h. */
static int64_t element_code(const Type *list) {
    switch (list->element->kind) {
    case TYPE_INT: return 1;
    case TYPE_OBJECT:
    case TYPE_ARRAY: return 2;
    case TYPE_LIST: return 3;
    default: return 0;
    }
}

/* The list may be widened by it. */
static void append_item(Infer *in, Abstract *list, Abstract item) {
    if (in->block == NULL || !list_admits(in, list, item.type)) {
        return;
    }
    ValueId value = convert(in, item, list->type->element).leaves[0];
    emit_typed(in, OP_LIST_APPEND, NULL, element_code(list->type), 2, list->leaves[0], value);
}

static Abstract boxed_list(Infer *in, const Abstract *items, int count) {
    Type pattern = {.kind = TYPE_DISPLAY};
    return simple_leaf(in, TYPE_OBJECT, box(in, aggregate(in, &pattern, items, count)));
}

Abstract infer_list(Infer *in, const Abstract *items, int count) {
    const Type *type = list_type_of_site(in, list_site(in));
    if (type == NULL) {
        return boxed_list(in, items, count);
    }
    Abstract list = leaf(in, type, emit_typed(in, OP_LIST_NEW, type, element_code(type), 0));
    for (int k = 0; k < count; k++) {
        append_item(in, &list, items[k]);
    }
    return list;
}

/* A display that turns out to need an identity becomes a list object. */
Abstract materialise(Infer *in, Abstract display) {
    return simple_leaf(in, TYPE_OBJECT, box(in, display));
}

Abstract list_item(Infer *in, Abstract list, ValueId index) {
    ValueId item = emit_typed(in, OP_LIST_GET, plain_type(in, list.type->element),
                              element_code(list.type), 2, list.leaves[0], index);
    return nothing_put_in(in, list.type) ? emit_raised(in) : leaf(in, list.type->element, item);
}

/* Methods that add no items: done to a list object with the same items. */
static const struct {
    const char *name;
    bool counts; /* gives an int; else None */
} object_methods[] = {
    {"sort", false},   {"reverse", false}, {"clear", false},
    {"remove", false}, {"index", true},    {"count", true},
};

static Abstract object_method(Infer *in, Abstract list, const char *name, bool counts,
                              const Abstract *arguments, int count) {
    ValueId *operands = ARENA_ARRAY(in->arena, ValueId, count + 1);
    operands[0] = list.leaves[0];
    for (int k = 0; k < count; k++) {
        operands[1 + k] = box_copy(in, arguments[k]);
    }
    Instruction *call = emit_instruction(in, OP_LIST_METHOD, type_simple(in->types, TYPE_OBJECT),
                                         operands, count + 1);
    if (call == NULL) {
        return nothing();
    }
    call->text = name;
    call->immediate = type_item_code(list.type);
    if (!counts) {
        return no_leaves(in, TYPE_NONE);
    }
    Abstract number = unbox(in, call->result, type_simple(in->types, TYPE_INT));
    return narrow(in, number.leaves[0]);
}

static Abstract copy_of(Infer *in, Abstract list) {
    ValueId zero = const_i64(in, 0).leaves[0];
    enum { ALL_ABSENT = 7 };
    return leaf(
        in, list.type,
        emit_typed(in, OP_LIST_SLICE, list.type, ALL_ABSENT, 4, list.leaves[0], zero, zero, zero));
}

static Abstract pop_item(Infer *in, Abstract list, ValueId index) {
    const Type *element = list.type->element;
    ValueId item = emit_typed(in, OP_LIST_POP, plain_type(in, element), element_code(list.type), 2,
                              list.leaves[0], index);
    if (nothing_put_in(in, list.type)) {
        return emit_raised(in);
    }
    return element->kind == TYPE_INT ? narrow(in, item) : leaf(in, element, item);
}

bool is_list_method(const char *name) {
    static const char *const others[] = {"append", "pop", "insert", "extend", "copy"};
    bool found = false;
    for (size_t k = 0; k < sizeof object_methods / sizeof *object_methods; k++) {
        found |= strcmp(object_methods[k].name, name) == 0;
    }
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        found |= strcmp(others[k], name) == 0;
    }
    return found;
}

Abstract infer_list_method(Infer *in, Abstract list, const char *name, const Abstract *arguments,
                           int count) {
    bool indexed = count > 0 && arguments[0].type->kind == TYPE_I64;
    if (strcmp(name, "append") == 0 && count == 1) {
        append_item(in, &list, arguments[0]);
        return no_leaves(in, TYPE_NONE);
    }
    if (strcmp(name, "pop") == 0 && (count == 0 || (count == 1 && indexed))) {
        return pop_item(in, list, (count == 1 ? arguments[0] : const_i64(in, -1)).leaves[0]);
    }
    if (strcmp(name, "insert") == 0 && count == 2 && indexed) {
        if (list_admits(in, &list, arguments[1].type)) {
            ValueId item = convert(in, arguments[1], list.type->element).leaves[0];
            emit_typed(in, OP_LIST_INSERT, NULL, 0, 3, list.leaves[0], arguments[0].leaves[0],
                       item);
        }
        return no_leaves(in, TYPE_NONE);
    }
    if (strcmp(name, "extend") == 0 && count == 1 && arguments[0].type->kind == TYPE_LIST) {
        Abstract other = arguments[0];
        if (list_meets(in, &list, &other)) {
            emit_typed(in, OP_LIST_EXTEND, NULL, 0, 2, list.leaves[0], other.leaves[0]);
        }
        return no_leaves(in, TYPE_NONE);
    }
    if (strcmp(name, "copy") == 0 && count == 0) {
        return copy_of(in, list);
    }
    for (size_t k = 0; k < sizeof object_methods / sizeof *object_methods; k++) {
        if (strcmp(object_methods[k].name, name) == 0) {
            return object_method(in, list, name, object_methods[k].counts, arguments, count);
        }
    }
    demote(in, list.type);
    return nothing();
}

Abstract infer_list_binary(Infer *in, BinaryOperator op, Abstract a, Abstract b, bool inplace) {
    bool list_a = a.type->kind == TYPE_LIST, list_b = b.type->kind == TYPE_LIST;
    if (op == BINARY_ADD && list_a && list_b) {
        if (!list_meets(in, &a, &b)) {
            return nothing();
        }
        if (inplace) {
            emit_typed(in, OP_LIST_EXTEND, NULL, 0, 2, a.leaves[0], b.leaves[0]);
            return a;
        }
        return leaf(in, a.type,
                    emit_typed(in, OP_LIST_CONCAT, a.type, 0, 2, a.leaves[0], b.leaves[0]));
    }
    Abstract list = list_a ? a : b, times = list_a ? b : a;
    if (op == BINARY_MULTIPLY && !inplace) {
        times = index_that_fits(in, times, OP_OBJECT_BINARY);
    }
    if (op == BINARY_MULTIPLY && !inplace && times.type->kind == TYPE_I64) {
        return leaf(
            in, list.type,
            emit_typed(in, OP_LIST_REPEAT, list.type, 0, 2, list.leaves[0], times.leaves[0]));
    }
    return nothing();
}

/* ---- subscripts ---- */

/* An index of a type that only CPython can tell. */
static Abstract by_object(Infer *in, Abstract list, const char *method, const Abstract *arguments,
                          int count) {
    ValueId operands[3] = {list.leaves[0]};
    for (int k = 0; k < count; k++) {
        operands[1 + k] = box_copy(in, arguments[k]);
    }
    Instruction *call = emit_instruction(in, OP_LIST_METHOD, type_simple(in->types, TYPE_OBJECT),
                                         operands, 1 + count);
    if (call == NULL) {
        return nothing();
    }
    call->text = method;
    call->immediate = type_item_code(list.type);
    return simple_leaf(in, TYPE_OBJECT, call->result);
}

/* An exact int as a bound of a slice: what is beyond 64 bits is beyond any list. */
static ValueId clamped(Infer *in, ValueId exact) {
    ValueId zero = to_exact(in, const_i64(in, 0));
    ValueId negative = emit_typed(in, OP_INT_COMPARE, type_simple(in->types, TYPE_BOOL),
                                  COMPARE_LESS, 2, exact, zero);
    ValueId low = const_i64(in, INT64_MIN).leaves[0], high = const_i64(in, INT64_MAX).leaves[0];
    return emit(in, OP_SELECT, TYPE_I64, 3, negative, low, high);
}

/* Parts from `next` on are still to be taken. */
static Abstract slice_of_parts(Infer *in, Abstract list, Abstract slice, int next, ValueId *parts) {
    int64_t absent = 0;
    for (int k = 0; k < 3; k++) {
        Abstract part = item_of(in, slice, k);
        absent |= part.type->kind == TYPE_NONE ? 1 << k : 0;
        if (k < next || in->block == NULL) {
            continue;
        }
        if (part.type->kind == TYPE_NONE) {
            parts[k] = const_i64(in, 0).leaves[0];
        } else if (part.type->kind == TYPE_INT) {
            Block *fits, *large;
            emit_branch(in, emit(in, OP_INT_FITS, TYPE_BOOL, 1, part.leaves[0]), &fits, &large,
                        false);
            large->cold = true;
            in->block = large;
            parts[k] = clamped(in, part.leaves[0]);
            side_exit(in, slice_of_parts(in, list, slice, k + 1, parts), false);
            in->block = fits;
            parts[k] = emit(in, OP_INT_LOW, TYPE_I64, 1, part.leaves[0]);
        } else {
            parts[k] = index_value(in, part);
        }
    }
    return leaf(in, list.type,
                emit_typed(in, OP_LIST_SLICE, list.type, absent, 4, list.leaves[0], parts[0],
                           parts[1], parts[2]));
}

static Abstract list_slice(Infer *in, Abstract list, Abstract slice) {
    ValueId parts[3];
    for (int k = 0; k < 3; k++) {
        const Type *type = slice.type->items[k];
        bool exact = type->kind == TYPE_INT && k < 2;
        if (type->kind != TYPE_NONE && !exact && !is_index(type)) {
            return nothing();
        }
    }
    return slice_of_parts(in, list, slice, 0, parts);
}

/* The items that a slice object says. On a path that hardly anybody takes they are a list object,
 * which nobody else holds yet: such a list must not decide what others are. */
static Abstract slice_by_object(Infer *in, Abstract list, ValueId slice) {
    Abstract items =
        leaf(in, list.type,
             emit_typed(in, OP_LIST_SLICE_OBJECT, list.type, 0, 2, list.leaves[0], slice));
    bool alone = in->block != NULL && in->block->cold && list.type->element->kind != TYPE_LIST;
    return alone ? simple_leaf(in, TYPE_OBJECT, box_copy(in, items)) : items;
}

/* An index that only CPython can tell, as a raw int; leaves with the items that a slice says. */
static Abstract object_index(Infer *in, Abstract list, ValueId object) {
    Block *slice, *index;
    emit_branch(
        in, emit_typed(in, OP_OBJECT_IS, type_simple(in->types, TYPE_BOOL), TYPE_SLICE, 1, object),
        &slice, &index, true);
    in->block = slice;
    side_exit(in, slice_by_object(in, list, object), false);
    in->block = index;
    return simple_leaf(in, TYPE_I64, emit(in, OP_OBJECT_INDEX, TYPE_I64, 1, object));
}

Abstract infer_list_getitem(Infer *in, Abstract list, Abstract index) {
    const Type *element = list.type->element;
    index = index_that_fits(in, index, OP_OBJECT_GETITEM);
    if (is_index(index.type)) {
        Abstract item = list_item(in, list, index_value(in, index));
        return element->kind == TYPE_INT && item.type != NULL ? narrow(in, item.leaves[0]) : item;
    }
    if (index.type->kind == TYPE_SLICE) {
        Abstract slice = list_slice(in, list, index);
        if (slice.type != NULL) {
            return slice;
        }
    }
    ValueId object = box(in, index);
    return infer_list_getitem(in, list, object_index(in, list, object));
}

bool infer_list_setitem(Infer *in, Abstract list, Abstract index, Abstract value) {
    index = index_that_fits(in, index, OP_OBJECT_GETITEM);
    if (is_index(index.type)) {
        if (list_admits(in, &list, value.type)) {
            ValueId item = convert(in, value, list.type->element).leaves[0];
            emit_typed(in, OP_LIST_SET, NULL, element_code(list.type), 3, list.leaves[0],
                       index_value(in, index), item);
        }
        return true;
    }
    if (index.type->kind == TYPE_OBJECT && value.type->kind != TYPE_OBJECT &&
        value.type->kind != TYPE_LIST) {
        Abstract arguments[2] = {index, value};
        if (list_admits(in, &list, value.type)) {
            by_object(in, list, "__setitem__", arguments, 2);
        }
        return true;
    }
    return false;
}
