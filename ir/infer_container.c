/* infer(): tuples, attributes and subscripts. */
#include "infer.h"

#include <ir/escape.h>
#include <string.h>

/* ---- attributes ---- */

static Abstract array_size(Infer *in, Abstract array) {
    if (array.type->ndim == 1) {
        return simple_leaf(
            in, TYPE_I64,
            emit_typed(in, OP_NP_LENGTH, type_simple(in->types, TYPE_I64), 0, 1, array.leaves[0]));
    }
    ValueId size = const_i64(in, 1).leaves[0];
    for (int axis = 0; axis < array.type->ndim; axis++) {
        ValueId length = emit_typed(in, OP_NP_LENGTH, type_simple(in->types, TYPE_I64), axis, 1,
                                    array.leaves[0]);
        size = emit(in, OP_I64_MUL, TYPE_I64, 2, size, length);
    }
    return simple_leaf(in, TYPE_I64, size);
}

static Abstract array_shape(Infer *in, Abstract array) {
    Abstract *lengths = ARENA_ARRAY(in->arena, Abstract, array.type->ndim + 1);
    for (int axis = 0; axis < array.type->ndim; axis++) {
        lengths[axis] = simple_leaf(in, TYPE_I64,
                                    emit_typed(in, OP_NP_LENGTH, type_simple(in->types, TYPE_I64),
                                               axis, 1, array.leaves[0]));
    }
    Type pattern = {.kind = TYPE_TUPLE};
    return aggregate(in, &pattern, lengths, array.type->ndim);
}

static Abstract transposed(Infer *in, Abstract array) {
    const Type *type = type_array(in->types, array.type->dtype, array.type->ndim,
                                  array.type->ndim < 2 && array.type->contiguous);
    Instruction *made = emit_instruction(in, OP_NP_VIEW, type, array.leaves, 1);
    if (made == NULL) {
        return nothing();
    }
    made->immediate = (int64_t)type->dtype;
    made->text = VIEW_TRANSPOSED;
    return leaf(in, type, made->result);
}

Abstract infer_getattr(Infer *in, Abstract object, const char *name) {
    if (object.type->kind == TYPE_ARRAY) {
        if (strcmp(name, "size") == 0) {
            return array_size(in, object);
        }
        if (strcmp(name, "shape") == 0) {
            return array_shape(in, object);
        }
        if (strcmp(name, "ndim") == 0) {
            return const_i64(in, object.type->ndim);
        }
        if (strcmp(name, "T") == 0) {
            return transposed(in, object);
        }
    }
    ValueId boxed = box(in, object);
    Instruction *read =
        emit_instruction(in, OP_OBJECT_GETATTR, type_simple(in->types, TYPE_OBJECT), &boxed, 1);
    if (read == NULL) {
        return nothing();
    }
    read->text = name;
    if (object.type->kind == TYPE_ARRAY && strcmp(name, "dtype") == 0) {
        return leaf(in, known_dtype(in->types, object.type->dtype), read->result);
    }
    return speculate(in, read->result, NULL);
}

/* ---- subscripts ---- */

bool is_index(const Type *type) {
    return type->kind == TYPE_I64 ||
           (type->kind == TYPE_SCALAR && strchr("iu", dtype_infos[type->dtype].kind) != NULL &&
            type->dtype != DTYPE_UINT64);
}

ValueId index_value(Infer *in, Abstract index) {
    return index.type->kind == TYPE_I64 ? index.leaves[0]
                                        : emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, index.leaves[0]);
}

/* Fills `operands` with the array, room for a value when `skip` is 1, and an I64 for each index.
 * Returns how many indices there are, -1 when some are not ints. */
static int array_indices(Infer *in, Abstract index, ValueId *operands, int most) {
    bool tuple = index.type->kind == TYPE_TUPLE;
    int count = tuple ? index.type->item_count : 1;
    if (count > most) {
        return -1;
    }
    for (int k = 0; k < count; k++) {
        if (!is_index(tuple ? index.type->items[k] : index.type)) {
            return -1;
        }
    }
    for (int k = 0; k < count; k++) {
        operands[k] = index_value(in, tuple ? item_of(in, index, k) : index);
    }
    return count;
}

static Abstract boxed_getitem(Infer *in, Abstract container, Abstract index, const Type *guess) {
    ValueId left = box(in, container), right = box(in, index);
    return speculate(in, emit(in, OP_OBJECT_GETITEM, TYPE_OBJECT, 2, left, right), guess);
}

