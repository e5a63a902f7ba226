/* infer(): making, converting, boxing and unboxing abstract values. */
#include "infer.h"

#include <string.h>

Abstract nothing(void) {
    return (Abstract){0};
}

Abstract leaf(Infer *in, const Type *type, ValueId value) {
    Abstract abstract = {.type = type, .leaves = ARENA_ARRAY(in->arena, ValueId, 1)};
    abstract.leaves[0] = value;
    return abstract;
}

Abstract simple_leaf(Infer *in, TypeKind kind, ValueId value) {
    return leaf(in, type_simple(in->types, kind), value);
}

Abstract no_leaves(Infer *in, TypeKind kind) {
    return (Abstract){.type = type_simple(in->types, kind)};
}

/* `pattern` gives all of the type but its items. */
Abstract aggregate(Infer *in, const Type *pattern, const Abstract *items, int count) {
    const Type **types = ARENA_ARRAY(in->arena, const Type *, count + 1);
    int leaves = 0;
    for (int k = 0; k < count; k++) {
        types[k] = items[k].type;
        leaves += type_leaf_count(types[k]);
    }
    Type full = *pattern;
    full.items = types;
    full.item_count = count;
    Abstract whole = {.type = type_intern(in->types, &full),
                      .leaves = ARENA_ARRAY(in->arena, ValueId, leaves + 1)};
    ValueId *next = whole.leaves;
    for (int k = 0; k < count; k++) {
        int own = type_leaf_count(types[k]);
        if (own > 0) {
            memcpy(next, items[k].leaves, sizeof *next * (size_t)own);
        }
        next += own;
    }
    return whole;
}

Abstract item_of(Infer *in, Abstract whole, int index) {
    if (known_tuple(whole.type) != NULL) {
        return known_item(in, whole, index);
    }
    if (whole.type->kind == TYPE_OBJECT) { /* what object.unpack gave */
        return simple_leaf(in, TYPE_OBJECT,
                           emit_typed(in, OP_OBJECT_ITEM, type_simple(in->types, TYPE_OBJECT),
                                      index, 1, whole.leaves[0]));
    }
    int skipped = 0;
    for (int k = 0; k < index; k++) {
        skipped += type_leaf_count(whole.type->items[k]);
    }
    return (Abstract){.type = whole.type->items[index], .leaves = whole.leaves + skipped};
}

Abstract const_bool(Infer *in, bool truth_value) {
    return simple_leaf(
        in, TYPE_BOOL,
        emit_typed(in, OP_CONST_BOOL, type_simple(in->types, TYPE_BOOL), truth_value, 0));
}

Abstract const_i64(Infer *in, int64_t number) {
    return simple_leaf(in, TYPE_I64,
                       emit_typed(in, OP_CONST_I64, type_simple(in->types, TYPE_I64), number, 0));
}

static const Instruction *definition(const Infer *in, ValueId value) {
    return value == 0 ? NULL : fn_definition(in->fn, value);
}

bool known_i64(const Infer *in, Abstract value, int64_t *out) {
    if (value.type == NULL || value.type->kind != TYPE_I64) {
        return false;
    }
    const Instruction *made = definition(in, value.leaves[0]);
    if (made == NULL || made->op != OP_CONST_I64) {
        return false;
    }
    *out = made->immediate;
    return true;
}

bool known_bool(const Infer *in, ValueId value, bool *out) {
    const Instruction *made = definition(in, value);
    if (made == NULL || made->op != OP_CONST_BOOL) {
        return false;
    }
    *out = made->immediate != 0;
    return true;
}

bool is_python_int(const Type *type) {
    return type->kind == TYPE_BOOL || type->kind == TYPE_I64 || type->kind == TYPE_INT;
}

bool is_python_number(const Type *type) {
    return is_python_int(type) || type->kind == TYPE_FLOAT;
}

ValueId to_i64(Infer *in, Abstract value) {
    if (value.type->kind == TYPE_BOOL) {
        return emit(in, OP_BOOL_TO_I64, TYPE_I64, 1, value.leaves[0]);
    }
    return value.leaves[0];
}