/* What a[index] gives for boolean and integer arrays, as far as it can be guessed. */
static const Type *selected_guess(Infer *in, const Type *array, const Type *index) {
    bool selects = index->kind == TYPE_ARRAY && index->ndim == 1 &&
                   (index->dtype != DTYPE_BOOL || array->ndim == 1);
    return selects ? type_array(in->types, array->dtype, array->ndim, true) : NULL;
}

/* ---- views: rows, columns and slices ---- */

enum { MOST_PARTS = 8 };

/* Basic indexing that is known to be such. */
typedef struct ViewIndex {
    ValueId operands[2 + 3 * MOST_PARTS]; /* the first `skip` are the caller's */
    int count;
    char parts[MOST_PARTS + 1];
    int dropped, added;
    bool in_order; /* as the array is: whole dimensions behind ints */
} ViewIndex;

/* Ints within 64 bits, or nothing. */
static bool is_bound(const Type *type) {
    return type->kind == TYPE_NONE || is_index(type);
}

static bool is_view_part(const Type *part) {
    return part->kind == TYPE_SLICE
               ? is_bound(part->items[0]) && is_bound(part->items[1]) && is_bound(part->items[2])
               : part->kind == TYPE_NONE || is_index(part);
}

static void add_slice_part(Infer *in, ViewIndex *view, Abstract slice, int axis) {
    int absent = 0;
    for (int k = 0; k < 3; k++) {
        Abstract bound = item_of(in, slice, k);
        if (bound.type->kind == TYPE_NONE) {
            absent |= 1 << k;
        } else {
            view->operands[view->count++] = index_value(in, bound);
        }
    }
    view->parts[axis] = (char)('0' + absent);
    view->in_order = view->in_order && absent == 7;
}

static void add_index_part(Infer *in, ViewIndex *view, Abstract index, int axis) {
    view->operands[view->count++] = index_value(in, index);
    view->parts[axis] = 'i';
    view->dropped++;
    for (int k = 0; k < axis; k++) {
        view->in_order = view->in_order && strchr("in", view->parts[k]);
    }
}

/* False when the index is of another kind, or of too many dimensions. `may_add`: dimensions that
 * the array has not. */
static bool view_index(Infer *in, const Type *array, Abstract index, int skip, bool may_add,
                       ViewIndex *out) {
    bool tuple = index.type->kind == TYPE_TUPLE;
    int count = tuple ? index.type->item_count : 1;
    *out = (ViewIndex){.count = skip, .in_order = true};
    for (int k = 0; k < count; k++) {
        const Type *part = tuple ? index.type->items[k] : index.type;
        if (!is_view_part(part)) {
            return false;
        }
        out->added += part->kind == TYPE_NONE;
    }
    if (count - out->added > array->ndim || count > MOST_PARTS || (tuple && count == 0) ||
        (out->added > 0 && !may_add)) {
        return false;
    }
    for (int k = 0; k < count; k++) {
        Abstract part = tuple ? item_of(in, index, k) : index;
        if (part.type->kind == TYPE_SLICE) {
            add_slice_part(in, out, part, k);
        } else if (part.type->kind == TYPE_NONE) {
            out->parts[k] = 'n';
        } else {
            add_index_part(in, out, part, k);
        }
    }
    return out->dropped < array->ndim;
}

static Abstract array_view(Infer *in, Abstract array, ViewIndex *view) {
    const Type *from = array.type;
    const Type *type = type_array(in->types, from->dtype, from->ndim + view->added - view->dropped,
                                  from->contiguous && view->in_order);
    view->operands[0] = array.leaves[0];
    Instruction *made = emit_instruction(in, OP_NP_VIEW, type, view->operands, view->count);
    if (made == NULL) {
        return nothing();
    }
    made->immediate = (int64_t)from->dtype;
    made->text = arena_format(in->arena, "%s", view->parts);
    return leaf(in, type, made->result);
}

static bool store_to_view(Infer *in, Abstract array, Abstract index, Abstract value) {
    ViewIndex view;
    if (value.type->kind == TYPE_LIST || !view_index(in, array.type, index, 2, false, &view)) {
        return false;
    }
    view.operands[0] = array.leaves[0];
    view.operands[1] = box(in, value);
    Instruction *store = emit_instruction(in, OP_NP_STORE, NULL, view.operands, view.count);
    if (store != NULL) {
        store->text = arena_format(in->arena, "%s", view.parts);
    }
    return true;
}

static Abstract array_getitem(Infer *in, Abstract array, Abstract index) {
    enum { MOST = 8 };
    ValueId operands[1 + MOST] = {array.leaves[0]};
    int ndim = array.type->ndim;
    int count = ndim <= MOST ? array_indices(in, index, operands + 1, ndim) : -1;
    if (count != ndim || ndim == 0) {
        ViewIndex view;
        return view_index(in, array.type, index, 1, true, &view)
                   ? array_view(in, array, &view)
                   : boxed_getitem(in, array, index, selected_guess(in, array.type, index.type));
    }
    Dtype dtype = array.type->dtype;
    const Type *item =
        dtype == DTYPE_OBJECT ? type_simple(in->types, TYPE_OBJECT) : type_scalar(in->types, dtype);
    Instruction *read = emit_instruction(in, OP_NP_GETITEM, item, operands, 1 + ndim);
    if (read == NULL) {
        return nothing();
    }
    read->immediate = (int64_t)dtype;
    return leaf(in, item, read->result);
}

Abstract infer_getitem(Infer *in, Abstract container, Abstract index) {
    const Type *type = container.type;
    if (type->kind == TYPE_ARRAY) {
        return array_getitem(in, container, index);
    }
    if (type->kind == TYPE_LIST) {
        return infer_list_getitem(in, container, index);
    }
    int64_t k;
    const Type *tuple = type->kind == TYPE_TUPLE ? type : known_tuple(type);
    if (tuple != NULL && known_i64(in, index, &k)) {
        k += k < 0 ? tuple->item_count : 0;
        if (k >= 0 && k < tuple->item_count) {
            return item_of(in, container, (int)k);
        }
    }
    return boxed_getitem(in, container, index, NULL);
}

static void boxed_setitem(Infer *in, Abstract container, Abstract index, Abstract value) {
    ValueId boxed[3] = {box(in, container), box(in, index), box(in, value)};
    emit_instruction(in, OP_OBJECT_SETITEM, NULL, boxed, 3);
}

/* A raw int as an item of a narrower integer dtype: where it does not fit NumPy stores it, or
 * raises. */
static ValueId stored_narrow(Infer *in, Dtype dtype, Abstract array, Abstract index,
                             Abstract value) {
    const DtypeInfo *info = &dtype_infos[dtype];
    bool is_signed = info->kind == 'i';
    int bits = 8 * info->bytes - (is_signed ? 1 : 0);
    int64_t limits[2] = {is_signed ? -((int64_t)1 << bits) : 0, ((int64_t)1 << bits) - 1};
    for (int side = 0; side < 2; side++) {
        Block *outside, *inside;
        ValueId limit = const_i64(in, limits[side]).leaves[0];
        emit_branch(in,
                    emit_typed(in, OP_I64_COMPARE, type_simple(in->types, TYPE_BOOL),
                               side == 0 ? COMPARE_LESS : COMPARE_GREATER, 2, value.leaves[0],
                               limit),
                    &outside, &inside, true);
        in->block = outside;
        boxed_setitem(in, array, index, value);
        side_exit(in, nothing(), false);
        in->block = inside;
    }
    return emit_typed(in, OP_SCALAR_FROM_I64, type_scalar(in->types, dtype), (int64_t)dtype, 1,
                      value.leaves[0]);
}

/* The value as a scalar of the array's dtype, 0 when the conversion is NumPy's business. */
static ValueId stored(Infer *in, Dtype dtype, Abstract value) {
    const Type *scalar = type_scalar(in->types, dtype), *type = value.type;
    if (type == scalar) {
        return value.leaves[0];
    }
    bool raw_int = type->kind == TYPE_BOOL || is_index(type);
    if (dtype == DTYPE_BOOL && type->kind == TYPE_BOOL) {
        return emit_typed(in, OP_SCALAR_FROM_BOOL, scalar, 0, 1, value.leaves[0]);
    }
    if (dtype == DTYPE_FLOAT64 && type->kind == TYPE_FLOAT) {
        return emit_typed(in, OP_SCALAR_FROM_FLOAT, scalar, dtype, 1, value.leaves[0]);
    }
    if (dtype == DTYPE_FLOAT64 && type == type_scalar(in->types, DTYPE_FLOAT32)) {
        ValueId wide = emit(in, OP_SCALAR_TO_FLOAT, TYPE_FLOAT, 1, value.leaves[0]);
        return emit_typed(in, OP_SCALAR_FROM_FLOAT, scalar, dtype, 1, wide);
    }
    if (!raw_int || (dtype != DTYPE_FLOAT64 && dtype != DTYPE_INT64)) {
        return 0;
    }
    ValueId number = type->kind == TYPE_SCALAR
                         ? emit(in, OP_SCALAR_TO_I64, TYPE_I64, 1, value.leaves[0])
                         : to_i64(in, value);
    return emit_typed(in, OP_SCALAR_FROM_I64, scalar, (int64_t)dtype, 1, number);
}