ValueId to_exact(Infer *in, Abstract value) {
    if (value.type->kind == TYPE_INT) {
        return value.leaves[0];
    }
    return emit(in, OP_I64_TO_INT, TYPE_INT, 1, to_i64(in, value));
}

ValueId to_float(Infer *in, Abstract value) {
    switch (value.type->kind) {
    case TYPE_FLOAT: return value.leaves[0];
    case TYPE_INT: return emit(in, OP_INT_TO_FLOAT, TYPE_FLOAT, 1, value.leaves[0]);
    default: return emit(in, OP_I64_TO_FLOAT, TYPE_FLOAT, 1, to_i64(in, value));
    }
}

Abstract narrow(Infer *in, ValueId exact) {
    Block *small, *large;
    emit_branch(in, emit(in, OP_INT_FITS, TYPE_BOOL, 1, exact), &small, &large, false);
    if (large != NULL) {
        large->cold = true;
    }
    in->block = large;
    side_exit(in, simple_leaf(in, TYPE_INT, exact), true);
    in->block = small;
    return simple_leaf(in, TYPE_I64, emit(in, OP_INT_LOW, TYPE_I64, 1, exact));
}

/* ---- boxing ---- */

static ValueId box_items(Infer *in, Op op, Abstract value, bool copies) {
    int count = value.type->item_count;
    ValueId *items = ARENA_ARRAY(in->arena, ValueId, count + 1);
    for (int k = 0; k < count; k++) {
        Abstract item = item_of(in, value, k);
        items[k] = copies ? box_copy(in, item) : box(in, item);
    }
    Instruction *made = emit_instruction(in, op, type_simple(in->types, TYPE_OBJECT), items, count);
    return made != NULL ? made->result : 0;
}

static ValueId box_string(Infer *in, const Type *type) {
    Instruction *made =
        emit_instruction(in, OP_CONST_STRING, type_simple(in->types, TYPE_OBJECT), NULL, 0);
    if (made == NULL) {
        return 0;
    }
    made->text = type->text;
    made->immediate = type->text_length;
    return made->result;
}

static ValueId box_symbol(Infer *in, const Symbol *symbol) {
    Instruction *made =
        emit_instruction(in, OP_CONST_OBJECT, type_simple(in->types, TYPE_OBJECT), NULL, 0);
    if (made == NULL) {
        return 0;
    }
    made->symbol = symbol;
    return made->result;
}

/* range(start, stop, step), called as the kernel called it. The type remembers the callable. */
static ValueId box_range(Infer *in, Abstract range) {
    if (range.type->item_count == 1) {
        return range.leaves[0];
    }
    ValueId operands[4] = {box_symbol(in, range.type->symbol)};
    for (int k = 0; k < 3; k++) {
        operands[1 + k] = box(in, simple_leaf(in, TYPE_I64, range.leaves[k]));
    }
    Instruction *call =
        emit_instruction(in, OP_OBJECT_CALL, type_simple(in->types, TYPE_OBJECT), operands, 4);
    if (call == NULL) {
        return 0;
    }
    call->immediate = 3;
    call->text = "";
    return call->result;
}

static Op box_operation(const Type *type) {
    switch (type->kind) {
    case TYPE_BOOL: return OP_BOX_BOOL;
    case TYPE_I64: return OP_BOX_I64;
    case TYPE_INT: return OP_BOX_INT;
    case TYPE_FLOAT: return OP_BOX_FLOAT;
    case TYPE_SCALAR: return OP_BOX_SCALAR;
    default: return OP_BOX_ARRAY;
    }
}

ValueId box(Infer *in, Abstract value) {
    if (in->block == NULL || value.type == NULL) {
        return 0;
    }
    const Type *type = value.type;
    const Type *object = type_simple(in->types, TYPE_OBJECT);
    switch (type->kind) {
    case TYPE_OBJECT: return value.leaves[0];
    case TYPE_NONE: return emit(in, OP_CONST_NONE, TYPE_OBJECT, 0);
    case TYPE_STRING: return box_string(in, type);
    case TYPE_SYMBOL: return box_symbol(in, type->symbol);
    case TYPE_TUPLE: return box_items(in, OP_BOX_TUPLE, value, false);
    case TYPE_DISPLAY: return box_items(in, OP_BOX_LIST, value, false);
    case TYPE_SLICE: return box_items(in, OP_BOX_SLICE, value, false);
    case TYPE_RANGE: return box_range(in, value);
    case TYPE_LIST: demote(in, type); return 0;
    case TYPE_ITERATOR:
        if (type->iterator == ITERATOR_OBJECT) {
            return value.leaves[0];
        }
        infer_refuse(in, "use it directly in a for statement",
                     "an iterator that is stored or passed on is not compiled");
        return 0;
    case TYPE_UNBOUND:
    case TYPE_UNTYPED:
        infer_refuse(in, NULL, "a local variable without a value is used here");
        return 0;
    default:
        return emit_typed(in, box_operation(type), object,
                          type->kind == TYPE_SCALAR ? (int64_t)type->dtype : 0, 1, value.leaves[0]);
    }
}

ValueId box_copy(Infer *in, Abstract value) {
    if (in->block == NULL || value.type == NULL) {
        return 0;
    }
    switch (value.type->kind) {
    case TYPE_LIST:
        return emit_typed(in, OP_LIST_TO_OBJECT, type_simple(in->types, TYPE_OBJECT),
                          type_item_code(value.type), 1, value.leaves[0]);
    case TYPE_TUPLE: return box_items(in, OP_BOX_TUPLE, value, true);
    case TYPE_DISPLAY: return box_items(in, OP_BOX_LIST, value, true);
    default: return box(in, value);
    }
}

Abstract unbox(Infer *in, ValueId object, const Type *type) {
    switch (type->kind) {
    case TYPE_BOOL: return leaf(in, type, emit_typed(in, OP_UNBOX_BOOL, type, 0, 1, object));
    case TYPE_INT: return leaf(in, type, emit_typed(in, OP_UNBOX_INT, type, 0, 1, object));
    case TYPE_FLOAT: return leaf(in, type, emit_typed(in, OP_UNBOX_FLOAT, type, 0, 1, object));
    case TYPE_SCALAR:
        return leaf(in, type,
                    emit_typed(in, OP_UNBOX_SCALAR, type, (int64_t)type->dtype, 1, object));
    case TYPE_ARRAY:
        return leaf(in, type,
                    emit_typed(in, OP_UNBOX_ARRAY, type,
                               (int64_t)type->dtype | type->ndim << 8 | type->contiguous << 16, 1,
                               object));
    default: return simple_leaf(in, TYPE_OBJECT, object);
    }
}

int64_t object_test(const Type *type) {
    int64_t kind = type->kind;
    if (type->kind == TYPE_SCALAR || type->kind == TYPE_ARRAY) {
        kind |=
            (int64_t)type->dtype << 8 | (int64_t)type->ndim << 16 | (int64_t)type->contiguous << 24;
    }
    return kind;
}

Abstract speculate(Infer *in, ValueId object, const Type *guess) {
    if (guess == NULL || guess->kind == TYPE_OBJECT || in->block == NULL) {
        return simple_leaf(in, TYPE_OBJECT, object);
    }
    Block *yes, *no;
    ValueId test = emit_typed(in, OP_OBJECT_IS, type_simple(in->types, TYPE_BOOL),
                              object_test(guess), 1, object);
    emit_branch(in, test, &yes, &no, false);
    no->cold = true;
    in->block = no;
    side_exit(in, simple_leaf(in, TYPE_OBJECT, object), false);
    in->block = yes;
    Abstract value = unbox(in, object, guess);
    return guess->kind == TYPE_INT ? narrow(in, value.leaves[0]) : value;
}

/* ---- truth ---- */

static ValueId length_is_not_zero(Infer *in, Op op, ValueId container) {
    ValueId length = emit(in, op, TYPE_I64, 1, container);
    return emit(in, OP_I64_TO_BOOL, TYPE_BOOL, 1, length);
}