static bool array_setitem(Infer *in, Abstract array, Abstract index, Abstract value) {
    enum { MOST = 8 };
    ValueId operands[2 + MOST] = {array.leaves[0]};
    int ndim = array.type->ndim;
    if (ndim == 0 || ndim > MOST || array.type->dtype == DTYPE_OBJECT ||
        array_indices(in, index, operands + 2, ndim) != ndim) {
        return false;
    }
    Dtype dtype = array.type->dtype;
    bool narrow_ints =
        dtype_infos[dtype].bytes < 8 && strchr("iu", dtype_infos[dtype].kind) != NULL;
    operands[1] = narrow_ints && value.type->kind == TYPE_I64
                      ? stored_narrow(in, dtype, array, index, value)
                      : stored(in, dtype, value);
    if (operands[1] == 0) {
        return false;
    }
    Instruction *store = emit_instruction(in, OP_NP_SETITEM, NULL, operands, 2 + ndim);
    if (store != NULL) {
        store->immediate = (int64_t)array.type->dtype;
    }
    return true;
}

void infer_setitem(Infer *in, Abstract container, Abstract index, Abstract value) {
    if (container.type->kind == TYPE_ARRAY && (array_setitem(in, container, index, value) ||
                                               store_to_view(in, container, index, value))) {
        return;
    }
    if (container.type->kind == TYPE_LIST && infer_list_setitem(in, container, index, value)) {
        return;
    }
    boxed_setitem(in, container, index, value);
}

Abstract infer_slice(Infer *in, const Abstract *parts) {
    Type pattern = {.kind = TYPE_SLICE};
    return aggregate(in, &pattern, parts, 3);
}

/* The items of a list or of an array's first dimension. Of any other number CPython raises. */
static Abstract unpack_sequence(Infer *in, Abstract sequence, int count) {
    bool list = sequence.type->kind == TYPE_LIST;
    ValueId length = emit_typed(in, list ? OP_LIST_LENGTH : OP_NP_LENGTH,
                                type_simple(in->types, TYPE_I64), 0, 1, sequence.leaves[0]);
    ValueId wanted = const_i64(in, count).leaves[0];
    Block *right, *wrong;
    emit_branch(in,
                emit_typed(in, OP_I64_COMPARE, type_simple(in->types, TYPE_BOOL), COMPARE_EQUAL, 2,
                           length, wanted),
                &right, &wrong, false);
    in->block = wrong;
    emit_typed(in, OP_OBJECT_UNPACK, type_simple(in->types, TYPE_OBJECT), count, 1,
               box_copy(in, sequence));
    emit_raised(in);
    in->block = right;
    Abstract *items = ARENA_ARRAY(in->arena, Abstract, count + 1);
    for (int k = 0; k < count && in->block != NULL; k++) {
        Abstract index = const_i64(in, k);
        items[k] =
            list ? list_item(in, sequence, index.leaves[0]) : array_getitem(in, sequence, index);
    }
    Type pattern = {.kind = TYPE_TUPLE};
    return in->block == NULL ? nothing() : aggregate(in, &pattern, items, count);
}

Abstract infer_unpack(Infer *in, Abstract value, int count) {
    const Type *type = value.type;
    if ((type->kind == TYPE_TUPLE || type->kind == TYPE_DISPLAY) && type->item_count == count) {
        return value;
    }
    if (known_tuple(type) != NULL && known_tuple(type)->item_count == count) {
        return value;
    }
    if (type->kind == TYPE_LIST || (type->kind == TYPE_ARRAY && type->ndim > 0)) {
        return unpack_sequence(in, value, count);
    }
    ValueId boxed = box(in, value);
    return simple_leaf(
        in, TYPE_OBJECT,
        emit_typed(in, OP_OBJECT_UNPACK, type_simple(in->types, TYPE_OBJECT), count, 1, boxed));
}