ValueId truth(Infer *in, Abstract value) {
    if (in->block == NULL || value.type == NULL) {
        return 0;
    }
    switch (value.type->kind) {
    case TYPE_BOOL: return value.leaves[0];
    case TYPE_I64: return emit(in, OP_I64_TO_BOOL, TYPE_BOOL, 1, value.leaves[0]);
    case TYPE_INT: return emit(in, OP_INT_TO_BOOL, TYPE_BOOL, 1, value.leaves[0]);
    case TYPE_FLOAT: return emit(in, OP_FLOAT_TO_BOOL, TYPE_BOOL, 1, value.leaves[0]);
    case TYPE_SCALAR: return emit(in, OP_SCALAR_TO_BOOL, TYPE_BOOL, 1, value.leaves[0]);
    case TYPE_LIST: return length_is_not_zero(in, OP_LIST_LENGTH, value.leaves[0]);
    case TYPE_NONE: return const_bool(in, false).leaves[0];
    case TYPE_STRING: return const_bool(in, value.type->text_length > 0).leaves[0];
    case TYPE_TUPLE:
    case TYPE_DISPLAY: return const_bool(in, value.type->item_count > 0).leaves[0];
    default: return emit(in, OP_OBJECT_TRUTH, TYPE_BOOL, 1, box(in, value));
    }
}

/* ---- where versions meet ---- */

bool converts(const Type *from, const Type *to) {
    if (from == to) {
        return true;
    }
    if (to->kind == TYPE_INT) {
        return from->kind == TYPE_I64;
    }
    bool plain = to->kind == TYPE_OBJECT && to->item_count == 0 && !is_known_dtype(to);
    return plain && from->kind != TYPE_UNBOUND;
}

Abstract convert(Infer *in, Abstract value, const Type *to) {
    if (value.type == to) {
        return value;
    }
    if (to->kind == TYPE_LIST || !type_is_leaf(to)) { /* see exact_items(), make_lists_alike() */
        return widened_value(in, value, to);
    }
    return leaf(in, to, to->kind == TYPE_INT ? to_exact(in, value) : box(in, value));
}

/* The tuple, or iterator of a tuple, whose ints are exact where those of one of the two are; NULL
 * when they differ in anything else. */
const Type *exact_items(Infer *in, const Type *a, const Type *b) {
    bool ints = (a->kind == TYPE_I64 && b->kind == TYPE_INT) ||
                (a->kind == TYPE_INT && b->kind == TYPE_I64);
    if (a == b || ints) {
        return a == b ? a : type_simple(in->types, TYPE_INT);
    }
    bool alike = a->kind == b->kind && a->item_count == b->item_count &&
                 a->iterator == b->iterator && a->position == b->position;
    bool tuples = a->kind == TYPE_TUPLE || a->kind == TYPE_DISPLAY ||
                  (a->kind == TYPE_ITERATOR && a->iterator == ITERATOR_TUPLE);
    if (!alike || !tuples) {
        return NULL;
    }
    Type pattern = *a;
    const Type **items = ARENA_ARRAY(in->arena, const Type *, a->item_count + 1);
    for (int k = 0; k < a->item_count; k++) {
        items[k] = exact_items(in, a->items[k], b->items[k]);
        if (items[k] == NULL) {
            return NULL;
        }
    }
    pattern.items = items;
    return type_intern(in->types, &pattern);
}

const Type *join_types(Infer *in, const Type *a, const Type *b) {
    if (converts(a, b)) {
        return b;
    }
    if (converts(b, a)) {
        return a;
    }
    const Type *exact = exact_items(in, a, b);
    if (exact != NULL) {
        return exact;
    }
    if (a->kind == TYPE_LIST && b->kind == TYPE_LIST) {
        const Type *wider = wider_list(in, a, b);
        if (wider == NULL) {
            merge_lists(in, a, b);
        }
        return wider != NULL ? wider : a;
    }
    if (a->kind == TYPE_LIST) {
        demote(in, a);
    }
    if (b->kind == TYPE_LIST) {
        demote(in, b);
    }
    return type_simple(in->types, TYPE_OBJECT);
}
